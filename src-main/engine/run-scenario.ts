// The rows behind one scenario of a rulebook's own table. May import what run-margin may.
import { toFloat } from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import type { RequirementInput } from '../margin/rulebook.ts';
import { instrumentOf } from './pack.ts';
import type { RiskScenarioAnswer, RiskScenarioRequest } from './risk-protocol.ts';
import { parametersOf } from './rulebook-run.ts';
import { phaseTick, type RunContext, runRequirements } from './run-margin.ts';

/**
 * Rows of a scenario as the rulebook values them, largest loss first; they add up to the cell of the table that is
 * asked of. Throws `not-found` when there is no such entry, table or scenario; as `runMargin` does.
 */
export function runScenario(request: RiskScenarioRequest, context: RunContext): RiskScenarioAnswer {
  const { account, nettingSet, currency, table, scenario } = request;
  const run = runRequirements(request, context, phaseTick(context, 'Valuing the scenario', 0, 1));
  const missing = (what: string): MargraveError =>
    new MargraveError(
      'not-found',
      `Account ${account} has no ${what}. Compute its margin again: the book or the rulebook is another one now.`,
      { account, nettingSet, currency, table, scenario },
    );
  const own = run.runs.find(({ accounts }) => accounts.some((row) => row.account.id === account));
  const found = own?.accounts.find((row) => row.account.id === account);
  const entry = found?.entries.find((row) => row.nettingSet === nettingSet && row.currency === currency);
  if (!own || !found || !entry) throw missing(`requirement in ${nettingSet}, ${currency}`);
  const line = entry.tables.find((one) => one.table === table)?.scenarios.find(({ id }) => id === scenario);
  const place = found.values.scenarios.scenarios.findIndex(({ id }) => id === scenario);
  const { rulebook } = own;
  if (!line || place < 0 || !rulebook.scenarioShares)
    throw missing(`scenario ${scenario} in table ${table} of ${nettingSet}`);
  const input: RequirementInput = {
    account: found.account,
    values: found.values,
    portfolio: {
      groups: [],
      accounts: [found.account],
      instruments: found.values.holdings.map(({ instrument }) => instrument),
      positions: [],
      orders: [],
      balances: [...found.balances],
      given: [...(run.sources.given.get(account) ?? [])],
    },
    market: run.sources.market,
    parameters: parametersOf(rulebook, run.sources),
    history: run.sources.history,
    detail: 'headline',
  };
  // Quantities as they are held, whatever the rows are carried as.
  const held = new Map(
    Array.from(found.places, (row) => [
      instrumentOf(request.portfolio, row).id,
      request.portfolio.holdingQuantity[row]!,
    ]),
  );
  const rows = rulebook
    .scenarioShares(input, { nettingSet, currency, table }, place)
    .map(({ holding, label, amount }) => ({
      instrument: holding?.instrument.id ?? null,
      label,
      quantity: holding ? (held.get(holding.instrument.id) ?? 0) : 0,
      profitAndLoss: amount,
    }));
  rows.sort((a, b) => a.profitAndLoss - b.profitAndLoss);
  return { label: line.label, currency, total: toFloat(line.profitAndLoss), rows };
}
