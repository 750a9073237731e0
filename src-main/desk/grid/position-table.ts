// The book's positions as columns, joined with what a margin view says of them: the ground that the grid filters, sorts and pages on.
// May import domain and contract types.
import type { positionColumns } from '../../contract/calls.ts';
import type { PositionRow } from '../../contract/views.ts';
import { decimalText, fromFloat } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { InstrumentMeasure } from '../../domain/margin-result.ts';
import type { Position } from '../../domain/portfolio.ts';

export type Column = (typeof positionColumns)[number];

/** Columns compared as numbers; all others are text. */
export const numberColumns = [
  'strike',
  'quantity',
  'averagePrice',
  'mark',
  'volatility',
  'value',
  'delta',
  'gamma',
  'vega',
  'theta',
  'contribution',
] as const;
export type NumberColumn = (typeof numberColumns)[number];
export type TextColumn = Exclude<Column, NumberColumn>;

export const isNumberColumn = (column: string): column is NumberColumn =>
  (numberColumns as readonly string[]).includes(column);

/** A text column: `values` in ascending order, `codes` the place of each row's value there, −1 where the row has none. */
export interface TextCodes {
  values: readonly string[];
  codes: Int32Array;
}

/** A netted holding of a margin view: the quantity it was computed for and what it contributes to the initial margin. */
export interface HoldingShare {
  quantity: number;
  contribution: number;
}

/** What a margin view says of the rows. */
export interface TableMeasures {
  instruments: ReadonlyMap<string, InstrumentMeasure>;
  /** By `holdingKey`. */
  holdings: ReadonlyMap<string, HoldingShare>;
  /** Reason by `holdingKey` of the rows that were left out. */
  excluded: ReadonlyMap<string, string>;
}

export const holdingKey = (account: string, instrument: string): string => `${account}\u0000${instrument}`;

type Shown = number | null;

/** Positions in the book's stable order, with columns made when first asked for. */
export class PositionTable {
  readonly positions: readonly Position[];
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #measures: TableMeasures | null;
  readonly #numbers = new Map<NumberColumn, Float64Array>();
  readonly #texts = new Map<TextColumn, TextCodes>();

  constructor(
    positions: readonly Position[],
    instruments: ReadonlyMap<string, Instrument>,
    measures: TableMeasures | null,
  ) {
    this.positions = positions;
    this.#instruments = instruments;
    this.#measures = measures;
  }

  get count(): number {
    return this.positions.length;
  }

  instrumentOf(row: number): Instrument | undefined {
    return this.#instruments.get(this.#position(row).instrument);
  }

  /** A number column, NaN where the row has none. Do not modify. */
  numbers(column: NumberColumn): Float64Array {
    let values = this.#numbers.get(column);
    if (!values) {
      values = new Float64Array(this.count);
      for (let row = 0; row < values.length; row++) values[row] = this.#number(row, column) ?? Number.NaN;
      this.#numbers.set(column, values);
    }
    return values;
  }

  /** A text column, ranked. Do not modify. */
  texts(column: TextColumn): TextCodes {
    let coded = this.#texts.get(column);
    if (!coded) {
      coded = rank(this.count, (row) => this.#text(row, column));
      this.#texts.set(column, coded);
    }
    return coded;
  }

  /** The row as the window shows it. */
  row(index: number): PositionRow {
    const position = this.#position(index);
    const instrument = this.instrumentOf(index);
    const shown = (column: NumberColumn): string | null => textOf(this.#number(index, column));
    return {
      id: `${position.account}|${position.instrument}|${position.strategy}|${position.lot}`,
      account: position.account,
      instrument: position.instrument,
      symbol: instrument?.symbol ?? position.instrument,
      kind: instrument?.kind ?? '',
      underlying: instrument?.underlying ?? '',
      expiry: instrument?.expiry ?? null,
      strike: instrument?.strike ?? null,
      right: instrument?.right ?? null,
      strategy: position.strategy,
      lot: position.lot,
      quantity: position.quantity,
      quantityUnit: this.#text(index, 'quantityUnit') ?? '',
      averagePrice: position.averagePrice === null ? null : decimalText(position.averagePrice),
      settlementCurrency: instrument?.settlementCurrency ?? '',
      mark: shown('mark'),
      volatility: shown('volatility'),
      volatilityLevel: this.#text(index, 'volatilityLevel'),
      value: shown('value'),
      delta: shown('delta'),
      gamma: shown('gamma'),
      vega: shown('vega'),
      theta: shown('theta'),
      contribution: shown('contribution'),
      excluded: this.#text(index, 'excluded'),
    };
  }

  #position(row: number): Position {
    const position = this.positions[row];
    if (!position) throw new RangeError(`row ${row} of ${this.count}`);
    return position;
  }

  #measure(position: Position): InstrumentMeasure | undefined {
    if (!this.#measures) return undefined;
    if (this.#measures.excluded.has(holdingKey(position.account, position.instrument))) return undefined;
    return this.#measures.instruments.get(position.instrument);
  }

  #number(row: number, column: NumberColumn): Shown {
    const position = this.#position(row);
    if (column === 'quantity') return Number(position.quantity);
    if (column === 'averagePrice')
      return position.averagePrice === null ? null : Number(position.averagePrice);
    if (column === 'strike') {
      const strike = this.instrumentOf(row)?.strike ?? null;
      return strike === null ? null : Number(strike);
    }
    if (column === 'contribution') return this.#contribution(position);
    const measure = this.#measure(position);
    if (!measure) return null;
    if (column === 'mark' || column === 'volatility') return finite(measure[column]);
    return finite(measure[column] * Number(position.quantity));
  }

  /** The holding's contribution, shared over its rows by quantity; null when it isn't known or the rows net to nothing. */
  #contribution(position: Position): Shown {
    const share = this.#measures?.holdings.get(holdingKey(position.account, position.instrument));
    if (!share || share.quantity === 0) return null;
    return finite((share.contribution * Number(position.quantity)) / share.quantity);
  }

  #text(row: number, column: TextColumn): string | null {
    const position = this.#position(row);
    switch (column) {
      case 'account':
      case 'instrument':
      case 'strategy':
      case 'lot':
        return position[column];
      case 'volatilityLevel':
        return this.#measure(position)?.volatilityLevel ?? null;
      case 'excluded':
        return this.#measures?.excluded.get(holdingKey(position.account, position.instrument)) ?? null;
      case 'quantityUnit': {
        const instrument = this.instrumentOf(row);
        if (!instrument) return null;
        return instrument.quantityUnit === 'quote' ? instrument.quoteCurrency : instrument.underlying;
      }
      case 'symbol':
        return this.instrumentOf(row)?.symbol ?? position.instrument;
      default:
        return this.instrumentOf(row)?.[column] ?? null;
    }
  }
}

const finite = (value: number | null): Shown => (value === null || !Number.isFinite(value) ? null : value);
const textOf = (value: Shown): string | null => (value === null ? null : fromFloat(value));

function rank(count: number, text: (row: number) => string | null): TextCodes {
  const found = new Map<string, number>();
  const codes = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const value = text(row);
    if (value === null) codes[row] = -1;
    else {
      let code = found.get(value);
      if (code === undefined) {
        code = found.size;
        found.set(value, code);
      }
      codes[row] = code;
    }
  }
  const values = [...found.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const places = new Int32Array(values.length);
  values.forEach((value, place) => {
    places[found.get(value) ?? 0] = place;
  });
  for (let row = 0; row < count; row++) {
    const code = codes[row] ?? -1;
    if (code >= 0) codes[row] = places[code] ?? -1;
  }
  return { values, codes };
}
