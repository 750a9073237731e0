import type { Database } from 'better-sqlite3';

/** One step of the schema. `up` runs inside the transaction of all pending steps and may not commit. */
export interface Migration {
  /** Schema version after it: 1, 2, 3 … without gaps. */
  version: number;
  /** What it brings, for the audit row. */
  name: string;
  up(database: Database): void;
}
