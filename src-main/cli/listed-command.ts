// The command that shows one account as listed markets see it. May import commander and contract.
import type { Command } from 'commander';
import type { CallOutput } from '../contract/calls.ts';
import { bookOption, userOption } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';
import { leftOutLines } from './left-out-text.ts';
import { commaSeparated } from './margin-commands.ts';
import { amount, percent, printable } from './tables.ts';

type Answer = CallOutput<'listed.compute'>;
type Margins = NonNullable<Answer['total']>;

interface ListedOptions {
  book: string;
  account: string;
  parameters?: string[];
  market?: string;
  pairs?: true;
  user?: string;
  json?: true;
}

const listedKeys = `
Per underlying: the deposit that opening the holdings at their marks would need under customer portfolio margin (occ-cpm) and under
strategy-based margin (reg-t); pairs that reg-t formed; SPAN's combined commodities, spreads and credits; short calls whose holders
gain by exercising before a dividend; options within one strike of the money at the next expiry.

--json prints one object; amounts are decimal text in its currency unless a row names another:
  account, currency, market, underlyings[], total, failures{}, strategies[], pairings[], commodities[], spreads[], assignments[],
  nearTheMoney[], excluded{}, unconfirmed{}, assumptions{}, milliseconds`;

const right = (title: string): { title: string; right: true } => ({ title, right: true });
const ROWS_PRINTED = 12;

export function addListedCommand(program: Command, run: CommandRun): void {
  program
    .command('listed')
    .description(
      'portfolio margin beside strategy-based margin, pairs, SPAN spreads, assignment and expiry of one account',
    )
    .requiredOption(...bookOption)
    .requiredOption('--account <account>', 'the account')
    .option(
      '--parameters <ids>',
      'parameter sets, separated by commas (default: the newest that hold)',
      commaSeparated,
    )
    .option('--market <id>', 'market snapshot (default: the newest)')
    .option('--pairs', 'list every pair; without it they are counted by strategy')
    .option(...userOption)
    .addHelpText('after', listedKeys)
    .action((options: ListedOptions) => listed(run, options));
}

async function listed(run: CommandRun, options: ListedOptions): Promise<void> {
  run.user = options.user ?? run.user;
  await run.open(options.book, true);
  const answer = await run.followed((task) =>
    run.client.call('listed.compute', {
      account: options.account,
      parameters: options.parameters ?? null,
      market: options.market ?? null,
      task,
    }),
  );
  const { total, commodities } = answer;
  if (total === null && commodities.length === 0) run.exitCode = exitCodes.failed;
  if (options.json) return run.json({ ...answer });
  run.say(
    `${answer.account} in ${answer.currency}, market “${printable(answer.market.label)}” of ${answer.market.time}; ${answer.milliseconds} ms`,
  );
  if (answer.underlyings.length === 0 && commodities.length === 0) {
    run.say('It holds nothing that is listed on a securities or futures exchange: choose another account.');
    return;
  }
  sayMargins(run, answer);
  sayPairs(run, answer, options.pairs === true);
  sayCommodities(run, answer);
  sayExpiry(run, answer);
  sayRest(run, answer);
  run.say('');
}

function sayMargins(run: CommandRun, { underlyings, total, currency }: Answer): void {
  if (total === null) return;
  const cells = ({ portfolioMargin, strategyBased, saving, savingFraction }: Margins): string[] => [
    amount(portfolioMargin?.deposit ?? null, currency),
    amount(strategyBased?.deposit ?? null, currency),
    amount(saving, currency),
    percent(savingFraction),
    amount(strategyBased?.maintenance ?? null, currency),
    portfolioMargin?.binding ?? '—',
  ];
  run.table(
    [
      { title: 'Underlying' },
      right('Rows'),
      right('Portfolio margin'),
      right('Strategy-based'),
      right('Saving'),
      right('Saved'),
      right('Maintenance'),
      { title: 'Binding point' },
    ],
    [
      ...underlyings
        .filter(({ portfolioMargin, strategyBased }) => portfolioMargin || strategyBased)
        .map((row) => [row.underlying, String(row.holdings), ...cells(row)]),
      ['Account', '', ...cells(total)],
    ],
  );
  run.say('Deposits from zero cash: what opening the holdings today at their marks would need.');
}

function sayPairs(run: CommandRun, { strategies, pairings, currency }: Answer, each: boolean): void {
  const formed = strategies.filter(({ level }) => level === 'maintenance');
  if (formed.length === 0) return;
  run.say('\nPairs (maintenance)');
  if (each)
    run.table(
      [
        { title: 'Underlying' },
        { title: 'Strategy' },
        right('Requirement'),
        { title: 'How' },
        { title: 'Legs' },
      ],
      formed.map(({ underlying, strategy, requirement, formula, legs }) => [
        underlying,
        strategy,
        amount(requirement, currency),
        formula,
        legs.map(({ instrument, quantity }) => `${quantity} ${instrument}`).join(', '),
      ]),
    );
  else
    for (const [name, rows] of Map.groupBy(
      formed,
      ({ underlying, strategy }) => `${underlying}: ${strategy}`,
    ))
      run.say(`  ${rows.length} × ${printable(name)}`);
  for (const { underlying, level, isExact, requirement, lowerBound } of pairings)
    if (!isExact)
      run.say(
        `  ${underlying}, ${level}: the best pairing found asks ${amount(requirement, currency)}; none asks less than ${amount(lowerBound, currency)}`,
      );
  const exact = pairings.filter(({ isExact }) => isExact).length;
  run.say(`  ${exact} of ${pairings.length} pairings are exact: no other asks less`);
}

function sayCommodities(run: CommandRun, { commodities, spreads }: Answer): void {
  if (commodities.length === 0) return;
  run.say('\nSPAN');
  run.table(
    [
      { title: 'Commodity' },
      { title: 'Arrays' },
      right('Scenario'),
      right('Scan'),
      right('Inter-month'),
      right('Delivery'),
      right('Credit'),
      right('Short minimum'),
      right('Option value'),
      right('Risk'),
    ],
    commodities.map((row) => [
      `${row.code} ${row.currency}`,
      row.arrays,
      String(row.activeScenario),
      ...[
        row.scanRisk,
        row.interMonth,
        row.delivery,
        row.credit,
        row.shortOptionMinimum,
        row.netOptionValue,
        row.risk,
      ].map((text) => amount(text, row.currency)),
    ]),
  );
  if (spreads.length === 0) return;
  run.table(
    [{ title: 'Spread' }, { title: 'Which' }, right('Formed'), right('Charge, or credit below 0')],
    spreads.map(({ kind, label, count, amount: money }) => [
      kind,
      label,
      kind === 'delivery' ? '—' : String(Number(Number(count).toFixed(4))),
      amount(money, commodities[0]!.currency),
    ]),
  );
}

function sayExpiry(run: CommandRun, { assignments, nearTheMoney, currency }: Answer): void {
  if (assignments.length > 0) {
    run.say('\nShort calls that would be assigned before a dividend');
    run.table(
      [
        { title: 'Instrument' },
        right('Contracts'),
        { title: 'Ex dividend' },
        right('Dividend'),
        right('Time value'),
        right('In the money'),
        right('Owed'),
      ],
      assignments.map((row) => [
        row.instrument,
        row.quantity,
        row.exDividend.slice(0, 10),
        row.isForecast ? `${row.dividend} expected` : row.dividend,
        Number(row.timeValue).toFixed(4),
        Number(row.inTheMoney).toFixed(2),
        amount(row.dividendOwed, currency),
      ]),
    );
  }
  if (nearTheMoney.length === 0) return;
  run.say('\nWithin one strike of the money at the next expiry');
  run.table(
    [
      { title: 'Instrument' },
      right('Contracts'),
      { title: 'Expiry' },
      right('Price'),
      right('From strike'),
      right('Strike step'),
    ],
    nearTheMoney.map((row) => [
      row.instrument,
      row.quantity,
      row.expiry,
      Number(row.price).toFixed(2),
      Number(row.distance).toFixed(2),
      row.strikeStep ?? 'not known',
    ]),
  );
}

function sayRest(run: CommandRun, { failures, excluded, unconfirmed, assumptions }: Answer): void {
  for (const rulebook of new Set([...Object.keys(failures), ...Object.keys(unconfirmed)])) {
    run.say(`\n${rulebook}`);
    if (failures[rulebook] !== undefined) run.say(`  no margin: ${printable(failures[rulebook])}`);
    for (const sentence of unconfirmed[rulebook] ?? []) run.say(`  unconfirmed: ${printable(sentence)}`);
    for (const sentence of assumptions[rulebook] ?? []) run.say(`  assumed: ${printable(sentence)}`);
    const left = excluded[rulebook] ?? [];
    if (left.length === 0) continue;
    run.say(`  left out: ${left.length} ${left.length === 1 ? 'row' : 'rows'}`);
    for (const line of leftOutLines(left, ROWS_PRINTED, '--json lists every row')) run.say(`    ${line}`);
  }
}
