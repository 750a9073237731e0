// Delimited text in pieces, handed on row by row with the line each begins on: csv-parse, and its errors as sentences.
// A quote inside an unquoted cell is a character of it; a quote that never closes, or a row without end, is a broken file.
import { CsvError, Parser } from 'csv-parse';
import { MargraveError } from '../../domain/errors.ts';

/** A row longer than this is not a row of a table but a broken file. */
const longestRow = 1_000_000;
const mostColumns = 2_000;

export type RowTaker = (cells: string[], line: number) => void;

export class CsvRows {
  readonly #file: string;
  readonly #parser: Parser;
  readonly #take: RowTaker;
  /** Where the last row ended that was handed on, and where the parser said so. */
  #lastLine = 0;
  #lastCounted = 0;
  /** The parser counts a line for every carriage return and every line feed inside cells: how many of them were one break. */
  #countedTwice = 0;
  /** Characters taken since a row was last complete. The parser's own bound counts cells' characters, and no separators. */
  #pending = 0;

  constructor(file: string, delimiter: string, take: RowTaker) {
    this.#file = file;
    this.#take = take;
    this.#parser = new Parser({
      delimiter,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: longestRow,
      on_record: (cells: string[], { lines }) => {
        this.#hand(cells, lines);
        return null;
      },
    });
    // Each call below answers with the error itself.
    this.#parser.on('error', () => {});
  }

  /** Takes the next piece of text and hands on every row that is complete. Blank lines are passed over. @throws `invalid-file` */
  push(piece: string): Promise<void> {
    if (this.#pending > longestRow) return Promise.reject(this.#tooLong());
    this.#pending += piece.length;
    return new Promise((resolve, reject) => {
      this.#parser.write(piece, (error) => (error ? reject(this.#sentence(error)) : resolve()));
    });
  }

  /** Hands on the last row, when the text does not end in a line break. @throws `invalid-file` */
  end(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#parser.end((error?: Error | null) => (error ? reject(this.#sentence(error)) : resolve()));
    });
  }

  #hand(cells: string[], lastLine: number): void {
    this.#pending = 0;
    let breaks = 0;
    let returns = 0;
    // A row that took one line has no break inside its cells: nothing to look for.
    const oneLine = lastLine - this.#lastCounted === 1;
    this.#lastCounted = lastLine;
    for (const cell of oneLine ? [] : cells) {
      for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) breaks++;
      for (let at = cell.indexOf('\r'); at >= 0; at = cell.indexOf('\r', at + 1)) returns++;
    }
    this.#countedTwice += returns;
    this.#lastLine = lastLine - this.#countedTwice;
    const line = lastLine - this.#countedTwice - breaks;
    if (cells.length > mostColumns) {
      throw this.#error(
        line,
        `the row has ${cells.length} columns, more than ${mostColumns}`,
        'Check the separator',
      );
    }
    this.#take(cells, line);
  }

  #sentence(error: Error): Error {
    if (!(error instanceof CsvError)) return error;
    const line = this.#lastLine + 1;
    switch (error.code) {
      case 'CSV_QUOTE_NOT_CLOSED':
        return this.#error(line, 'a quote is opened and never closed', 'Close the quote');
      case 'CSV_MAX_RECORD_SIZE':
        return this.#tooLong();
      default:
        return this.#error(line, `the row can't be split into cells (${error.message})`, 'Correct the row');
    }
  }

  #tooLong(): MargraveError {
    return this.#error(
      this.#lastLine + 1,
      `the row is longer than ${longestRow.toLocaleString('en-US')} characters`,
      'Check that the file is a table with line breaks and that every quote is closed',
    );
  }

  #error(line: number, what: string, remedy: string): MargraveError {
    return new MargraveError(
      'invalid-file',
      `${this.#file}, line ${line}: ${what}. Nothing was read. ${remedy}, and try again.`,
      { file: this.#file, line },
    );
  }
}

/** The separator of a table, from its first lines: the one that splits the header most, commas first when in doubt. */
export function guessDelimiter(head: string): string {
  const firstLine = withoutQuoted(head).split('\n', 1)[0] ?? '';
  let best = ',';
  let most = 0;
  for (const candidate of [',', ';', '\t', '|']) {
    const count = firstLine.split(candidate).length - 1;
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

function withoutQuoted(text: string): string {
  return text.replace(/"(?:[^"]|"")*"/g, '');
}
