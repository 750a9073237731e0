// An account read from the book once, and asked what it would be after trades: only what the trades touch is netted again.
// May import domain, engine types and the rulebook registry.

import type { Account, Balance } from '../../domain/account.ts';
import { type DecimalText, decimalText, ExactDecimal, toFloat } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { MarketFigures, type MarketSnapshot } from '../../domain/market.ts';
import type { EffectiveParameters } from '../../domain/parameters.ts';
import { netPositions, type Portfolio, type Position } from '../../domain/portfolio.ts';
import type { WhatIfChange } from '../../engine/what-if-protocol.ts';
import { rowKey, type Traded } from './trades.ts';

/** What an account's margin is made from, as the book has it at one revision. */
export interface AccountInputs {
  revision: number;
  /** Holds this one account. */
  portfolio: Portfolio;
  market: MarketSnapshot;
  parameters: Record<string, EffectiveParameters>;
}

type Changed = Omit<WhatIfChange, 'parameters' | 'history' | 'move'>;

export class AccountBase {
  readonly inputs: AccountInputs;
  readonly account: Account;
  readonly market: MarketFigures;
  readonly #rows = new Map<string, Position>();
  readonly #rowsOf = new Map<string, Position[]>();
  readonly #ordered: ReadonlySet<string>;
  /** Those held or ordered, and those that others hold and the snapshot quotes: their quotes help to value. */
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #bySymbol = new Map<string, Instrument>();

  constructor(inputs: AccountInputs, account: Account) {
    const { portfolio } = inputs;
    this.inputs = inputs;
    this.account = account;
    this.market = new MarketFigures(inputs.market);
    for (const position of portfolio.positions) {
      this.#rows.set(rowKey(position), position);
      const list = this.#rowsOf.get(position.instrument);
      if (list) list.push(position);
      else this.#rowsOf.set(position.instrument, [position]);
    }
    this.#ordered = new Set(portfolio.orders.map(({ instrument }) => instrument));
    this.#instruments = new Map(portfolio.instruments.map((instrument) => [instrument.id, instrument]));
    for (const instrument of portfolio.instruments) {
      this.#bySymbol.set(instrument.id.toUpperCase(), instrument);
      const symbol = instrument.symbol.toUpperCase();
      if (instrument.venue === account.venue || !this.#bySymbol.has(symbol))
        this.#bySymbol.set(symbol, instrument);
    }
  }

  /** A position row by `rowKey`. */
  row(key: string): Position | undefined {
    return this.#rows.get(key);
  }

  /** An instrument that the account uses, by symbol or id in any case; one of the account's venue goes first. */
  named(symbol: string): Instrument | undefined {
    return this.#bySymbol.get(symbol.toUpperCase());
  }

  /** Whether it is held or ordered. */
  uses(instrument: string): boolean {
    return this.#rowsOf.has(instrument) || this.#ordered.has(instrument);
  }

  #isQuoted(instrument: string): boolean {
    return (['mark', 'volatility'] as const).some((kind) => this.market.find(kind, instrument) !== undefined);
  }

  /** Quantity held of an instrument over all rows; null when there is none. */
  held(instrument: string): DecimalText | null {
    const rows = this.#rowsOf.get(instrument);
    if (!rows) return null;
    return decimalText(rows.reduce((sum, row) => sum.plus(row.quantity), new ExactDecimal(0)));
  }

  /** The rows of an instrument after trades, in the order in which the book would give them. */
  #rowsAfter(instrument: string, rows: Traded['rows']): Position[] {
    const after = new Map((this.#rowsOf.get(instrument) ?? []).map((row) => [rowKey(row), row]));
    for (const [key, { identity, row }] of rows) {
      if (identity.instrument !== instrument) continue;
      if (row) after.set(key, row);
      else after.delete(key);
    }
    return [...after.values()].sort((a, b) => byText(a.strategy, b.strategy) || byText(a.lot, b.lot));
  }

  /** What the trades change, netted. `instruments`: those of the trades by id. */
  changed(trades: Traded, instruments: ReadonlyMap<string, Instrument>): Changed {
    const changed: Changed = { holdings: [], gone: [], added: [], dropped: [], balances: null };
    const touched = new Set([...trades.rows.values()].map(({ identity }) => identity.instrument));
    for (const id of [...touched].sort()) {
      const instrument = this.#instruments.get(id) ?? instruments.get(id)!;
      const rows = this.#rowsAfter(id, trades.rows);
      const [holding] = netPositions(rows, new Map([[id, instrument]]));
      if (holding) {
        changed.holdings.push({
          instrument,
          quantity: toFloat(holding.quantity),
          cost: holding.cost === null ? Number.NaN : toFloat(holding.cost),
          unsettled: toFloat(holding.unsettledQuantity),
        });
      } else changed.gone.push(id);
      const isUsed = rows.length > 0 || this.#ordered.has(id);
      const isKnown = this.#instruments.has(id);
      if (isUsed && !isKnown) changed.added.push(instrument);
      // A quote stays one when the position is closed: what else it helps to value keeps its value.
      if (!isUsed && isKnown && !this.#isQuoted(id)) changed.dropped.push(id);
    }
    const balances = this.balancesAfter(trades);
    if (balances.length > 0) changed.balances = mergedBalances(this.inputs.portfolio.balances, balances);
    return changed;
  }

  /** Cash rows that the trades change, as they would be. */
  balancesAfter({ cash }: Traded): Balance[] {
    return [...cash].map(([currency, amount]) => {
      const held = this.inputs.portfolio.balances.find(
        (row) => row.kind === 'cash' && row.currency === currency,
      );
      const after = new ExactDecimal(held?.amount ?? '0').plus(amount);
      return { account: this.account.id, kind: 'cash', currency, amount: decimalText(after) };
    });
  }

  /** The portfolio after trades, row by row as the book would give it. */
  portfolioAfter(trades: Traded, changed: Changed): Portfolio {
    const { portfolio } = this.inputs;
    const dropped = new Set(changed.dropped);
    const rows = new Map(this.#rows);
    for (const [key, { row }] of trades.rows) {
      if (row) rows.set(key, row);
      else rows.delete(key);
    }
    return {
      ...portfolio,
      instruments: [...portfolio.instruments.filter(({ id }) => !dropped.has(id)), ...changed.added],
      positions: [...rows.values()],
      balances: changed.balances ?? portfolio.balances,
    };
  }

  /** How many position rows there would be. */
  positionsAfter({ rows }: Traded): number {
    let count = this.#rows.size;
    for (const [key, { row }] of rows) {
      if (row && !this.#rows.has(key)) count += 1;
      if (!row && this.#rows.has(key)) count -= 1;
    }
    return count;
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function mergedBalances(balances: readonly Balance[], changed: readonly Balance[]): Balance[] {
  const key = (row: Balance): string => `${row.kind}|${row.currency}`;
  const merged = new Map(balances.map((row) => [key(row), row]));
  for (const row of changed) merged.set(key(row), row);
  return [...merged.values()];
}
