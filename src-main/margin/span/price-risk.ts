// What an array of losses says: scan risk, its active scenario, and the part of it that price alone brings.
// May import the domain and what is beside it.
import type { ScenarioRow } from './typed-parameters.ts';

export interface ArrayRisk {
  /** Largest loss, not below 0. */
  scan: number;
  /** Place of the first scenario with the largest loss; of an array without a loss the first scenario. */
  active: number;
  /** (active + paired) / 2 − mean of the first scenario and its pair: what is left of the loss without volatility and time. */
  price: number;
  /** Half the distance between the active scenario and its pair. */
  volatility: number;
  /** Mean of the first scenario, in which the price doesn't move, and its pair. */
  time: number;
}

/** @param losses positive, in the order of `rows` */
export function arrayRisk(losses: Float64Array, rows: readonly ScenarioRow[]): ArrayRisk {
  const largest = losses.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const active = largest < 0 ? 0 : Math.max(0, losses.indexOf(largest));
  const at = (place: number): number => losses[place] ?? 0;
  const pairOf = (place: number): number => rows[place]?.paired ?? place;
  const time = (at(0) + at(pairOf(0))) / 2;
  const paired = at(pairOf(active));
  return {
    scan: Math.max(0, largest),
    active,
    price: (at(active) + paired) / 2 - time,
    volatility: (at(active) - paired) / 2,
    time,
  };
}
