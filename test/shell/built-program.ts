// Starts the built program under the fake Electron and asks it things. The caller ends it.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Asks } from './built-program-child.ts';

const CHILD = fileURLToPath(new URL('built-program-child.ts', import.meta.url));
const BUILT = fileURLToPath(new URL('../../out/main/main.js', import.meta.url));

export interface BuiltProgram {
  /** Asks the child; rejects with what it threw. */
  ask<Name extends keyof Asks>(
    name: Name,
    ...given: Parameters<Asks[Name]>
  ): Promise<Awaited<ReturnType<Asks[Name]>>>;
  end(): Promise<void>;
}

interface Settings {
  userFolder: string;
  words?: string[];
  packaged?: boolean;
  lockIsFree?: boolean;
}

interface Reply {
  id: number;
  value?: unknown;
  failure?: unknown;
}

/** The program, ready to be asked. Throws when it is not built: `npm test` builds it first. */
export async function startBuiltProgram(settings: Settings): Promise<BuiltProgram> {
  if (!existsSync(BUILT)) throw new Error('The program is not built: run “npm run build”.');
  const { packaged = false, lockIsFree = true } = settings;
  const child: ChildProcess = fork(CHILD, settings.words ?? [], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      MARGRAVE_USER_FOLDER: settings.userFolder,
      MARGRAVE_FAKE: JSON.stringify({ packaged, lockIsFree }),
    },
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  let asked = 0;
  child.on('message', (reply: Reply) => waiting.get(reply.id)?.(reply));
  const ended = new Promise<void>((known) => {
    child.once('exit', (code) => {
      for (const [id, settle] of waiting)
        settle({ id, failure: new Error(`The program ended with ${code}.`) });
      known();
    });
  });
  const replyTo = (id: number): Promise<unknown> =>
    new Promise((settled, failed) => {
      waiting.set(id, (reply) => {
        waiting.delete(id);
        if (reply.failure === undefined) settled(reply.value);
        else failed(reply.failure);
      });
    });
  await replyTo(0);
  return {
    ask(name, ...given) {
      asked += 1;
      const reply = replyTo(asked);
      child.send({ id: asked, ask: name, given });
      return reply as Promise<never>;
    },
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
