// Shapes of SPAN's schema rows, and which books feel what. May import the domain and margin/blocks.
import type { ParameterField } from '../../domain/parameters.ts';
import { spanUnits } from '../../domain/span-parameters.ts';
import { LARGEST_AMOUNT } from '../blocks/constants.ts';
import { numberField } from '../blocks/number-field.ts';

export const built = 'a position whose risk array is built, not read from a file';
export const optionBuilt = 'an option whose risk array is built, not read from a file';
export const spreads = 'a combined commodity held long in some months and short in others';
export const near = 'a combined commodity held in a month near delivery';
export const shortOptions = 'a commodity whose short options ask for more than its scan';
export const across = 'an account that holds several commodities on opposite sides';
export const named = 'no amount: it is a name';

export const count = (path: string, label: string, meaning: string, feltBy?: string): ParameterField =>
  numberField(path, label, spanUnits.count, [0, LARGEST_AMOUNT], meaning, feltBy);

export const money = (path: string, label: string, meaning: string, feltBy?: string): ParameterField =>
  numberField(path, label, spanUnits.money, [0, LARGEST_AMOUNT], meaning, feltBy);

export const ratio = (
  path: string,
  label: string,
  meaning: string,
  feltBy?: string,
  bounds: readonly [number, number?] = [0, LARGEST_AMOUNT],
): ParameterField => numberField(path, label, spanUnits.ratio, bounds, meaning, feltBy);

export const word = (
  path: string,
  label: string,
  kind: 'text' | 'flag',
  meaning: string,
  feltBy?: string,
): ParameterField => ({
  path,
  label,
  unit: spanUnits[kind],
  kind,
  meaning,
  ...(feltBy === undefined ? {} : { feltBy }),
});

export const choice = (
  path: string,
  label: string,
  choices: readonly string[],
  meaning: string,
  feltBy?: string,
): ParameterField => ({
  path,
  label,
  unit: spanUnits.choice,
  kind: 'choice',
  choices,
  meaning,
  ...(feltBy === undefined ? {} : { feltBy }),
});
