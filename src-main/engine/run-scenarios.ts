// The rulebook's own scenario tables for a choice of account and underlying. May import what run-margin may.
import type { ScenarioTable } from '../domain/margin-result.ts';
import { instrumentOf, selectHoldings } from './pack.ts';
import type { GridRequest, PackedPortfolio } from './protocol.ts';
import { phaseTick, type RunContext, runRequirements } from './run-margin.ts';

/** The tables of one netting set. */
export interface NettingSetTables {
  account: string;
  nettingSet: string;
  currency: string;
  tables: ScenarioTable[];
}

/**
 * Tables of each netting set of the chosen holdings. With an underlying, only its instruments, orders and balances count:
 * the table answers for that part alone. Throws as `runMargin` does.
 */
export function runScenarios(request: GridRequest, context: RunContext): NettingSetTables[] {
  const portfolio = chosenPart(request.portfolio, request.account, request.underlying);
  const tick = phaseTick(context, 'Valuing the grid', 0, 1);
  const { runs } = runRequirements({ ...request, portfolio }, context, tick);
  const tables = runs.flatMap(({ accounts }) =>
    accounts.flatMap(({ entries }) =>
      entries
        .filter((entry) => entry.tables.length > 0)
        .map(({ account, nettingSet, currency, tables }) => ({ account, nettingSet, currency, tables })),
    ),
  );
  return tables.sort((a, b) => (a.account < b.account ? -1 : a.account > b.account ? 1 : 0));
}

function chosenPart(
  packed: PackedPortfolio,
  account: string | null,
  underlying: string | null,
): PackedPortfolio {
  const isChosen = (id: string): boolean => account === null || id === account;
  const underlyingOf = new Map(
    packed.instruments.map((instrument) => [instrument.id, instrument.underlying]),
  );
  const part = selectHoldings(
    packed,
    (holding) =>
      isChosen(packed.accounts[packed.holdingAccount[holding]!]!.id) &&
      (underlying === null || instrumentOf(packed, holding).underlying === underlying),
  );
  // Accounts are counted by index: the list is kept, and those not chosen lose what they have.
  const kept = {
    ...part,
    orders: packed.orders.filter(
      (order) =>
        isChosen(order.account) && (underlying === null || underlyingOf.get(order.instrument) === underlying),
    ),
    balances: packed.balances.filter(
      (row) => isChosen(row.account) && (underlying === null || row.currency === underlying),
    ),
    given: packed.given.filter(
      (row) => isChosen(row.account) && (underlying === null || row.currency === underlying),
    ),
  };
  return account === null ? kept : onlyAccount(kept, account);
}

function onlyAccount(packed: PackedPortfolio, account: string): PackedPortfolio {
  return {
    ...packed,
    accounts: packed.accounts.filter(({ id }) => id === account),
    holdingAccount: new Int32Array(packed.holdingAccount.length),
  };
}
