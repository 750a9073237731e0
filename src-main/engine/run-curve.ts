// P&L of a subject over the price at several times, with the rulebook's own worst scenario as a mark. May import what run-margin may.
import { toFloat } from '../domain/decimal.ts';
import type { MarginEntry } from '../domain/margin-result.ts';
import { CurrencyRates } from '../margin/blocks/currency-rates.ts';
import { yearsBetween } from '../pricing/inputs.ts';
import { movePercent } from '../scenarios/price-volatility-grid.ts';
import { runHeadline } from './requirements.ts';
import type { RiskCurveAnswer, RiskCurveRequest } from './risk-protocol.ts';
import { parametersOf } from './rulebook-run.ts';
import { later } from './run-grid.ts';
import { phaseTick, type RunContext } from './run-margin.ts';
import { settledAtMark } from './settled-at-mark.ts';
import { Subject, startingMarket } from './subject.ts';

const WEEK = 7;

/**
 * Curves now, in a week, at the subject's first expiry, and at its last when that is another; amounts as `Subject` counts them.
 * `worst` is the scenario that the requirement of an account of the subject stands on, the costliest of them, applied to the
 * subject: its P&L there by full revaluation, before the rulebook's own scaling. Throws `incomplete` and `cancelled`.
 */
export function runCurve(request: RiskCurveRequest, context: RunContext): RiskCurveAnswer {
  const subject = new Subject(request, context.kernel);
  const tick = phaseTick(context, 'Valuing the curves', 0, 2);
  const asOf = subject.market.snapshot.time;
  const times = timesOf(subject, asOf);
  const { moves } = request;
  const points = times.flatMap(({ at }) => {
    const years = yearsBetween(asOf, at);
    return moves.map((price) => ({ price, volatility: 0, years }));
  });
  const values = subject.profitAndLoss(points, tick);
  return {
    asOf,
    currency: subject.currency,
    underlyings: [...subject.underlyings],
    prices: subject.prices(moves),
    lines: times.map(({ label, at }, line) => ({
      label,
      at,
      values: values.slice(line * moves.length, (line + 1) * moves.length),
    })),
    worst: worstOf(request, subject, context),
    excluded: subject.excluded,
  };
}

function timesOf(subject: Subject, asOf: string): { label: string; at: string }[] {
  const expiries = [
    ...new Set(subject.engineColumns.inputs.flatMap(({ instrument }) => instrument.expiry ?? [])),
  ].sort();
  const first = expiries[0];
  const last = expiries.at(-1);
  return [
    { label: 'Now', at: asOf },
    { label: 'In a week', at: later(asOf, WEEK) },
    ...(first === undefined ? [] : [{ label: 'At the first expiry', at: first }]),
    ...(last === undefined || last === first ? [] : [{ label: 'At the last expiry', at: last }]),
  ];
}

function worstOf(request: RiskCurveRequest, subject: Subject, context: RunContext): RiskCurveAnswer['worst'] {
  const { columns, inputs } = subject.engineColumns;
  if (columns.count === 0) return null;
  const { whole, history, rulebook, parameters } = request;
  const start = startingMarket(whole, request.market, request.base);
  const now = request.base === null ? start : startingMarket(whole, request.market, null);
  const portfolio = request.base === null ? whole : settledAtMark(whole, now.inputs);
  const run = runHeadline(
    { portfolio, ...start, carriedAt: now.inputs, history, rulebook, parameters, allowExcluded: true },
    context,
    phaseTick(context, 'Asking the rulebook', 1, 2),
  );
  const ids = new Set(inputs.map(({ instrument }) => instrument.id));
  // As the rulebook carries them: that is the currency it asks in.
  const settlements = new Set(
    run.runs.flatMap(({ values }) =>
      values.engineColumns.inputs.flatMap(({ instrument }) =>
        ids.has(instrument.id) ? [instrument.settlementCurrency] : [],
      ),
    ),
  );
  const rates = new CurrencyRates(start.market);
  let found: { entry: MarginEntry; run: (typeof run.runs)[number]; loss: number } | null = null;
  for (const own of run.runs) {
    for (const { entries } of own.accounts) {
      for (const entry of entries) {
        if (!entry.worstScenario || !(settlements.has(entry.currency) || entries.length === 1)) continue;
        const rate = rates.between(entry.currency, subject.currency)?.rate.toNumber() ?? 0;
        const loss = -toFloat(entry.worstScenario.profitAndLoss) * rate;
        if (!found || loss > found.loss) found = { entry, run: own, loss };
      }
    }
  }
  const worst = found?.entry.worstScenario;
  // The scenarios of one rulebook say nothing of what another one's accounts hold.
  if (!found || !worst || run.runs.length > 1) return null;
  const used = parametersOf(found.run.rulebook, run.sources);
  const set = found.run.rulebook.scenarios(columns, subject.market, history, used);
  const scenario = set.scenarios.findIndex(({ id }) => id === worst.id);
  if (scenario < 0) return null;
  const total = set.scenarios.length;
  const cellOf = (row: number): number => columns.bucket[row]! * total + scenario;
  const amounts = subject.inScenario(set, scenario, (vector, row) =>
    subject.rateAt(vector, set.forwardFactor[cellOf(row)]! - 1),
  );
  // Underlyings move by their own ranges in one scenario: of one underlying the picture shows its own move.
  const isAlone = subject.underlyings.length === 1;
  const shift = set.forwardShift?.[cellOf(0)] ?? 0;
  const move = isAlone
    ? set.forwardFactor[cellOf(0)]! - 1 + shift / columns.forward[0]!
    : toFloat(worst.priceMove);
  return {
    label: isAlone ? `${movePercent(move)}, volatility ${worst.volatility}` : worst.label,
    move: Number(move.toPrecision(12)),
    profitAndLoss: amounts.reduce((sum, amount) => sum + amount, 0),
  };
}
