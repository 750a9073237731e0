// What each strategy asks per unit, leg by leg: the table of the method page.
// May import the domain, the rulebook interface and margin/blocks.
import { type Leg, type OptionLeg, onGrid, type ShareLeg } from './legs.ts';
import type { StrategyParameters } from './parameters.ts';

export type Level = 'initial' | 'maintenance';

/** Members in the order that is written behind each: K1 < K2 < K3 < K4, all of one expiry where there are more than two options. */
export type StrategyKind =
  /** shares */
  | 'longStock'
  | 'shortStock'
  /** option */
  | 'longOption'
  | 'uncoveredOption'
  /** long shares, short shares */
  | 'longAndShort'
  | 'exchangeable'
  /** shares, option */
  | 'coveredCall'
  | 'coveredPut'
  | 'protectivePut'
  | 'protectiveCall'
  /** shares, long option, short option */
  | 'collar'
  | 'conversion'
  | 'reverseConversion'
  /** long option, short option */
  | 'spread'
  /** short call, short put */
  | 'shortStraddle'
  /** short put, long put, short call, long call */
  | 'ironCondor'
  /** long call K1, short call K2, short put K1, long put K2 */
  | 'longBox'
  /** short call K1, long call K2, long put K1, short put K2 */
  | 'shortBox'
  /** K1, K2 twice, K3 */
  | 'longButterfly'
  | 'shortButterfly'
  /** K1, K2, K3, K4 */
  | 'longCondor'
  | 'shortCondor';

/** Units of each member in one unit of the strategy: lots of shares, contracts. */
export type Uses = readonly number[];

/**
 * Requirement of one unit of a strategy by member, in hundredths of a cent (conventions 27: what the holdings would ask if opened today, or to be kept).
 * Gross: the price of short options is in it, since equity leaves options out. Initial margin is at least maintenance.
 */
export function requirementParts(
  kind: StrategyKind,
  members: readonly Leg[],
  uses: Uses,
  level: Level,
  parameters: StrategyParameters,
): number[] {
  const maintenance = partsAt(kind, members, uses, 'maintenance', parameters);
  if (level === 'maintenance') return maintenance;
  const initial = partsAt(kind, members, uses, 'initial', parameters);
  return total(initial) >= total(maintenance) ? initial : maintenance;
}

export const total = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0);

function partsAt(
  kind: StrategyKind,
  members: readonly Leg[],
  uses: Uses,
  level: Level,
  parameters: StrategyParameters,
): number[] {
  const strategy = strategyParts(kind, members, uses, level, parameters);
  if (kind === 'longOption') return strategy.map(onGrid);
  // A long leg that offsets another is paid in full: the loan value that equity counts for it is taken back.
  return strategy.map((part, place) => {
    const member = members[place];
    const paidInFull = member?.kind === 'option' ? loanValue(member, parameters) * (uses[place] ?? 1) : 0;
    return onGrid(part + paidInFull);
  });
}

/** Loan value of one contract, counted in equity: of long options of long life. */
export const loanValue = (leg: OptionLeg, parameters: StrategyParameters): number =>
  leg.isLong && leg.hasLongLife ? parameters.at('longOption.loan') * leg.price : 0;

function strategyParts(
  kind: StrategyKind,
  members: readonly Leg[],
  uses: Uses,
  level: Level,
  parameters: StrategyParameters,
): number[] {
  const shares = (): { stock: ShareLeg; count: number } => {
    const stock = members[0] as ShareLeg;
    return { stock, count: (uses[0] ?? 1) * stock.size };
  };
  const option = (place: number): OptionLeg => members[place] as OptionLeg;
  switch (kind) {
    case 'longStock':
    case 'shortStock': {
      const { stock, count } = shares();
      return [stockMargin(stock, count, level, parameters)];
    }
    case 'longOption':
      return [0];
    case 'uncoveredOption':
      return [uncovered(option(0), parameters)];
    case 'longAndShort':
    case 'exchangeable': {
      const { stock, count } = shares();
      const rate = parameters.at(kind === 'longAndShort' ? 'longAndShort.same' : 'longAndShort.exchangeable');
      return [rate * stock.price * Number(stock.instrument.multiplier) * count, 0];
    }
    case 'coveredCall':
    case 'coveredPut': {
      const { stock, count } = shares();
      return [carriedStockMargin(stock, count, option(1), level, parameters), inTheMoney(option(1))];
    }
    case 'protectivePut':
    case 'protectiveCall': {
      const { stock, count } = shares();
      const own = stockMargin(stock, count, level, parameters);
      if (level === 'initial') return [own, 0];
      const hedge = option(1);
      return [Math.min(parameters.at(`${kind}.strike`) * hedge.strike + outOfTheMoney(hedge), own), 0];
    }
    case 'collar': {
      const { stock, count } = shares();
      const [put, call] = [option(1), option(2)];
      if (level === 'initial') {
        return [carriedStockMargin(stock, count, call, level, parameters), 0, inTheMoney(call)];
      }
      return [
        Math.min(
          parameters.at('collar.strike') * put.strike + outOfTheMoney(put),
          parameters.at('collar.callStrike') * call.strike,
        ),
        0,
        inTheMoney(call),
      ];
    }
    case 'conversion':
    case 'reverseConversion': {
      const { stock, count } = shares();
      const short = option(2);
      return [
        level === 'initial'
          ? carriedStockMargin(stock, count, short, level, parameters)
          : parameters.at(`${kind}.strike`) * short.strike,
        0,
        inTheMoney(short),
      ];
    }
    default:
      return optionParts(kind, members as readonly OptionLeg[], parameters);
  }
}

/** Strategies of options alone ask the same at both levels. */
function optionParts(
  kind: StrategyKind,
  members: readonly OptionLeg[],
  parameters: StrategyParameters,
): number[] {
  const [first, second, third, fourth] = members as [OptionLeg, OptionLeg, OptionLeg, OptionLeg];
  switch (kind) {
    case 'spread':
      return [0, widthLoss(first, second)];
    case 'shortStraddle': {
      const [call, put] = [uncovered(first, parameters), uncovered(second, parameters)];
      return call >= put ? [call, second.price] : [first.price, put];
    }
    case 'ironCondor': {
      const [puts, calls] = [widthLoss(second, first), widthLoss(fourth, third)];
      return puts >= calls ? [puts, 0, 0, 0] : [0, 0, calls, 0];
    }
    case 'longBox': {
      const isLent = parameters.boxesHaveLoanValue && members.every((member) => member.isEuropeanInCash);
      const loan = isLent ? parameters.at('longBox.loan') * (second.strike - first.strike) : 0;
      return [-loan / 2, 0, 0, -loan / 2];
    }
    case 'shortBox': {
      const width = second.strike - first.strike;
      const costToClose = first.price - second.price - third.price + fourth.price;
      const asked = parameters.boxCostsToClose
        ? Math.max(parameters.at('shortBox.costFactor') * costToClose, width)
        : width;
      return [asked / 2, 0, 0, asked / 2];
    }
    case 'shortButterfly':
    case 'shortCondor': {
      // The short leg that can be exercised against the account: the lowest of calls, the highest of puts.
      const width = second.strike - first.strike;
      const last = members.length - 1;
      return members.map((_, place) => (place === (first.isCall ? 0 : last) ? width : 0));
    }
    default:
      return members.map(() => 0);
  }
}

/**
 * Shares by themselves; maintenance of a leveraged fund is times its leverage. Short ones: equity has taken their market value off already, so only what is asked
 * beyond it counts.
 */
export function stockMargin(
  leg: ShareLeg,
  count: number,
  level: Level,
  parameters: StrategyParameters,
): number {
  const perShare = leg.price * Number(leg.instrument.multiplier);
  const value = perShare * count;
  if (level === 'initial') {
    return (
      (leg.isLong ? parameters.at('longStock.initial') : parameters.at('shortStock.initial') - 1) * value
    );
  }
  const { leverage } = parameters.product(leg.instrument.priceIndex);
  const own = levered(leg.isLong ? 'longStock.maintenance' : 'shortStock.maintenance', leverage, parameters);
  if (leg.isLong) return own * value;
  return perShare < parameters.at('shortStock.lowPrice')
    ? Math.max(
        parameters.at('shortStock.lowPriceMinimumPerShare') * count,
        parameters.at('shortStock.lowPriceMaintenance') * value,
      )
    : Math.max(parameters.at('shortStock.minimumPerShare') * count, own * value);
}

/** Shares under a short option: their margin, on the market value or on what they are carried at, which is no better than the strike. */
function carriedStockMargin(
  leg: ShareLeg,
  count: number,
  short: OptionLeg,
  level: Level,
  parameters: StrategyParameters,
): number {
  const own = stockMargin(leg, count, level, parameters);
  if (!leg.isLong || !parameters.carriesAtStrike) return own;
  const value = leg.price * Number(leg.instrument.multiplier) * count;
  const carried = Math.max(0, value - inTheMoney(short));
  return value === 0 ? own : (own * carried) / value;
}

/** Price + max(rate · delivered − out of the money, minimum · delivered (calls) or · strike (puts)), per contract. */
export function uncovered(leg: OptionLeg, parameters: StrategyParameters): number {
  const { rate, minimum } = uncoveredRates(leg, parameters);
  const least = minimum * (leg.isCall ? leg.delivered : leg.strike);
  return leg.price + Math.max(rate * leg.delivered - outOfTheMoney(leg), least);
}

/** Whether the least rate is what an uncovered option asks. */
export function minimumBinds(leg: OptionLeg, parameters: StrategyParameters): boolean {
  const { rate, minimum } = uncoveredRates(leg, parameters);
  return rate * leg.delivered - outOfTheMoney(leg) < minimum * (leg.isCall ? leg.delivered : leg.strike);
}

/** The rates of its kind of product, times the leverage of a leveraged fund, up to the cap. */
export function uncoveredRates(
  leg: OptionLeg,
  parameters: StrategyParameters,
): { rate: number; minimum: number } {
  const { type, leverage } = parameters.product(leg.instrument.priceIndex);
  return {
    rate: levered(`uncovered.${type}.rate`, leverage, parameters),
    minimum: levered(`uncovered.${type}.minimum`, leverage, parameters),
  };
}

/** A rate times the leverage of a leveraged fund, up to the cap. */
export function levered(path: string, leverage: number, parameters: StrategyParameters): number {
  const own = parameters.at(path);
  return leverage === 1 ? own : Math.min(own * leverage, parameters.at('uncovered.leverageCap'));
}

/** Per contract, on what it delivers: an adjusted contract's shares and cash against its strike amount. */
export const outOfTheMoney = ({ isCall, strike, delivered }: OptionLeg): number =>
  Math.max(isCall ? strike - delivered : delivered - strike, 0);

export const inTheMoney = ({ isCall, strike, delivered }: OptionLeg): number =>
  Math.max(isCall ? delivered - strike : strike - delivered, 0);

/** What a long option leaves uncovered of a short one, per contract. */
export const widthLoss = (long: OptionLeg, short: OptionLeg): number =>
  Math.max(long.isCall ? long.strike - short.strike : short.strike - long.strike, 0);
