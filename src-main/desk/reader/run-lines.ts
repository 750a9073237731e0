// Two stored runs line by line: every line of their trees that either has, in the order of the later one. May import domain, book and contract.
import type { BookReader } from '../../book/book.ts';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import { sumDecimals } from '../../domain/decimal.ts';
import type { MarginEntry, MarginNode } from '../../domain/margin-result.ts';
import { runResult } from './lists.ts';

type Line = CallOutput<'runs.lines'>['rows'][number];

const PAIRS_KEPT = 2;

export class RunLines {
  readonly #pairs = new Map<string, Line[]>();

  clear(): void {
    this.#pairs.clear();
  }

  /**
   * Lines whose account, netting set, label and id hold every word of the filter. A line that one run lacks is different, whatever its amount.
   * Throws `not-found` for an unknown run.
   */
  page(reader: BookReader, input: CallInput<'runs.lines'>): CallOutput<'runs.lines'> {
    const lines = this.#lines(reader, input.from, input.to);
    const words = input.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const isWanted = (line: Line): boolean => {
      if (input.onlyDifferent && !isDifferent(line)) return false;
      if (words.length === 0) return true;
      const text =
        `${line.account} ${line.nettingSet} ${line.currency} ${line.label} ${line.line}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const wanted = input.onlyDifferent || words.length > 0 ? lines.filter(isWanted) : lines;
    return {
      rows: wanted.slice(input.offset, input.offset + input.limit),
      total: wanted.length,
      different: lines.reduce((count, line) => count + (isDifferent(line) ? 1 : 0), 0),
    };
  }

  #lines(reader: BookReader, from: string, to: string): Line[] {
    const key = JSON.stringify([from, to]);
    const known = this.#pairs.get(key);
    if (known) return known;
    const lines = linesOf(runResult(reader, from).entries, runResult(reader, to).entries);
    this.#pairs.set(key, lines);
    const oldest = this.#pairs.keys().next().value;
    if (this.#pairs.size > PAIRS_KEPT && oldest !== undefined) this.#pairs.delete(oldest);
    return lines;
  }
}

const isDifferent = ({ from, to, difference }: Line): boolean =>
  from === null || to === null || difference !== '0';

/** Lines of two lists of entries: those of the second in its order, each followed by what only the first has of it. */
export function linesOf(from: readonly MarginEntry[], to: readonly MarginEntry[]): Line[] {
  const keyOf = ({ account, nettingSet, currency }: MarginEntry): string =>
    JSON.stringify([account, nettingSet, currency]);
  const before = new Map(from.map((entry) => [keyOf(entry), entry]));
  const after = new Set(to.map(keyOf));
  const lines: Line[] = [];
  for (const entry of to) walk(before.get(keyOf(entry))?.tree ?? null, entry.tree, entry, 0, lines);
  for (const entry of from) if (!after.has(keyOf(entry))) walk(entry.tree, null, entry, 0, lines);
  return lines;
}

function walk(
  from: MarginNode | null,
  to: MarginNode | null,
  entry: MarginEntry,
  depth: number,
  lines: Line[],
): void {
  const shown = to ?? from;
  if (!shown) return;
  lines.push({
    account: entry.account,
    nettingSet: entry.nettingSet,
    currency: shown.currency,
    line: shown.id,
    label: shown.label,
    depth,
    from: from?.amount ?? null,
    to: to?.amount ?? null,
    difference: differenceOf(from?.amount ?? '0', to?.amount ?? '0'),
  });
  const before = new Map((from?.children ?? []).map((child) => [child.id, child]));
  for (const child of to?.children ?? []) {
    walk(before.get(child.id) ?? null, child, entry, depth + 1, lines);
    before.delete(child.id);
  }
  for (const child of before.values()) walk(child, null, entry, depth + 1, lines);
}

/** Most lines are the same in both: only those that aren't are computed with. */
const differenceOf = (from: string, to: string): string =>
  from === to ? '0' : sumDecimals([to, from.startsWith('-') ? from.slice(1) : `-${from}`]);
