// Reads files into the domain's rows. Formats are recognised by content, never by name; several files make one import.
// May import domain and contract.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MargraveError } from '../../domain/errors.ts';
import { plainCell, rejectedColumns, sectionOfHeaders } from '../portfolio-columns.ts';
import type { FileSource, ReadContext, ReadOutcome } from '../read-outcome.ts';
import { partsOfRejectedRows } from '../rejected-rows.ts';
import { instantOf } from '../times.ts';
import { BybitCsv, isBybitLog, isBybitPreamble } from './bybit-csv.ts';
import { finishBybitLogs } from './bybit-log.ts';
import { CboePositionsCsv, isCboeTable } from './cboe-positions-csv.ts';
import { CsvRows, guessDelimiter } from './csv-text.ts';
import { textOf } from './deribit-fields.ts';
import { type Found, findDeribit } from './deribit-json.ts';
import { findDerive } from './derive-json.ts';
import { Gathering } from './gathering.ts';
import { HistoryCsv, historyLayout } from './history-csv.ts';
import { findHyperliquid } from './hyperliquid-json.ts';
import { FlexCsv, isFlexCsv } from './ibkr/flex-csv.ts';
import { finishFlexStatements } from './ibkr/flex-statements.ts';
import { isFlexRoot, readFlexXml } from './ibkr/flex-xml.ts';
import { isJsonObject, type JsonValue, parseJson } from './json-text.ts';
import { margraveCsvReader } from './margrave-csv.ts';
import { isMargraveDocument, readMargraveDocument } from './margrave-json.ts';
import { findOkx } from './okx-json.ts';
import { finishOkxLogs, isOkxLog, OkxLogCsv } from './okx-log-csv.ts';
import { isOkxPositionsTable, OkxPositionsCsv } from './okx-positions-csv.ts';
import { type OpenedText, openText, wholeText } from './open-text.ts';
import { chainLayout } from './option-chain-columns.ts';
import { OptionChainCsv } from './option-chain-csv.ts';
import { tablesOfArchive } from './portfolio-archive.ts';
import { isPositionsTable } from './positions-columns.ts';
import { PositionsCsv } from './positions-csv.ts';
import { isPositionalSpan } from './span/positional-head.ts';
import { readSpanImport } from './span/span-import.ts';
import { isSpanRoot } from './span/xml.ts';
import { isSummaryTable, SummaryCsv } from './summary-csv.ts';
import type { TableReader } from './table-rows.ts';
import { xmlRoot } from './xml-stream.ts';

/** Rows shown to the recognisers. */
const shownRows = 20;

/** A reading put off until those of a lower rank are done: instruments, then prices, then holdings, then tables that need both. */
interface Task {
  rank: number;
  name: string;
  read: (gathering: Gathering) => void | Promise<void>;
}

/**
 * Reads all files as one import. Nothing is written anywhere.
 * Rows that can't be taken are in `rejected`, with file, line, column, value, reason and remedy.
 * @throws `invalid-file` when a file as a whole can't be read (encoding, syntax, unknown kind, duplicate headers), naming file and line;
 * `newer-version` for a document of a newer format; `input-output` when the disk fails.
 */
export async function readFiles(sources: readonly FileSource[], context: ReadContext): Promise<ReadOutcome> {
  if (sources.length === 0) throw new MargraveError('invalid-input', 'No file was chosen.', {});
  const gathering = new Gathering(context);
  const tasks: Task[] = [];
  const paths = new Set<string>();
  for (const source of sources) {
    // A file that was chosen twice would count its positions twice.
    if ('path' in source && paths.has(resolve(source.path))) {
      gathering.notice(`${source.name} was chosen twice and is read once.`);
      continue;
    }
    if ('path' in source) paths.add(resolve(source.path));
    const saved = await savedTime(source);
    for (const part of (await tablesOfArchive(source)) ?? [source]) {
      if (saved !== null) gathering.noteSaved(part.name, saved);
      tasks.push(...(await tasksOf(part, gathering)));
    }
  }
  // Logs come in parts: positions are known once all are read.
  for (const finish of [finishOkxLogs, finishBybitLogs, finishFlexStatements])
    tasks.push({ rank: 3.5, name: 'logs', read: finish });
  tasks.sort((a, b) => a.rank - b.rank);
  for (const [index, task] of tasks.entries()) {
    context.onProgress?.(index, tasks.length, task.name);
    await task.read(gathering);
  }
  context.onProgress?.(tasks.length, tasks.length, 'read');
  return gathering.finish();
}

/** When a file was last written; null for pasted text. Whether it can be read at all is for the reader to say. */
async function savedTime(source: FileSource): Promise<string | null> {
  if (!('path' in source)) return null;
  const found = await stat(source.path).catch(() => null);
  return found && instantOf(Math.trunc(found.mtimeMs));
}

async function tasksOf(source: FileSource, gathering: Gathering): Promise<Task[]> {
  const opened = await openText(source);
  try {
    return await tasksOfOpened(opened, source, gathering);
  } finally {
    await opened.close();
  }
}

async function tasksOfOpened(opened: OpenedText, source: FileSource, gathering: Gathering): Promise<Task[]> {
  // A copy under another name would count its positions twice. Large tables are not held whole to be compared.
  const text = opened.looksLikeJson ? await wholeText(opened) : opened.headIsAll ? opened.head : null;
  const earlier = text === null ? null : gathering.sameText(opened.name, text);
  if (earlier !== null) {
    gathering.notice(`${opened.name} holds the same as ${earlier} and is read once.`);
    return [];
  }
  const root = xmlRoot(opened.head);
  if (root !== null) return [xmlTask(root, opened.name, source)];
  if (isPositionalSpan(opened.head)) return [spanTask(opened.name, source, 'positional')];
  if (text === null || !opened.looksLikeJson)
    return [await tableTask(opened, source, gathering.context.mapping !== null)];
  const parsed = parseJson(text, opened.name);
  if (isMargraveDocument(parsed)) {
    return [
      {
        rank: 0,
        name: opened.name,
        read: (gathering) => readMargraveDocument(gathering, opened.name, parsed),
      },
    ];
  }
  const parts = partsOfRejectedRows(opened.name, parsed.value);
  if (parts !== null) {
    const tasks: Task[] = [];
    for (const part of parts) tasks.push(...(await tasksOf(part, gathering)));
    tasks.push({ rank: 0, name: opened.name, read: (gathering) => gathering.isOfRejectedRows() });
    return tasks;
  }
  const ofOthers = [
    ...findOkx(opened.name, parsed),
    ...findDerive(opened.name, parsed),
    ...findHyperliquid(opened.name, parsed),
  ];
  if (ofOthers.length > 0) return ofOthers.map(({ rank, read }): Task => ({ rank, name: opened.name, read }));
  const { found, unknown } = findDeribit(opened.name, parsed);
  if (found.length === 0) throw notRecognised(opened.name, parsed.value);
  const tasks = found.map(({ rank, read }: Found): Task => ({ rank, name: opened.name, read }));
  if (unknown.length > 0) {
    tasks.push({
      rank: 9,
      name: opened.name,
      read: (gathering) =>
        gathering.notice(
          `${opened.name}: these parts hold nothing to import and were passed over: ${unknown.slice(0, 12).join(', ')}.`,
        ),
    });
  }
  return tasks;
}

/** Risk arrays come last: what the other files hold says which of them are wanted. */
function spanTask(file: string, source: FileSource, layout: 'positional' | 'xml'): Task {
  return { rank: 8, name: file, read: (gathering) => readSpanImport(gathering, source, layout) };
}

/** Recognised by the first element; the file itself is read when its turn comes. */
function xmlTask(root: string, file: string, source: FileSource): Task {
  if (isFlexRoot(root))
    return {
      rank: 3,
      name: file,
      read: async (gathering) => readFlexXml(gathering, await openText(source)),
    };
  if (isSpanRoot(root)) return spanTask(file, source, 'xml');
  throw new MargraveError(
    'invalid-file',
    `${file} is XML of a kind that Margrave does not read (its first element: ${root.slice(0, 60)}). Nothing was read. Give an IBKR Flex query (FlexQueryResponse) with the section Open Positions, or a clearing house’s risk-array file (spanFile).`,
    { file, root },
  );
}

function notRecognised(file: string, value: JsonValue): MargraveError {
  const object = isJsonObject(value) ? value : {};
  const keys = Object.keys(object).slice(0, 8);
  // Deribit and Derive answer with `error`, OKX with a `code` and Bybit with a `retCode` other than 0.
  const failed =
    (isJsonObject(object.error) &&
      ['code', 'message'].some((key) => Object.hasOwn(object.error as object, key))) ||
    (typeof object.code === 'string' && object.code !== '0' && 'msg' in object) ||
    (typeof object.retCode === 'number' && object.retCode !== 0);
  const said = textOf(isJsonObject(object.error) ? object.error.message : (object.msg ?? object.retMsg));
  const error =
    failed || (keys.includes('error') && keys.includes('jsonrpc'))
      ? `${file} holds the venue's error message instead of an answer${said === '' ? '' : ` (“${said.slice(0, 120)}”)`}. Nothing was read. Ask the venue again and save the answer.`
      : `${file} is JSON of a kind that Margrave does not read${keys.length > 0 ? ` (its keys: ${keys.map((key) => key.slice(0, 40)).join(', ')})` : ''}. Nothing was read. Give a Margrave portfolio, or Deribit's answers to get_positions, get_instruments, ticker, get_book_summary_by_currency, get_account_summaries or get_open_orders, or OKX's to account/positions, account/balance, public/instruments or account/position-builder (or a position-builder request), or Derive's to get_subaccount, get_all_portfolios, get_positions or get_collaterals, or Hyperliquid's to clearinghouseState or spotClearinghouseState. Logs of OKX and Bybit, and any positions table, are read as CSV.`;
  return new MargraveError('invalid-file', error, { file, keys });
}

/** Recognises a table by its header and first rows; the file itself is read when its turn comes. `isMapped`: the user said which columns hold positions. */
async function tableTask(opened: OpenedText, source: FileSource, isMapped: boolean): Promise<Task> {
  const delimiter = guessDelimiter(opened.head);
  const lines: { cells: string[]; line: number }[] = [];
  const peek = new CsvRows(opened.name, delimiter, (cells, line) => {
    if (lines.length <= shownRows) lines.push({ cells, line });
  });
  await peek.push(lineFeeds(opened.head, oldMacLines(opened.head)));
  if (opened.headIsAll) await peek.end();
  const under = lines[0] && isBybitPreamble(lines[0].cells) ? lines[1] : undefined;
  const first = under && isBybitLog(under.cells) ? under : lines[0];
  if (!first) throw noTable(opened.name);
  const allHeaders = first.cells.map((cell) => cell.trim());
  // OKX's log has two columns named alike, which would be a fault in any other table.
  if (!isOkxLog(allHeaders)) checkHeaders(opened.name, allHeaders, first.line);
  // A file of rejected rows has three columns more, and its cells were made inert.
  const rejected = rejectedColumns.every(
    (column, index) => allHeaders.at(index - rejectedColumns.length) === column,
  );
  const headers = rejected ? allHeaders.slice(0, -rejectedColumns.length).map(plainCell) : allHeaders;
  const VenueReader = isBybitLog(headers)
    ? BybitCsv
    : isOkxLog(headers)
      ? OkxLogCsv
      : isOkxPositionsTable(headers)
        ? OkxPositionsCsv
        : isFlexCsv(headers)
          ? FlexCsv
          : isCboeTable(headers)
            ? CboePositionsCsv
            : null;
  if (VenueReader) {
    return {
      rank: 3,
      name: opened.name,
      read: async (gathering) => {
        if (rejected) gathering.isOfRejectedRows();
        const reader = new VenueReader(gathering, opened.name, headers);
        await readTable(gathering, source, delimiter, rejected ? withoutReasons(reader) : reader, first.line);
      },
    };
  }
  const rows = lines.slice(1).map(({ cells }) => cells);
  const section = sectionOfHeaders(headers);
  // A broker's positions have bids and asks beside their quantities.
  const holdsNothing =
    section === null && !isSummaryTable(headers) && !isMapped && !isPositionsTable(headers, rows);
  const chain = holdsNothing ? chainLayout(headers) : null;
  if (chain) {
    return {
      rank: 1,
      name: opened.name,
      read: async (gathering) => {
        if (rejected) gathering.isOfRejectedRows();
        const reader = new OptionChainCsv(gathering, opened.name, headers, chain);
        await readTable(gathering, source, delimiter, rejected ? withoutReasons(reader) : reader);
      },
    };
  }
  const foreign = section === null && !isSummaryTable(headers) && !isPositionsTable(headers, rows);
  const layout = foreign ? historyLayout(opened.name, headers, rows) : null;
  const own = section !== null && section !== 'positions' && section !== 'orders';
  const rank = own
    ? 0
    : section === 'positions' || section === 'orders'
      ? 3
      : isSummaryTable(headers)
        ? 1
        : layout
          ? 2
          : 4;
  return {
    rank,
    name: opened.name,
    read: async (gathering) => {
      const reader: TableReader =
        section !== null && (section !== 'positions' || gathering.context.mapping === null)
          ? margraveCsvReader(gathering, opened.name, section, headers)
          : isSummaryTable(headers)
            ? new SummaryCsv(gathering, opened.name, headers)
            : layout
              ? new HistoryCsv(gathering, opened.name, headers, layout)
              : new PositionsCsv(gathering, opened.name, headers);
      if (
        section === 'positions' ||
        section === 'orders' ||
        section === 'balances' ||
        section === 'given' ||
        section === 'limits'
      )
        gathering.presentSections.add(section);
      if (rejected) gathering.isOfRejectedRows();
      await readTable(gathering, source, delimiter, rejected ? withoutReasons(reader) : reader);
    },
  };
}

function withoutReasons(reader: TableReader): TableReader {
  return {
    row: (cells, line) =>
      reader.row(
        cells.slice(0, -rejectedColumns.length).map(plainCell),
        line,
        cells.at(-rejectedColumns.length) ?? '',
      ),
    end: () => reader.end(),
  };
}

async function readTable(
  gathering: Gathering,
  source: FileSource,
  delimiter: string,
  reader: TableReader,
  headerLine = 0,
): Promise<void> {
  const opened = await openText(source);
  let header = true;
  const rows = new CsvRows(opened.name, delimiter, (cells, line) => {
    if (header) header = line < headerLine;
    else reader.row(cells, line);
  });
  const oldMac = oldMacLines(opened.head);
  let done = 0;
  for await (const piece of opened.pieces()) {
    await rows.push(lineFeeds(piece, oldMac));
    done += piece.length;
    gathering.context.onProgress?.(Math.min(done, opened.size), opened.size, opened.name);
  }
  await rows.end();
  reader.end();
}

/** Files of old Macintosh programs end their lines in a carriage return alone. */
function oldMacLines(head: string): boolean {
  return head.includes('\r') && !head.includes('\n');
}

function lineFeeds(piece: string, oldMac: boolean): string {
  return oldMac ? piece.replaceAll('\r', '\n') : piece;
}

function noTable(file: string): MargraveError {
  return new MargraveError(
    'invalid-file',
    `${file}: the first row has no end within its first quarter of a megabyte, so this is no table. Nothing was read. Check that the file is a table with line breaks.`,
    { file },
  );
}

function checkHeaders(file: string, headers: readonly string[], line: number): void {
  const seen = new Map<string, number>();
  for (const [index, header] of headers.entries()) {
    if (header === '') continue;
    const earlier = seen.get(header.toLowerCase());
    if (earlier !== undefined) {
      throw new MargraveError(
        'invalid-file',
        `${file}, line ${line}: the header “${header.slice(0, 60)}” stands over column ${earlier + 1} and over column ${index + 1}. Nothing was read. Rename one of them.`,
        { file, line, column: header },
      );
    }
    seen.set(header.toLowerCase(), index);
  }
  const filled = headers.filter((header) => header !== '');
  if (filled.length < 2 || filled.every((header) => /^[\d.,\s-]+$/.test(header))) {
    throw new MargraveError(
      'invalid-file',
      `${file}, line ${line}: this is no table with a header row (it begins “${headers.join(' | ').slice(0, 60)}”). Nothing was read. Give the columns a header, separated by commas, semicolons, tabs or bars.`,
      { file, line },
    );
  }
}
