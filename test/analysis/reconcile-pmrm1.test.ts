// Published cases and portfolios of Derive's first portfolio margin beside the same accounts computed here, by the engine's rulebook and by exact integers.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recogniseAnswer } from '../../src-main/analysis/reconcile/recognise.ts';
import type { ReconcileCase, ReconcileLine } from '../../src-main/analysis/reconcile/reconcile-case.ts';
import { MargraveError } from '../../src-main/domain/errors.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { naiveInput } from '../margin/naive-values.ts';
import { presets } from '../margin/presets.ts';
import { describeWithShared } from '../setup/shared.ts';

const suite: unknown = JSON.parse(
  readFileSync(new URL('../../resources/reconciliation/derive-pmrm1.json', import.meta.url), 'utf8'),
);

function reconcile(document: unknown, context: unknown = null, rulebook: string | null = null) {
  const found = recogniseAnswer(document, { name: 'cases', context, rulebook, parameterSets: presets });
  return { ...found, lines: found.cases.flatMap(linesOf) };
}

function linesOf(one: ReconcileCase): ReconcileLine[] {
  const { portfolio, market, parameters } = one;
  const own = rulebookById(one.rulebook);
  const input = naiveInput({ rulebook: own, portfolio, market, parameters });
  return one.compare(own.requirement(input), input.values);
}

const beyond = (lines: readonly ReconcileLine[], tolerance: number): string[] =>
  lines
    .filter(({ relativeDifference }) => !(relativeDifference <= tolerance))
    .map(({ quantity, published, computed }) => `${quantity}: ${published}, computed ${computed}`);

// derivexyz/v2-core at commit 7736900d, numbers of test 4 of the first manager; what no formula needs is left out.
const longCall = {
  OptionExpiries: [500400],
  OptionStrikes: ['1500000000000000000000'],
  OptionIsCall: [1],
  OptionAmounts: [1e18],
  OptionVols: ['1047884494084986240'],
  SpotPrice: 1500000000000000000000,
  SpotConfidence: 500000000000000000,
  FeedExpiries: [500400],
  Forwards: ['1500833279310993817600'],
  Rates: ['30000000000000000'],
};
const longCallResult = {
  ForwardContingency: '-8477300890208880640',
  OracleContingency: -375000000000000000000,
  MinSpan: '-79141132001392164864',
  InitialMarginCalc: '-398511886412749864960',
  MaintenanceMarginCalc: '230453187667777120',
};

describe('a case that is written here', () => {
  it('agrees in every line, fields that are missing taken as their plain value', () => {
    const { cases, lines } = reconcile({ Scenario: longCall, Result: longCallResult });
    expect(lines.map(({ quantity }) => quantity)).toEqual(
      [
        'InitialMarginCalc',
        'MaintenanceMarginCalc',
        'MinSpan',
        'ForwardContingency',
        'OracleContingency',
      ].flatMap((name) => [`Result.${name}`, `Result.${name} as integers`]),
    );
    expect(beyond(lines, 1e-12)).toEqual([]);
    expect(cases[0]?.notes.join()).toContain('for tests, not for use');
  });

  it('perpetual, coin, profit and funding; an option that is there with nothing held of it', () => {
    const scenario = {
      ...longCall,
      OptionAmounts: [0],
      Cash: '1000000000000000000000',
      Perps: -2e18,
      Base: 3e18,
      SpotConfidence: 1e18,
      PerpPrice: 1505000000000000000000,
      PerpConfidence: 9e17,
      StablePrice: 1e18,
      UnrealisedPerpPNL: 55e18,
      UnrealisedFunding: -1e18,
    };
    // Worst: everything falls by 15 %, the coins lose 675 and the perpetuals make 451.5; contingencies 2 %·1,500·(2 + 3) = 150.
    const equity = 1000 + 55 - 1 + 4500;
    const loss = 675 - 451.5 + 150;
    const { lines } = reconcile({
      Scenario: scenario,
      Result: {
        InitialMarginCalc: `${equity * 1e6 - loss * 1.3e6}000000000000`,
        MaintenanceMarginCalc: (equity - loss) * 1e18,
        PortfolioMTM: equity * 1e18,
      },
    });
    expect(lines).toHaveLength(6);
    expect(beyond(lines, 1e-12)).toEqual([]);
  });

  it('parameters of a context are used instead; a case of another rulebook is left out with the reason', () => {
    const changed = structuredClone(suite) as {
      cases: { parameters: { own: { parameters: { path: string; value: string }[] } } };
    };
    for (const row of changed.cases.parameters.own.parameters) {
      if (row.path === 'confidence.margin') row.value = '0.6';
    }
    const { lines, cases } = reconcile({ Scenario: longCall, Result: longCallResult }, changed);
    expect(lines.find(({ quantity }) => quantity === 'Result.OracleContingency')?.computed).toBeCloseTo(
      -450,
      9,
    );
    expect(cases[0]?.notes.join()).not.toContain('for tests');
    const other = reconcile({ Scenario: longCall, Result: longCallResult }, null, 'derive-srm');
    expect(other.cases).toEqual([]);
    expect(other.excluded[0]?.reason).toContain('derive-srm');
  });

  it('two rows of one option have one volatility, as a number or as its text', () => {
    const twice = Object.fromEntries(
      Object.entries(longCall).map(([name, value]) => [
        name,
        Array.isArray(value) ? [...value, ...value] : value,
      ]),
    );
    const half = {
      ...twice,
      OptionAmounts: [5e17, '5e17'],
      OptionVols: [1.047884494084986e18, '1.04788449408498624e18'],
    };
    const { lines } = reconcile({ Scenario: half, Result: longCallResult });
    expect(beyond(lines, 1e-12)).toEqual([]);
    const other = { ...half, OptionVols: [1e18, 1.1e18] };
    expect(() => reconcile({ Scenario: other, Result: longCallResult })).toThrow('Scenario.OptionVols[1]');
  });

  it('names the place of what is malformed', () => {
    const { SpotPrice: _spot, ...without } = longCall;
    const wrong = (scenario: object): unknown => ({
      Scenario: { ...longCall, ...scenario },
      Result: longCallResult,
    });
    expect(() => reconcile(wrong({ SpotPrice: null }))).toThrow('Scenario.SpotPrice is missing');
    expect(() => reconcile(wrong({ OptionVols: [] }))).toThrow('Scenario.OptionVols[0] is missing');
    expect(() => reconcile(wrong({ OptionExpiries: ['soon'] }))).toThrow('Scenario.OptionExpiries[0]');
    expect(() => reconcile({ Scenario: without, Result: longCallResult })).toThrow('no answer');
    expect(() => reconcile(wrong({ Base: 1, StablePrice: 0 }))).toThrow(MargraveError);
    const several = reconcile({
      bad: wrong({ SpotPrice: null }),
      good: { Scenario: longCall, Result: { MinSpan: longCallResult.MinSpan } },
    });
    expect(several.excluded[0]?.reason).toContain('bad.Scenario.SpotPrice is missing');
    expect(several.lines).toHaveLength(2);
  });

  it('a portfolio is compared in whole dollars, and the exact figures stand in the notes', () => {
    // Of the same source: a long box of one expiry is worth its width; a perpetual, long from 2,305.
    const leg = (amount: number, strike: number, type: string): object => {
      return { amount: amount * 1e8, expiry: '20230111', strike, type, underlying: 'eth' };
    };
    const { cases, lines } = reconcile(
      {
        box: {
          bases: [],
          cash: 0,
          options: [leg(1, 1000, 'put'), leg(1, 2000, 'call'), leg(-1, 1000, 'call'), leg(-1, 2000, 'put')],
          perps: [],
          results: { im: -1000, mm: -1000 },
        },
        perpetual: {
          bases: [],
          cash: 0,
          options: [],
          perps: [{ amount: 1e8, entryPrice: 230500000000, underlying: 'eth' }],
          result: { im: -759, mm: -654 },
        },
      },
      suite,
    );
    expect(beyond(lines, 0)).toEqual([]);
    expect(lines.filter(({ quantity }) => quantity.endsWith('as integers'))).toHaveLength(4);
    expect(cases[1]?.notes.join()).toContain('-759.195');
  });
});

describeWithShared('every published case', 'vectors/derive/pmrm1/scenarios.json', (path) => {
  it('agrees within 1e-10, by the rulebook and by exact integers', () => {
    const { lines, excluded } = reconcile(JSON.parse(readFileSync(path, 'utf8')));
    expect(excluded).toEqual([]);
    expect(lines.length).toBeGreaterThanOrEqual(14 * 18);
    expect(beyond(lines, 1e-10)).toEqual([]);
    expect(
      beyond(
        lines.filter(({ quantity }) => quantity.endsWith('as integers')),
        1e-13,
      ),
    ).toEqual([]);
  });
});

describeWithShared('every published portfolio', 'vectors/derive/pmrm1/portfolios.json', (path) => {
  it('agrees to the dollar, the one with prices of its own too', () => {
    const { lines, excluded } = reconcile(JSON.parse(readFileSync(path, 'utf8')), suite);
    expect(excluded).toEqual([]);
    expect(lines).toHaveLength(30 * 4);
    expect(beyond(lines, 0)).toEqual([]);
  });
});
