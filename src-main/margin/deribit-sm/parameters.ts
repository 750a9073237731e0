// Parameters of Deribit's standard margin: rates of futures growing with size, rates of short options.
// May import the domain, the rulebook interface and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';

const fraction = (path: string, label: string, meaning: string, unit = 'fraction'): ParameterField => ({
  path,
  label,
  unit,
  kind: 'number',
  minimum: 0,
  maximum: 1,
  meaning,
  feltBy: path.startsWith('option.') ? 'a short option on the pair' : 'a future or perpetual on the pair',
});

export const parameterFields: readonly ParameterField[] = [
  {
    path: 'general.openOrdersRule',
    label: 'Open orders',
    unit: 'choice',
    kind: 'choice',
    choices: ['worstSide', 'none'],
    meaning:
      'worstSide: per instrument, what all buys or all sells would add, the larger; none: only amounts given by the venue.',
    feltBy: 'an account with open orders',
  },
  fraction(
    'future.*.initialRate',
    'Initial rate of futures',
    'Initial margin rate of a position of no size.',
  ),
  fraction(
    'future.*.initialSlope',
    'Initial rate per coin',
    'Added to the initial rate per coin of position.',
    'fraction per coin',
  ),
  fraction(
    'future.*.maintenanceRate',
    'Maintenance rate of futures',
    'Maintenance margin rate of a position of no size.',
  ),
  fraction(
    'future.*.maintenanceSlope',
    'Maintenance rate per coin',
    'Added to the maintenance rate per coin of position.',
    'fraction per coin',
  ),
  fraction(
    'option.*.initialRate',
    'Initial rate of short options',
    'Initial margin per contract before the out-of-the-money amount.',
  ),
  fraction(
    'option.*.initialMinimum',
    'Least initial rate of short options',
    'Initial margin per contract, without the mark, is at least this.',
  ),
  fraction(
    'option.*.maintenanceRate',
    'Maintenance rate of short options',
    'Maintenance margin per contract, without the mark.',
  ),
];

export interface FutureRates {
  initialRate: number;
  initialSlope: number;
  maintenanceRate: number;
  maintenanceSlope: number;
}

export interface OptionRates {
  initialRate: number;
  initialMinimum: number;
  maintenanceRate: number;
}

/** Typed view; rates are read, and checked, when first asked for. */
export class StandardParameters {
  readonly reader: ParameterReader;
  readonly #futures = new Map<string, FutureRates>();
  readonly #options = new Map<string, OptionRates>();

  constructor(effective: EffectiveParameters) {
    this.reader = new ParameterReader(parameterFields, effective);
  }

  get openOrdersRule(): string {
    return this.reader.choice('general.openOrdersRule');
  }

  /** The pair whose rates are used: its own, else the dollar pair of the underlying. */
  pairName(kind: 'future' | 'option', priceIndex: string, underlying: string): string {
    const dollar = `${underlying.toLowerCase()}_usd`;
    const known =
      this.reader.has(`${kind}.${priceIndex}.initialRate`) ||
      !this.reader.has(`${kind}.${dollar}.initialRate`);
    return known ? priceIndex : dollar;
  }

  future(pair: string): FutureRates {
    const known = this.#futures.get(pair);
    if (known) return known;
    const at = (name: string): number => this.reader.number(`future.${pair}.${name}`);
    const rates: FutureRates = {
      initialRate: at('initialRate'),
      initialSlope: at('initialSlope'),
      maintenanceRate: at('maintenanceRate'),
      maintenanceSlope: at('maintenanceSlope'),
    };
    this.#futures.set(pair, rates);
    return rates;
  }

  option(pair: string): OptionRates {
    const known = this.#options.get(pair);
    if (known) return known;
    const at = (name: string): number => this.reader.number(`option.${pair}.${name}`);
    const rates: OptionRates = {
      initialRate: at('initialRate'),
      initialMinimum: at('initialMinimum'),
      maintenanceRate: at('maintenanceRate'),
    };
    this.#options.set(pair, rates);
    return rates;
  }
}

/** The typed parameters of a joined set, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): StandardParameters => new StandardParameters(effective),
);
