// Positions of the open book as grids, one per revision and margin view; the newest few are kept. May import domain and book types.
import type { BookReader } from '../../book/book.ts';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginEntry } from '../../domain/margin-result.ts';
import type { Position } from '../../domain/portfolio.ts';
import { PositionGrid } from '../grid/position-grid.ts';
import { positionSums } from '../grid/position-sums.ts';
import { type HoldingShare, holdingKey, PositionTable, type TableMeasures } from '../grid/position-table.ts';
import type { KeptView, MarginViews } from './margin-views.ts';
import type { OpenBook } from './open-book.ts';

const GRIDS_KEPT = 2;

type Sort = CallInput<'positions.rows'>['sort'];
/** Where no order is asked for, positions stand as an option chain does: by name, December would come before June. */
const CHAIN: Sort = (['account', 'underlying', 'expiry', 'strike', 'right'] as const).map((column) => ({
  column,
  direction: 'ascending',
}));
const orderOf = (sort: Sort): Sort => (sort.length > 0 ? sort : CHAIN);

export class PositionGrids {
  readonly #book: OpenBook;
  readonly #views: MarginViews;
  readonly #grids = new Map<string, PositionGrid>();
  /** The book's rows as last read: every margin of one revision stands on them. */
  #read: BookRows | null = null;

  constructor(book: OpenBook, views: MarginViews) {
    this.#book = book;
    this.#views = views;
  }

  clear(): void {
    this.#grids.clear();
    this.#read = null;
  }

  /** Ids of the positions at places of what the grid shows. */
  ids(input: CallInput<'positions.ids'>): CallOutput<'positions.ids'> {
    const { view, ranges, ...question } = input;
    const grid = this.#grid(view);
    const rows = grid.chosen(
      { ...question, sort: orderOf(question.sort) },
      this.#accounts(input.account),
      ranges,
    );
    return rows.map((row) => grid.table.id(row));
  }

  /** Sums of the positions named, or of all that match. */
  sums(input: CallInput<'positions.sums'>): CallOutput<'positions.sums'> {
    const grid = this.#grid(input.view);
    const rows = grid.rows(input.filter, [], this.#accounts(input.account));
    if (input.ids === null) return positionSums(grid.table, rows);
    const wanted = new Set(input.ids);
    return positionSums(
      grid.table,
      rows.filter((row) => wanted.has(grid.table.id(row))),
    );
  }

  rows(input: CallInput<'positions.rows'>): CallOutput<'positions.rows'> {
    const { view, offset, limit, ...question } = input;
    const asked = { ...question, sort: orderOf(question.sort) };
    return this.#grid(view).page(asked, this.#accounts(input.account), offset, limit);
  }

  /** Tab-separated rows under a header of column names, in the grid's order; `ids` null: all that match. */
  copy(input: CallInput<'positions.copy'>): CallOutput<'positions.copy'> {
    const grid = this.#grid(input.view);
    const wanted = input.ids === null ? null : new Set(input.ids);
    const lines = [input.columns.join('\t')];
    for (const row of grid.rows(input.filter, orderOf(input.sort), this.#accounts(input.account))) {
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
    if (this.#read?.revision !== revision) this.#read = bookRows(reader, revision);
    const { positions, instruments, accountNames } = this.#read;
    const grid = new PositionGrid(new PositionTable(positions, instruments, measures, accountNames));
    this.#grids.set(key, grid);
    const oldest = this.#grids.keys().next().value;
    if (this.#grids.size > GRIDS_KEPT && oldest !== undefined) this.#grids.delete(oldest);
    return grid;
  }
}

/** A cell must stay one cell: tabs and line ends become spaces. */
const cellText = (value: string | null): string => (value ?? '').replace(/[\t\r\n]+/g, ' ');

interface BookRows {
  revision: number;
  positions: readonly Position[];
  instruments: ReadonlyMap<string, Instrument>;
  accountNames: ReadonlyMap<string, string>;
}

function bookRows(reader: BookReader, revision: number): BookRows {
  return {
    revision,
    positions: reader.positions(),
    instruments: new Map(reader.instruments().map((instrument) => [instrument.id, instrument])),
    accountNames: new Map(reader.accounts().map(({ id, name }) => [id, name])),
  };
}

/** Contributions hold for the revision they were computed from alone; unit values and Greeks go on being shown. */
function tableMeasures({ answer, view, instruments }: KeptView, revision: number): TableMeasures {
  const currencyOf = shareCurrencies(answer.result.entries, instruments);
  const holdings = new Map<string, HoldingShare>();
  const { account, instrument, quantity, contribution } = answer.holdings;
  const count = view.revision === revision ? quantity.length : 0;
  for (let row = 0; row < count; row++) {
    holdings.set(holdingKey(account[row] ?? '', instrument[row] ?? ''), {
      quantity: quantity[row] ?? 0,
      contribution: contribution[row] ?? 0,
      currency: currencyOf(account[row] ?? '', instrument[row] ?? ''),
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

/**
 * Currency of the entry that a holding's contribution belongs to: the one where its instrument contributes, else the account's entry
 * in the settlement currency, else its first. Empty for an account without entries.
 */
function shareCurrencies(
  entries: readonly MarginEntry[],
  instruments: ReadonlyMap<string, Instrument>,
): (account: string, instrument: string) => string {
  const contributing = new Map<string, string>();
  const byAccount = new Map<string, string[]>();
  for (const { account, currency, contributions } of entries) {
    const currencies = byAccount.get(account);
    if (currencies) currencies.push(currency);
    else byAccount.set(account, [currency]);
    for (const { instrument } of contributions) {
      if (instrument === null) continue;
      const key = holdingKey(account, instrument);
      if (!contributing.has(key)) contributing.set(key, currency);
    }
  }
  return (account, instrument) => {
    const known = contributing.get(holdingKey(account, instrument));
    if (known !== undefined) return known;
    const currencies = byAccount.get(account) ?? [];
    const settled = instruments.get(instrument)?.settlementCurrency;
    return currencies.find((currency) => currency === settled) ?? currencies[0] ?? '';
  };
}
