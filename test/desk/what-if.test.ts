// What-ifs on a real book: read, computed, applied and undone, saved; shown and written figures are the same to the bit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WhatIf, WhatIfAnswer, WhatIfSide } from '../../src-main/contract/risk-views.ts';
import { randomNumbers } from '../bench/workload.ts';
import { type OpenedDesk, openedDesk } from './opened-desk.ts';

let opened: OpenedDesk;
let client: OpenedDesk['client'];
beforeAll(() => {
  opened = openedDesk();
  client = opened.client;
  return opened.freshBook();
});
afterAll(() => opened.close());

const legsOf = (texts: readonly string[]): WhatIf['legs'] =>
  texts.map((text, place) => ({ id: String(place), text, on: true, position: null }));
const whatIf = (texts: readonly string[], how: Partial<WhatIf> = {}): WhatIf => ({
  account: 'prime-a',
  legs: legsOf(texts),
  premiumInCash: true,
  priceMove: '0',
  volatilityMove: '0',
  advance: 'none',
  ...how,
});
const compute = (what: WhatIf, rulebook: string | null = null): Promise<WhatIfAnswer> =>
  client.call('whatIf.compute', { rulebook, parameters: null, market: null, allowExcluded: false, what });
const apply = (what: WhatIf, label = '') => client.call('whatIf.apply', { what, market: null, label });
const only = ({ entries }: WhatIfSide) => {
  expect(entries).toHaveLength(1);
  return entries[0]!;
};

describe('whatIf.compute', () => {
  it('shows what nothing changes as it is, like the margin of the book', async () => {
    const { before, after, legs, happened, market } = await compute(whatIf([]));
    expect(after).toEqual(before);
    expect([legs, happened, market.id]).toEqual([[], [], 'market-1']);
    const margin = await opened.margin({ account: 'prime-a' });
    const { baseline: _, ...entry } = margin.entries[0]!;
    expect(only(before)).toEqual({ ...entry, baseline: null });
    expect(before.greeks).toEqual(margin.greeks);
    expect(before.positions).toBe(4);
  });

  it('trades an option at its mark: cash against value, equity as it was', async () => {
    const { before, after, legs } = await compute(
      whatIf(['-10 BTC-26JUN26-60000-C', '5 btc-26jun26-50000-p @ 0.0399']),
    );
    expect(legs).toMatchObject([
      {
        symbol: 'BTC-26JUN26-60000-C',
        quantity: '-10',
        price: '0.1251',
        priceFrom: 'mark',
        cash: '1.251',
        cashCurrency: 'BTC',
      },
      { symbol: 'BTC-26JUN26-50000-P', quantity: '5', price: '0.0399', priceFrom: 'stated', cash: '-0.1995' },
    ]);
    expect(Number(only(after).equity)).toBeCloseTo(Number(only(before).equity), 12);
    expect(only(after).equityParts.cash).toBe('13.5515');
    expect(Number(only(after).initialMargin)).toBeGreaterThan(Number(only(before).initialMargin));
    expect(after.positions).toBe(6);
    const unpaid = await compute(whatIf(['-10 BTC-26JUN26-60000-C'], { premiumInCash: false }));
    expect(only(unpaid.after).equityParts.cash).toBe('12.5');
  });

  it('counts what it can read and says what is wrong with the rest', async () => {
    const { after, legs } = await compute(
      whatIf([
        'nonsense',
        '-1 BTC-26JUN26-60000-C',
        '5 BTC-9XXX99-1-C',
        '1 DOGE_USDC-PERPETUAL',
        '',
        '1 SPY260618C00500000 @ 3',
      ]),
    );
    expect(legs.map(({ problem }) => problem?.message ?? null)).toEqual([
      '“nonsense” has no quantity.',
      null,
      '“9XXX99” in BTC-9XXX99-1-C is not a day.',
      expect.stringContaining('DOGE_USDC-PERPETUAL can’t be valued'),
      'Nothing is typed yet.',
      expect.stringMatching(/^SPY260618C00500000 is listed on a securities or futures exchange/),
    ]);
    for (const { problem } of legs) if (problem) expect(problem.remedy).toMatch(/\.$/);
    expect(only(after)).toEqual(only((await compute(whatIf(['-1 BTC-26JUN26-60000-C']))).after));
  });

  it('prices a new instrument by the model where it has no mark, and equity stays', async () => {
    const { before, after, legs } = await compute(whatIf(['-2 BTC-26JUN26-70000-C']));
    expect(legs[0]).toMatchObject({ newInstrument: true, priceFrom: 'model', problem: null });
    expect(Number(only(after).equity)).toBeCloseTo(Number(only(before).equity), 12);
    const again = await compute(whatIf([]));
    expect(again.after).toEqual(again.before);
  });

  it('a leg adds to the row that it names', async () => {
    const what = whatIf(['10 BTC-26JUN26-60000-C']);
    what.legs[0]!.position = 'prime-a|deribit:BTC-26JUN26-60000-C|calls|1';
    const { after } = await compute(what);
    expect(after.positions).toBe(3);
    what.legs[0]!.position = 'prime-a|deribit:BTC-PERPETUAL||1';
    expect((await compute(what)).legs[0]!.problem?.message).toContain('another row');
  });

  it('moves the market and lets the next expiry pass', async () => {
    const { before, after, happened } = await compute(
      whatIf([], { priceMove: '-0.1', volatilityMove: '0.2', advance: 'nextExpiry' }),
    );
    expect([before.asOf, after.asOf]).toEqual(['2026-03-02T09:00:00Z', '2026-06-26T08:00:01Z']);
    expect(happened).toHaveLength(6);
    expect(happened.slice(0, 3)).toEqual([
      'Every price moved by −10 %.',
      'Every volatility moved by +20 % of itself.',
      'Time moved to 2026-06-26 08:00:01 UTC, just after the next expiry.',
    ]);
    expect(only(after).equityParts.optionValue).toBe('0');
    await expect(compute(whatIf([], { priceMove: '-1' }))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('a newer request of the account replaces an older one', async () => {
    const older = compute(whatIf(['-1 BTC-26JUN26-60000-C']));
    const newer = compute(whatIf(['-2 BTC-26JUN26-60000-C']));
    await expect(older).rejects.toMatchObject({ code: 'superseded' });
    expect((await newer).legs[0]!.quantity).toBe('-2');
  });
});

describe('whatIf.apply', () => {
  const symbols = [
    'BTC-26JUN26-60000-C',
    'BTC-26JUN26-50000-P',
    'BTC-26JUN26',
    'BTC-PERPETUAL',
    'BTC-26JUN26-70000-C',
    'BTC-25SEP26-55000-P',
    'BTC-25SEP26',
  ];
  const random = randomNumbers(77);
  const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)]!;
  const randomLegs = (): string[] =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      const symbol = pick(symbols);
      const isOption = symbol.split('-').length > 2;
      const size = Math.round((random() - 0.5) * 40) || 10;
      const price = pick(['', '', isOption ? ' @ 0.0731' : ' @ 59321.5']);
      return `${isOption ? size : size * 10_000} ${symbol}${price}`;
    });
  /** Without what an undone change leaves another order or a sentence of. */
  const figures = (side: WhatIfSide) => ({ ...side, asOf: '' });

  for (const rulebook of [null, 'deribit-sm']) {
    it(`writes what was shown, to the bit, and undo brings the old figures back (${rulebook ?? 'own rulebook'})`, async () => {
      for (let round = 0; round < 4; round++) {
        const what = whatIf(randomLegs(), { premiumInCash: round % 3 !== 0 });
        const shown = await compute(what, rulebook);
        expect(shown.legs.map(({ problem }) => problem)).toEqual(what.legs.map(() => null));
        const { revision, summary } = await apply(what);
        expect(summary).toMatch(/^What-if applied to Prime A: [+−]/);
        const written = await compute(whatIf([]), rulebook);
        expect(written.revision).toBe(revision);
        expect(figures(written.before)).toEqual(figures(shown.after));
        // A second what-if on top, so that rows that were traded once are traded again.
        const second = whatIf(randomLegs());
        const onTop = await compute(second, rulebook);
        await apply(second, 'on top');
        expect(figures((await compute(whatIf([]), rulebook)).before)).toEqual(figures(onTop.after));
        expect(await client.call('book.undo', {})).toMatchObject({
          undone: expect.stringContaining('“on top”'),
        });
        await client.call('book.undo', {});
        expect(figures((await compute(whatIf([]), rulebook)).before)).toEqual(figures(shown.before));
      }
    });
  }

  it('refuses a leg with a problem and leaves the book as it was', async () => {
    const { revision } = await compute(whatIf([]));
    await expect(apply(whatIf(['-1 BTC-PERPETUAL', 'five of something']))).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('Nothing was written'),
    });
    await expect(apply(whatIf([]))).rejects.toMatchObject({ code: 'invalid-input' });
    expect((await compute(whatIf([]))).revision).toBe(revision);
    const off = whatIf(['-100 BTC-PERPETUAL', 'five of something']);
    off.legs[1]!.on = false;
    await apply(off);
    await client.call('book.undo', {});
  });
});

describe('saved what-ifs', () => {
  it('are kept by name, unique in their account, and leave every margin as it is', async () => {
    const { revision } = await compute(whatIf([]));
    const what = whatIf(['-10 BTC-26JUN26-60000-C'], { priceMove: '-0.05' });
    const saved = await client.call('whatIf.save', { id: null, name: ' Short calls ', what });
    expect(saved).toMatchObject({ name: 'Short calls', account: 'prime-a', what });
    await expect(client.call('whatIf.save', { id: null, name: 'Short calls', what })).rejects.toMatchObject({
      code: 'conflict',
    });
    const renamed = await client.call('whatIf.save', { id: saved.id, name: 'Shorter calls', what });
    expect(await client.call('whatIf.list', {})).toEqual([renamed]);
    await expect(client.call('whatIf.save', { id: 'gone', name: 'x', what })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect((await compute(whatIf([]))).revision).toBe(revision);
    await client.call('whatIf.remove', { id: saved.id });
    expect(await client.call('whatIf.list', {})).toEqual([]);
    await expect(client.call('whatIf.remove', { id: saved.id })).rejects.toMatchObject({ code: 'not-found' });
    // Undo goes back one saving at a time.
    await client.call('book.undo', {});
    expect(await client.call('whatIf.list', {})).toEqual([renamed]);
  });
});

describe('whatIf.complete', () => {
  const complete = (text: string) => client.call('whatIf.complete', { account: 'prime-a', text });
  it('offers what is held first, then what the book and the market know', async () => {
    const all = await complete('');
    expect(all.map(({ symbol }) => symbol)).toEqual([
      'BTC-26JUN26',
      'BTC-26JUN26-50000-P',
      'BTC-26JUN26-60000-C',
      'BTC-PERPETUAL',
    ]);
    expect(await complete('-10 btc-26jun26-6')).toEqual([
      {
        symbol: 'BTC-26JUN26-60000-C',
        kind: 'option',
        expiry: '2026-06-26T08:00:00Z',
        held: '-10',
        mark: '0.1251',
      },
    ]);
    expect((await complete('perp')).map(({ symbol }) => symbol)).toEqual(['BTC-PERPETUAL']);
    expect(await complete('XRP')).toEqual([]);
  });
});
