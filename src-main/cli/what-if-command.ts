// What an account's margin would be after trades, a moved market or the next expiry; applied to the book when asked. May import commander and contract types.
import type { Command } from 'commander';
import type { CallInput, CallOutput } from '../contract/calls.ts';
import { MargraveError } from '../desk/desk.ts';
import { bookOption, userOption } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';
import { amount, printable } from './tables.ts';

type WhatIf = CallInput<'whatIf.compute'>['what'];
type Answer = CallOutput<'whatIf.compute'>;
type Entry = Answer['before']['entries'][number];

interface WhatIfOptions {
  book: string;
  account: string;
  leg: string[];
  price: string;
  volatility: string;
  afterNextExpiry?: true;
  premium: boolean;
  rulebook?: string;
  market?: string;
  allowExcluded?: true;
  apply?: true;
  label?: string;
  user?: string;
  json?: true;
}

const whatIfKeys = `
A leg is a quantity and an instrument, short with a minus, with a price where it isn't traded at the mark:
  --leg "-10 BTC-27JUN25-100000-C" --leg "5 ETH-PERPETUAL @ 2300"
Its quantity is in the instrument's own unit (USD for inverse futures). Options are paid in cash; nothing is written without --apply.

--json prints one object; amounts are decimal text:
  account, revision, market, legs[]: id, symbol, quantity, price, priceFrom, cash, cashCurrency, newInstrument, problem
  before, after: {asOf, entries[], total, greeks[], excluded[], positions}, happened[],
  applied (with --apply): {revision, summary}`;

export function addWhatIfCommand(program: Command, run: CommandRun): void {
  program
    .command('what-if')
    .description('compute what an account’s margin would be after trades, moves or the next expiry')
    .requiredOption(...bookOption)
    .requiredOption('--account <account>', 'the account')
    .option('--leg <leg>', 'a trade; give the option again for each', gathered, [])
    .option('--price <move>', 'move of every price, such as -0.1 for ten percent down', '0')
    .option('--volatility <move>', 'move of every volatility, as a fraction of itself', '0')
    .option('--after-next-expiry', 'let time pass to just after the account’s next expiry')
    .option('--no-premium', 'leave the premium of options out of the cash')
    .option('--rulebook <id>', 'margin it under this rulebook (default: the account’s own)')
    .option('--market <id>', 'market snapshot (default: the newest)')
    .option('--allow-excluded', 'leave out rows that can’t be valued, and list them')
    .option('--apply', 'write the trades into the book as one change, which undo takes back')
    .option('--label <text>', 'a label for the change', '')
    .option(...userOption)
    .addHelpText('after', whatIfKeys)
    .action((options: WhatIfOptions) => whatIf(run, options));
}

const gathered = (leg: string, before: string[]): string[] => [...before, leg];

async function whatIf(run: CommandRun, options: WhatIfOptions): Promise<void> {
  run.user = options.user ?? run.user;
  for (const name of ['price', 'volatility'] as const) {
    if (/^-?\d+(\.\d+)?$/.test(options[name])) continue;
    throw new MargraveError(
      'invalid-input',
      `--${name} “${options[name]}” is not a move. Write a fraction, such as -0.1 for ten percent down.`,
      { [name]: options[name] },
    );
  }
  await run.open(options.book, options.apply !== true);
  const what: WhatIf = {
    account: options.account,
    legs: options.leg.map((text, place) => ({ id: String(place + 1), text, on: true, position: null })),
    premiumInCash: options.premium,
    priceMove: options.price,
    volatilityMove: options.volatility,
    advance: options.afterNextExpiry ? 'nextExpiry' : 'none',
  };
  const market = options.market ?? null;
  const answer = await run.followed((task) =>
    run.client.call('whatIf.compute', {
      rulebook: options.rulebook ?? null,
      parameters: null,
      market,
      allowExcluded: options.allowExcluded === true,
      what,
      task,
    }),
  );
  const isPartial =
    answer.legs.some(({ problem }) => problem !== null) ||
    answer.before.excluded.length + answer.after.excluded.length > 0;
  if (isPartial) run.exitCode = exitCodes.doneWithExclusions;
  const applied = options.apply
    ? await run.client.call('whatIf.apply', { what, market, label: options.label ?? '' })
    : null;
  if (options.json) return run.json(applied ? { ...answer, applied } : answer);
  say(run, answer);
  if (applied) run.say(`\nApplied, revision ${applied.revision}: ${printable(applied.summary)}`);
  else run.say('\nNothing was written (--apply writes the trades).');
}

function say(run: CommandRun, answer: Answer): void {
  const { market, before, after, legs } = answer;
  run.say(
    `${answer.account}, market “${printable(market.label)}” as of ${before.asOf}${after.asOf === before.asOf ? '' : `, after: ${after.asOf}`}; ` +
      `${before.positions} positions before, ${after.positions} after; ${answer.milliseconds} ms`,
  );
  if (legs.length > 0) sayLegs(run, legs);
  for (const sentence of answer.happened) run.say(printable(sentence));
  for (const [nettingSet, currency] of setsOf(answer)) {
    run.say(`\n${nettingSet} in ${currency}`);
    sayEntries(run, entryOf(before, nettingSet, currency), entryOf(after, nettingSet, currency), currency);
  }
  if (before.total && after.total && before.entries.length > 1) {
    run.say(`\nSummed, never netted, in ${after.total.currency}`);
    sayEntries(run, before.total, after.total, after.total.currency);
  }
  sayGreeks(run, answer);
  if (after.excluded.length > 0) {
    run.say(`\nLeft out (${after.excluded.length}):`);
    run.table(
      [{ title: 'Instrument' }, { title: 'Quantity', right: true }, { title: 'Reason' }, { title: 'Remedy' }],
      after.excluded.map(({ instrument, quantity, reason, remedy }) => [
        instrument,
        quantity,
        reason,
        remedy,
      ]),
    );
  }
}

function sayLegs(run: CommandRun, legs: Answer['legs']): void {
  const read = legs.filter(({ problem }) => problem === null);
  if (read.length > 0) {
    run.table(
      [
        { title: 'Leg' },
        { title: 'Quantity', right: true },
        { title: 'In' },
        { title: 'Price', right: true },
        { title: 'From' },
        { title: 'Cash', right: true },
        { title: 'In' },
      ],
      read.map((leg) => [
        leg.symbol ?? '',
        leg.quantity ?? '',
        leg.quantityUnit ?? '',
        leg.price ?? '—',
        `${leg.priceFrom ?? ''}${leg.newInstrument ? ', new instrument' : ''}`,
        amount(leg.cash, leg.cashCurrency ?? ''),
        leg.cashCurrency ?? '',
      ]),
    );
  }
  for (const { id, problem } of legs) {
    if (problem)
      run.say(`Leg ${id} counts for nothing: ${printable(problem.message)} ${printable(problem.remedy)}`);
  }
}

const entryOf = (side: Answer['before'], nettingSet: string, currency: string): Entry | undefined =>
  side.entries.find((entry) => entry.nettingSet === nettingSet && entry.currency === currency);

function setsOf({ before, after }: Answer): [nettingSet: string, currency: string][] {
  const sets = new Map<string, [string, string]>();
  for (const { nettingSet, currency } of [...before.entries, ...after.entries]) {
    sets.set(`${nettingSet} ${currency}`, [nettingSet, currency]);
  }
  return [...sets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, set]) => set);
}

type Headline = Pick<Entry, 'equity' | 'initialMargin' | 'maintenanceMargin' | 'freeEquity' | 'deposit'> &
  Partial<Pick<Entry, 'status'>>;

const measures = [
  ['Equity', 'equity'],
  ['Initial margin', 'initialMargin'],
  ['Maintenance margin', 'maintenanceMargin'],
  ['Free equity', 'freeEquity'],
  ['Deposit', 'deposit'],
] as const;

function sayEntries(
  run: CommandRun,
  before: Headline | undefined,
  after: Headline | undefined,
  currency: string,
): void {
  const figure = (entry: Headline | undefined, name: (typeof measures)[number][1]): string =>
    entry?.[name] ?? '0';
  const rows = measures.map(([label, name]) => [
    label,
    amount(figure(before, name), currency),
    amount(figure(after, name), currency),
    amount(String(Number(figure(after, name)) - Number(figure(before, name))), currency),
  ]);
  const status = [before?.status, after?.status];
  run.table(
    [
      { title: currency },
      { title: 'Before', right: true },
      { title: 'After', right: true },
      { title: 'Difference', right: true },
    ],
    status.some(Boolean) ? [...rows, ['Status', status[0] ?? '—', status[1] ?? '—', '']] : rows,
  );
}

function sayGreeks(run: CommandRun, { before, after }: Answer): void {
  const keys = new Map<string, [string, string]>();
  for (const { underlying, quoteCurrency } of [...before.greeks, ...after.greeks]) {
    keys.set(`${underlying} ${quoteCurrency}`, [underlying, quoteCurrency]);
  }
  if (keys.size === 0) return;
  const digits = (text: string | undefined): string =>
    Number(text ?? '0')
      .toLocaleString('en-US', { maximumSignificantDigits: 8 })
      .replace('-', '−');
  const cells = [...keys.values()].flatMap(([underlying, quoteCurrency]) => {
    const of = (side: Answer['before']) =>
      side.greeks.find((row) => row.underlying === underlying && row.quoteCurrency === quoteCurrency);
    return (['delta', 'gamma', 'vega', 'theta'] as const).map((greek) => [
      `${underlying}, ${quoteCurrency}`,
      greek,
      digits(of(before)?.[greek]),
      digits(of(after)?.[greek]),
    ]);
  });
  run.say('\nGreeks');
  run.table(
    [
      { title: 'Underlying' },
      { title: 'Greek' },
      { title: 'Before', right: true },
      { title: 'After', right: true },
    ],
    cells,
  );
}
