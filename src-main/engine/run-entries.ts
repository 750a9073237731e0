// From requirements to the entries of an answer: ordered, with what was assumed for their instruments, and summed up the
// reporting tree. May import the domain, pricing, margin and analysis.
import { marginTotals, type Totals } from '../analysis/totals.ts';
import type { ExcludedRow, MarginEntry } from '../domain/margin-result.ts';
import { AccountContributions, inputAssumptions } from './holding-entries.ts';
import type { PackedPortfolio } from './protocol.ts';
import type { MarginRun, RulebookRun } from './rulebook-run.ts';

export interface RunEntries {
  /** By account, accounts in the pack's order whatever rulebook they are under. */
  entries: Map<string, MarginEntry[]>;
  /** By account. */
  contributions: Map<string, AccountContributions>;
  totals: Totals['totals'];
  /** Rows that were left out, and totals that can't be formed. */
  excluded: ExcludedRow[];
}

/** Entries and totals of a run whose requirements, and comparisons if any, are made. */
export function runEntries(portfolio: PackedPortfolio, run: MarginRun): RunEntries {
  const entries = orderedEntries(portfolio, run.runs);
  const contributions = new Map(
    [...entries].map(([account, own]) => [account, new AccountContributions(own)]),
  );
  addAssumptions(entries, contributions, run);
  const totals = marginTotals(
    portfolio.accounts,
    portfolio.groups,
    [...entries.values()].flat(),
    run.sources.market,
  );
  const missing = totals.missing.map(
    ({ node, label, accounts, from, to }): ExcludedRow => ({
      account: accounts.join(', '),
      instrument: `${from}/${to}`,
      quantity: '0',
      reason: `The total of ${label} (${node}) can’t be formed: the snapshot has no rate from ${from} to ${to}.`,
      remedy: `Add the figure currencyRate ${from}/${to} or the index ${`${from}_${to}`.toLowerCase()} to the market snapshot.`,
    }),
  );
  for (const [account, sentences] of totals.assumptions) {
    for (const entry of entries.get(account) ?? []) {
      entry.assumptions = [...new Set([...entry.assumptions, ...sentences])];
    }
  }
  // Every account's own margin stands without these rates, so a total that can't be formed is listed and stops nothing.
  return { entries, contributions, totals: totals.totals, excluded: [...run.screened.excluded, ...missing] };
}

function orderedEntries(packed: PackedPortfolio, runs: readonly RulebookRun[]): Map<string, MarginEntry[]> {
  const byAccount = new Map(packed.accounts.map(({ id }) => [id, [] as MarginEntry[]]));
  for (const run of runs) {
    for (const { account, entries } of run.accounts) byAccount.set(account.id, entries);
  }
  return byAccount;
}

/** Adds to each entry what was assumed for its instruments and what of its account was settled to cash. */
function addAssumptions(
  entries: ReadonlyMap<string, MarginEntry[]>,
  contributions: ReadonlyMap<string, AccountContributions>,
  run: MarginRun,
): void {
  for (const { account, values } of run.runs.flatMap(({ accounts }) => accounts)) {
    const own = entries.get(account.id)!;
    const found = contributions.get(account.id)!;
    const byEntry = Map.groupBy(values.holdings, ({ instrument }) => found.entryOf(instrument));
    const settled = run.screened.settled.filter((row) => row.account === account.id);
    own.forEach((entry, index) => {
      const inputs = (byEntry.get(index) ?? []).map(
        ({ instrument }) => run.sources.inputs.valued.get(instrument.id)!,
      );
      const paid = settled.filter(
        ({ balance: { currency } }) =>
          currency === entry.currency || (index === 0 && !own.some((other) => other.currency === currency)),
      );
      const sentences = [...inputAssumptions(inputs), ...paid.map(({ sentence }) => sentence)];
      if (sentences.length > 0) entry.assumptions = [...new Set([...entry.assumptions, ...sentences])];
    });
  }
}
