// Value, contribution and standalone margin of every holding, as columns in the pack's order.
// May import the domain.
import type { HoldingMeasures, MarginEntry } from '../domain/margin-result.ts';
import { AccountContributions } from './holding-entries.ts';
import type { PackedPortfolio } from './protocol.ts';
import { type MarginRun, type RulebookRun, standaloneMargin } from './rulebook-run.ts';
import type { Tick } from './valuation.ts';

/**
 * Measures of all holdings. A row that was left out has NaN everywhere; one settled to cash has its payout as value.
 * @param withStandalone also the initial margin of each holding alone: one requirement each
 */
export function holdingMeasures(
  portfolio: PackedPortfolio,
  withStandalone: boolean,
  run: MarginRun,
  entries: ReadonlyMap<string, readonly MarginEntry[]>,
  tick: Tick,
): HoldingMeasures {
  const count = portfolio.holdingAccount.length;
  const measures: HoldingMeasures = {
    account: [],
    instrument: [],
    quantity: portfolio.holdingQuantity.slice(),
    value: new Float64Array(count).fill(Number.NaN),
    contribution: new Float64Array(count).fill(Number.NaN),
    standalone: new Float64Array(count).fill(Number.NaN),
  };
  const place = new Map<string, number>();
  for (let holding = 0; holding < count; holding++) {
    const account = portfolio.accounts[portfolio.holdingAccount[holding]!]!.id;
    const instrument = portfolio.instruments[portfolio.holdingInstrument[holding]!]!.id;
    measures.account.push(account);
    measures.instrument.push(instrument);
    place.set(`${account}\u0000${instrument}`, holding);
  }
  for (const { holding, balance } of run.screened.settled) {
    measures.value[holding] = Number(balance.amount);
    measures.contribution[holding] = 0;
  }
  for (const rulebookRun of run.runs) {
    for (const { account, values, failure } of rulebookRun.accounts) {
      if (failure) continue;
      const contributions = new AccountContributions(entries.get(account.id) ?? []);
      for (const { row, instrument, quantity } of values.holdings) {
        const at = place.get(`${account.id}\u0000${instrument.id}`)!;
        measures.value[at] = quantity * values.measures(row).value;
        measures.contribution[at] = contributions.amount(instrument.id);
      }
    }
    if (withStandalone) standalone(rulebookRun, run, place, measures.standalone, tick);
  }
  return measures;
}

function standalone(
  rulebookRun: RulebookRun,
  run: MarginRun,
  place: ReadonlyMap<string, number>,
  out: Float64Array,
  tick: Tick,
): void {
  const total = rulebookRun.accounts.reduce((sum, { values }) => sum + values.holdings.length, 0);
  let done = 0;
  for (const { account, values, failure } of rulebookRun.accounts) {
    for (const holding of values.holdings) {
      tick(done++, total);
      if (failure) continue;
      const at = place.get(`${account.id}\u0000${holding.instrument.id}`)!;
      out[at] = standaloneMargin(rulebookRun, account, holding, run.sources);
    }
  }
}
