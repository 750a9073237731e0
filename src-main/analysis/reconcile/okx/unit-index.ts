// The index that a risk unit's price moves are taken of: printed, or solved from a printed MR1, which then confirms nothing.
// May import the domain and the files beside it.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import type { JsonPlace } from '../json-place.ts';
import { type BuilderRow, type DollarRates, namedField, printed } from './builder-rows.ts';

type Exact = InstanceType<typeof ExactDecimal>;

export interface UnitIndex {
  unit: JsonPlace;
  /** Price index → value in its quote currency. */
  values: [key: string, value: DecimalText][];
  /** True when MR1 was used to find it. */
  solved: boolean;
  notes: string[];
}

/**
 * Index per pair of the unit's positions, from one dollar index: in a stablecoin it is that over the coin's rate.
 * `indexUsd` is read where it is printed: in dollars, or in the coin of the marks where only that gives the printed MR1 or, that telling nothing, where
 * it is twice as near to the marks as they stand.
 * Otherwise it follows from MR1 = move · |coins| · index; with options, or nothing net, from the first mark of a future. Options alone need it printed.
 */
export function unitIndex(
  unit: JsonPlace,
  rows: readonly BuilderRow[],
  rates: DollarRates,
): UnitIndex | { reason: string } {
  const [first] = rows;
  const name = unit.at('riskUnit').missing ? unit.path : unit.at('riskUnit').text();
  if (!first) return { unit, values: [], solved: false, notes: [] };
  const found = printedIndex(unit, rows, rates) ?? solvedIndex(unit, rows);
  const notes: string[] = [];
  if (found === null)
    notes.push(`${name}: the answer prints no index and none can be solved: the first mark stands for it.`);
  else if (found.solved) {
    notes.push(
      `${name}: the answer prints no index; it is solved from MR1 (${decimalText(found.dollars.toSignificantDigits(9))} USD). MR1 and MR6 are then identities, shown as given: MR4, MR7, MMR, IMR, the totals and the ratio are the evidence.`,
    );
  } else notes.push(...found.notes);
  const future = rows.find((row) => row.instrument.kind !== 'option');
  const dollars = found?.dollars ?? (future ? dollarMark(future, rates) : null);
  if (dollars === null) {
    return {
      reason: `${unit.at('indexUsd').path} is missing: the options of ${name} can’t be valued without an index.`,
    };
  }
  const keys = new Map(rows.map(({ instrument }) => [instrument.priceIndex, instrument]));
  return {
    unit,
    values: [...keys].map(([key, instrument]) => [
      key,
      decimalText(
        dollars
          .dividedBy(instrument.payoff === 'inverse' ? 1 : rateOf(instrument.quoteCurrency, rates))
          .toSignificantDigits(20),
      ),
    ]),
    solved: found?.solved ?? false,
    notes,
  };
}

/** Relative difference within which an index is the same: printed ones have some six digits. */
const sameIndex = 1e-5;
/** How many times nearer to the marks in coins than to those in USD an index is that isn't in USD after all. */
const clearlyNearer = 2;

interface FoundIndex {
  dollars: Exact;
  solved: boolean;
  notes: string[];
}

function printedIndex(unit: JsonPlace, rows: readonly BuilderRow[], rates: DollarRates): FoundIndex | null {
  const text = printed(unit.at('indexUsd'));
  if (text === null || Number(text) <= 0) return null;
  const index = new ExactDecimal(text);
  const linear = rows.filter((row) => row.instrument.payoff === 'linear');
  const rate = linear[0] ? rateOf(linear[0].instrument.quoteCurrency, rates) : new ExactDecimal(1);
  const quote = linear[0]?.instrument.quoteCurrency ?? 'USD';
  const read = (dollars: Exact, currency: string, why: string): FoundIndex => ({
    dollars,
    solved: false,
    notes: [`${unit.at('indexUsd').path} is read in ${currency}: ${why}.`],
  });
  const inDollars: FoundIndex = { dollars: index, solved: false, notes: [] };
  if (rate.equals(1)) return inDollars;
  // A printed MR1 that only one of the two readings gives says which is meant; it isn't the index then, only the choice between them.
  const solved = solvedIndex(unit, rows)?.dollars;
  const fits = (dollars: Exact): boolean =>
    solved?.dividedBy(dollars).minus(1).abs().lessThan(sameIndex) ?? false;
  if (fits(index) !== fits(index.times(rate))) {
    const why = 'only so it gives the printed MR1';
    return fits(index) ? read(index, 'USD', why) : read(index.times(rate), quote, why);
  }
  const distance = (price: (row: BuilderRow) => Exact): Exact =>
    linear.reduce((sum, row) => sum.plus(price(row).minus(index).abs()), new ExactDecimal(0));
  const asPrinted = distance((row) => new ExactDecimal(row.markPrice));
  const inWorth = distance((row) => dollarMark(row, rates));
  if (!asPrinted.times(clearlyNearer).lessThan(inWorth)) return inDollars;
  return read(
    index.times(rate),
    quote,
    `it is clearly nearer to the marks in ${quote} than to their worth in USD`,
  );
}

function solvedIndex(unit: JsonPlace, rows: readonly BuilderRow[]): FoundIndex | null {
  if (rows.some((row) => row.instrument.kind === 'option')) return null;
  const coins = rows
    .reduce(
      (sum, row) =>
        sum.plus(
          row.instrument.payoff === 'inverse'
            ? new ExactDecimal(row.quantity).dividedBy(row.markPrice)
            : row.quantity,
        ),
      new ExactDecimal(0),
    )
    .abs();
  const worst = worstOf(unit);
  if (coins.isZero() || worst === null) return null;
  const dollars = worst.loss.dividedBy(coins.times(worst.move));
  return dollars.greaterThan(0) ? { dollars, solved: true, notes: [] } : null;
}

/** MR1 and the size of its move, of the final result; else the farthest cell of unchanged volatility. */
function worstOf(unit: JsonPlace): { loss: Exact; move: Exact } | null {
  const loss = printed(unit.at('mr1'));
  const result = unit.at('mr1FinalResult').missing ? unit.at('mr1_worst') : unit.at('mr1FinalResult');
  const move = printed(result.at('spotShock'));
  if (loss !== null && move !== null && Number(move) !== 0 && Number(loss) !== 0) {
    return { loss: new ExactDecimal(loss).abs(), move: new ExactDecimal(move).abs() };
  }
  const states = namedField(unit, 'mr1Scenarios');
  const cells = unit.at('mr1Scenarios').missing ? states : states.at('volSame');
  if (cells.missing) return null;
  return cells
    .entries()
    .map(([key, place]) => ({
      loss: new ExactDecimal(place.decimal()).abs(),
      move: new ExactDecimal(decimalText(key)).abs(),
    }))
    .filter((cell) => !cell.move.isZero())
    .reduce<{ loss: Exact; move: Exact } | null>(
      (most, cell) => (most === null || cell.move.greaterThan(most.move) ? cell : most),
      null,
    );
}

function dollarMark(row: BuilderRow, rates: DollarRates): Exact {
  const rate = row.instrument.payoff === 'inverse' ? 1 : rateOf(row.instrument.quoteCurrency, rates);
  return new ExactDecimal(row.markPrice).times(rate);
}

const rateOf = (currency: string, rates: DollarRates): Exact =>
  new ExactDecimal(rates.byCurrency.get(currency) ?? '1');
