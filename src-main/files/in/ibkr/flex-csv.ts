// Open positions of an IBKR Flex query saved as CSV, and rejected rows of one that were corrected. May import the domain.
import type { Gathering } from '../gathering.ts';
import { foldedHeader } from '../positions-columns.ts';
import { rejectWrongWidth, type TableReader } from '../table-rows.ts';
import { emptyFlexValues, type FlexColumn, flexColumnOf, flexColumns, isFlexTable } from './flex-columns.ts';
import { type FlexStatement, keepFlexStatement } from './flex-statements.ts';

/** True for the headers of an open positions section. */
export const isFlexCsv = (headers: readonly string[]): boolean => isFlexTable(headers.map(foldedHeader));

export class FlexCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #headers: readonly string[];
  readonly #at = new Map<FlexColumn, number>();
  readonly #statements = new Map<string, FlexStatement>();

  constructor(gathering: Gathering, file: string, headers: readonly string[]) {
    this.#gathering = gathering;
    this.#file = file;
    this.#headers = headers;
    for (const [index, header] of headers.entries()) {
      const column = flexColumnOf(foldedHeader(header));
      if (column !== undefined && !this.#at.has(column)) this.#at.set(column, index);
    }
    gathering.format('ibkr-flex', 'IBKR Flex query');
  }

  row(cells: string[], line: number, lot = ''): void {
    const place = { file: this.#file, line };
    if (rejectWrongWidth(this.#gathering, 'positions', place, this.#headers, cells)) return;
    const values = emptyFlexValues();
    for (const column of flexColumns) values[column] = (cells[this.#at.get(column) ?? -1] ?? '').trim();
    const account = values.accountId || this.#gathering.defaultAccount('occ');
    const known = this.#statements.get(account);
    const statement = known ?? {
      file: this.#file,
      account,
      day: '',
      hasPositions: true,
      hasCash: false,
      rows: [],
      cash: [],
      rates: [],
    };
    if (!known) this.#statements.set(account, statement);
    statement.rows.push({ values: { ...values, accountId: account }, place, lot });
  }

  end(): void {
    for (const statement of this.#statements.values()) keepFlexStatement(this.#gathering, statement);
  }
}
