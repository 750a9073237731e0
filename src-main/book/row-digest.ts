// A digest per table that doesn't depend on the order of rows and is kept up row by row: changing one row of 100,000
// costs one row. It finds accidents (a flipped bit, a lost or doubled row), not forgery: the audit chain is for that.

/** What a column of the book can hold. */
export type Cell = string | number | bigint | Buffer | null;
/** One row, in the order of its table's columns. */
export type Row = Cell[];

const textTag = 1;
const numberTag = 2;
const bytesTag = 3;
const nullTag = 4;

/**
 * Sum, modulo 2^32 in each of four lanes, of a 128-bit hash per row. Each step of a lane is a bijection of its state for a
 * given character, and of the character for a given state: one changed character changes all four lanes for certain.
 */
export class TableDigest {
  rows: number;
  readonly #lanes = new Uint32Array(4);

  /** `text`: the digest to go on from, as `toString` wrote it. */
  constructor(rows = 0, text = '0'.repeat(32)) {
    this.rows = rows;
    for (let lane = 0; lane < 4; lane += 1) {
      this.#lanes[lane] = Number.parseInt(text.slice(lane * 8, lane * 8 + 8), 16) >>> 0;
    }
  }

  add(row: Row): void {
    this.rows += 1;
    this.#mix(row, 1);
  }

  remove(row: Row): void {
    this.rows -= 1;
    this.#mix(row, -1);
  }

  /** 32 hexadecimal digits. */
  toString(): string {
    return [...this.#lanes].map((lane) => lane.toString(16).padStart(8, '0')).join('');
  }

  #mix(row: Row, sign: 1 | -1): void {
    let first = 0x243f6a88 | 0;
    let second = 0x85a308d3 | 0;
    let third = 0x13198a2e | 0;
    let fourth = 0x03707344 | 0;
    for (let column = 0; column < row.length; column += 1) {
      const cell = row[column] as Cell;
      let characters = '';
      let tag = nullTag;
      if (typeof cell === 'string') {
        characters = cell;
        tag = textTag;
      } else if (cell !== null) {
        const bytes = typeof cell === 'object';
        characters = bytes ? cell.toString('latin1') : String(cell);
        tag = bytes ? bytesTag : numberTag;
      }
      const length = characters.length;
      // The tag and the length stand before each cell, so that no two rows run together to the same characters.
      for (let index = -1; index < length; index += 1) {
        const symbol = index < 0 ? (length << 3) | tag : characters.charCodeAt(index);
        first = Math.imul(first ^ symbol, 0x2c1b3c6d);
        first ^= first >>> 15;
        second = Math.imul(second ^ symbol, 0x297a2d39);
        second ^= second >>> 13;
        third = Math.imul(third ^ symbol, 0x1b56c4e9);
        third ^= third >>> 16;
        fourth = Math.imul(fourth ^ symbol, 0x7feb352d);
        fourth ^= fourth >>> 14;
      }
    }
    const lanes = this.#lanes;
    lanes[0] = ((lanes[0] as number) + sign * (first >>> 0)) >>> 0;
    lanes[1] = ((lanes[1] as number) + sign * (second >>> 0)) >>> 0;
    lanes[2] = ((lanes[2] as number) + sign * (third >>> 0)) >>> 0;
    lanes[3] = ((lanes[3] as number) + sign * (fourth >>> 0)) >>> 0;
  }
}
