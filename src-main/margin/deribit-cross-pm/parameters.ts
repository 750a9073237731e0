// Parameters of Deribit's cross-collateral portfolio margin: the risk matrix' rows, haircuts, and what equity moves with the grid.
// May import the domain, the rulebook interface and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { LARGEST_SHARE } from '../blocks/constants.ts';
import { gridFields } from '../blocks/deribit/grid-fields.ts';
import { GridParameters } from '../blocks/deribit/grid-parameters.ts';
import { oncePer } from '../blocks/once-per.ts';

export const parameterFields: readonly ParameterField[] = [
  ...gridFields,
  {
    path: 'currency.*.haircut',
    label: 'Haircut',
    unit: 'fraction',
    kind: 'number',
    minimum: 0,
    maximum: LARGEST_SHARE,
    meaning: 'Share of the value of equity in this currency that is added to the initial margin.',
    feltBy: 'equity in the currency',
  },
  {
    path: 'currency.*.equitySideImpact',
    label: 'Equity in the grid',
    unit: 'choice',
    kind: 'choice',
    choices: ['both', 'none', 'upside'],
    meaning:
      'Whether equity in this currency moves with the grid: both ways, not at all, or with rising prices only.',
    feltBy: 'equity in a currency whose price the grid moves',
  },
];

/** How equity in one currency counts. */
export interface CollateralParameters {
  haircut: number;
  /** `both`, `none` or `upside`. */
  side: string;
}

export class CrossParameters extends GridParameters {
  /** Throws `invalid-input` naming the path when nothing is known of the currency. */
  collateral(code: string): CollateralParameters {
    const name = code.toLowerCase();
    return {
      haircut: this.reader.number(`currency.${name}.haircut`),
      side: this.reader.choice(`currency.${name}.equitySideImpact`),
    };
  }
}

/** The typed parameters of a joined set, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): CrossParameters => new CrossParameters(parameterFields, effective),
);
