// The list of rulebooks: ids, labels, coverage, parameter fields; and the parameter sets they are given.
// May import the domain, pricing, scenarios and all of margin.
import { MargraveError } from '../domain/errors.ts';
import { binancePm } from './binance-pm/margin.ts';
import { QUOTED_LENGTH } from './blocks/constants.ts';
import { deribitCrossPm } from './deribit-cross-pm/margin.ts';
import { deribitPm } from './deribit-pm/margin.ts';
import { deribitSm } from './deribit-sm/margin.ts';
import { derivePmrm1 } from './derive-pmrm1/margin.ts';
import { derivePmrm2 } from './derive-pmrm2/margin.ts';
import { deriveSrm } from './derive-srm/margin.ts';
import { hyperliquidPm } from './hyperliquid-pm/margin.ts';
import { occCpm } from './occ-cpm/margin.ts';
import { okxPm } from './okx-pm/margin.ts';
import { paradexPm } from './paradex-pm/margin.ts';
import { regT } from './reg-t/margin.ts';
import type { Rulebook } from './rulebook.ts';
import { span } from './span/margin.ts';

export { fieldOfPath } from './blocks/parameter-reader.ts';
export { chooseParameterSets, presetBelow } from './parameter-sets.ts';
export { importVenueParameters } from './venue-parameters.ts';

/** In the order lists show them: a line here is what makes a folder a rulebook of the program. */
const registered: Rulebook[] = [
  deribitPm,
  deribitCrossPm,
  deribitSm,
  derivePmrm1,
  derivePmrm2,
  deriveSrm,
  okxPm,
  paradexPm,
  binancePm,
  hyperliquidPm,
  occCpm,
  regT,
  span,
];

/** Every rulebook, in the order lists show them. */
export const rulebooks: readonly Rulebook[] = registered;

/**
 * Adds a rulebook that isn't one of the program's own, after them, for as long as this thread runs: whatever finds rulebooks here finds it then. Each
 * thread has a registry of its own. Throws `conflict` when the id is taken, and `not-found` when its baseline isn't registered.
 * @returns takes it out again
 */
export function registerRulebook(rulebook: Rulebook): () => void {
  const { id, isolatedBaseline } = rulebook;
  if (registered.some((one) => one.id === id)) {
    throw new MargraveError('conflict', `There is a rulebook “${id}” already. Give this one another id.`, {
      rulebook: id,
    });
  }
  if (isolatedBaseline !== null) rulebookById(isolatedBaseline);
  registered.push(rulebook);
  return () => {
    const place = registered.indexOf(rulebook);
    if (place >= 0) registered.splice(place, 1);
  };
}

/** The rulebook of an id. Throws `not-found` naming the known ids. */
export function rulebookById(id: string): Rulebook {
  const found = rulebooks.find((rulebook) => rulebook.id === id);
  if (found) return found;
  throw new MargraveError(
    'not-found',
    `There is no rulebook “${id.slice(0, QUOTED_LENGTH)}”. Known: ${rulebooks.map((rulebook) => rulebook.id).join(', ')}.`,
    { rulebook: id.slice(0, QUOTED_LENGTH), known: rulebooks.map((rulebook) => rulebook.id) },
  );
}
