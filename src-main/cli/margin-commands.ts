// Commands that compute: margin and scenarios. May import commander and contract types.
import type { Command } from 'commander';
import type { MarginView } from '../contract/views.ts';
import { bookOption, userOption, wholeNumber } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';
import { sayBroken } from './limit-commands.ts';
import { type MarginEntryWithTree, sayMargin } from './margin-text.ts';
import { sayScenarios } from './scenario-text.ts';

interface MarginOptions {
  book: string;
  account?: string;
  rulebook?: string;
  parameters?: string[];
  market?: string;
  allowExcluded?: true;
  store: boolean;
  label?: string;
  depth: number;
  user?: string;
  json?: true;
}

const marginKeys = `
--json prints one object; amounts are decimal text, requirements positive:
  run (null when not stored), asOf, engineVersion, kernel, market, marketAge, parameters, totals, excluded, greeks,
  limits[]: limit, figure, share, state, sentence; mapped {total, rows[]} when rows are carried as other
    instruments; agreements[] when the book keeps agreement with the venue (see “reconciliations”)
  entries[]: account, rulebook, nettingSet, currency, equity, initialMargin, maintenanceMargin, freeEquity, deposit,
    thresholds[], status, worstScenario, baseline, unconfirmed[], assumptions[],
    tree: {id, label, amount, currency, operator, formula, inputs, confirmed, children[]}`;
const scenarioKeys = `
--json prints one object:
  asOf, excluded, tables[]: account, nettingSet, currency,
    tables[]: table, label, scenarios[]: {id, label, priceMove, volatility, profitAndLoss, counted, worst}`;

/** Parts of an option's value. */
export const commaSeparated = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function withMarginOptions(command: Command): Command {
  return command
    .requiredOption(...bookOption)
    .option('--account <account>', 'one account, or group:<id> (default: all)')
    .option('--rulebook <id>', 'margin all of it under this rulebook (default: each account’s own)')
    .option(
      '--parameters <ids>',
      'parameter sets, separated by commas (default: the newest that hold)',
      commaSeparated,
    )
    .option('--market <id>', 'market snapshot (default: the newest)')
    .option('--allow-excluded', 'leave out rows that can’t be valued, and list them')
    .option(...userOption);
}

export function addMarginCommands(program: Command, run: CommandRun): void {
  withMarginOptions(program.command('margin'))
    .description('compute the margin, say why it is what it is, and store the run')
    .option('--no-store', 'don’t store the run')
    .option('--label <text>', 'a label for the run')
    .option('--depth <levels>', 'levels of the tree that are printed', wholeNumber, 4)
    .addHelpText('after', marginKeys)
    .action((options: MarginOptions) => margin(run, options));

  withMarginOptions(program.command('scenarios'))
    .description('print each account’s price × volatility table')
    .addHelpText('after', scenarioKeys)
    .action((options: MarginOptions) => scenarios(run, options));
}

async function compute(run: CommandRun, options: MarginOptions, store: boolean): Promise<MarginView> {
  run.user = options.user ?? run.user;
  await run.open(options.book, !store);
  const view = await run.followed((task) =>
    run.client.call('margin.compute', {
      account: options.account ?? null,
      rulebook: options.rulebook ?? null,
      parameters: options.parameters ?? null,
      market: options.market ?? null,
      allowExcluded: options.allowExcluded === true,
      store,
      label: options.label ?? '',
      task,
    }),
  );
  if (view.excluded.length > 0) run.exitCode = exitCodes.doneWithExclusions;
  return view;
}

async function margin(run: CommandRun, options: MarginOptions): Promise<void> {
  const view = await compute(run, options, options.store);
  const limits = await run.client.call('limits.states', { view: view.view });
  const entries: MarginEntryWithTree[] = [];
  for (const entry of view.entries) {
    const { account, nettingSet, currency } = entry;
    entries.push({
      ...entry,
      tree: await run.client.call('margin.wholeTree', { view: view.view, account, nettingSet, currency }),
    });
  }
  if (options.json) {
    const {
      run: stored,
      asOf,
      engineVersion,
      kernel,
      parameters,
      totals,
      excluded,
      market,
      marketAge,
      greeks,
    } = view;
    return run.json({
      run: stored,
      asOf,
      engineVersion,
      kernel,
      market,
      marketAge,
      parameters,
      entries,
      totals,
      excluded,
      greeks,
      limits,
      ...(view.mapped === undefined ? {} : { mapped: view.mapped }),
      ...(view.agreements === undefined ? {} : { agreements: view.agreements }),
    });
  }
  sayMargin(run, view, entries, options.depth);
  if (limits.some(({ state }) => state !== 'within')) {
    run.say('Limits that are not kept:');
    sayBroken(run, limits);
    run.say('');
  }
  run.say(
    view.run === null
      ? 'Not stored (--no-store).'
      : `Stored as run ${view.run}. A report of it: margrave report --book ${options.book} --run ${view.run} --format pdf --out .`,
  );
}

async function scenarios(run: CommandRun, options: MarginOptions): Promise<void> {
  const view = await compute(run, options, false);
  const { tables } = await run.client.call('margin.tables', { view: view.view });
  if (options.json) return run.json({ asOf: view.asOf, tables, excluded: view.excluded });
  sayScenarios(run, tables);
}
