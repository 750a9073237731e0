// What a script reads from a finished command. May import nothing.

export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  /** Done, but rows were left out: excluded from a margin, or rejected by an import. */
  doneWithExclusions: 3,
  /** Done, and a margin limit is broken or its figure is not known. Of the command `limits` only. */
  beyondLimits: 4,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
