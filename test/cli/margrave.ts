// Runs commands in this process, on one desk for all: its threads start once.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLineDesk } from '../../src-main/cli/command-run.ts';
import { runCommand } from '../../src-main/cli/commands.ts';
import type { Terminal } from '../../src-main/cli/terminal.ts';

export interface Finished {
  code: number;
  out: string;
  error: string;
}

/** A terminal that remembers what was written to it: no colours, no boxes, unless told. */
export function rememberingTerminal(
  userFolder: string,
  how: Partial<Terminal> = {},
): { terminal: Terminal; finished: Finished } {
  const finished: Finished = { code: -1, out: '', error: '' };
  const terminal: Terminal = {
    out: (text) => {
      finished.out += text;
    },
    error: (text) => {
      finished.error += text;
    },
    interactive: false,
    width: 120,
    progress: false,
    colour: false,
    userFolder,
    user: 'ada',
    nodeVersion: process.versions.node,
    ...how,
  };
  return { terminal, finished };
}

export interface CommandFolder {
  folder: string;
  margrave(words: string[], how?: Partial<Terminal>): Promise<Finished>;
  /** Writes a file of the folder; answers its path. */
  written(name: string, content: string | object): string;
  close(): Promise<void>;
}

/** A folder of its own with a desk over it. */
export function commandFolder(): CommandFolder {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-cli-'));
  const userFolder = join(folder, 'user');
  const desk = commandLineDesk(userFolder, 'ada', '0.0.0-test');
  return {
    folder,
    async margrave(words, how) {
      const { terminal, finished } = rememberingTerminal(userFolder, how);
      finished.code = await runCommand(words, terminal, desk);
      return finished;
    },
    written(name, content) {
      const path = join(folder, name);
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    },
    async close() {
      await desk.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
