// The two ends that every transport joins: direct call, IPC and loopback. Both are derived from the one map of calls.

import { MargraveError, type PlainError, toPlainError } from '../domain/errors.ts';
import {
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
  type EventName,
  type Events,
} from './calls.ts';

export { MargraveError };

/** What serves the calls. One function per call, already given checked input. */
export type Handlers = { [Name in CallName]: (input: CallInput<Name>) => Promise<CallOutput<Name>> };

/** What a window or a command line holds. */
export interface Client {
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** Returns the function that ends the listening. */
  on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void;
}

/** True for a name that the map holds; protects against prototype keys. */
function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(calls, name);
}

/**
 * Checks a call that came over any transport and runs its handler.
 * Throws `invalid-input` for an unknown call or input that does not fit, naming the place.
 */
export async function serveCall(handlers: Handlers, name: unknown, input: unknown): Promise<unknown> {
  if (!isCallName(name))
    throw new MargraveError('invalid-input', `There is no call named “${String(name).slice(0, 60)}”.`, {});
  const checked = calls[name].input.safeParse(input);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const place = issue && issue.path.length > 0 ? issue.path.join('.') : 'the input';
    throw new MargraveError(
      'invalid-input',
      `The call ${name} was given something that does not fit at ${place}: ${issue?.message ?? 'unknown'}.`,
      { call: name, place },
    );
  }
  return (handlers[name] as (given: unknown) => Promise<unknown>)(checked.data);
}

/** What crosses a process: the value, or the error as plain facts. */
export type Answer = { ok: true; value: unknown } | { ok: false; error: PlainError };

/** As `serveCall`, with an error as plain facts: what a transport sends back. Never rejects. */
export async function answerCall(handlers: Handlers, name: unknown, input: unknown): Promise<Answer> {
  try {
    return { ok: true, value: await serveCall(handlers, name, input) };
  } catch (thrown) {
    return { ok: false, error: toPlainError(thrown) };
  }
}

/** The answer of a transport that turns something away before it reaches a handler. */
export function refusal(message: string, detail: Record<string, unknown> = {}): Answer {
  return { ok: false, error: { code: 'invalid-input', message, detail } };
}
