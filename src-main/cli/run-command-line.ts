// One run of the command line, from its words to its exit code. May import commander and, once Node is known to be new enough, the commands.
import { exitCodes } from './exit-codes.ts';
import { nodeTooOld } from './node-version.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command. `words` are the arguments without program and script. Answers the exit code: 0 done, 1 failed, 2 wrong usage,
 * 3 done with rows left out. Never throws and never ends the process.
 */
export async function runCommandLine(words: readonly string[], terminal: Terminal): Promise<number> {
  const tooOld = nodeTooOld(terminal.nodeVersion);
  if (tooOld !== null) {
    terminal.error(`margrave: ${tooOld}\n`);
    return exitCodes.failed;
  }
  const { runCommand } = await import('./commands.ts');
  return runCommand(words, terminal);
}
