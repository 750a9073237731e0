// Which rulebooks take part in a margin, and what each of them margins. May import domain and the rulebook registry.
import type { Instrument } from '../../domain/instrument.ts';
import type { Portfolio } from '../../domain/portfolio.ts';
import { rulebookById, rulebooks } from '../../margin/registry.ts';

type Rulebook = ReturnType<typeof rulebookById>;

export interface RulebookUse {
  rulebook: Rulebook;
  /** Instruments that its accounts hold or have ordered, as the rulebook carries them. */
  instruments: Instrument[];
  /** Currencies of its accounts' balances, and of the profit that rows carried as others leave in cash. */
  currencies: string[];
}

/**
 * The rulebook asked for, or each account's margin model, and their baselines. An account whose own model is no rulebook here (`bybit-pm`) takes part
 * under none: the engine lists its rows as left out. Throws `not-found` for a rulebook asked for that there isn't.
 */
export function rulebooksUsed(portfolio: Portfolio, asked: string | null): RulebookUse[] {
  const accountsBy = new Map<Rulebook, Set<string>>();
  for (const { id, marginModel } of portfolio.accounts) {
    if (asked === null && !rulebooks.some(({ id: known }) => known === marginModel)) continue;
    const margining = rulebookById(asked ?? marginModel);
    for (const used of [margining.id, margining.isolatedBaseline]) {
      if (used === null) continue;
      const rulebook = rulebookById(used);
      const accounts = accountsBy.get(rulebook) ?? new Set<string>();
      accountsBy.set(rulebook, accounts.add(id));
    }
  }
  return [...accountsBy].map(([rulebook, accounts]) => ({
    rulebook,
    ...asCarried(rulebook, holdings(portfolio, accounts)),
  }));
}

/**
 * Price history series that the rulebooks read, each once. A run keeps what went into it and no more: not years of prices
 * that no rulebook of it looks at.
 */
export function historySeries(uses: readonly RulebookUse[]): string[] {
  const series = uses.flatMap(
    ({ rulebook, instruments, currencies }) => rulebook.historySeries?.(instruments, currencies) ?? [],
  );
  return [...new Set(series)].sort();
}

/** Parameters are chosen for what is margined: of a row that is carried as another instrument, that instrument. */
function asCarried(
  rulebook: Rulebook,
  { instruments, currencies }: Omit<RulebookUse, 'rulebook'>,
): Omit<RulebookUse, 'rulebook'> {
  if (!rulebook.twin) return { instruments, currencies };
  const paid = new Set(currencies);
  const carried = instruments.map((instrument) => {
    const twin = instrument.venue === rulebook.venue ? null : (rulebook.twin?.(instrument) ?? null);
    if (twin) paid.add(instrument.settlementCurrency);
    return twin?.instrument ?? instrument;
  });
  return { instruments: carried, currencies: [...paid] };
}

function holdings(portfolio: Portfolio, accounts: ReadonlySet<string>): Omit<RulebookUse, 'rulebook'> {
  const held = new Set<string>();
  for (const { account, instrument } of portfolio.positions) if (accounts.has(account)) held.add(instrument);
  for (const { account, instrument } of portfolio.orders) if (accounts.has(account)) held.add(instrument);
  const currencies = new Set(
    portfolio.balances.filter(({ account }) => accounts.has(account)).map(({ currency }) => currency),
  );
  return { instruments: portfolio.instruments.filter(({ id }) => held.has(id)), currencies: [...currencies] };
}
