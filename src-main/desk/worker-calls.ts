// The two book threads as seen from the main thread: one map of calls each. Everything crosses by structured clone;
// large documents cross as transferred bytes, so that the main thread neither reads nor copies them.
// May import types of domain, contract, book and engine.
import type { BackupFile, BookStatus, IntegrityReport, StoredRun } from '../book/book.ts';
import type { RestoreReport } from '../book/restore.ts';
import type { CallInput, CallOutput } from '../contract/calls.ts';
import type { ColumnMapping, ImportPreview, SectionCounts } from '../contract/views.ts';
import type { MarginResult } from '../domain/margin-result.ts';
import type { EngineCalls } from '../engine/protocol.ts';
import type { RecordToKeep } from './reader/reconciliation-records.ts';
import type { ToApply } from './what-if/changes.ts';

export type ReconcileAnswer = EngineCalls['reconcile']['output'];

/** What either thread is started with. */
export interface BookWorkerSettings {
  role: 'writer' | 'reader';
  /** Folder of the program's own resources: presets and sample. */
  resources: string;
  /** Version of the program. */
  version: string;
  /** Folder for files made for the user until they are saved. */
  made: string;
  /** The book to open at once: set when the thread replaces one that crashed. */
  reopen: { path: string; user: string; readOnly: boolean } | null;
}

/** A file that the desk made and will hand out under a token. */
export interface MadeAt {
  path: string;
  name: string;
  mediaType: string;
  bytes: number;
}

export interface PreviewRequest {
  files: { name: string; path: string }[];
  account: string | null;
  mapping: ColumnMapping | null;
  mappingName: string | null;
  mode: 'replace' | 'merge';
  /** Products to take of a risk-array file; `all`: every one. */
  products?: string[] | undefined;
}

/** A margin that was computed and is to be stored. Documents are canonical JSON in UTF-8. */
export interface RunToStore {
  run: Omit<StoredRun, 'auditHead'>;
  documents: Record<'portfolio' | 'market' | 'parameters' | 'history' | 'result', Uint8Array>;
}

/** Venues' answers to be computed and compared, by path. */
export interface ReconciliationQuestion {
  files: { name: string; path: string }[];
  context: string | null;
  rulebook: string | null;
}

/** Calls of the thread that holds the write connection and reads import files. */
export interface WriterCalls {
  create: { input: { path: string; name: string; user: string; sample: boolean }; output: BookStatus };
  open: { input: { path: string; user: string }; output: BookStatus };
  close: { input: null; output: null };
  status: { input: null; output: BookStatus };
  preview: { input: PreviewRequest; output: ImportPreview };
  previewRows: { input: CallInput<'import.rows'>; output: CallOutput<'import.rows'> };
  commit: {
    input: { preview: string; keepGoodRows: boolean; user: string };
    output: {
      revision: number;
      changed: boolean;
      sections: SectionCounts[];
      rejected: (MadeAt & { rows: number }) | null;
    };
  };
  discard: { input: { preview: string }; output: null };
  saveMapping: { input: { name: string; mapping: ColumnMapping; user: string }; output: null };
  saveMarketCopy: {
    input: CallInput<'market.saveCopy'> & { user: string };
    output: CallOutput<'market.saveCopy'>;
  };
  saveParameterCopy: {
    input: CallInput<'parameters.saveCopy'> & { user: string };
    output: CallOutput<'parameters.saveCopy'>;
  };
  removeParameterSet: { input: { id: string; user: string }; output: null };
  backup: { input: { reason: BackupFile['reason'] }; output: BackupFile };
  backups: { input: null; output: BackupFile[] };
  undo: { input: { user: string }; output: { undone: string | null; revision: number } };
  applyDrafts: { input: CallInput<'edit.apply'> & { user: string }; output: CallOutput<'edit.apply'> };
  removePositions: {
    input: CallInput<'edit.removePositions'> & { user: string };
    output: CallOutput<'edit.removePositions'>;
  };
  putLimits: { input: CallInput<'limits.put'> & { user: string }; output: CallOutput<'limits.put'> };
  saveWhatIf: { input: CallInput<'whatIf.save'> & { user: string }; output: CallOutput<'whatIf.save'> };
  removeWhatIf: { input: CallInput<'whatIf.remove'> & { user: string }; output: null };
  applyWhatIf: { input: ToApply & { user: string }; output: CallOutput<'whatIf.apply'> };
  keepReconciliations: {
    input: { records: RecordToKeep[]; user: string };
    output: CallOutput<'reconciliation.keep'>;
  };
  removeReconciliation: { input: { id: string; user: string }; output: null };
  storeRun: { input: RunToStore; output: StoredRun };
  restore: {
    input: { backup: string; path: string; user: string };
    output: { status: BookStatus; report: RestoreReport };
  };
}

export interface MarginQuestion extends Omit<CallInput<'margin.compute'>, 'task' | 'store'> {
  /** Make the run's documents as well. */
  documents: boolean;
  user: string;
}

/** Calls of the thread that holds the read connection, the kept margin views and the engine. */
export interface ReaderCalls {
  facts: { input: null; output: { engineVersion: string; kernel: string } };
  /** `check`: digests are checked; false where the writing thread did so. */
  open: { input: { path: string; user: string; check: boolean }; output: BookStatus };
  close: { input: null; output: null };
  book: { input: null; output: NonNullable<CallOutput<'program.state'>['book']> };
  verify: { input: null; output: IntegrityReport };
  history: { input: CallInput<'book.history'>; output: CallOutput<'book.history'> };
  accounts: { input: null; output: CallOutput<'accounts.tree'> };
  rulebooks: { input: null; output: CallOutput<'rulebooks.list'> };
  parameterList: { input: CallInput<'parameters.list'>; output: CallOutput<'parameters.list'> };
  parameterSet: { input: CallInput<'parameters.get'>; output: CallOutput<'parameters.get'> };
  parameterFields: { input: CallInput<'parameters.fields'>; output: CallOutput<'parameters.fields'> };
  parameterCheck: { input: CallInput<'parameters.check'>; output: CallOutput<'parameters.check'> };
  market: { input: CallInput<'market.get'>; output: CallOutput<'market.get'> };
  marketList: { input: null; output: CallOutput<'market.list'> };
  marketSmile: { input: CallInput<'market.smile'>; output: CallOutput<'market.smile'> };
  marketCheck: { input: CallInput<'market.check'>; output: CallOutput<'market.check'> };
  marketArbitrage: { input: CallInput<'market.arbitrage'>; output: CallOutput<'market.arbitrage'> };
  mappings: { input: null; output: CallOutput<'import.mappings'> };
  checkDraft: { input: CallInput<'edit.check'>; output: CallOutput<'edit.check'> };
  draftOf: { input: CallInput<'edit.draftOf'>; output: CallOutput<'edit.draftOf'> };
  limits: { input: null; output: CallOutput<'limits.list'> };
  limitStates: { input: CallInput<'limits.states'>; output: CallOutput<'limits.states'> };
  margin: {
    input: MarginQuestion;
    output: { view: CallOutput<'margin.compute'>; toStore: RunToStore | null };
  };
  /** Writes down that a view was stored as a run. */
  stored: { input: { view: string; run: string }; output: null };
  tree: { input: CallInput<'margin.tree'>; output: CallOutput<'margin.tree'> };
  wholeTree: { input: CallInput<'margin.wholeTree'>; output: CallOutput<'margin.wholeTree'> };
  contributions: { input: CallInput<'margin.contributions'>; output: CallOutput<'margin.contributions'> };
  tables: { input: CallInput<'margin.tables'>; output: CallOutput<'margin.tables'> };
  whatIf: { input: Omit<CallInput<'whatIf.compute'>, 'task'>; output: CallOutput<'whatIf.compute'> };
  whatIfComplete: { input: CallInput<'whatIf.complete'>; output: CallOutput<'whatIf.complete'> };
  whatIfs: { input: null; output: CallOutput<'whatIf.list'> };
  whatIfChanges: { input: CallInput<'whatIf.apply'>; output: ToApply };
  listed: { input: Omit<CallInput<'listed.compute'>, 'task'>; output: CallOutput<'listed.compute'> };
  comparison: {
    input: Omit<CallInput<'comparison.compute'>, 'task'>;
    output: CallOutput<'comparison.compute'>;
  };
  riskGrid: { input: Omit<CallInput<'risk.grid'>, 'task'>; output: CallOutput<'risk.grid'> };
  riskCell: { input: CallInput<'risk.cell'>; output: CallOutput<'risk.cell'> };
  riskScenario: { input: CallInput<'risk.scenario'>; output: CallOutput<'risk.scenario'> };
  riskCurve: { input: Omit<CallInput<'risk.curve'>, 'task'>; output: CallOutput<'risk.curve'> };
  distance: { input: Omit<CallInput<'distance.compute'>, 'task'>; output: CallOutput<'distance.compute'> };
  rows: { input: CallInput<'positions.rows'>; output: CallOutput<'positions.rows'> };
  copy: { input: CallInput<'positions.copy'>; output: CallOutput<'positions.copy'> };
  positionIds: { input: CallInput<'positions.ids'>; output: CallOutput<'positions.ids'> };
  positionSums: { input: CallInput<'positions.sums'>; output: CallOutput<'positions.sums'> };
  runs: { input: CallInput<'runs.list'>; output: CallOutput<'runs.list'> };
  run: { input: CallInput<'runs.get'>; output: CallOutput<'runs.get'> };
  runSeries: { input: CallInput<'runs.series'>; output: CallOutput<'runs.series'> };
  runLines: { input: CallInput<'runs.lines'>; output: CallOutput<'runs.lines'> };
  change: { input: Omit<CallInput<'change.compute'>, 'task'>; output: CallOutput<'change.compute'> };
  changePositions: { input: CallInput<'change.positions'>; output: CallOutput<'change.positions'> };
  /** A stored run's whole result. */
  runResult: { input: { run: string }; output: MarginResult };
  report: { input: Omit<CallInput<'report.make'>, 'task'>; output: MadeAt };
  reportPreview: { input: CallInput<'report.preview'>; output: CallOutput<'report.preview'> };
  verifyReport: { input: { path: string; name: string }; output: CallOutput<'report.verify'> };
  /** `folder`: where the tables go as files of their own; null: one file that is handed out. */
  exportPortfolio: {
    input: { account: string | null; format: 'json' | 'csv'; folder: string | null };
    output: MadeAt;
  };
  reconcile: { input: ReconciliationQuestion; output: CallOutput<'reconciliation.compute'> };
  reconciliationLines: {
    input: CallInput<'reconciliation.lines'>;
    output: CallOutput<'reconciliation.lines'>;
  };
  /** Every case with all its lines, for a command line that prints them. */
  reconciledCases: { input: { reconciliation: string }; output: ReconcileAnswer['cases'] };
  /** What keeping it would write. */
  reconciliationRecords: { input: CallInput<'reconciliation.keep'>; output: RecordToKeep[] };
  reconciliations: { input: CallInput<'reconciliation.list'>; output: CallOutput<'reconciliation.list'> };
  /** Every compared line of a kept record, as the canonical JSON that the book seals. */
  keptDocument: { input: { id: string }; output: string };
  agreement: { input: null; output: CallOutput<'reconciliation.agreement'> };
}
