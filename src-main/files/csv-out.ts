// CSV out, by csv-stringify: every table that Margrave writes goes through here.
import { stringify } from 'csv-stringify/sync';

/** RFC 4180 text of rows of cells. Quoted where it must be, and where blanks at an end or a lone carriage return would be lost. */
export function csvText(rows: readonly (readonly string[])[], lineEnd: '\n' | '\r\n' = '\n'): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: lineEnd, quoted_match: [/^\s/, /\s$/, /[\r\n]/] },
  );
}
