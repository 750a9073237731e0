// A desk whose every call answers its own name and input: enough to see what a transport carries.
import { basename } from 'node:path';
import { type CallName, calls, type EventName, type Events } from '../../src-main/contract/calls.ts';
import type { Handlers } from '../../src-main/contract/transport.ts';
import type { Desk } from '../../src-main/desk/desk.ts';
import { MargraveError } from '../../src-main/domain/errors.ts';

export interface FakeDesk extends Pick<Desk, 'handlers' | 'on' | 'offerFile' | 'madeFile' | 'emit'> {
  /** Paths that were offered, in order; the token of each is `offered-<index>-………`. */
  offered: string[];
  /** Made files by their token. */
  made: Map<string, { path: string; name: string; mediaType: string }>;
  /** How many listeners there are now. */
  listening(): number;
}

export function fakeDesk(): FakeDesk {
  const listeners = new Map<EventName, Set<(event: never) => void>>();
  const offered: string[] = [];
  const made: FakeDesk['made'] = new Map();
  const handlers: Record<string, (input: unknown) => Promise<unknown>> = {};
  for (const name of Object.keys(calls) as CallName[]) {
    handlers[name] = async (input) => ({ name, input });
  }
  // One that fails as a program does, one that fails as a machine does.
  handlers['book.verify'] = async () => {
    throw new MargraveError('integrity', 'The table positions was changed from outside.', {
      table: 'positions',
    });
  };
  handlers['book.backup'] = async () => {
    throw new TypeError('a mistake in the program');
  };
  return {
    offered,
    made,
    handlers: handlers as unknown as Handlers,
    on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void) {
      const of = listeners.get(name) ?? new Set();
      listeners.set(name, of);
      of.add(listener as (event: never) => void);
      return () => void of.delete(listener as (event: never) => void);
    },
    emit(name, event) {
      for (const listener of listeners.get(name) ?? []) (listener as (given: unknown) => void)(event);
    },
    offerFile(path) {
      offered.push(path);
      return `offered-${offered.length - 1}-${'x'.repeat(16)}`;
    },
    madeFile(token) {
      const file = made.get(token);
      if (file === undefined)
        throw new MargraveError('not-found', `There is no file ${basename(token)}.`, {});
      return file;
    },
    listening: () => [...listeners.values()].reduce((sum, of) => sum + of.size, 0),
  };
}
