// The published answer of OKX's position builder beside the same portfolio computed here.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recogniseAnswer } from '../../src-main/analysis/reconcile/recognise.ts';
import type { ReconcileCase, ReconcileLine } from '../../src-main/analysis/reconcile/reconcile-case.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { naiveInput } from '../margin/naive-values.ts';
import { presets } from '../margin/presets.ts';
import { describeWithShared } from '../setup/shared.ts';
import { type AbridgedExample, type BuilderAnswer, documentedShape } from './okx-builder.ts';

function reconcile(document: unknown): { one: ReconcileCase; lines: ReconcileLine[] } {
  const { cases } = recogniseAnswer(document, {
    name: 'answer.json',
    context: null,
    rulebook: null,
    parameterSets: presets,
  });
  const [one] = cases;
  if (!one) throw new Error('no case');
  const { portfolio, market, parameters } = one;
  const input = naiveInput({ rulebook: rulebookById(one.rulebook), portfolio, market, parameters });
  return { one, lines: one.compare(rulebookById(one.rulebook).requirement(input), input.values) };
}

const field = (line: ReconcileLine): string => line.quantity.replace(/^.*\./, '');
const worst = (lines: readonly ReconcileLine[]): number =>
  Math.max(...lines.map((line) => line.relativeDifference));

describeWithShared(
  'the position builder’s published example',
  'vectors/okx/position_builder_example.json',
  (path) => {
    const example = JSON.parse(readFileSync(path, 'utf8')) as AbridgedExample;

    it('agrees to 1e-11 in every line; MR1 and MR6 are identities of the index that is solved from MR1', () => {
      const { one, lines } = reconcile(documentedShape(example));
      expect(lines).toHaveLength(2 * (21 + 13) + 1 + 7);
      expect(worst(lines)).toBeLessThan(1e-11);
      expect(new Set(lines.filter((line) => line.given).map(field))).toEqual(
        new Set([
          ...lines.filter((line) => line.quantity.includes('mr1Scenarios')).map(field),
          'pnl',
          'mr1',
          'mr6',
          'eq',
        ]),
      );
      const evidence = lines.filter((line) => !line.given).map(field);
      for (const name of ['mr4', 'mr7', 'mmr', 'imr', 'totalMmr', 'totalImr', 'marginRatio', 'borrowMmr'])
        expect(evidence).toContain(name);
      expect(one.notes.join('\n')).toContain('solved from MR1 (97034.2437 USD)');
    });

    it('the abridged copy is read as it stands: numbers, longer names, each unit its own one position', () => {
      const { lines } = reconcile(example);
      expect(lines).toHaveLength(2 * (7 + 12) + 1 + 7);
      expect(worst(lines)).toBeLessThan(1e-11);
      const cut = structuredClone(example);
      for (const unit of cut.result.riskUnitData) {
        for (const name of ['mr1_worst', 'floatPnl_usdt', 'upl_usd']) delete unit[name];
      }
      expect(worst(reconcile(cut).lines)).toBeLessThan(1e-4);
    });

    it('agrees as well without profits per position, assets or final results: sizes, rate and equity follow from what is left', () => {
      const answer = documentedShape(example);
      delete answer.data[0]!.assets;
      for (const unit of answer.data[0]!.riskUnitData) delete unit.mr1FinalResult;
      const unsized = documentedShape(example);
      for (const unit of unsized.data[0]!.riskUnitData)
        for (const row of unit.portfolios as Record<string, string>[]) row.floatPnl = '';
      for (const document of [answer, unsized]) expect(worst(reconcile(document).lines)).toBeLessThan(1e-11);
    });

    it('with the index printed, in dollars or in the coin of the marks, every figure is evidence', () => {
      for (const index of [
        { BTC: '97034.243706', LTC: '101.94818225' },
        { BTC: '97078.9', LTC: '101.9951' },
      ]) {
        const { lines } = reconcile(documentedShape(example, index));
        expect(lines.filter((line) => line.given).map(field)).toEqual(['eq']);
        expect(worst(lines.filter((line) => /mr1|mr6/.test(line.quantity)))).toBeLessThan(1e-6);
        expect(worst(lines.filter((line) => /mr4|mr7|borrow|marginRatio/i.test(line.quantity)))).toBeLessThan(
          1e-11,
        );
      }
    });

    it('altering a published requirement changes nothing that is computed, save what follows from MR1', () => {
      const before = reconcile(documentedShape(example)).lines.map((line) => line.computed);
      const altered = (names: readonly string[]): number[] => {
        const answer: BuilderAnswer = documentedShape(example);
        for (const unit of answer.data[0]!.riskUnitData) for (const name of names) unit[name] = '123.25';
        for (const name of ['totalMmr', 'totalImr', 'marginRatio', 'borrowMmr', 'derivMmr', 'eq'])
          answer.data[0]![name] = '77';
        return reconcile(answer).lines.map((line) => line.computed);
      };
      expect(
        altered(['mr2', 'mr3', 'mr4', 'mr5', 'mr6', 'mr7', 'mr8', 'mr9', 'mmr', 'imr', 'delta']),
      ).toEqual(before);
      expect(altered(['mr1'])).not.toEqual(before);
    });
  },
);

describe('units in several dollar currencies', () => {
  // 10 · 0.01 BTC in USDT at 0.99, −8 · 0.0001 in USDC at 1.002, 30 · 100 USD against coin. Profits of the unit mix currencies, so rates follow from deltas.
  const row = (
    instId: string,
    amt: string,
    avgPx: string,
    markPx: string,
    floatPnl: number,
    delta: number,
  ) => ({
    ...{ instId, instType: 'SWAP', amt, avgPx, markPx },
    ...{ floatPnl: String(floatPnl), delta: String(delta) },
  });
  const linear = row('BTC-USDT-SWAP', '10', '100000', '101000', 100, 0.1 * 101_000 * 0.99);
  const coin = row('BTC-USD-SWAP', '-30', '98000', '100000', -3000 * (1 / 98_000 - 1 / 100_000), -3000);
  const usdc = row('BTC-USDC-SWAP', '-8', '99000', '99800', -0.64, -0.0008 * 99_800 * 1.002);
  const answer = (unit: Record<string, unknown>, spotInUse = '0') => ({
    data: [
      {
        ts: '1736936801642',
        assets: [{ ccy: 'BTC', availEq: '0.5', spotInUse }],
        riskUnitData: [{ riskUnit: 'BTC-USDT', portfolios: [linear, coin, usdc], ...unit }],
      },
    ],
  });
  // 0.1 + −0.03 − 0.0008 coins at 100,000, 12 %; perpetuals net to |Δ| · 0.2 %.
  const coins = 0.1 - 0.03 - 0.0008;
  const delta = 0.1 * 101_000 * 0.99 - 3000 - 0.0008 * 99_800 * 1.002;
  const mr1 = coins * 100_000 * 0.12;

  it('rates follow from deltas, the unit from its positions, and spot is in use only where the answer says so', () => {
    const { one, lines } = reconcile(
      answer({ indexUsd: '100000', upl: '1', mr1: String(mr1), mr4: String(delta * 0.002) }),
    );
    expect(one.market.figures.filter((figure) => figure.class === 'currencyRate')).toMatchObject([
      { key: 'USDT/USD', value: '0.99' },
      { key: 'USDC/USD', value: '1.002' },
    ]);
    expect(lines.map(field)).toEqual(['mr1', 'mr4']);
    expect(worst(lines)).toBeLessThan(1e-11);
    const short = { ...linear, amt: '-10', floatPnl: '-100', delta: String(-0.1 * 101_000 * 0.99) };
    const hedged = (spotInUse: string): number =>
      reconcile(answer({ indexUsd: '100000', mr1: '1', portfolios: [short] }, spotInUse)).lines[0]!.computed;
    expect(hedged('0')).toBeCloseTo(0.1 * 100_000 * 0.12, 6);
    expect(hedged('0.1')).toBeLessThan(100);
  });

  it('an index that gives the printed MR1 in one reading only is read so, wherever the marks stand', () => {
    // A mark of 100,000 USDT, worth 99,000 USD: an index of 100,000 is nearer to it as it stands.
    const level = row('BTC-USDT-SWAP', '10', '99000', '100000', 100, 0.1 * 100_000 * 0.99);
    const mr1 = 0.1 * 100_000 * 0.12;
    const one = (indexUsd: string, published: number) =>
      reconcile(
        answer({
          ...{ indexUsd, upl: '99', portfolios: [level] },
          ...{ mr1: String(published), mr1FinalResult: { spotShock: '-0.12' } },
        }),
      );
    expect(one('100000', mr1).lines[0]!.computed).toBeCloseTo(mr1, 6);
    expect(one('100000', mr1 * 0.99).lines[0]!.computed).toBeCloseTo(mr1 * 0.99, 6);
    expect(one('100000', mr1).one.notes.join()).toContain('indexUsd is read in USD: only so it gives');
    // A changed MR1 fits neither: the marks tell.
    expect(one('100000', 7).one.notes.join()).toContain('clearly nearer to the marks in USDT');
  });

  it('two units of one underlying are left out with the reason', () => {
    const document = answer({ indexUsd: '100000' });
    document.data[0]!.riskUnitData.push({ riskUnit: 'BTC-USD', portfolios: [coin] } as never);
    const { excluded } = recogniseAnswer(document, {
      ...{ name: 'answer.json', context: null, rulebook: null, parameterSets: presets },
    });
    expect(excluded[0]?.reason).toContain('several risk units of BTC');
  });
});

it('options alone need the index printed; with it they are valued from their marks', () => {
  const option = {
    instId: 'BTC-USD-250328-100000-C',
    amt: '-100',
    avgPx: '0.09',
    markPx: '0.085',
    floatPnl: '0.005',
  };
  const answer = (indexUsd: string): unknown => ({
    data: [
      {
        ts: '1736936801642',
        assets: [{ ccy: 'BTC', availEq: '1' }],
        riskUnitData: [{ riskUnit: 'BTC', indexUsd, mmr: '1', portfolios: [option] }],
      },
    ],
  });
  const options = { name: 'answer.json', context: null, rulebook: null, parameterSets: presets };
  expect(recogniseAnswer(answer(''), options).excluded[0]?.reason).toContain(
    'riskUnitData[0].indexUsd is missing',
  );
  const [one] = recogniseAnswer(answer('97000'), options).cases;
  expect(one!.notes.join()).toContain('volatilities follow from their marks');
  expect(one!.portfolio.positions[0]!.quantity).toBe('-1');
  // Equity of 1 BTC with a short option of 0.085 in it.
  expect(one!.portfolio.balances[0]!.amount).toBe('1.085');
  expect(one!.market.figures.find((figure) => figure.class === 'index')).toMatchObject({
    key: 'btc_usd',
    value: '97000',
  });
});

it('a position that can’t be sized, a unit without positions, and a rulebook of another venue, leave the answer out with a reason', () => {
  const unit = {
    riskUnit: 'BTC',
    portfolios: [{ instId: 'BTC-USDT-SWAP', amt: '1', markPx: '100' }],
  };
  const options = { name: 'answer.json', context: null, rulebook: null, parameterSets: presets };
  const unsized = recogniseAnswer({ data: [{ ts: '1736936801642', riskUnitData: [unit] }] }, options);
  expect(unsized.excluded[0]?.reason).toContain(
    'How much a contract of BTC-USDT-SWAP is can’t be told: data[0].riskUnitData[0].portfolios[0]',
  );
  const bare = recogniseAnswer({ result: { riskUnitData: [{ riskUnit: 'BTC', mmr: 12.5 }] } }, options);
  expect(bare.cases).toEqual([]);
  expect(bare.excluded[0]?.reason).toContain('asks for margin but lists no positions');
  const other = recogniseAnswer({ data: [{ riskUnitData: [] }] }, { ...options, rulebook: 'deribit-pm' });
  expect(other.excluded[0]?.reason).toContain('can’t be compared under deribit-pm');
});
