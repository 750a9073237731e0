// Positions of the open book as grids, one per revision and margin view; the newest few are kept. May import domain and book types.
import type { BookReader } from '../../book/book.ts';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import { PositionGrid } from '../grid/position-grid.ts';
import { type HoldingShare, holdingKey, PositionTable, type TableMeasures } from '../grid/position-table.ts';
import type { KeptView, MarginViews } from './margin-views.ts';
import type { OpenBook } from './open-book.ts';

const GRIDS_KEPT = 2;

export class PositionGrids {
  readonly #book: OpenBook;
  readonly #views: MarginViews;
  readonly #grids = new Map<string, PositionGrid>();

  constructor(book: OpenBook, views: MarginViews) {
    this.#book = book;
    this.#views = views;
  }

  clear(): void {
    this.#grids.clear();
  }

  rows(input: CallInput<'positions.rows'>): CallOutput<'positions.rows'> {
    const { view, offset, limit, ...question } = input;
    return this.#grid(view).page(question, this.#accounts(input.account), offset, limit);
  }

  /** Tab-separated rows under a header of column names, in the grid's order; `ids` null: all that match. */
  copy(input: CallInput<'positions.copy'>): CallOutput<'positions.copy'> {
    const grid = this.#grid(input.view);
    const wanted = input.ids === null ? null : new Set(input.ids);
    const lines = [input.columns.join('\t')];
    for (const row of grid.rows(input.filter, input.sort, this.#accounts(input.account))) {
      if (wanted !== null && !wanted.has(grid.table.id(row))) continue;
      lines.push(input.columns.map((column) => cellText(grid.table.cell(row, column))).join('\t'));
    }
    return { text: lines.join('\n'), rows: lines.length - 1 };
  }

  #accounts(asked: string | null): ReadonlySet<string> | null {
    return asked === null ? null : new Set(this.#book.accounts(asked));
  }

  #grid(view: string | null): PositionGrid {
    const { reader } = this.#book;
    const { revision } = reader.status();
    const key = `${revision} ${view ?? ''}`;
    const kept = this.#grids.get(key);
    if (kept) return kept;
    const measures = view === null ? null : tableMeasures(this.#views.get(view), revision);
    const grid = new PositionGrid(positionTable(reader, measures));
    this.#grids.set(key, grid);
    const oldest = this.#grids.keys().next().value;
    if (this.#grids.size > GRIDS_KEPT && oldest !== undefined) this.#grids.delete(oldest);
    return grid;
  }
}

/** A cell must stay one cell: tabs and line ends become spaces. */
const cellText = (value: string | null): string => (value ?? '').replace(/[\t\r\n]+/g, ' ');

function positionTable(reader: BookReader, measures: TableMeasures | null): PositionTable {
  const instruments = new Map(reader.instruments().map((instrument) => [instrument.id, instrument]));
  return new PositionTable(reader.positions(), instruments, measures);
}

/** Contributions hold for the revision they were computed from alone; unit values and Greeks go on being shown. */
function tableMeasures({ answer, view }: KeptView, revision: number): TableMeasures {
  const holdings = new Map<string, HoldingShare>();
  const { account, instrument, quantity, contribution } = answer.holdings;
  const count = view.revision === revision ? quantity.length : 0;
  for (let row = 0; row < count; row++) {
    holdings.set(holdingKey(account[row] ?? '', instrument[row] ?? ''), {
      quantity: quantity[row] ?? 0,
      contribution: contribution[row] ?? 0,
    });
  }
  return {
    instruments: new Map(answer.instruments.map((measure) => [measure.instrument, measure])),
    holdings,
    excluded: new Map(
      answer.result.excluded.map((row) => [holdingKey(row.account, row.instrument), row.reason]),
    ),
  };
}
