// Small checks of parsed JSON that name the place of what is wrong. May import the domain.
import { isDecimalText } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';

/** Checks a value; throws `invalid-file` naming the place. */
export type Shape = (value: unknown, place: string) => void;

function wrong(place: string, expected: string, value: unknown): MargraveError {
  const found = value === undefined ? 'nothing' : shortened(value);
  return new MargraveError(
    'invalid-file',
    `The report can’t be read: ${place} must be ${expected}, and is ${found}. Nothing was recomputed; ask for the report again as it was made.`,
    { place, expected, found },
  );
}

function shortened(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  const text = typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const kind =
  (name: 'string' | 'number' | 'boolean', expected: string): Shape =>
  (value, place) => {
    if (typeof value !== name) throw wrong(place, expected, value);
  };

export const text = kind('string', 'text');
export const flag = kind('boolean', 'true or false');
export const numeric = kind('number', 'a number');

export const decimal: Shape = (value, place) => {
  if (typeof value !== 'string' || !isDecimalText(value)) {
    throw wrong(place, 'a decimal number written as text', value);
  }
};

export const literal =
  (expected: string): Shape =>
  (value, place) => {
    if (value !== expected) throw wrong(place, JSON.stringify(expected), value);
  };

export const instant: Shape = (value, place) => {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
    throw wrong(place, 'an instant such as 2026-06-26T08:00:00Z', value);
  }
};

export const nullable =
  (shape: Shape): Shape =>
  (value, place) => {
    if (value !== null) shape(value, place);
  };

/** A field that may be left out. */
export const leftOutOr =
  (shape: Shape): Shape =>
  (value, place) => {
    if (value !== undefined) shape(value, place);
  };

/** `one`, unless the value is a flag. */
export const orFlag =
  (one: Shape): Shape =>
  (value, place) => {
    if (typeof value !== 'boolean') one(value, place);
  };

export const list =
  (shape: Shape): Shape =>
  (value, place) => {
    if (!Array.isArray(value)) throw wrong(place, 'a list', value);
    value.forEach((element, index) => {
      shape(element, `${place}[${index}]`);
    });
  };

export const record =
  (shape: Shape): Shape =>
  (value, place) => {
    for (const [key, field] of Object.entries(objectAt(value, place))) shape(field, `${place}.${key}`);
  };

/** An object with at least these fields; others are left alone. */
export const fields =
  (shapes: Record<string, Shape>): Shape =>
  (value, place) => {
    const found = objectAt(value, place);
    for (const [key, shape] of Object.entries(shapes)) {
      shape(Object.hasOwn(found, key) ? found[key] : undefined, `${place}.${key}`);
    }
  };

function objectAt(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(place, 'an object', value);
  }
  return value as Record<string, unknown>;
}
