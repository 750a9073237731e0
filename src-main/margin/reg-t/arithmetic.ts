// A strategy's requirement as arithmetic with its numbers filled in, per share: `8 × 100 × (min(10 % × 230 + 11.5, 25 % × 255) + 0)`.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import { PERCENT } from '../blocks/constants.ts';
import { fromGrid, type Leg, type OptionLeg, onGrid, type ShareLeg } from './legs.ts';
import type { FormedPair } from './pairing.ts';
import type { StrategyParameters } from './parameters.ts';
import {
  inTheMoney,
  type Level,
  levered,
  loanValue,
  outOfTheMoney,
  requirementParts,
  total,
  uncovered,
  uncoveredRates,
} from './requirements.ts';

/** A number to a hundredth of a cent, which is what requirements are counted in: without the noise of a float. */
export const readable = (value: number): string => fromFloat(fromGrid(onGrid(value)));
const percent = (rate: number): string => `${readable(rate * PERCENT)} %`;

/** Strike, delivered value, price and distance from the strike of one option, per unit of its multiplier: as they are quoted. */
export interface Quoted {
  strike: string;
  delivered: string;
  price: string;
  inside: string;
  outside: string;
}
export function quotedOf(leg: OptionLeg): Quoted {
  const each = (money: number): string => readable(money / Number(leg.instrument.multiplier));
  return {
    strike: each(leg.strike),
    delivered: each(leg.delivered),
    price: each(leg.price),
    inside: each(inTheMoney(leg)),
    outside: each(outOfTheMoney(leg)),
  };
}

/** What a pair asks, as a product of its units, what one of them delivers, and the formula with its numbers; equal to its requirement but for rounding. */
export function arithmeticOf(pair: FormedPair, level: Level, parameters: StrategyParameters): string {
  const { kind, members, uses, units } = pair;
  const asked = (at: Level): number => total(requirementParts(kind, members, uses, at, parameters));
  // Initial margin is at least maintenance: where it is that, maintenance's formula gives it.
  const at = level === 'initial' && asked('initial') > asked('maintenance') ? 'initial' : 'maintenance';
  const option = members.find((member) => member.kind === 'option');
  const multiplier = option ? Number(option.instrument.multiplier) : 1;
  const terms = termsOf(pair, at, parameters, multiplier);
  // Long legs that offset others are paid in full: the loan value that equity counts is taken back.
  if (kind !== 'longOption') {
    members.forEach((member, place) => {
      if (member.kind !== 'option' || loanValue(member, parameters) === 0) return;
      const count = uses[place] ?? 1;
      terms.push(
        `${count === 1 ? '' : `${count} × `}${percent(parameters.at('longOption.loan'))} × ${quotedOf(member).price}`,
      );
    });
  }
  if (terms.length === 0) return 'nothing beyond the premium, which is paid';
  const sum = terms.join(' + ');
  const isOne = terms.length === 1 && (/^(max|min)\([^()]*\)$/.test(sum) || !/ [+−] /.test(sum));
  const factors = [readable(units), ...(multiplier === 1 ? [] : [readable(multiplier)])];
  return `${factors.join(' × ')} × ${isOne ? sum : `(${sum})`}`;
}

/** The summands of one unit of a strategy, divided by the multiplier; none where nothing is asked. */
function termsOf(
  { kind, members, uses }: FormedPair,
  level: Level,
  parameters: StrategyParameters,
  multiplier: number,
): string[] {
  const rate = (path: string): string => percent(parameters.at(path));
  const option = (place: number): OptionLeg => members[place] as OptionLeg;
  const quoted = (place: number): Quoted => quotedOf(option(place));
  const shares = (): string => {
    const last = members.at(-1) as Leg;
    return sharesText(members[0] as ShareLeg, last.kind === 'option' ? last : null);
  };
  const width = (from: number, to: number): string => `${quoted(to).strike} − ${quoted(from).strike}`;

  switch (kind) {
    case 'longStock':
    case 'shortStock':
      return [shares()];
    case 'longOption':
      return [];
    case 'uncoveredOption':
      return [uncoveredText(option(0))];
    case 'longAndShort':
    case 'exchangeable':
      return [
        `${rate(kind === 'longAndShort' ? 'longAndShort.same' : 'longAndShort.exchangeable')} × ${value(members[0] as ShareLeg)}`,
      ];
    case 'coveredCall':
    case 'coveredPut':
      return [shares(), quoted(1).inside];
    case 'protectivePut':
    case 'protectiveCall':
      if (level === 'initial') return [stockText(members[0] as ShareLeg, '')];
      return [
        `min(${rate(`${kind}.strike`)} × ${quoted(1).strike} + ${quoted(1).outside}, ${stockText(members[0] as ShareLeg, '')})`,
      ];
    case 'collar':
      if (level === 'initial') return [shares(), quoted(2).inside];
      return [
        `min(${rate('collar.strike')} × ${quoted(1).strike} + ${quoted(1).outside}, ${rate('collar.callStrike')} × ${quoted(2).strike})`,
        quoted(2).inside,
      ];
    case 'conversion':
    case 'reverseConversion':
      return [
        level === 'initial' ? shares() : `${rate(`${kind}.strike`)} × ${quoted(2).strike}`,
        quoted(2).inside,
      ];
    case 'spread': {
      const [long, short] = [0, 1];
      return [`max(${option(0).isCall ? width(short, long) : width(long, short)}, 0)`];
    }
    case 'shortStraddle': {
      const [first, second] = [option(0), option(1)];
      return uncovered(first, parameters) >= uncovered(second, parameters)
        ? [uncoveredText(first), quoted(1).price]
        : [uncoveredText(second), quoted(0).price];
    }
    case 'ironCondor':
      return [`max(${width(1, 0)}, ${width(2, 2 + 1)})`];
    case 'longBox':
      return parameters.boxesHaveLoanValue &&
        members.every((member) => member.kind === 'option' && member.isEuropeanInCash)
        ? [`−${rate('longBox.loan')} × (${width(0, 1)})`]
        : [];
    case 'shortBox': {
      if (!parameters.boxCostsToClose) return [width(0, 1)];
      const [p, q, r, s] = [quoted(0).price, quoted(1).price, quoted(2).price, quoted(2 + 1).price];
      return [`max(${rate('shortBox.costFactor')} × (${p} − ${q} − ${r} + ${s}), ${width(0, 1)})`];
    }
    case 'shortButterfly':
    case 'shortCondor':
      return [width(0, 1)];
    default:
      return [];
  }

  function value(stock: ShareLeg): string {
    const price = stock.price * Number(stock.instrument.multiplier);
    const count = ((uses[0] ?? 1) * stock.size) / multiplier;
    return count === 1 ? readable(price) : `${readable(count)} × ${readable(price)}`;
  }

  function sharesText(stock: ShareLeg, short: OptionLeg | null): string {
    if (short === null || !stock.isLong || !parameters.carriesAtStrike) return stockText(stock, '');
    const inside = inTheMoney(short);
    return stockText(stock, inside === 0 ? '' : readable(inside / multiplier));
  }

  /** Shares by themselves, carried at so much below the market under a short option in the money. */
  function stockText(stock: ShareLeg, below: string): string {
    const worth = value(stock);
    const { leverage } = parameters.product(stock.instrument.priceIndex);
    const own =
      level === 'initial' && stock.isLong
        ? rate('longStock.initial')
        : percent(
            levered(stock.isLong ? 'longStock.maintenance' : 'shortStock.maintenance', leverage, parameters),
          );
    if (stock.isLong) return `${own} × ${below === '' ? worth : `max(${worth} − ${below}, 0)`}`;
    if (level === 'initial') return `(${rate('shortStock.initial')} − ${percent(1)}) × ${worth}`;
    const isLow = stock.price * Number(stock.instrument.multiplier) < parameters.at('shortStock.lowPrice');
    const least = parameters.at(isLow ? 'shortStock.lowPriceMinimumPerShare' : 'shortStock.minimumPerShare');
    const count = ((uses[0] ?? 1) * stock.size) / multiplier;
    return `max(${readable(least * count)}, ${isLow ? rate('shortStock.lowPriceMaintenance') : own} × ${worth})`;
  }

  function uncoveredText(leg: OptionLeg): string {
    const own = quotedOf(leg);
    const { rate: asked, minimum } = uncoveredRates(leg, parameters);
    return `${own.price} + max(${percent(asked)} × ${own.delivered} − ${own.outside}, ${percent(minimum)} × ${leg.isCall ? own.delivered : own.strike})`;
  }
}
