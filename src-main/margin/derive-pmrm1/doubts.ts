// What an entry of PMRM v1 must say: what no published number confirms, and what was taken for granted.
// May import the domain, the rulebook interface and margin/blocks.

import { surfaceAssumptions } from '../blocks/derive/fitted-surfaces.ts';
import { setDoubts, setNames } from '../blocks/set-doubts.ts';
import type { RequirementInput } from '../rulebook.ts';
import type { MarketAmounts } from './amounts.ts';
import type { Pmrm1Parameters } from './parameters.ts';

export interface Doubts {
  unconfirmed: string[];
  assumptions: string[];
}

/** Sentences about one market's entry, only about what it rests on. */
export function doubtsOf(
  input: RequirementInput,
  amounts: MarketAmounts,
  { peg }: Pmrm1Parameters<number>,
): Doubts {
  const { market, coin, expiries } = amounts;
  const { parameters, portfolio } = input;
  const sets = setDoubts(parameters, [market.market], input.market.snapshot.time);
  const unconfirmed = [...sets.unconfirmed];
  const assumptions = [...sets.assumptions];
  const sections = new Set(
    parameters.parameters.filter(({ confirmed }) => !confirmed).map(({ path }) => path.split('.')[0] ?? ''),
  );
  if (sections.size > 0) {
    unconfirmed.push(
      `No published number confirms these parameters of ${setNames(parameters, [market.market])}: ${[...sections].sort().join(', ')}.`,
    );
  }
  if (market.stable < peg.threshold) {
    unconfirmed.push(
      'How the initial loss factor rises while USDC is below its peg is documented but in no published case.',
    );
  }
  if (coin !== null && market.stable !== 1) {
    unconfirmed.push(
      'The coin counts at its price in USDC, as in the later version; while USDC is not worth a dollar that is in no published case.',
    );
  }
  if (coin !== null && coin.amount < 0) {
    unconfirmed.push(
      'A coin that is owed counts like one that is held, with the other sign; no published case has one.',
    );
  }
  if (expiries.some(({ part }) => part.rate < 0)) {
    unconfirmed.push('The discount at a rate below 0 is in no published case.');
  }
  assumptions.push(...surfaceAssumptions(market, input.market));
  const ignored = market.collaterals.filter((part) => part !== coin).map(({ asset }) => asset);
  if (ignored.length > 0) {
    assumptions.push(
      `${ignored.join(', ')} doesn’t count: this manager takes the market’s own coin and USDC only.`,
    );
  }
  if (portfolio.orders.length > 0)
    assumptions.push('Open orders are left out: the rulebook margins what is held.');
  if (portfolio.given.length > 0) {
    assumptions.push('Amounts stated by another venue (open orders, protection, spot) are left out.');
  }
  return { unconfirmed, assumptions };
}
