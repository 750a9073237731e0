// Whether a result explains itself: every line made from its children by its operator, contributions and equity parts
// adding up (architecture rule 2). May import the domain and margin's blocks.
import { toFloat } from '../domain/decimal.ts';
import type { MarginEntry } from '../domain/margin-result.ts';
import { treeFaults } from '../margin/blocks/tree.ts';

/** Contributions and equity parts are summed in another order than the amounts they explain: last bits may differ. */
const RELATIVE_TOLERANCE = 1e-9;

/** What doesn't add up in an entry, one sentence each; empty when the entry explains itself. */
export function explanationFaults(entry: MarginEntry): string[] {
  const name = `${entry.account} ${entry.nettingSet} ${entry.currency}`;
  const required = entry.requirementLevel ?? 'initial';
  return [
    ...treeFaults(entry.tree).map((fault) => `${name}: ${fault}`),
    ...sumFault(
      `${name}: the contributions`,
      'the initial margin',
      entry.contributions.map(({ amount }) => amount),
      entry.initialMargin,
    ),
    ...sumFault(`${name}: the equity parts`, 'the equity', Object.values(entry.equityParts), entry.equity),
    ...sumFault(
      `${name}: free equity and ${required} margin`,
      'the equity',
      [entry.freeEquity, entry[`${required}Margin`]],
      entry.equity,
    ),
  ];
}

function sumFault(parts: string, whole: string, amounts: readonly string[], total: string): string[] {
  const numbers = amounts.map(toFloat);
  const sum = numbers.reduce((made, amount) => made + amount, 0);
  const size = numbers.reduce((made, amount) => made + Math.abs(amount), Math.abs(toFloat(total)));
  if (Math.abs(sum - toFloat(total)) <= RELATIVE_TOLERANCE * size) return [];
  return [`${parts} add up to ${sum}, but ${whole} is ${total}.`];
}
