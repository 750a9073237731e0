import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { toFloat } from '../../src-main/domain/decimal.ts';
import { MargraveError } from '../../src-main/domain/errors.ts';
import type { ExcludedRow } from '../../src-main/domain/margin-result.ts';
import { type RunContext, runMargin } from '../../src-main/engine/run-margin.ts';
import { ENGINE_VERSION } from '../../src-main/engine/version.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import {
  account,
  book,
  figure,
  instrument,
  instruments,
  market,
  position,
  request,
} from './fixtures/books.ts';
import { toyParameters, toyRulebooks } from './fixtures/toy-rulebook.ts';

const context: RunContext = { kernel: scalarKernel, findRulebook: toyRulebooks };
const PERPETUAL = 'test:BTC-PERPETUAL';
const CALL = 'test:BTC-2025-01-31-100000-call';

function thrown(work: () => unknown): MargraveError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(MargraveError);
    return error as MargraveError;
  }
  throw new Error('Nothing was thrown.');
}

test('an inverse perpetual loses q·m/(1 + m) at the worst move, and the answer survives a structured clone', () => {
  const answer = runMargin(request(book([position('a', PERPETUAL, '100050')])), context);
  const entry = answer.result.entries[0]!;
  expect(Math.abs(toFloat(entry.initialMargin) - 0.2 / 0.8)).toBeLessThan(1e-16);
  expect(entry.currency).toBe('BTC');
  expect(answer.result.engineVersion).toBe(packageFile.version);
  expect(ENGINE_VERSION).toBe(packageFile.version);
  expect(answer.holdings.contribution[0]).toBeCloseTo(0.25, 15);
  expect(structuredClone(answer)).toEqual(answer);
});

const arbitraryPositions = fc.array(
  fc.record({
    account: fc.constantFrom('a', 'b'),
    instrument: fc.constantFrom(...instruments().map(({ id }) => id)),
    quantity: fc.integer({ min: -3000, max: 3000 }).map((thousandths) => String(thousandths / 1000)),
  }),
  { minLength: 1, maxLength: 40 },
);

test('permuting and splitting positions changes no bit', () => {
  fc.assert(
    fc.property(arbitraryPositions, fc.infiniteStream(fc.nat(1000)), (rows, random) => {
      const positions = rows.map((row) => position(row.account, row.instrument, row.quantity));
      const split = positions.flatMap((row) => {
        const part = (random.next().value / 1000).toFixed(3);
        const rest = (Number(row.quantity) * 1000 - Number(part) * 1000) / 1000;
        return [
          { ...row, quantity: part },
          { ...row, quantity: rest.toFixed(3), lot: '2' },
        ];
      });
      const shuffled = split
        .map((row) => ({ row, key: random.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ row }) => row);
      const base = book(positions);
      const other = { ...book(shuffled), instruments: instruments().reverse() };
      other.accounts = base.accounts.toReversed();
      const figures = market();
      const reversed = { ...figures, figures: figures.figures.toReversed() };
      const words = { withStandalone: true };
      expect(runMargin(request(other, { ...words, market: reversed }), context)).toEqual(
        runMargin(request(base, words), context),
      );
    }),
    { seed: 20250101, numRuns: 25 },
  );
});

describe('rows that can not be margined', () => {
  const unknownOption = instrument({
    symbol: 'ADA-OPTION',
    kind: 'option',
    underlying: 'ADA',
    expiry: '2025-02-28T08:00:00Z',
    strike: '1',
    right: 'call',
  });
  const doge = instrument({ symbol: 'DOGE-PERPETUAL', kind: 'perpetual', underlying: 'DOGE' });
  const portfolio = book(
    [
      position('a', PERPETUAL, '1000'),
      position('a', unknownOption.id, '3'),
      position('a', doge.id, '-2'),
      position('b', PERPETUAL, '5'),
    ],
    {
      instruments: [...instruments(), unknownOption, doge],
      accounts: [account('a'), { ...account('b'), marginModel: 'no-such' }],
    },
  );
  const figures = market(portfolio.instruments);
  figures.figures = figures.figures.filter(({ key }) => key !== unknownOption.id);
  figures.figures.push(figure('index', 'doge_usd', '0.3'));

  test('stop the run with all of them listed, each with reason and remedy', () => {
    const error = thrown(() => runMargin(request(portfolio, { market: figures }), context));
    expect(error.code).toBe('incomplete');
    const rows = error.detail.rows as ExcludedRow[];
    expect(rows.map(({ instrument: id, quantity }) => [id, quantity])).toEqual([
      [unknownOption.id, '3'],
      [doge.id, '-2'],
      [PERPETUAL, '5'],
    ]);
    expect(rows[0]!.remedy).toContain('index ada_usd');
    expect(rows[1]!.reason).toContain('does not carry DOGE');
    expect(rows[2]!.reason).toContain('“no-such”');
  });

  test('are left out and listed when that is allowed', () => {
    const answer = runMargin(request(portfolio, { market: figures, allowExcluded: true }), context);
    expect(answer.result.excluded).toHaveLength(3);
    expect(answer.result.entries).toHaveLength(1);
    expect([...answer.holdings.contribution].filter(Number.isNaN)).toHaveLength(3);
  });
});

test('an account of an unknown margin model that holds only money is named too', () => {
  const portfolio = book([position('a', PERPETUAL, '1')], {
    accounts: [
      account('a'),
      { ...account('b'), marginModel: 'no-such' },
      { ...account('c'), marginModel: 'no-such' },
    ],
    balances: [{ account: 'b', kind: 'cash', currency: 'BTC', amount: '1' }],
  });
  const { rows } = thrown(() => runMargin(request(portfolio), context)).detail as { rows: ExcludedRow[] };
  expect(rows.map((row) => [row.account, row.instrument])).toEqual([['b', '']]);
});

test('an expired option is settled to cash at its settlement price, and says so', () => {
  const expired = instrument({
    symbol: 'BTC-OLD',
    kind: 'option',
    expiry: '2024-12-27T08:00:00Z',
    strike: '80000',
    right: 'call',
  });
  const portfolio = book([position('a', expired.id, '-2'), position('a', PERPETUAL, '100')], {
    instruments: [...instruments(), expired],
  });
  const without = market(portfolio.instruments);
  expect(thrown(() => runMargin(request(portfolio, { market: without }), context)).message).toContain(
    'expired',
  );
  const settled = { ...without, figures: [...without.figures, figure('settlement', expired.id, '100000')] };
  const { result, holdings } = runMargin(request(portfolio, { market: settled }), context);
  expect(result.entries[0]!.equity).toBe('-0.4');
  expect(result.entries[0]!.assumptions.join()).toContain('settled to cash at 100000');
  expect(result.excluded).toEqual([]);
  expect([...holdings.value]).toContain(-0.4);
});

test('a quantity whose square is no number any more is named with its row', () => {
  const portfolio = book([position('a', PERPETUAL, `1${'0'.repeat(300)}`)]);
  const error = thrown(() => runMargin(request(portfolio), context));
  expect(error.code).toBe('incomplete');
  const { rows } = error.detail as { rows: ExcludedRow[] };
  expect(rows[0]).toMatchObject({ instrument: PERPETUAL, reason: expect.stringContaining('quantity') });
});

test('an expired future is settled to the profit since its settled price', () => {
  const expired = instrument({ symbol: 'BTC-PAST', kind: 'future', expiry: '2024-12-27T08:00:00Z' });
  const held = { ...position('a', expired.id, '100000'), settledPrice: '80000' };
  const portfolio = book([held], { instruments: [...instruments(), expired] });
  const figures = market(portfolio.instruments);
  const settled = { ...figures, figures: [...figures.figures, figure('settlement', expired.id, '100000')] };
  const { result } = runMargin(request(portfolio, { market: settled }), context);
  // 100,000 USD · (1/80,000 − 1/100,000)
  expect(Number(result.entries[0]!.equity)).toBeCloseTo(0.25, 12);
});

test('the baseline stands beside each entry, and the saving is on deposit from zero cash', () => {
  const { result } = runMargin(
    request(book([position('a', PERPETUAL, '100050'), position('a', 'test:BTC-31JAN25', '-100900')])),
    context,
  );
  const entry = result.entries[0]!;
  expect(toFloat(entry.initialMargin)).toBeLessThan(1e-15);
  expect(entry.baseline).toMatchObject({ rulebook: 'toy-isolated', confirmed: true });
  // Each leg alone: 0.25 long, 0.2/1.2 short.
  expect(toFloat(entry.baseline!.saving)).toBeCloseTo(0.25 + 0.2 / 1.2, 14);
  expect(toFloat(entry.baseline!.savingFraction!)).toBeCloseTo(1, 14);
  const book_ = result.totals.find(({ node }) => node === 'book')!;
  expect(toFloat(book_.saving!)).toBeCloseTo((0.25 + 0.2 / 1.2) * 100_000, 8);
  expect(book_.rates).toEqual({ 'BTC/USD': '100000' });
});

test('a total without a rate is left out and listed; the accounts’ own margins stand', () => {
  const portfolio = book([position('a', PERPETUAL, '100050')], {
    accounts: [{ ...account('a'), reportingCurrency: 'JPY' }],
  });
  const { result } = runMargin(request(portfolio, { allowExcluded: false }), context);
  expect(result.entries).toHaveLength(1);
  expect(result.totals).toEqual([]);
  expect(result.excluded.map(({ instrument }) => instrument)).toContain('BTC/JPY');
});

test('a baseline without parameters is said in words and fails nothing', () => {
  const one = request(book([position('a', PERPETUAL, '1000')]), {
    parameters: { toy: toyParameters('toy') },
  });
  const entry = runMargin(one, context).result.entries[0]!;
  expect(entry.baseline).toBeNull();
  expect(entry.assumptions.join()).toContain('No comparison with Toy isolated');
});

test('standalone margin is what the position asks by itself', () => {
  const words = { withStandalone: true };
  const both = runMargin(
    request(book([position('a', PERPETUAL, '100050'), position('a', CALL, '-1')]), words),
    context,
  );
  for (const [index, id] of both.holdings.instrument.entries()) {
    const quantity = String(both.holdings.quantity[index]);
    const alone = runMargin(request(book([position('a', id, quantity)])), context);
    expect(both.holdings.standalone[index]).toBe(toFloat(alone.result.entries[0]!.initialMargin));
  }
});

test('a run that is cancelled stops with `cancelled`; progress grows to its total', () => {
  const portfolio = request(book([position('a', PERPETUAL, '1')]));
  expect(thrown(() => runMargin(portfolio, { ...context, isCancelled: () => true })).code).toBe('cancelled');
  const seen: number[] = [];
  let total = 0;
  const onProgress = (progress: { done: number; total: number }): void => {
    seen.push(progress.done);
    total = progress.total;
  };
  runMargin({ ...portfolio, withStandalone: true }, { ...context, onProgress });
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBeLessThanOrEqual(total);
});

test('totals are formed over the tree in the reporting currency and added, never netted', () => {
  const portfolio = book([position('a', PERPETUAL, '100050'), position('b', PERPETUAL, '-100050')], {
    accounts: [account('a', 'desk'), account('b', 'desk')],
    groups: [{ id: 'desk', name: 'Desk', parent: null }],
    balances: [{ account: 'a', kind: 'cash', currency: 'USDT', amount: '50' }],
  });
  const { result } = runMargin(request(portfolio), context);
  const [a, b, desk, whole] = result.totals;
  expect([a!.node, b!.node, desk!.node, whole!.node]).toEqual([
    'account:a',
    'account:b',
    'group:desk',
    'book',
  ]);
  expect(toFloat(desk!.initialMargin)).toBe(toFloat(a!.initialMargin) + toFloat(b!.initialMargin));
  expect(whole!.initialMargin).toBe(desk!.initialMargin);
  expect(a!.parent).toBe('group:desk');
  expect(result.entries.flatMap(({ assumptions }) => assumptions).join()).toContain(
    'USDT is counted as 1 USD',
  );
});
