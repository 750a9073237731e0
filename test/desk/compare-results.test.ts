import { expect, it } from 'vitest';
import { compareResults } from '../../src-main/desk/compare-results.ts';
import { runMargin } from '../../src-main/engine/run-margin.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { book, position, request } from '../engine/fixtures/books.ts';
import { toyRulebooks } from '../engine/fixtures/toy-rulebook.ts';

it('a result of a version that knew no mapped rows is the same as one that mapped none; a mapped row is a difference', () => {
  const { result } = runMargin(request(book([position('a', 'test:BTC-PERPETUAL', '5')])), {
    kernel: scalarKernel,
    findRulebook: toyRulebooks,
  });
  const { mapped: _none, ...earlier } = result;
  expect(compareResults(earlier, result).differences).toEqual([]);
  const row = {
    account: 'a',
    instrument: 'test:BTC-PERPETUAL',
    quantity: '5',
    carriedQuantity: '1',
    carriedAs: 'another',
    residualDelta: '0',
  };
  expect(compareResults(earlier, { ...result, mapped: [row] }).differences.length).toBeGreaterThan(0);
});
