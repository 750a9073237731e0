// The risk array of one held contract as a parameter row: written when a run takes it out of a data set, read when it is margined.
// May import the domain.
import { isDecimalText } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Parameter } from '../../domain/parameters.ts';
import { readRiskArrays } from '../../domain/span-arrays.ts';
import { deltaMonthOf } from '../../domain/span-contracts.ts';
import { arrayPath, spanUnits } from '../../domain/span-parameters.ts';

/** Of one long contract: losses positive, cover applied; delta before the product's scale. */
export interface ContractArray {
  month: string;
  losses: readonly number[];
  delta: number;
}

/** Rows of held instruments out of a data set of risk arrays; their source is the row that names it. Throws `invalid-input` when the content isn't one. */
export function arrayRows(row: Parameter, content: string, instruments: readonly Instrument[]): Parameter[] {
  return [...readRiskArrays(content, instruments)]
    .map(([id, array]): Parameter => {
      const { losses, compositeDelta } = array;
      return {
        path: arrayPath(id),
        value: `${deltaMonthOf(array)};${losses.join(' ')};${compositeDelta}`,
        unit: spanUnits.array,
        source: row.source,
        confirmed: row.confirmed,
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Throws `invalid-input` naming the path when the text isn't month, losses and delta. */
export function readArrayRow(path: string, text: string): ContractArray {
  const [month = '', list = '', delta = ''] = text.split(';');
  const losses = list.split(' ');
  if (![...losses, delta].every(isDecimalText)) {
    throw new MargraveError(
      'invalid-input',
      `Parameter ${path} is no risk array: a month, its losses and a composite delta, separated by semicolons. Read the risk-array file again.`,
      { path },
    );
  }
  return { month, losses: losses.map(Number), delta: Number(delta) };
}
