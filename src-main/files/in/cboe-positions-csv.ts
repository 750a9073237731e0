// A positions table of listed options as margin calculators and clearing brokers write it: long and short contracts in columns of their own, or the root of the
// series beside expiry, strike and put or call.
//
// One row is one series or share of an account. Headers, in any order and case, without blanks and punctuation:
// - what it is: `Symbol` (also `OSI`, `Series`; OCC symbol of 21 characters or compact, or a ticker), or `Root` with `Expiration`, `Strike` and `Put/Call`
//   (all three empty: the share of that ticker); `Underlying` is passed over where there is a root;
// - how much: `Long` and `Short` (also `Long Qty`, `Short Qty` …: contracts without sign; both in one row are two lots), or a signed `Quantity`;
// - `Account` where the file holds several; `Price` (also `Mark`, `Close`): the market's price per share of one option, which becomes a mark; `Avg Price`,
//   `Strategy` as in any table. `Date` (also `As Of`) is the day of the marks.
import { ExactDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketFigure } from '../../domain/market.ts';
import { dayOfText, newYorkClose } from '../times.ts';
import type { Gathering } from './gathering.ts';
import { decimalOfCell } from './numbers.ts';
import { foldedHeader, guessMapping } from './positions-columns.ts';
import { PositionsCsv } from './positions-csv.ts';
import { rejectWrongWidth, type TableReader } from './table-rows.ts';

const names = {
  long: 'long longqty longquantity longposition longpositions longcontracts qtylong quantitylong buyqty',
  short:
    'short shortqty shortquantity shortposition shortpositions shortcontracts qtyshort quantityshort sellqty',
  root: 'root rootsymbol optionroot optionclass class',
  underlying: 'underlying underlyingsymbol underlier',
  symbol: 'osi osisymbol osikey occsymbol series seriessymbol optionsymbol',
  price: 'price mark markprice marketprice close closeprice closingprice settlementprice',
  day: 'date asof asofdate businessdate reportdate tradedate',
} as const;

/** What the signed number of contracts is called in rows that are given back. */
const quantity = 'Quantity';

const placesOf = (headers: readonly string[]): Record<keyof typeof names, number> => {
  const folded = headers.map(foldedHeader);
  const at = (known: string): number => {
    for (const name of known.split(' ')) {
      const index = folded.indexOf(name);
      if (index >= 0) return index;
    }
    return -1;
  };
  return Object.fromEntries(Object.entries(names).map(([name, known]) => [name, at(known)])) as Record<
    keyof typeof names,
    number
  >;
};

/** True for a header with long and short contracts, or with a root beside expiry, strike and right. */
export function isCboeTable(headers: readonly string[]): boolean {
  const { long, short, root } = placesOf(headers);
  const { columns } = guessMapping(headers, [], '');
  const isNamed = columns.symbol !== undefined || columns.underlying !== undefined || root >= 0;
  if (long >= 0 && short >= 0) return isNamed;
  const isSeries =
    columns.expiry !== undefined && columns.strike !== undefined && columns.right !== undefined;
  return root >= 0 && isSeries && columns.quantity !== undefined;
}

export class CboePositionsCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #headers: readonly string[];
  readonly #at: Record<keyof typeof names, number>;
  /** Places of the cells that go on to the reader of any positions table. */
  readonly #kept: number[];
  readonly #positions: PositionsCsv;
  readonly #figures = new Map<string, MarketFigure>();
  #isUndated = false;

  constructor(gathering: Gathering, file: string, headers: readonly string[]) {
    this.#gathering = gathering;
    this.#file = file;
    this.#headers = headers;
    this.#at = placesOf(headers);
    const { long, short, root, underlying } = this.#at;
    const left = [...(long >= 0 && short >= 0 ? [long, short] : []), ...(root >= 0 ? [underlying] : [])];
    this.#kept = headers.map((_, index) => index).filter((index) => !left.includes(index));
    const own = this.#kept.map((index) => headers[index]!);
    this.#positions = new PositionsCsv(gathering, file, this.#hasSides ? [...own, quantity] : own, {
      venue: 'occ',
      taken: (instrument, cells) => this.#noteMark(instrument, cells),
    });
    gathering.format('cboe-positions', 'Positions table of listed options');
  }

  get #hasSides(): boolean {
    return this.#at.long >= 0 && this.#at.short >= 0;
  }

  row(cells: string[], line: number, lot = ''): void {
    if (
      cells.length !== this.#headers.length &&
      rejectWrongWidth(this.#gathering, 'positions', { file: this.#file, line }, this.#headers, cells)
    )
      return;
    const own = this.#kept.map((index) => cells[index] ?? '');
    if (!this.#hasSides) {
      this.#positions.row(own, line, lot);
      return;
    }
    const [long, short] = [this.#cell(cells, 'long'), this.#cell(cells, 'short')];
    const sides = [long, short === '' ? '' : negated(short)].filter(
      (count) => count !== '' && !isNothing(count),
    );
    // A row without any count, or with a negative count of long contracts, is for the reader of the table to tell.
    const counts = sides.length > 0 ? sides : [long === '' && short === '' ? '' : '0'];
    for (const [index, count] of counts.entries()) {
      if (index === 0 && count === long && long.startsWith('-')) this.#rejectLong(cells, line, long);
      else this.#positions.row([...own, count], line, lot === '' || index === 0 ? lot : `${lot} short`);
    }
  }

  end(): void {
    this.#positions.end();
    // Prices and days are in use, though no mapping names them.
    const used = [this.#headers[this.#at.price], this.#headers[this.#at.day]];
    this.#gathering.headers = this.#gathering.headers.filter((header) => !used.includes(header));
    const [first] = this.#figures.values();
    if (!first) return;
    const stood = this.#gathering.timeOfFile(this.#file);
    if (this.#isUndated)
      this.#gathering.notice(
        `${this.#file} prints no day of its prices: they are taken as of ${stood.what}, ${stood.time}.`,
      );
    const times = [...this.#figures.values()].map(({ time }) => time).sort();
    this.#gathering.addFigures(this.#file, times.at(-1)!, [...this.#figures.values()], 'OCC');
  }

  #cell(cells: readonly string[], name: keyof typeof names): string {
    return (cells[this.#at[name]] ?? '').trim();
  }

  #rejectLong(cells: readonly string[], line: number, value: string): void {
    const original = Object.fromEntries(this.#headers.map((header, index) => [header, cells[index] ?? '']));
    this.#gathering.reject(
      'positions',
      { file: this.#file, line },
      this.#headers[this.#at.long] ?? '',
      value,
      'the count of long contracts is negative',
      'Write it under the short contracts',
      original,
    );
  }

  /** The market's price of a row that was taken, as a mark; a share's is its index price, too. */
  #noteMark(instrument: Instrument, cells: readonly string[]): void {
    const own = (name: 'price' | 'day'): string => (cells[this.#kept.indexOf(this.#at[name])] ?? '').trim();
    const price = decimalOfCell(own('price'));
    if (this.#at.price < 0 || price === null || new ExactDecimal(price).isNegative()) return;
    const day = this.#at.day < 0 ? null : dayOfText(own('day'));
    if (day === null) this.#isUndated = true;
    const time = day === null ? this.#gathering.timeOfFile(this.#file).time : newYorkClose(day);
    const source = `${this.#headers[this.#at.price]} (${this.#file})`;
    const mark: MarketFigure = { class: 'mark', key: instrument.id, expiry: '', value: price, time, source };
    this.#figures.set(`mark ${instrument.id}`, mark);
    if (instrument.kind === 'spot' && price !== '0')
      this.#figures.set(`index ${instrument.priceIndex}`, {
        ...mark,
        class: 'index',
        key: instrument.priceIndex,
      });
  }
}

/** Short contracts are written with and without a sign, or in brackets. */
const negated = (count: string): string => (/^[-−(]/.test(count) ? count : `-${count}`);
const isNothing = (count: string): boolean => /^[-−(]*0*(?:[.,]0*)?\)?$/.test(count);
