// What an entry rests on that no venue number confirms, and what was assumed because an input was missing.
// May import the domain, the rulebook interface and margin/blocks.
import { surfaceAssumptions } from '../blocks/derive/fitted-surfaces.ts';
import { setDoubts, setNames } from '../blocks/set-doubts.ts';
import type { RequirementInput } from '../rulebook.ts';
import type { MarketAmounts } from './amounts.ts';
import type { Pmrm2Parameters } from './parameters.ts';

const sections = [
  ['scenario', 'scenarios'],
  ['volatility', 'volatility moves'],
  ['skew', 'skews'],
  ['discount', 'discounts'],
  ['lossFactor', 'loss factors'],
  ['basis', 'basis contingency'],
  ['peg', 'peg'],
  ['confidence', 'confidence'],
  ['contingency.perpetual', 'perpetual contingency'],
  ['contingency.option', 'naked short contingency'],
] as const;

/** Sentences for one market’s entry: stable wording, in a fixed order. */
export function doubts(
  input: RequirementInput,
  parameters: Pmrm2Parameters,
  { account, collaterals }: MarketAmounts,
  shared: ReadonlySet<string>,
): { unconfirmed: string[]; assumptions: string[] } {
  const { reader } = parameters;
  const unconfirmed: string[] = [];
  const assumptions = new Set(shared);
  const about = setDoubts(input.parameters, [account.market], input.market.snapshot.time);
  const named = setNames(input.parameters, [account.market]);
  const open = sections.filter(([section]) => !reader.isConfirmed(section)).map(([, name]) => name);
  if (open.length > 0) {
    unconfirmed.push(
      `No margin that the venue printed confirms the numbers of ${named} for ${open.join(', ')}; its published cases confirm the formula.`,
    );
  }
  const haircuts = collaterals.filter(({ known, confirmed, part }) => known && !confirmed && part.value > 0);
  if (haircuts.length > 0) {
    unconfirmed.push(
      `No margin that the venue printed confirms the collateral terms of ${haircuts.map(({ part }) => part.asset).join(', ')} in ${named}.`,
    );
  }
  if (isUnpublished(account, parameters)) {
    unconfirmed.push(
      `No numbers of a ${account.market} market are in hand: those of the venue’s other markets are used.`,
    );
  }
  if (account.expiries.some(({ fixed }) => fixed !== 0)) {
    unconfirmed.push(
      'How a forward is fixed while the settlement price is averaged is confirmed by no venue number.',
    );
  }
  if (collaterals.some(({ part }) => part.value < 0)) {
    unconfirmed.push(
      'How a coin that is owed counts is confirmed by no venue number: its value is taken off, it moves with its own market, and no haircut applies.',
    );
  }
  for (const { part } of collaterals.filter(({ known }) => !known)) {
    assumptions.add(
      `No collateral terms of ${part.asset} are known in the market ${account.market}: a haircut of its whole value is assumed.`,
    );
  }
  for (const sentence of surfaceAssumptions(account, input.market)) assumptions.add(sentence);
  const left = [
    ...(input.portfolio.orders.length > 0 ? ['open orders'] : []),
    ...(input.portfolio.given.length > 0 ? ['amounts given for another venue'] : []),
  ];
  if (left.length > 0)
    assumptions.add(`Not counted: ${left.join(' and ')}; the risk manager margins what is held.`);
  for (const sentence of about.assumptions) assumptions.add(sentence);
  return { unconfirmed: [...unconfirmed, ...about.unconfirmed], assumptions: [...assumptions].sort() };
}

/** True when positions are margined in a market that the parameters don’t name. */
function isUnpublished(
  { market, perpetuals, expiries }: MarketAmounts['account'],
  { markets, reader }: Pmrm2Parameters,
): boolean {
  return (
    perpetuals.length + expiries.length > 0 && !markets.includes(market) && !reader.isConfirmed('scenario')
  );
}
