// Canonical JSON: one text per value, so that a hash of the text is a hash of the value.
import { MargraveError } from './errors.ts';

/** Text that JSON writes as it is. */
const plainText = /^[ !#-[\]-~]*$/;

/**
 * JSON without white space, keys in UTF-16 code-unit order, numbers in JavaScript's shortest form; keys whose value is
 * undefined are left out. Equal values give equal text whatever the order in which their keys were set.
 * Throws `invalid-input`, naming the place, on what JSON can't carry whole: NaN, infinities, functions, symbols, bigint, undefined in a list,
 * and objects that are neither plain nor lists (dates, maps, typed arrays).
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, place: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return plainText.test(value) ? `"${value}"` : JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw unfit(place, String(value));
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    if (value.every(isSimple)) return JSON.stringify(value);
    let text = '[';
    for (let index = 0; index < value.length; index += 1) {
      text += (index === 0 ? '' : ',') + write(value[index], `${place}[${index}]`);
    }
    return `${text}]`;
  }
  if (typeof value !== 'object') throw unfit(place, typeof value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw unfit(place, (value as object).constructor?.name ?? 'an object that is not plain');
  }
  const fields = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key];
    if (field === undefined) continue;
    text += `${text === '' ? '' : ','}${write(key, '')}:`;
    text += typeof field === 'string' || field === null ? write(field, '') : write(field, `${place}.${key}`);
  }
  return `{${text}}`;
}

/** True for what JSON.stringify writes canonically by itself, which is several times as fast. */
function isSimple(value: unknown): boolean {
  return typeof value === 'string' || value === null || typeof value === 'boolean' || Number.isFinite(value);
}

function unfit(place: string, found: string): MargraveError {
  return new MargraveError('invalid-input', `${place} can’t be written as JSON: it is ${found}.`, { place });
}
