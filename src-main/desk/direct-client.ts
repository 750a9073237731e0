// The transport that needs no wire: the command line and tests call the desk in their own process, under the same checks as any other.
// May import contract.
import { type Client, type Handlers, serveCall } from '../contract/transport.ts';

/** A client of a desk in this process. */
export function directClient(desk: { handlers: Handlers; on: Client['on'] }): Client {
  return {
    call: (name, input) => serveCall(desk.handlers, name, input) as never,
    on: (name, listener) => desk.on(name, listener),
  };
}
