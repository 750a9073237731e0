import { afterEach, describe, expect, it } from 'vitest';
import {
  exactInstant,
  formatClock,
  formatDay,
  formatGroup,
  formatInstant,
  readInstants,
} from '../../../src-renderer/format/time.ts';
import { shownZone } from '../../../src-renderer/format/zone.svelte.ts';

afterEach(() => {
  shownZone.choice = 'utc';
});

describe('times', () => {
  it('name their zone, UTC at first', () => {
    expect(formatInstant('2026-05-06T08:00:00Z')).toBe('6 May 2026 08:00 UTC');
    expect(formatInstant('2026-05-06T08:00:09.250Z')).toBe('6 May 2026 08:00:09 UTC');
    expect(formatClock('2026-05-06T08:02:00Z')).toBe('08:02 UTC');
    expect(exactInstant('2026-05-06T08:00:09.250Z')).toBe('2026-05-06 08:00:09.250 UTC');
    expect(formatInstant('next week')).toBe('next week');
  });

  it('are shown in this machine’s zone where that is chosen, the same moment', () => {
    const instant = '2026-12-31T23:30:00Z';
    const here = new Date(instant);
    const clock = `${String(here.getHours()).padStart(2, '0')}:${String(here.getMinutes()).padStart(2, '0')}`;
    const shown = formatInstant(instant, 'local');
    expect(shown).toContain(` ${here.getFullYear()} ${clock} `);
    expect(shown.split(' ').at(-1)).toMatch(/^[A-Z+:\d-]+$/);
    shownZone.choice = 'local';
    expect(formatInstant(instant)).toBe(shown);
    expect(formatClock(instant)).toContain(clock);
  });

  it('are read in sentences too', () => {
    const said = 'Settled at 84250 on 2026-06-05T08:00:00.000Z; time moved to 2026-06-05 08:00:01 UTC.';
    expect(readInstants(said)).toBe(
      'Settled at 84250 on 5 Jun 2026 08:00 UTC; time moved to 5 Jun 2026 08:00:01 UTC.',
    );
    expect(readInstants('Bought on 2026-06-05.')).toBe('Bought on 2026-06-05.');
  });

  it('have one way to write a day, and an expiry’s is the day in UTC', () => {
    shownZone.choice = 'local';
    expect(formatDay('2026-05-06T23:30:00Z')).toBe('6 May 2026');
    expect(formatGroup('2026-06-26T08:00:00Z')).toBe('26 Jun 2026');
    expect(formatGroup('carry')).toBe('carry');
  });
});
