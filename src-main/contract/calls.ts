// The one map of calls and events between window, command line and program. Input is checked by its schema at the boundary
// of every transport; the output's type is the second half of each line. May import domain types and zod only.
import { z } from 'zod';
import type { MarginNode } from '../domain/margin-result.ts';
import { editCalls } from './edit-calls.ts';
import { listedCalls } from './listed-calls.ts';
import type { MarketView, ParameterListRow } from './market-views.ts';
import { recordCalls } from './record-calls.ts';
import { riskCalls } from './risk-calls.ts';
import { call, id, nothing, page, question, task, text, token } from './schemas.ts';
import { venueCalls } from './venue-calls.ts';
import type {
  AccountTree,
  AuditRow,
  BookState,
  ContributionPage,
  GridPage,
  ImportOutcome,
  ImportPreview,
  ImportRow,
  MadeFile,
  MarginView,
  ParameterSet,
  PositionSums,
  ProgramState,
  ReportPreview,
  RulebookState,
  RunState,
  SavedFile,
  ScenarioAnswer,
  TreePage,
  VerifyAnswer,
} from './views.ts';

/** A column that can be sorted, filtered and shown. */
export const positionColumns = [
  'account',
  'instrument',
  'symbol',
  'kind',
  'underlying',
  'expiry',
  'strike',
  'right',
  'strategy',
  'lot',
  'quantity',
  'quantityUnit',
  'averagePrice',
  'settlementCurrency',
  'mark',
  'volatility',
  'volatilityLevel',
  'value',
  'delta',
  'gamma',
  'vega',
  'theta',
  'contribution',
  'contributionCurrency',
  'excluded',
] as const;

const mapping = z.strictObject({
  columns: z.partialRecord(
    z.enum([
      'account',
      'symbol',
      'quantity',
      'side',
      'averagePrice',
      'settledPrice',
      'strategy',
      'underlying',
      'expiry',
      'strike',
      'right',
      'kind',
      'unit',
    ]),
    z.string().max(400),
  ),
  unit: z.enum(['coin', 'contracts', 'usd', 'venue']),
  account: text,
  venue: text,
  decimalSeparator: z.enum(['.', ',']),
});

export const calls = {
  ...riskCalls,
  ...recordCalls,
  ...editCalls,
  ...venueCalls,
  ...listedCalls,

  'program.state': call<ProgramState>()(nothing),
  'task.cancel': call<{ cancelled: boolean }>()(z.strictObject({ task: z.string().max(60) })),

  /** Makes the sample book in the user's own folder (or opens it when it is there) and opens it. */
  'book.openSample': call<BookState>()(z.strictObject({ task })),
  /** Opens a book file that the user chose or dropped. */
  'book.open': call<BookState>()(z.strictObject({ file: token })),
  'book.openRecent': call<BookState>()(z.strictObject({ path: text })),
  'book.create': call<BookState>()(z.strictObject({ file: token, name: z.string().max(200) })),
  'book.close': call<null>()(nothing),
  'book.verify': call<{
    ok: boolean;
    checkedAt: string;
    problems: string[];
    tables: { table: string; rows: number; ok: boolean }[];
  }>()(z.strictObject({ task })),
  'book.backup': call<{ path: string; bytes: number }>()(nothing),
  'book.undo': call<{ undone: string | null; revision: number }>()(nothing),
  'book.history': call<{ rows: AuditRow[]; total: number }>()(z.strictObject(page)),

  'accounts.tree': call<AccountTree>()(nothing),
  'rulebooks.list': call<RulebookState[]>()(nothing),
  'parameters.list': call<ParameterListRow[]>()(z.strictObject({ rulebook: id.nullable() })),
  'parameters.get': call<ParameterSet>()(z.strictObject({ id })),
  'market.get': call<MarketView | null>()(z.strictObject({ id: id.nullable(), filter: text, ...page })),

  /** Reads files and says what committing them would do; nothing is written. */
  'import.preview': call<ImportPreview>()(
    z.strictObject({
      files: z.array(token).min(1).max(200),
      account: z.string().max(200).nullable(),
      mapping: mapping.nullable(),
      mappingName: z.string().max(200).nullable(),
      mode: z.enum(['replace', 'merge']),
      /** Products to take of a clearing house's risk-array file; `all`: every one. Without it, those of the book's instruments. */
      products: z.array(z.string().min(1).max(20)).min(1).max(1000).optional(),
      task,
    }),
  ),
  'import.rows': call<{ rows: ImportRow[]; total: number }>()(
    z.strictObject({
      preview: id,
      state: z.enum(['added', 'changed', 'removed', 'unchanged']).nullable(),
      section: z.string().max(40).nullable(),
      ...page,
    }),
  ),
  'import.commit': call<ImportOutcome>()(z.strictObject({ preview: id, keepGoodRows: z.boolean(), task })),
  'import.discard': call<null>()(z.strictObject({ preview: id })),
  'import.saveMapping': call<null>()(z.strictObject({ name: z.string().min(1).max(200), mapping })),
  'import.mappings': call<{ name: string; mapping: z.infer<typeof mapping> }[]>()(nothing),

  /** Margin of one account (or all), provisional unless `store`. */
  'margin.compute': call<MarginView>()(
    z.strictObject({
      ...question,
      store: z.boolean(),
      label: text,
      task,
    }),
  ),
  'margin.tree': call<TreePage>()(
    z.strictObject({ view: id, account: id, nettingSet: id, currency: id, node: text.nullable(), ...page }),
  ),
  'margin.wholeTree': call<MarginNode>()(
    z.strictObject({ view: id, account: id, nettingSet: id, currency: id }),
  ),
  'margin.contributions': call<ContributionPage>()(
    z.strictObject({ view: id, account: id, nettingSet: id, currency: id, ...page }),
  ),
  'margin.tables': call<ScenarioAnswer>()(z.strictObject({ view: id })),

  'positions.rows': call<GridPage>()(
    z.strictObject({
      view: id.nullable(),
      account: id.nullable(),
      filter: text,
      sort: z
        .array(
          z.strictObject({ column: z.enum(positionColumns), direction: z.enum(['ascending', 'descending']) }),
        )
        .max(5),
      groupBy: z.array(z.enum(['account', 'underlying', 'expiry', 'strategy', 'kind'])).max(3),
      closedGroups: z.array(z.string().max(400)).max(5_000),
      ...page,
    }),
  ),
  /** The same rows as tab-separated text with full precision. */
  'positions.copy': call<{ text: string; rows: number }>()(
    z.strictObject({
      view: id.nullable(),
      account: id.nullable(),
      filter: text,
      sort: z
        .array(
          z.strictObject({ column: z.enum(positionColumns), direction: z.enum(['ascending', 'descending']) }),
        )
        .max(8),
      ids: z.array(z.string().max(1000)).max(100_000).nullable(),
      columns: z.array(z.enum(positionColumns)).min(1),
    }),
  ),

  /** Ids of the positions at places of what the grid shows (`ranges`: from and to, both taken in), so that the window need not hold them. */
  'positions.ids': call<string[]>()(
    z.strictObject({
      view: id.nullable(),
      account: id.nullable(),
      filter: text,
      sort: z
        .array(
          z.strictObject({ column: z.enum(positionColumns), direction: z.enum(['ascending', 'descending']) }),
        )
        .max(5),
      groupBy: z.array(z.enum(['account', 'underlying', 'expiry', 'strategy', 'kind'])).max(3),
      closedGroups: z.array(z.string().max(400)).max(5_000),
      ranges: z.array(z.tuple([z.int().min(0), z.int().min(0)])).max(10_000),
    }),
  ),

  /** Sums of the rows that a selection or a filter takes in. */
  'positions.sums': call<PositionSums>()(
    z.strictObject({
      view: id.nullable(),
      account: id.nullable(),
      filter: text,
      ids: z.array(z.string().max(1000)).max(100_000).nullable(),
    }),
  ),

  'runs.list': call<{ rows: RunState[]; total: number }>()(z.strictObject(page)),
  'runs.get': call<RunState>()(z.strictObject({ run: id })),
  'report.make': call<MadeFile>()(
    z.strictObject({
      run: id,
      format: z.enum(['pdf', 'xlsx', 'csv', 'json']),
      /** Sections to take in, in the report's own order; null: all. JSON is always whole, as it is the evidence. */
      sections: z.array(z.string().max(60)).max(40).nullable(),
      task,
    }),
  ),
  /** The sections a report can have. */
  'report.sections': call<{ id: string; title: string; about: string }[]>()(nothing),
  /** The tables of a report as they would stand in it, the first rows of each. */
  'report.preview': call<ReportPreview>()(
    z.strictObject({
      run: id,
      sections: z.array(z.string().max(60)).max(40).nullable(),
      rows: z.int().min(1).max(200),
    }),
  ),
  'report.verify': call<VerifyAnswer>()(z.strictObject({ file: token, task })),
  /** The book's portfolio in Margrave's own format. */
  'portfolio.export': call<MadeFile>()(
    z.strictObject({ account: id.nullable(), format: z.enum(['json', 'csv']), task }),
  ),

  /** Asks the person for files to read. Empty when they think better of it; `unsupported` where the host has no dialog. */
  'host.chooseFiles': call<{ token: string; name: string }[]>()(
    z.strictObject({ purpose: z.enum(['import', 'book', 'report', 'answer', 'context']) }),
  ),
  /** Asks for a name for a new book. */
  'host.chooseNewBook': call<{ token: string; name: string } | null>()(nothing),
  /** Lets the person keep a made file. */
  'host.saveFile': call<SavedFile>()(z.strictObject({ file: token })),
} as const;

export type CallName = keyof typeof calls;
export type CallInput<Name extends CallName> = z.infer<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = (typeof calls)[Name]['output'];

/** Events from the program to the window. */
export interface Events {
  /** The book changed (or was opened or closed): what was computed from an older revision is stale. */
  'book.changed': { revision: number; open: boolean };
  'task.progress': { task: string; label: string; done: number; total: number };
  /** Something the person should read that no call of theirs is waiting for. */
  notice: { level: 'information' | 'warning' | 'error'; message: string };
  /** A menu or a second instance asks the window for a command by name. */
  'window.command': { command: string };
}
export type EventName = keyof Events;
