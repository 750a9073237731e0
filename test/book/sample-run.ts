// A small stored run for tests.
import type { BookWriter, StoredRun } from '../../src-main/book/book.ts';
import { contentHash } from '../../src-main/book/content-hash.ts';

/** Stores a run under the id; `text` makes its portfolio document long. Runs of one `text` share all inputs. */
export function storeSampleRun(book: BookWriter, id: string, text = ''): StoredRun {
  const documents = {
    portfolio: JSON.stringify({ portfolio: text }),
    market: '{"market":1}',
    parameters: '{"parameters":1}',
    history: '{"history":1}',
    result: JSON.stringify({ id }),
  };
  return book.storeRun(
    {
      id,
      createdAt: `2026-01-01T00:00:0${id.length}.00${id.slice(-1)}Z`,
      user: 'ada',
      label: `Run ${id}`,
      request: '{}',
      inputs: {
        portfolio: contentHash(documents.portfolio),
        market: contentHash(documents.market),
        parameters: contentHash(documents.parameters),
        history: contentHash(documents.history),
      },
      engineVersion: '0.1.0',
      kernel: 'scalar',
      resultHash: contentHash(documents.result),
    },
    documents,
  );
}
