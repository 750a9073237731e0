// Typed access to the parameters of OKX's portfolio margin: classes of underlyings, tiers, volatility by days, rates of currencies.
// May import the domain and margin/blocks.
import { MargraveError } from '../../domain/errors.ts';
import type { EffectiveParameters } from '../../domain/parameters.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';
import { type AssetClass, parameterFields } from './parameters.ts';

/** Sizes and rates of a tiered sum, as its operator takes them: ascending `[from, rate]`. */
export type Tiers = [from: number, rate: number][];

/** What one class of underlyings has. */
export interface UnitParameters {
  class: AssetClass;
  /** Ascending, above 0. */
  moves: readonly number[];
  extremeMove: number;
  minimumBasisMove: number;
  annualisedBasisMove: number;
  closingRate: number;
  closingTiers: Tiers;
}

export interface VolatilityNode {
  days: number;
  points: number;
  share: number;
}

/** Typed access to the rows of a joined set. Every number is read, and checked, when it is first asked for. */
export class OkxParameters {
  readonly reader: ParameterReader;
  readonly #units = new Map<AssetClass, UnitParameters>();
  #volatility: readonly VolatilityNode[] | null = null;

  constructor(effective: EffectiveParameters) {
    this.reader = new ParameterReader(parameterFields, effective);
  }

  number(path: string): number {
    return this.reader.number(path);
  }

  classOf(underlying: string): AssetClass {
    const path = `assetClass.${underlying.toLowerCase()}`;
    return this.reader.has(path) ? (this.reader.choice(path) as AssetClass) : 'other';
  }

  unit(underlying: string): UnitParameters {
    const name = this.classOf(underlying);
    const known = this.#units.get(name);
    if (known) return known;
    const at = (row: string): string => `unit.${name}.${row}`;
    const { reader } = this;
    const made: UnitParameters = {
      class: name,
      moves: ascending(reader.list(at('move')), at('move')),
      extremeMove: reader.number(at('extremeMove')),
      minimumBasisMove: reader.number(at('minimumBasisMove')),
      annualisedBasisMove: reader.number(at('annualisedBasisMove')),
      closingRate: reader.number(at('closingRate')),
      closingTiers: this.#tiers(at('closingTier'), 'multiple'),
    };
    this.#units.set(name, made);
    return made;
  }

  /** Nodes of the largest change of volatility, days ascending. */
  get volatility(): readonly VolatilityNode[] {
    if (this.#volatility) return this.#volatility;
    const nodes: VolatilityNode[] = [];
    for (let place = 1; place === 1 || this.reader.has(`volatility.${place}.days`); place++) {
      const at = (name: string): number => this.reader.number(`volatility.${place}.${name}`);
      nodes.push({ days: at('days'), points: at('points'), share: at('share') });
    }
    ascending(
      nodes.map((node) => node.days),
      'volatility.*.days',
    );
    this.#volatility = nodes;
    return nodes;
  }

  /** Charge on hedged stablecoin amounts by size, at a price of the coin. */
  depegTiers(price: number): Tiers {
    const { reader } = this;
    const sizes = ascending(reader.list('depeg.size'), 'depeg.size');
    const prices: number[] = [];
    const rates: number[][] = [];
    for (let level = 1; level === 1 || reader.has(`depeg.level.${level}.price`); level++) {
      prices.push(reader.number(`depeg.level.${level}.price`));
      rates.push(sizes.map((_, tier) => reader.number(`depeg.level.${level}.rate.${tier + 1}`)));
    }
    ascending(prices, 'depeg.level.*.price');
    return sizes.map((from, tier) => [
      from,
      between(
        prices,
        rates.map((row) => row[tier] ?? 0),
        price,
      ),
    ]);
  }

  discount(currency: string): number {
    return this.reader.number(`currency.${this.#currencyName(currency, 'discount')}.discount`);
  }

  borrowTiers(currency: string, level: 'maintenance' | 'initial'): Tiers {
    return this.#tiers(`currency.${this.borrowName(currency)}.borrow`, level);
  }

  /** Whose borrowing rates a currency has: its own, or `default`. */
  borrowName(currency: string): string {
    return this.#currencyName(currency, 'borrow.1.from');
  }

  #currencyName(currency: string, row: string): string {
    const own = currency.toLowerCase();
    return this.reader.has(`currency.${own}.${row}`) ? own : 'default';
  }

  #tiers(prefix: string, rate: string): Tiers {
    const tiers: Tiers = [];
    for (let place = 1; place === 1 || this.reader.has(`${prefix}.${place}.from`); place++) {
      tiers.push([
        this.reader.number(`${prefix}.${place}.from`),
        this.reader.number(`${prefix}.${place}.${rate}`),
      ]);
    }
    ascending(
      tiers.map(([from]) => from),
      `${prefix}.*.from`,
    );
    return tiers;
  }
}

/** The numbers themselves. Throws `invalid-input` unless each is above the one before it. */
function ascending(numbers: readonly number[], path: string): readonly number[] {
  const place = numbers.findIndex((value, index) => index > 0 && value <= (numbers[index - 1] ?? 0));
  if (place < 0) return numbers;
  throw new MargraveError(
    'invalid-input',
    `Parameters ${path} must ascend: number ${place + 1} is ${numbers[place]}, after ${numbers[place - 1]}.`,
    { path },
  );
}

/** Linear interpolation over ascending nodes, flat beyond them. */
export function between(nodes: readonly number[], values: readonly number[], at: number): number {
  const above = nodes.findIndex((node) => node >= at);
  if (above < 0) return values.at(-1) ?? 0;
  const upper = values[above] ?? 0;
  if (above === 0 || nodes[above] === at) return upper;
  const from = nodes[above - 1] ?? 0;
  const to = nodes[above] ?? 0;
  const lower = values[above - 1] ?? 0;
  return lower + ((upper - lower) * (at - from)) / (to - from);
}

/** The typed parameters of a joined set, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): OkxParameters => new OkxParameters(effective),
);
