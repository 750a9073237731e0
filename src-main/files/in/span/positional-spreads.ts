// Spreads between commodities, tiers and legs out of positional records, and faults with the record they stand in.
// May import the domain.
import type { InterCommoditySpread, SpanLeg, SpanTier } from '../../../domain/span-commodity.ts';
import { impliedDecimal, type PositionalLine } from './positional-line.ts';
import { ownText, PlaceFault, type SpanFault } from './reading.ts';

/** A spread of record 6. Codes of whole legs go to `codes`, so that a fault after them knows whose spread it is. */
export function interCommoditySpread(line: PositionalLine, codes: string[]): InterCommoditySpread {
  const legs: InterCommoditySpread['legs'][number][] = [];
  const method = line.code(89, 90);
  const isScanning = method === '04' || method === '4';
  for (let leg = 0; leg < 4; leg++) {
    const from = 17 + 18 * leg;
    const code = line.code(from + 4, from + 9);
    if (code === '') break;
    const tier = line.countOrNull(102 + 2 * leg, 103 + 2 * leg) ?? 0;
    legs.push({
      combinedCommodity: ownText(code),
      tier: tier === 0 ? null : tier,
      ratio: line.decimal(from + 10, from + 16, 4),
      side: line.side(from + 17),
      isTarget: false,
      // Says something of scanning-based spreads only, and whatever isn't N requires the leg; all others need all legs.
      isRequired: !isScanning || line.code(from + 3, from + 3) !== 'N',
      credit: null,
    });
    codes.push(ownText(code));
  }
  if (legs.length < 2) throw line.fault(17, 88, 'a spread needs two legs or more');
  line.required(89, 90, 'the method of the spread');
  if (line.text.length < 101 + 2 * legs.length)
    throw line.fault(102, 109, `the record ends at column ${line.text.length}; a leg’s tier is missing`);
  const credits = line.code(101, 101);
  if (!['', 'W', 'F'].includes(credits))
    throw line.fault(101, 101, `“${credits}” isn’t a method of credit (W or F)`);
  if (isScanning) markTarget(line, legs, codes);
  const rate = line.digits(10, 16);
  return {
    priority: line.count(6, 9),
    method: isScanning ? 'scanning' : credits === 'F' ? 'flat' : 'weighted',
    // Percent with four decimals; an amount has two.
    credit: impliedDecimal(rate, credits === 'F' && !isScanning ? 2 : 6),
    isSuper: line.code(110, 110) === 'S',
    legs,
  };
}

/** The commodity that takes the others in: one of the legs or a further one; the first leg where none is named. */
function markTarget(
  line: PositionalLine,
  legs: InterCommoditySpread['legs'][number][],
  codes: string[],
): void {
  const code = ownText(line.code(95, 100));
  const leg = code === '' ? legs[0] : legs.find(({ combinedCommodity }) => combinedCommodity === code);
  if (leg) {
    leg.isTarget = true;
    return;
  }
  legs.push({
    combinedCommodity: code,
    tier: null,
    ratio: '1',
    side: 'A',
    isTarget: true,
    isRequired: line.code(94, 94) !== 'N',
    credit: null,
  });
  codes.push(code);
}

export function faultOf(thrown: unknown, line: PositionalLine, left: string): SpanFault {
  if (!(thrown instanceof PlaceFault)) throw thrown;
  return {
    line: line.record,
    place: thrown.place,
    value: ownText(thrown.value),
    reason: thrown.message,
    left,
  };
}

/** Tiers of 14 columns each: number, first month, last month. */
export function tiersOf(line: PositionalLine, first: number, most: number): SpanTier[] {
  const tiers: SpanTier[] = [];
  for (let place = 0; place < most; place++) {
    const from = first + 14 * place;
    const number = line.countOrNull(from, from + 1) ?? 0;
    if (number === 0) break;
    if (line.text.length < from + 13)
      throw line.fault(from, from + 13, `the record ends at column ${line.text.length}, within a tier`);
    tiers.push({
      number,
      start: ownText(line.month(from + 2, from + 7)),
      end: ownText(line.month(from + 8, from + 13)),
    });
  }
  return tiers;
}

export function checkLegs(line: PositionalLine, legs: readonly SpanLeg[], from: number, to: number): void {
  if (legs.length < 2) throw line.fault(from, to, 'a spread needs two legs or more');
  if (legs.some(({ ratio }) => ratio === '0')) throw line.fault(from, to, 'a leg has a ratio of 0');
}
