// Rows that a margin leaves out, as text: a reason that many share is said once. May import the contract's types.
import type { MarginView } from '../contract/views.ts';
import { printable } from './tables.ts';

type ExcludedRow = MarginView['excluded'][number];

/** Characters of a line of names: what a terminal of 120 columns holds. */
const LINE_LENGTH = 110;

/**
 * Rows by why they are left out, the reason said of the first of them and their names below it. Accounts are named where there are several.
 * @param most names printed for one reason; `rest` says where the others are
 */
export function leftOutLines(rows: readonly ExcludedRow[], most: number, rest: string): string[] {
  const several = new Set(rows.map(({ account }) => account)).size > 1;
  const named = ({ account, quantity, instrument }: ExcludedRow): string =>
    printable(`${several ? `${account} ` : ''}${quantity} ${instrument}`);
  const kinds = Map.groupBy(rows, ({ instrument, reason, remedy }) =>
    `${reason}\n${remedy}`.replaceAll(instrument, '…').replaceAll(symbolOf(instrument), '…'),
  );
  return [...kinds.values()].flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    if (alike.length === 1) return [`${named(first)}: ${printable(first.reason)}`];
    const lines = inLines(alike.slice(0, most).map(named));
    if (alike.length > most) lines.push(`… and ${alike.length - most} more: ${rest}`);
    return [`${alike.length} rows alike: ${printable(first.reason)}`, ...lines.map((line) => `  ${line}`)];
  });
}

const symbolOf = (instrument: string): string => instrument.slice(instrument.indexOf(':') + 1);

/** Names one after the other. */
function inLines(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + name.length < LINE_LENGTH)
      lines[lines.length - 1] = `${line}, ${name}`;
    else lines.push(name);
  }
  return lines;
}
