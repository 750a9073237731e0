// The lines of PMRM v1: of a case both margins and every part that the source prints, by the engine and by the exact path; of a portfolio the
// exact integers. May import the domain, margin and the files beside it.
import { toFloat } from '../../../domain/decimal.ts';
import type { MarginEntry } from '../../../domain/margin-result.ts';
import type { MarketSnapshot } from '../../../domain/market.ts';
import type { EffectiveParameters } from '../../../domain/parameters.ts';
import type { Portfolio } from '../../../domain/portfolio.ts';
import type { ExactMargin } from '../../../margin/derive-pmrm1/fixed-point/exact-margin.ts';
import { type Fixed, fixedText, wholePart } from '../../../margin/derive-pmrm1/fixed-point/fixed.ts';
import type { JsonPlace } from '../json-place.ts';
import { reconcileLine, treeAmount } from '../lines.ts';
import type { ReconcileLine } from '../reconcile-case.ts';
import { onesAsFloat } from './fixed-point-text.ts';
import { exactMargins } from './pmrm1-exact.ts';
import type { PortfolioFile } from './portfolio-file.ts';

export interface Pmrm1Inputs {
  portfolio: Portfolio;
  market: MarketSnapshot;
  parameters: EffectiveParameters;
}

/** A quantity that a case prints: how the engine's entries state it, and the exact path. Losses and charges are negative. */
interface Quantity {
  name: string;
  entries(entries: readonly MarginEntry[]): number;
  exact(margin: ExactMargin): Fixed;
}

const total = (entries: readonly MarginEntry[], of: (entry: MarginEntry) => number): number =>
  entries.reduce((sum, entry) => sum + of(entry), 0);
const charge =
  (path: string) =>
  (entries: readonly MarginEntry[]): number =>
    -total(entries, (entry) => treeAmount(entry, path) ?? 0);
const free = (entries: readonly MarginEntry[]): number =>
  total(entries, (entry) => toFloat(entry.freeEquity));
const freeOverMaintenance = (entries: readonly MarginEntry[]): number =>
  total(entries, (entry) => toFloat(entry.equity) - toFloat(entry.maintenanceMargin));

const quantities: readonly Quantity[] = [
  { name: 'InitialMarginCalc', entries: free, exact: ({ initial }) => initial },
  { name: 'MaintenanceMarginCalc', entries: freeOverMaintenance, exact: ({ maintenance }) => maintenance },
  {
    name: 'MinSpan',
    entries: (entries) =>
      total(entries, ({ tables }) =>
        Math.min(...(tables[0]?.scenarios ?? []).map(({ profitAndLoss }) => toFloat(profitAndLoss))),
      ),
    exact: ({ worstScenario }) => worstScenario,
  },
  {
    name: 'ForwardContingency',
    entries: (entries) =>
      total(entries, (entry) => treeAmount(entry, 'initialMargin/loss/worst/forwardContingency') ?? 0),
    exact: ({ forwardContingency }) => forwardContingency,
  },
  {
    name: 'PerpContingency',
    entries: charge('initialMargin/loss/perpetualContingency'),
    exact: ({ perpetualContingency }) => perpetualContingency,
  },
  {
    name: 'BaseContingency',
    entries: charge('initialMargin/loss/coinContingency'),
    exact: ({ baseContingency }) => baseContingency,
  },
  {
    name: 'OptionContingency',
    entries: charge('initialMargin/loss/nakedShorts'),
    exact: ({ optionContingency }) => optionContingency,
  },
  {
    name: 'OracleContingency',
    entries: charge('initialMargin/confidence'),
    exact: ({ confidenceContingency }) => confidenceContingency,
  },
  {
    name: 'PortfolioMTM',
    entries: (entries) => total(entries, (entry) => toFloat(entry.equity)),
    exact: ({ markToMarket }) => markToMarket,
  },
];

/** What a case's `Result` may state. */
export const pmrm1Quantities: readonly string[] = quantities.map(({ name }) => name);

/** Lines for every quantity of `Result` that both paths state. The lines of the exact path say so. */
export function pmrm1Lines(
  result: JsonPlace,
  entries: readonly MarginEntry[],
  { portfolio, market, parameters }: Pmrm1Inputs,
): ReconcileLine[] {
  const exact = exactMargins(portfolio, market, parameters);
  return quantities.flatMap(({ name, ...of }) => {
    const place = result.at(name);
    if (place.missing) return [];
    const published = onesAsFloat(place);
    return [
      reconcileLine(place.path, published, of.entries(entries)),
      reconcileLine(`${place.path} as integers`, published, toFloat(fixedText(sumOf(exact, of.exact)))),
    ];
  });
}

/** Lines of the exact path for a portfolio file: margins as whole dollars, cut toward zero like the published ones; the uncut figures go to the notes. */
export function pmrm1PortfolioLines({
  portfolio,
  market,
  parameters,
  file,
  notes,
}: Pmrm1Inputs & { file: PortfolioFile; notes: string[] }): ReconcileLine[] {
  const exact = exactMargins(portfolio, market, parameters);
  return (
    [
      [file.published.initial, sumOf(exact, ({ initial }) => initial)],
      [file.published.maintenance, sumOf(exact, ({ maintenance }) => maintenance)],
    ] as const
  ).map(([place, amount]) => {
    notes.push(`${place.path} before it is cut to whole dollars: ${fixedText(amount)}, by the exact path.`);
    return reconcileLine(`${place.path} as integers`, toFloat(place.decimal()), Number(wholePart(amount)));
  });
}

const sumOf = (margins: readonly ExactMargin[], of: (margin: ExactMargin) => Fixed): Fixed =>
  margins.reduce((sum, margin) => sum + of(margin), 0n);
