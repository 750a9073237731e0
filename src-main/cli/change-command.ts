// Why a margin changed from one stored run to another. May import commander and contract types.
import type { Command } from 'commander';
import type { CallOutput } from '../contract/calls.ts';
import { MargraveError } from '../desk/desk.ts';
import { bookOption } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { amount, type Column } from './tables.ts';

type Change = CallOutput<'change.compute'>;
type Measure = Change['entries'][number]['measures'][number];
type PositionPage = CallOutput<'change.positions'>;

const changeKeys = `
The change is split by Shapley values over the sixteen combinations of the two runs' positions, market, parameters and time, so no order of
them is preferred; the four add up to the change to the last digit.

--json prints one object; amounts are decimal text:
  from, to: {run, createdAt, asOf, label}, notices[], total: {currency, measures[]} or null,
  entries[]: account, nettingSet, currency, measures[]: {measure, from, to, change,
    parts: {positions, market, parameters, time},
    positionParts: {newTrades, closedTrades, changedQuantities, expiries, other} or null}
  with --positions each entry has positions: {rows[]: {instrument, symbol, state, quantityFrom, quantityTo, from, to, change, parts}, total, count, states[]}`;

interface ChangeOptions {
  book: string;
  from?: string;
  to?: string;
  positions?: true;
  json?: true;
}

export function addChangeCommand(program: Command, run: CommandRun): void {
  program
    .command('change')
    .description(
      'say why the margin changed from one stored run to another: positions, market, parameters, time',
    )
    .requiredOption(...bookOption)
    .option('--from <run>', 'the run to start from (default: the one before the newest)')
    .option('--to <run>', 'the run to end at (default: the newest)')
    .option('--positions', 'down to each position, largest change first')
    .addHelpText('after', changeKeys)
    .action((options: ChangeOptions) => change(run, options));
}

async function change(run: CommandRun, options: ChangeOptions): Promise<void> {
  await run.open(options.book, true);
  const pair = await chosenRuns(run, options);
  const answer = await run.followed((task) => run.client.call('change.compute', { ...pair, task }));
  const positions = new Map<number, PositionPage>();
  if (options.positions) {
    for (const place of answer.entries.keys()) positions.set(place, await positionsOf(run, answer, place));
  }
  if (options.json) {
    const entries = answer.entries.map((entry, place) =>
      options.positions ? { ...entry, positions: positions.get(place) } : entry,
    );
    return run.json({ ...answer, entries });
  }
  say(run, answer, positions);
}

async function chosenRuns(
  run: CommandRun,
  { from, to }: ChangeOptions,
): Promise<{ from: string; to: string }> {
  if (from !== undefined && to !== undefined) return { from, to };
  const { rows, total } = await run.client.call('runs.list', { offset: 0, limit: 2 });
  const [newest, before] = rows;
  if (!newest || (!before && from === undefined)) {
    throw new MargraveError(
      'invalid-input',
      `A change needs two stored runs; the book holds ${total === 0 ? 'none' : 'one'}. Compute another with “margrave margin --book FILE”.`,
      { runs: total },
    );
  }
  return { from: from ?? before?.id ?? '', to: to ?? newest.id };
}

const PAGE = 500;

async function positionsOf(run: CommandRun, answer: Change, place: number): Promise<PositionPage> {
  const entry = answer.entries[place];
  if (!entry) throw new MargraveError('internal', `The change has no entry ${place}.`);
  const { account, nettingSet, currency } = entry;
  const asked = { change: answer.change, account, nettingSet, currency, state: null, limit: PAGE };
  const page = await run.client.call('change.positions', { ...asked, offset: 0 });
  while (page.rows.length < page.count) {
    const next = await run.client.call('change.positions', { ...asked, offset: page.rows.length });
    if (next.rows.length === 0) break;
    page.rows.push(...next.rows);
  }
  return page;
}

const measureWords: Record<Measure['measure'], string> = {
  initialMargin: 'Initial margin',
  maintenanceMargin: 'Maintenance margin',
  equity: 'Equity',
  freeEquity: 'Free equity',
  deposit: 'Deposit',
};
const stateWords: Record<PositionPage['rows'][number]['state'], string> = {
  new: 'new',
  closed: 'closed',
  changed: 'changed',
  expired: 'expired',
  kept: '',
  none: 'no position',
};
const amountColumns: Column[] = [
  { title: 'From', right: true },
  { title: 'Positions', right: true },
  { title: 'Market', right: true },
  { title: 'Parameters', right: true },
  { title: 'Time', right: true },
  { title: 'To', right: true },
];

function amounts(line: Pick<Measure, 'from' | 'to' | 'parts'>, currency: string): string[] {
  const { positions, market, parameters, time } = line.parts;
  return [line.from, positions, market, parameters, time, line.to].map((text) => amount(text, currency));
}

function say(run: CommandRun, answer: Change, positions: ReadonlyMap<number, PositionPage>): void {
  const about = ({ run: id, createdAt, asOf, label }: Change['from']): string =>
    `${id}  made ${createdAt}, as of ${asOf}${label === '' ? '' : `  “${label}”`}`;
  run.say(`From ${about(answer.from)}`);
  run.say(`To   ${about(answer.to)}`);
  if (answer.total) {
    const { currency, measures } = answer.total;
    run.say(`\nBook, ${currency}`);
    sayMeasures(run, measures, currency);
  }
  answer.entries.forEach((entry, place) => {
    const { account, nettingSet, currency, measures } = entry;
    run.say(`\n${account}, ${nettingSet}, ${currency}`);
    sayMeasures(run, measures, currency);
    const page = positions.get(place);
    if (page) sayPositions(run, page);
  });
  for (const notice of answer.notices) run.say(`note: ${notice}`);
}

function sayMeasures(run: CommandRun, measures: readonly Measure[], currency: string): void {
  run.table(
    [{ title: 'Measure' }, ...amountColumns],
    measures.map((measure) => [measureWords[measure.measure], ...amounts(measure, currency)]),
  );
  const parts = measures.find(({ positionParts }) => positionParts !== null)?.positionParts;
  if (!parts) return;
  const { newTrades, closedTrades, changedQuantities, expiries, other } = parts;
  const words: [string, string][] = [
    ['new trades', newTrades],
    ['closed trades', closedTrades],
    ['changed quantities', changedQuantities],
    ['expiries', expiries],
    ['other', other],
  ];
  run.say(
    `Positions, of the initial margin: ${words.map(([word, text]) => `${word} ${amount(text, currency)}`).join(', ')}`,
  );
}

function sayPositions(run: CommandRun, { rows, total, currency }: PositionPage): void {
  run.table(
    [
      { title: 'Position' },
      { title: '' },
      { title: 'Quantity from', right: true },
      { title: 'to', right: true },
      ...amountColumns,
      { title: 'Change', right: true },
    ],
    [
      ...rows.map((row) => [
        row.symbol === '' ? 'Brought by no position' : row.symbol,
        stateWords[row.state],
        row.quantityFrom ?? '—',
        row.quantityTo ?? '—',
        ...amounts(row, currency),
        amount(row.change, currency),
      ]),
      [
        'All',
        '',
        '',
        '',
        '',
        ...[total.positions, total.market, total.parameters, total.time].map((text) =>
          amount(text, currency),
        ),
        '',
        amount(total.change, currency),
      ],
    ],
  );
}
