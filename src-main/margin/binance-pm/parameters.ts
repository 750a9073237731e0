// Parameters of Binance's portfolio margin: levels of uniMMR, rates of loans and collateral, maintenance tiers of contracts.
// May import the domain, the rulebook interface and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { numberField } from '../blocks/number-field.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';
import { readTiers, type Tiers } from '../blocks/ratio/tiers.ts';

const leverages = ['3x', '5x', '10x'] as const;
const aLoan = 'a loan or cash below 0';

const tierFields = (kind: string, label: string, unit: string, who: string): ParameterField[] => [
  numberField(
    `${kind}.*.*.from`,
    `${label}: from`,
    unit,
    [0],
    `Position size from which the rate of this tier holds, of ${who}.`,
    `${who} beyond that size`,
  ),
  numberField(
    `${kind}.*.*.maintenanceRate`,
    `${label}: maintenance rate`,
    'fraction',
    [0, 1],
    'Maintenance margin per unit of the part of the position that lies in this tier.',
    `${who} beyond the tier’s size`,
  ),
];

export const parameterFields: readonly ParameterField[] = [
  numberField(
    'level.reminder',
    'Reminder',
    'ratio',
    [0],
    'uniMMR at or below which the venue asks to add funds.',
  ),
  numberField(
    'level.reduceOnly',
    'Reduce-only',
    'ratio',
    [0],
    'uniMMR at or below which no position may be opened: the initial margin is stated at it.',
  ),
  numberField(
    'level.liquidation',
    'Liquidation',
    'ratio',
    [0],
    'uniMMR at or below which positions are liquidated: the maintenance margin is stated at it.',
  ),
  numberField(
    'level.shortfall',
    'Shortfall',
    'ratio',
    [0],
    'uniMMR at or below which the venue may claim for losses.',
  ),
  {
    path: 'loan.leverage',
    label: 'Leverage of the margin account',
    unit: 'choice',
    kind: 'choice',
    choices: leverages,
    meaning: 'The leverage chosen by the account’s holder; it sets the maintenance rate of loans.',
    feltBy: aLoan,
  },
  numberField(
    'loan.rate.*',
    'Maintenance rate of loans',
    'fraction',
    [0, 1],
    'Maintenance margin per unit owed, at this leverage.',
    aLoan,
  ),
  numberField(
    'collateral.*.*.from',
    'Collateral tier: from',
    'USD',
    [0],
    'Value of a currency’s equity from which the rate of this tier holds.',
    'positive equity in the currency beyond that value',
  ),
  numberField(
    'collateral.*.*.rate',
    'Collateral rate',
    'fraction',
    [0, 1],
    'What counts of positive equity in the currency that lies in this tier; negative equity counts whole.',
    'positive equity in the currency',
  ),
  ...tierFields('linear', 'USDS-M perpetual', 'USD', 'a linear perpetual'),
  ...tierFields('linearDelivery', 'USDS-M delivery', 'USD', 'a linear dated future'),
  ...tierFields('inverse', 'COIN-M contract', 'coin', 'an inverse future or perpetual'),
];

/** Tiers, whose they are (`btc`, or `default`), and the unit of their size. */
export interface FoundTiers {
  tiers: Tiers;
  name: string;
  kind: 'linear' | 'linearDelivery' | 'inverse';
  /** True when the size they are in is dollars, not coins. */
  inDollars: boolean;
}

const DEFAULT = 'default';

/** Typed view; tiers are read, and checked, when first asked for. */
export class BinanceParameters {
  readonly reader: ParameterReader;
  readonly #collateral = new Map<string, { tiers: Tiers; name: string }>();
  readonly #contracts = new Map<string, FoundTiers>();

  constructor(effective: EffectiveParameters) {
    this.reader = new ParameterReader(parameterFields, effective);
  }

  level(name: 'reminder' | 'reduceOnly' | 'liquidation' | 'shortfall'): number {
    return this.reader.number(`level.${name}`);
  }

  get loanRate(): number {
    return this.reader.number(`loan.rate.${this.reader.choice('loan.leverage')}`);
  }

  /** Rates of a currency's equity by its value in USD; those of `default` where it has none. */
  collateral(currency: string): { tiers: Tiers; name: string } {
    const known = this.#collateral.get(currency);
    if (known) return known;
    const own = currency.toLowerCase();
    const name = this.reader.has(`collateral.${own}.1.rate`) ? own : DEFAULT;
    const found = { tiers: readTiers(this.reader, `collateral.${name}`, 'rate'), name };
    this.#collateral.set(currency, found);
    return found;
  }

  /** Maintenance tiers of a contract: its own; a dated one's of the perpetual; else the default tiers, in dollars. */
  contract(kind: FoundTiers['kind'], underlying: string): FoundTiers {
    const key = `${kind} ${underlying}`;
    const known = this.#contracts.get(key);
    if (known) return known;
    const own = underlying.toLowerCase();
    const candidates: [FoundTiers['kind'], string][] = [
      [kind, own],
      ...(kind === 'inverse' ? [] : ([['linear', own]] satisfies [FoundTiers['kind'], string][])),
    ];
    const [chosen, name] = candidates.find(([candidate, asset]) =>
      this.reader.has(`${candidate}.${asset}.1.maintenanceRate`),
    ) ?? ['linear', DEFAULT];
    const found: FoundTiers = {
      tiers: readTiers(this.reader, `${chosen}.${name}`, 'maintenanceRate'),
      name,
      kind: chosen,
      inDollars: chosen !== 'inverse',
    };
    this.#contracts.set(key, found);
    return found;
  }
}

/** The typed parameters of a joined set, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): BinanceParameters => new BinanceParameters(effective),
);
