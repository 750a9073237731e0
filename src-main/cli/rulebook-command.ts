// The command that lists rulebooks, their parameter sets, and every number that no venue confirms. May import commander and contract types.
import type { Command } from 'commander';
import type { CallOutput } from '../contract/calls.ts';
import type { CommandRun } from './command-run.ts';

type ParameterSet = CallOutput<'parameters.get'>;
interface Unconfirmed {
  set: string;
  path: string;
  value: string | boolean;
  unit: string;
  source: string;
}

export function addRulebookCommand(program: Command, run: CommandRun): void {
  program
    .command('rulebooks')
    .description('list the rulebooks, their parameter sets and what is unconfirmed')
    .option('--book <file>', 'list this book’s own parameter sets too')
    .action((options: { book?: string; json?: true }) => rulebooks(run, options));
}

async function rulebooks(run: CommandRun, options: { book?: string; json?: true }): Promise<void> {
  if (options.book !== undefined) await run.open(options.book, true);
  const states = await run.client.call('rulebooks.list', {});
  const listed = await run.client.call('parameters.list', { rulebook: null });
  const sets = await Promise.all(listed.map(({ id }) => run.client.call('parameters.get', { id })));
  const answer = states.map((state) => ({
    ...state,
    sets: sets
      .filter(({ rulebook }) => rulebook === state.id)
      .map(({ id, effective, asset, origin, assumed, label }) => ({
        id,
        effective,
        asset,
        origin,
        assumed,
        label,
      })),
    unconfirmedParameters: sets.filter(({ rulebook }) => rulebook === state.id).flatMap(unconfirmedOf),
  }));
  if (options.json) return run.json(answer);
  run.table(
    [{ title: 'Rulebook' }, { title: 'Venue' }, { title: 'Baseline' }, { title: 'What it is' }],
    answer.map(({ id, venue, isolatedBaseline, summary }) => [id, venue, isolatedBaseline ?? '', summary]),
  );
  run.say('');
  run.table(
    [
      { title: 'Parameter set' },
      { title: 'Holds from' },
      { title: 'For' },
      { title: 'Numbers', right: true },
      { title: 'Unconfirmed', right: true },
      { title: '' },
    ],
    sets.map((set) => [
      set.id,
      set.effective,
      set.asset ?? 'all',
      String(set.parameters.length),
      String(unconfirmedOf(set).length),
      set.assumed ? 'assumed' : '',
    ]),
  );
  const unconfirmed = answer.flatMap((state) => state.unconfirmedParameters);
  if (unconfirmed.length === 0) return;
  run.say('\nConfirmed by no venue’s number:');
  run.table(
    [{ title: 'Parameter set' }, { title: 'Parameter' }, { title: 'Value', right: true }, { title: 'Unit' }],
    unconfirmed.map(({ set, path, value, unit }) => [set, path, String(value), unit]),
  );
}

const unconfirmedOf = ({ id, parameters }: ParameterSet): Unconfirmed[] =>
  parameters
    .filter(({ confirmed }) => !confirmed)
    .map(({ path, value, unit, source }) => ({ set: id, path, value, unit, source }));
