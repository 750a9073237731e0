import { expect, it } from 'vitest';
import { compareWithBaseline } from '../../src-main/analysis/baseline.ts';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import { MarketFigures } from '../../src-main/domain/market.ts';

const market = new MarketFigures({ id: 'm', time: '2026-06-27T08:00:00Z', label: '', figures: [] });

function entry(rulebook: string, nettingSet: string, deposit: string): MarginEntry {
  return {
    account: 'a',
    rulebook,
    nettingSet,
    currency: 'USDC',
    equity: '0',
    equityBasis: '',
    equityParts: {},
    initialMargin: deposit,
    maintenanceMargin: deposit,
    freeEquity: `-${deposit}`,
    deposit,
    depositFromZeroCash: deposit,
    thresholds: [],
    status: 'passes',
    worstScenario: null,
    tables: [],
    contributions: [],
    baseline: null,
    unconfirmed: [],
    assumptions: [],
    tree: {
      id: '',
      label: '',
      amount: deposit,
      currency: 'USDC',
      operator: 'value',
      formula: '',
      inputs: {},
      confirmed: true,
      children: [],
    },
  };
}

it('two markets in one currency are compared market by market where both rulebooks name them', () => {
  const own = [entry('whole', 'BTC', '60'), entry('whole', 'ETH', '30')];
  const alone = [entry('alone', 'ETH', '40'), entry('alone', 'BTC', '100')];
  const compared = compareWithBaseline(own, alone, market);
  expect(compared.map(({ baseline }) => [baseline!.initialMargin, baseline!.saving])).toEqual([
    ['100', '40'],
    ['40', '10'],
  ]);
});

it('where the baseline names other netting sets no number is made up', () => {
  const own = [entry('whole', 'BTC', '60'), entry('whole', 'ETH', '30')];
  const compared = compareWithBaseline(own, [entry('alone', 'USDC', '140')], market);
  expect(compared.map(({ baseline }) => baseline)).toEqual([null, null]);
  expect(compared[0]!.assumptions).toEqual([
    'No baseline is shown: 2 netting sets of the account share USDC.',
  ]);
});
