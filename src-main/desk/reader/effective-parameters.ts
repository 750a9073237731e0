// Which parameter sets a margin uses, for every rulebook that takes part in it. May import domain and the rulebook registry.
import { MargraveError } from '../../domain/errors.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import type { EffectiveParameters, Parameter, ParameterSet } from '../../domain/parameters.ts';
import { chooseParameterSets } from '../../margin/registry.ts';
import type { RulebookUse } from './rulebooks-used.ts';

/** Throws `not-found` naming the first of these sets that there isn't, and those that the rulebooks have. */
export function checkNamed(
  sets: readonly ParameterSet[],
  uses: readonly RulebookUse[],
  named: readonly string[] | null,
): void {
  const unknown = (named ?? []).filter((id) => !sets.some((set) => set.id === id));
  if (unknown.length === 0) return;
  const known = sets
    .filter(({ rulebook }) => uses.some((use) => use.rulebook.id === rulebook))
    .map(({ id }) => id);
  throw new MargraveError(
    'not-found',
    `There is no parameter set “${unknown[0]}”. For these rulebooks there are: ${known.join(', ')}.`,
    { parameters: unknown, known },
  );
}

/** Finds the data sets that parameters name by hash. */
export interface DocumentSource {
  find(hash: string): string | null;
  /** What to do without one: throw, or leave the rulebook to say which rows it misses. */
  whenMissing: 'throw' | 'leave';
}

/**
 * Effective parameters by rulebook id. Assets are those of what the rulebook margins. Named sets go to the rulebook they belong to.
 * Throws `not-found` for a set that there isn't, and for a data set that a parameter names by a hash which the book doesn't hold.
 * @param documents where the data sets are that a rulebook takes rows for these instruments from; null leaves them out
 */
export function effectiveParameters(
  sets: readonly ParameterSet[],
  uses: readonly RulebookUse[],
  market: MarketSnapshot,
  named: readonly string[] | null,
  documents: DocumentSource | null = null,
): Record<string, EffectiveParameters> {
  checkNamed(sets, uses, named);
  const chosen: Record<string, EffectiveParameters> = {};
  for (const { rulebook, instruments, currencies } of uses) {
    const own = (named ?? []).filter((name) =>
      sets.some((set) => set.id === name && set.rulebook === rulebook.id),
    );
    const assets = rulebook.assets(instruments, currencies);
    const parameters = chooseParameterSets(rulebook.id, assets, market.time, sets, own);
    chosen[rulebook.id] = documents
      ? withRowsOfDocuments(parameters, { rulebook, instruments }, documents)
      : parameters;
  }
  return chosen;
}

/** The parameters with the rows that these instruments need out of data sets: a run then holds all that it used. */
function withRowsOfDocuments(
  parameters: EffectiveParameters,
  { rulebook, instruments }: Pick<RulebookUse, 'rulebook' | 'instruments'>,
  documents: DocumentSource,
): EffectiveParameters {
  if (!rulebook.rowsFromDocument) return parameters;
  const rows = new Map<string, Parameter>();
  for (const row of parameters.parameters) {
    if (row.unit !== 'document') continue;
    const content = documents.find(String(row.value));
    if (content === null) {
      if (documents.whenMissing === 'leave') continue;
      throw new MargraveError(
        'not-found',
        `The book names a data set that it doesn’t hold (${row.path}, SHA-256 ${String(row.value).slice(0, 12)}…). Nothing was computed. Import the file again that it is from: ${row.source}.`,
        { path: row.path, hash: row.value, source: row.source },
      );
    }
    for (const own of rulebook.rowsFromDocument(row, content, instruments)) rows.set(own.path, own);
  }
  if (rows.size === 0) return parameters;
  const others = parameters.parameters.filter(({ path }) => !rows.has(path));
  return {
    ...parameters,
    parameters: [...others, ...rows.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}
