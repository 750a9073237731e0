// Reading a parsed JSON document whose shape isn't known: every error names the JSON path.
// May import the domain only.
import { type DecimalText, decimalText } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A value of a document and the JSON path it stands at. */
export class JsonPlace {
  readonly value: unknown;
  readonly path: string;

  constructor(value: unknown, path = '') {
    this.value = value;
    this.path = path;
  }

  /** The place of a key; its value is undefined where there is none. Inherited keys don't count. */
  at(key: string | number): JsonPlace {
    const { value } = this;
    const next =
      typeof key === 'number'
        ? Array.isArray(value)
          ? value[key]
          : undefined
        : isJsonObject(value) && Object.hasOwn(value, key)
          ? value[key]
          : undefined;
    return new JsonPlace(next, joinPath(this.path, key));
  }

  /** The place as an object with its own entries. Throws `invalid-file`. */
  entries(): [string, JsonPlace][] {
    if (!isJsonObject(this.value)) throw this.wrong('an object');
    return Object.keys(this.value).map((key) => [key, this.at(key)]);
  }

  items(): JsonPlace[] {
    if (!Array.isArray(this.value)) throw this.wrong('a list');
    return this.value.map((_, index) => this.at(index));
  }

  number(): number {
    if (typeof this.value === 'number' && Number.isFinite(this.value)) return this.value;
    throw this.wrong('a number');
  }

  /** A number or its text, as exact decimal text. */
  decimal(): DecimalText {
    if (typeof this.value === 'number' && Number.isFinite(this.value)) return decimalText(this.value);
    if (typeof this.value === 'string') {
      try {
        return decimalText(this.value);
      } catch {
        throw this.wrong('a number');
      }
    }
    throw this.wrong('a number');
  }

  text(): string {
    if (typeof this.value === 'string' && this.value !== '') return this.value;
    throw this.wrong('a text');
  }

  get missing(): boolean {
    return this.value === undefined || this.value === null;
  }

  wrong(expected: string): MargraveError {
    const found = this.missing ? 'is missing' : `is ${JSON.stringify(this.value)?.slice(0, 60)}`;
    return new MargraveError(
      'invalid-file',
      `${this.path || 'The document'} ${found}; ${expected} is expected there.`,
      {
        path: this.path,
      },
    );
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${path}["${key.replaceAll('"', '\\"')}"]`;
  return path === '' ? key : `${path}.${key}`;
}
