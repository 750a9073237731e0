// What expiry and dividends do to listed options: short calls whose holders gain by exercising before a share goes ex dividend, and options whose strike
// lies beside the price when they expire next. May import the domain and pricing.
import { type DecimalText, fromFloat, toFloat } from '../domain/decimal.ts';
import { type Instrument, isListed } from '../domain/instrument.ts';
import type { EarlyAssignment, NearTheMoney } from '../domain/listed-account.ts';
import type { MarketFigures } from '../domain/market.ts';

/** A listed option that is held, and what it is worth. */
export interface HeldOption {
  instrument: Instrument;
  /** Contracts, signed. */
  quantity: number;
  /** Price of what it is on: of the share, the index or its future. */
  price: number;
  /** Its own price per price unit: the mark, else the model's value. */
  optionPrice: number;
}

/** A difference of prices is known to no more digits than these: beyond them a float64 has nothing but its own error, on which no assignment may turn. */
const PRICE_DIGITS = 12;
const difference = (amount: number): number => Number(amount.toPrecision(PRICE_DIGITS));

interface ExDividend {
  instant: string;
  amount: number;
  text: DecimalText;
  isForecast: boolean;
}

/**
 * Dividends of a price index after one instant and before another, by ex-dividend instant. Where a day has a declared one, 0 included, those expected for that
 * day don't count: so options are priced too.
 */
function dividendsBetween(market: MarketFigures, priceIndex: string, from: string, to: string): ExDividend[] {
  const dayOf = (instant: string): string => instant.slice(0, 'YYYY-MM-DD'.length);
  const declared = market.all('dividend', priceIndex);
  const declaredDays = new Set(declared.map(({ expiry }) => dayOf(expiry)));
  const expected = market
    .all('dividendForecast', priceIndex)
    .filter(({ expiry }) => !declaredDays.has(dayOf(expiry)));
  return [...declared, ...expected]
    .map(({ class: figureClass, expiry, value }) => ({
      instant: expiry,
      amount: toFloat(value),
      text: value,
      isForecast: figureClass === 'dividendForecast',
    }))
    .filter(({ instant, amount }) => {
      const at = Date.parse(instant);
      return at > Date.parse(from) && at < Date.parse(to) && amount > 0;
    })
    .sort((a, b) => Date.parse(a.instant) - Date.parse(b.instant));
}

/** Value of what one contract delivers, per price unit of its strike: the price itself but for adjusted contracts. */
function deliveredPrice(
  { multiplier, deliverableUnits, deliverableCash }: Instrument,
  price: number,
): number {
  const perStrikeUnit = toFloat(multiplier);
  const units = deliverableUnits === undefined ? 1 : toFloat(deliverableUnits) / perStrikeUnit;
  const cash = deliverableCash === undefined ? 0 : toFloat(deliverableCash) / perStrikeUnit;
  return units * price + cash;
}

/**
 * Short American calls on shares, in the money, whose time value is below a dividend that the share pays before they expire: their holders gain the difference by
 * exercising on the day before. Of several dividends the first that is large enough is named. By ex-dividend instant, then instrument.
 */
export function earlyAssignments(options: readonly HeldOption[], market: MarketFigures): EarlyAssignment[] {
  const found = options.flatMap(({ instrument, quantity, price, optionPrice }): EarlyAssignment[] => {
    const { expiry, strike, right, exercise, priceIndex, multiplier, deliversFuture, deliverableUnits } =
      instrument;
    const isShortCall = right === 'call' && exercise === 'american' && quantity < 0;
    if (!isListed(instrument) || !isShortCall || deliversFuture !== undefined) return [];
    if (expiry === null || strike === null) return [];
    const inTheMoney = difference(deliveredPrice(instrument, price) - toFloat(strike));
    if (!(inTheMoney > 0)) return [];
    // A mid below the intrinsic value is a wide quote, not a negative time value.
    const timeValue = difference(Math.max(optionPrice - inTheMoney, 0));
    const shares = toFloat(deliverableUnits ?? multiplier);
    const sharesPerUnit = shares / toFloat(multiplier);
    const dividend = dividendsBetween(market, priceIndex, market.snapshot.time, expiry).find(
      ({ amount }) => timeValue < difference(sharesPerUnit * amount),
    );
    if (!dividend) return [];
    return [
      {
        instrument: instrument.id,
        underlying: instrument.underlying,
        quantity: fromFloat(quantity),
        exDividend: dividend.instant,
        dividend: dividend.text,
        isForecast: dividend.isForecast,
        timeValue: fromFloat(timeValue),
        inTheMoney: fromFloat(inTheMoney),
        dividendOwed: fromFloat(difference(-quantity * shares * dividend.amount)),
      },
    ];
  });
  return found.sort((a, b) => order(a.exDividend, b.exDividend) || order(a.instrument, b.instrument));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Options of each underlying's next expiry whose strike is no further from the price than the next strike: where a small move decides whether they are exercised.
 * @param listed all options that the book knows, which tell how far apart strikes are; an option whose neighbours aren't known is named, with that said
 */
export function nearTheMoney(options: readonly HeldOption[], listed: readonly Instrument[]): NearTheMoney[] {
  const live = options.filter(({ instrument }) => isListed(instrument) && instrument.expiry !== null);
  const next = new Map<string, string>();
  for (const { instrument } of live) {
    const known = next.get(instrument.priceIndex);
    if (known === undefined || Date.parse(instrument.expiry!) < Date.parse(known))
      next.set(instrument.priceIndex, instrument.expiry!);
  }
  const strikes = strikesByExpiry(listed);
  const found = live.flatMap(({ instrument, quantity, price }): NearTheMoney[] => {
    const { expiry, strike, priceIndex } = instrument;
    if (expiry === null || strike === null || next.get(priceIndex) !== expiry) return [];
    const at = toFloat(strike);
    const delivered = deliveredPrice(instrument, price);
    const strikeStep = stepFrom(strikes.get(seriesKey(instrument)) ?? [], at, delivered);
    const distance = difference(delivered - at);
    if (strikeStep !== null && Math.abs(distance) > strikeStep) return [];
    return [
      {
        instrument: instrument.id,
        underlying: instrument.underlying,
        quantity: fromFloat(quantity),
        expiry,
        price: fromFloat(delivered),
        strike,
        distance: fromFloat(distance),
        strikeStep: strikeStep === null ? null : fromFloat(strikeStep),
      },
    ];
  });
  return found.sort((a, b) => order(a.expiry, b.expiry) || order(a.instrument, b.instrument));
}

const seriesKey = ({ product, expiry }: Instrument): string => `${product ?? ''} ${expiry ?? ''}`;

/** Known strikes of each product and expiry, ascending, each once. */
function strikesByExpiry(listed: readonly Instrument[]): Map<string, number[]> {
  const sets = new Map<string, Set<number>>();
  for (const instrument of listed) {
    if (instrument.kind !== 'option' || instrument.strike === null || !isListed(instrument)) continue;
    const key = seriesKey(instrument);
    const own = sets.get(key) ?? new Set();
    sets.set(key, own.add(toFloat(instrument.strike)));
  }
  return new Map([...sets].map(([key, own]) => [key, [...own].sort((a, b) => a - b)]));
}

/** To the neighbouring strike on the price's side, else on the other; null when there is none. */
function stepFrom(strikes: readonly number[], strike: number, price: number): number | null {
  const above = strikes.find((one) => one > strike);
  const below = strikes.findLast((one) => one < strike);
  const towards = price >= strike ? above : below;
  const nearest = towards ?? (price >= strike ? below : above);
  return nearest === undefined ? null : difference(Math.abs(nearest - strike));
}
