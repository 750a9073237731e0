// Account summaries beside what is computed from their equity; and documents that can't be reconciled.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deribitInstrument } from '../../src-main/analysis/reconcile/deribit/deribit-instrument.ts';
import { decimalsOf } from '../../src-main/analysis/reconcile/lines.ts';
import { recogniseAnswer } from '../../src-main/analysis/reconcile/recognise.ts';
import type { ReconcileLine } from '../../src-main/analysis/reconcile/reconcile-case.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { naiveInput } from '../margin/naive-values.ts';
import { presets } from '../margin/presets.ts';
import { describeWithShared } from '../setup/shared.ts';

function reconcile(
  document: unknown,
  context: unknown = null,
): {
  lines: ReconcileLine[];
  excluded: { id: string; reason: string }[];
  rulebooks: string[];
} {
  const { cases, excluded } = recogniseAnswer(document, {
    name: 'file.json',
    context,
    rulebook: null,
    parameterSets: presets,
  });
  const lines = cases.flatMap((one) => {
    const rulebook = rulebookById(one.rulebook);
    const input = naiveInput({
      rulebook,
      portfolio: one.portfolio,
      market: one.market,
      parameters: one.parameters,
    });
    return one.compare(rulebook.requirement(input), input.values);
  });
  return { lines, excluded, rulebooks: cases.map((one) => one.rulebook) };
}

const computedOf = (lines: ReconcileLine[]): number[] =>
  lines.filter((line) => !line.given).map((line) => line.computed);

describeWithShared(
  'the cross-collateral account',
  'data/positions/deribit_account_summaries_cross_pm.json',
  (path) => {
    const document = JSON.parse(readFileSync(path, 'utf8')) as {
      result: { summaries: Record<string, unknown>[] };
    };

    it('agrees to the printed rounding, in USD and in every currency', () => {
      const { lines, rulebooks } = reconcile(document);
      expect(rulebooks).toEqual(['deribit-cross-pm']);
      const counted = lines.filter((line) => !line.given);
      expect(counted).toHaveLength(16);
      for (const line of counted) {
        expect(line.absoluteDifference, line.quantity).toBeLessThanOrEqual(line.roundingAllowance);
        expect(line.roundingAllowance, line.quantity).toBeLessThan(0.01 * line.published);
      }
    });
    it('leaves total equity out, since 0.032 USD is in a currency that the file doesn’t list', () => {
      const { excluded } = reconcile(document);
      expect(excluded).toHaveLength(1);
      expect(excluded[0]!.id).toContain('total_equity_usd');
      expect(excluded[0]!.reason).toContain('0.032 USD less');
    });
    it('computes the same whatever margins are printed', () => {
      const altered = structuredClone(document);
      for (const row of altered.result.summaries) {
        for (const name of Object.keys(row)) {
          if (/initial_margin|maintenance_margin/.test(name)) row[name] = (row[name] as number) * 3 + 1;
        }
      }
      expect(computedOf(reconcile(altered).lines)).toEqual(computedOf(reconcile(document).lines));
    });
    it('with positions, says what to use instead', () => {
      const held = structuredClone(document);
      held.result.summaries[0]!.delta_total = 0.5;
      const { lines, excluded } = reconcile(held);
      expect(lines).toEqual([]);
      expect(excluded[0]!.reason).toContain('result.summaries[0]');
    });
  },
);

describe('a segregated standard account (official response example of get_account_summary, the fields that count)', () => {
  const summary = {
    currency: 'BTC',
    margin_model: 'segregated_sm',
    equity: 302.61869214,
    options_value: -0.0086,
    margin_balance: 302.62729214,
    initial_margin: 1.24669592,
    maintenance_margin: 0.8857841,
    creation_timestamp: 1687352432143,
  };
  it('margin balance leaves option value out; margins need positions', () => {
    for (const document of [
      summary,
      { jsonrpc: '2.0', id: 1, result: summary },
      { response: { value: { result: summary } } },
    ]) {
      const { lines, excluded, rulebooks } = reconcile(document);
      expect(rulebooks).toEqual(['deribit-sm']);
      const [line] = lines.filter((one) => !one.given);
      expect(line).toMatchObject({ published: 302.62729214, computed: 302.62729214, absoluteDifference: 0 });
      expect(excluded.map((one) => /\w+$/.exec(one.id)?.[0])).toEqual([
        'initial_margin',
        'maintenance_margin',
      ]);
    }
  });
  it('with positions and tickers as context, margins are computed, open orders taken as stated', () => {
    const context = {
      positions: {
        result: [
          {
            instrument_name: 'BTC-PERPETUAL',
            direction: 'buy',
            size: 500000,
            mark_price: 50000,
            index_price: 50010,
            open_orders_margin: 0.25,
          },
          {
            instrument_name: 'BTC-25SEP26-60000-C',
            direction: 'sell',
            size: -3,
            mark_price: 0.04,
            index_price: 50010,
          },
          {
            instrument_name: 'ETH-PERPETUAL',
            direction: 'buy',
            size: 100,
            mark_price: 2000,
            index_price: 2000,
          },
        ],
      },
      tickers: [
        {
          result: {
            instrument_name: 'BTC-25SEP26-60000-C',
            mark_price: 0.041,
            underlying_price: 51000,
            mark_iv: 55,
          },
        },
      ],
    };
    const { lines, excluded } = reconcile({ usOut: 1781000000000000, result: summary }, context);
    expect(excluded).toEqual([]);
    const computed = (name: string): number =>
      lines.find((line) => line.quantity === `result.${name}`)!.computed;
    const future = 10 * (0.02 + 10 * 0.00005);
    expect(computed('initial_margin')).toBeCloseTo(future + 3 * (0.1 + 0.041) + 0.25, 12);
    expect(computed('maintenance_margin')).toBeCloseTo(10 * 0.0105 + 3 * (0.075 + 0.041), 12);
    expect(computed('margin_balance')).toBe(302.62729214);
  });
  it('a position without a price in the context leaves the margins out', () => {
    const context = [{ instrument_name: 'BTC-PERPETUAL', direction: 'buy', size: 500000 }];
    expect(reconcile(summary, context).excluded[0]!.reason).toContain(
      'context[0] (BTC-PERPETUAL) has no mark_price',
    );
  });
  it('one currency of a cross account, and models without a rulebook, are left out with the reason', () => {
    expect(reconcile({ ...summary, margin_model: 'cross_pm' }).excluded[0]!.reason).toContain(
      'account summaries',
    );
    expect(reconcile({ ...summary, margin_model: 'new' }).excluded[0]!.reason).toContain('no rulebook');
  });
});

/** The smallest answer of the simulator that can be computed. */
const answer = () => ({
  model_params: {
    general: { timestamp: 1771197609587, mm_factor: 0.8, buckets_count: 4, vol_scenarios_count: 3 },
    currency: {
      eth: {
        min_annualised_move: 0.005,
        annualised_move_risk: 0.05,
        pnl_offset: 0.6,
        correlation_set: false,
        extended_dampener: 200000,
        max_offsetable_pnl: 20000000,
      },
    },
    currency_pair: {
      eth_usd: {
        price_range: 0.18,
        m_inc: 4e-6,
        delta_total_liq_shock_threshold: 20000000,
        max_delta_shock: 0.1,
        min_volatility_for_shock_up: 0.5,
        volatility_range_up: 0.4,
        volatility_range_down: 0.25,
        extended_table_factor: 1,
        short_term_vega_power: 0.3,
        long_term_vega_power: 0.13,
      },
    },
  },
  portfolio: { position: { 'ETH-PERPETUAL': -0.999487053 } as Record<string, number>, currency: {} },
  index_price: { eth_usd: 1949.34 },
  ticker: { 'ETH-PERPETUAL': { mark_price: 1949.49 } } as Record<string, Record<string, number>>,
  initial_risk_vectors: { 'ETH-PERPETUAL': { standard: Array(27).fill(0) } },
  margins: { eth: { initial_margin: 0.157461562, maintenance_margin: 0.125969249812 } },
});

describe('a simulator answer', () => {
  it('reads as a bare result, an envelope, wrapped with its request, or under response.value', () => {
    const bare = answer();
    for (const document of [
      bare,
      { jsonrpc: '2.0', result: bare },
      { _about: 'x', request: {}, result: bare },
      { response: { value: { result: bare } } },
    ]) {
      const margin = reconcile(document).lines.find((line) =>
        line.quantity.endsWith('margins.eth.initial_margin'),
      );
      expect(margin!.absoluteDifference).toBeLessThan(1e-8);
    }
  });
  it('computes an option from its ticker, and leaves one out that has no volatility there, with its totals', () => {
    const held = answer();
    held.portfolio.position['ETH-26JUN26-2000-C'] = 3;
    held.ticker['ETH-26JUN26-2000-C'] = { mark_price: 0.05, underlying_price: 1960 };
    const partial = reconcile(held);
    expect(partial.excluded[0]).toMatchObject({ id: 'file.json: ETH-26JUN26-2000-C' });
    expect(partial.excluded[0]!.reason).toContain('ticker["ETH-26JUN26-2000-C"].mark_iv');
    expect(partial.lines.some((line) => line.quantity.includes('margins'))).toBe(false);
    expect(partial.lines).toHaveLength(27);
    held.ticker['ETH-26JUN26-2000-C']!.mark_iv = 62.5;
    const whole = reconcile(held);
    expect(whole.excluded).toEqual([]);
    expect(whole.lines.some((line) => line.quantity.includes('margins'))).toBe(true);
  });
  it('names a position whose name isn’t known', () => {
    const held = answer();
    held.portfolio.position['ETH-FOO'] = 1;
    expect(reconcile(held).excluded[0]!.reason).toContain('ETH-FOO');
  });
});

describe('documents that are malformed', () => {
  const cases: [string, (document: ReturnType<typeof answer>) => unknown, string][] = [
    ['nothing known', () => ({ result: [] }), 'private/pme/simulate'],
    ['a list', () => [1, 2], 'private/pme/simulate'],
    ['null', () => null, 'private/pme/simulate'],
    [
      'a size that is text',
      (a) => ({ ...a, portfolio: { position: { 'ETH-PERPETUAL': 'many' } } }),
      'portfolio.position["ETH-PERPETUAL"]',
    ],
    ['no positions', (a) => ({ ...a, portfolio: {} }), 'portfolio.position is missing'],
    ['an index that is null', (a) => ({ ...a, index_price: { eth_usd: null } }), 'index_price.eth_usd'],
    [
      'a short vector',
      (a) => ({ ...a, initial_risk_vectors: { 'ETH-PERPETUAL': { standard: [1, 2] } } }),
      'initial_risk_vectors["ETH-PERPETUAL"].standard',
    ],
    [
      'a margin that is text',
      (a) => ({ ...a, margins: { eth: { initial_margin: 'x' } } }),
      'margins.eth.initial_margin',
    ],
    [
      'a parameter out of bounds',
      (a) => ({
        ...a,
        model_params: { ...a.model_params, general: { ...a.model_params.general, mm_factor: 7 } },
      }),
      'general.maintenanceFactor',
    ],
    [
      'a missing parameter',
      (a) => ({ ...a, model_params: { ...a.model_params, currency: {} } }),
      'currency.eth.annualisedMoveRisk',
    ],
  ];
  for (const [name, make, expected] of cases) {
    it(`${name}: the error names ${expected}`, () => {
      expect(() => reconcile(make(answer()))).toThrow(expected);
    });
  }
  it('keys of the prototype are no answer and no currency', () => {
    const hostile: unknown = JSON.parse(
      '{"result": {"__proto__": {"margins": {}, "portfolio": {}}, "constructor": 1}}',
    );
    expect(() => reconcile(hostile)).toThrow();
    expect(({} as Record<string, unknown>).margins).toBeUndefined();
  });
});

describe('instruments from their names', () => {
  it('perpetuals, futures and options, inverse and linear', () => {
    expect(deribitInstrument('BTC-PERPETUAL')).toMatchObject({
      kind: 'perpetual',
      payoff: 'inverse',
      priceIndex: 'btc_usd',
      quantityUnit: 'quote',
      expiry: null,
    });
    expect(deribitInstrument('BTC-28JUN24')).toMatchObject({
      kind: 'future',
      expiry: '2024-06-28T08:00:00Z',
      quantityUnit: 'quote',
    });
    expect(deribitInstrument('ETH-5JUL24-3500-P')).toMatchObject({
      kind: 'option',
      expiry: '2024-07-05T08:00:00Z',
      strike: '3500',
      right: 'put',
      quantityUnit: 'base',
      settlementCurrency: 'ETH',
    });
    expect(deribitInstrument('XRP_USDC-30AUG24-0d625-C')).toMatchObject({
      payoff: 'linear',
      strike: '0.625',
      settlementCurrency: 'USDC',
      priceIndex: 'xrp_usdc',
    });
    for (const name of [
      '',
      'BTC',
      'BTC-99XYZ24',
      'BTC-28JUN24-C',
      'btc-perpetual',
      'BTC-31FEB24',
      '__proto__',
    ])
      expect(deribitInstrument(name)).toBeNull();
  });
  it('digits of a printed number', () => {
    expect([0.000342, 2.288e-5, 25.713074, 3, 1e-8].map(decimalsOf)).toEqual([6, 8, 6, 0, 8]);
  });
});
