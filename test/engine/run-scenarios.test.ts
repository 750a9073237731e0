import { expect, test } from 'vitest';
import type { ScenarioTable } from '../../src-main/domain/margin-result.ts';
import { runScenarios } from '../../src-main/engine/run-scenarios.ts';
import type { Rulebook } from '../../src-main/margin/rulebook.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { book, position, request } from './fixtures/books.ts';
import { toyRulebook } from './fixtures/toy-rulebook.ts';

/** The toy rulebook with its grid as a table, so that what was chosen can be seen in numbers. */
const withTables: Rulebook = {
  ...toyRulebook,
  requirement(input) {
    return toyRulebook.requirement(input).map((entry) => {
      const group = input.values.groups().find((name) => name.startsWith(`${entry.currency} `));
      const vector = group === undefined ? undefined : input.values.profitAndLoss(group);
      const table: ScenarioTable = {
        table: 'grid',
        label: 'Grid',
        scenarios: input.values.scenarios.scenarios.map((scenario, s) => ({
          id: scenario.id,
          label: scenario.label,
          priceMove: String(scenario.priceMove),
          volatility: scenario.volatility,
          profitAndLoss: String(vector?.[s] ?? 0),
          counted: String(vector?.[s] ?? 0),
          worst: false,
        })),
      };
      return { ...entry, tables: [table] };
    });
  },
};
const context = { kernel: scalarKernel, findRulebook: () => withTables };
const BTC = 'test:BTC-PERPETUAL';
const SOL = 'test:SOL_USDC-PERPETUAL';
const portfolio = book([
  position('a', BTC, '100050'),
  position('a', SOL, '2'),
  position('b', BTC, '-100050'),
]);
const grid = (account: string | null, underlying: string | null): ReturnType<typeof runScenarios> =>
  runScenarios({ ...request(portfolio), account, underlying }, context);

test('all netting sets of all accounts, ordered by account', () => {
  expect(grid(null, null).map(({ account, currency }) => [account, currency])).toEqual([
    ['a', 'BTC'],
    ['a', 'USDC'],
    ['b', 'BTC'],
  ]);
});

test('an account or an underlying alone: its own numbers', () => {
  const short = grid('b', null);
  expect(short).toHaveLength(1);
  // +20 % on a short of one coin's worth: −0.2/1.2.
  expect(Number(short[0]!.tables[0]!.scenarios.at(-1)!.profitAndLoss)).toBeCloseTo(-0.2 / 1.2, 15);
  const sol = grid('a', 'SOL');
  expect(sol.map(({ currency }) => currency)).toEqual(['USDC']);
  expect(Number(sol[0]!.tables[0]!.scenarios[0]!.profitAndLoss)).toBeCloseTo(-2 * 10 * 190 * 0.2, 9);
  expect(grid('nobody', null)).toEqual([]);
});
