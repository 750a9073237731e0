// 500 random option books: no sign change of a 10,001-point scan is missed, and each root meets its level within 0.01 USD.
import { expect, test } from 'vitest';
import { distancesOf, faultsOf, randomRequest, SCAN_POINTS } from '../engine/fixtures/distance-books.ts';

const BOOKS = 500;
const AT_ONCE = 10;

test.each(Array.from({ length: BOOKS / AT_ONCE }, (_, part) => part * AT_ONCE))(
  'random option books from %i',
  (first) => {
    let roots = 0;
    for (let book = first; book < first + AT_ONCE; book++) {
      const request = randomRequest(book);
      const result = distancesOf(request);
      roots += result.roots.length;
      expect(faultsOf(request, result, SCAN_POINTS), `book ${book}`).toEqual([]);
    }
    process.stdout.write(`books ${first} to ${first + AT_ONCE - 1}: ${roots} roots, none missed\n`);
    expect(roots).toBeGreaterThan(0);
  },
  1_800_000,
);
