// Agreement with a venue that a user kept: which answers were compared, how well they agreed, and what they confirm.

/** One answer of a venue within a kept record. */
export interface KeptAnswer {
  /** SHA-256 of what the venue printed: the same answer in two records is one answer. */
  answer: string;
  /** The answer's own time, ISO 8601 UTC. */
  asOf: string;
  /** Compared lines; inputs are not among them. */
  lines: number;
  /** Lines whose difference is beyond what agreement allows. */
  disagreeing: number;
  largestRelativeDifference: number;
  /** Sentences of the computed entries’ `unconfirmed`. */
  restsOn: string[];
}

/** What was kept of one rulebook at once. A record in which a line disagrees is evidence, and confirms nothing. */
export interface KeptReconciliationRecord {
  /** SHA-256 of the rulebook and its answers: the same answers kept again have the same id. */
  id: string;
  rulebook: string;
  keptAt: string;
  user: string;
  /** The newest answer's own time. */
  asOf: string;
  files: string[];
  cases: number;
  lines: number;
  disagreeing: number;
  largestAbsoluteDifference: number;
  largestRelativeDifference: number;
  answers: KeptAnswer[];
  /** SHA-256 of the document that holds every compared line. */
  document: string;
}
