// Published cases and portfolios of Derive's standard manager beside the same computed here; what can't be compared says why.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recogniseAnswer } from '../../src-main/analysis/reconcile/recognise.ts';
import type { RecogniseOptions } from '../../src-main/analysis/reconcile/recogniser.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { naiveInput } from '../margin/naive-values.ts';
import { presets } from '../margin/presets.ts';
import { describeWithShared } from '../setup/shared.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8')) as unknown;
const context = read('resources/reconciliation/derive-srm.json');

function compared(document: unknown, given: Partial<RecogniseOptions> = {}) {
  const options = { name: 'answer.json', context: null, rulebook: null, parameterSets: presets, ...given };
  const { cases, excluded } = recogniseAnswer(document, options);
  const lines = cases.flatMap((one) => {
    const rulebook = rulebookById(one.rulebook);
    const { portfolio, market, parameters } = one;
    const input = naiveInput({ rulebook, portfolio, market, parameters });
    return one.compare(rulebook.requirement(input), input.values);
  });
  return { cases, excluded, lines };
}

describeWithShared('published cases', 'vectors/derive/srm', (folder) => {
  it('19 cases, every line within 1e-12; an altered result changes nothing computed', () => {
    const document = read(`${folder}/cases.json`) as Record<string, { Result: Record<string, number> }>;
    const { cases, lines } = compared(document);
    expect(cases).toHaveLength(19);
    expect(lines).toHaveLength(19 * 18);
    for (const line of lines) expect(line.relativeDifference, line.quantity).toBeLessThan(1e-12);
    expect(compared(document, { context }).lines).toEqual(lines);
    const altered = structuredClone(document);
    for (const { Result } of Object.values(altered)) {
      for (const name of Object.keys(Result)) Result[name] = 7e18;
    }
    const again = compared(altered).lines;
    expect(again.map(({ computed }) => computed)).toEqual(lines.map(({ computed }) => computed));
  });

  it('28 portfolios, every whole dollar', () => {
    const { cases, lines, excluded } = compared(read(`${folder}/portfolios.json`), { context });
    expect(cases).toHaveLength(28);
    expect(excluded).toEqual([]);
    for (const line of lines) expect(line.absoluteDifference, line.quantity).toBe(0);
  });
});

it('a case may leave out rates, confidences and the peg: nothing is discounted, everything is sure', () => {
  const one = 1e18;
  const scenario = {
    OptionUnderlying: ['ETH'],
    OptionExpiries: [500400],
    OptionStrikes: [1000 * one],
    OptionIsCall: [1],
    OptionAmounts: [-one],
    OptionVols: [0],
    Forwards: [1500 * one],
    ETHSpotPrice: 1500 * one,
    BTCSpotPrice: 28000 * one,
    wETH: 2 * one,
  };
  // A call worth its 500 at no volatility: IM −(500 + 15 % · 1500), MM −(500 + 7.5 % · 1500); coins count with 10 % of 3000.
  const Result = { realIM: -425 * one, realMM: -312.5 * one };
  for (const { computed, published } of compared({ Scenario: scenario, Result }).lines)
    expect(computed).toBeCloseTo(published, 9);
  // Two rows of one expiry, written differently: the less sure volatility is the expiry's; (1 − 0.1) · 0.4 · 1500 for each of two.
  const two = Object.fromEntries(
    Object.entries(scenario).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...value, ...value] : value,
    ]),
  );
  const unsure = {
    ...two,
    OptionExpiries: [500400, '500400.0'],
    OptionStrikes: [1000 * one, '2e21'],
    OptionVolConfidences: [one, '1e17'],
  };
  const [charge] = compared({
    Scenario: unsure,
    Result: { realIM: 0, realMM: 0, OracleConts: '-1080e18' },
  }).lines.slice(-1);
  expect(charge!.computed).toBeCloseTo(charge!.published, 9);
});

describe('a portfolio of a manager', () => {
  // Transcribed from the standard manager's published portfolios.
  const option = { expiry: '20230118', strike: 2000, type: 'call', underlying: 'eth' };
  const portfolio = {
    bases: [{ amount: 100000000, underlying: 'btc' }],
    cash: 1000000000000,
    options: [{ ...option, amount: -100000000 }],
    perps: [],
    results: { im: '32010', mm: 32160 },
  };
  it('is compared on the market and the parameters of the context', () => {
    const { lines } = compared(portfolio, { context });
    expect(lines.map(({ published, computed }) => [published, computed])).toEqual([
      [32010, 32010],
      [32160, 32160],
    ]);
  });
  it('without a context says what is missing and how to give it', () => {
    const [none] = compared(portfolio).excluded;
    expect(none!.reason).toContain('resources/reconciliation/derive-srm.json');
    const [named] = compared(portfolio, { rulebook: 'derive-srm' }).excluded;
    expect(named!.reason).toContain('no context document was given');
  });
  it('on a day or a coin that the context doesn’t know is left out with the place that is missing', () => {
    const other = { ...portfolio, options: [{ ...option, expiry: '20230119', amount: 1 }] };
    expect(compared(other, { context }).excluded[0]!.reason).toContain(
      'no forward of ETH for 20230119: context.portfolios.market.markets.ETH.forwards["20230119"]',
    );
    const coin = { ...portfolio, bases: [{ amount: 1, underlying: 'sol' }] };
    expect(compared(coin, { context }).excluded[0]!.reason).toContain('no market of SOL');
  });
  it('that the context can’t make is left out with the context’s reason; overrides fit names by content', () => {
    const document = { first_depeg: { ...portfolio, bases: [] }, unknown_two: portfolio };
    const own = structuredClone(context) as { portfolios: Record<string, unknown> };
    own.portfolios.notKnown = [{ cases: 'unknown_*', reason: 'Its prices are printed nowhere.' }];
    const { cases, excluded } = compared(document, { context: own });
    expect(excluded).toEqual([{ id: 'answer.json unknown_two', reason: 'Its prices are printed nowhere.' }]);
    const stable = cases[0]!.market.figures.find(({ key }) => key === 'USDC/USD');
    expect(stable).toMatchObject({ value: '0.1', source: 'context.portfolios.overrides[0].stable' });
  });
  it.each([
    ['options[0].expiry', { ...portfolio, options: [{ ...option, expiry: 'soon', amount: 1 }] }],
    ['options[0].type', { ...portfolio, options: [{ ...option, type: 'C', amount: 1 }] }],
    ['bases[0].amount', { ...portfolio, bases: [{ underlying: 'btc' }] }],
  ])('malformed at %s is refused with the path', (path, document) => {
    expect(() => compared(document, { context })).toThrow(path);
  });
});
