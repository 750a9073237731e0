// Recognises a venue's own answer inside a parsed document and makes reconciliation cases of it.
// May import the domain, margin and the files beside it.
import { MargraveError } from '../../domain/errors.ts';
import { deribitRecognisers } from './deribit/recognisers.ts';
import { deriveRecognisers } from './derive/recognisers.ts';
import { isJsonObject, JsonPlace } from './json-place.ts';
import { okxRecognisers } from './okx/recognisers.ts';
import type { RecognisedCases, RecogniseOptions, Recogniser } from './recogniser.ts';

export type { RecogniseOptions } from './recogniser.ts';

/** In order of precedence: the first that recognises an object takes it. */
const recognisers: readonly Recogniser[] = [...deribitRecognisers, ...deriveRecognisers, ...okxRecognisers];

const DEEPEST = 5;

/**
 * Cases in a document: any answer that a recogniser knows; as a JSON-RPC envelope, a bare result, wrapped together with its
 * request, under `response.value`, in a list, or many by name. A document may hold several.
 * @returns the cases, and what can't be reconciled with the reason
 * @throws `invalid-file` naming the JSON path of what is malformed in the only answer, or saying that nothing was recognised
 */
export function recogniseAnswer(document: unknown, options: RecogniseOptions): RecognisedCases {
  const place = new JsonPlace(document);
  const found = answersIn(place, place, 0);
  if (found.length === 0) {
    throw new MargraveError(
      'invalid-file',
      `${options.name} holds no answer that can be reconciled: expected ${recognisers.map(({ expects }) => expects).join('; ')}.`,
      { name: options.name },
    );
  }
  const cases: RecognisedCases['cases'] = [];
  const excluded: RecognisedCases['excluded'] = [];
  for (const { recogniser, answer, envelope } of found) {
    const id = found.length === 1 ? options.name : `${options.name} ${answer.path}`;
    try {
      const made = recogniser.cases(answer, envelope, id, options);
      cases.push(...made.cases);
      excluded.push(...made.excluded);
    } catch (thrown) {
      // One of many that is malformed is listed with the reason; the others are compared.
      if (!(thrown instanceof MargraveError) || found.length === 1) throw thrown;
      excluded.push({ id, reason: thrown.message });
    }
  }
  return { cases, excluded };
}

interface FoundAnswer {
  recogniser: Recogniser;
  answer: JsonPlace;
  envelope: JsonPlace;
}

function answersIn(place: JsonPlace, envelope: JsonPlace, depth: number): FoundAnswer[] {
  const { value } = place;
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return place.items().flatMap((item) => answersIn(item, envelope, depth + 1));
  if (!isJsonObject(value)) return [];
  const recogniser = recognisers.find((one) => one.recognises(value));
  if (recogniser) return [{ recogniser, answer: place, envelope }];
  return place.entries().flatMap(([, child]) => answersIn(child, place, depth + 1));
}
