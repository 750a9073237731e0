// The engine in float64 beside the exact path in whole numbers: within 1e-10 of every margin, on random accounts.
import fc from 'fast-check';
import { expect } from 'vitest';
import { CaseAccount } from '../../../src-main/analysis/reconcile/derive/case-account.ts';
import { exactMargins } from '../../../src-main/analysis/reconcile/derive/pmrm1-exact.ts';
import { toFloat } from '../../../src-main/domain/decimal.ts';
import { packPortfolio } from '../../../src-main/engine/pack.ts';
import { runRequirements } from '../../../src-main/engine/run-margin.ts';
import { fixedText } from '../../../src-main/margin/derive-pmrm1/fixed-point/fixed.ts';
import { rulebookById } from '../../../src-main/margin/registry.ts';
import { scalarKernel } from '../../../src-main/pricing/kernel.ts';
import { parametersOf } from '../books.ts';
import { now } from './accounts.ts';

const amount = (limit: number) =>
  fc.integer({ min: -limit * 1000, max: limit * 1000 }).map((n) => String(n / 1000));
const sure = fc.constantFrom('1', '1', '0.9', '0.4');

const option = fc.record({
  // Minutes to expiry: from the last half hour to a year.
  minutes: fc.constantFrom(10, 29, 600, 11_520, 43_200, 124_320, 524_640),
  moneyness: fc.integer({ min: 5, max: 40 }),
  isCall: fc.boolean(),
  amount: amount(50),
  volatility: fc.integer({ min: 5, max: 300 }),
});

const market = fc.record({
  spot: fc.integer({ min: 10_000, max: 9_000_000 }),
  options: fc.array(option, { maxLength: 6 }),
  perpetual: fc.option(fc.record({ amount: amount(30), entry: fc.integer({ min: 80, max: 120 }) }), {
    nil: null,
  }),
  coins: fc.option(fc.nat({ max: 9000 }), { nil: null }),
  confidences: fc.record({ spot: sure, perpetual: sure, forward: sure, rate: sure, volatility: sure }),
});

const book = fc.record({
  ETH: market,
  BTC: fc.option(market, { nil: null }),
  cash: amount(90_000),
  stable: fc.constantFrom('1', '0.96', '1.0004'),
  rate: fc.constantFrom('0.03', '0', '0.12', '-0.01'),
});

function accountOf(words: typeof book extends fc.Arbitrary<infer Value> ? Value : never): CaseAccount {
  const account = new CaseAccount('random', 'derive-pmrm1', now);
  account.figure('currencyRate', 'USDC/USD', words.stable, 'test');
  account.figure('rate', 'USD', words.rate, 'test');
  for (const name of ['BTC', 'ETH'] as const) {
    const own = words[name];
    if (!own) continue;
    const index = `${name.toLowerCase()}_usd`;
    const spot = own.spot / 100;
    account.figure('index', index, String(spot), 'test');
    for (const of of ['spot', 'perpetual'] as const)
      account.confidence(name, of, own.confidences[of], 'test');
    for (const row of own.options) {
      const expiry = new Date(Date.parse(now) + row.minutes * 60_000).toISOString().replace('.000Z', 'Z');
      const forward = (spot * (1 + row.minutes / 9_000_000)).toFixed(4);
      account.figure('forward', index, forward, 'test', expiry);
      const fixed = row.minutes < 30 ? ((Number(forward) * (30 - row.minutes)) / 30).toFixed(4) : '0';
      account.figure('fixedForward', index, fixed, 'test', expiry);
      for (const of of ['forward', 'rate', 'volatility'] as const) {
        account.confidence(name, of, own.confidences[of], 'test', expiry);
      }
      const strike = ((spot * row.moneyness) / 20).toFixed(1);
      const held = account.option(name, expiry, strike, row.isCall ? 'call' : 'put', row.amount);
      account.figure('volatility', held.id, String(row.volatility / 100), 'test');
    }
    if (own.perpetual) {
      const held = account.perpetual(name, own.perpetual.amount, String((spot * own.perpetual.entry) / 100));
      account.figure('mark', held.id, String(spot * 1.0005), 'test');
    }
    // A coin is its market's own only where the market is held.
    if (own.coins !== null && account.portfolio.instruments.some(({ underlying }) => underlying === name)) {
      account.balance('collateral', name, String(own.coins / 1000));
    }
  }
  account.balance('cash', 'USDC', words.cash);
  return account;
}

/** Initial and maintenance margin of random accounts agree within 1e-10 of the margin. */
export function expectParity(accounts: number): void {
  const parameters = parametersOf('derive-pmrm1', ['BTC', 'ETH'], {}, undefined, now.slice(0, 10));
  fc.assert(
    fc.property(book, (words) => {
      const account = accountOf(words);
      const { portfolio } = account;
      const run = runRequirements(
        {
          portfolio: packPortfolio(portfolio),
          market: account.market,
          history: [],
          rulebook: 'derive-pmrm1',
          parameters: { 'derive-pmrm1': parameters },
          allowExcluded: false,
        },
        { findRulebook: rulebookById, kernel: scalarKernel },
        () => undefined,
      ).runs[0]?.accounts[0];
      const exact = exactMargins(portfolio, account.market, parameters);
      const sum = (amounts: readonly string[]): number =>
        amounts.reduce((total, text) => total + toFloat(text), 0);
      const entries = run?.entries ?? [];
      const computed = [
        sum(entries.map(({ freeEquity }) => freeEquity)),
        sum(entries.map(({ equity }) => equity)) - sum(entries.map((entry) => entry.maintenanceMargin)),
      ];
      const wanted = [
        sum(exact.map(({ initial }) => fixedText(initial))),
        sum(exact.map(({ maintenance }) => fixedText(maintenance))),
      ];
      // Relative to the margin asked, which a small difference of equity and margin would hide.
      const size = Math.max(1, sum(entries.map(({ initialMargin }) => initialMargin)));
      computed.forEach((one, place) => {
        expect(Math.abs(one - wanted[place]!) / size).toBeLessThan(1e-10);
      });
    }),
    { seed: 20261122, numRuns: accounts },
  );
}
