// How time is counted: actual seconds over years of 365 days.
// May import nothing.

const SECONDS_PER_YEAR = 365 * 86_400;

/** Years from one instant to another, actual seconds over 365 days. Negative when `to` is earlier. */
export function yearsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000 / SECONDS_PER_YEAR;
}
