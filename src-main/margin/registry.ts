// The list of rulebooks: ids, labels, coverage, parameter fields; and the parameter sets they are given.
// May import the domain, pricing, scenarios and all of margin.
import { MargraveError } from '../domain/errors.ts';
import { deribitCrossPm } from './deribit-cross-pm/margin.ts';
import { deribitPm } from './deribit-pm/margin.ts';
import { deribitSm } from './deribit-sm/margin.ts';
import { derivePmrm2 } from './derive-pmrm2/margin.ts';
import { deriveSrm } from './derive-srm/margin.ts';
import { okxPm } from './okx-pm/margin.ts';
import type { Rulebook } from './rulebook.ts';

export { fieldOfPath } from './blocks/parameter-reader.ts';
export { chooseParameterSets, presetBelow } from './parameter-sets.ts';
export { importVenueParameters } from './venue-parameters.ts';

/** Every rulebook, in the order lists show them. */
export const rulebooks: readonly Rulebook[] = [deribitPm, deribitCrossPm, deribitSm, derivePmrm2, deriveSrm, okxPm];

/** The rulebook of an id. Throws `not-found` naming the known ids. */
export function rulebookById(id: string): Rulebook {
  const found = rulebooks.find((rulebook) => rulebook.id === id);
  if (found) return found;
  throw new MargraveError(
    'not-found',
    `There is no rulebook “${id.slice(0, 80)}”. Known: ${rulebooks.map((rulebook) => rulebook.id).join(', ')}.`,
    { rulebook: id.slice(0, 80), known: rulebooks.map((rulebook) => rulebook.id) },
  );
}
