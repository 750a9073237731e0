// Elements of Deribit's answers that can't be taken: each becomes a rejected row that can be corrected, none is passed over.
import type { ImportSection } from '../../contract/views.ts';
import { originalOf, textOf } from './deribit-fields.ts';
import type { Gathering } from './gathering.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json-text.ts';

export type LineOf = (element: unknown) => number;
export type Reject = (column: string, reason: string, remedy: string) => void;

/**
 * What rejects one element of a list for a field of it. `around`: the least document in which the element, corrected, is known again for what it is; without,
 * its own fields say so. Null when it means nothing by itself: it is not given back.
 */
export function rejecting(
  gathering: Gathering,
  section: ImportSection,
  file: string,
  element: JsonValue,
  lineOf: LineOf,
  around: ((element: JsonValue) => JsonValue) | null = (alone) => alone,
): Reject {
  return (column, reason, remedy) =>
    gathering.reject(
      section,
      { file, line: lineOf(element) },
      column,
      isJsonObject(element) ? textOf(element[column]) : JSON.stringify(element),
      reason,
      remedy,
      around === null ? {} : originalOf(element),
      around === null ? undefined : JSON.stringify(around(element)),
    );
}

/** True for an object; anything else in a list of answers is rejected. */
export function isElement(element: JsonValue, reject: Reject): element is JsonObject {
  if (isJsonObject(element)) return true;
  reject('', 'the element is not an object', 'Save the answer again, or take the element out');
  return false;
}
