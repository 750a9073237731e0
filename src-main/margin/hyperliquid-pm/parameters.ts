// Parameters of Hyperliquid's portfolio margin: the ratio's own, loan-to-value and caps of tokens, margin tiers of perpetuals.
// May import the domain, the rulebook interface and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { numberField } from '../blocks/number-field.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';
import { readTiers, type Tiers } from '../blocks/ratio/tiers.ts';

const aToken = 'a positive balance in the token, with a position or a debt';

export const parameterFields: readonly ParameterField[] = [
  numberField(
    'general.minimumBorrowOffset',
    'Least requirement',
    'USDC',
    [0],
    'Added to the maintenance margin before the ratio is taken.',
    'an account with a position or a debt',
  ),
  numberField(
    'general.liquidationRatio',
    'Liquidation ratio',
    'ratio',
    [0, 1],
    'The account is liquidated above this ratio: the maintenance margin is stated at it.',
  ),
  numberField(
    'general.liquidationWeightBase',
    'Base of the liquidation weight',
    'fraction',
    [0, 1],
    'A token counts at base + (1 − base) × loan-to-value in the ratio.',
    aToken,
  ),
  numberField(
    'token.*.loanToValue',
    'Loan-to-value',
    'fraction',
    [0, 1],
    'What may be borrowed against a unit of the token’s value when opening.',
    aToken,
  ),
  numberField(
    'token.*.supplyCap',
    'Supply cap',
    'units',
    [0],
    'Units of the token that count for one account.',
    'a balance in the token above the cap, or above the new one',
  ),
  numberField(
    'token.*.borrowCap',
    'Borrow cap',
    'units',
    [0],
    'Units of the token that one account may borrow; a token without one can’t be borrowed.',
    'an account whose collateral would back more than the cap, or the new one',
  ),
  numberField(
    'tier.*.*.from',
    'Margin tier: from',
    'USDC',
    [0],
    'Notional value from which the maximum leverage of this tier holds.',
    'a perpetual beyond that value',
  ),
  numberField(
    'tier.*.*.maximumLeverage',
    'Maximum leverage',
    'multiple',
    [1],
    'Initial margin is notional / this; maintenance is half of that on each slice.',
    'a perpetual in or beyond the tier',
  ),
];

export interface TokenParameters {
  loanToValue: number;
  /** base + (1 − base) · loanToValue. */
  liquidationWeight: number;
  supplyCap: number;
}

/** Tiers of a perpetual, as rates per unit of notional. */
export interface PerpetualTiers {
  name: string;
  initial: Tiers;
  maintenance: Tiers;
}

const DEFAULT = 'default';

/** Typed view; rows are read, and checked, when first asked for. */
export class HyperliquidParameters {
  readonly reader: ParameterReader;
  readonly #perpetuals = new Map<string, PerpetualTiers>();

  constructor(effective: EffectiveParameters) {
    this.reader = new ParameterReader(parameterFields, effective);
  }

  get minimumBorrowOffset(): number {
    return this.reader.number('general.minimumBorrowOffset');
  }

  get liquidationRatio(): number {
    return this.reader.number('general.liquidationRatio');
  }

  /** How a token counts as collateral; null when it is none. */
  token(currency: string): TokenParameters | null {
    const path = `token.${currency.toLowerCase()}`;
    if (!this.reader.has(`${path}.loanToValue`)) return null;
    const base = this.reader.number('general.liquidationWeightBase');
    const loanToValue = this.reader.number(`${path}.loanToValue`);
    return {
      loanToValue,
      liquidationWeight: base + (1 - base) * loanToValue,
      supplyCap: this.reader.number(`${path}.supplyCap`),
    };
  }

  /** Units of a token that may be borrowed; null when it can't be. */
  borrowCap(currency: string): number | null {
    const path = `token.${currency.toLowerCase()}.borrowCap`;
    return this.reader.has(path) ? this.reader.number(path) : null;
  }

  /** Tiers of an underlying, or the default ones. */
  perpetual(underlying: string): PerpetualTiers {
    const known = this.#perpetuals.get(underlying);
    if (known) return known;
    const own = underlying.toLowerCase();
    const name = this.reader.has(`tier.${own}.1.maximumLeverage`) ? own : DEFAULT;
    const tiers = (rateOf: (leverage: number) => number): Tiers =>
      readTiers(this.reader, `tier.${name}`, 'maximumLeverage', rateOf);
    const found: PerpetualTiers = {
      name,
      initial: tiers((leverage) => 1 / leverage),
      maintenance: tiers((leverage) => 1 / (2 * leverage)),
    };
    this.#perpetuals.set(underlying, found);
    return found;
  }
}

/** The typed parameters of a joined set, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): HyperliquidParameters => new HyperliquidParameters(effective),
);
