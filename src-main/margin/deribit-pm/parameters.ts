// Parameters of Deribit's segregated portfolio margin: the risk matrix' own rows.
// May import the domain, the rulebook interface and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { GridParameters, gridFields } from '../blocks/deribit/grid-fields.ts';

export const parameterFields: readonly ParameterField[] = gridFields;

const read = new WeakMap<EffectiveParameters, GridParameters>();

/** The typed parameters of a joined set, made once per set. */
export function typedParameters(effective: EffectiveParameters): GridParameters {
  const known = read.get(effective);
  if (known) return known;
  const fresh = new GridParameters(parameterFields, effective);
  read.set(effective, fresh);
  return fresh;
}
