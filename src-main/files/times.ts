// Dates and instants as files write them. May import the domain only.
import { newYorkInstant } from '../domain/new-york-time.ts';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Instant in UTC of milliseconds since 1970, with milliseconds only when there are any; null when it is no date. */
export function instantOf(milliseconds: number): string | null {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) return null;
  const text = new Date(milliseconds).toISOString();
  return text.length === 24 ? text.replace('.000Z', 'Z') : null;
}

/** `{year, month, day}` of a calendar day that exists, or null. */
function day(year: number, month: number, date: number): string | null {
  const time = new Date(Date.UTC(year, month - 1, date));
  if (year < 1900 || year > 2200 || time.getUTCMonth() !== month - 1 || time.getUTCDate() !== date)
    return null;
  return time.toISOString().slice(0, 10);
}

/** `27JUN25`, `6JUN25` → `2025-06-27`; null when it is no day. */
export function dayOfVenueText(text: string): string | null {
  const found = /^(\d{1,2})([A-Za-z]{3})(\d{2}|\d{4})$/.exec(text);
  if (!found) return null;
  const month = months.indexOf(found[2]!.toUpperCase()) + 1;
  const year = Number(found[3]);
  return month === 0 ? null : day(year < 100 ? 2000 + year : year, month, Number(found[1]));
}

/**
 * A day as people write it: `2025-06-27`, `2025/06/27`, `20250627`, `27JUN25`, `27-Jun-2025`, `27.06.2025`; anything with a time keeps its day.
 * `06/27/2025` and `27/06/2025` are read when only one reading is a day; null when both are.
 */
export function dayOfText(text: string): string | null {
  const trimmed = text.trim();
  const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?$/.exec(trimmed);
  if (iso) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(trimmed);
  if (dotted) return day(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(trimmed);
  if (slashed) {
    const [first, second, year] = [Number(slashed[1]), Number(slashed[2]), Number(slashed[3])];
    const monthFirst = day(year, first, second);
    const dayFirst = day(year, second, first);
    return monthFirst === null || dayFirst === null || monthFirst === dayFirst
      ? (monthFirst ?? dayFirst)
      : null;
  }
  return dayOfVenueText(trimmed.replace(/[\s-]/g, ''));
}

/** An instant: ISO 8601 with a zone, a day (taken as its midnight UTC), or Unix seconds, milliseconds or microseconds. Null when it is none. */
export function instantOfText(text: string): string | null {
  const trimmed = text.trim();
  if (/^\d{10}(\.\d+)?$/.test(trimmed)) return instantOf(Math.round(Number(trimmed) * 1000));
  if (/^\d{13}$/.test(trimmed)) return instantOf(Number(trimmed));
  if (/^\d{16}$/.test(trimmed)) return instantOf(Math.floor(Number(trimmed) / 1000));
  const timed =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/.exec(trimmed);
  if (timed) {
    const zone = timed[3] === undefined || timed[3] === 'UTC' ? 'Z' : timed[3];
    if (dayOfText(timed[1]!) === null) return null;
    return instantOf(Date.parse(`${timed[1]}T${timed[2]}${zone}`));
  }
  const date = dayOfText(trimmed);
  return date === null ? null : `${date}T00:00:00Z`;
}

/** The instant at which New York's clocks show 16:00 on a day. */
export const newYorkClose = (date: string): string => newYorkInstant(date, '16:00');
