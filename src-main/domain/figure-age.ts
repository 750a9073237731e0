// How old one market figure is at its snapshot's time, and whether that is past the limit of its class. May import the domain only.
import type { MarketFigure } from './market.ts';

/** Greatest age in seconds by class of figure, `perpetual` for the marks of perpetuals. A class without one has no limit. */
export type AgeLimits = Readonly<Record<string, number>>;

/** The class that a figure's age is judged by. `perpetuals`: ids of the perpetuals, whose marks have a limit of their own. */
export const ageClass = (
  figure: Pick<MarketFigure, 'class' | 'key'>,
  perpetuals: ReadonlySet<string>,
): string => (figure.class === 'mark' && perpetuals.has(figure.key) ? 'perpetual' : figure.class);

/** True when the figure was observed longer before `asOf` (milliseconds since 1970) than the limit of `name` allows. */
export function isPastLimit(
  figure: Pick<MarketFigure, 'time'>,
  name: string,
  asOf: number,
  limits: AgeLimits,
): boolean {
  const limit = limits[name];
  return limit !== undefined && asOf - Date.parse(figure.time) > limit * 1000;
}
