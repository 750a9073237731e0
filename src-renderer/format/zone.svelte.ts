// Which way times are shown now, for all of the window at once: texts made by time.ts follow it. May import nothing.

class ShownZone {
  /** UTC, or the zone of this machine. */
  choice = $state<'utc' | 'local'>('utc');
}

export const shownZone = new ShownZone();
