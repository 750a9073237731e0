// The command that prints how far an account is from its levels. May import commander and contract types.
import type { Command } from 'commander';
import type { CallOutput } from '../contract/calls.ts';
import { bookOption, userOption } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';
import { amount, percent } from './tables.ts';

interface DistanceOptions {
  book: string;
  account: string;
  rulebook?: string;
  parameters?: string[];
  market?: string;
  allowExcluded?: true;
  user?: string;
  json?: true;
}

type Distances = CallOutput<'distance.compute'>;
type Root = Distances['roots'][number];

const keys = `
--json prints one object; moves are relative (-0.1 is ten percent down), amounts decimal text:
  account, asOf, currency, levels[]: nettingSet, currency, level, label, equity, requirement
  roots[]: nettingSet, currency, level, variable {kind: price (with underlying), allPrices or volatility}, move, price,
    crossing (breaks, recovers), gap (equity less requirement there), jump
  betas[]: underlying, beta, from; searched; pictures[]; excluded`;

export function addDistanceCommand(program: Command, run: CommandRun): void {
  program
    .command('distance')
    .description('print every move of price or volatility at which an account meets its levels')
    .requiredOption(...bookOption)
    .requiredOption('--account <account>', 'the account')
    .option('--rulebook <id>', 'margin it under this rulebook (default: the account’s own)')
    .option(
      '--parameters <ids>',
      'parameter sets, separated by commas (default: the newest that hold)',
      (text) =>
        text
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean),
    )
    .option('--market <id>', 'market snapshot (default: the newest)')
    .option('--allow-excluded', 'leave out rows that can’t be valued, and list them')
    .option(...userOption)
    .addHelpText('after', keys)
    .action((options: DistanceOptions) => distance(run, options));
}

async function distance(run: CommandRun, options: DistanceOptions): Promise<void> {
  run.user = options.user ?? run.user;
  await run.open(options.book, true);
  const found = await run.followed((task) =>
    run.client.call('distance.compute', {
      account: options.account,
      rulebook: options.rulebook ?? null,
      parameters: options.parameters ?? null,
      market: options.market ?? null,
      allowExcluded: options.allowExcluded === true,
      what: null,
      task,
    }),
  );
  if (found.excluded.length > 0) run.exitCode = exitCodes.doneWithExclusions;
  if (options.json) return run.json(found);
  sayDistances(run, found);
}

function sayDistances(run: CommandRun, found: Distances): void {
  run.say(`Distances of ${found.account} at ${found.asOf}, by full revaluation at each move.`);
  for (const level of found.levels) {
    const { nettingSet, currency, label, equity, requirement } = level;
    const own = found.roots.filter(
      (root) => root.nettingSet === nettingSet && root.currency === currency && root.level === level.level,
    );
    run.say(
      `\n${nettingSet}: ${label} ${amount(requirement, currency)} ${currency}, equity ${amount(equity, currency)} ${currency}`,
    );
    if (own.length === 0) {
      run.say(`  No move searched meets it.`);
      continue;
    }
    run.table(
      [
        { title: 'Moved' },
        { title: 'By', right: true },
        { title: 'To', right: true },
        { title: 'There equity' },
      ],
      own.map((root) => [
        movedWords(root),
        percent(root.move),
        root.price === null ? '' : amount(root.price, 'USD'),
        crossingWords(root),
      ]),
    );
  }
  const { priceFrom, priceTo } = found.searched;
  run.say(`\nSearched: every move from ${percent(priceFrom)} to ${percent(priceTo)}.`);
  for (const { underlying, beta, from } of found.betas) run.say(`Beta of ${underlying}: ${beta}. ${from}`);
}

function movedWords({ variable }: Root): string {
  if (variable.kind === 'price') return `price of ${variable.underlying}`;
  return variable.kind === 'allPrices' ? 'all prices, by beta' : 'all volatilities';
}

function crossingWords({ crossing, jump }: Root): string {
  const words = crossing === 'breaks' ? 'falls below' : 'is above again';
  return jump ? `${words}, by a jump` : words;
}
