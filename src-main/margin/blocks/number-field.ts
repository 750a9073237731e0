// A schema row of a number. May import the domain.
import type { ParameterField } from '../../domain/parameters.ts';

/**
 * A row of a rulebook's schema whose values are numbers within the bounds; without a second one there is no upper bound.
 * @param unit in the words of the method page: `fraction`, `USD`, `days` …
 * @param feltBy a book that can feel the parameter, such as `a short option`; left out where every book does
 */
export const numberField = (
  path: string,
  label: string,
  unit: string,
  [minimum, maximum]: readonly [minimum: number, maximum?: number],
  meaning: string,
  feltBy?: string,
): ParameterField => ({
  path,
  label,
  unit,
  kind: 'number',
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
  meaning,
  ...(feltBy === undefined ? {} : { feltBy }),
});
