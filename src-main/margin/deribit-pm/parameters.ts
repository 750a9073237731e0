// Parameters of Deribit's segregated portfolio margin: the risk matrix' own rows.
// May import the domain, the rulebook interface and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { gridFields } from '../blocks/deribit/grid-fields.ts';
import { GridParameters } from '../blocks/deribit/grid-parameters.ts';
import { oncePer } from '../blocks/once-per.ts';

export const parameterFields: readonly ParameterField[] = gridFields;

/** The typed parameters of a joined set, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): GridParameters => new GridParameters(parameterFields, effective),
);
