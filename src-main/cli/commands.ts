// All commands, and how their failures become sentences and exit codes. May import desk and commander.
import { Command, CommanderError } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { type Desk, toPlainError } from '../desk/desk.ts';
import { addBookCommands } from './book-commands.ts';
import { addChangeCommand } from './change-command.ts';
import { CommandRun } from './command-run.ts';
import { addCompareCommand } from './compare-command.ts';
import { addDistanceCommand } from './distance-command.ts';
import { exitCodes } from './exit-codes.ts';
import { addExportCommand } from './export-command.ts';
import { addImportCommands } from './import-commands.ts';
import { addLimitCommands } from './limit-commands.ts';
import { addListedCommand } from './listed-command.ts';
import { addMarginCommands } from './margin-commands.ts';
import { addMarketCommands } from './market-command.ts';
import { addReconcileCommand } from './reconcile-command.ts';
import { addReconciliationsCommand } from './reconciliations-command.ts';
import { addRulebookCommand } from './rulebook-command.ts';
import { addRunCommands } from './run-commands.ts';
import type { Terminal } from './terminal.ts';
import { addWhatIfCommand } from './what-if-command.ts';

/** Runs one command on a terminal and answers its exit code; on a `shared` desk when there is one, which stays open. */
export async function runCommand(
  words: readonly string[],
  terminal: Terminal,
  shared: Desk | null = null,
): Promise<number> {
  const run = new CommandRun(terminal, packageFile.version, shared);
  const program = new Command('margrave')
    .description(
      'Portfolio margin for institutional desks: one book, several rulebooks, evidence that can be recomputed.',
    )
    .version(packageFile.version)
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 done with rows left out, 4 a margin limit is broken (limits).\nEvery command takes --json.',
    );
  addBookCommands(program, run);
  addImportCommands(program, run);
  addExportCommand(program, run);
  addMarginCommands(program, run);
  addCompareCommand(program, run);
  addListedCommand(program, run);
  addWhatIfCommand(program, run);
  addDistanceCommand(program, run);
  addLimitCommands(program, run);
  addRunCommands(program, run);
  addChangeCommand(program, run);
  addReconcileCommand(program, run);
  addReconciliationsCommand(program, run);
  addRulebookCommand(program, run);
  addMarketCommands(program, run);
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.error(text) })
      .showHelpAfterError(`(margrave ${command === program ? '' : `${command.name()} `}--help says more)`);
    if (command !== program) command.option('--json', 'print the answer as JSON');
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return run.exitCode;
  } catch (thrown) {
    return failure(thrown, words, terminal);
  } finally {
    await run.close();
  }
}

function failure(thrown: unknown, words: readonly string[], terminal: Terminal): number {
  if (thrown instanceof CommanderError) {
    // Asked-for help and version end this way too; without any command, help is the answer to wrong usage.
    return thrown.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  }
  const error = toPlainError(thrown);
  if (words.includes('--json')) terminal.out(`${JSON.stringify({ error }, null, 2)}\n`);
  terminal.error(`margrave: ${error.message}\n`);
  const { rows } = error.detail;
  if (Array.isArray(rows)) {
    for (const row of rows.slice(0, 20)) terminal.error(`  ${describeRow(row)}\n`);
    if (rows.length > 20) terminal.error(`  … and ${rows.length - 20} more\n`);
  }
  return exitCodes.failed;
}

function describeRow(row: unknown): string {
  if (typeof row !== 'object' || row === null) return String(row);
  const { account, instrument, quantity, reason, remedy } = row as Record<string, unknown>;
  if (typeof reason !== 'string') return JSON.stringify(row);
  const what = [account, instrument, quantity].filter((part) => part !== undefined).join('  ');
  return `${what}: ${reason}${typeof remedy === 'string' && remedy !== '' ? ` ${remedy}` : ''}`;
}
