// Commands about the book as a file: init, sample, verify-book, backup, restore. May import commander and contract types.
import { type Command, InvalidArgumentError } from 'commander';
import type { BookState } from '../contract/views.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';

export const bookOption = ['--book <file>', 'the book, such as desk.margrave'] as const;
export const userOption = ['--user <name>', 'name for the audit chain (default: who is logged in)'] as const;

/** A whole number of at least one. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number is needed.');
  return value;
}

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

function sayBook(run: CommandRun, state: BookState): void {
  const { counts } = state;
  run.say(`${state.name}  ${state.path}${state.sample ? '  (sample: invented figures)' : ''}`);
  run.say(
    `  ${counted(counts.accounts, 'account')}, ${counted(counts.positions, 'position')} in ${counted(counts.instruments, 'instrument')}, ` +
      `${counted(counts.orders, 'open order')}, ${counted(counts.balances, 'balance')}, ${counted(counts.snapshots, 'market snapshot')}, ${counted(counts.runs, 'run')}`,
  );
  if (state.readOnlyReason !== null) run.say(`  read only: ${state.readOnlyReason}`);
  for (const warning of state.warnings) run.say(`  warning: ${warning}`);
}

export function addBookCommands(program: Command, run: CommandRun): void {
  program
    .command('init')
    .description('make an empty book')
    .requiredOption(...bookOption)
    .option('--name <name>', 'name of the book (default: the file’s)')
    .option(...userOption)
    .action(async (options: { book: string; name?: string; user?: string; json?: true }) => {
      run.user = options.user ?? run.user;
      const state = await run.desk.commandLine.createBook(options.book, options.name ?? '');
      if (options.json) run.json(state);
      else sayBook(run, state);
    });

  program
    .command('sample')
    .description('make the sample book: five margin accounts with invented figures')
    .requiredOption(...bookOption)
    .option(...userOption)
    .action(async (options: { book: string; user?: string; json?: true }) => {
      run.user = options.user ?? run.user;
      const state = await run.followed((task) => run.desk.commandLine.openSample(options.book, task));
      if (options.json) run.json(state);
      else sayBook(run, state);
    });

  program
    .command('verify-book')
    .description('check every table’s digest and the audit chain; nothing is written')
    .requiredOption(...bookOption)
    .action(async (options: { book: string; json?: true }) => {
      const state = await run.open(options.book, true);
      const report = await run.followed((task) => run.client.call('book.verify', { task }));
      if (!report.ok) run.exitCode = exitCodes.failed;
      if (options.json) return run.json({ path: state.path, ...report });
      run.table(
        [{ title: 'Table' }, { title: 'Rows', right: true }, { title: 'Digest' }],
        report.tables.map(({ table, rows, ok }) => [table, String(rows), ok ? 'as recorded' : 'DIFFERS']),
      );
      for (const problem of report.problems) run.say(problem);
      run.say(report.ok ? 'The book is as it was written.' : 'The book is damaged: restore a backup.');
    });

  program
    .command('backup')
    .description('write a verified copy of the book beside it, or list the copies')
    .requiredOption(...bookOption)
    .option('--list', 'list the backups there are')
    .action(async (options: { book: string; list?: true; json?: true }) => {
      await run.open(options.book, false);
      if (options.list) {
        const backups = await run.desk.commandLine.backups();
        if (options.json) return run.json(backups);
        return run.table(
          [{ title: 'Made' }, { title: 'For' }, { title: 'Bytes', right: true }, { title: 'File' }],
          backups.map(({ createdAt, reason, bytes, path }) => [createdAt, reason, String(bytes), path]),
        );
      }
      const made = await run.client.call('book.backup', {});
      if (options.json) run.json(made);
      else run.say(`${made.path}  ${made.bytes} bytes`);
    });

  program
    .command('restore')
    .description('put a backup in the book’s place; what was there is backed up first')
    .argument('<backup>', 'the backup file')
    .requiredOption(...bookOption)
    .option(...userOption)
    .action(async (backup: string, options: { book: string; user?: string; json?: true }) => {
      run.user = options.user ?? run.user;
      const { state, report } = await run.desk.commandLine.restore(backup, options.book);
      if (options.json) return run.json({ ...report, revision: state.revision });
      run.say(`${state.path} is restored from ${report.from}, at revision ${state.revision}.`);
      if (report.previous !== null) run.say(`What was there is in ${report.previous.path}.`);
      if (report.damagedKeptAt !== null) run.say(`The damaged file is kept at ${report.damagedKeptAt}.`);
    });
}
