// A margin run: from a packed portfolio and a market snapshot to a margin answer, deterministic to the bit.
// May import the domain, pricing, scenarios, margin and analysis.
import ages from '../../resources/market-ages.json' with { type: 'json' };
import { agedShares, marketAge } from '../analysis/market-age.ts';
import { MargraveError } from '../domain/errors.ts';
import type { InstrumentMeasure } from '../domain/margin-result.ts';
import { MarketFigures } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { RequirementInput } from '../margin/rulebook.ts';
import { resolveInputs } from '../pricing/inputs.ts';
import type { Kernel } from '../pricing/kernel.ts';
import { addBaseline } from './baseline-run.ts';
import { holdingMeasures } from './holding-measures.ts';
import { mappedRows } from './mapped-rows.ts';
import { instrumentMeasures } from './measures.ts';
import type { EngineProgress, MarginAnswer, MarginRequest, PackedPortfolio } from './protocol.ts';
import { runResolved, wantedInstruments } from './requirements.ts';
import { type MarginRun, parametersOf, type RulebookRun } from './rulebook-run.ts';
import { runEntries } from './run-entries.ts';
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

/** Throws `cancelled` when the run was asked to stop. */
export function throwIfCancelled({ isCancelled }: RunContext): void {
  if (isCancelled?.()) throw new MargraveError('cancelled', 'The run was cancelled.');
}

/** Ticks of one phase of a run, as progress; throws `cancelled` when asked to stop. */
export function phaseTick(context: RunContext, label: string, phase: number, phases: number): Tick {
  const STEPS = 1000;
  return (done, total) => {
    throwIfCancelled(context);
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
  const { entries, contributions, totals, excluded } = runEntries(request.portfolio, run);
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
      mapped: run.runs.flatMap((own) =>
        mappedRows(own, (holding) => request.portfolio.holdingQuantity[holding]!),
      ),
      totals,
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
    instruments: measuresOf(run.runs, () => throwIfCancelled(context)),
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
    () => tick(0, 1),
  );
  return runResolved({ ...request, market, inputs }, context, tick, detail);
}

const perpetualsOf = ({ instruments }: PackedPortfolio): Set<string> =>
  new Set(instruments.filter(({ kind }) => kind === 'perpetual').map(({ id }) => id));

/** Measures of every valued instrument once, ordered by id; `look` is called before each, since trees make those of listed options. */
function measuresOf(runs: readonly RulebookRun[], look: () => void): InstrumentMeasure[] {
  const byId = new Map<string, InstrumentMeasure>();
  for (const { values, held } of runs) {
    for (const measure of instrumentMeasures(values.engineColumns, (row) => {
      look();
      return values.measures(row);
    })) {
      byId.set(measure.instrument, measure);
    }
    // A row is shown as what it is, not as what it is margined as.
    if (!held) continue;
    for (const measure of instrumentMeasures(held.engineColumns, (row) => held.row(row))) {
      byId.set(measure.instrument, measure);
    }
  }
  return [...byId.values()].sort((a, b) => (a.instrument < b.instrument ? -1 : 1));
}
