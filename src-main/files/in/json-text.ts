// JSON, strictly (RFC 8259), with what the platform's parser can't tell: the line of each object, duplicate keys, a bound on nesting.
import { MargraveError } from '../../domain/errors.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

/** A parsed file. `line` answers the 1-based line on which an object or array of it began (0 for anything else). */
export interface ParsedJson {
  value: JsonValue;
  line(of: unknown): number;
}

const deepest = 64;
const numberToken = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

export interface JsonReading {
  /** What a number of more than 17 digits, or beyond float64, becomes: its own text, or the nearest float64, and then one beyond it is refused. */
  longNumbers: 'text' | 'float64';
}

/**
 * Parses a whole JSON text. Numbers come as float64 where that keeps every digit, otherwise as `longNumbers` says.
 * @throws `invalid-file` naming the line: on syntax errors, a key given twice in one object, a `__proto__` key, nesting deeper than 64.
 */
export function parseJson(
  text: string,
  file: string,
  { longNumbers }: JsonReading = { longNumbers: 'text' },
): ParsedJson {
  const parser = new JsonParser(text, file, longNumbers);
  return parser.document();
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class JsonParser {
  readonly #text: string;
  readonly #file: string;
  readonly #longNumbers: JsonReading['longNumbers'];
  readonly #offsets = new Map<object, number>();
  #at = 0;

  constructor(text: string, file: string, longNumbers: JsonReading['longNumbers']) {
    this.#text = text;
    this.#file = file;
    this.#longNumbers = longNumbers;
  }

  document(): ParsedJson {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('Something follows after the end of the JSON value');
    const offsets = this.#offsets;
    const text = this.#text;
    let lineStarts: number[] | null = null;
    return {
      value,
      line(of: unknown): number {
        const offset = typeof of === 'object' && of !== null ? offsets.get(of) : undefined;
        if (offset === undefined) return 0;
        lineStarts ??= startsOfLines(text);
        return lineAt(lineStarts, offset);
      },
    };
  }

  #fail(what: string, at = this.#at): never {
    const line = lineAt(startsOfLines(this.#text.slice(0, at + 1)), at);
    throw new MargraveError(
      'invalid-file',
      `${this.#file}, line ${line}: ${what}. Nothing was read. Correct the file, or save it again from where it came.`,
      { file: this.#file, line },
    );
  }

  #space(): void {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === 32 || code === 10 || code === 13 || code === 9) this.#at++;
      else return;
    }
  }

  #value(depth: number): JsonValue {
    this.#space();
    if (depth > deepest) this.#fail(`The JSON is nested deeper than ${deepest} levels`);
    const code = this.#text.charCodeAt(this.#at);
    if (code === 123) return this.#object(depth);
    if (code === 91) return this.#array(depth);
    if (code === 34) return this.#string();
    if (code === 45 || (code >= 48 && code <= 57)) return this.#number();
    if (this.#text.startsWith('true', this.#at)) return this.#word(4, true);
    if (this.#text.startsWith('false', this.#at)) return this.#word(5, false);
    if (this.#text.startsWith('null', this.#at)) return this.#word(4, null);
    if (Number.isNaN(code)) return this.#fail('The JSON ends too early: the file is cut off');
    if (code === 0) return this.#fail('There is a NUL character, which JSON does not allow');
    return this.#fail(`“${this.#text.slice(this.#at, this.#at + 12)}” is not JSON`);
  }

  #word<Word>(length: number, value: Word): Word {
    this.#at += length;
    return value;
  }

  #number(): number | string {
    numberToken.lastIndex = this.#at;
    const found = numberToken.exec(this.#text);
    if (!found) this.#fail(`“${this.#text.slice(this.#at, this.#at + 12)}” is not a JSON number`);
    const token = found[0];
    this.#at += token.length;
    const value = Number(token);
    if (this.#longNumbers === 'float64') {
      if (!Number.isFinite(value))
        this.#fail(`The number ${token.slice(0, 40)} is larger than any that can be computed with`);
      return value;
    }
    return token.length > 17 || !Number.isFinite(value) ? token : value;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at + 1;
    let escaped = false;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      if (code === 34) {
        this.#at = at + 1;
        if (!escaped) return text.slice(start, at);
        try {
          return JSON.parse(text.slice(start - 1, at + 1)) as string;
        } catch {
          this.#fail('A text holds an escape that JSON does not know', at);
        }
      }
      if (code === 92) {
        escaped = true;
        at++;
      } else if (code === 0) this.#fail('There is a NUL character, which JSON does not allow', at);
      else if (code < 32) this.#fail('A text runs over the end of its line or holds a control character', at);
      else if (Number.isNaN(code)) this.#fail('A text has no closing quote: the file is cut off', start - 1);
    }
  }

  #array(depth: number): JsonValue[] {
    const list: JsonValue[] = [];
    this.#offsets.set(list, this.#at);
    this.#at++;
    this.#space();
    if (this.#text.charCodeAt(this.#at) === 93) return this.#word(1, list);
    for (;;) {
      list.push(this.#value(depth + 1));
      this.#space();
      const code = this.#text.charCodeAt(this.#at);
      if (code === 93) return this.#word(1, list);
      if (code !== 44)
        this.#fail(
          Number.isNaN(code)
            ? 'The JSON ends too early: the file is cut off'
            : 'A list lacks a comma or its “]”',
        );
      this.#at++;
    }
  }

  #object(depth: number): JsonObject {
    const object: JsonObject = {};
    this.#offsets.set(object, this.#at);
    this.#at++;
    this.#space();
    if (this.#text.charCodeAt(this.#at) === 125) return this.#word(1, object);
    for (;;) {
      this.#space();
      if (this.#text.charCodeAt(this.#at) !== 34) {
        this.#fail(
          this.#at >= this.#text.length
            ? 'The JSON ends too early: the file is cut off'
            : 'A key in quotes was expected',
        );
      }
      const keyAt = this.#at;
      const key = this.#string();
      // Assigning this key would set the object's prototype instead of a field.
      if (key === '__proto__') this.#fail('The key “__proto__” is not allowed', keyAt);
      if (Object.hasOwn(object, key))
        this.#fail(`The key “${key.slice(0, 60)}” is given twice in one object`, keyAt);
      this.#space();
      if (this.#text.charCodeAt(this.#at) !== 58) this.#fail(`The key “${key.slice(0, 60)}” lacks its colon`);
      this.#at++;
      object[key] = this.#value(depth + 1);
      this.#space();
      const code = this.#text.charCodeAt(this.#at);
      if (code === 125) return this.#word(1, object);
      if (code !== 44)
        this.#fail(
          Number.isNaN(code)
            ? 'The JSON ends too early: the file is cut off'
            : 'An object lacks a comma or its “}”',
        );
      this.#at++;
    }
  }
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
