// Derive's standard manager: published figures transcribed, each rule by hand, markets that share their cash, and what must hold for every book.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaseAccount } from '../../src-main/analysis/reconcile/derive/case-account.ts';
import { toFloat } from '../../src-main/domain/decimal.ts';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import { treeFaults } from '../../src-main/margin/blocks/tree.ts';
import { parameterFields } from '../../src-main/margin/derive-srm/parameters.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { amountOf, lineOf, parametersOf } from './books.ts';
import { naiveInput } from './naive-values.ts';

const near = '2023-01-11T08:00:00Z';
const far = '2023-02-27T08:00:00Z';
type Option = [expiry: string, strike: string, right: 'call' | 'put', amount: string];

interface Words {
  options?: Record<string, Option[]>;
  perpetuals?: Record<string, [amount: string, entry: string]>;
  coins?: Record<string, string>;
  cash?: string;
  stable?: string;
  /** `ETH spot` → confidence; forward and volatility are of the near expiry. */
  confidences?: Record<string, string>;
  replaced?: Record<string, string>;
  detail?: 'whole' | 'headline' | 'levels';
}

const prices = { ETH: ['2000', '2001', '2010'], BTC: ['28000', '28020', '28100'] } as const;

/** Entries of a book on 1 January 2023: ETH 2,000, BTC 28,000, volatility 50 %. */
function entriesOf(words: Words): MarginEntry[] {
  const account = new CaseAccount('test', 'derive-srm', '2023-01-01T00:00:00Z');
  account.figure('currencyRate', 'USDC/USD', words.stable ?? '1', 'test');
  for (const [market, [spot, , forward]] of Object.entries(prices)) {
    account.figure('index', `${market.toLowerCase()}_usd`, spot, 'test');
    for (const expiry of [near, far])
      account.figure('forward', `${market.toLowerCase()}_usd`, forward, 'test', expiry);
    for (const kind of ['spot', 'perpetual', 'forward', 'volatility'] as const) {
      const expiry = kind === 'forward' || kind === 'volatility' ? near : '';
      account.confidence(market, kind, words.confidences?.[`${market} ${kind}`] ?? '1', 'test', expiry);
    }
  }
  for (const [market, options] of Object.entries(words.options ?? {})) {
    for (const [expiry, strike, right, amount] of options) {
      const { id } = account.option(market, expiry, strike, right, amount);
      account.figure('volatility', id, '0.5', 'test');
    }
  }
  for (const [market, [amount, entry]] of Object.entries(words.perpetuals ?? {})) {
    const { id } = account.perpetual(market, amount, entry);
    account.figure('mark', id, prices[market as 'ETH'][1], 'test');
  }
  for (const [coin, amount] of Object.entries(words.coins ?? {})) account.balance('collateral', coin, amount);
  account.balance('cash', 'USDC', words.cash ?? '0');
  const rulebook = rulebookById('derive-srm');
  const parameters = parametersOf('derive-srm', ['BTC', 'ETH'], words.replaced, undefined, '2023-01-01');
  const { portfolio, market } = account;
  return rulebook.requirement(
    naiveInput({ rulebook, portfolio, market, parameters, detail: words.detail ?? 'whole' }),
  );
}

const net = (entries: MarginEntry[]): [initial: number, maintenance: number] => [
  entries.reduce((sum, { freeEquity }) => sum + toFloat(freeEquity), 0),
  entries.reduce(
    (sum, { equity, maintenanceMargin }) => sum + toFloat(equity) - toFloat(maintenanceMargin),
    0,
  ),
];

describe('published figures (derivexyz/v2-core 7736900d, portfolio tests of the standard manager)', () => {
  // Forwards of the source: 2002.83305 (near) for ETH; margins truncated to whole dollars.
  it.each<[string, Words, [number, number]]>([
    [
      'short call spread, capped',
      {
        options: {
          ETH: [
            [near, '1800', 'call', '-1'],
            [near, '2000', 'call', '1'],
          ],
        },
      },
      [-200, -200],
    ],
    [
      'short put spread, capped',
      {
        options: {
          ETH: [
            [near, '2500', 'put', '1'],
            [near, '3000', 'put', '-1'],
          ],
        },
      },
      [-500, -500],
    ],
    [
      'long put spread',
      {
        options: {
          ETH: [
            [near, '2900', 'put', '-1'],
            [near, '3500', 'put', '1'],
          ],
        },
      },
      [0, 0],
    ],
    ['long perpetual at 2,005', { perpetuals: { ETH: ['1', '2005'] } }, [-134, -104]],
    ['short perpetual at 2,200', { perpetuals: { ETH: ['-1', '2200'] } }, [68, 98]],
    [
      'long perpetual, USDC at 10 cents',
      { perpetuals: { ETH: ['1', '2005'] }, stable: '0.1' },
      [-2246, -104],
    ],
    [
      'long perpetual, its oracle 10 % sure',
      { perpetuals: { ETH: ['1', '2005'] }, confidences: { 'ETH perpetual': '0.1' } },
      [-854, -104],
    ],
    [
      'long perpetual against a bitcoin counted at 0.8',
      {
        perpetuals: { ETH: ['1', '2005'] },
        coins: { BTC: '1' },
        replaced: { 'collateral.default.marginFactor': '0.8' },
      },
      [22265, 22295],
    ],
  ])('%s', (_, words, published) => {
    expect(net(entriesOf(words)).map((amount) => Math.trunc(Number(amount.toFixed(9))))).toEqual(published);
  });
});

describe('short options by themselves, and the largest loss', () => {
  const only = (words: Words): MarginEntry => entriesOf(words)[0]!;
  it('a call far out of the money: 10 % and 7.5 % of the price index above its value', () => {
    const entry = only({ options: { ETH: [[near, '3000', 'call', '-2']] } });
    const value = amountOf(
      entry,
      `initialMargin/options/eth_usd ${near}/isolated/derive:ETH-20230111-3000-C/value`,
    );
    expect(toFloat(entry.initialMargin)).toBeCloseTo(value + 2 * 200, 9);
    expect(toFloat(entry.maintenanceMargin)).toBeCloseTo(value + 2 * 150, 9);
  });
  it('5 % out of the money: 15 less 5 %, above the least rate', () => {
    const replaced = { 'option.default.initialMinimum': '0.02' };
    const entry = only({ options: { ETH: [[near, '2100', 'call', '-1']] }, replaced });
    const id = `initialMargin/options/eth_usd ${near}/isolated/derive:ETH-20230111-2100-C`;
    expect(amountOf(entry, `${id}/charge`)).toBeCloseTo(0.1 * 2000, 9);
  });
  it('a put deep in the money: 7.5 % of its value, and 1.05 times that at first', () => {
    const entry = only({ options: { ETH: [[near, '7400', 'put', '-1']] } });
    // Worth K − F to the last cent.
    expect(toFloat(entry.maintenanceMargin)).toBeCloseTo(5390 * 1.075, 6);
    expect(toFloat(entry.initialMargin)).toBeCloseTo(5390 * 1.075 * 1.05, 6);
  });
  it('calls sold above those bought add 1.2 or 1.1 forwards each', () => {
    const options = {
      ETH: [
        [near, '1000', 'call', '-2'],
        [near, '1010', 'call', '1.9'],
      ] as Option[],
    };
    const entry = only({ options });
    // Settled far above: 10 × 1.9 lost on the spread beside the 0.1 unpaired call, at 1,010: 2 × 10.
    expect(amountOf(entry, `initialMargin/options/eth_usd ${near}/largestLoss`)).toBeCloseTo(
      20 + 0.1 * 2010 * 1.2,
      9,
    );
    expect(amountOf(entry, `maintenanceMargin/options/eth_usd ${near}/largestLoss`)).toBeCloseTo(
      20 + 0.1 * 2010 * 1.1,
      9,
    );
    expect(toFloat(entry.initialMargin)).toBeCloseTo(20 + 0.1 * 2010 * 1.2, 9);
    expect(entry.contributions.map(({ label }) => label)[0]).toContain('largest loss');
    expect(lineOf(entry, `initialMargin/options/eth_usd ${near}`).inputs.binds).toBe('largest loss');
  });
  it('premium received is no profit: a short call from zero cash needs its initial margin less its value', () => {
    const entry = only({ options: { ETH: [[near, '3000', 'call', '-1']] }, cash: '1000' });
    const value = amountOf(
      entry,
      `initialMargin/options/eth_usd ${near}/isolated/derive:ETH-20230111-3000-C/value`,
    );
    expect(entry.equity).toBe('1000');
    expect(toFloat(entry.depositFromZeroCash)).toBeCloseTo(toFloat(entry.initialMargin) - value, 9);
  });
});

describe('markets share their cash', () => {
  const book = (cash: string): MarginEntry[] =>
    entriesOf({ perpetuals: { ETH: ['100', '2001'], BTC: ['-1', '28020'] }, cash });
  it('each stands where the account stands, and deposits add up', () => {
    // Initial: 200,100 and 28,020 × 6.5 % = 14,827.8; maintenance × 5 % = 11,406.
    const expected = {
      '15000': 'passes',
      '14000': 'initial margin call',
      '11000': 'below maintenance',
    } as const;
    for (const [cash, status] of Object.entries(expected)) {
      const entries = book(cash);
      expect(entries.map(({ nettingSet }) => nettingSet)).toEqual(['BTC', 'ETH']);
      expect(entries.map((entry) => entry.status)).toEqual([status, status]);
      expect(entries.reduce((sum, { deposit }) => sum + toFloat(deposit), 0)).toBeCloseTo(
        Math.max(0, 14827.8 - Number(cash)),
        8,
      );
      expect(entries.reduce((sum, { equity }) => sum + toFloat(equity), 0)).toBeCloseTo(Number(cash), 8);
    }
  });
  it('a market without room between its levels doesn’t fall below maintenance while the account is above it', () => {
    // A capped spread asks 2,000 on both levels; the perpetual 1,821.3 and 1,401.
    const spread: Option[] = [
      [near, '1800', 'call', '-10'],
      [near, '2000', 'call', '10'],
    ];
    const statuses = (cash: string) =>
      entriesOf({ options: { ETH: spread }, perpetuals: { BTC: ['-1', '28020'] }, cash }).map(
        ({ nettingSet, status, deposit }) => [nettingSet, status, Number(toFloat(deposit).toFixed(6))],
      );
    expect(statuses('3500')).toEqual([
      ['BTC', 'initial margin call', 321.3],
      ['ETH', 'passes', 0],
    ]);
    expect(statuses('3300').map(([, status]) => status)).toEqual(['below maintenance', 'below maintenance']);
  });
  it('a coin of one market carries the other, as where the account is summed', () => {
    const entries = entriesOf({
      options: { ETH: [[near, '3000', 'call', '-1']], BTC: [[near, '40000', 'call', '1']] },
      coins: { BTC: '1' },
    });
    expect(entries.map(({ status }) => status)).toEqual(['passes', 'passes']);
    expect(toFloat(entries[0]!.equityParts.cash!)).toBeLessThan(0);
  });
});

const book: fc.Arbitrary<Words> = fc.record({
  options: fc.record({
    ETH: fc.array(
      fc.tuple(
        fc.constantFrom(near, far),
        fc.constantFrom('1500', '2000', '2200', '7400'),
        fc.constantFrom('call', 'put'),
        fc.integer({ min: -300, max: 300 }).map((size) => String(size / 100)),
      ) as fc.Arbitrary<Option>,
      { maxLength: 6 },
    ),
    BTC: fc.array(
      fc.tuple(
        fc.constantFrom(near, far),
        fc.constantFrom('20000', '28000', '30000'),
        fc.constantFrom('call', 'put'),
        fc.integer({ min: -30, max: 30 }).map((size) => String(size / 10)),
      ) as fc.Arbitrary<Option>,
      { maxLength: 3 },
    ),
  }),
  perpetuals: fc.record({
    ETH: fc.integer({ min: -50, max: 50 }).map((size) => [String(size / 10), '1990'] as [string, string]),
  }),
  coins: fc.constantFrom({}, { BTC: '0.5' }, { ETH: '3', WSTETH: '0' }),
  cash: fc.integer({ min: -5000, max: 50_000 }).map(String),
  stable: fc.constantFrom('1', '0.9'),
  confidences: fc.constantFrom({}, { 'ETH forward': '0.2' }, { 'BTC spot': '0.3', 'ETH perpetual': '0.1' }),
});

it('trees recombine, contributions add up, order changes no bit, headline and levels are the whole’s', () => {
  const total = (amounts: string[]): number => amounts.reduce((sum, amount) => sum + toFloat(amount), 0);
  const flipped = (words: Words): Words => ({
    ...words,
    options: Object.fromEntries(
      Object.entries(words.options ?? {}).map(([market, list]) => [market, [...list].reverse()]),
    ),
  });
  fc.assert(
    fc.property(book, (words) => {
      const entries = entriesOf(words);
      for (const entry of entries) {
        expect(treeFaults(entry.tree)).toEqual([]);
        expect(entry.tree.amount).toBe(entry.initialMargin);
        expect(total(entry.contributions.map(({ amount }) => amount))).toBe(toFloat(entry.initialMargin));
        const rest = entry.contributions.filter(({ driver }) => driver === 'notAllocable');
        expect(Math.abs(total(rest.map(({ amount }) => amount)))).toBeLessThan(1e-6);
        expect(total(Object.values(entry.equityParts))).toBe(toFloat(entry.equity));
      }
      // No market stands worse than the account.
      const [initial, maintenance] = net(entries);
      if (initial > 1e-6) expect(entries.map(({ status }) => status)).not.toContain('initial margin call');
      if (maintenance > 1e-6) expect(entries.map(({ status }) => status)).not.toContain('below maintenance');
      expect(JSON.stringify(entriesOf(flipped(words)))).toBe(JSON.stringify(entries));
      const headline = entries.map((entry) => ({
        ...entry,
        contributions: [],
        tree: { ...entry.tree, children: [] },
      }));
      expect(entriesOf({ ...words, detail: 'headline' })).toEqual(headline);
      const levels = ({ equity, initialMargin, maintenanceMargin, thresholds, status }: MarginEntry) => ({
        ...{ equity, initialMargin, maintenanceMargin, thresholds, status },
      });
      expect(entriesOf({ ...words, detail: 'levels' }).map(levels)).toEqual(entries.map(levels));
    }),
    { seed: 20230111, numRuns: 40 },
  );
});

it('every parameter is felt by the books that its schema names', () => {
  const words: Words = {
    options: {
      ETH: [
        [near, '3000', 'call', '-1'],
        [near, '2050', 'call', '-1'],
        [near, '2000', 'put', '-1'],
        [far, '7400', 'put', '-1'],
        [far, '1000', 'call', '1'],
      ],
      BTC: [[near, '100', 'call', '-1']],
    },
    perpetuals: { ETH: ['1', '2005'] },
    coins: { ETH: '1' },
    stable: '0.9',
    confidences: { 'ETH spot': '0.3', 'BTC forward': '0.2' },
    // Calls sold alone cost less by their largest loss.
    replaced: { 'option.btc.unpairedInitialScale': '0.5', 'option.btc.unpairedMaintenanceScale': '0.4' },
  };
  const before = JSON.stringify(entriesOf(words));
  for (const { path, maximum } of parameterFields) {
    const own = path.includes('unpaired') ? path.replace('*', 'btc') : path.replace('*', 'default');
    const value =
      path.endsWith('Threshold') || path === 'peg.threshold' ? '0.1' : maximum === 1 ? '0.97' : '1.3';
    const after = entriesOf({ ...words, replaced: { ...words.replaced, [own]: value } });
    expect(JSON.stringify(after), path).not.toBe(before);
  }
});
