// A positions table from anywhere: guesses or takes the mapping, then turns each row into a position. Small work per row; symbols are resolved once.
import type { ColumnMapping, MappedColumn } from '../../contract/views.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Instrument, OptionRight } from '../../domain/instrument.ts';
import { symbolOfParts } from '../instrument-symbols.ts';
import { dayOfText } from '../times.ts';
import type { Gathering, Resolution } from './gathering.ts';
import { listedVenueOf } from './listed-accounts.ts';
import { type NumberStyle, readNumber, styleOf } from './numbers.ts';
import { guessMapping } from './positions-columns.ts';
import { inOwnUnit, sideOfText, unitOfText } from './positions-units.ts';
import { originalRow, rejectWrongWidth, type TableReader } from './table-rows.ts';

/** Rows held back to see how the file writes its numbers. */
const sniffedRows = 2_000;
const numberColumns = ['quantity', 'strike', 'averagePrice', 'settledPrice'] as const;

interface Wrong {
  column: MappedColumn;
  reason: string;
  remedy: string;
}

const trouble = (column: MappedColumn, reason: string, remedy: string): Wrong => ({ column, reason, remedy });

/** What a reader of a table of its own kind lays down beforehand. */
export interface PositionsTableSetting {
  /** The venue of symbols, unless a mapping says otherwise. */
  venue: string;
  /** Told of every position that was taken. */
  taken: (instrument: Instrument, cells: readonly string[]) => void;
}

export class PositionsCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #headers: readonly string[];
  #held: { cells: string[]; line: number; lot: string }[] | null = [];
  #mapping: ColumnMapping | null = null;
  readonly #at: Partial<Record<MappedColumn, number>> = {};
  readonly #styles = new Map<MappedColumn, NumberStyle>();
  #unusable = false;
  #flat = 0;
  #account = '';
  #accountsNamed = new Set<string>();

  readonly #setting: PositionsTableSetting | null;
  /** Account → the venue that its symbols are read by; null where the table's mapping says. */
  readonly #listed = new Map<string, string | null>();

  constructor(
    gathering: Gathering,
    file: string,
    headers: readonly string[],
    setting: PositionsTableSetting | null = null,
  ) {
    this.#gathering = gathering;
    this.#file = file;
    this.#headers = headers;
    this.#setting = setting;
    if (setting === null) gathering.format('positions-csv', 'Positions table');
  }

  row(cells: string[], line: number, lot = ''): void {
    if (this.#held === null) {
      this.#take(cells, line, lot);
      return;
    }
    this.#held.push({ cells, line, lot });
    if (this.#held.length >= sniffedRows) this.#begin();
  }

  end(): void {
    if (this.#held !== null) this.#begin();
    if (this.#flat > 0)
      this.#gathering.notice(`${this.#flat} rows of ${this.#file} with quantity 0 were passed over.`);
  }

  #begin(): void {
    const held = this.#held ?? [];
    this.#held = null;
    const { context } = this.#gathering;
    const chosen = context.mapping;
    const rows = held.slice(0, 200).map(({ cells }) => cells);
    const guessed = chosen ?? guessMapping(this.#headers, rows, '');
    const guess = chosen === null && this.#setting ? { ...guessed, venue: this.#setting.venue } : guessed;
    this.#account = guess.account !== '' ? guess.account : this.#gathering.accountOfTable(guess.venue);
    for (const [column, header] of Object.entries(guess.columns) as [MappedColumn, string][]) {
      const index = this.#headers.indexOf(header);
      if (index < 0) {
        throw new MargraveError(
          'invalid-file',
          `${this.#file} has no column “${header.slice(0, 80)}”, which the mapping takes for ${column}. Nothing was read. Choose another mapping, or let Margrave guess.`,
          { file: this.#file, column: header },
        );
      }
      this.#at[column] = index;
    }
    const fileStyle = this.#chooseStyles(held, chosen);
    this.#mapping = { ...guess, account: this.#account, decimalSeparator: fileStyle.decimal };
    this.#gathering.mapping = this.#mapping;
    this.#gathering.headers = [...this.#headers];
    this.#checkUsable();
    if (!this.#unusable) for (const { cells, line, lot } of held) this.#take(cells, line, lot);
  }

  #chooseStyles(held: readonly { cells: string[] }[], chosen: ColumnMapping | null): NumberStyle {
    const cellsOf = function* (index: number): Generator<string> {
      for (const { cells } of held) if (cells[index] !== undefined) yield cells[index];
    };
    if (chosen) {
      const style: NumberStyle = { decimal: chosen.decimalSeparator, certain: true };
      for (const column of numberColumns) this.#styles.set(column, style);
      return style;
    }
    // Columns that prove a separator lend it to those that don't, unless they disagree among themselves.
    const proven: NumberStyle[] = [];
    for (const column of numberColumns) {
      const index = this.#at[column];
      if (index === undefined) continue;
      const style = styleOf(cellsOf(index), null);
      if (style.certain && !style.mixed) proven.push(style);
    }
    const first = proven[0] ?? null;
    const fallback = first && proven.every((style) => style.decimal === first.decimal) ? first : null;
    for (const column of numberColumns) {
      const index = this.#at[column];
      if (index === undefined) continue;
      const style = styleOf(cellsOf(index), fallback);
      if (style.mixed) {
        this.#gathering.notice(
          `${this.#file}: the column “${this.#headers[index]}” mixes decimal points (“${style.mixed.point.slice(0, 30)}”) and decimal commas (“${style.mixed.comma.slice(0, 30)}”); the rows with commas are rejected.`,
        );
      }
      this.#styles.set(column, { decimal: style.decimal, certain: style.certain });
    }
    return this.#styles.get('quantity') ?? fallback ?? { decimal: '.', certain: false };
  }

  #checkUsable(): void {
    const { quantity, symbol, underlying } = this.#at;
    const missing =
      quantity === undefined
        ? 'the quantity'
        : symbol === undefined && underlying === undefined
          ? 'the instrument'
          : null;
    if (missing === null) return;
    this.#unusable = true;
    this.#gathering.reject(
      'positions',
      { file: this.#file, line: 1 },
      '',
      this.#headers.join(', '),
      `no column could be found for ${missing}`,
      'Choose the columns in the mapping',
      {},
    );
  }

  #cell(cells: readonly string[], column: MappedColumn): string {
    const index = this.#at[column];
    return index === undefined ? '' : (cells[index] ?? '').trim();
  }

  #take(cells: string[], line: number, lot: string): void {
    if (this.#unusable) return;
    const place = { file: this.#file, line };
    if (
      cells.length !== this.#headers.length &&
      rejectWrongWidth(this.#gathering, 'positions', place, this.#headers, cells)
    )
      return;
    const wrong = this.#position(cells, lot);
    if (wrong === null) return;
    const index = this.#at[wrong.column];
    this.#gathering.reject(
      'positions',
      place,
      index === undefined ? wrong.column : this.#headers[index]!,
      index === undefined ? '' : (cells[index] ?? ''),
      wrong.reason,
      wrong.remedy,
      originalRow(this.#headers, cells),
    );
  }

  /** Takes the row, or says what is wrong with it. */
  #position(cells: readonly string[], lot: string): Wrong | null {
    const account = this.#cell(cells, 'account') || this.#account;
    if (account.length > 400)
      return trouble('account', 'the account is longer than 400 characters', 'Shorten it');
    const mapping = this.#mapping!;
    const resolution = this.#resolve(cells, this.#venueOf(account, mapping));
    if (resolution === null) return trouble('symbol', 'the instrument is missing', 'Name the instrument');
    if ('column' in resolution) return resolution;
    const { instrument } = resolution;
    const quantityCell = this.#cell(cells, 'quantity');
    if (quantityCell === '') return trouble('quantity', 'the quantity is missing', 'Write the quantity');
    const quantityRead = readNumber(quantityCell, this.#styles.get('quantity')!);
    if ('reason' in quantityRead) return trouble('quantity', quantityRead.reason, quantityRead.remedy);
    let quantity = quantityRead.value;
    if (this.#at.side !== undefined) {
      const text = this.#cell(cells, 'side');
      const side = sideOfText(text);
      if (side === null) {
        return trouble('side', 'the side is neither buy nor sell, long nor short', 'Write buy or sell');
      }
      if (side === 'sell' && !quantity.startsWith('-')) quantity = `-${quantity}`;
      else if (side === 'buy' && quantity.startsWith('-')) {
        return trouble(
          'side',
          `the side is ${text} but the quantity is negative`,
          'Correct the side or the sign',
        );
      }
    }
    if (quantity === '0' || quantity === '-0') {
      this.#flat++;
      return null;
    }
    const prices: { averagePrice: string | null; settledPrice: string | null } = {
      averagePrice: null,
      settledPrice: null,
    };
    for (const column of ['averagePrice', 'settledPrice'] as const) {
      if (this.#at[column] === undefined) continue;
      const cell = this.#cell(cells, column);
      if (cell === '' || cell === '-') continue;
      const price = readNumber(cell, this.#styles.get(column)!);
      if ('reason' in price) return trouble(column, price.reason, price.remedy);
      prices[column] = price.value === '0' ? null : price.value;
    }
    const unitText = this.#cell(cells, 'unit');
    const unit = unitText === '' ? mapping.unit : unitOfText(unitText);
    if (unit === null) {
      return trouble('unit', 'the unit is none of coin, contracts, USD', 'Write coin, contracts or USD');
    }
    const converted =
      unit === 'venue' ? quantity : inOwnUnit(quantity, unit, resolution, this.#gathering, this.#file);
    if (typeof converted !== 'string') return trouble('quantity', converted.reason, converted.remedy);
    const strategy = this.#cell(cells, 'strategy');
    if (strategy.length > 400)
      return trouble('strategy', 'the strategy is longer than 400 characters', 'Shorten it');
    if (!this.#accountsNamed.has(account)) {
      this.#accountsNamed.add(account);
      this.#gathering.nameAccount(account, instrument.venue, null);
      this.#gathering.snapshotOf.positions.add(account);
    }
    this.#gathering.addPosition({
      account,
      instrument: instrument.id,
      strategy,
      lot,
      quantity: converted,
      averagePrice: prices.averagePrice,
      settledPrice: instrument.kind === 'option' ? null : prices.settledPrice,
    });
    this.#setting?.taken(instrument, cells);
    return null;
  }

  /** An account of the book that holds listed instruments says by itself how its symbols are read. */
  #venueOf(account: string, mapping: ColumnMapping): string {
    let listed = this.#listed.get(account);
    if (listed === undefined) {
      listed = listedVenueOf(this.#gathering.context.accounts.get(account));
      this.#listed.set(account, listed);
    }
    return listed ?? mapping.venue;
  }

  #resolve(
    cells: readonly string[],
    venue: string,
  ): Extract<Resolution, { instrument: Instrument }> | Wrong | null {
    const symbol = this.#cell(cells, 'symbol');
    if (
      symbol !== '' &&
      (this.#at.strike === undefined || this.#at.underlying === undefined || symbol.length >= 5)
    ) {
      const resolution = this.#gathering.resolveNear(symbol, venue);
      if ('instrument' in resolution) return resolution;
      if (this.#cell(cells, 'underlying') === '') return { column: 'symbol', ...resolution };
    }
    const underlying = this.#cell(cells, 'underlying');
    if (underlying === '') return symbol === '' ? null : { column: 'symbol', ...asUnknown(symbol) };
    const expiryText = this.#cell(cells, 'expiry');
    const strikeText = this.#cell(cells, 'strike');
    const rightText = this.#cell(cells, 'right').toLowerCase();
    const kind = this.#cell(cells, 'kind').toLowerCase();
    const perpetual = /perp|swap/.test(kind) || /perp/i.test(expiryText);
    const day = expiryText === '' || perpetual ? null : dayOfText(expiryText);
    if (day === null && expiryText !== '' && !perpetual) {
      return {
        column: 'expiry',
        reason: 'the expiry is no day, or could be two',
        remedy: 'Write it as 2025-06-27',
      };
    }
    let strike: string | null = null;
    if (strikeText !== '' && strikeText !== '0' && strikeText !== '-') {
      const read = readNumber(strikeText, this.#styles.get('strike')!);
      if ('reason' in read) return { column: 'strike', ...read };
      if (read.value.startsWith('-'))
        return { column: 'strike', reason: 'a strike is positive', remedy: 'Correct the strike' };
      strike = read.value === '0' ? null : read.value;
    }
    const right: OptionRight | null = /^(c|call|kauf|calls?|买权|コール)$/.test(rightText)
      ? 'call'
      : /^(p|puts?|卖权|プット)$/.test(rightText)
        ? 'put'
        : null;
    if (strike !== null && right === null) {
      return {
        column: 'right',
        reason: 'the row has a strike but is neither call nor put',
        remedy: 'Write C or P',
      };
    }
    if (strike !== null && day === null) {
      return {
        column: 'expiry',
        reason: 'the row has a strike but no day of expiry',
        remedy: 'Write it as 2025-06-27',
      };
    }
    if (strike === null && right !== null) {
      return {
        column: 'strike',
        reason: 'the row is an option without a strike',
        remedy: 'Write the strike',
      };
    }
    const resolution = this.#gathering.resolveNear(
      symbolOfParts({
        venue,
        underlying,
        day,
        strike,
        right,
        kind: /spot|cash|kassa/.test(kind) ? 'spot' : kind,
      }),
      venue,
    );
    return 'instrument' in resolution ? resolution : { column: 'underlying', ...resolution };
  }
}

function asUnknown(symbol: string): { reason: string; remedy: string } {
  return {
    reason: `“${symbol.slice(0, 80)}” is not a name that Margrave can read`,
    remedy: 'Correct the symbol, or map the columns of underlying, expiry, strike and right',
  };
}
