// Commands that show what a margin is made from: market snapshots with their figures, and the numbers of a parameter set.
// May import commander and contract types.
import type { Command } from 'commander';
import type { CallOutput } from '../contract/calls.ts';
import { bookOption, wholeNumber } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';

interface MarketOptions {
  book: string;
  show?: string;
  filter: string;
  rows: number;
  arbitrage?: true;
  json?: true;
}
interface ParameterOptions {
  book?: string;
  json?: true;
}

export function addMarketCommands(program: Command, run: CommandRun): void {
  program
    .command('market')
    .description('list the market snapshots of a book, or the figures of one')
    .requiredOption(...bookOption)
    .option('--show <id>', 'the figures of this snapshot; “newest” for the newest')
    .option(
      '--filter <text>',
      'figures that hold every word; class:volatility, is:old, is:hand narrow further',
      '',
    )
    .option('--arbitrage', 'test option prices and fitted surfaces for arbitrage, the worst first')
    .option('--rows <count>', 'figures or violations printed at most', wholeNumber, 200)
    .addHelpText(
      'after',
      '\nA copy with figures set by hand is used only where its id is given, such as: margin --market edited:vol-up',
    )
    .action((options: MarketOptions) => market(run, options));
  program
    .command('parameters')
    .description(
      'print every number of a parameter set, with its source and whether a venue’s number confirms it',
    )
    .argument('<set>', 'id of the set, as “margrave rulebooks” lists it')
    .option('--book <file>', 'look among this book’s own sets too')
    .action((set: string, options: ParameterOptions) => parameters(run, set, options));
}

async function market(run: CommandRun, options: MarketOptions): Promise<void> {
  await run.open(options.book, true);
  if (options.arbitrage) return arbitrage(run, options);
  if (options.show !== undefined) return figures(run, options.show, options);
  const snapshots = await run.client.call('market.list', {});
  if (options.json) return run.json(snapshots);
  if (snapshots.length === 0) return run.say('The book has no market snapshot. Import a capture of prices.');
  run.table(
    [
      { title: 'Snapshot' },
      { title: 'Time' },
      { title: 'Label' },
      { title: 'Figures', right: true },
      { title: 'By hand', right: true },
      { title: '' },
    ],
    snapshots.map(({ id, time, label, figures: count, edited, ended, copy }) => [
      id,
      time,
      label,
      String(count),
      String(edited),
      ended > 0 ? `copy, ${ended} past their time` : copy ? 'copy' : '',
    ]),
  );
}

const PAGE = 500;

async function figures(run: CommandRun, show: string, { filter, rows, json }: MarketOptions): Promise<void> {
  const id = show === 'newest' ? null : show;
  const found: NonNullable<CallOutput<'market.get'>>['figures'] = [];
  let total = 0;
  do {
    const limit = Math.min(PAGE, rows - found.length);
    const page = await run.client.call('market.get', { id, filter, offset: found.length, limit });
    if (page === null) return run.say('The book has no market snapshot. Import a capture of prices.');
    found.push(...page.figures);
    total = page.total;
  } while (found.length < Math.min(total, rows));
  if (json) return run.json({ total, figures: found });
  run.table(
    [
      { title: 'Class' },
      { title: 'Figure of' },
      { title: 'Expiry' },
      { title: 'Value', right: true },
      { title: 'Age, s', right: true },
      { title: 'Source' },
    ],
    found.map((figure) => [
      figure.class,
      figure.key,
      figure.expiry,
      figure.value,
      `${figure.ageSeconds}${figure.pastLimit ? ' past limit' : ''}`,
      figure.source,
    ]),
  );
  if (total > found.length)
    run.say(`${found.length} of ${total} figures. --rows ${total} prints all, --filter narrows.`);
}

async function arbitrage(run: CommandRun, { show, rows, json }: MarketOptions): Promise<void> {
  const id = show === undefined || show === 'newest' ? null : show;
  const violations: NonNullable<CallOutput<'market.arbitrage'>>['violations'] = [];
  let total = 0;
  let first: CallOutput<'market.arbitrage'> = null;
  do {
    const limit = Math.min(PAGE, rows - violations.length);
    const page = await run.client.call('market.arbitrage', { id, offset: violations.length, limit });
    if (page === null) return run.say('The book has no market snapshot. Import a capture of prices.');
    first ??= page;
    violations.push(...page.violations);
    total = page.total;
  } while (violations.length < Math.min(total, rows));
  if (json) return run.json({ ...first, violations });
  run.say(`${first.label} (${first.id})`);
  if (first.underlyings.length === 0)
    run.say('It quotes no option that the book holds, and has no fitted surface.');
  for (const { sentence, leftAside, notCompared } of first.underlyings) {
    run.say(sentence);
    if (leftAside > 0) run.say(`  ${leftAside} options are left aside: expired, or without any price.`);
    if (notCompared > 0)
      run.say(`  ${notCompared} expiries without forward or volatilities aren’t compared with others.`);
  }
  if (violations.length === 0) return;
  run.table(
    [
      { title: 'On' },
      { title: 'Kind' },
      { title: 'What' },
      { title: 'Amount', right: true },
      { title: 'Beyond bid and ask', right: true },
      { title: '' },
    ],
    violations.map(({ underlying, kind, what, amount, beyondSpread, currency }) => [
      underlying,
      kind,
      what,
      printed(amount),
      beyondSpread === null ? 'not quoted' : beyondSpread > 0 ? printed(beyondSpread) : 'within',
      currency,
    ]),
  );
  if (total > violations.length)
    run.say(`${violations.length} of ${total} violations. --rows ${total} prints all.`);
}

/** Money per contract: cents, or three digits of what is smaller. */
const printed = (amount: number): string => (amount >= 1 ? amount.toFixed(2) : amount.toPrecision(3));

async function parameters(run: CommandRun, id: string, { book, json }: ParameterOptions): Promise<void> {
  if (book !== undefined) await run.open(book, true);
  const set = await run.client.call('parameters.get', { id });
  if (json) return run.json(set);
  const { label, rulebook, effective, asset, origin, assumed } = set;
  run.say(
    `${label}: ${rulebook}, for ${asset ?? 'all assets'}, holds from ${effective}, ${origin}${assumed ? ', assumed' : ''}`,
  );
  run.table(
    [
      { title: 'Parameter' },
      { title: 'Value', right: true },
      { title: 'Unit' },
      { title: '' },
      { title: 'Source' },
    ],
    set.parameters.map(({ path, value, unit, confirmed, source }) => [
      path,
      String(value),
      unit,
      confirmed ? '' : 'unconfirmed',
      source,
    ]),
  );
}
