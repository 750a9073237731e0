// Typed access to SPAN's parameters: the scenario table, combined commodities, products, spreads between commodities, arrays of contracts.
// May import the domain and margin/blocks.
import type { EffectiveParameters } from '../../domain/parameters.ts';
import { arrayPath, pathSegment, productPath } from '../../domain/span-parameters.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';
import { type ContractArray, readArrayRow } from './array-rows.ts';
import { parameterFields } from './parameters.ts';

export interface ScenarioRow {
  /** In price scan ranges. */
  price: number;
  /** In volatility scan ranges. */
  volatility: number;
  cover: number;
  /** Place of the paired scenario, from 0. */
  paired: number;
}

export interface DeltaPoint {
  price: number;
  weight: number;
}

export interface ScanRange {
  month: string;
  price: number;
  volatility: number;
}

export interface Tier {
  number: number;
  start: string;
  end: string;
}

export interface MonthLeg {
  tier: number;
  month: string;
  ratio: number;
  side: 'A' | 'B';
}

export interface MonthSpread {
  kind: 'series' | 'tier';
  priority: number;
  rate: number;
  legs: readonly MonthLeg[];
}

export interface DeliveryRates {
  month: string;
  spreadRate: number;
  outrightRate: number;
  sign: 'L' | 'S' | 'B';
}

/** What the clearing house says of one combined commodity. */
export interface CommodityTerms {
  code: string;
  name: string;
  currency: string;
  initialRatio: number;
  adjustmentRatio: number;
  weightedPriceRisk: 'normal' | 'scanRange' | 'capped';
  shortOptions: { method: 'maximum' | 'gross'; rate: number };
  interMonthMethod: string;
  deliveryMethod: string;
  priceForm: 'money' | 'price' | 'fraction';
  volatilityForm: 'absolute' | 'relative';
  scanRanges: readonly ScanRange[];
  tiers: readonly Tier[];
  /** Tiers that spreads with other commodities name. */
  spreadTiers: readonly Tier[];
  /** Series first, then tiers; by priority. */
  spreads: readonly MonthSpread[];
  delivery: readonly DeliveryRates[];
  /** Keys of its spreads with other commodities. */
  otherSpreads: ReadonlySet<string>;
}

export interface ProductTerms {
  commodity: string;
  contractValueFactor: number;
  deltaScale: number;
  premium: 'upfront' | 'daily';
}

export interface CommodityLeg {
  commodity: string;
  tier: number;
  ratio: number;
  side: 'A' | 'B';
  isTarget: boolean;
  isRequired: boolean;
  credit: number;
  hasOwnCredit: boolean;
}

export interface CommoditySpread {
  key: string;
  priority: number;
  method: 'flat' | 'weighted' | 'scanning';
  credit: number;
  isSuper: boolean;
  legs: readonly CommodityLeg[];
}

/** Typed access to the rows of a joined set. Every number is read, and checked, when it is first asked for. */
export class SpanParameters {
  readonly reader: ParameterReader;
  readonly #commodities = new Map<string, CommodityTerms>();
  readonly #products = new Map<string, ProductTerms | null>();
  readonly #arrays = new Map<string, ContractArray | null>();
  #scenarios: readonly ScenarioRow[] | null = null;
  #points: readonly DeltaPoint[] | null = null;
  #spreads: readonly CommoditySpread[] | null = null;

  constructor(effective: EffectiveParameters) {
    this.reader = new ParameterReader(parameterFields, effective);
  }

  number(path: string): number {
    return this.reader.number(path);
  }

  get scenarios(): readonly ScenarioRow[] {
    this.#scenarios ??= this.#list('general.scenario', (at) => ({
      price: this.number(`${at}.price`),
      volatility: this.number(`${at}.volatility`),
      cover: this.number(`${at}.cover`),
      paired: this.number(`${at}.paired`) - 1,
    }));
    return this.#scenarios;
  }

  get deltaPoints(): readonly DeltaPoint[] {
    this.#points ??= this.#list('general.deltaPoint', (at) => ({
      price: this.number(`${at}.price`),
      weight: this.number(`${at}.weight`),
    }));
    return this.#points;
  }

  hasCommodity(code: string): boolean {
    return this.reader.has(`combinedCommodity.${pathSegment(code)}.name`);
  }

  /** Throws `invalid-input` naming the parameter that is missing or out of bounds. */
  commodity(code: string): CommodityTerms {
    const known = this.#commodities.get(code);
    if (known) return known;
    const { reader } = this;
    const own = `combinedCommodity.${pathSegment(code)}`;
    const terms: CommodityTerms = {
      code,
      name: reader.text(`${own}.name`),
      currency: reader.text(`${own}.currency`),
      initialRatio: this.number(`${own}.initialRatio`),
      adjustmentRatio: this.number(`${own}.adjustmentRatio`),
      weightedPriceRisk: reader.choice(`${own}.weightedPriceRisk`) as CommodityTerms['weightedPriceRisk'],
      shortOptions: {
        method: reader.choice(`${own}.shortOptionMinimum.method`) as 'maximum' | 'gross',
        rate: this.number(`${own}.shortOptionMinimum.rate`),
      },
      interMonthMethod: reader.text(`${own}.interMonthMethod`),
      deliveryMethod: reader.text(`${own}.deliveryMethod`),
      priceForm: reader.choice(`${own}.priceScanRangeForm`) as CommodityTerms['priceForm'],
      volatilityForm: reader.choice(`${own}.volatilityScanRangeForm`) as CommodityTerms['volatilityForm'],
      scanRanges: this.#list(`${own}.scanRange`, (at) => ({
        month: reader.text(`${at}.month`),
        price: this.number(`${at}.price`),
        volatility: this.number(`${at}.volatility`),
      })),
      tiers: this.#tiers(`${own}.tier`),
      spreadTiers: this.#tiers(`${own}.spreadTier`),
      spreads: this.#monthSpreads(own),
      delivery: this.#list(`${own}.delivery`, (at) => ({
        month: reader.text(`${at}.month`),
        spreadRate: this.number(`${at}.spreadRate`),
        outrightRate: this.number(`${at}.outrightRate`),
        sign: reader.choice(`${at}.sign`) as DeliveryRates['sign'],
      })),
      otherSpreads: new Set(this.#list(`${own}.interCommoditySpread`, (at) => reader.text(`${at}.key`))),
    };
    this.#commodities.set(code, terms);
    return terms;
  }

  /** What a product is, under the first of the exchange's codes that has it; null when no set names it. */
  product(exchanges: readonly string[], product: string, kind: 'future' | 'option'): ProductTerms | null {
    const key = `${exchanges[0]} ${kind} ${product}`;
    let terms = this.#products.get(key);
    if (terms === undefined) {
      terms = this.#readProduct(exchanges, product, kind);
      this.#products.set(key, terms);
    }
    return terms;
  }

  #readProduct(
    exchanges: readonly string[],
    product: string,
    kind: 'future' | 'option',
  ): ProductTerms | null {
    for (const exchange of exchanges) {
      const own = productPath(exchange, product, kind);
      if (!this.reader.has(`${own}.combinedCommodity`)) continue;
      return {
        commodity: this.reader.text(`${own}.combinedCommodity`),
        contractValueFactor: this.number(`${own}.contractValueFactor`),
        deltaScale: this.number(`${own}.deltaScale`),
        premium: this.reader.choice(`${own}.premium`) as ProductTerms['premium'],
      };
    }
    return null;
  }

  /** The array of a held contract out of a file; null when there is none. */
  array(instrument: string): ContractArray | null {
    let array = this.#arrays.get(instrument);
    if (array === undefined) {
      const path = arrayPath(instrument);
      array = this.reader.has(path) ? readArrayRow(path, this.reader.text(path)) : null;
      this.#arrays.set(instrument, array);
    }
    return array;
  }

  /** Spreads between commodities: super-spreads first, then by priority and key. */
  get commoditySpreads(): readonly CommoditySpread[] {
    const { reader } = this;
    this.#spreads ??= reader
      .names('interCommoditySpread')
      .map((key): CommoditySpread => {
        const own = `interCommoditySpread.${key}`;
        return {
          key,
          priority: this.number(`${own}.priority`),
          method: reader.choice(`${own}.method`) as CommoditySpread['method'],
          credit: this.number(`${own}.credit`),
          isSuper: reader.flag(`${own}.isSuper`),
          legs: this.#list(`${own}.leg`, (at) => ({
            commodity: reader.text(`${at}.combinedCommodity`),
            tier: this.number(`${at}.tier`),
            ratio: this.number(`${at}.ratio`),
            side: reader.choice(`${at}.side`) as 'A' | 'B',
            isTarget: reader.flag(`${at}.isTarget`),
            isRequired: reader.flag(`${at}.isRequired`),
            credit: this.number(`${at}.credit`),
            hasOwnCredit: reader.flag(`${at}.hasOwnCredit`),
          })),
        };
      })
      .sort(
        (a, b) =>
          Number(b.isSuper) - Number(a.isSuper) || a.priority - b.priority || (a.key < b.key ? -1 : 1),
      );
    return this.#spreads;
  }

  #tiers(path: string): Tier[] {
    return this.#list(path, (at) => ({
      number: this.number(`${at}.number`),
      start: this.reader.text(`${at}.start`),
      end: this.reader.text(`${at}.end`),
    }));
  }

  #monthSpreads(own: string): MonthSpread[] {
    const { reader } = this;
    const spreads = this.#list(
      `${own}.interMonthSpread`,
      (at): MonthSpread => ({
        kind: reader.choice(`${at}.kind`) as MonthSpread['kind'],
        priority: this.number(`${at}.priority`),
        rate: this.number(`${at}.rate`),
        legs: this.#list(`${at}.leg`, (leg) => ({
          tier: this.number(`${leg}.tier`),
          month: reader.text(`${leg}.month`),
          ratio: this.number(`${leg}.ratio`),
          side: reader.choice(`${leg}.side`) as 'A' | 'B',
        })),
      }),
    );
    const rank = { series: 0, tier: 1 };
    return spreads
      .map((spread, place) => ({ spread, place }))
      .sort(
        (a, b) =>
          rank[a.spread.kind] - rank[b.spread.kind] ||
          a.spread.priority - b.spread.priority ||
          a.place - b.place,
      )
      .map(({ spread }) => spread);
  }

  /** Items of a list that says how long it is. */
  #list<Item>(path: string, read: (at: string) => Item): Item[] {
    const count = this.number(`${path}.count`);
    const items: Item[] = [];
    // The first item that is missing is named; no length is believed before.
    while (items.length < count) items.push(read(`${path}.${items.length + 1}`));
    return items;
  }
}

/** Typed access, made once per joined set: an engine asks for it with every account. */
export const typedParameters = oncePer((effective: EffectiveParameters) => new SpanParameters(effective));
