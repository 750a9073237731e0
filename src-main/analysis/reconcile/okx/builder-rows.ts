// Positions of a position-builder answer: instrument, quantity, marks; and the dollar rates that the answer implies.
// May import the domain and the files beside it.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { impliedContractValue, okxInstrument } from '../../../domain/okx-instrument.ts';
import { isJsonObject, type JsonPlace } from '../json-place.ts';

type Exact = InstanceType<typeof ExactDecimal>;

/** One position of a risk unit. */
export interface BuilderRow {
  unit: JsonPlace;
  place: JsonPlace;
  instrument: Instrument;
  quantity: DecimalText;
  averagePrice: DecimalText | null;
  markPrice: DecimalText;
  /** Profit of a future, value of an option, in the settlement currency: what equity holds of it. */
  worth: Exact;
}

export interface DollarRates {
  /** USD per one, by stablecoin. */
  byCurrency: ReadonlyMap<string, DecimalText>;
  source: string;
  notes: string[];
}

/** A printed number; null where it is missing or empty. Throws `invalid-file` on anything else. */
export function printed(place: JsonPlace): DecimalText | null {
  return place.missing || place.value === '' ? null : place.decimal();
}

/**
 * A field under its documented name; else with its unit, or what it is of, behind the name, as abridged copies of an answer write it
 * (`floatPnl_usdt`, `upl_usd`, `mr1Scenarios_each_vol`).
 */
export function namedField(place: JsonPlace, name: string): JsonPlace {
  const own = place.at(name);
  if (!own.missing || !isJsonObject(place.value)) return own;
  const longer = Object.keys(place.value).find((key) => key.startsWith(`${name}_`));
  return longer === undefined ? own : place.at(longer);
}

/** The risk unit's positions, or why one of them can't be read. */
export function builderRows(unit: JsonPlace, rates: DollarRates): BuilderRow[] | { reason: string } {
  const rows: BuilderRow[] = [];
  const places = positionsOf(unit);
  const asked = printed(unit.at('mmr'));
  if (places.length === 0 && asked !== null && !new ExactDecimal(asked).isZero()) {
    return {
      reason: `${unit.path} asks for margin but lists no positions: neither ${unit.at('portfolios').path} nor an instId of its own is there.`,
    };
  }
  for (const place of places) {
    // Coins are in the equity of their currency already.
    if (place.at('instType').value === 'SPOT') continue;
    const name = place.at('instId').text();
    const named = okxInstrument(name);
    if (!named)
      return {
        reason: `${place.at('instId').path} is ${name}, which is no instrument name of OKX that Margrave reads.`,
      };
    if (named.kind === 'spot') continue;
    const contracts = signedContracts(place);
    if (new ExactDecimal(contracts).isZero()) continue;
    const markPrice = printed(place.at('markPx'));
    if (markPrice === null)
      return { reason: `${place.at('markPx').path} is missing: ${name} can’t be valued without its mark.` };
    const averagePrice = printed(place.at('avgPx'));
    const found = impliedContractValue(named, {
      contracts,
      averagePrice,
      markPrice,
      profit: printed(namedField(place, 'floatPnl')),
      notional: printed(place.at('notionalUsd')),
      rate: named.payoff === 'inverse' ? '1' : (rates.byCurrency.get(named.settlementCurrency) ?? '1'),
    });
    if (!found) {
      return {
        reason: `How much a contract of ${name} is can’t be told: ${place.path} prints neither a profit between two prices nor a notional in USD.`,
      };
    }
    const quantity = new ExactDecimal(contracts).times(found.value);
    const mark = new ExactDecimal(markPrice);
    const since = averagePrice === null ? mark : new ExactDecimal(averagePrice);
    const isInverse = named.payoff === 'inverse' && named.kind !== 'option';
    const worth =
      named.kind === 'option'
        ? quantity.times(mark)
        : isInverse
          ? quantity.times(new ExactDecimal(1).dividedBy(since).minus(new ExactDecimal(1).dividedBy(mark)))
          : quantity.times(mark.minus(since));
    rows.push({
      unit,
      place,
      instrument: { ...named, contractSize: found.value },
      quantity: decimalText(quantity),
      averagePrice,
      markPrice,
      worth,
    });
  }
  return rows;
}

/** Underlying of a risk unit: that of its first position that isn't spot; else what the unit is called. */
export function underlyingOf(unit: JsonPlace): string {
  const instruments = positionsOf(unit).map((place) => okxInstrument(place.at('instId').text()));
  const first = instruments.find((instrument) => instrument !== null && instrument.kind !== 'spot');
  return first?.underlying ?? unit.at('riskUnit').text().toUpperCase();
}

/** The list of positions; in an abridged copy the unit may hold its one position among its own fields. */
function positionsOf(unit: JsonPlace): JsonPlace[] {
  if (!unit.at('portfolios').missing) return unit.at('portfolios').items();
  return unit.at('instId').missing ? [] : [unit];
}

/** The count of contracts, short ones negative: by their own sign, or by the side of a long/short account. */
function signedContracts(place: JsonPlace): DecimalText {
  const amount = place.at('amt').decimal();
  if (place.at('posSide').value !== 'short') return amount;
  return decimalText(new ExactDecimal(amount).abs().negated());
}

/** Rates that the deltas of futures in stablecoins imply: USD over size at the mark. Deltas that aren't in USD imply none. */
function ratesOfDeltas(units: readonly JsonPlace[]): Map<string, DecimalText> {
  const found = new Map<string, DecimalText>();
  for (const place of units.flatMap(positionsOf)) {
    const instrument = okxInstrument(place.at('instId').text());
    const delta = printed(place.at('delta'));
    const markPrice = printed(place.at('markPx'));
    if (instrument?.payoff !== 'linear' || instrument.kind === 'spot' || instrument.kind === 'option')
      continue;
    if (delta === null || markPrice === null || found.has(instrument.settlementCurrency)) continue;
    const contracts = signedContracts(place);
    const size = impliedContractValue(instrument, {
      contracts,
      averagePrice: printed(place.at('avgPx')),
      markPrice,
      profit: printed(namedField(place, 'floatPnl')),
      notional: printed(place.at('notionalUsd')),
      rate: '1',
    });
    if (!size) continue;
    const rate = new ExactDecimal(delta).dividedBy(
      new ExactDecimal(contracts).times(size.value).times(markPrice),
    );
    if (rate.minus(1).abs().lessThan(farFromDollar))
      found.set(instrument.settlementCurrency, roundedRate(rate));
  }
  return found;
}

/** A stablecoin's rate is nearer to 1 than this; what is farther off is a delta in coins. */
const farFromDollar = 0.5;

/**
 * USD per stablecoin. The answer states profit in USD per risk unit and in the coin per position: their ratio is the rate. Without profit: a delta in
 * USD over its size at the mark; else total equity in USD over the equity of a single currency. Otherwise 1, which is noted.
 */
export function dollarRates(answer: JsonPlace, units: readonly JsonPlace[]): DollarRates {
  const byCurrency = new Map<string, DecimalText>();
  const notes: string[] = [];
  const wanted = new Set<string>();
  for (const unit of units) {
    const profits = positionsOf(unit).flatMap((place) => {
      const instrument = okxInstrument(place.at('instId').text());
      if (!instrument || instrument.kind === 'spot') return [];
      if (instrument.payoff === 'linear') wanted.add(instrument.settlementCurrency);
      const profit = printed(namedField(place, 'floatPnl'));
      return [{ currency: instrument.settlementCurrency, payoff: instrument.payoff, profit }];
    });
    const [first] = profits;
    const total = printed(namedField(unit, 'upl'));
    if (
      first?.payoff !== 'linear' ||
      total === null ||
      profits.some((one) => one.profit === null || one.currency !== first.currency)
    )
      continue;
    const sum = profits.reduce((running, one) => running.plus(one.profit ?? 0), new ExactDecimal(0));
    if (sum.isZero() || byCurrency.has(first.currency)) continue;
    const rate = new ExactDecimal(total).dividedBy(sum);
    if (rate.greaterThan(0)) byCurrency.set(first.currency, roundedRate(rate));
  }
  for (const [currency, rate] of ratesOfDeltas(units)) {
    if (byCurrency.has(currency)) continue;
    byCurrency.set(currency, rate);
    notes.push(`The rate of ${currency} follows from a delta in USD over its size at the mark.`);
  }
  for (const currency of [...wanted].filter((name) => !byCurrency.has(name))) {
    const rate = rateOfEquity(answer, currency);
    byCurrency.set(currency, rate ?? '1');
    if (rate === null) notes.push(`${currency} is counted as 1 USD: the answer doesn’t imply its rate.`);
  }
  if (byCurrency.size > 0) {
    const texts = [...byCurrency].map(([currency, rate]) => `${currency}/USD ${rate}`);
    notes.push(
      `Rates follow from what the answer prints both in USD and in the coin, and are given: ${texts.join(', ')}.`,
    );
  }
  return { byCurrency, source: 'what is printed in USD over the same in the coin', notes };
}

function rateOfEquity(answer: JsonPlace, currency: string): DecimalText | null {
  const total = printed(answer.at('eq'));
  const assets = answer.at('assets').missing ? [] : answer.at('assets').items();
  const owned = assets.filter((asset) => Number(printed(asset.at('availEq')) ?? '0') !== 0);
  const equity =
    owned.length === 1 && owned[0]!.at('ccy').value === currency ? printed(owned[0]!.at('availEq')) : null;
  if (total === null || equity === null) return null;
  const rate = new ExactDecimal(total).dividedBy(equity);
  return rate.greaterThan(0) ? roundedRate(rate) : null;
}

/** Twelve digits: the venue divides floats, and its rates have far fewer. */
const roundedRate = (rate: Exact): DecimalText => decimalText(rate.toSignificantDigits(12));
