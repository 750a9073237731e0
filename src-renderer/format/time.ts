// Instants and spans as people read them, in UTC or in this machine's zone: the zone is always named. May import the zone shown.
import { shownZone } from './zone.svelte.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const shape = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|$)/;
type Zone = 'utc' | 'local';

/** Figures of an instant in a zone, and the zone's name there and then; null for text that is no instant. */
function read(
  instant: string,
  zone: Zone,
): { day: string; clock: string; seconds: string; zone: string } | null {
  const match = shape.exec(instant);
  if (!match) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00'] = match;
  if (zone === 'utc') {
    const words = `${Number(day)} ${months[Number(month) - 1]} ${year}`;
    return { day: words, clock: `${hour}:${minute}`, seconds: second, zone: 'UTC' };
  }
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time.getTime())) return null;
  const two = (figure: number): string => String(figure).padStart(2, '0');
  return {
    day: `${time.getDate()} ${months[time.getMonth()]} ${time.getFullYear()}`,
    clock: `${two(time.getHours())}:${two(time.getMinutes())}`,
    seconds: second,
    zone: zoneName(time),
  };
}

/** The short name of this machine's zone at a time: `CET`, `EDT`, or `GMT+5:30` where it has none. */
function zoneName(time: Date): string {
  const named = (locale: string): string =>
    new Intl.DateTimeFormat(locale, { timeZoneName: 'short' })
      .formatToParts(time)
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const european = named('en-GB');
  if (!/^(GMT|UTC)[+-]/.test(european)) return european;
  const american = named('en-US');
  return american === '' ? european : american;
}

/** `2026-02-15T08:00:00Z` → `15 Feb 2026 08:00 UTC` or `15 Feb 2026 09:00 CET`; seconds when they are not zero. Text that is no instant stays as it is. */
export function formatInstant(instant: string, zone: Zone = shownZone.choice): string {
  const figures = read(instant, zone);
  if (!figures) return instant;
  const seconds = figures.seconds === '00' ? '' : `:${figures.seconds}`;
  return `${figures.day} ${figures.clock}${seconds} ${figures.zone}`;
}

/** A sentence with the instants in it as people read them. */
export const readInstants = (sentence: string): string =>
  sentence.replace(
    /(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z\b| UTC)/g,
    (_instant, day: string, clock: string) => formatInstant(`${day}T${clock}Z`),
  );

/** The instant to the last digit in UTC, as a title says it beside whatever is shown: `2026-02-15 08:00:00 UTC`. */
export function exactInstant(instant: string): string {
  return shape.test(instant) ? `${instant.replace('T', ' ').replace(/Z$/, '')} UTC` : instant;
}

/** `2026-06-26T08:00:00Z` → `26 Jun 2026`: the day of an expiry, which is a day in UTC whatever zone is shown. */
export function formatDay(instant: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(instant);
  if (!match) return instant;
  return `${Number(match[3])} ${months[Number(match[2]) - 1]} ${match[1]}`;
}

/** A group's name: an instant as its day, everything else as it is. */
export function formatGroup(label: string): string {
  return /^\d{4}-\d{2}-\d{2}T/.test(label) ? formatDay(label) : label;
}

/** Hour and minute of an instant with its zone: `08:02 UTC`, `09:02 CET`. */
export function formatClock(instant: string, zone: Zone = shownZone.choice): string {
  const figures = read(instant, zone);
  return figures ? `${figures.clock} ${figures.zone}` : instant;
}

/** How long something took: `38 ms`, `10.5 s`. */
export function formatElapsed(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A span of seconds in its two largest units: 8 040 → `2 h 14 min`. */
export function formatSpan(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 86_400) {
    const minutes = Math.floor((whole % 3600) / 60);
    return minutes === 0 ? `${Math.floor(whole / 3600)} h` : `${Math.floor(whole / 3600)} h ${minutes} min`;
  }
  const hours = Math.floor((whole % 86_400) / 3600);
  return hours === 0 ? `${Math.floor(whole / 86_400)} d` : `${Math.floor(whole / 86_400)} d ${hours} h`;
}
