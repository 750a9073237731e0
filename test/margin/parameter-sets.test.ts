// Which sets a run uses, and sets made of the venue's own answer.
import { describe, expect, it } from 'vitest';
import type { ParameterSet } from '../../src-main/domain/parameters.ts';
import { chooseParameterSets, importVenueParameters } from '../../src-main/margin/registry.ts';
import { entriesOf, marketOf, parametersOf, portfolioOf } from './books.ts';
import { presets } from './presets.ts';

const idsOf = (sets: { id: string }[]): string[] => sets.map((set) => set.id);
const set = (
  id: string,
  effective: string,
  asset: string | null,
  value: string,
  origin: ParameterSet['origin'] = 'preset',
): ParameterSet => ({
  id,
  rulebook: 'r',
  effective,
  asset,
  label: id,
  origin,
  assumed: false,
  parameters: [{ path: `x.${asset ?? 'all'}`, value, unit: 'fraction', source: 'test', confirmed: false }],
});

describe('choosing sets', () => {
  const sets = [
    set('a', '2024-01-01', null, '1'),
    set('b', '2024-01-01', 'BTC', '2'),
    set('c', '2025-01-01', 'BTC', '3'),
    set('d', '2026-01-01', 'ETH', '4'),
  ];
  it('takes per asset the latest at or before the day, whatever the order and the case', () => {
    expect(idsOf(chooseParameterSets('r', ['btc'], '2024-12-31T23:59:59Z', sets.toReversed()).sets)).toEqual([
      'a',
      'b',
    ]);
    expect(idsOf(chooseParameterSets('r', ['BTC'], '2025-01-01T00:00:00Z', sets).sets)).toEqual(['a', 'c']);
  });
  it('takes the earliest when none is before, and leaves unknown assets to the reader of parameters', () => {
    expect(idsOf(chooseParameterSets('r', ['ETH', 'DOGE'], '2024-06-01', sets).sets)).toEqual(['a', 'd']);
  });
  it('an imported set goes before a preset of its day, which stays below it for what it doesn’t state', () => {
    const imported = set('c+imported', '2025-01-01', 'BTC', '9', 'imported');
    const chosen = chooseParameterSets('r', ['BTC'], '2025-06-01', [...sets, imported]);
    expect(idsOf(chosen.sets)).toEqual(['a', 'c', 'c+imported']);
    expect(chosen.parameters.find((row) => row.path === 'x.BTC')?.value).toBe('9');
  });
  it('an edited copy is used only when it is named', () => {
    const edited = set('c+mine', '2025-01-01', 'BTC', '8', 'edited');
    expect(idsOf(chooseParameterSets('r', ['BTC'], '2025-06-01', [...sets, edited]).sets)).toEqual([
      'a',
      'c',
    ]);
    expect(
      idsOf(chooseParameterSets('r', ['BTC'], '2025-06-01', [...sets, edited], ['c+mine']).sets),
    ).toEqual(['a', 'c+mine']);
    expect(() => chooseParameterSets('r', [], '2025-06-01', sets, ['nothing'])).toThrow(
      'no parameter set nothing',
    );
  });
  it('says when a rulebook has none', () => {
    expect(() => chooseParameterSets('span', ['BTC'], '2025-06-01', sets)).toThrow(
      'No parameter set of span',
    );
  });
  it('a margin on a day before its numbers says so', () => {
    const market = marketOf({
      time: '2024-06-18T08:00:00Z',
      index: { eth_usd: '3500' },
      mark: { 'ETH-PERPETUAL': '3500' },
    });
    const [entry] = entriesOf('deribit-pm', portfolioOf({ positions: { 'ETH-PERPETUAL': '3500' } }), market);
    expect(entry!.assumptions).toContainEqual(
      expect.stringContaining(
        'deribit-pm@2026-02-15-eth is of 2026-02-15, after the valuation day 2024-06-18',
      ),
    );
  });
});

/** The model parameters of the published answer for ETH (production, 15 February 2026), transcribed. */
const modelParameters = {
  general: { timestamp: 1771197609587, mm_factor: 0.8, buckets_count: 4, vol_scenarios_count: 3 },
  currency: {
    eth: {
      min_annualised_move: 0.005,
      annualised_move_risk: 0.05,
      pnl_offset: 0.6,
      correlation_set: false,
      equity_side_impact: 'both',
      haircut: 0,
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
};

describe('parameters in the venue’s own answer', () => {
  it('make the same numbers as the preset that was transcribed from it', () => {
    const sets = importVenueParameters({ jsonrpc: '2.0', result: { model_params: modelParameters } });
    for (const rulebook of ['deribit-pm', 'deribit-cross-pm']) {
      const imported = sets.find((one) => one.rulebook === rulebook && one.asset === 'ETH')!;
      const preset = presets.find((one) => one.id === `${rulebook}@2026-02-15-eth`)!;
      const rows = (of: ParameterSet) =>
        of.parameters.map(({ path, value, unit }) => ({ path, value, unit }));
      expect(rows(imported)).toEqual(rows(preset));
      expect(imported).toMatchObject({
        id: `${rulebook}@2026-02-15-eth+imported`,
        effective: '2026-02-15',
        origin: 'imported',
      });
    }
    const joined = parametersOf('deribit-pm', ['ETH'], {}, [...presets, ...sets]);
    expect(idsOf(joined.sets)).toContain('deribit-pm@2026-02-15+imported');
    expect(joined.parameters.some((row) => row.path === 'general.extendedMove.1')).toBe(true);
  });
  it('a get_params answer of that shape imports the same', () => {
    const wrapped = importVenueParameters({ result: { model_params: modelParameters } });
    expect(importVenueParameters({ result: modelParameters })).toEqual(wrapped);
    expect(importVenueParameters(modelParameters)).toEqual(wrapped);
  });
  it('fields that aren’t known are named, not dropped in silence', () => {
    const more = structuredClone(modelParameters) as { currency: Record<string, Record<string, unknown>> };
    more.currency.eth!.new_rule = 3;
    const general = importVenueParameters(more).find((one) => one.asset === null)!;
    expect(general.label).toContain('currency.eth.new_rule');
  });
  it('malformed documents are refused with the path', () => {
    expect(() => importVenueParameters({ result: 3 })).toThrow('model_params');
    const bad = structuredClone(modelParameters) as { currency_pair: { eth_usd: Record<string, unknown> } };
    bad.currency_pair.eth_usd.price_range = 'wide';
    expect(() => importVenueParameters({ result: { model_params: bad } })).toThrow('price_range is "wide"');
    bad.currency_pair.eth_usd.price_range = null;
    expect(() => importVenueParameters({ result: { model_params: bad } })).toThrow(
      expect.objectContaining({
        code: 'invalid-file',
        message: expect.stringContaining('result.model_params.currency_pair.eth_usd.price_range'),
      }),
    );
    const timeless = { ...modelParameters, general: { mm_factor: 0.8 } };
    expect(() => importVenueParameters(timeless)).toThrow('general.timestamp');
    expect(() => importVenueParameters({ ...modelParameters, currency: { 'ETH; DROP': {} } })).toThrow(
      'not a currency or pair',
    );
  });
});
