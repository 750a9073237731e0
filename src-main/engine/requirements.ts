// Requirements from inputs that are resolved already: screening, scenarios, valuation, one requirement per account. What the
// market is and where the inputs come from is the caller's: now, or moved. May import the domain, pricing, scenarios and margin.
import type { Balance } from '../domain/account.ts';
import { MargraveError } from '../domain/errors.ts';
import type { ExcludedRow } from '../domain/margin-result.ts';
import type { HistoryPoint, MarketFigures } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { RequirementInput } from '../margin/rulebook.ts';
import type { ResolvedInputs } from '../pricing/inputs.ts';
import type { Kernel } from '../pricing/kernel.ts';
import type { KeptValues } from './kept-values.ts';
import { instrumentOf, quantityOf } from './pack.ts';
import type { PackedPortfolio } from './protocol.ts';
import { type MarginRun, type RunSources, runRulebook } from './rulebook-run.ts';
import { type FindRulebook, screenPortfolio } from './screen.ts';
import type { Tick } from './valuation.ts';

/** All that requirements are made from. */
export interface ResolvedRequest {
  portfolio: PackedPortfolio;
  market: MarketFigures;
  /** Of at least every instrument that is held or ordered. */
  inputs: ResolvedInputs;
  /** Inputs before the market was moved; none: it wasn't. */
  carriedAt?: ResolvedInputs;
  history: readonly HistoryPoint[];
  /** Rulebook for all accounts, or null: each account's own margin model. */
  rulebook: string | null;
  /** By rulebook id. */
  parameters: Readonly<Record<string, EffectiveParameters>>;
  /** True: rows that can't be valued are left out and listed; false: the run stops with `incomplete`. */
  allowExcluded: boolean;
}

export interface RequirementContext {
  kernel: Kernel;
  findRulebook: FindRulebook;
  /** Valuations that later runs of the same inputs take over. */
  kept?: KeptValues;
}

/**
 * Requirements of all accounts, whole or as headlines. Throws `incomplete` (detail.rows: ExcludedRow[]) when rows can't be
 * margined and the request doesn't allow leaving them out; `invalid-input` when parameters are missing or wrong; what `tick` throws.
 */
export function runResolved(
  request: ResolvedRequest,
  { kernel, findRulebook, kept }: RequirementContext,
  tick: Tick,
  detail: RequirementInput['detail'],
): MarginRun {
  const { portfolio, market, inputs, history, parameters } = request;
  const screened = screenPortfolio(portfolio, inputs, request.rulebook, findRulebook);
  refuseExcluded(screened.excluded, request.allowExcluded);
  const balances: Balance[] = [...portfolio.balances, ...screened.settled.map(({ balance }) => balance)];
  const sources: RunSources = {
    market,
    history,
    parameters,
    inputs,
    ...(request.carriedAt ? { carriedAt: request.carriedAt } : {}),
    kernel,
    ...(kept ? { kept } : {}),
    balances: Map.groupBy(balances, ({ account }) => account),
    given: Map.groupBy(portfolio.given, ({ account }) => account),
  };
  const runs = screened.shares.map((share) => runRulebook(share, sources, tick, detail));
  for (const { accounts } of runs) {
    for (const { account, places, failure } of accounts) {
      if (!failure) continue;
      if (!request.allowExcluded) throw failure;
      screened.excluded.push(...wholeAccount(portfolio, account.id, places, failure.message));
    }
  }
  return { runs, screened, sources };
}

/**
 * The same without explanation: for what is asked many times over, such as distances and moved markets. Entries by account are
 * `runs[].accounts[].entries`; amounts, levels and sentences are those of the whole run to the bit.
 */
export function runHeadline(
  request: ResolvedRequest,
  context: RequirementContext,
  tick: Tick = () => {},
): MarginRun {
  return runResolved(request, context, tick, 'headline');
}

/** Instruments that are held or ordered, each once, in the pack's order: those that a run needs inputs of. */
export function wantedInstruments(packed: PackedPortfolio): PackedPortfolio['instruments'] {
  const wanted = new Set<number>(packed.holdingInstrument);
  const ordered = new Set(packed.orders.map(({ instrument }) => instrument));
  return packed.instruments.filter((instrument, index) => wanted.has(index) || ordered.has(instrument.id));
}

/** Throws `incomplete` (detail.rows) unless there are none or they may be left out. */
export function refuseExcluded(rows: readonly ExcludedRow[], isAllowed: boolean): void {
  const first = rows[0];
  if (!first || isAllowed) return;
  const what = `${first.instrument === '' ? 'Account' : `${first.instrument} of account`} ${first.account}`;
  const others = rows.length > 1 ? ` and ${rows.length - 1} more` : '';
  throw new MargraveError(
    'incomplete',
    `${what}${others} can’t be counted: ${first.reason} ${first.remedy} Or allow such rows to be left out; the result then lists them.`,
    { rows: [...rows] },
  );
}

/** Rows of an account whose requirement can't be formed as a whole. */
function wholeAccount(
  portfolio: PackedPortfolio,
  account: string,
  places: Int32Array,
  reason: string,
): ExcludedRow[] {
  const remedy = 'Complete the market snapshot; until then the whole account is left out.';
  const rows = Array.from(places, (holding) => ({
    account,
    instrument: instrumentOf(portfolio, holding).id,
    quantity: quantityOf(portfolio, holding),
    reason,
    remedy,
  }));
  return rows.length > 0 ? rows : [{ account, instrument: '', quantity: '0', reason, remedy }];
}
