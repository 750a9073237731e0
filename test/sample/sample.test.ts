// The sample book: made again byte for byte, free of arbitrage, marked as a sample, and with something to say in every view.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MarginView } from '../../src-main/contract/views.ts';
import { createDesk, type Desk, directClient } from '../../src-main/desk/desk.ts';
import type { Account, Balance, GivenRequirement } from '../../src-main/domain/account.ts';
import { type Instrument, isListed } from '../../src-main/domain/instrument.ts';
import type { HistoryPoint, MarketFigure } from '../../src-main/domain/market.ts';
import type { OpenOrder, Position } from '../../src-main/domain/portfolio.ts';
import {
  butterflyTroubles,
  calendarTroubles,
  callPrice,
  densityFunction,
  type Slice,
} from './surface-check.ts';

interface SampleDocument {
  accounts: Account[];
  instruments: Instrument[];
  positions: Position[];
  orders: OpenOrder[];
  balances: Balance[];
  given: GivenRequirement[];
  market: { id: string; time: string; label: string; figures: MarketFigure[] }[];
  history: HistoryPoint[];
}

const resources = fileURLToPath(new URL('../../resources', import.meta.url));
const committed = readFileSync(join(resources, 'sample', 'portfolio.json'));
const sample = JSON.parse(committed.toString('utf8')) as SampleDocument;
const { figures, time: asOf } = sample.market[0]!;
const instruments = new Map(sample.instruments.map((instrument) => [instrument.id, instrument]));
const figureOf = (kind: MarketFigure['class'], key: string, expiry = ''): number =>
  Number(figures.find((one) => one.class === kind && one.key === key && one.expiry === expiry)!.value);

/** Slices per price index, near to far, from the file's figures. */
function surfaces(): Map<string, Slice[]> {
  const found = new Map<string, Map<string, Slice>>();
  for (const { class: kind, key, value } of figures) {
    if (kind !== 'volatility') continue;
    const { priceIndex, expiry, strike, underlying, product } = instruments.get(key)!;
    // Listed options have interest, dividends and early exercise in their prices: see below.
    if (product !== undefined) continue;
    const slices = found.get(priceIndex) ?? new Map<string, Slice>();
    found.set(priceIndex, slices);
    const slice = slices.get(expiry!) ?? {
      name: `${underlying} ${expiry!.slice(0, 10)}`,
      forward: figureOf('forward', priceIndex, expiry!),
      time: (Date.parse(expiry!) - Date.parse(asOf)) / (365 * 86_400_000),
      quotes: [],
    };
    slices.set(expiry!, slice);
    const quote = { strike: Number(strike), volatility: Number(value) };
    const known = slice.quotes.find((one) => one.strike === quote.strike);
    if (known === undefined) slice.quotes.push(quote);
    else expect(known.volatility, `${key}: call and put of one strike`).toBe(quote.volatility);
  }
  return new Map(
    [...found].map(([index, slices]) => {
      const sorted = [...slices.values()].sort((a, b) => a.time - b.time);
      for (const { quotes } of sorted) quotes.sort((a, b) => a.strike - b.strike);
      return [index, sorted];
    }),
  );
}

test('its script makes the committed file again, byte for byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-sample-'));
  try {
    execFileSync(process.execPath, [join(resources, 'sample', 'make.ts'), folder]);
    expect(readFileSync(join(folder, 'portfolio.json')).equals(committed)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('its surface', () => {
  test('quotes eight expiries of three underlyings, at eight strikes each at least', () => {
    const all = surfaces();
    expect([...all.keys()].sort()).toEqual(['btc_usd', 'eth_usd', 'sol_usdc']);
    for (const slices of all.values()) {
      expect(slices).toHaveLength(8);
      for (const { quotes } of slices) expect(quotes.length).toBeGreaterThanOrEqual(8);
    }
  });

  test('has no butterfly that costs less than nothing', () => {
    const troubles = [...surfaces().values()].flat().flatMap(butterflyTroubles);
    expect(troubles).toEqual([]);
  });

  test('has no calendar spread that costs less than nothing', () => {
    for (const slices of surfaces().values())
      for (const [index, far] of slices.slice(1).entries())
        expect(calendarTroubles(slices[index]!, far)).toEqual([]);
  });

  test('would be found out: a flat surface has g = 1, one quote off its curve and one expiry too cheap do not pass', () => {
    const flat: Slice = {
      name: 'flat',
      forward: 100,
      time: 0.5,
      quotes: [80, 90, 100, 110, 120].map((strike) => ({ strike, volatility: 0.5 })),
    };
    for (const { g } of densityFunction(flat)) expect(g).toBeCloseTo(1, 9);
    const [near, far] = surfaces().get('btc_usd')!.slice(3, 5) as [Slice, Slice];
    const middle = Math.floor(far.quotes.length / 2);
    const bent = far.quotes.map((quote, index) => ({
      ...quote,
      volatility: quote.volatility * (index === middle ? 1.02 : 1),
    }));
    expect(butterflyTroubles({ ...far, quotes: bent }).length).toBeGreaterThan(0);
    const cheap = far.quotes.map((quote) => ({ ...quote, volatility: quote.volatility * 0.85 }));
    expect(calendarTroubles(near, { ...far, quotes: cheap }).length).toBeGreaterThan(0);
  });

  test('gives the marks of its options, in the venue’s quotation', () => {
    let compared = 0;
    for (const slice of [...surfaces().values()].flat()) {
      for (const { strike, volatility } of slice.quotes) {
        const call = callPrice(slice.forward, strike, volatility, slice.time);
        for (const right of ['call', 'put'] as const) {
          const [underlying, day] = slice.name.split(' ');
          const option = sample.instruments.find(
            (one) =>
              one.underlying === underlying &&
              one.expiry?.startsWith(day!) &&
              one.strike === String(strike) &&
              one.right === right,
          );
          if (option === undefined) continue;
          const value = right === 'call' ? call : call - slice.forward + strike;
          const expected = option.payoff === 'inverse' ? value / slice.forward : value;
          expect(figureOf('mark', option.id)).toBeCloseTo(expected, 7);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(500);
  });
});

test('it is rich enough: accounts, expiries, positions, orders, mixed collateral, two years of history', () => {
  expect(sample.accounts).toHaveLength(5);
  expect(sample.positions.length).toBeGreaterThanOrEqual(500);
  expect(sample.positions.length).toBeLessThanOrEqual(700);
  const held = sample.positions
    .map(({ instrument }) => instruments.get(instrument)!)
    .filter((instrument) => !isListed(instrument));
  const optionExpiries = new Set(held.filter(({ kind }) => kind === 'option').map(({ expiry }) => expiry));
  expect(optionExpiries.size).toBe(8);
  expect([...new Set(held.map(({ kind }) => kind))].sort()).toEqual(['future', 'option', 'perpetual']);
  expect([...new Set(held.map(({ underlying }) => underlying))].sort()).toEqual(['BTC', 'ETH', 'SOL']);
  expect([...new Set(held.map(({ payoff }) => payoff))].sort()).toEqual(['inverse', 'linear']);
  expect(new Set(sample.orders.map(({ account }) => account)).size).toBe(3);
  const kindsOf = (account: string): string[] =>
    sample.balances
      .filter((one) => one.account === account)
      .map(({ kind, currency }) => `${kind} ${currency}`);
  expect(kindsOf('basis')).toEqual(['cash BTC', 'cash ETH', 'cash USDC', 'collateral USDT']);
  const days = new Map<string, Set<string>>();
  for (const { series, time } of sample.history) {
    const own = days.get(series) ?? new Set();
    days.set(series, own.add(time));
  }
  expect([...days.keys()].sort()).toEqual(
    ['BTC', 'ETH', 'SOL', 'volatility:BTC', 'volatility:ETH', 'volatility:SOL'].sort(),
  );
  for (const own of days.values()) expect(own.size).toBeGreaterThanOrEqual(730);
});

describe('its listed markets', () => {
  const listed = sample.instruments.filter(isListed);
  const held = new Set(sample.positions.map(({ instrument }) => instrument));
  test('hold an index, an index fund, four shares and two commodities, with options on all and futures over several expiries', () => {
    const heldOf = (kind: Instrument['kind']): Instrument[] =>
      listed.filter((one) => one.kind === kind && held.has(one.id));
    const names = (found: Instrument[]): string[] => [...new Set(found.map(({ underlying }) => underlying))];
    expect(names(heldOf('spot')).sort()).toEqual(['AAPL', 'KO', 'MSFT', 'SPY', 'XOM']);
    expect(names(heldOf('option')).sort()).toEqual([
      ...['AAPL', 'CL', 'KO', 'MSFT', 'SPX', 'SPY', 'XOM', 'ZC'],
    ]);
    for (const underlying of ['SPX', 'CL', 'ZC']) {
      const expiries = heldOf('future').filter((one) => one.underlying === underlying);
      expect(expiries.length, underlying).toBeGreaterThanOrEqual(3);
    }
    const index = heldOf('option').filter(({ underlying, venue }) => underlying === 'SPX' && venue === 'occ');
    expect([...new Set(index.map(({ settles }) => settles))].sort()).toEqual(['am', 'pm']);
    expect(listed.some(({ deliverableCash }) => deliverableCash !== undefined)).toBe(true);
  });

  test('are quoted around their marks', () => {
    for (const { id } of listed) {
      const [bid, mark, ask] = [figureOf('bid', id), figureOf('mark', id), figureOf('ask', id)];
      expect(bid <= mark && mark <= ask && bid < ask, `${id}: ${bid} ${mark} ${ask}`).toBe(true);
    }
  });

  test('have call, put, share and strike in line: no conversion or reversal pays within the quotes’ width', () => {
    const american = listed.filter((one) => one.kind === 'option' && one.product === one.underlying);
    let pairs = 0;
    for (const call of american.filter(({ right }) => right === 'call')) {
      const put = american.find(
        (one) => one.right === 'put' && one.expiry === call.expiry && one.strike === call.strike,
      );
      if (!put || call.exercise !== 'american') continue;
      const spot = figureOf('index', call.priceIndex);
      const strike = Number(call.strike);
      const time = (Date.parse(call.expiry!) - Date.parse(asOf)) / (365 * 86_400_000);
      const gap = figureOf('mark', call.id) - figureOf('mark', put.id);
      const dividends = figures
        .filter(
          ({ class: kind, key, expiry }) =>
            kind.startsWith('dividend') && key === call.priceIndex && expiry !== '' && expiry < call.expiry!,
        )
        .reduce((sum, { value }) => sum + Number(value), 0);
      expect(gap, call.id).toBeGreaterThanOrEqual(spot - dividends - strike - 0.02 - 0.006 * time * spot);
      expect(gap, call.id).toBeLessThanOrEqual(spot - strike * Math.exp(-0.0385 * time) + 0.02);
      pairs++;
    }
    expect(pairs).toBeGreaterThan(10);
  });
});

test('everything in it is marked as sample', () => {
  const sources = [...figures, ...sample.history, ...sample.given].map(({ source }) => source);
  expect(sources.filter((source) => !source.startsWith('sample: invented'))).toEqual([]);
  for (const { legalEntity } of sample.accounts) expect(legalEntity).toMatch(/^Sample /);
  for (const { id, label } of sample.market) {
    expect(id).toMatch(/^sample-/);
    expect(label).toMatch(/^Sample /);
  }
});

describe('opened by the desk', () => {
  let folder: string;
  let desk: Desk;
  let view: MarginView;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'margrave-sample-'));
    desk = createDesk({
      host: { kind: 'direct' },
      userFolder: folder,
      user: 'ada',
      resourcesFolder: resources,
      version: '0.0.0-test',
    });
    const state = await desk.commandLine.openSample(join(folder, 'sample.margrave'), 'sample');
    expect(state).toMatchObject({ sample: true, readOnly: false });
    expect(state.counts).toMatchObject({ accounts: 5, positions: sample.positions.length });
    view = await directClient(desk).call('margin.compute', {
      account: null,
      rulebook: null,
      parameters: null,
      market: null,
      allowExcluded: false,
      store: false,
      label: '',
    });
  });
  afterAll(async () => {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('every position is in its margin', () => {
    expect(view.excluded).toEqual([]);
    expect(view.positions).toBe(sample.positions.length);
    expect([...new Set(view.entries.map(({ account }) => account))].sort()).toEqual(
      sample.accounts.map(({ id }) => id).sort(),
    );
  });

  test('one account is called for margin, none is below maintenance, the others pass', () => {
    const called = view.entries.filter(({ status }) => status !== 'passes');
    expect([...new Set(called.map(({ account }) => account))]).toEqual(['client-flow']);
    expect([...new Set(called.map(({ status }) => status))]).toEqual(['initial margin call']);
  });

  test('of the listed accounts one sees its savings per underlying, an assignment before a dividend, strikes at the money', async () => {
    const ask = { parameters: null, market: null, task: 'listed' };
    const securities = await directClient(desk).call('listed.compute', {
      account: 'listed-customer',
      ...ask,
    });
    expect(securities.underlyings.map(({ underlying }) => underlying)).toEqual([
      'AAPL',
      'KO',
      'MSFT',
      'SPX',
      'SPY',
      'XOM',
    ]);
    for (const { underlying, savingFraction } of securities.underlyings) {
      expect(Number(savingFraction), underlying).toBeGreaterThan(0.4);
    }
    expect(securities.assignments.map(({ instrument }) => instrument)).toEqual(['occ:KO260618C00065000']);
    expect(securities.nearTheMoney.map(({ instrument }) => instrument)).toContain('occ:SPXW260612C06850000');
    expect(securities.pairings.every(({ isExact }) => isExact)).toBe(true);
    const futures = await directClient(desk).call('listed.compute', { account: 'listed-futures', ...ask });
    expect(futures.commodities.map(({ code }) => code)).toEqual(['CL', 'ES', 'ZC']);
    expect(futures.spreads.map(({ kind }) => kind)).toContain('tier');
    expect(futures.commodities.some(({ credit }) => Number(credit) > 0)).toBe(true);
  });

  test('of its limits one account’s are kept, one’s warned, one’s broken', async () => {
    const states = await directClient(desk).call('limits.states', { view: view.view });
    const worst = (account: string): string[] => [
      ...new Set(states.filter(({ limit }) => limit.account === account).map(({ state }) => state)),
    ];
    expect(worst('volatility')).toEqual(['within']);
    expect(worst('basis').sort()).toEqual(['warning', 'within']);
    expect(worst('client-flow')).toContain('breach');
    expect(states.every(({ figure }) => figure !== null)).toBe(true);
  });
});
