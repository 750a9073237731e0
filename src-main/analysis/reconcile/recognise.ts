// Recognises a venue's own answer inside a parsed document and makes reconciliation cases of it.
// May import the domain, margin and the files beside it.
import { summariesCases } from './account-summary.ts';
import { isJsonObject, JsonPlace } from './json-place.ts';
import type { ReconcileCase } from './reconcile-case.ts';
import { singleSummaryCase } from './segregated-summary.ts';
import { type Excluded, notRecognised, type RecogniseOptions, simulateCase } from './simulate-answer.ts';

export type { RecogniseOptions } from './simulate-answer.ts';

type Kind = 'simulate' | 'summaries' | 'summary';

/**
 * Cases in a document: an answer of private/pme/simulate, an account summary, account summaries; as a JSON-RPC envelope, a bare result, wrapped
 * together with its request, or under `response.value`. A document may hold several.
 * @returns the cases, and what can't be reconciled with the reason
 * @throws `invalid-file` naming the JSON path of what is malformed, or saying that nothing was recognised
 */
export function recogniseAnswer(
  document: unknown,
  options: RecogniseOptions,
): { cases: ReconcileCase[]; excluded: Excluded[] } {
  const found = answersIn(new JsonPlace(document), new JsonPlace(document), 0);
  if (found.length === 0) throw notRecognised(options.name);
  const cases: ReconcileCase[] = [];
  const excluded: Excluded[] = [];
  for (const { kind, answer, envelope } of found) {
    const id = found.length === 1 ? options.name : `${options.name} ${answer.path}`;
    const make = { simulate: simulateCase, summaries: summariesCases, summary: singleSummaryCase }[kind];
    const made = make(answer, envelope, id, options);
    cases.push(...made.cases);
    excluded.push(...made.excluded);
  }
  return { cases, excluded };
}

interface FoundAnswer {
  kind: Kind;
  answer: JsonPlace;
  envelope: JsonPlace;
}

function answersIn(place: JsonPlace, envelope: JsonPlace, depth: number): FoundAnswer[] {
  if (!isJsonObject(place.value) || depth > 5) return [];
  const kind = kindOf(place.value);
  if (kind) return [{ kind, answer: place, envelope }];
  return place.entries().flatMap(([, child]) => answersIn(child, place, depth + 1));
}

function kindOf(value: Readonly<Record<string, unknown>>): Kind | null {
  const has = (name: string): boolean => Object.hasOwn(value, name);
  if (has('portfolio') && (has('margins') || has('initial_risk_vectors'))) return 'simulate';
  if (Array.isArray(value.summaries)) return 'summaries';
  if (has('currency') && has('margin_balance') && has('equity') && has('initial_margin')) return 'summary';
  return null;
}
