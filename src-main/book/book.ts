// The SQLite book's two interfaces, apart: whoever holds a BookReader can't write, by type. Books are made and opened by open.ts, restored by restore.ts.
// May import the domain and better-sqlite3.

import type { Account, Balance, GivenRequirement, ReportingGroup } from '../domain/account.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { KeptReconciliationRecord } from '../domain/kept-reconciliation.ts';
import type { MarginLimit } from '../domain/limit.ts';
import type { HistoryPoint, MarketSnapshot } from '../domain/market.ts';
import type { ParameterSet } from '../domain/parameters.ts';
import type { OpenOrder, Portfolio, Position } from '../domain/portfolio.ts';
import type { SealedText } from './content-hash.ts';

export interface BookStatus {
  path: string;
  /** Unique identity of this book, made at `init`. */
  bookId: string;
  name: string;
  sample: boolean;
  readOnly: boolean;
  /** Why it is read-only, as a sentence; null when it is writable. */
  readOnlyReason: string | null;
  schemaVersion: number;
  createdBy: string;
  /** Grows with every committed change but those of what stands beside the book (saved what-ifs). */
  revision: number;
  /** Warnings, such as a network folder. */
  warnings: string[];
  counts: {
    accounts: number;
    instruments: number;
    positions: number;
    orders: number;
    balances: number;
    snapshots: number;
    runs: number;
  };
  auditHead: string;
  /** When digests were last checked, ISO, and the result. */
  verifiedAt: string | null;
}

export interface AuditEntry {
  sequence: number;
  time: string;
  user: string;
  /** `import`, `edit`, `undo`, `run`, `restore`, … */
  action: string;
  /** One sentence. */
  summary: string;
  /** Canonical JSON of what changed. */
  detail: string;
  previousHash: string;
  hash: string;
  undoes: number | null;
}

export interface StoredRun {
  id: string;
  createdAt: string;
  user: string;
  label: string;
  /** Accounts and rulebook asked for, as JSON. */
  request: string;
  /** SHA-256 (hex) of the canonical JSON of each input. */
  inputs: { portfolio: string; market: string; parameters: string; history: string };
  engineVersion: string;
  kernel: string;
  auditHead: string;
  /** SHA-256 of the canonical JSON of the result. */
  resultHash: string;
}

/** The documents a stored run was made from and its whole result, as canonical JSON text. */
export interface StoredRunDocuments {
  portfolio: string;
  market: string;
  parameters: string;
  history: string;
  result: string;
}

export interface IntegrityReport {
  ok: boolean;
  checkedAt: string;
  /** One per table: expected and found digests. */
  tables: { table: string; rows: number; ok: boolean; expected: string; found: string }[];
  problems: string[];
}

export interface BackupFile {
  path: string;
  createdAt: string;
  reason: 'migration' | 'import' | 'restore' | 'request' | 'daily';
  bytes: number;
}

/** What a write does to the book's content; the audit row is made of it. */
export type Change =
  | { kind: 'putGroups'; groups: ReportingGroup[] }
  | { kind: 'putAccounts'; accounts: Account[] }
  | { kind: 'removeAccounts'; accounts: string[] }
  | { kind: 'putInstruments'; instruments: Instrument[] }
  /** Replaces all positions of the accounts named (a snapshot). */
  | { kind: 'replacePositions'; accounts: string[]; positions: Position[] }
  /** Adds or replaces single positions by identity. Quantity 0 removes. */
  | { kind: 'putPositions'; positions: Position[] }
  | { kind: 'replaceOrders'; accounts: string[]; orders: OpenOrder[] }
  | { kind: 'replaceBalances'; accounts: string[]; balances: Balance[] }
  | { kind: 'putBalances'; balances: Balance[] }
  | { kind: 'replaceGiven'; accounts: string[]; given: GivenRequirement[] }
  | { kind: 'putSnapshot'; snapshot: MarketSnapshot }
  | { kind: 'putHistory'; points: HistoryPoint[] }
  | { kind: 'putParameterSet'; set: ParameterSet }
  | { kind: 'removeParameterSet'; id: string }
  | { kind: 'putMapping'; name: string; mapping: string }
  | { kind: 'putWhatIf'; id: string; name: string; account: string; document: string }
  | { kind: 'removeWhatIf'; id: string }
  /** Replaces all limits of the accounts named. */
  | { kind: 'putLimits'; accounts: string[]; limits: MarginLimit[] }
  /** Keeps compared answers with the document that holds every line. A record of the same id is replaced; with the same document it stays as it is. */
  | { kind: 'putReconciliation'; record: KeptReconciliationRecord; document: string }
  | { kind: 'removeReconciliation'; id: string }
  /** Keeps a long text under its hash. It stays when what names it goes: undo can bring that back. */
  | { kind: 'putDocument'; document: SealedText };

export interface BookReader {
  status(): BookStatus;
  groups(): ReportingGroup[];
  accounts(): Account[];
  instruments(ids?: readonly string[]): Instrument[];
  positions(accounts?: readonly string[]): Position[];
  /** The position of an identity, or null. */
  position(identity: Pick<Position, 'account' | 'instrument' | 'strategy' | 'lot'>): Position | null;
  orders(accounts?: readonly string[]): OpenOrder[];
  balances(accounts?: readonly string[]): Balance[];
  given(accounts?: readonly string[]): GivenRequirement[];
  /** Whole portfolio of the accounts (all when omitted), with the instruments they use and those of `quoted` that the book holds; rows in stable order. */
  portfolio(accounts?: readonly string[], quoted?: Iterable<string>): Portfolio;
  /** Newest first, copies made by hand after all others; without figures. */
  snapshots(): { id: string; time: string; label: string; figures: number }[];
  /** The snapshot by id, or the newest that is no copy made by hand when omitted; null when there is none. */
  snapshot(id?: string): MarketSnapshot | null;
  /** Sources of the figures set by hand, with the copy they are in. */
  sourcesByHand(): { snapshot: string; source: string }[];
  history(series?: readonly string[]): HistoryPoint[];
  parameterSets(): ParameterSet[];
  mappings(): { name: string; mapping: string }[];
  whatIfs(): { id: string; name: string; account: string; document: string }[];
  /** By account, measure, underlying and bucket. */
  limits(accounts?: readonly string[]): MarginLimit[];
  /** Kept agreement with venues, newest first. */
  reconciliations(): KeptReconciliationRecord[];
  /** Every compared line of a kept record, as canonical JSON; null when there is no such record. */
  reconciliationDocument(id: string): string | null;
  /** The text of this SHA-256 that a change or a run kept, or null. */
  document(hash: string): string | null;
  hasDocument(hash: string): boolean;
  runs(): StoredRun[];
  run(id: string): (StoredRun & { documents: StoredRunDocuments }) | null;
  audit(afterSequence?: number, limit?: number): AuditEntry[];
  /** Walks the audit chain and every table digest. Never writes. */
  verify(): IntegrityReport;
  close(): void;
}

export interface BookWriter extends BookReader {
  /** Applies the changes and their audit row in one transaction; all or nothing. Returns the new revision. A change that changes nothing writes nothing and returns the same revision. */
  apply(
    changes: readonly Change[],
    audit: { user: string; action: string; summary: string },
  ): { revision: number; sequence: number | null };
  /** Writes the compensating entry for the newest entry that can be undone; null when there is none. */
  undo(user: string): { sequence: number; summary: string } | null;
  /** Stores a run with its documents; documents are kept once per content hash. */
  storeRun(run: Omit<StoredRun, 'auditHead'>, documents: StoredRunDocuments): StoredRun;
  backup(reason: BackupFile['reason']): Promise<BackupFile>;
  backups(): BackupFile[];
}
