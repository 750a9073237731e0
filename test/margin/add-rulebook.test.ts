// The README's recipe “Adding a rulebook”, followed from outside the program: a folder of its own (toy-venue/), a preset, one
// registration. Nothing of src-main is touched, and the toy margins the sample book through the program's engine thread.
import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { explanationFaults } from '../../src-main/analysis/explain.ts';
import type { MarketSnapshot } from '../../src-main/domain/market.ts';
import type { ParameterSet } from '../../src-main/domain/parameters.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import { startEngine } from '../../src-main/engine/engine-client.ts';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { runMargin } from '../../src-main/engine/run-margin.ts';
import {
  chooseParameterSets,
  fieldOfPath,
  registerRulebook,
  rulebookById,
  rulebooks,
} from '../../src-main/margin/registry.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { toyPm } from './toy-venue/margin.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const preset = read('./toy-venue/toy-pm@2026-01-01.json') as ParameterSet;
type Sample = Omit<Portfolio, 'positions'> & { positions: Portfolio['positions']; market: MarketSnapshot[] };
const whole = read('../../resources/sample/portfolio.json') as Sample;
/** The sample's accounts at a coin venue: the toy carries nothing that an exchange lists. */
const coinAccounts = whole.accounts.filter(({ venue }) => venue === 'deribit');
const ofCoins = ({ account }: { account: string }): boolean => coinAccounts.some(({ id }) => id === account);
const sample: Sample = {
  ...whole,
  accounts: coinAccounts,
  positions: whole.positions.filter(ofCoins),
  balances: whole.balances.filter(ofCoins),
};
const engine = startEngine({ workerUrl: new URL('./toy-venue/engine-worker.ts', import.meta.url) });
const unregister = registerRulebook(toyPm);
afterAll(async () => {
  unregister();
  await engine.close();
});

const request = (replaced: Record<string, string> = {}, positions = sample.positions) => ({
  question: 'toy',
  portfolio: packPortfolio({ ...sample, positions }),
  market: sample.market[0]!,
  history: [],
  rulebook: 'toy-pm',
  parameters: {
    'toy-pm': chooseParameterSets('toy-pm', [], sample.market[0]!.time, [
      {
        ...preset,
        parameters: preset.parameters.map((row) => ({ ...row, value: replaced[row.path] ?? row.value })),
      },
    ]),
  },
  allowExcluded: false,
  withBaseline: true,
  withStandalone: false,
});
const margin = (...words: Parameters<typeof request>) =>
  runMargin(request(...words), { kernel: scalarKernel, findRulebook: rulebookById });

it('is found like the program’s own, its id is taken once, and every number of its preset has a field and a source', () => {
  expect(rulebooks.at(-1)).toBe(toyPm);
  expect(() => registerRulebook(toyPm)).toThrow('There is a rulebook “toy-pm” already.');
  expect(() => registerRulebook({ ...toyPm, id: 'other', isolatedBaseline: 'nobody' })).toThrow('“nobody”');
  for (const { path, source } of preset.parameters) {
    expect(fieldOfPath(toyPm.parameterFields, path)?.meaning).toBeTruthy();
    expect(source).not.toBe('');
  }
});

it('margins the sample book through the program’s engine thread, and every entry explains itself', async () => {
  const { result } = await engine.call('margin', request());
  expect(result.entries.map(({ account, rulebook, currency }) => [account, rulebook, currency])).toEqual(
    ['basis', 'client-flow', 'volatility'].map((account) => [account, 'toy-pm', 'USD']),
  );
  expect(result.entries.flatMap(explanationFaults)).toEqual([]);
  for (const { initialMargin } of result.entries) expect(Number(initialMargin)).toBeGreaterThan(0);
  // Inverse contracts are carried as linear ones, each row said; the sample’s linear ones as they are.
  expect(result.mapped!.length).toBeGreaterThan(300);
  const dated = result.mapped!.find(({ carriedAs }) => carriedAs.startsWith('linear future'))!;
  expect(Math.abs(Number(dated.residualDelta))).toBeLessThan(1e-9);
  expect(margin().result).toEqual(result);
});

it('feels each of its parameters, and neither the order of rows nor their lots', () => {
  const amounts = (answer: ReturnType<typeof margin>) =>
    answer.result.entries.map(({ initialMargin, maintenanceMargin }) => [initialMargin, maintenanceMargin]);
  const own = amounts(margin());
  expect(amounts(margin({ 'general.priceMove': '0.11' }))).not.toEqual(own);
  expect(amounts(margin({ 'general.maintenanceFactor': '0.7' }))).not.toEqual(own);
  const some = sample.positions.slice(0, 60);
  const split = some.toReversed().flatMap((row) => [
    { ...row, lot: '1', quantity: '3' },
    { ...row, lot: '2', quantity: String(Number(row.quantity) - 3) },
  ]);
  const whole = some.map((row) => ({ ...row, quantity: String(Number(row.quantity)) }));
  expect(margin({}, split).result).toEqual(margin({}, whole).result);
});
