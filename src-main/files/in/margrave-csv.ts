// Margrave's own CSV files, one per section. Positions take a quick way without the schema; the rest is checked by the same rows as the JSON document.
import { portfolioRows } from '../../contract/portfolio-format.ts';
import { type ColumnType, type PortfolioFile, plainCell, portfolioColumns } from '../portfolio-columns.ts';
import type { Gathering, Place } from './gathering.ts';
import { type RowTrouble, takeRow } from './margrave-rows.ts';
import { canonicalDecimal } from './numbers.ts';
import { originalRow, rejectWrongWidth, type TableReader } from './table-rows.ts';

/** A reader for a file whose header row `sectionOfHeaders` recognised. */
export function margraveCsvReader(
  gathering: Gathering,
  file: string,
  section: PortfolioFile,
  headers: readonly string[],
): TableReader {
  gathering.format('margrave-portfolio', 'Margrave portfolio');
  return new MargraveCsv(gathering, file, section, headers);
}

class MargraveCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #section: PortfolioFile;
  readonly #headers: readonly string[];
  readonly #types: (ColumnType | null)[];
  /** Snapshots and parameter sets are spread over rows: kept until the file ends. */
  readonly #parts = new Map<
    string,
    { head: Record<string, unknown>; rows: unknown[]; place: Place; original: Record<string, string> }
  >();

  constructor(gathering: Gathering, file: string, section: PortfolioFile, headers: readonly string[]) {
    this.#gathering = gathering;
    this.#file = file;
    this.#section = section;
    this.#headers = headers;
    const known = portfolioColumns[section] as Record<string, ColumnType>;
    this.#types = headers.map((header) => (Object.hasOwn(known, header) ? known[header]! : null));
  }

  row(cells: string[], line: number): void {
    const place = { file: this.#file, line };
    if (rejectWrongWidth(this.#gathering, this.#section, place, this.#headers, cells)) return;
    const row: Record<string, unknown> = {};
    for (let index = 0; index < cells.length; index++) {
      const type = this.#types[index];
      if (type === null || type === undefined) continue;
      const cell = cells[index]!;
      const header = this.#headers[index]!;
      if (type === 'number') row[header] = cell.trim();
      else if (type === 'flag')
        row[header] = cell === 'true' ? true : cell === 'false' ? false : cell === '' ? undefined : cell;
      else if (type === 'optional') row[header] = cell === '' ? null : plainCell(cell);
      else row[header] = plainCell(cell);
    }
    const trouble = this.#take(row, place, cells);
    if (trouble !== null) this.#reject(place, trouble, originalRow(this.#headers, cells));
  }

  end(): void {
    for (const { head, rows, place, original } of this.#parts.values()) {
      const list = this.#section === 'market' ? { figures: rows } : { parameters: rows };
      const trouble = takeRow(this.#gathering, this.#section, { ...head, ...list }, place);
      if (trouble !== null) this.#reject(place, trouble, original);
    }
  }

  #reject(place: Place, trouble: RowTrouble, original: Record<string, string>): void {
    this.#gathering.reject(
      this.#section,
      place,
      trouble.path,
      trouble.value,
      trouble.reason,
      trouble.remedy,
      original,
    );
  }

  #take(row: Record<string, unknown>, place: Place, cells: string[]): RowTrouble | null {
    if (this.#section === 'positions') return this.#position(row);
    if (this.#section === 'market') return this.#figure(row, place, cells);
    if (this.#section === 'parameters') return this.#parameter(row, place, cells);
    // An empty cell of a column with a default is the default.
    for (const header of ['kind', 'segregation', 'origin', 'reportingCurrency'])
      if (row[header] === '') delete row[header];
    for (const [header, value] of Object.entries(row)) if (value === undefined) delete row[header];
    return takeRow(this.#gathering, this.#section, row, place);
  }

  #position(row: Record<string, unknown>): RowTrouble | null {
    const gathering = this.#gathering;
    const account = row.account as string;
    const name = row.instrument as string;
    const lot = row.lot as string;
    if (account === '' || account.length > 400)
      return {
        path: 'account',
        value: account,
        reason: 'the account is missing',
        remedy: 'Name the account',
      };
    const resolution = gathering.resolve(name, null);
    if ('reason' in resolution)
      return { path: 'instrument', value: name, reason: resolution.reason, remedy: resolution.remedy };
    const id = resolution.instrument.id;
    const strategy = row.strategy as string;
    for (const column of ['quantity', 'averagePrice', 'settledPrice'] as const) {
      const text = row[column];
      if (text === null || text === undefined) continue;
      const value = canonicalDecimal(text as string);
      if (value === null)
        return {
          path: column,
          value: String(text),
          reason: 'it is not a finite decimal number',
          remedy: 'Write a plain number, such as -12.5',
        };
      row[column] = value;
    }
    if (lot !== '' && !gathering.takeLot(account, id, strategy, lot))
      return {
        path: 'lot',
        value: lot,
        reason: `account ${account} holds ${id} with this strategy and lot in an earlier row already`,
        remedy: 'Give the row a lot of its own',
      };
    gathering.nameAccount(account, resolution.instrument.venue, null);
    gathering.snapshotOf.positions.add(account);
    gathering.addPosition(
      {
        account,
        instrument: id,
        strategy,
        lot,
        quantity: row.quantity as string,
        averagePrice: (row.averagePrice as string | null | undefined) ?? null,
        settledPrice: (row.settledPrice as string | null | undefined) ?? null,
      },
      true,
    );
    return null;
  }

  #figure(row: Record<string, unknown>, place: Place, cells: string[]): RowTrouble | null {
    const { snapshot, snapshotTime, snapshotLabel, ...figure } = row;
    const head = { id: snapshot, time: snapshotTime, label: snapshotLabel ?? snapshot };
    const part = this.#part(String(snapshot), head, place, cells);
    // A snapshot without figures has one row with empty figure cells.
    if (figure.class === '' && figure.key === '' && figure.value === '') return null;
    const checked = portfolioRows.market.shape.figures.element.safeParse(figure);
    if (!checked.success) return firstTrouble(checked.error.issues, figure);
    part.rows.push(figure);
    return null;
  }

  #parameter(row: Record<string, unknown>, place: Place, cells: string[]): RowTrouble | null {
    const { set, rulebook, effective, asset, label, origin, assumed, valueType, ...parameter } = row;
    const head = {
      id: set,
      rulebook,
      effective,
      asset: asset ?? null,
      label: label ?? set,
      origin: origin === '' || origin === undefined ? 'imported' : origin,
      assumed: assumed ?? false,
    };
    const part = this.#part(String(set), head, place, cells);
    if (parameter.path === '' && parameter.value === '') return null;
    if (valueType === 'flag') {
      if (parameter.value !== 'true' && parameter.value !== 'false')
        return {
          path: 'value',
          value: String(parameter.value),
          reason: 'a flag is true or false',
          remedy: 'Correct the value',
        };
      parameter.value = parameter.value === 'true';
    }
    const checked = portfolioRows.parameters.shape.parameters.element.safeParse(parameter);
    if (!checked.success) return firstTrouble(checked.error.issues, parameter);
    part.rows.push(parameter);
    return null;
  }

  #part(id: string, head: Record<string, unknown>, place: Place, cells: string[]) {
    let part = this.#parts.get(id);
    if (!part) {
      part = { head, rows: [], place, original: originalRow(this.#headers, cells) };
      this.#parts.set(id, part);
    }
    return part;
  }
}

function firstTrouble(
  issues: readonly { path: PropertyKey[]; message: string }[],
  row: Record<string, unknown>,
): RowTrouble {
  const issue = issues[0]!;
  const path = String(issue.path[0] ?? '');
  return { path, value: String(row[path] ?? ''), reason: issue.message, remedy: 'Correct the value' };
}
