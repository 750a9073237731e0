// Where the command line writes: what kind of terminal that is decides on colour, boxes and progress bars. May import desk.
import { userFolder, userName } from '../desk/user-folder.ts';

export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  /** Standard output is a terminal: boxes. */
  interactive: boolean;
  /** Characters in a line of it. */
  width: number;
  /** Standard error is a terminal: progress bars. */
  progress: boolean;
  /** Colours are wanted: a terminal, and no NO_COLOR. */
  colour: boolean;
  /** Folder of the user's own files. */
  userFolder: string;
  user: string;
  nodeVersion: string;
}

export function processTerminal(): Terminal {
  const { env } = process;
  const interactive = process.stdout.isTTY === true;
  // Whoever reads may have read enough (`margrave … | head`): that is no failure of the command.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    interactive,
    width: process.stdout.columns || 120,
    progress: process.stderr.isTTY === true,
    colour: interactive && !env.NO_COLOR && env.TERM !== 'dumb',
    userFolder: userFolder(env),
    user: userName(env),
    nodeVersion: process.versions.node,
  };
}
