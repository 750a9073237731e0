// What is said several times in the same words is said once: sentences that differ in one place, rows left out for one reason. May import nothing.

/** A sentence, and what stands in its place in others that are alike. */
export interface Gathered {
  sentence: string;
  /** `ES`, `ZC` of `CL: no file is in hand.`; empty where it stands alone. */
  likewise: string[];
}

/** Words that two alike sentences have in common at least, and words that may differ at most. */
const COMMON_WORDS = 5;
const OTHER_WORDS = 7;

/** Words that two sentences begin and end with alike; null where they are not alike but for one place. */
function shared(first: readonly string[], second: readonly string[]): { head: number; tail: number } | null {
  const shorter = Math.min(first.length, second.length);
  let head = 0;
  while (head < shorter && first[head] === second[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && first.at(-1 - tail) === second.at(-1 - tail)) tail += 1;
  const other = Math.max(first.length, second.length) - head - tail;
  return head + tail >= COMMON_WORDS && other <= OTHER_WORDS && shorter > head + tail ? { head, tail } : null;
}

/** Sentences in their order, those alike behind the first of them: what each says in the place where any of them differs. */
export function gathered(sentences: readonly string[]): Gathered[] {
  const groups: { words: string[]; others: string[][]; head: number; tail: number }[] = [];
  for (const words of sentences.map((sentence) => sentence.split(' '))) {
    const group = groups.find((known) => shared(known.words, words) !== null);
    const same = group ? shared(group.words, words) : null;
    if (!group || !same) {
      groups.push({ words, others: [], head: words.length, tail: words.length });
      continue;
    }
    group.others.push(words);
    group.head = Math.min(group.head, same.head);
    group.tail = Math.min(group.tail, same.tail);
  }
  return groups.map(({ words, others, head, tail }) => ({
    sentence: words.join(' '),
    likewise: others.map((other) =>
      other
        .slice(head, other.length - tail)
        .join(' ')
        .replace(/[:;,.]$/, ''),
    ),
  }));
}

interface LeftOut {
  instrument: string;
  reason: string;
  remedy: string;
}

/** Rows by why they are left out; a reason that names its instrument is the same reason for another. */
export function byReason<Row extends LeftOut>(rows: readonly Row[]): [Row, ...Row[]][] {
  const kinds = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const symbol = row.instrument.slice(row.instrument.indexOf(':') + 1);
    const key = `${row.reason}\n${row.remedy}`.replaceAll(row.instrument, '…').replaceAll(symbol, '…');
    const known = kinds.get(key);
    if (known) known.push(row);
    else kinds.set(key, [row]);
  }
  return [...kinds.values()];
}
