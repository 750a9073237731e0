// Legs of one underlying as the pairing sees them: whole contracts and lots of shares with their values in money; what is left over.
// May import the domain, the rulebook interface and margin/blocks.
import type { Instrument } from '../../domain/instrument.ts';
import { HUNDREDTHS_OF_A_CENT } from '../blocks/constants.ts';
import { unitMarketValue } from '../blocks/listed/equity.ts';
import type { AccountValues, ValuedHolding } from '../rulebook.ts';
import type { StrategyParameters } from './parameters.ts';

/** Money per unit of a leg in hundredths of a cent, whole: sums of it are exact in any order. The only rounding of a requirement. */
export const onGrid = (money: number): number => Math.round(money * HUNDREDTHS_OF_A_CENT);
/** Hundredths of a cent as money. */
export const fromGrid = (amount: number): number => amount / HUNDREDTHS_OF_A_CENT;

interface LegBase {
  instrument: Instrument;
  /** Signed quantity held. */
  held: number;
  isLong: boolean;
  /** Whole units that are paired. */
  count: number;
  /** Quantity of the instrument in one unit: 1 contract, or a lot of shares. */
  size: number;
  /** Quantity beyond the whole units, unsigned, margined by itself. */
  odd: number;
}

export interface ShareLeg extends LegBase {
  kind: 'shares';
  /** Of one share. */
  price: number;
}

/** Amounts are money per contract. */
export interface OptionLeg extends LegBase {
  kind: 'option';
  isCall: boolean;
  /** Strike × multiplier: what is paid at exercise. */
  strike: number;
  /** What one contract delivers, at the market: units of the underlying at its price, and the cash of an adjusted contract. */
  delivered: number;
  /** Shares (units of the index) that one contract delivers. */
  units: number;
  price: number;
  /** Instant of expiry, milliseconds since 1970. */
  expiry: number;
  /** Contracts of one key deliver the same and can be spread against each other. */
  contract: string;
  isEuropeanInCash: boolean;
  /** Whether it lives long enough for loan value, if it is long. */
  hasLongLife: boolean;
}

export type Leg = ShareLeg | OptionLeg;

/** Legs that may be paired with each other: one underlying, and the funds that stand for it. */
export interface LegGroup {
  /** `SPX`, or `SPX and SPY` where a fund stands for an index. */
  name: string;
  legs: Leg[];
}

/** Price of what an option is on: the price that its valuation uses. */
const underlyingPrice = (values: AccountValues, row: number): number =>
  values.columns.forward[row] ?? Number.NaN;

/** Groups in the order of their names, legs in the order of their instruments' ids: neither depends on the order of rows. */
export function legGroups(
  holdings: readonly ValuedHolding[],
  values: AccountValues,
  parameters: StrategyParameters,
  valuationTime: string,
): LegGroup[] {
  const held = [...holdings].sort((a, b) => (a.instrument.id < b.instrument.id ? -1 : 1));
  const groupOf = joinedIndices(held, parameters);
  const longLife = monthsAfter(valuationTime, parameters.at('longOption.months'));
  const groups = Map.groupBy(held, ({ instrument }) => groupOf(instrument.priceIndex));
  return [...groups.values()]
    .map((own): LegGroup => {
      const options = own
        .filter(({ instrument }) => instrument.kind === 'option')
        .map((holding) => optionLeg(holding, values, longLife));
      const shares = own.filter(({ instrument }) => instrument.kind === 'spot');
      const legs = [
        ...options,
        ...shares.map((holding) => shareLeg(holding, shares, options, values, parameters)),
      ];
      return {
        name: [...new Set(own.map(({ instrument }) => instrument.underlying))].sort().join(' and '),
        legs: legs.sort((a, b) => (a.instrument.id < b.instrument.id ? -1 : 1)),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The same day so many months later, or the last one of a shorter month; milliseconds since 1970. */
function monthsAfter(time: string, months: number): number {
  const moved = new Date(time);
  const day = moved.getUTCDate();
  moved.setUTCMonth(moved.getUTCMonth() + months);
  // A day that the month hasn't runs over into the next one.
  if (moved.getUTCDate() !== day) moved.setUTCDate(0);
  return moved.getTime();
}

/** Price indices whose legs stand together have one name: a fund's and its index', a security's and that of what it can be exchanged for. */
function joinedIndices(
  holdings: readonly ValuedHolding[],
  parameters: StrategyParameters,
): (priceIndex: string) => string {
  const parent = new Map<string, string>();
  const root = (name: string): string => {
    const up = parent.get(name);
    return up === undefined || up === name ? name : root(up);
  };
  const indices = [...new Set(holdings.map(({ instrument }) => instrument.priceIndex))].sort();
  for (const index of indices) {
    const { coversIndex, exchangesInto } = parameters.product(index);
    for (const other of [coversIndex, exchangesInto]) {
      if (indices.includes(other)) parent.set(root(index), root(other));
    }
  }
  return root;
}

function optionLeg(holding: ValuedHolding, values: AccountValues, longLife: number): OptionLeg {
  const { instrument, quantity, row } = holding;
  const multiplier = Number(instrument.multiplier);
  const units = Number(instrument.deliverableUnits ?? instrument.multiplier);
  const cash = Number(instrument.deliverableCash ?? '0');
  const expiry = Date.parse(instrument.expiry ?? '');
  const { priceIndex, exercise, settles } = instrument;
  return {
    kind: 'option',
    ...paired(instrument, quantity, 1),
    isCall: instrument.right === 'call',
    strike: Number(instrument.strike ?? 'NaN') * multiplier,
    delivered: units * underlyingPrice(values, row) + cash,
    units,
    price: unitMarketValue(values, holding),
    expiry,
    contract: [priceIndex, multiplier, units, cash].join(' '),
    isEuropeanInCash: exercise === 'european' && settles !== undefined,
    hasLongLife: expiry > longLife,
  };
}

/** Shares are paired in the largest lots that every option they can cover takes a whole number of; one by one where they stand against other shares. */
function shareLeg(
  holding: ValuedHolding,
  shares: readonly ValuedHolding[],
  options: readonly OptionLeg[],
  values: AccountValues,
  parameters: StrategyParameters,
): ShareLeg {
  const { instrument, quantity } = holding;
  const isLong = quantity > 0;
  const againstShares = shares.some(
    (other) =>
      other.quantity > 0 !== isLong &&
      exchangedShares(
        (isLong ? holding : other).instrument,
        (isLong ? other : holding).instrument,
        parameters,
      ) > 0,
  );
  const lot = againstShares
    ? 1
    : options
        .map((option) => sharesCovering(instrument, option, parameters))
        .filter((count) => count > 0)
        .reduce(greatestCommonDivisor, 0);
  return {
    kind: 'shares',
    ...paired(instrument, quantity, lot),
    price: unitMarketValue(values, holding),
  };
}

/** Shares that cover one contract; 0 when they cover none of its kind or no whole number does. */
export function sharesCovering(
  shares: Instrument,
  option: OptionLeg,
  parameters: StrategyParameters,
): number {
  const own = shares.priceIndex === option.instrument.priceIndex;
  const { coversIndex, sharesPerIndexUnit } = parameters.product(shares.priceIndex);
  if (!own && coversIndex !== option.instrument.priceIndex) return 0;
  const count = option.units * (own ? 1 / Number(shares.multiplier) : sharesPerIndexUnit);
  return Number.isInteger(count) ? count : 0;
}

/** Short shares that one long share stands against: 1 of the same security, more of what it can be exchanged into; 0 for others. */
export function exchangedShares(long: Instrument, short: Instrument, parameters: StrategyParameters): number {
  if (long.priceIndex === short.priceIndex) return 1;
  const { exchangesInto, exchangeShares } = parameters.product(long.priceIndex);
  return exchangesInto === short.priceIndex ? exchangeShares : 0;
}

function paired(instrument: Instrument, quantity: number, lot: number): LegBase {
  const size = lot === 0 ? 1 : lot;
  const count = lot === 0 ? 0 : Math.floor(Math.abs(quantity) / size);
  return {
    instrument,
    held: quantity,
    isLong: quantity > 0,
    count,
    size,
    odd: Math.abs(quantity) - count * size,
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
