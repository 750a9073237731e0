// What calls answer: plain values that survive a structured clone and JSON alike (no Decimal, no Map, no typed array, no NaN).
import type { Account, ReportingGroup } from '../domain/account.ts';
import type { DecimalText } from '../domain/decimal.ts';
import type {
  Contribution,
  ExcludedRow,
  MappedRow,
  MarginEntry,
  MarginNode,
  MarginTotal,
  MarketAge,
  ScenarioTable,
} from '../domain/margin-result.ts';
import type { ParameterSet } from '../domain/parameters.ts';
import type { Agreement } from './venue-views.ts';

export interface ProgramState {
  version: string;
  engineVersion: string;
  kernel: string;
  /** Where the window lives: Electron, the preview in a browser, or no window at all. */
  host: 'electron' | 'preview' | 'direct';
  user: string;
  book: BookState | null;
  recent: { path: string; name: string; openedAt: string }[];
}

export interface BookState {
  path: string;
  name: string;
  sample: boolean;
  empty: boolean;
  readOnly: boolean;
  readOnlyReason: string | null;
  warnings: string[];
  revision: number;
  verifiedAt: string | null;
  verifiedOk: boolean | null;
  counts: {
    accounts: number;
    instruments: number;
    positions: number;
    orders: number;
    balances: number;
    snapshots: number;
    runs: number;
  };
  market: { id: string; time: string; label: string } | null;
  undo: string | null;
}

export interface AccountTree {
  groups: ReportingGroup[];
  accounts: (Account & { positions: number })[];
}

export interface RulebookState {
  id: string;
  label: string;
  venue: string;
  summary: string;
  isolatedBaseline: string | null;
  parameterSets: string[];
  unconfirmed: number;
}

/** A row that a file offered and Margrave did not take. */
export interface RejectedRow {
  file: string;
  /** 1-based line of the file (JSON: of the element's place), 0 when the trouble is with the whole file. */
  line: number;
  /** Column header or JSON path. */
  column: string;
  value: string;
  reason: string;
  remedy: string;
}

export type ImportSection =
  | 'groups'
  | 'accounts'
  | 'instruments'
  | 'positions'
  | 'orders'
  | 'balances'
  | 'given'
  | 'limits'
  | 'market'
  | 'history'
  | 'parameters';

export interface SectionCounts {
  section: ImportSection;
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  rejected: number;
}

/** Which column of a CSV means what. `unit` says what the quantity column counts; `venue`: as the venue does (inverse futures in USD, the rest in coin). */
export interface ColumnMapping {
  columns: Partial<Record<MappedColumn, string>>;
  unit: 'coin' | 'contracts' | 'usd' | 'venue';
  /** Account for rows without an account column. */
  account: string;
  venue: string;
  decimalSeparator: '.' | ',';
}
export type MappedColumn =
  | 'account'
  | 'symbol'
  | 'quantity'
  | 'side'
  | 'averagePrice'
  | 'settledPrice'
  | 'strategy'
  | 'underlying'
  | 'expiry'
  | 'strike'
  | 'right'
  | 'kind'
  | 'unit';

export interface ImportPreview {
  id: string;
  files: string[];
  /** `margrave-portfolio`, `deribit`, `positions-csv`, `history-csv`, `parameters`, … */
  format: string;
  formatLabel: string;
  accounts: string[];
  sections: SectionCounts[];
  /** The first 200. */
  rejected: RejectedRow[];
  rejectedTotal: number;
  notices: string[];
  /** True when committing would change nothing. */
  identical: boolean;
  mapping: ColumnMapping | null;
  /** Headers found, for choosing the mapping. */
  headers: string[];
  baseRevision: number;
}

export interface ImportRow {
  section: ImportSection;
  state: 'added' | 'changed' | 'removed' | 'unchanged';
  identity: string;
  before: Record<string, string> | null;
  after: Record<string, string> | null;
}

export interface ImportOutcome {
  revision: number;
  changed: boolean;
  sections: SectionCounts[];
  /** Token of the file with rejected rows, when good rows were kept. */
  rejectedFile: { token: string; name: string; rows: number } | null;
}

/** A computed margin that the window can ask about further; lives until the book closes or newer views push it out. */
export interface MarginView {
  view: string;
  revision: number;
  asOf: string;
  engineVersion: string;
  kernel: string;
  milliseconds: number;
  /** Set when stored. */
  run: string | null;
  entries: Omit<MarginEntry, 'tree' | 'tables' | 'contributions'>[];
  totals: MarginTotal[];
  excluded: ExcludedRow[];
  parameters: { rulebook: string; sets: { id: string; effective: string; assumed: boolean }[] }[];
  marketAge: MarketAge;
  market: { id: string; time: string; label: string };
  byUnderlying: { underlying: string; currency: string; contribution: DecimalText }[];
  /** The same by expiry; empty where a contribution has none. */
  byExpiry: { expiry: string; currency: string; contribution: DecimalText }[];
  instruments: number;
  positions: number;
  greeks: GreekTotal[];
  /** Rows margined as another instrument than they are: all counted, the first 500 listed. Left out when there is none. */
  mapped?: { total: number; rows: MappedRow[] };
  /** What kept reconciliations confirm of the entries' rulebooks; left out when nothing was kept. */
  agreements?: Agreement[];
}

/** Greeks summed by account and underlying. Delta in units of the underlying, gamma per 1 quote unit, vega per volatility point, theta per day, in quote currency. */
export interface GreekTotal {
  account: string;
  underlying: string;
  quoteCurrency: string;
  delta: DecimalText;
  gamma: DecimalText;
  vega: DecimalText;
  theta: DecimalText;
}

export interface PositionRow {
  /** account | instrument | strategy | lot */
  id: string;
  account: string;
  instrument: string;
  symbol: string;
  kind: string;
  underlying: string;
  expiry: string | null;
  strike: DecimalText | null;
  right: string | null;
  strategy: string;
  lot: string;
  quantity: DecimalText;
  quantityUnit: string;
  averagePrice: DecimalText | null;
  settlementCurrency: string;
  /** From the margin view; null when the row couldn't be valued or no margin was computed. */
  mark: DecimalText | null;
  volatility: DecimalText | null;
  volatilityLevel: string | null;
  value: DecimalText | null;
  delta: DecimalText | null;
  gamma: DecimalText | null;
  vega: DecimalText | null;
  theta: DecimalText | null;
  contribution: DecimalText | null;
  /** Currency of the margin entry that the contribution belongs to. */
  contributionCurrency: string | null;
  excluded: string | null;
}

/** Sums of a selection: of every unit by itself, never across currencies or underlyings. */
export interface PositionSums {
  rows: number;
  excluded: number;
  value: { currency: string; amount: DecimalText }[];
  contribution: { currency: string; amount: DecimalText }[];
  greeks: {
    underlying: string;
    quoteCurrency: string;
    delta: DecimalText;
    gamma: DecimalText;
    vega: DecimalText;
    theta: DecimalText;
  }[];
}

export type PositionColumn = keyof Omit<PositionRow, 'id'>;

/** A header row of a group, or a position. */
export type GridRow =
  | { type: 'position'; row: PositionRow }
  | {
      type: 'group';
      key: string;
      /** The column that it groups by. */
      column: PositionColumn;
      label: string;
      depth: number;
      count: number;
      open: boolean;
      subtotals: Partial<
        Record<'value' | 'delta' | 'gamma' | 'vega' | 'theta' | 'contribution', DecimalText | null>
      >;
      /** Currency of its value; null where its rows have several. */
      currency: string | null;
      /** The same of its contribution. */
      contributionCurrency: string | null;
    };

export interface GridPage {
  total: number;
  positions: number;
  offset: number;
  rows: GridRow[];
  /** Groups that the page's first row stands in, outermost first. */
  above: Extract<GridRow, { type: 'group' }>[];
  /** Excluded rows among those that match. */
  excluded: number;
}

export interface TreePage {
  node: Omit<MarginNode, 'children'>;
  children: (Omit<MarginNode, 'children'> & { childCount: number })[];
  total: number;
}

export interface ContributionPage {
  currency: string;
  total: DecimalText;
  rows: Contribution[];
  count: number;
}

export interface RunState {
  id: string;
  createdAt: string;
  user: string;
  label: string;
  engineVersion: string;
  kernel: string;
  resultHash: string;
  /** Valuation time: the snapshot's. */
  asOf: string;
  /** What was asked for: an account, `group:<id>`, or null for all of the book. */
  account: string | null;
  /** The sum over all that the run took in, in its reporting currency; null where a rate was missing. */
  total: {
    currency: string;
    equity: DecimalText;
    initialMargin: DecimalText;
    maintenanceMargin: DecimalText;
    deposit: DecimalText;
  } | null;
  entries: {
    account: string;
    rulebook: string;
    nettingSet: string;
    currency: string;
    initialMargin: DecimalText;
    maintenanceMargin: DecimalText;
    deposit: DecimalText;
  }[];
}

export type ReportFormat = 'pdf' | 'xlsx' | 'csv' | 'json';

export interface MadeFile {
  token: string;
  name: string;
  mediaType: string;
  bytes: number;
}

export interface ReportPreview {
  title: string;
  sections: {
    id: string;
    title: string;
    tables: {
      title: string;
      columns: { title: string; numeric: boolean }[];
      rows: string[][];
      total: number;
    }[];
  }[];
}

export interface SavedFile {
  saved: boolean;
  /** Where (Electron), or null. */
  path: string | null;
  /** In the preview: the window downloads this token. */
  download: string | null;
}

export interface VerifyAnswer {
  matches: boolean;
  engineVersionMade: string;
  engineVersionNow: string;
  /** Each hash that was checked. */
  hashes: { name: string; expected: string; found: string; ok: boolean }[];
  differences: { place: string; reported: string; recomputed: string; difference: string | null }[];
  summary: string;
}

export interface AuditRow {
  sequence: number;
  time: string;
  user: string;
  action: string;
  summary: string;
}

export interface ScenarioAnswer {
  tables: { account: string; nettingSet: string; currency: string; tables: ScenarioTable[] }[];
}

export type { ParameterSet };
