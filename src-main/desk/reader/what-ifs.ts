// What-ifs on the reading thread: an account is read and netted once per revision, sent to the engine once, and from then on only
// what a what-if changes crosses. May import domain, contract, book types, files, engine and the rulebook registry.
import type { CallInput } from '../../contract/calls.ts';
import type {
  LegCompletion,
  SavedWhatIf,
  WhatIf,
  WhatIfAnswer,
  WhatIfSide,
} from '../../contract/risk-views.ts';
import { whatIf } from '../../contract/schemas.ts';
import { fromFloat, toFloat } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { HistoryPoint } from '../../domain/market.ts';
import type { EffectiveParameters, ParameterSet } from '../../domain/parameters.ts';
import type { Portfolio } from '../../domain/portfolio.ts';
import type { Engine } from '../../engine/engine-client.ts';
import { packPortfolio } from '../../engine/pack.ts';
import type { EngineCalls } from '../../engine/protocol.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import { nextExpiryOf } from '../../engine/what-if-moves.ts';
import type { WhatIfBase, WhatIfChange, WhatIfSideAnswer } from '../../engine/what-if-protocol.ts';
import { rulebookById } from '../../margin/registry.ts';
import { AccountBase } from '../what-if/account-base.ts';
import { type ToApply, whatIfChanges } from '../what-if/changes.ts';
import { completions } from '../what-if/complete-leg.ts';
import { type PricedLegs, pricedLegs } from '../what-if/legs.ts';
import { type Traded, traded } from '../what-if/trades.ts';
import type { MarginInputs } from './ask-engine.ts';
import { effectiveParameters } from './effective-parameters.ts';
import { type InputsQuestion, inputsAtOneRevision } from './margin-compute.ts';
import type { OpenBook } from './open-book.ts';
import { historySeries, rulebooksUsed } from './rulebooks-used.ts';

export type WhatIfQuestion = Omit<CallInput<'whatIf.compute'>, 'task'>;

/** An account as it was read, and what the engine knows of it. */
interface Kept {
  key: string;
  base: AccountBase;
  history: HistoryPoint[];
  question: Omit<WhatIfQuestion, 'what'> & { account: string };
  /** True once the engine was sent it. */
  sent: boolean;
  /** Parameters and history by what is used, where other than the base's. */
  other: Map<string, Pick<WhatIfChange, 'parameters' | 'history'>>;
}

const ACCOUNTS_KEPT = 3;

export class WhatIfs {
  readonly #book: OpenBook;
  readonly #engine: () => Engine;
  readonly #presets: () => readonly ParameterSet[];
  #kept: Kept[] = [];
  /** The book's instruments by symbol and id in upper case, at one revision; read when an account doesn't use what is named. */
  #instruments: { revision: number; named: Map<string, Instrument> } | null = null;
  #opened = 0;
  #asked = 0;

  constructor(book: OpenBook, engine: () => Engine, presets: () => readonly ParameterSet[]) {
    this.#book = book;
    this.#engine = engine;
    this.#presets = presets;
  }

  /** Forgets what was read: another book is open, or none. `started`: whether there is an engine that may know of it. */
  clear(started: boolean): void {
    this.#kept = [];
    this.#instruments = null;
    this.#opened += 1;
    if (started)
      void this.#engine()
        .call('forgetWhatIfs', { question: `close ${this.#opened}` })
        .catch(() => {});
  }

  /** See `whatIf.compute`. Throws `not-found` without such an account or market, `incomplete` for rows that can't be valued unless they may be left out. */
  async compute({ what, ...question }: WhatIfQuestion, context: CallContext): Promise<WhatIfAnswer> {
    const started = performance.now();
    const kept = this.#account({ ...question, account: what.account });
    const { base } = kept;
    const { legs, trades } = await this.#workOut(kept, what, context);
    const { change } = this.#change(kept, what, legs, trades);
    // One that was replaced while it waited for prices must not replace the newer one in the engine.
    context.throwIfCancelled();
    const result = await this.#ask(kept, 'whatIf', { question: `what-if ${what.account}`, change }, context);
    const { inputs, account } = base;
    const { id, time, label } = inputs.market;
    const side = (answer: WhatIfSideAnswer, positions: number): WhatIfSide => ({
      ...answer,
      greeks: answer.greeks.map(({ underlying, quoteCurrency, delta, gamma, vega, theta }) => ({
        account: account.id,
        underlying,
        quoteCurrency,
        delta: fromFloat(delta),
        gamma: fromFloat(gamma),
        vega: fromFloat(vega),
        theta: fromFloat(theta),
      })),
      positions,
    });
    return {
      account: account.id,
      revision: inputs.revision,
      market: { id, time, label },
      legs: withCash(legs, trades),
      before: side(result.before, inputs.portfolio.positions.length),
      after: side(result.after, base.positionsAfter(trades)),
      happened: result.happened,
      milliseconds: Math.round(performance.now() - started),
    };
  }

  /** What applying a what-if writes, priced at the market asked for. Throws `invalid-input` when a leg that is on has a problem. */
  async changes({ what, market, label }: CallInput<'whatIf.apply'>, context: CallContext): Promise<ToApply> {
    const kept = this.#account({
      account: what.account,
      rulebook: null,
      parameters: null,
      market,
      allowExcluded: true,
    });
    const { legs, trades } = await this.#workOut(kept, what, context);
    const { base } = kept;
    const balances = base.balancesAfter(trades);
    return {
      revision: base.inputs.revision,
      ...whatIfChanges(base.account, legs.states, legs.instruments, trades, balances, label),
    };
  }

  /** The saved what-ifs, by account and name. Throws `integrity` for a document that is none. */
  list(): SavedWhatIf[] {
    return this.#book.reader
      .whatIfs()
      .map(({ id, name, account, document }) => ({ id, name, account, what: savedWhatIf(name, document) }))
      .sort((a, b) => (a.account + a.name < b.account + b.name ? -1 : 1));
  }

  /**
   * The inputs of a what-if book for pictures and distances: its rows as they would be, and the move that comes first.
   * Throws as `compute` does, and `invalid-input` for a question of another account.
   */
  async hypothetical(
    question: InputsQuestion,
    what: WhatIf,
    context: CallContext,
  ): Promise<{
    inputs: MarginInputs;
    move: { price: number; volatility: number; to: string | null } | null;
  }> {
    const kept = this.#account({ ...question, account: what.account, allowExcluded: true });
    const { legs, trades } = await this.#workOut(kept, what, context);
    const { change, portfolio } = this.#change(kept, what, legs, trades);
    const { base } = kept;
    const after = portfolio();
    const inputs: MarginInputs = {
      portfolio: after,
      market: base.inputs.market,
      history: change.history ?? kept.history,
      parameters: change.parameters ?? base.inputs.parameters,
    };
    if (change.move === null) return { inputs, move: null };
    const { price, volatility, nextExpiry } = change.move;
    const to = nextExpiry ? nextExpiryOf(packPortfolio(after), base.inputs.market.time) : null;
    return { inputs, move: { price, volatility, to } };
  }

  /** See `whatIf.complete`. */
  complete({ account, text }: CallInput<'whatIf.complete'>): LegCompletion[] {
    const { revision } = this.#book.reader.status();
    const kept =
      this.#kept.find(({ base }) => base.account.id === account && base.inputs.revision === revision) ??
      this.#account({ account, rulebook: null, parameters: null, market: null, allowExcluded: true });
    return completions(text, kept.base, new Set(this.#named(revision).values()));
  }

  /** The account read at the book's revision, or as it was read then. */
  #account(question: Kept['question']): Kept {
    const { revision } = this.#book.reader.status();
    const { account, rulebook, parameters, market, allowExcluded } = question;
    const key = JSON.stringify([
      this.#opened,
      revision,
      account,
      rulebook,
      parameters,
      market,
      allowExcluded,
    ]);
    const known = this.#kept.find((one) => one.key === key);
    if (known) return known;
    const found = this.#book.reader.accounts().find(({ id }) => id === account);
    if (!found) {
      throw new MargraveError('not-found', `The book has no account “${account}”.`, { account });
    }
    const { history, ...inputs } = inputsAtOneRevision(this.#book, this.#presets(), {
      account,
      rulebook,
      parameters,
      market,
    });
    const made: Kept = {
      key,
      base: new AccountBase(inputs, found),
      history,
      question,
      sent: false,
      other: new Map(),
    };
    this.#kept = [made, ...this.#kept].slice(0, ACCOUNTS_KEPT);
    return made;
  }

  async #workOut(
    kept: Kept,
    what: WhatIf,
    context: CallContext,
  ): Promise<{ legs: PricedLegs; trades: Traded }> {
    const { base } = kept;
    const legs = await pricedLegs(
      what.legs,
      base,
      (symbol, id) => this.#find(base.inputs.revision, base.account.venue, symbol, id),
      (instrument) => refusal(kept.question.rulebook ?? base.account.marginModel, instrument),
      (added, instruments) => {
        this.#asked += 1;
        return this.#ask(
          kept,
          'modelPrices',
          { question: `prices ${this.#asked}`, added, instruments },
          context,
        );
      },
    );
    const trades = traded(base.account.id, (key) => base.row(key), legs.trades, what.premiumInCash);
    return { legs, trades };
  }

  #change(
    kept: Kept,
    what: WhatIf,
    legs: PricedLegs,
    trades: Traded,
  ): { change: WhatIfChange; portfolio: () => Portfolio } {
    const { base } = kept;
    const changed = base.changed(trades, legs.instruments);
    const portfolio = (): Portfolio => base.portfolioAfter(trades, changed);
    const [price, volatility] = [
      movedBy(what.priceMove, 'price'),
      movedBy(what.volatilityMove, 'volatility'),
    ];
    const nextExpiry = what.advance === 'nextExpiry';
    const isMoved = price !== 0 || volatility !== 0 || nextExpiry;
    const change: WhatIfChange = {
      ...changed,
      ...this.#otherSources(kept, changed, portfolio),
      move: isMoved ? { price, volatility, nextExpiry } : null,
    };
    return { change, portfolio };
  }

  /** Parameter sets and price history of what would be used, where they are other than the account's now. */
  #otherSources(
    kept: Kept,
    { holdings, gone, balances }: Pick<WhatIfChange, 'holdings' | 'gone' | 'balances'>,
    portfolio: () => Portfolio,
  ): Pick<WhatIfChange, 'parameters' | 'history'> {
    const same = { parameters: null, history: null };
    const currencies = (balances ?? []).map(({ currency }) => currency);
    const coming = holdings.map(({ instrument }) => instrument.id).filter((id) => !kept.base.uses(id));
    if (coming.length + gone.length + currencies.length === 0) return same;
    const key = JSON.stringify([coming, gone, [...new Set(currencies)].sort()]);
    const known = kept.other.get(key);
    if (known) return known;
    const { market, parameters } = kept.base.inputs;
    const uses = rulebooksUsed(portfolio(), kept.question.rulebook);
    const sets = [...this.#presets(), ...this.#book.reader.parameterSets()];
    const chosen = effectiveParameters(sets, uses, market, kept.question.parameters, {
      find: (hash) => this.#book.reader.document(hash),
      whenMissing: 'throw',
    });
    const series = historySeries(uses);
    const read = new Set(kept.history.map((point) => point.series));
    const made = {
      parameters: sameSets(chosen, parameters) ? null : chosen,
      history: series.every((one) => read.has(one)) ? null : this.#book.reader.history(series),
    };
    if (kept.other.size > 50) kept.other.clear();
    kept.other.set(key, made);
    return made;
  }

  /** Asks the engine, sending the account along where it isn't known there, or no longer. */
  async #ask<Name extends 'whatIf' | 'modelPrices'>(
    kept: Kept,
    name: Name,
    input: Omit<EngineCalls[Name]['input'], 'key' | 'base'>,
    context: CallContext,
  ): Promise<EngineCalls[Name]['output']> {
    const how = { signal: context.signal };
    const ask = (base: WhatIfBase | null): Promise<EngineCalls[Name]['output']> =>
      this.#engine().call(name, { ...input, key: kept.key, base } as EngineCalls[Name]['input'], how);
    if (kept.sent) {
      try {
        return await ask(null);
      } catch (thrown) {
        if (!(thrown instanceof MargraveError && thrown.code === 'not-found')) throw thrown;
      }
    }
    const { portfolio, market, parameters } = kept.base.inputs;
    const { rulebook, allowExcluded } = kept.question;
    kept.sent = true;
    return ask({
      portfolio: packPortfolio(portfolio),
      market,
      history: kept.history,
      rulebook,
      parameters,
      allowExcluded,
    });
  }

  #find(revision: number, venue: string, symbol: string, id: string | null): Instrument | undefined {
    const named = this.#named(revision);
    const upper = symbol.toUpperCase();
    return (
      (id === null ? undefined : named.get(id.toUpperCase())) ??
      named.get(`${venue}:${symbol}`.toUpperCase()) ??
      named.get(upper)
    );
  }

  #named(revision: number): Map<string, Instrument> {
    if (this.#instruments?.revision === revision) return this.#instruments.named;
    const named = new Map<string, Instrument>();
    for (const instrument of this.#book.reader.instruments()) {
      named.set(instrument.id.toUpperCase(), instrument);
      const symbol = instrument.symbol.toUpperCase();
      if (!named.has(symbol)) named.set(symbol, instrument);
    }
    this.#instruments = { revision, named };
    return named;
  }
}

const withCash = (legs: PricedLegs, { cashOf }: Traded): PricedLegs['states'] => {
  const currencies = new Map(legs.trades.map(({ leg, instrument }) => [leg, instrument.settlementCurrency]));
  return legs.states.map((state) => ({
    ...state,
    cash: cashOf.get(state.id) ?? null,
    cashCurrency: currencies.get(state.id) ?? null,
  }));
};

/** Why a rulebook can't carry an instrument, or null. */
function refusal(rulebook: string, instrument: Instrument): { message: string; remedy: string } | null {
  const { label, refuses } = rulebookById(rulebook);
  const reason = refuses(instrument);
  if (reason === null) return null;
  return { message: reason, remedy: `Trade another instrument, or choose another rulebook than ${label}.` };
}

function savedWhatIf(name: string, document: string): WhatIf {
  let written: unknown = null;
  try {
    written = JSON.parse(document);
  } catch {
    // Not even JSON: no what-if either, which is said below.
  }
  const read = whatIf.safeParse(written);
  if (read.success) return read.data;
  throw new MargraveError(
    'integrity',
    `The saved what-if “${name}” can’t be read. Verify the book, and restore a backup of it.`,
    { name },
  );
}

function movedBy(text: string, what: 'price' | 'volatility'): number {
  const move = toFloat(text);
  if (move > -1 || (what === 'volatility' && move === -1)) return move;
  throw new MargraveError(
    'invalid-input',
    `A ${what} can’t move by ${text}: ${what === 'price' ? 'a price falls by less than 100 %' : 'a volatility falls by 100 % at most'}.`,
    { move: text },
  );
}

/** The same sets with the same rows: those that other instruments need out of a data set make them other parameters. */
const sameSets = (
  a: Record<string, EffectiveParameters>,
  b: Record<string, EffectiveParameters>,
): boolean => {
  const names = (of: Record<string, EffectiveParameters>): string =>
    JSON.stringify(
      Object.entries(of)
        .map(([rulebook, { sets, parameters }]) => [
          rulebook,
          sets.map(({ id }) => id),
          parameters.map(({ path }) => path),
        ])
        .sort(),
    );
  return names(a) === names(b);
};
