// Reads effective parameters by path, with bounds and choices from a rulebook's schema. Every error names the path.
// May import the domain only.
import { isDecimalText } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { EffectiveParameters, Parameter, ParameterField } from '../../domain/parameters.ts';

export class ParameterReader {
  readonly effective: EffectiveParameters;
  readonly #fields: readonly ParameterField[];
  readonly #rows = new Map<string, Parameter>();
  readonly #fieldOf = new Map<string, ParameterField>();
  readonly #confirmed = new Map<string, boolean>();

  constructor(fields: readonly ParameterField[], effective: EffectiveParameters) {
    this.effective = effective;
    this.#fields = fields;
    for (const row of effective.parameters) this.#rows.set(row.path, row);
  }

  /** True when a row of this path is there. */
  has(path: string): boolean {
    return this.#rows.has(path);
  }

  /** True when a venue's number confirms every row under `prefix` (and there is one), rows that end in one of `besides` left aside. */
  isConfirmed(prefix: string, besides: readonly string[] = []): boolean {
    const key = `${prefix} ${besides.join(' ')}`;
    let confirmed = this.#confirmed.get(key);
    if (confirmed === undefined) {
      confirmed = this.#readConfirmed(prefix, besides);
      this.#confirmed.set(key, confirmed);
    }
    return confirmed;
  }

  #readConfirmed(prefix: string, besides: readonly string[]): boolean {
    const own = this.effective.parameters.filter(
      ({ path }) =>
        (path === prefix || path.startsWith(`${prefix}.`)) && !besides.includes(path.split('.').at(-1) ?? ''),
    );
    return own.length > 0 && own.every(({ confirmed }) => confirmed);
  }

  /** The number at `path`. Throws `invalid-input` when it is missing, no number, or out of the schema's bounds. */
  number(path: string): number {
    const row = this.#row(path);
    const field = this.#field(path);
    const text = row.value;
    if (typeof text !== 'string' || !isDecimalText(text)) {
      throw this.#wrong(path, `is “${String(text)}”, not a number`);
    }
    const value = Number(text);
    if (
      (field.minimum !== undefined && value < field.minimum) ||
      (field.maximum !== undefined && value > field.maximum)
    ) {
      throw this.#wrong(path, `is ${text}, outside ${field.minimum ?? '−∞'} … ${field.maximum ?? '∞'}`);
    }
    return value;
  }

  /** The word at `path`, one of the schema's choices. */
  choice(path: string): string {
    const row = this.#row(path);
    const choices = this.#field(path).choices ?? [];
    if (typeof row.value !== 'string' || !choices.includes(row.value)) {
      throw this.#wrong(path, `is “${String(row.value)}”, not one of ${choices.join(', ')}`);
    }
    return row.value;
  }

  /** The text at `path`: a name, a code, a list in the form that its field's meaning states. Throws `invalid-input` when it is missing or a flag. */
  text(path: string): string {
    const row = this.#row(path);
    this.#field(path);
    if (typeof row.value !== 'string') throw this.#wrong(path, `is ${row.value}, and is to be text`);
    return row.value;
  }

  flag(path: string): boolean {
    const row = this.#row(path);
    if (typeof row.value !== 'boolean') throw this.#wrong(path, `is “${row.value}”, neither true nor false`);
    return row.value;
  }

  /** The numbers at `prefix.1`, `prefix.2`, … as far as they go. Throws when there is not even the first. */
  list(prefix: string): number[] {
    const values: number[] = [];
    while (this.has(`${prefix}.${values.length + 1}`))
      values.push(this.number(`${prefix}.${values.length + 1}`));
    if (values.length === 0) this.#row(`${prefix}.1`);
    return values;
  }

  /** Second segments of the paths that start with `section`: `btc_usd`, … in code-point order. */
  names(section: string): string[] {
    const names = new Set<string>();
    for (const path of this.#rows.keys()) {
      const [first, second] = path.split('.');
      if (first === section && second !== undefined) names.add(second);
    }
    return [...names].sort();
  }

  #row(path: string): Parameter {
    const row = this.#rows.get(path);
    if (!row) {
      const sets = this.effective.sets.map((set) => set.id).join(', ');
      throw new MargraveError(
        'invalid-input',
        `Parameter ${path} is missing: none of the chosen sets (${sets}) states it. Import or choose a set that does.`,
        { path, rulebook: this.effective.rulebook },
      );
    }
    return row;
  }

  #field(path: string): ParameterField {
    const known = this.#fieldOf.get(path);
    if (known) return known;
    const field = fieldOfPath(this.#fields, path);
    if (!field) {
      throw new MargraveError(
        'internal',
        `${this.effective.rulebook} has no parameter ${path} in its schema.`,
        { path },
      );
    }
    this.#fieldOf.set(path, field);
    return field;
  }

  #wrong(path: string, what: string): MargraveError {
    return new MargraveError('invalid-input', `Parameter ${path} ${what}.`, {
      path,
      rulebook: this.effective.rulebook,
    });
  }
}

/** The schema row of a path; `*` in the schema stands for one segment. */
export function fieldOfPath(fields: readonly ParameterField[], path: string): ParameterField | undefined {
  const segments = path.split('.');
  return fields.find((field) => {
    const pattern = field.path.split('.');
    return (
      pattern.length === segments.length &&
      pattern.every((part, index) => part === '*' || part === segments[index])
    );
  });
}
