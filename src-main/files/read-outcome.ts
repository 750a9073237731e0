// What reading files yields: rows in the domain's nouns, and every row that could not be taken.
import type { ColumnMapping, ImportSection, RejectedRow } from '../contract/views.ts';
import type { Account, Balance, GivenRequirement, ReportingGroup } from '../domain/account.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarginLimit } from '../domain/limit.ts';
import type { HistoryPoint, MarketSnapshot } from '../domain/market.ts';
import type { ParameterSet } from '../domain/parameters.ts';
import type { OpenOrder, Position } from '../domain/portfolio.ts';

/** A file to read. `path` is read as a stream where its format allows; `text` serves tests and pasted text. */
export type FileSource = { name: string; path: string } | { name: string; text: string };

/** What the reader may look up, and what the user chose. */
export interface ReadContext {
  /** Instruments the book knows, by id. */
  instruments: ReadonlyMap<string, Instrument>;
  /** Accounts the book knows, by id. */
  accounts: ReadonlyMap<string, Account>;
  /** Account for files that name none; null: the only account of the book, else one named after the venue. */
  account: string | null;
  /** The mapping for a positions CSV; null: guess. */
  mapping: ColumnMapping | null;
  /** Ids of the program's own parameter sets, which no file may redefine. */
  presets?: ReadonlySet<string>;
  /** Index prices of the newest market snapshot, price index → value: for converting quantities given in another unit. */
  indexPrices: ReadonlyMap<string, string>;
  /** Products whose combined commodities a risk-array file is read for; `all`: every one. Without it, those that instruments are known of. */
  products?: readonly string[] | undefined;
  /** Time given to figures that carry none (ISO UTC); normally the file's own capture time wins. */
  now: string;
  onProgress?: (done: number, total: number, label: string) => void;
}

export interface RejectedEntry {
  section: ImportSection;
  row: RejectedRow;
  /** The row as it stood, for the file of rejected rows: header → value. */
  original: Record<string, string>;
  /** The JSON element as it stood, as JSON text; only for rows of JSON files. */
  element?: string;
}

/** A long text for the book to keep under its hash, squeezed already. */
export interface StoredText {
  /** SHA-256 of the text itself. */
  hash: string;
  /** Length of the UTF-8 text in bytes. */
  bytes: number;
  encoding: 'plain' | 'deflate';
  content: Buffer;
}

export interface ReadOutcome {
  format: string;
  formatLabel: string;
  /** Accounts whose positions this file is a snapshot of. */
  positionAccounts: string[];
  /** Accounts whose orders, balances and given requirements the file is a snapshot of. */
  orderAccounts: string[];
  balanceAccounts: string[];
  givenAccounts: string[];
  limitAccounts: string[];
  groups: ReportingGroup[];
  accounts: Account[];
  instruments: Instrument[];
  positions: Position[];
  orders: OpenOrder[];
  balances: Balance[];
  given: GivenRequirement[];
  limits: MarginLimit[];
  snapshots: MarketSnapshot[];
  history: HistoryPoint[];
  parameterSets: ParameterSet[];
  /** Data sets that parameter rows name by hash (unit `document`). */
  documents: StoredText[];
  rejected: RejectedEntry[];
  /** Parameter documents of a venue (`model_params`, `get_params`), as they stood: the rulebook that knows their shape turns them into a set. */
  venueParameters: unknown[];
  /** `merge` when the file is one of rejected rows that was corrected: replacing would remove the rows that were good. */
  suggestedMode: 'merge' | null;
  notices: string[];
  mapping: ColumnMapping | null;
  headers: string[];
}
