// One account under several toy rulebooks: amounts in one currency, savings, and failures that stay on their row.
import { expect, test } from 'vitest';
import { toFloat } from '../../src-main/domain/decimal.ts';
import { MargraveError } from '../../src-main/domain/errors.ts';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { runComparison } from '../../src-main/engine/run-comparison.ts';
import type { RunContext } from '../../src-main/engine/run-margin.ts';
import type { Rulebook } from '../../src-main/margin/rulebook.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { book, instrument, instruments, market, position } from './fixtures/books.ts';
import { toyIsolated, toyParameters, toyRulebook, toyScenarios } from './fixtures/toy-rulebook.ts';

const PERPETUAL = 'test:BTC-PERPETUAL';
const FUTURE = 'test:BTC-31JAN25';

/** Charges 10 % of the cash besides, which no position brings, and states a ratio. */
const charging: Rulebook = {
  ...toyRulebook,
  id: 'charging',
  isolatedBaseline: null,
  requirement: (input) =>
    toyRulebook.requirement(input).map((entry): MarginEntry => {
      const charge = toFloat(entry.equity) / 10;
      const asked = String(toFloat(entry.initialMargin) + charge);
      return {
        ...entry,
        initialMargin: asked,
        depositFromZeroCash: asked,
        contributions: [
          ...entry.contributions,
          {
            instrument: null,
            driver: 'cashCharge',
            label: `Charge on ${entry.currency}`,
            amount: String(charge),
          },
        ],
        ratio: { name: 'toy ratio', formula: 'equity / margin', value: '2', saferWhen: 'higher' },
      };
    }),
};
const found: Record<string, Rulebook> = {
  toy: toyRulebook,
  'toy-isolated': toyIsolated,
  charging,
  /** Adds its positions up: margining them together saves nothing. */
  apart: {
    ...toyIsolated,
    id: 'apart',
    isolatedBaseline: null,
    scenarios: (columns, _market, _history, parameters) =>
      toyScenarios(columns, Number(parameters.parameters[0]!.value)),
  },
  bare: { ...toyRulebook, id: 'bare', label: 'Bare' },
  choosy: {
    ...toyRulebook,
    id: 'choosy',
    requirement(input) {
      const unknown = input.values.holdings.find(({ instrument: { underlying } }) => underlying === 'ADA');
      if (unknown) throw new MargraveError('invalid-input', 'The parameter asset.ada.move is missing.', {});
      return toyRulebook.requirement(input);
    },
  },
  picky: { ...toyRulebook, id: 'picky', refuses: () => 'It carries nothing.' },
};
const context: RunContext = { kernel: scalarKernel, findRulebook: (id) => found[id] };
const doge = instrument({ symbol: 'DOGE-PERPETUAL', kind: 'perpetual', underlying: 'DOGE' });
const portfolio = book(
  [position('a', PERPETUAL, '100050'), position('a', FUTURE, '-100900'), position('a', doge.id, '7')],
  {
    instruments: [...instruments(), doge],
    balances: [{ account: 'a', kind: 'cash', currency: 'BTC', amount: '2' }],
  },
);
const snapshot = market(portfolio.instruments);
snapshot.figures.push({
  class: 'index',
  key: 'doge_usd',
  expiry: '',
  value: '0.3',
  time: snapshot.time,
  source: 't',
});

function compare(rulebooks: string[], currency = 'USD', held = portfolio) {
  const packed = packPortfolio(held);
  const parameters = Object.fromEntries(
    ['toy', 'toy-isolated', 'charging', 'apart', 'choosy', 'picky'].map((id) => [id, toyParameters(id)]),
  );
  return runComparison(
    { question: 'q', portfolio: packed, market: snapshot, history: [], rulebooks, parameters, currency },
    context,
  );
}

test('amounts are in the currency asked for, savings against the baseline or each position alone', () => {
  const [toy, charged] = compare(['toy', 'charging']);
  // Long and short hedge but for their prices; alone each loses 0.2 / 0.8 up or 0.2 / 1.2 down, of a coin.
  const alone = (0.25 + 0.2 / 1.2) * 100_000;
  expect(toFloat(toy!.equity!)).toBe(200_000);
  expect(toy!.baseline!.rulebook).toBe('toy-isolated');
  expect(toFloat(toy!.baseline!.depositFromZeroCash)).toBeCloseTo(alone, 6);
  expect(toFloat(toy!.baseline!.saving)).toBeCloseTo(alone - toFloat(toy!.depositFromZeroCash!), 6);
  expect([toy!.largestAddOn, toy!.ratio, toy!.baselineMissing]).toEqual([null, null, null]);
  // The charge on the cash is on both sides of the saving.
  expect(charged!.baseline!.rulebook).toBeNull();
  expect(toFloat(charged!.baseline!.depositFromZeroCash)).toBeCloseTo(alone + 20_000, 6);
  expect(toFloat(charged!.baseline!.saving)).toBeCloseTo(toFloat(toy!.baseline!.saving), 6);
  expect(charged!.largestAddOn).toEqual({ driver: 'cashCharge', label: 'Charge on BTC', amount: '20000' });
  expect(charged!.ratio?.name).toBe('toy ratio');
  expect(charged!.excluded.map(({ instrument: id }) => id)).toEqual([doge.id]);
  const [inCoin] = compare(['toy'], 'BTC');
  expect(inCoin!.equity).toBe('2');
  expect([charged!.asHeld, toy!.asHeld]).toEqual([2, 2]);
});

test('what differs by float noise only is no saving', () => {
  const rows = [position('a', PERPETUAL, '100050.7'), position('a', FUTURE, '-30100.3')];
  const balances = [{ account: 'a', kind: 'cash' as const, currency: 'BTC', amount: '2' }];
  const [apart] = compare(['apart'], 'USD', book(rows, { instruments: instruments(), balances }));
  const { depositFromZeroCash, saving, savingFraction } = apart!.baseline!;
  expect(toFloat(depositFromZeroCash)).toBeGreaterThan(10_000);
  expect([saving, savingFraction]).toEqual(['0', '0']);
});

test('a rulebook that others are measured against states no saving of its own', () => {
  const [isolated] = compare(['toy-isolated', 'toy']);
  expect(isolated!.baseline).toBeNull();
  expect(isolated!.baselineMissing).toContain('is an isolated baseline itself');
});

test('what one rulebook can’t do is a sentence on its row', () => {
  const rows = compare(['bare', 'picky', 'nobody', 'toy']);
  expect(rows.map(({ deposit }) => deposit === null)).toEqual([true, true, true, false]);
  expect(rows[0]!.failure).toContain('No parameter set of Bare was chosen');
  expect(rows[1]!.failure).toContain('None of the account’s positions can be carried');
  expect(rows[1]!.excluded).toHaveLength(3);
  expect(rows[2]!.failure).toBe('There is no rulebook “nobody”.');
  const [unrated] = compare(['toy'], 'GBP');
  expect(unrated!.failure).toContain('no rate from BTC to GBP');
  expect(unrated!.entries).toHaveLength(1);
  expect(unrated!.deposit).toBeNull();
});

test('rows on an underlying without parameters are left out; where nothing else is held, the rulebook fails', () => {
  const ada = instrument({ symbol: 'ADA-PERPETUAL', kind: 'perpetual', underlying: 'ADA' });
  snapshot.figures.push({ ...snapshot.figures[0]!, key: 'ada_usd', value: '0.5' });
  const rows = [position('a', PERPETUAL, '100050'), position('a', ada.id, '-9')];
  const words = { instruments: [...instruments(), ada] };
  const [some] = compare(['choosy'], 'USD', book(rows, words));
  expect(some!.excluded.map(({ instrument: id, quantity, reason }) => [id, quantity, reason])).toEqual([
    [ada.id, '-9', 'The parameter asset.ada.move is missing.'],
  ]);
  expect(toFloat(some!.initialMargin!)).toBeCloseTo(25_000, 6);
  const [none] = compare(['choosy'], 'USD', book(rows.slice(1), words));
  expect(none!.failure).toBe('The parameter asset.ada.move is missing.');
});
