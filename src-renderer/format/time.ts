// Instants and spans as people read them. Times of the market are UTC and say so. May import nothing.

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-02-15T08:00:00Z` → `15 Feb 2026 08:00 UTC`; seconds when they are not zero. Text that is no instant stays as it is. */
export function formatInstant(instant: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?/.exec(instant);
  if (!match) return instant;
  const [, year, month, day, hour, minute, second] = match;
  const seconds = second !== undefined && second !== '00' ? `:${second}` : '';
  return `${Number(day)} ${months[Number(month) - 1]} ${year} ${hour}:${minute}${seconds} UTC`;
}

/** `2026-06-26T08:00:00Z` → `26 Jun 2026`: an expiry's day. */
export function formatDay(instant: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(instant);
  if (!match) return instant;
  return `${match[3]} ${months[Number(match[2]) - 1]} ${match[1]}`;
}

/** A group's name: an instant as its day, everything else as it is. */
export function formatGroup(label: string): string {
  return /^\d{4}-\d{2}-\d{2}T/.test(label) ? formatDay(label) : label;
}

/** Hour and minute of an instant in UTC. */
export function formatClock(instant: string): string {
  return /T(\d{2}:\d{2})/.exec(instant)?.[1] ?? instant;
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
