// What recognises one kind of answer inside a parsed document and makes cases of it: a folder per venue, one list in recognise.ts.
// May import the domain only.
import type { ParameterSet } from '../../domain/parameters.ts';
import type { JsonObject, JsonPlace } from './json-place.ts';
import type { ReconcileCase } from './reconcile-case.ts';

export interface Excluded {
  id: string;
  reason: string;
}

export interface RecognisedCases {
  cases: ReconcileCase[];
  excluded: Excluded[];
}

/** What recognition is told besides the document. */
export interface RecogniseOptions {
  /** Name of the file, for ids. */
  name: string;
  /** A second document, parsed: what the first doesn't hold (positions, market and parameters); null when none was given. */
  context: unknown;
  /** Rulebook to compute with, or null: the one the answer is of. */
  rulebook: string | null;
  parameterSets: readonly ParameterSet[];
}

export interface Recogniser {
  /** What it recognises, for the sentence that says what a document should have been. */
  expects: string;
  /** True for an object that is such an answer: told by its content, never by its name. */
  recognises(value: JsonObject): boolean;
  /** `envelope` is the object around the answer. Throws `invalid-file` naming the JSON path. */
  cases(answer: JsonPlace, envelope: JsonPlace, id: string, options: RecogniseOptions): RecognisedCases;
}
