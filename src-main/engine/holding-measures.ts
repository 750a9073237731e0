// Value, contribution and standalone margin of every holding, as columns in the pack's order.
// May import the domain.
import type { HoldingMeasures } from '../domain/margin-result.ts';
import type { AccountContributions } from './holding-entries.ts';
import { heldMeasures } from './mapped-rows.ts';
import type { PackedPortfolio } from './protocol.ts';
import { type MarginRun, type RulebookRun, standaloneMargin } from './rulebook-run.ts';
import type { Tick } from './valuation.ts';

/**
 * Measures of all holdings. A row that was left out has NaN everywhere; one settled to cash has its payout as value.
 * @param contributions by account
 * @param withStandalone also the initial margin of each holding alone: one requirement each
 */
export function holdingMeasures(
  portfolio: PackedPortfolio,
  withStandalone: boolean,
  run: MarginRun,
  contributions: ReadonlyMap<string, AccountContributions>,
  tick: Tick,
): HoldingMeasures {
  const count = portfolio.holdingAccount.length;
  const column = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  const measures: HoldingMeasures = {
    account: Array.from(portfolio.holdingAccount, (account) => portfolio.accounts[account]!.id),
    instrument: Array.from(
      portfolio.holdingInstrument,
      (instrument) => portfolio.instruments[instrument]!.id,
    ),
    quantity: portfolio.holdingQuantity.slice(),
    value: column(),
    contribution: column(),
    standalone: column(),
  };
  for (const { holding, balance } of run.screened.settled) {
    measures.value[holding] = Number(balance.amount);
    measures.contribution[holding] = 0;
  }
  for (const rulebookRun of run.runs) {
    const measuresOf = heldMeasures(rulebookRun);
    for (const { account, values, places, failure } of rulebookRun.accounts) {
      const own = contributions.get(account.id);
      if (failure || !own) continue;
      values.holdings.forEach(({ instrument }, index) => {
        const place = places[index]!;
        measures.value[place] = measures.quantity[place]! * measuresOf(instrument.id)!.value;
        measures.contribution[place] = own.amount(instrument.id);
      });
    }
    if (withStandalone) standalone(rulebookRun, run, measures.standalone, tick);
  }
  return measures;
}

function standalone(rulebookRun: RulebookRun, run: MarginRun, out: Float64Array, tick: Tick): void {
  const total = rulebookRun.accounts.reduce((sum, { places }) => sum + places.length, 0);
  let done = 0;
  for (const { account, values, places, failure } of rulebookRun.accounts) {
    for (const [index, holding] of values.holdings.entries()) {
      tick(done++, total);
      if (failure) continue;
      out[places[index]!] = standaloneMargin(rulebookRun, account, holding, run.sources);
    }
  }
}
