// Customer portfolio margin against the positions that Cboe printed.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MarginEntry } from '../../../src-main/domain/margin-result.ts';
import type { MarketSnapshot } from '../../../src-main/domain/market.ts';
import type { Portfolio } from '../../../src-main/domain/portfolio.ts';
import { packPortfolio } from '../../../src-main/engine/pack.ts';
import { runMargin } from '../../../src-main/engine/run-margin.ts';
import { occCpm } from '../../../src-main/margin/occ-cpm/margin.ts';
import { rulebookById } from '../../../src-main/margin/registry.ts';
import { scalarKernel } from '../../../src-main/pricing/kernel.ts';
import { describeWithShared } from '../../setup/shared.ts';
import { parametersOf } from '../books.ts';
import { entriesUnder } from '../engine-books.ts';
import { listedOption, share } from '../listed-instruments.ts';
import { type VenueBook, venueMarket, venuePortfolio } from '../venue-books.ts';

/** Close of 23 February 2007; T = 56/365 to expiry. */
const CLOSE = '2007-02-23T21:00:00Z';
const EXPIRY = '2007-04-20';
const DAY = CLOSE.slice(0, 10);
type Leg = [right: 'call' | 'put', strike: number, contracts: number, price: number];

/** Book and market of a position of Cboe's table: option legs and shares. */
function cboeBook(root: 'IBM' | 'SPX', legs: readonly Leg[], shares: number): [Portfolio, MarketSnapshot] {
  const fund = share(root === 'IBM' ? 'IBM' : 'SPY');
  const options = legs.map(([right, strike]) => listedOption(root, EXPIRY, right, strike));
  const figures: Record<string, string> = {
    'index us-ibm_usd': '97.73',
    'index spx_usd': '1451.19',
    'index us-spy_usd': '145.30',
    'rate USD': '0.0525',
    'dividendYield us-ibm_usd': '0',
    'dividendYield spx_usd': '0.0195',
    'dividendYield us-spy_usd': '0.0195',
  };
  const positions: NonNullable<VenueBook['positions']> = {};
  options.forEach(({ id }, place) => {
    figures[`mark ${id}`] = String(legs[place]![3]);
    positions[id] = String(legs[place]![2]);
  });
  if (shares !== 0) positions[fund.id] = String(shares);
  const portfolio = venuePortfolio(occCpm, { instruments: [...options, fund], positions });
  return [portfolio, venueMarket(figures, CLOSE)];
}

/** Its entry under the presets of the day. */
function cboe(root: 'IBM' | 'SPX', legs: readonly Leg[], shares = 0): MarginEntry {
  const parameters = parametersOf('occ-cpm', ['offsets'], {}, undefined, DAY);
  return entriesUnder('occ-cpm', ...cboeBook(root, legs, shares), parameters)[0]!;
}

it('saves a third of the deposit of a short call against strategy-based margin, both as Cboe printed them', () => {
  const [portfolio, market] = cboeBook('IBM', [['call', 100, -100, 1.68]], 0);
  const sets = (id: string, assets: string[]) => parametersOf(id, assets, {}, undefined, DAY);
  const { result } = runMargin(
    {
      ...{ question: 'cboe', portfolio: packPortfolio(portfolio), market, history: [], rulebook: 'occ-cpm' },
      parameters: { 'occ-cpm': sets('occ-cpm', ['offsets']), 'reg-t': sets('reg-t', []) },
      ...{ allowExcluded: false, withBaseline: true, withStandalone: false },
    },
    { kernel: scalarKernel, findRulebook: rulebookById },
  );
  const { baseline, depositFromZeroCash } = result.entries[0]!;
  expect(baseline).toMatchObject({ rulebook: 'reg-t', depositFromZeroCash: '172760' });
  expect(Number(baseline!.saving)).toBeCloseTo(172_760 - Number(depositFromZeroCash), 9);
  expect(Number(baseline!.savingFraction)).toBeCloseTo(1 - 115_429 / 172_760, 2);
});

describe('Cboe’s table of 23 February 2007, within 0.3 %', () => {
  it.each([
    ['short call', 'IBM', [['call', 100, -100, 1.68]], 0, 115_429],
    ['protective put', 'IBM', [['put', 95, 100, 1.02]], 10_000, 37_538],
    [
      'long straddle',
      'IBM',
      [
        ['put', 100, 100, 3.18],
        ['call', 100, 100, 1.68],
      ],
      0,
      7_500,
    ],
    ['short put', 'SPX', [['put', 1460, -100, 22.55]], 0, 948_203],
    ['covered call on the fund', 'SPX', [['call', 1460, -100, 21.66]], 100_000, 948_342],
    [
      'risk reversal',
      'SPX',
      [
        ['put', 1450, 100, 18.72],
        ['call', 1500, -100, 5.96],
      ],
      0,
      625_592,
    ],
  ] satisfies [string, 'IBM' | 'SPX', Leg[], number, number][])(
    '%s, %s',
    (_name, root, legs, shares, printed) => {
      const entry = cboe(root, legs, shares);
      expect(Math.abs(Number(entry.initialMargin) / printed - 1)).toBeLessThan(0.003);
      expect(entry.maintenanceMargin).toBe(entry.initialMargin);
      expect(entry.depositFromZeroCash).toBe(entry.initialMargin);
    },
  );
});

describeWithShared('all of Cboe’s table', 'vectors/tims/cboe_2007_examples.json', (path) => {
  it('is met within 0.3 %', () => {
    interface Row {
      strategy: string;
      option_legs: { right: 'C' | 'P'; strike: number; contracts: number; price: number }[];
      underlying_qty: number;
      portfolio_margin_usd: number;
    }
    const vector = JSON.parse(readFileSync(path, 'utf8')) as { ibm: Row[]; spx: Row[] };
    const rows = [
      ...vector.ibm.map((row): ['IBM' | 'SPX', Row] => ['IBM', row]),
      ...vector.spx.map((row): ['IBM' | 'SPX', Row] => ['SPX', row]),
    ];
    expect(rows).toHaveLength(18);
    const missed = rows.flatMap(([root, row]) => {
      const legs = row.option_legs.map(
        ({ right, strike, contracts, price }): Leg => [
          right === 'C' ? 'call' : 'put',
          strike,
          contracts,
          price,
        ],
      );
      const margin = Number(cboe(root, legs, row.underlying_qty).initialMargin);
      const off = margin / row.portfolio_margin_usd - 1;
      return Math.abs(off) < 0.003
        ? []
        : [`${root} ${row.strategy}: ${margin} for ${row.portfolio_margin_usd}`];
    });
    expect(missed).toEqual([]);
  });
});
