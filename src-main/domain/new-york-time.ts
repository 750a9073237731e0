// The clocks of New York, which the hours of American exchanges are told in. May import nothing.

const clock = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
});

/** By day and time of day: a chain of thousands of options has a few dozen. */
const instants = new Map<string, string>();
const KEPT = 5_000;

/**
 * The instant (UTC, ISO 8601 with seconds and Z) at which New York's clocks show a time of day, such as `09:30`, on a day `2026-03-20`.
 * Where clocks are turned back and show it twice, the first; where they never show it, as in winter.
 */
export function newYorkInstant(day: string, timeOfDay: string): string {
  const key = `${day}T${timeOfDay}`;
  let instant = instants.get(key);
  if (instant === undefined) {
    instant = findInstant(day, timeOfDay);
    if (instants.size >= KEPT) instants.clear();
    instants.set(key, instant);
  }
  return instant;
}

function findInstant(day: string, timeOfDay: string): string {
  const local = Date.parse(`${day}T${timeOfDay}:00Z`);
  for (const hoursBehind of [4, 5]) {
    const instant = new Date(local + hoursBehind * 3_600_000);
    if (clock.format(instant) === timeOfDay) return instant.toISOString().replace('.000Z', 'Z');
  }
  return new Date(local + 5 * 3_600_000).toISOString().replace('.000Z', 'Z');
}
