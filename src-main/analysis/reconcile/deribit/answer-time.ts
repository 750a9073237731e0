// The instant an answer is of: the venue's clock where it is printed, else the day of the newest parameters, which is said.
// May import the domain only.
import type { ParameterSet } from '../../../domain/parameters.ts';
import type { JsonPlace } from '../json-place.ts';

/**
 * The first of the places that holds a time, each with how many of its units make a millisecond; ISO 8601 UTC.
 * Without any, midnight of the newest parameter set, and a note for the user.
 * @throws `invalid-file` naming the path of a time that is none
 */
export function answerTime(
  places: readonly [place: JsonPlace, unitsPerMillisecond: number][],
  sets: readonly ParameterSet[],
  notes: string[],
): string {
  for (const [place, units] of places) {
    if (place.missing) continue;
    const milliseconds = place.number() / units;
    if (Math.abs(milliseconds) > 8e15) throw place.wrong('a time');
    return new Date(milliseconds).toISOString();
  }
  const newest =
    sets
      .map((set) => set.effective)
      .sort()
      .at(-1) ?? '2000-01-01';
  notes.push(`The answer prints no time: parameters are those of ${newest}, the newest in hand.`);
  return `${newest}T00:00:00.000Z`;
}
