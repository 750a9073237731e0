// The command that sets one account under several rulebooks side by side. May import commander and contract.
import type { Command } from 'commander';
import { agreementOf, sentenceWithAgreement } from '../contract/agreement-words.ts';
import type { CallOutput } from '../contract/calls.ts';
import type { Agreement } from '../contract/venue-views.ts';
import { bookOption, userOption } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';
import { leftOutLines } from './left-out-text.ts';
import { commaSeparated } from './margin-commands.ts';
import { amount, percent, printable, ratioText } from './tables.ts';

type Answer = CallOutput<'comparison.compute'>;
type Row = Answer['rows'][number];

interface CompareOptions {
  book: string;
  account: string;
  rulebooks: string[];
  parameters?: string[];
  market?: string;
  currency?: string;
  mapped?: true;
  user?: string;
  json?: true;
}

const compareKeys = `
Rulebooks are compared on the deposit that each would ask and on free equity; raw margins stand beside them. A row in an instrument that a
venue doesn't list is margined as its nearest one there, with the delta that this leaves open; a row without an honest twin is left out.

--json prints one object; amounts are decimal text in its currency, entries keep their own:
  account, currency, market, cheapest[], milliseconds,
  rows[]: rulebook, label, venue, failure, sets[], deposit, freeEquity, equity, initialMargin, maintenanceMargin, depositFromZeroCash,
    baseline: {rulebook (null: each position alone), depositFromZeroCash, saving, savingFraction}, baselineMissing,
    worstScenario, largestAddOn, ratio, status, entries[], unconfirmed[], assumptions[],
    asHeld (rows carried as they are), mapped: {total, rows[]}, excluded: {total, rows[]}`;

const right = (title: string): { title: string; right: true } => ({ title, right: true });
/** Rows named of what is left out for one reason; --mapped names all. */
const ROWS_PRINTED = 12;

export function addCompareCommand(program: Command, run: CommandRun): void {
  program
    .command('compare')
    .description('set one account under several rulebooks side by side')
    .requiredOption(...bookOption)
    .requiredOption('--account <account>', 'the account')
    .requiredOption('--rulebooks <ids>', 'rulebooks, separated by commas, or all', commaSeparated)
    .option(
      '--parameters <ids>',
      'parameter sets, separated by commas (default: the newest that hold)',
      commaSeparated,
    )
    .option('--market <id>', 'market snapshot (default: the newest)')
    .option('--currency <currency>', 'currency of all amounts (default: the account’s reporting currency)')
    .option('--mapped', 'list every row that is carried as another instrument or left out')
    .option(...userOption)
    .addHelpText('after', compareKeys)
    .action((options: CompareOptions) => compare(run, options));
}

async function compare(run: CommandRun, options: CompareOptions): Promise<void> {
  run.user = options.user ?? run.user;
  await run.open(options.book, true);
  const rulebooks = options.rulebooks.includes('all')
    ? (await run.client.call('rulebooks.list', {})).map(({ id }) => id)
    : options.rulebooks;
  const answer = await run.followed((task) =>
    run.client.call('comparison.compute', {
      account: options.account,
      rulebooks,
      parameters: options.parameters ?? null,
      market: options.market ?? null,
      currency: options.currency ?? null,
      task,
    }),
  );
  const { rows } = answer;
  if (rows.every(({ failure }) => failure !== null)) run.exitCode = exitCodes.failed;
  else if (rows.some(({ failure, excluded }) => failure !== null || excluded.total > 0))
    run.exitCode = exitCodes.doneWithExclusions;
  const cheapest = cheapestOf(rows);
  if (options.json) return run.json({ ...answer, cheapest: [...cheapest] });
  const agreements = await run.client.call('reconciliation.agreement', {});
  sayComparison(run, { ...answer, agreements }, cheapest, options.mapped === true);
}

/** The least deposit, then the most free equity, among those that carry every row; none where fewer than two do. */
function cheapestOf(rows: readonly Row[]): Set<string> {
  const whole = rows.filter(({ failure, excluded }) => failure === null && excluded.total === 0);
  // Texts are canonical: amounts of one text are the same amount.
  const least = (a: string | null, b: string | null): number => (a === b ? 0 : Number(a) - Number(b));
  const order = (a: Row, b: Row): number => least(a.deposit, b.deposit) || least(b.freeEquity, a.freeEquity);
  const [first] = [...whole].sort(order);
  if (!first || whole.length < 2) return new Set();
  return new Set(whole.filter((row) => order(row, first) === 0).map(({ rulebook }) => rulebook));
}

function sayComparison(
  run: CommandRun,
  { account, currency, market, rows, milliseconds, agreements }: Answer & { agreements: Agreement[] },
  cheapest: ReadonlySet<string>,
  withMapped: boolean,
): void {
  run.say(
    `${account} in ${currency}, market “${printable(market.label)}” of ${market.time}; ${milliseconds} ms`,
  );
  const asked = rows.filter(({ failure }) => failure === null);
  if (asked.length > 0) sayTables(run, asked, currency, cheapest);
  if (cheapest.size > 0)
    run.say('* asks the least: of those that carry every row, the least deposit, then the most free equity');
  for (const row of rows) sayRest(run, row, agreements, withMapped);
  run.say('');
}

/** Three tables, each of which fits a terminal of 120 columns. */
function sayTables(
  run: CommandRun,
  asked: readonly Row[],
  currency: string,
  cheapest: ReadonlySet<string>,
): void {
  const name = ({ rulebook }: Row): string => (cheapest.has(rulebook) ? `${rulebook} *` : rulebook);
  run.table(
    [
      { title: 'Rulebook' },
      right('Deposit'),
      right('Free equity'),
      right('Equity'),
      right('Initial margin'),
      right('Maintenance'),
      right('From zero cash'),
      right('Saved'),
    ],
    asked.map((row) => [
      name(row),
      ...[
        row.deposit,
        row.freeEquity,
        row.equity,
        row.initialMargin,
        row.maintenanceMargin,
        row.depositFromZeroCash,
      ].map((text) => amount(text, currency)),
      percent(row.baseline?.savingFraction ?? null),
    ]),
  );
  run.say('');
  run.table(
    [
      { title: 'Rulebook' },
      { title: 'Status' },
      right('Ratio'),
      right('As held'),
      right('Mapped'),
      right('Left out'),
      right('Saving'),
      { title: 'Against' },
    ],
    asked.map((row) => [
      name(row),
      row.status ?? '—',
      row.ratio === null || row.ratio.value === null ? '—' : ratioText(row.ratio.value, null, 4),
      String(row.asHeld),
      String(row.mapped.total),
      String(row.excluded.total),
      amount(row.baseline?.saving ?? null, currency),
      row.baseline ? (row.baseline.rulebook ?? 'each position alone') : '—',
    ]),
  );
  run.say('');
  run.table(
    [
      { title: 'Rulebook' },
      { title: 'Largest add-on' },
      right('Amount'),
      right('Worst scenario'),
      { title: 'Which' },
    ],
    asked.map((row) => [
      name(row),
      row.largestAddOn?.label ?? '—',
      amount(row.largestAddOn?.amount ?? null, currency),
      amount(row.worstScenario?.profitAndLoss ?? null, currency),
      row.worstScenario === null ? '—' : `${row.worstScenario.nettingSet}: ${row.worstScenario.label}`,
    ]),
  );
}

function sayRest(run: CommandRun, row: Row, agreements: readonly Agreement[], listed: boolean): void {
  run.say(`\n${row.rulebook} (${printable(row.label)})`);
  if (row.failure !== null) run.say(`  no margin: ${printable(row.failure)}`);
  if (row.baselineMissing !== null) run.say(`  no saving: ${printable(row.baselineMissing)}`);
  if (row.sets.length > 0)
    run.say(
      `  parameters: ${row.sets.map(({ id, assumed }) => (assumed ? `${id} (assumed)` : id)).join(', ')}`,
    );
  if (row.ratio !== null) {
    const { name, value, formula, saferWhen } = row.ratio;
    run.say(
      `  ${printable(name)}: ${ratioText(value, row.initialMargin, 6)}; it is ${printable(formula)}, ${saferWhen} is safer`,
    );
  }
  for (const sentence of row.unconfirmed) {
    const said = sentenceWithAgreement(sentence, agreementOf(agreements, row.rulebook, sentence));
    run.say(`  unconfirmed: ${printable(said)}`);
  }
  for (const sentence of row.assumptions) run.say(`  assumed: ${printable(sentence)}`);
  if (row.asHeld > 0) run.say(`  carried as held: ${row.asHeld} ${row.asHeld === 1 ? 'row' : 'rows'}`);
  sayMapped(run, row, listed);
  const { total, rows } = row.excluded;
  if (total === 0) return;
  const more = total - rows.length;
  run.say(
    `  left out: ${total} ${total === 1 ? 'row' : 'rows'}${more > 0 ? `, the first ${rows.length} listed` : ''}`,
  );
  const lines = leftOutLines(rows, listed ? rows.length : ROWS_PRINTED, '--mapped lists every row');
  for (const line of lines) run.say(`    ${line}`);
}

function sayMapped(run: CommandRun, { mapped }: Row, withMapped: boolean): void {
  if (mapped.total === 0) return;
  const kinds = Map.groupBy(mapped.rows, ({ carriedAs }) => carriedAs);
  const more = mapped.total - mapped.rows.length;
  run.say(
    `  carried as other instruments: ${mapped.total} ${mapped.total === 1 ? 'row' : 'rows'}${more > 0 ? `, the first ${mapped.rows.length} listed` : ''}`,
  );
  if (!withMapped) {
    for (const [carriedAs, rows] of kinds) run.say(`    ${rows.length} as ${printable(carriedAs)}`);
    return;
  }
  run.table(
    [{ title: 'Instrument' }, right('Held'), right('Carried'), { title: 'As' }, right('Delta left open')],
    mapped.rows.map((row) => [
      row.instrument,
      row.quantity,
      row.carriedQuantity,
      row.carriedAs,
      Number(row.residualDelta).toPrecision(6),
    ]),
  );
}
