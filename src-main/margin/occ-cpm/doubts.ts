// What an entry of customer portfolio margin must say: what no number of OCC's confirms, and what was taken for granted.
// May import the domain, the rulebook interface and margin/blocks.
import { type SetDoubts, setDoubts, setNames } from '../blocks/set-doubts.ts';
import type { RequirementInput } from '../rulebook.ts';
import { classesOf, type PortfolioMargin } from './groups.ts';
import type { CpmParameters } from './parameters.ts';

/** Parameter sets besides the general one: offsets between groups, and a broker's own numbers, used when named. */
export const OFFSETS = 'offsets';
export const HOUSE = 'house';

/** Sentences about what the entry rests on. */
export function cpmDoubts(
  { portfolio, market, parameters: effective }: RequirementInput,
  parameters: CpmParameters,
  groups: readonly PortfolioMargin[],
): SetDoubts {
  const classes = groups.flatMap(classesOf);
  const instruments = classes.flatMap(({ holdings }) => holdings.map(({ instrument }) => instrument));
  const isOffset = groups.some((group) => classesOf(group).length > 1);
  const about = setDoubts(effective, [HOUSE, ...(isOffset ? [OFFSETS] : [])], market.snapshot.time);
  const has = (test: (instrument: (typeof instruments)[number]) => boolean): boolean =>
    instruments.some(test);
  const equity = parameters.minimumEquity;
  const unconfirmed = [
    ...(has(({ kind }) => kind === 'option')
      ? [
          'OCC’s own theoretical values are not at hand: 18 positions that Cboe printed confirm the model within 0.3 %, with a rate and a dividend yield that were not printed.',
        ]
      : []),
    ...(has(({ kind, deliversFuture }) => kind === 'option' && deliversFuture !== undefined)
      ? ['No number of OCC’s confirms how options on futures are re-priced.']
      : []),
    ...(has(
      ({ deliverableUnits, deliverableCash }) =>
        deliverableUnits !== undefined || deliverableCash !== undefined,
    )
      ? ['No number of OCC’s confirms adjusted contracts, which are re-priced on what they deliver.']
      : []),
    ...(has(({ kind }) => kind === 'future')
      ? [
          'Futures net wholly with the index they are on, or as the parameters say; no number of OCC’s confirms it.',
        ]
      : []),
    ...(isOffset
      ? [
          `OCC’s groups and offset percentages are not published: those of ${setNames(effective, [OFFSETS, HOUSE])} stand in for them.`,
        ]
      : []),
    ...(has(({ priceIndex }) => parameters.leverage(priceIndex) !== 1)
      ? [
          'Funds of a multiple are moved over their range times the multiple, as FINRA describes it; no number of OCC’s confirms it.',
        ]
      : []),
    ...(parameters.isConcentrationCounted
      ? [
          `The stress of concentrated positions is a broker’s own rule: no broker’s number confirms ${setNames(effective, [HOUSE])}.`,
        ]
      : []),
    ...(equity && !parameters.reader.isConfirmed(equity.path)
      ? [`The minimum equity of an account (${equity.path}) is not confirmed: ask the firm that carries it.`]
      : []),
    ...about.unconfirmed,
  ];
  const unnamed = classes.filter(({ membership }) => !membership.isNamed).map(({ label }) => label);
  const assumptions = [
    ...about.assumptions,
    ...(unnamed.length > 0
      ? [
          `No parameter names ${[...new Set(unnamed)].sort().join(', ')}: each is a group of its own without offsets, over the range of all others.`,
        ]
      : []),
    ...(portfolio.orders.length > 0 ? ['Open orders ask for nothing until they are filled.'] : []),
    ...(portfolio.given.length > 0
      ? [
          'Amounts given for open orders, market-maker protection and spot are no part of this rulebook and are not counted.',
        ]
      : []),
  ];
  return { unconfirmed, assumptions };
}
