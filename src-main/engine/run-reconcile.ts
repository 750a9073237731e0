// A venue's own answer beside the same portfolio computed here: each recognised case is run like any portfolio, then
// compared. May import what run-margin may.
import { lineAgrees } from '../analysis/reconcile/agreement-rule.ts';
import type {
  ReconcileAnswer,
  ReconcileCase,
  ReconciledLine,
  ReconcileLine,
} from '../analysis/reconcile/reconcile-case.ts';
import { MargraveError } from '../domain/errors.ts';
import type { MarginEntry } from '../domain/margin-result.ts';
import { packPortfolio } from './pack.ts';
import { phaseTick, type RunContext, runRequirements } from './run-margin.ts';

/** What was found in a document: cases to compute, and what couldn't be. */
export interface RecognisedDocument {
  cases: readonly ReconcileCase[];
  excluded: readonly { id: string; reason: string }[];
}

/**
 * Computes every case and compares. A case that can't be run (a position that can't be valued, a missing parameter) is
 * listed as excluded with the sentence that says why. Amounts that are inputs (`given`) don't count in the largest differences.
 */
export function runReconcile(document: RecognisedDocument, context: RunContext): ReconcileAnswer {
  const answer: ReconcileAnswer = {
    rulebook: [...new Set(document.cases.map(({ rulebook }) => rulebook))].join(', '),
    cases: [],
    excluded: [...document.excluded],
    largestAbsoluteDifference: 0,
    largestRelativeDifference: 0,
  };
  document.cases.forEach((one, index) => {
    const tick = phaseTick(context, `Computing ${one.id}`, index, document.cases.length);
    try {
      const { entries, lines } = compareCase(one, context, tick);
      answer.cases.push({
        id: one.id,
        rulebook: one.rulebook,
        asOf: one.market.time,
        sets: one.parameters.sets.map(({ id }) => id),
        lines: lines.map(measured),
        notes: [...one.notes],
        forTests: one.forTests === true,
        restsOn: one.margins.every((name) => isCompared(lines, name))
          ? [...new Set(entries.flatMap(({ unconfirmed }) => unconfirmed))].sort()
          : [],
      });
    } catch (thrown) {
      if (!(thrown instanceof MargraveError) || thrown.code === 'cancelled') throw thrown;
      answer.excluded.push({ id: one.id, reason: thrown.message });
    }
  });
  for (const line of answer.cases.flatMap(({ lines }) => lines)) {
    if (line.given) continue;
    answer.largestAbsoluteDifference = Math.max(answer.largestAbsoluteDifference, line.absoluteDifference);
    answer.largestRelativeDifference = Math.max(answer.largestRelativeDifference, line.relativeDifference);
  }
  return answer;
}

/** Whether a computed line's path ends in the field. */
const isCompared = (lines: readonly ReconcileLine[], name: string): boolean =>
  lines.some(({ quantity, given }) => !given && (quantity === name || quantity.endsWith(`.${name}`)));

function compareCase(
  one: ReconcileCase,
  context: RunContext,
  tick: ReturnType<typeof phaseTick>,
): { entries: readonly MarginEntry[]; lines: ReconcileLine[] } {
  const { runs } = runRequirements(
    {
      portfolio: packPortfolio(one.portfolio),
      market: one.market,
      history: [],
      rulebook: one.rulebook,
      parameters: { [one.rulebook]: one.parameters },
      allowExcluded: false,
    },
    context,
    tick,
  );
  const account = runs[0]?.accounts[0];
  if (!account) {
    throw new MargraveError('unsupported', `No rulebook named “${one.rulebook}” is carried by this version.`);
  }
  const lines = one.compare(account.entries, account.values);
  const lost = lines.find(
    ({ published, computed }) => !Number.isFinite(published) || !Number.isFinite(computed),
  );
  if (lost) {
    throw new MargraveError(
      'unsupported',
      `${lost.quantity} can’t be compared: the venue’s figure is ${lost.published}, the one computed here is ${lost.computed}.`,
    );
  }
  return { entries: account.entries, lines };
}

/** Differences as the answer states them: relative to the larger of 1 and |published|; and whether the line agrees. */
function measured(line: ReconcileLine): ReconciledLine {
  const absoluteDifference = Math.abs(line.computed - line.published);
  return {
    ...line,
    absoluteDifference,
    relativeDifference: absoluteDifference / Math.max(1, Math.abs(line.published)),
    agrees: lineAgrees(line),
  };
}
