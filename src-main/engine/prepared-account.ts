// One account prepared once and asked many times: its inputs resolved, its instruments valued; each question brings only what
// is different. May import the domain, pricing, scenarios, margin and analysis.
import { MargraveError } from '../domain/errors.ts';
import { type Instrument, isListed } from '../domain/instrument.ts';
import { MarketFigures } from '../domain/market.ts';
import { InputResolver, type ResolvedInputs } from '../pricing/inputs.ts';
import { MarketMover, type MovedMarket } from '../pricing/market-move.ts';
import { changedPack } from './changed-pack.ts';

import { KeptValues } from './kept-values.ts';
import { heldMeasures } from './mapped-rows.ts';
import { modelPrices } from './model-prices.ts';
import { instrumentOf } from './pack.ts';
import type { PackedPortfolio } from './protocol.ts';
import { type RequirementContext, runHeadline, wantedInstruments } from './requirements.ts';
import type { MarginRun } from './rulebook-run.ts';
import { runEntries } from './run-entries.ts';
import { settledAtMark } from './settled-at-mark.ts';
import type { Tick } from './valuation.ts';
import { expirySentence, moveSentences, nextExpiryOf, pricesMoved } from './what-if-moves.ts';
import type {
  GreekSum,
  ModelPrice,
  WhatIfBase,
  WhatIfChange,
  WhatIfMove,
  WhatIfResult,
  WhatIfSideAnswer,
} from './what-if-protocol.ts';

const nothing: WhatIfChange = {
  holdings: [],
  gone: [],
  added: [],
  dropped: [],
  balances: null,
  parameters: null,
  history: null,
  move: null,
};

/** Pools of instruments whose inputs stay resolved: the base's, and the newest few with new instruments. */
const POOLS_KEPT = 6;
/** Moves of one pool that stay worked out. */
const MOVES_KEPT = 3;

/** A pool of instruments, and the inputs found among them. */
interface Pool {
  key: string;
  resolver: InputResolver;
  /** Whether it has listed options: a chain of thousands, each costly to find an implied volatility of. */
  hasChain: boolean;
  resolved: Resolved[];
}

/** Inputs of a pool's instruments, of listed options those that are held, and the newest moves made of them. */
interface Resolved {
  held: string;
  inputs: ResolvedInputs;
  mover: MarketMover | null;
  moved: { key: string; market: MovedMarket }[];
}

export class PreparedAccount {
  readonly #base: WhatIfBase;
  readonly #market: MarketFigures;
  readonly #context: RequirementContext;
  #pools: Pool[] = [];
  #before: WhatIfSideAnswer | null = null;

  constructor(base: WhatIfBase, context: Pick<RequirementContext, 'kernel' | 'findRulebook'>) {
    this.#base = base;
    this.#market = new MarketFigures(base.market);
    this.#context = { ...context, kept: new KeptValues() };
  }

  /** Headlines before and after a change. Throws what a margin run of either would throw. */
  answer(change: WhatIfChange, tick: Tick): WhatIfResult {
    const stages: Record<string, number> = {};
    const timed = <Made>(stage: string, make: () => Made): Made => {
      const started = performance.now();
      const made = make();
      stages[stage] = (stages[stage] ?? 0) + performance.now() - started;
      return made;
    };
    const before = timed(
      'before',
      () => (this.#before ??= this.#side(nothing, tick, (_, make) => make()).side),
    );
    const { side: after, happened } = this.#side(change, tick, timed);
    return { before, after, happened, stages };
  }

  /** The model's prices of instruments, with the inputs that a portfolio with `added` would be valued with. */
  modelPrices(added: readonly Instrument[], wanted: readonly string[]): Map<string, ModelPrice> {
    const known = new Set(this.#base.portfolio.instruments.map(({ id }) => id));
    const pool = [...this.#base.portfolio.instruments, ...added.filter(({ id }) => !known.has(id))].sort(
      (a, b) => (a.id < b.id ? -1 : 1),
    );
    const asked = new Set(wanted);
    const inputs = this.#pool(pool).resolver.resolve(pool.filter(({ id }) => asked.has(id)));
    return modelPrices(inputs, wanted, this.#context.kernel);
  }

  #side(
    change: WhatIfChange,
    tick: Tick,
    timed: <Made>(stage: string, make: () => Made) => Made,
  ): { side: WhatIfSideAnswer; happened: string[] } {
    const base = this.#base;
    let portfolio = timed('portfolio', () => changedPack(base.portfolio, change));
    const resolved = timed('inputs', () => this.#resolve(portfolio));
    let market: MovedMarket = { inputs: resolved.inputs, market: this.#market };
    const happened: string[] = [];
    if (change.move) {
      const { move } = change;
      const to = move.nextExpiry ? nextExpiryOf(portfolio, base.market.time) : null;
      portfolio = timed('portfolio', () => settledAtMark(portfolio, resolved.inputs));
      market = timed('move', () => this.#move(resolved, portfolio, move, to));
      happened.push(...moveSentences(move), ...(move.nextExpiry ? [expirySentence(to)] : []));
    }
    const run = timed('requirement', () =>
      runHeadline(
        {
          portfolio,
          ...market,
          ...(change.move ? { carriedAt: resolved.inputs } : {}),
          history: change.history ?? base.history,
          rulebook: base.rulebook,
          parameters: change.parameters ?? base.parameters,
          allowExcluded: base.allowExcluded,
        },
        this.#context,
        tick,
      ),
    );
    happened.push(...run.screened.settled.map(({ sentence }) => sentence));
    return { side: timed('headline', () => sideAnswer(portfolio, run)), happened };
  }

  #pool(instruments: readonly Instrument[]): Pool {
    const key =
      instruments === this.#base.portfolio.instruments ? '' : instruments.map(({ id }) => id).join(' ');
    const known = this.#pools.find((one) => one.key === key);
    if (known) return known;
    const resolver = new InputResolver(this.#market, this.#base.market.time, instruments);
    const made: Pool = { key, resolver, hasChain: instruments.some(isChained), resolved: [] };
    this.#pools = [made, ...this.#pools].slice(0, POOLS_KEPT);
    return made;
  }

  #resolve(portfolio: PackedPortfolio): Resolved {
    const { instruments } = portfolio;
    const pool = this.#pool(instruments);
    const held = pool.hasChain ? wantedInstruments(portfolio).filter(isChained) : [];
    const key = held.map(({ id }) => id).join(' ');
    const known = pool.resolved.find((one) => one.held === key);
    if (known) return known;
    const wanted = pool.hasChain
      ? [...instruments.filter((instrument) => !isChained(instrument)), ...held]
      : instruments;
    const made: Resolved = { held: key, inputs: pool.resolver.resolve(wanted), mover: null, moved: [] };
    pool.resolved = [made, ...pool.resolved].slice(0, POOLS_KEPT);
    return made;
  }

  #move(resolved: Resolved, portfolio: PackedPortfolio, move: WhatIfMove, to: string | null): MovedMarket {
    const price = pricesMoved(portfolio, move.price);
    const key = JSON.stringify([[...price], move.volatility, to]);
    const known = resolved.moved.find((one) => one.key === key);
    if (known) return known.market;
    resolved.mover ??= new MarketMover(resolved.inputs, this.#market);
    const market = resolved.mover.to({ price, volatility: move.volatility, to });
    resolved.moved = [{ key, market }, ...resolved.moved].slice(0, MOVES_KEPT);
    return market;
  }
}

const isChained = (instrument: Instrument): boolean => instrument.kind === 'option' && isListed(instrument);

function sideAnswer(portfolio: PackedPortfolio, run: MarginRun): WhatIfSideAnswer {
  const { entries, totals, excluded } = runEntries(portfolio, run);
  const [account] = portfolio.accounts;
  if (!account) throw new MargraveError('internal', 'A what-if was asked of no account.', {});
  return {
    asOf: run.sources.market.snapshot.time,
    entries: [...entries.values()]
      .flat()
      .map(({ tree: _tree, tables: _tables, contributions: _contributions, ...headline }) => headline),
    total: totals.find(({ node }) => node === `account:${account.id}`) ?? null,
    greeks: greekSums(portfolio, run),
    excluded,
  };
}

/** Sums run in the order of the holdings, as those of a margin view do. */
function greekSums(portfolio: PackedPortfolio, run: MarginRun): GreekSum[] {
  const sums = new Map<string, GreekSum>();
  for (const own of run.runs) {
    const measuresOf = heldMeasures(own);
    for (let holding = 0; holding < portfolio.holdingInstrument.length; holding++) {
      const { id, underlying, quoteCurrency } = instrumentOf(portfolio, holding);
      const measure = measuresOf(id);
      if (!measure) continue;
      const key = `${underlying}\u0000${quoteCurrency}`;
      let sum = sums.get(key);
      if (!sum) {
        sum = { underlying, quoteCurrency, delta: 0, gamma: 0, vega: 0, theta: 0 };
        sums.set(key, sum);
      }
      const held = portfolio.holdingQuantity[holding]!;
      sum.delta += measure.delta * held;
      sum.gamma += measure.gamma * held;
      sum.vega += measure.vega * held;
      sum.theta += measure.theta * held;
    }
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}
