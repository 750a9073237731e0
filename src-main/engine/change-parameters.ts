// The parameters of a mixed combination: one run's sets seen with the other's positions. Rows for what the run didn't hold are
// taken from the other run's sets, and told. May import the domain.
import type { EffectiveParameters, Parameter } from '../domain/parameters.ts';
import { spanUnits } from '../domain/span-parameters.ts';

type Sets = Readonly<Record<string, EffectiveParameters>>;

export interface CompletedParameters {
  parameters: Record<string, EffectiveParameters>;
  /** Groups of rows that were taken: `deribit-pm currency.sol`, or a rulebook's whole set. */
  taken: string[];
}

/** What a row is about: its path without the last segment (`currency.btc`, `currencyPair.btc_usd`, `general`); the risk array of one contract is about that contract. */
const groupOf = ({ path, unit }: Parameter): string =>
  unit === spanUnits.array ? path : path.slice(0, Math.max(path.lastIndexOf('.'), 0));

/**
 * `own`, with the rulebooks that only `other` has, and with the rows of currencies and pairs that only `other` has. A row that own's sets leave to
 * its default stays out: groups are taken whole or not at all.
 */
export function completeParameters(own: Sets, other: Sets): CompletedParameters {
  const parameters: Record<string, EffectiveParameters> = { ...own };
  const taken: string[] = [];
  for (const [rulebook, theirs] of Object.entries(other)) {
    const ours = own[rulebook];
    if (!ours) {
      parameters[rulebook] = theirs;
      taken.push(rulebook);
      continue;
    }
    const known = new Set(ours.parameters.map(groupOf));
    const rows = theirs.parameters.filter((row) => !known.has(groupOf(row)));
    if (rows.length === 0) continue;
    taken.push(...[...new Set(rows.map(groupOf))].map((group) => `${rulebook} ${group}`));
    parameters[rulebook] = {
      ...ours,
      parameters: [...ours.parameters, ...rows].sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
  }
  return { parameters, taken };
}
