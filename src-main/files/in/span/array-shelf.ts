// Risk arrays put away until their commodity's turn comes: squeezed, so that a file's order of contracts doesn't decide how much memory it takes.
// May import the domain.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { RiskArray } from '../../../domain/span-commodity.ts';

/** Characters that are put away at once. */
const shelfCharacters = 128 * 1024;

/** What is put away: an array, with what its reader needs to finish it. */
export interface ShelvedArray {
  array: RiskArray;
  /** 1-based line it stood on. */
  line: number;
  /** Something to be looked up when all is read: a series, the contract under an option. */
  reference: string;
}

export class ArrayShelf {
  #lines: string[] = [];
  #characters = 0;
  readonly #squeezed: Buffer[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  put(shelved: ShelvedArray): void {
    const line = written(shelved);
    this.#lines.push(line);
    this.#count += 1;
    this.#characters += line.length;
    if (this.#characters >= shelfCharacters) this.squeeze();
  }

  /** Makes what lies open as small as it gets. */
  squeeze(): void {
    if (this.#lines.length === 0) return;
    this.#squeezed.push(deflateRawSync(Buffer.from(this.#lines.join('\n')), { level: 1 }));
    this.#lines = [];
    this.#characters = 0;
  }

  /** All that was put away, in its order; the shelf is empty after it. */
  *take(): Generator<ShelvedArray> {
    for (let squeezed = this.#squeezed.shift(); squeezed !== undefined; squeezed = this.#squeezed.shift()) {
      for (const line of inflateRawSync(squeezed).toString('utf8').split('\n')) yield readBack(line);
    }
    const rest = this.#lines;
    this.#lines = [];
    for (const line of rest) yield readBack(line);
  }
}

/** Fields without their names, losses as one text: half as large as the object when it is squeezed. */
const written = ({ array, line, reference }: ShelvedArray): string =>
  JSON.stringify([
    line,
    reference,
    array.exchange,
    array.product,
    array.kind,
    array.futureMonth,
    array.optionMonth,
    array.right,
    array.strike,
    array.settlement,
    array.losses.join(' '),
    array.compositeDelta,
  ]);

type WrittenFields = [
  number,
  string,
  string,
  string,
  RiskArray['kind'],
  string,
  string,
  RiskArray['right'],
  string | null,
  string | null,
  string,
  string,
];

function readBack(text: string): ShelvedArray {
  const [
    line,
    reference,
    exchange,
    product,
    kind,
    futureMonth,
    optionMonth,
    right,
    strike,
    settlement,
    losses,
    delta,
  ] = JSON.parse(text) as WrittenFields;
  return {
    line,
    reference,
    array: {
      exchange,
      product,
      kind,
      futureMonth,
      optionMonth,
      right,
      strike,
      settlement,
      losses: losses.split(' '),
      compositeDelta: delta,
    },
  };
}
