// What an answer looks like: a small language of shapes, so that one table can say it for every call and every transport.

/** `text`, `number`, `flag`, `null`; `{…}` an object with at least these keys; `[shape]` a list of it; `oneOf(…)`; `anything`. */
export type Shape =
  | 'text'
  | 'number'
  | 'flag'
  | 'null'
  | 'anything'
  | { oneOf: Shape[] }
  | [Shape]
  | { keys: Record<string, Shape> };

export const oneOf = (...shapes: Shape[]): Shape => ({ oneOf: shapes });
export const object = (keys: Record<string, Shape>): Shape => ({ keys });
export const optional = (shape: Shape): Shape => oneOf('null', shape);

/** The first place where the value doesn't fit, as `place: why`, or null. Objects may have no keys beyond the shape's. */
export function misfit(value: unknown, shape: Shape, place = '$'): string | null {
  if (shape === 'anything') return null;
  if (shape === 'null') return value === null ? null : `${place}: ${show(value)} is not null`;
  if (shape === 'text') return typeof value === 'string' ? null : `${place}: ${show(value)} is not text`;
  if (shape === 'number')
    return typeof value === 'number' && Number.isFinite(value)
      ? null
      : `${place}: ${show(value)} is not a number`;
  if (shape === 'flag') return typeof value === 'boolean' ? null : `${place}: ${show(value)} is not a flag`;
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return `${place}: ${show(value)} is not a list`;
    for (const [index, item] of value.entries()) {
      const found = misfit(item, shape[0], `${place}[${index}]`);
      if (found !== null) return found;
    }
    return null;
  }
  if ('oneOf' in shape) {
    const found = shape.oneOf.map((choice) => misfit(value, choice, place));
    return found.includes(null) ? null : (found.at(-1) ?? `${place}: no choice fits`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `${place}: ${show(value)} is not an object`;
  const fields = value as Record<string, unknown>;
  for (const [key, inner] of Object.entries(shape.keys)) {
    const found = misfit(fields[key], inner, `${place}.${key}`);
    if (found !== null) return found;
  }
  const more = Object.keys(fields).find((key) => !Object.hasOwn(shape.keys, key));
  return more === undefined ? null : `${place}.${more}: no such key is expected`;
}

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? String(value);
