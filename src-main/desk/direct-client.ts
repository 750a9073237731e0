// The transport that needs no wire: the command line and tests call the desk in their own process, under the same checks as any other.
// May import contract.
import type { EventName, Events } from '../contract/calls.ts';
import { type Client, serveCall } from '../contract/transport.ts';
import type { Desk } from './desk.ts';

/** A client of the desk in this process. */
export function directClient(desk: Desk): Client {
  return {
    call: (name, input) => serveCall(desk.handlers, name, input) as never,
    on: <Name extends EventName>(name: Name, listener: (event: Events[Name]) => void) =>
      desk.on(name, listener),
  };
}
