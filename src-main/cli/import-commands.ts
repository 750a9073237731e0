// Commands about files to read: import, and the schema of what is read. May import commander, node and contract types.
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { portfolioJsonSchema } from '../contract/portfolio-format.ts';
import type { ColumnMapping, ImportOutcome, ImportPreview, RejectedRow } from '../contract/views.ts';
import { MargraveError } from '../desk/desk.ts';
import { bookOption, userOption } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';
import { keepMadeFile } from './made-file.ts';

interface ImportOptions {
  book: string;
  account?: string;
  merge?: true;
  keepGood?: true;
  mapping?: string;
  column?: ColumnMapping['columns'];
  decimal?: ColumnMapping['decimalSeparator'];
  saveMapping?: string;
  unit?: ColumnMapping['unit'];
  preview?: true;
  products?: string[];
  rejected?: string;
  user?: string;
  json?: true;
}

const REJECTED_SHOWN = 20;

const formats = `
Files are known by their content, not by their names. Read are
  Deribit      get_positions, get_instruments, ticker, get_book_summary_by_currency, get_account_summaries,
               get_open_orders (JSON)
  OKX          account/positions, account/balance, public/instruments, account/position-builder: its request or its
               answer (JSON); positions with the same field names, and the trading log (CSV)
  Derive       get_subaccount, get_all_portfolios, get_positions, get_collaterals (JSON)
  Hyperliquid  clearinghouseState, spotClearinghouseState (JSON)
  Bybit        the transaction log of a unified account (CSV); logs in several parts belong in one call
  IBKR         a Flex query with open positions (XML, CSV), and its cash report and conversion rates (XML)
  Cboe style   listed options by account: an OCC symbol, or root, expiration, strike and put/call; long and short
               contracts in columns of their own or one signed quantity; price (CSV)
  Chains       quotes of listed options as a market snapshot: Yahoo’s columns, OptionsDX’s, or symbol (OCC), bid, ask,
               implied volatility (a fraction, or with %), underlying price, time (CSV)
  SPAN         risk-array files of clearing houses: positional (.pa2), XML (.spn); of the products that the book holds
  any table    of positions, prices by day, or Margrave’s own sections (CSV); Margrave’s portfolio (JSON, ZIP)
A log is no snapshot: positions are its last ones, and the note says from which lines. Bybit’s own rules are no rulebook
here: margin such an account with “margin --rulebook okx-pm” or another, or compare several.`;

const columnMeanings = [
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
] as const satisfies (keyof ColumnMapping['columns'])[];

function columnChoice(text: string, earlier: ColumnMapping['columns'] = {}): ColumnMapping['columns'] {
  const at = text.indexOf('=');
  const meaning = columnMeanings.find((known) => known === text.slice(0, at));
  if (!meaning || at + 1 === text.length)
    throw new InvalidArgumentError(`write meaning=header, with a meaning from ${columnMeanings.join(', ')}.`);
  return { ...earlier, [meaning]: text.slice(at + 1) };
}

function productCodes(text: string): string[] {
  const codes = text
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '');
  if (codes.length === 0)
    throw new InvalidArgumentError('write product codes separated by commas, or “all”.');
  return codes;
}

export function addImportCommands(program: Command, run: CommandRun): void {
  program
    .command('import')
    .description('read files into the book: positions, instruments, prices, history, parameters')
    .argument('<files...>', 'files or folders of tables; those of one call belong together')
    .requiredOption(...bookOption)
    .option('--account <account>', 'account for rows that name none')
    .option('--merge', 'add to the accounts’ positions instead of replacing them')
    .option('--keep-good', 'import the good rows and write the rejected ones to a file')
    .option('--rejected <file>', 'where rejected rows go (default: beside the working folder’s files)')
    .option('--mapping <name>', 'a saved mapping of columns')
    .option(
      '--column <meaning=header>',
      `what a column means, as in quantity=Lots; may be repeated (meanings: ${columnMeanings.join(', ')})`,
      columnChoice,
    )
    .addOption(new Option('--decimal <separator>', 'what stands before the decimals').choices(['.', ',']))
    .option('--save-mapping <name>', 'keep the columns and unit that were used under this name')
    .addOption(
      new Option('--unit <unit>', 'what a quantity column counts').choices([
        'coin',
        'contracts',
        'usd',
        'venue',
      ]),
    )
    .option(
      '--products <codes>',
      'products to take of a risk-array file, as in ES,CL; “all” takes every one (default: those of the book’s instruments)',
      productCodes,
    )
    .option('--preview', 'say what would change, and change nothing')
    .option(...userOption)
    .addHelpText('after', formats)
    .action((files: string[], options: ImportOptions) => importFiles(run, files, options));

  program
    .command('schema')
    .description('print the JSON Schema of a file format')
    .addArgument(new Argument('<format>', 'which format').choices(['portfolio']))
    .action(() => run.json(portfolioJsonSchema()));
}

async function importFiles(run: CommandRun, files: string[], options: ImportOptions): Promise<void> {
  run.user = options.user ?? run.user;
  const paths = (await Promise.all(files.map(filesOf))).flat();
  if (paths.length === 0) {
    throw new MargraveError(
      'invalid-input',
      `There is no table or document (.csv, .json, .pa2, .spn, .xml, .zip) in ${files.join(', ')}. Nothing was read. Name the files themselves.`,
      { files },
    );
  }
  await run.open(options.book, false);
  let preview = await previewOf(
    run,
    paths.map((file) => run.desk.offerFile(file)),
    options,
    null,
  );
  if (preview.mapping !== null && (options.unit ?? options.column ?? options.decimal) !== undefined) {
    const chosen = {
      ...preview.mapping,
      unit: options.unit ?? preview.mapping.unit,
      decimalSeparator: options.decimal ?? preview.mapping.decimalSeparator,
      columns: { ...preview.mapping.columns, ...options.column },
    };
    preview = await previewOf(run, [preview.id], options, chosen);
  }
  if (!options.json) sayPreview(run, preview);
  if (options.saveMapping !== undefined && preview.mapping !== null)
    await run.client.call('import.saveMapping', { name: options.saveMapping, mapping: preview.mapping });
  const blocked = preview.rejectedTotal > 0 && !options.keepGood;
  if (options.preview || blocked) {
    await run.client.call('import.discard', { preview: preview.id });
    if (options.json) run.json({ preview, outcome: null, rejectedFile: null });
    if (options.preview) {
      if (preview.rejectedTotal > 0) run.exitCode = exitCodes.doneWithExclusions;
      if (!options.json) run.say('Nothing was written: this was a preview.');
      return;
    }
    run.exitCode = exitCodes.failed;
    run.terminal.error(
      `margrave: Nothing was imported, because ${preview.rejectedTotal === 1 ? '1 row' : `${preview.rejectedTotal} rows`} can’t be taken. ` +
        'Correct what the table names, or import the good rows with --keep-good.\n',
    );
    return;
  }
  const outcome = await run.followed((task) =>
    run.client.call('import.commit', { preview: preview.id, keepGoodRows: options.keepGood === true, task }),
  );
  const rejectedFile = await keepRejected(run, outcome, options);
  if (preview.rejectedTotal > 0) run.exitCode = exitCodes.doneWithExclusions;
  if (options.json) return run.json({ preview, outcome, rejectedFile });
  run.say(
    outcome.changed
      ? `Imported; the book is at revision ${outcome.revision}.`
      : `The book holds all of this already; it stays at revision ${outcome.revision}.`,
  );
  if (rejectedFile !== null)
    run.say(`${outcome.rejectedFile?.rows} rejected rows are in ${rejectedFile}: correct and import it.`);
}

/** The files of a folder that hold tables or documents; a file is itself. */
async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => /\.(csv|json|pa2|spn|xml|zip)$/i.test(name)).sort();
  return names.map((name) => join(path, name));
}

function previewOf(
  run: CommandRun,
  tokens: string[],
  options: ImportOptions,
  mapping: ColumnMapping | null,
): Promise<ImportPreview> {
  return run.followed((task) =>
    run.client.call('import.preview', {
      files: tokens,
      account: options.account ?? null,
      mapping,
      mappingName: mapping === null ? (options.mapping ?? null) : null,
      mode: options.merge ? 'merge' : 'replace',
      ...(options.products ? { products: options.products } : {}),
      task,
    }),
  );
}

async function keepRejected(
  run: CommandRun,
  outcome: ImportOutcome,
  options: ImportOptions,
): Promise<string | null> {
  if (outcome.rejectedFile === null) return null;
  const { token, name } = outcome.rejectedFile;
  return keepMadeFile(run, token, options.rejected ?? join(process.cwd(), basename(name)));
}

function sayPreview(run: CommandRun, preview: ImportPreview): void {
  run.say(`${preview.files.join(', ')}: ${preview.formatLabel}`);
  if (preview.accounts.length > 0) run.say(`Accounts: ${preview.accounts.join(', ')}`);
  if (preview.mapping !== null) {
    const columns = Object.entries(preview.mapping.columns).map(
      ([meaning, header]) => `${meaning} = ${header}`,
    );
    run.say(`Columns: ${columns.join(', ')}; quantities count ${preview.mapping.unit}`);
    const used = new Set(Object.values(preview.mapping.columns));
    const unused = preview.headers.filter((header) => header !== '' && !used.has(header));
    if (unused.length > 0)
      run.say(`Not used: ${unused.join(', ')} (--column meaning=header says what a column means)`);
  }
  const number = (count: number): string => String(count);
  run.table(
    [
      { title: 'Section' },
      ...['Added', 'Changed', 'Removed', 'Unchanged', 'Rejected'].map((title) => ({ title, right: true })),
    ],
    preview.sections.map(({ section, added, changed, removed, unchanged, rejected }) => [
      section,
      ...[added, changed, removed, unchanged, rejected].map(number),
    ]),
  );
  for (const notice of preview.notices) run.say(`note: ${notice}`);
  sayRejected(run, preview.rejected, preview.rejectedTotal);
}

function sayRejected(run: CommandRun, rejected: readonly RejectedRow[], total: number): void {
  if (total === 0) return;
  run.say(`Rejected rows: ${total}`);
  run.table(
    [
      { title: 'File' },
      { title: 'Line', right: true },
      { title: 'Column' },
      { title: 'Value' },
      { title: 'Reason' },
      { title: 'Remedy' },
    ],
    rejected
      .slice(0, REJECTED_SHOWN)
      .map((row) => [
        row.file,
        row.line === 0 ? '' : String(row.line),
        row.column,
        row.value.slice(0, 40),
        row.reason,
        row.remedy,
      ]),
  );
  if (total > REJECTED_SHOWN) run.say(`… and ${total - REJECTED_SHOWN} more`);
}
