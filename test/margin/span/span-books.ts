// Books and clearing-house files for tests of SPAN, by a few words: commodities, arrays, futures and options on them, entries through the engine.
import type { Instrument } from '../../../src-main/domain/instrument.ts';
import type { MarginEntry } from '../../../src-main/domain/margin-result.ts';
import type { Parameter } from '../../../src-main/domain/parameters.ts';
import { emptyPortfolio, type Portfolio } from '../../../src-main/domain/portfolio.ts';
import { writeRiskArrays } from '../../../src-main/domain/span-arrays.ts';
import type {
  InterCommoditySpread,
  RiskArray,
  SpanCommodity,
} from '../../../src-main/domain/span-commodity.ts';
import { commodityParameters } from '../../../src-main/domain/span-parameters.ts';
import { rulebookById } from '../../../src-main/margin/registry.ts';
import type { RequirementInput } from '../../../src-main/margin/rulebook.ts';
import { entriesUnder } from '../engine-books.ts';
import { presets } from '../presets.ts';
import { venueMarket } from '../venue-books.ts';

const TIME = '2026-02-02T21:00:00Z';

/** A commodity of one future and one option product of its code, without charges. */
export const commodityOf = (code: string, words: Partial<SpanCommodity> = {}): SpanCommodity => ({
  code,
  name: `Commodity ${code}`,
  currency: 'USD',
  products: (['future', 'option'] as const).map((kind) => ({
    exchange: 'CME',
    product: code,
    kind,
    contractValueFactor: '100',
    deltaScale: '1',
    premium: 'upfront',
  })),
  interMonthMethod: '10',
  interMonthTiers: [],
  interMonthSpreads: [],
  deliveryMethod: '10',
  delivery: [],
  shortOptionMinimum: { method: 'gross', rate: '0' },
  weightedPriceRisk: 'normal',
  initialRatio: '1',
  adjustmentRatio: '1',
  scanRanges: [],
  ...words,
});

export const future = (code: string, letter: string, words: Partial<Instrument> = {}): Instrument => ({
  id: `cme:${code}${letter}26`,
  venue: 'cme',
  symbol: `${code}${letter}26`,
  kind: 'future',
  payoff: 'linear',
  underlying: code,
  priceIndex: `${code.toLowerCase()}_usd`,
  quoteCurrency: 'USD',
  settlementCurrency: 'USD',
  quantityUnit: 'base',
  multiplier: '100',
  contractSize: '1',
  expiry: `2026-${String('FGHJKMNQUVXZ'.indexOf(letter) + 1).padStart(2, '0')}-20T20:00:00Z`,
  strike: null,
  right: null,
  exercise: null,
  product: code,
  contractMonth: `2026${String('FGHJKMNQUVXZ'.indexOf(letter) + 1).padStart(2, '0')}`,
  ...words,
});

export const optionOn = (
  on: Instrument,
  strike: string,
  right: 'call' | 'put',
  words: Partial<Instrument> = {},
): Instrument => ({
  ...on,
  id: `${on.id}-${strike}-${right === 'call' ? 'C' : 'P'}`,
  symbol: `${on.symbol}-${strike}-${right === 'call' ? 'C' : 'P'}`,
  kind: 'option',
  strike,
  right,
  exercise: 'european',
  deliversFuture: on.id,
  ...words,
});

/** Losses of a long future whose scan range is `range`: thirds up and down, extremes of three ranges covered to 33 %. */
export const futureLosses = (range: number): string[] =>
  [0, 0, -1, -1, 1, 1, -2, -2, 2, 2, -3, -3, 3, 3, -2.97, 2.97].map((thirds) =>
    String(Number(((range * thirds) / 3).toFixed(6))),
  );

/** The array of an instrument as a file has it. */
export const arrayOf = (instrument: Instrument, losses: readonly string[], delta = '1'): RiskArray => ({
  exchange: instrument.venue.toUpperCase(),
  product: instrument.product!,
  kind: instrument.kind === 'option' ? 'option' : 'future',
  futureMonth: instrument.contractMonth!,
  optionMonth: instrument.kind === 'option' ? instrument.contractMonth! : '',
  right: instrument.right,
  strike: instrument.strike,
  settlement: null,
  losses,
  compositeDelta: delta,
});

export interface SpanWords {
  commodities: SpanCommodity[];
  spreads?: InterCommoditySpread[];
  arrays?: RiskArray[];
  /** Instrument and signed contracts. */
  positions: [Instrument, string][];
  cash?: Record<string, string>;
  /** `mark cme:XXH26` → price; futures are at 100 where none is given, options at 1 with a volatility of .2. */
  figures?: Record<string, string>;
  /** Rows of the general set replaced. */
  general?: Record<string, string>;
  given?: Portfolio['given'];
  /** Rows beside those of the commodities, such as a preset's. */
  rows?: readonly Parameter[];
  /** Rows over those of the commodities. */
  over?: readonly Parameter[];
}

/** Book, market and parameters as after a file was read: its arrays as a data set, what is held taken out of it. */
export function spanQuestion(words: SpanWords) {
  const span = rulebookById('span');
  const { commodities, spreads = [], arrays = [], positions } = words;
  const instruments = positions.map(([instrument]) => instrument);
  const text = writeRiskArrays(arrays);
  const rows = new Map<string, Parameter>();
  for (const row of presets.find(({ id }) => id === 'span@2025-09-12')!.parameters) {
    rows.set(row.path, { ...row, value: words.general?.[row.path] ?? row.value });
  }
  for (const row of words.rows ?? []) rows.set(row.path, row);
  for (const commodity of commodities) {
    for (const row of commodityParameters(commodity, spreads, 'a file made for this test', 'hash')) {
      rows.set(row.path, row);
      if (row.unit !== 'document') continue;
      for (const own of span.rowsFromDocument!(row, text, instruments)) rows.set(own.path, own);
    }
  }
  for (const row of words.over ?? []) rows.set(row.path, row);
  const portfolio: Portfolio = {
    ...emptyPortfolio(),
    accounts: [
      {
        id: 'a',
        name: 'A',
        legalEntity: 'Example',
        venue: 'broker',
        segregation: 'house',
        marginModel: 'span',
        group: null,
        reportingCurrency: 'USD',
      },
    ],
    instruments: [...new Map(instruments.map((instrument) => [instrument.id, instrument])).values()],
    positions: positions.map(([instrument, quantity], lot) => ({
      account: 'a',
      instrument: instrument.id,
      strategy: '',
      lot: String(lot),
      quantity,
      averagePrice: null,
      settledPrice: null,
    })),
    balances: Object.entries(words.cash ?? {}).map(([currency, amount]) => ({
      account: 'a',
      kind: 'cash',
      currency,
      amount,
    })),
    given: words.given ?? [],
  };
  const market = venueMarket(
    {
      'rate USD': '0',
      ...Object.fromEntries(
        instruments.flatMap(({ id, kind, priceIndex, deliversFuture }) =>
          kind === 'future'
            ? [[`mark ${id}`, '100']]
            : [
                [`volatility ${id}`, '0.2'],
                [`mark ${deliversFuture ?? ''}`, '100'],
                [`index ${priceIndex}`, '100'],
              ],
        ),
      ),
      ...words.figures,
    },
    TIME,
  );
  const parameters = { rulebook: 'span', sets: [], parameters: [...rows.values()] };
  return { portfolio, market, parameters };
}

export function spanEntries(words: SpanWords, detail: RequirementInput['detail'] = 'whole'): MarginEntry[] {
  const { portfolio, market, parameters } = spanQuestion(words);
  return entriesUnder('span', portfolio, market, parameters, detail);
}

/** The dollars' entry. */
export const spanEntry = (words: SpanWords): MarginEntry => spanEntries(words)[0]!;
