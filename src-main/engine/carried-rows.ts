// Rows as a venue would carry them (conventions 28): holdings and orders in instruments that it doesn't list become its nearest ones before
// anything is valued. The one place that turns quantities, marks and profit. May import the domain, pricing and margin.
import type { Balance } from '../domain/account.ts';
import { fromFloat, sumDecimals, toFloat } from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OpenOrder } from '../domain/portfolio.ts';
import type { InstrumentTwin, Rulebook } from '../margin/rulebook.ts';
import type { ResolvedInputs, ValuationInput } from '../pricing/inputs.ts';
import type { RulebookShare, ScreenedHolding } from './screen.ts';

/** An instrument that is carried as another one. */
export interface CarriedInstrument {
  held: ValuationInput;
  carried: ValuationInput;
  carriedAs: string;
  /** Carried quantity per unit of the held one. */
  factor: number;
}

/** A share of the portfolio as its rulebook gets it. */
export interface CarriedShare {
  holdings: readonly ScreenedHolding[];
  orders: readonly OpenOrder[];
  /** What each instrument of the share is valued with, in the order in which the share names them. */
  inputs: ValuationInput[];
  /** Profit of mapped futures, paid out in their own settlement currencies; by account. */
  paidOut: ReadonlyMap<string, readonly Balance[]>;
  /** By instrument id; empty when everything is carried as it is. */
  mapped: ReadonlyMap<string, CarriedInstrument>;
}

const nothingPaid: ReadonlyMap<string, readonly Balance[]> = new Map();
const nothingMapped: ReadonlyMap<string, CarriedInstrument> = new Map();

/**
 * The share with every row as the rulebook's venue would carry it.
 *
 * A quantity is turned so that the exposure in the underlying at the row's own price stays: 1/price per unit of an inverse future, the multiplier of
 * anything else. The profit of a future since its settled prices is paid out to cash in the held instrument's currency and its counting starts
 * anew; an option is worth the same before and after. Orders' quantities and prices are turned alike.
 *
 * @param at where the rows were taken over, when the market has moved since: quantities then are those of that moment, and what a future made since
 *   is profit of what it is carried as. The same as `inputs` when left out.
 */
export function carryShare(
  { rulebook, holdings, orders }: Pick<RulebookShare, 'rulebook' | 'holdings' | 'orders'>,
  { valued }: ResolvedInputs,
  at?: ResolvedInputs,
): CarriedShare {
  const wanted = new Set<string>();
  for (const { instrument } of holdings) wanted.add(instrument);
  for (const { instrument } of orders) wanted.add(instrument);
  const inputs = [...wanted].map((id) => valued.get(id)!);
  const asItIs = { holdings, orders, inputs, paidOut: nothingPaid, mapped: nothingMapped };
  if (!rulebook.twin) return asItIs;
  const mapped = new Map<string, CarriedInstrument>();
  const start = new Map<string, ValuationInput>();
  inputs.forEach((held, place) => {
    const found = carriedInput(rulebook, held);
    if (!found) return;
    const { id } = held.instrument;
    const then = at?.valued.get(id) ?? held;
    const factor = exposure(held.instrument, then.forward) / exposure(found.input.instrument, then.forward);
    mapped.set(id, { held, carried: found.input, carriedAs: found.carriedAs, factor });
    start.set(id, then);
    inputs[place] = found.input;
  });
  if (mapped.size === 0) return asItIs;
  const paid: Balance[] = [];
  const carried = holdings.map((holding): ScreenedHolding => {
    const own = mapped.get(holding.instrument);
    if (!own) return holding;
    const then = start.get(holding.instrument)!;
    const price = then.mark ?? then.forward;
    const { cost } = holding;
    const isProfitCounted = cost !== null && own.held.instrument.kind !== 'option';
    if (isProfitCounted) {
      const { settlementCurrency } = own.held.instrument;
      const profit = worthAt(own.held.instrument, holding.unsettledQuantity, price) - cost;
      if (profit !== 0)
        paid.push({
          account: holding.account,
          kind: 'cash',
          currency: settlementCurrency,
          amount: fromFloat(profit),
        });
    }
    const unsettledQuantity = isProfitCounted && at ? holding.unsettledQuantity * own.factor : 0;
    return {
      ...holding,
      quantity: holding.quantity * own.factor,
      cost: isProfitCounted && at ? worthAt(own.carried.instrument, unsettledQuantity, price) : null,
      unsettledQuantity,
    };
  });
  return {
    holdings: carried,
    orders: orders.map((order) => carriedOrder(order, mapped.get(order.instrument))),
    inputs,
    paidOut: summed(paid),
    mapped,
  };
}

/** Twins by rulebook and instrument, and inputs by rulebook and input: what is kept between runs is known by the very objects it was made of. */
const twinsOf = new WeakMap<Rulebook, WeakMap<Instrument, InstrumentTwin | null>>();
const inputsOf = new WeakMap<Rulebook, WeakMap<ValuationInput, CarriedInput | null>>();

interface CarriedInput {
  input: ValuationInput;
  carriedAs: string;
}

function carriedInput(rulebook: Rulebook, held: ValuationInput): CarriedInput | null {
  return remembered(inputsOf, rulebook, held, () => {
    const { instrument, forward } = held;
    const twin = remembered(twinsOf, rulebook, instrument, () => twinOf(rulebook, instrument));
    if (!twin) return null;
    const input = {
      ...held,
      instrument: twin.instrument,
      mark: turned(held.mark, instrument, twin.instrument, forward),
    };
    return { input, carriedAs: twin.carriedAs };
  });
}

/** The twin, once it is sure that it is one. Throws `internal` naming what it changes that a twin may not change. */
function twinOf(rulebook: Rulebook, instrument: Instrument): InstrumentTwin | null {
  if (instrument.venue === rulebook.venue) return null;
  const twin = rulebook.twin?.(instrument) ?? null;
  if (!twin) return null;
  const kept = ['id', 'kind', 'underlying', 'priceIndex', 'expiry', 'strike', 'right'] as const;
  const changed = kept.find((field) => twin.instrument[field] !== instrument[field]);
  if (changed === undefined) return twin;
  throw new MargraveError(
    'internal',
    `${rulebook.label} would carry ${instrument.id} as an instrument of another ${changed}: ${String(twin.instrument[changed])}.`,
    { rulebook: rulebook.id, instrument: instrument.id, field: changed },
  );
}

function remembered<Key extends object, Made>(
  store: WeakMap<Rulebook, WeakMap<Key, Made>>,
  rulebook: Rulebook,
  key: Key,
  make: () => Made,
): Made {
  let own = store.get(rulebook);
  if (!own) {
    own = new WeakMap();
    store.set(rulebook, own);
  }
  let made = own.get(key);
  if (made === undefined) {
    made = make();
    own.set(key, made);
  }
  return made;
}

const isInverseFuture = ({ payoff, kind }: Instrument): boolean =>
  payoff === 'inverse' && (kind === 'future' || kind === 'perpetual');

/** Units of the underlying per unit of quantity at a price. */
function exposure(instrument: Instrument, price: number): number {
  return isInverseFuture(instrument) ? 1 / price : toFloat(instrument.multiplier);
}

/** Value from which a future's profit is counted, at a price, as `Holding.cost` counts it. */
function worthAt(instrument: Instrument, quantity: number, price: number): number {
  return isInverseFuture(instrument) ? -quantity / price : quantity * Number(instrument.multiplier) * price;
}

/** A price in one instrument's quotation as the other one quotes it: inverse options are quoted in coin. */
function turned<Price extends number | null>(
  price: Price,
  from: Instrument,
  to: Instrument,
  forward: number,
): Price | number {
  if (price === null || from.kind !== 'option' || from.payoff === to.payoff) return price;
  return from.payoff === 'inverse' ? price * forward : price / forward;
}

function carriedOrder(order: OpenOrder, own: CarriedInstrument | undefined): OpenOrder {
  if (!own) return order;
  const { held, carried, factor } = own;
  const price =
    order.price === null
      ? null
      : turned(toFloat(order.price), held.instrument, carried.instrument, held.forward);
  return {
    ...order,
    quantity: fromFloat(toFloat(order.quantity) * factor),
    price: price === null ? null : fromFloat(price),
  };
}

/** One balance per account and currency. */
function summed(paid: readonly Balance[]): Map<string, Balance[]> {
  const byAccount = new Map<string, Balance[]>();
  for (const [account, own] of Map.groupBy(paid, (balance) => balance.account)) {
    const currencies = [...Map.groupBy(own, ({ currency }) => currency)].sort(([a], [b]) => (a < b ? -1 : 1));
    byAccount.set(
      account,
      currencies.map(([currency, rows]) => ({
        account,
        kind: 'cash',
        currency,
        amount: sumDecimals(rows.map(({ amount }) => amount)),
      })),
    );
  }
  return byAccount;
}
