// The entry of a ratio model in as much detail as is asked for: levels alone, a headline, or the whole explanation.
// May import the domain, the rulebook interface and margin/blocks.
import { toFloat } from '../../../domain/decimal.ts';
import type { MarginEntry, MarginNode } from '../../../domain/margin-result.ts';
import type { RequirementInput } from '../../rulebook.ts';
import { closedContributions, type EntryFigures, type RawContribution } from '../entry.ts';
import { asDetailed, leaf } from '../tree.ts';

/** What is explained is made when it is asked for. */
export interface RatioEntry {
  about: Pick<MarginEntry, 'account' | 'rulebook' | 'nettingSet' | 'currency' | 'equityBasis' | 'ratio'>;
  figures: EntryFigures;
  /** What was taken for granted while the figures were made. */
  assumed: ReadonlySet<string>;
  doubts: () => Pick<MarginEntry, 'unconfirmed' | 'assumptions'>;
  contributions: () => RawContribution[];
  /** The contribution that closes the sum to the bit. */
  remainder: string;
  tree: (detail: 'whole' | 'headline') => MarginNode;
}

/** The entry; the amounts are the same in every detail. Initial margin is the root of its tree. */
export function ratioEntry(made: RatioEntry, detail: RequirementInput['detail']): MarginEntry {
  const { about, figures, assumed } = made;
  const base = {
    ...about,
    ...figures,
    worstScenario: null,
    tables: [],
    contributions: [],
    baseline: null,
  };
  const initialMargin = toFloat(figures.initialMargin);
  if (detail === 'levels') {
    const { nettingSet, currency } = about;
    const tree = leaf({ id: nettingSet, label: '', currency, formula: '' }, initialMargin);
    return { ...base, unconfirmed: [], assumptions: [], tree };
  }
  const { unconfirmed, assumptions } = made.doubts();
  return {
    ...base,
    contributions:
      detail === 'whole' ? closedContributions(made.contributions(), initialMargin, made.remainder) : [],
    unconfirmed,
    assumptions: [...new Set([...assumed, ...assumptions])].sort(),
    tree: asDetailed(made.tree(detail), detail),
  };
}
