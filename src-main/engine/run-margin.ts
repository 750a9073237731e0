// A margin run: from a packed portfolio and a market snapshot to a margin answer, deterministic to the bit.
// May import the domain, pricing, scenarios, margin and analysis.
import ages from '../../resources/market-ages.json' with { type: 'json' };
import { agedShares, marketAge } from '../analysis/market-age.ts';
import { marginTotals } from '../analysis/totals.ts';
import { MargraveError } from '../domain/errors.ts';
import type { ExcludedRow, InstrumentMeasure, MarginEntry } from '../domain/margin-result.ts';
import { MarketFigures } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { RequirementInput } from '../margin/rulebook.ts';
import { resolveInputs } from '../pricing/inputs.ts';
import type { Kernel } from '../pricing/kernel.ts';
import { addBaseline } from './baseline-run.ts';
import { AccountContributions, inputAssumptions } from './holding-entries.ts';
import { holdingMeasures } from './holding-measures.ts';
import { instrumentMeasures } from './measures.ts';
import type { EngineProgress, MarginAnswer, MarginRequest, PackedPortfolio } from './protocol.ts';
import { runResolved, wantedInstruments } from './requirements.ts';
import { type MarginRun, parametersOf, type RulebookRun } from './rulebook-run.ts';
import type { FindRulebook } from './screen.ts';
import type { Tick } from './valuation.ts';
import { ENGINE_VERSION } from './version.ts';

/** What a run is made with; nothing of it changes a number but the kernel. */
export interface RunContext {
  kernel: Kernel;
  findRulebook: FindRulebook;
  onProgress?: (progress: EngineProgress) => void;
  /** True once the answer isn't wanted any more: the run then throws `cancelled`. */
  isCancelled?: () => boolean;
}

/** Ticks of one phase of a run, as progress; throws `cancelled` when asked to stop. */
export function phaseTick(context: RunContext, label: string, phase: number, phases: number): Tick {
  const STEPS = 1000;
  return (done, total) => {
    if (context.isCancelled?.()) throw new MargraveError('cancelled', 'The run was cancelled.');
    const share = total > 0 ? done / total : 1;
    context.onProgress?.({ done: Math.round((phase + share) * STEPS), total: phases * STEPS, label });
  };
}

/**
 * Runs the margin of all accounts of a portfolio.
 *
 * Accounts of one rulebook are valued together. Amounts and signs: MarginEntry. The answer survives a structured clone.
 * Throws `incomplete` (detail.rows: ExcludedRow[]) when rows can't be margined and the request doesn't allow leaving them out;
 * `invalid-input` when parameters are missing or wrong; `cancelled`.
 */
export function runMargin(request: MarginRequest, context: RunContext): MarginAnswer {
  const baselinePhases = request.withBaseline ? 1 : 0;
  const phases = 1 + baselinePhases + (request.withStandalone ? 2 : 0);
  const run = runRequirements(request, context, phaseTick(context, 'Valuing instruments', 0, phases));
  const { sources, screened } = run;
  const used = new Map<string, EffectiveParameters>();
  for (const { rulebook } of run.runs) used.set(rulebook.id, parametersOf(rulebook, sources));
  if (request.withBaseline) {
    const tick = phaseTick(context, 'Comparing with the isolated baseline', 1, phases);
    run.runs.forEach((own, index) => {
      const added = addBaseline(own, screened.shares[index]!, sources, context.findRulebook, tick);
      if (added) used.set(added.rulebook, added);
    });
  }
  const entries = orderedEntries(request.portfolio, run.runs);
  const contributions = new Map(
    [...entries].map(([account, own]) => [account, new AccountContributions(own)]),
  );
  addAssumptions(entries, contributions, run);
  const totals = marginTotals(
    request.portfolio.accounts,
    request.portfolio.groups,
    [...entries.values()].flat(),
    sources.market,
  );
  const missing = totals.missing.map(
    ({ node, label, accounts, from, to }): ExcludedRow => ({
      account: accounts.join(', '),
      instrument: `${from}/${to}`,
      quantity: '0',
      reason: `The total of ${label} (${node}) can’t be formed: the snapshot has no rate from ${from} to ${to}.`,
      remedy: `Add the figure currencyRate ${from}/${to} or the index ${`${from}_${to}`.toLowerCase()} to the market snapshot.`,
    }),
  );
  // Every account's own margin stands without these rates, so a total that can't be formed is listed and stops nothing.
  const excluded = [...screened.excluded, ...missing];
  for (const [account, sentences] of totals.assumptions) {
    for (const entry of entries.get(account) ?? []) {
      entry.assumptions = [...new Set([...entry.assumptions, ...sentences])];
    }
  }
  const holdings = holdingMeasures(
    request.portfolio,
    request.withStandalone,
    run,
    contributions,
    phaseTick(context, 'Margin of each position alone', 1 + baselinePhases, phases),
  );
  return {
    result: {
      engineVersion: ENGINE_VERSION,
      kernel: context.kernel.name,
      asOf: request.market.time,
      market: request.market.id,
      parameters: [...used.keys()].sort().map((id) => used.get(id)!),
      entries: [...entries.values()].flat(),
      excluded,
      totals: totals.totals,
      marketAge: {
        ...marketAge(request.market, ages.maximumAgeSeconds, perpetualsOf(request.portfolio)),
        agedShares: agedShares(
          [...entries.values()].flat(),
          wantedInstruments(request.portfolio),
          sources.market,
          ages.maximumAgeSeconds,
        ),
      },
    },
    instruments: measuresOf(run.runs),
    holdings,
  };
}

/** The first half of a run: inputs, screening, scenarios, valuation and requirements, without comparison and totals. */
export function runRequirements(
  request: Pick<
    MarginRequest,
    'portfolio' | 'market' | 'history' | 'rulebook' | 'parameters' | 'allowExcluded'
  >,
  context: RunContext,
  tick: Tick,
  detail: RequirementInput['detail'] = 'whole',
): MarginRun {
  const { portfolio } = request;
  const market = new MarketFigures(request.market);
  const inputs = resolveInputs(
    wantedInstruments(portfolio),
    market,
    request.market.time,
    portfolio.instruments,
  );
  tick(0, 1);
  return runResolved({ ...request, market, inputs }, context, tick, detail);
}

const perpetualsOf = ({ instruments }: PackedPortfolio): Set<string> =>
  new Set(instruments.filter(({ kind }) => kind === 'perpetual').map(({ id }) => id));

/** Entries by account, accounts in the pack's order whatever rulebook they are under. */
function orderedEntries(packed: PackedPortfolio, runs: readonly RulebookRun[]): Map<string, MarginEntry[]> {
  const byAccount = new Map(packed.accounts.map(({ id }) => [id, [] as MarginEntry[]]));
  for (const run of runs) {
    for (const { account, entries } of run.accounts) byAccount.set(account.id, entries);
  }
  return byAccount;
}

/** Adds to each entry what was assumed for its instruments and what of its account was settled to cash. */
function addAssumptions(
  entries: ReadonlyMap<string, MarginEntry[]>,
  contributions: ReadonlyMap<string, AccountContributions>,
  run: MarginRun,
): void {
  for (const { account, values } of run.runs.flatMap(({ accounts }) => accounts)) {
    const own = entries.get(account.id)!;
    const found = contributions.get(account.id)!;
    const byEntry = Map.groupBy(values.holdings, ({ instrument }) => found.entryOf(instrument));
    const settled = run.screened.settled.filter((row) => row.account === account.id);
    own.forEach((entry, index) => {
      const inputs = (byEntry.get(index) ?? []).map(
        ({ instrument }) => run.sources.inputs.valued.get(instrument.id)!,
      );
      const paid = settled.filter(
        ({ balance: { currency } }) =>
          currency === entry.currency || (index === 0 && !own.some((other) => other.currency === currency)),
      );
      const sentences = [...inputAssumptions(inputs), ...paid.map(({ sentence }) => sentence)];
      if (sentences.length > 0) entry.assumptions = [...new Set([...entry.assumptions, ...sentences])];
    });
  }
}

/** Measures of every valued instrument once, ordered by id. */
function measuresOf(runs: readonly RulebookRun[]): InstrumentMeasure[] {
  const byId = new Map<string, InstrumentMeasure>();
  for (const { values } of runs) {
    for (const measure of instrumentMeasures(values.engineColumns, (row) => values.measures(row))) {
      byId.set(measure.instrument, measure);
    }
  }
  return [...byId.values()].sort((a, b) => (a.instrument < b.instrument ? -1 : 1));
}
