// The first record of a positional risk-array file: whose it is, of which day, in which layout, for which accounts.
// May import the domain.
import { MargraveError } from '../../../domain/errors.ts';
import type { SpanFileHead } from '../../../domain/span-commodity.ts';
import { PositionalLine } from './positional-line.ts';
import { PlaceFault } from './reading.ts';

/** Whom the file's ratios are for. */
export type AccountType = 'member' | 'hedger' | 'speculator';

/** Columns of the initial-to-maintenance ratio in record 3, and of the adjustment factor in record 4. */
export const ratioColumns: Readonly<Record<AccountType, readonly [number, number]>> = {
  member: [69, 72],
  hedger: [73, 76],
  speculator: [77, 80],
};
export const adjustmentColumns: Readonly<Record<AccountType, readonly [number, number]>> = {
  member: [70, 72],
  hedger: [73, 75],
  speculator: [76, 78],
};

const accountTypes: Readonly<Record<string, AccountType>> = {
  M: 'member',
  S: 'speculator',
  H: 'hedger',
  '': 'hedger',
};

/** The layout that is read: expanded, unpacked. */
const readFormat = 'U2';

/** True when a text begins as a positional risk-array file, of whatever format. */
export const isPositionalSpan = (head: string): boolean =>
  /^0 [ -~]{6}\d{8}[SI]/.test(head) && /^.{35}[A-Z ][0-9A-Z ]/.test(head);

/** @throws `invalid-file` when the head can't be read or has another format: nothing of the file can then be. */
export function positionalHead(file: string, text: string): { head: SpanFileHead; account: AccountType } {
  const line = new PositionalLine(text, 1);
  try {
    const format = line.required(36, 37, 'the format');
    if (format !== readFormat) {
      throw line.fault(
        36,
        37,
        `“${format}” is a format that Margrave doesn’t read; it reads ${readFormat}, expanded and unpacked (.pa2), and XML (.spn)`,
      );
    }
    const day = line.digits(9, 16);
    const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
    if (day.length !== 8 || new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) !== date)
      throw line.fault(9, 16, `“${text.slice(8, 16)}” isn’t a day`);
    const account = accountTypes[line.code(59, 59)];
    if (account === undefined)
      throw line.fault(59, 59, `“${line.code(59, 59)}” isn’t an account type (M, H or S)`);
    const clearingOrganisation = line.required(3, 8, 'the clearing organisation');
    const isFinal = line.code(17, 17) === 'S' && ['F', 'C'].includes(line.code(18, 18));
    return { head: { layout: 'positional', clearingOrganisation, businessDate: date, isFinal }, account };
  } catch (thrown) {
    if (!(thrown instanceof PlaceFault)) throw thrown;
    throw new MargraveError(
      'invalid-file',
      `${file}, record 1 (${thrown.place}): ${thrown.message}. Nothing was read. Ask the clearing house for the file in that layout.`,
      { file, line: 1, column: thrown.place },
    );
  }
}
