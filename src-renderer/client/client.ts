// Typed calls over a bridge: the contract's `Client`, with errors as a class that keeps code, message and detail.
import type { CallInput, CallName, CallOutput, EventName, Events } from '../../src-main/contract/calls.ts';
import type { Client } from '../../src-main/contract/transport.ts';
import type { Bridge, PlainError } from './bridge.ts';

/** An error the program answered with. The message is a sentence for the person. */
export class CallError extends Error {
  readonly code: string;
  readonly detail: Record<string, unknown>;

  constructor(plain: PlainError) {
    super(plain.message);
    this.name = 'CallError';
    this.code = plain.code;
    this.detail = plain.detail;
  }
}

/** Anything thrown, as a CallError. */
export function asCallError(thrown: unknown): CallError {
  if (thrown instanceof CallError) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    const plain = thrown as Partial<PlainError>;
    return new CallError({
      code: String(plain.code),
      message: String(plain.message),
      detail: plain.detail ?? {},
    });
  }
  return new CallError({
    code: 'internal',
    message: thrown instanceof Error ? thrown.message : String(thrown),
    detail: {},
  });
}

/** The contract's client, and what a window needs of its host beside the calls. */
export interface WindowClient extends Client {
  host: Bridge['host'];
  /** Hands over a dropped file. @throws CallError when the host can't take it */
  offerFile(file: File): Promise<{ token: string; name: string }>;
  /** Hands a made file to the browser, where the host can't save it itself. */
  download(token: string, name: string): Promise<void>;
}

/** Joins a bridge to the contract. Input is copied to plain JSON: reactive objects can't cross a process. */
export function connect(bridge: Bridge): WindowClient {
  return {
    host: bridge.host,
    async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
      const answer = await bridge.call(name, JSON.parse(JSON.stringify(input)));
      if (!answer.ok) throw new CallError(answer.error);
      return answer.value as CallOutput<Name>;
    },
    on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void {
      return bridge.on(name, (event) => listener(event as Events[Name]));
    },
    async offerFile(file) {
      try {
        return await bridge.offerFile(file);
      } catch (thrown) {
        throw asCallError(thrown);
      }
    },
    async download(token, name) {
      if (bridge.download) await bridge.download(token, name);
    },
  };
}
