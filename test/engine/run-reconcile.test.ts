import { expect, test } from 'vitest';
import type { ReconcileCase, ReconcileLine } from '../../src-main/analysis/reconcile/reconcile-case.ts';
import { runReconcile } from '../../src-main/engine/run-reconcile.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { book, market, position } from './fixtures/books.ts';
import { toyParameters, toyRulebooks } from './fixtures/toy-rulebook.ts';

const context = { kernel: scalarKernel, findRulebook: toyRulebooks };
const line = (words: Partial<ReconcileLine>): ReconcileLine => ({
  quantity: 'q',
  published: 0,
  computed: 0,
  absoluteDifference: Number.NaN,
  relativeDifference: Number.NaN,
  given: false,
  roundingAllowance: 0,
  ...words,
});

function reconcileCase(id: string, words: Partial<ReconcileCase> = {}): ReconcileCase {
  return {
    id,
    rulebook: 'toy',
    portfolio: book([position('a', 'test:BTC-PERPETUAL', '100050')]),
    market: market(),
    parameters: toyParameters('toy'),
    notes: ['a note'],
    margins: ['margin'],
    compare: (entries, values) => [
      line({ quantity: 'margin', published: 0.26, computed: Number(entries[0]!.initialMargin) }),
      line({ quantity: 'cell', published: -400, computed: values.unitProfitAndLoss(0, 0) * 100_050 * 1000 }),
      line({ quantity: 'orders', published: 9, computed: 1, given: true }),
    ],
    ...words,
  };
}

test('cases are run like any portfolio; differences are relative to the larger of 1 and the published amount', () => {
  const answer = runReconcile(
    { cases: [reconcileCase('one')], excluded: [{ id: 'x', reason: 'y' }] },
    context,
  );
  expect(answer.rulebook).toBe('toy');
  expect(answer.excluded).toEqual([{ id: 'x', reason: 'y' }]);
  const [margin, cell, orders] = answer.cases[0]!.lines;
  expect(margin!.computed).toBeCloseTo(0.25, 14);
  expect(margin!.relativeDifference).toBeCloseTo(0.01, 14);
  expect(cell!.relativeDifference).toBeCloseTo(150 / 400, 12);
  expect(orders!.absoluteDifference).toBe(8);
  expect(answer.largestAbsoluteDifference).toBe(cell!.absoluteDifference);
  expect(answer.largestRelativeDifference).toBe(cell!.relativeDifference);
  expect(structuredClone(answer)).toEqual(answer);
});

test('a case that can not be run is listed with its sentence; the others are computed', () => {
  const unpriced = reconcileCase('unpriced', { market: { ...market(), figures: [] } });
  const unknown = reconcileCase('unknown', { rulebook: 'no-such' });
  const answer = runReconcile({ cases: [unpriced, reconcileCase('good'), unknown], excluded: [] }, context);
  expect(answer.cases.map(({ id }) => id)).toEqual(['good']);
  expect(answer.excluded.map(({ id }) => id)).toEqual(['unpriced', 'unknown']);
  expect(answer.excluded[0]!.reason).toContain('index btc_usd');
  expect(answer.excluded[1]!.reason).toContain('“no-such”');
});

test('what a case confirms is what its entries rest on where the whole margin was compared, nothing where only parts were', () => {
  const findRulebook: typeof context.findRulebook = (id) => {
    const toy = context.findRulebook(id);
    return (
      toy && {
        ...toy,
        requirement: (input) =>
          toy.requirement(input).map((entry) => ({ ...entry, unconfirmed: ['Nobody has seen it.'] })),
      }
    );
  };
  const [whole, part] = runReconcile(
    {
      cases: [reconcileCase('whole'), reconcileCase('part', { margins: ['margin', 'orders'] })],
      excluded: [],
    },
    { ...context, findRulebook },
  ).cases;
  expect(whole!.restsOn).toEqual(['Nobody has seen it.']);
  expect(part!.restsOn).toEqual([]);
});
