// A request's body, up to a limit. May import node.
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';

/** The body is larger than what is taken here. */
export class TooLarge extends Error {
  constructor(limit: number) {
    super(`This is more than Margrave takes here (${limit} bytes). Nothing was done.`);
    this.name = 'TooLarge';
  }
}

/** Passes bytes on until there are more than `limit`, then fails with TooLarge. */
export function upTo(limit: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > limit) done(new TooLarge(limit));
      else done(null, chunk);
    },
  });
}

/** The whole body as text. Throws TooLarge. */
export async function bodyText(request: IncomingMessage, limit: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new TooLarge(limit);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new TooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
