// The book's positions as columns, joined with what a margin view says of them: the ground that the grid filters, sorts and pages on.
// May import domain and contract types.
import type { positionColumns } from '../../contract/calls.ts';
import type { PositionRow } from '../../contract/views.ts';
import { decimalText, fromFloat } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { countedIn } from '../../domain/listed-fields.ts';
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
  /** Currency of the margin entry that the contribution belongs to. */
  currency: string;
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
  readonly #measures: TableMeasures | null;
  readonly #numbers = new Map<NumberColumn, Float64Array>();
  readonly #texts = new Map<TextColumn | 'quoteCurrency', TextCodes>();
  /** By row, found once: many columns ask for them. */
  readonly #rowInstruments: (Instrument | undefined)[];
  readonly #rowMeasures: (InstrumentMeasure | undefined)[];
  readonly #rowExcluded: (string | undefined)[];
  readonly #quantities: Float64Array;
  readonly #accountNames: ReadonlyMap<string, string>;

  /** @param accountNames by id: a filter may name an account either way */
  constructor(
    positions: readonly Position[],
    instruments: ReadonlyMap<string, Instrument>,
    measures: TableMeasures | null,
    accountNames: ReadonlyMap<string, string> = new Map(),
  ) {
    this.positions = positions;
    this.#accountNames = accountNames;
    this.#measures = measures;
    this.#quantities = Float64Array.from(positions, ({ quantity }) => Number(quantity));
    this.#rowInstruments = positions.map(({ instrument }) => instruments.get(instrument));
    this.#rowExcluded =
      measures && measures.excluded.size > 0
        ? positions.map(({ account, instrument }) => measures.excluded.get(holdingKey(account, instrument)))
        : [];
    this.#rowMeasures = measures
      ? positions.map(({ instrument }, row) =>
          this.#rowExcluded[row] === undefined ? measures.instruments.get(instrument) : undefined,
        )
      : [];
  }

  get count(): number {
    return this.positions.length;
  }

  /** Name of an account by its id; the id where it has none. */
  accountName(account: string): string {
    return this.#accountNames.get(account) ?? account;
  }

  instrumentOf(row: number): Instrument | undefined {
    return this.#rowInstruments[row];
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
  texts(column: TextColumn | 'quoteCurrency'): TextCodes {
    let coded = this.#texts.get(column);
    if (!coded) {
      coded = rank(this.count, (row) => this.#text(row, column));
      this.#texts.set(column, coded);
    }
    return coded;
  }

  /** account | instrument | strategy | lot */
  id(row: number): string {
    const { account, instrument, strategy, lot } = this.#position(row);
    return `${account}|${instrument}|${strategy}|${lot}`;
  }

  /** One cell as text with full precision; null where the row has none. */
  cell(row: number, column: Column): string | null {
    if (column === 'quantity') return this.#position(row).quantity;
    if (column === 'averagePrice') return this.#position(row).averagePrice;
    if (column === 'strike') return this.instrumentOf(row)?.strike ?? null;
    return isNumberColumn(column) ? textOf(this.#number(row, column)) : this.#text(row, column);
  }

  /** The row as the window shows it. */
  row(index: number): PositionRow {
    const position = this.#position(index);
    const instrument = this.instrumentOf(index);
    const shown = (column: NumberColumn): string | null => textOf(this.#number(index, column));
    return {
      id: this.id(index),
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
      contributionCurrency: this.#text(index, 'contributionCurrency'),
      excluded: this.#text(index, 'excluded'),
    };
  }

  #position(row: number): Position {
    const position = this.positions[row];
    if (!position) throw new RangeError(`row ${row} of ${this.count}`);
    return position;
  }

  #number(row: number, column: NumberColumn): Shown {
    const quantity = this.#quantities[row] ?? 0;
    if (column === 'quantity') return quantity;
    if (column === 'averagePrice') return numberOf(this.#position(row).averagePrice);
    if (column === 'strike') return numberOf(this.instrumentOf(row)?.strike ?? null);
    if (column === 'contribution') return this.#contribution(row, quantity);
    const measure = this.#rowMeasures[row];
    if (!measure) return null;
    // A volatility of prices, not of relative moves, is no percentage: its words say it.
    if (column === 'volatility' && this.#movesInPrice(row)) return null;
    if (column === 'mark' || column === 'volatility') return finite(measure[column]);
    return finite(measure[column] * quantity);
  }

  /** The holding's contribution, shared over its rows by quantity; null when it isn't known or the rows net to nothing. */
  #contribution(row: number, quantity: number): Shown {
    const { account, instrument } = this.#position(row);
    const share = this.#share(account, instrument);
    if (!share || share.quantity === 0) return null;
    return finite((share.contribution * quantity) / share.quantity);
  }

  #share(account: string, instrument: string): HoldingShare | undefined {
    return this.#measures?.holdings.get(holdingKey(account, instrument));
  }

  #movesInPrice(row: number): boolean {
    return this.instrumentOf(row)?.priceModel === 'normal';
  }

  #volatilityLevel(row: number): string | null {
    const measure = this.#rowMeasures[row];
    if (!measure?.volatilityLevel) return null;
    if (!this.#movesInPrice(row) || measure.volatility === null) return measure.volatilityLevel;
    return `${measure.volatilityLevel}, ${fromFloat(Number(measure.volatility.toPrecision(SPOKEN_DIGITS)))} in units of the price`;
  }

  #text(row: number, column: TextColumn | 'quoteCurrency'): string | null {
    const position = this.#position(row);
    switch (column) {
      case 'account':
      case 'instrument':
      case 'strategy':
      case 'lot':
        return position[column];
      case 'contributionCurrency': {
        if (this.#rowExcluded[row] !== undefined) return null;
        return this.#share(position.account, position.instrument)?.currency || null;
      }
      case 'volatilityLevel':
        return this.#volatilityLevel(row);
      case 'excluded':
        return this.#rowExcluded[row] ?? null;
      case 'quantityUnit': {
        const instrument = this.instrumentOf(row);
        return instrument ? countedIn(instrument) : null;
      }
      case 'symbol':
        return this.instrumentOf(row)?.symbol ?? position.instrument;
      default:
        return this.instrumentOf(row)?.[column] ?? null;
    }
  }
}

/** Significant digits of a figure within words. */
const SPOKEN_DIGITS = 6;

const finite = (value: number | null): Shown => (value === null || !Number.isFinite(value) ? null : value);
const numberOf = (text: string | null): Shown => (text === null ? null : Number(text));
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
