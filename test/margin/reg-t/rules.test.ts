// The rows of the table one by one, worked by hand in the comments; what is paired, left over, assumed and refused.
import { describe, expect, it } from 'vitest';
import { regT } from '../../../src-main/margin/reg-t/margin.ts';
import { listedFuture, optionOnFuture, share } from '../listed-instruments.ts';
import { instrumentOf } from '../venue-books.ts';
import { type OptionWords, optionOf, pairsOf, type RegTWords, regTEntry } from './books.ts';

const LATER = '2023-08-18';
const option = (
  root: string,
  right: 'call' | 'put',
  strike: number,
  contracts: number,
  price: number,
  more: Partial<OptionWords> = {},
): OptionWords => ({ root, right, strike, contracts, price, ...more });
const amounts = (book: RegTWords): [initial: number, maintenance: number] => {
  const entry = regTEntry(book);
  return [Number(entry.initialMargin), Number(entry.maintenanceMargin)];
};

describe('rows of the table', () => {
  it('uncovered options: price + max(rate − out of the money, minimum)', () => {
    // max(.2·209 − 9, .1·200) = 32.8; + 1.20
    expect(amounts({ prices: { X: 209 }, options: [option('X', 'put', 200, -1, 1.2)] })).toEqual([
      3400, 3400,
    ]);
    // Far out: .1·S of the call, .1·K of the put.
    expect(amounts({ prices: { X: 100 }, options: [option('X', 'call', 150, -1, 0.1)] })[0]).toBe(1010);
    expect(amounts({ prices: { X: 100 }, options: [option('X', 'put', 60, -1, 0.1)] })[0]).toBe(610);
    // Three times leveraged: .6·50 + 1; eight times is capped at the whole value: 50 + 1.
    const levered: RegTWords = { prices: { TQQQ: 50 }, options: [option('TQQQ', 'call', 50, -1, 1)] };
    expect(amounts(levered)[0]).toBe(3100);
    expect(amounts({ ...levered, replaced: { 'product.us-tqqq_usd.leverage': '8' } })[0]).toBe(5100);
    // A currency: .04·110 + 1; a broad index .15.
    const own = { prices: { XDE: 110 }, options: [option('XDE', 'call', 110, -1, 1)] };
    expect(amounts(own)[0]).toBe(540);
    expect(amounts({ ...own, replaced: { 'product.us-xde_usd.type': 'broadIndex' } })[0]).toBe(1750);
  });

  it('shares, long and short, down to low prices', () => {
    expect(amounts({ prices: { X: 80 }, shares: { X: 130 } })).toEqual([5200, 2600]);
    const short = (price: number) => amounts({ prices: { X: price }, shares: { X: -100 } });
    expect(short(30)).toEqual([1500, 900]);
    // At least 5 a share; below 5 the greater of 2.50 and the whole value. Initial margin is no less than maintenance.
    expect(short(10)).toEqual([500, 500]);
    expect(short(4)).toEqual([400, 400]);
    expect(short(2)).toEqual([250, 250]);
    // Three times leveraged: .75 long and .9 short of 50; eight times is capped at the whole value. Initial margin is no less.
    const levered = (count: number, more: Partial<RegTWords> = {}) =>
      amounts({ prices: { TQQQ: 50 }, shares: { TQQQ: count }, ...more });
    expect(levered(100)).toEqual([3750, 3750]);
    expect(levered(-100)).toEqual([4500, 4500]);
    expect(levered(100, { replaced: { 'product.us-tqqq_usd.leverage': '8' } })).toEqual([5000, 5000]);
    // Rounded together: .25 · 3.3333 · 1,000,003.
    expect(amounts({ prices: { X: 3.3333 }, shares: { X: 1_000_003 } })[1]).toBeCloseTo(833_327.5, 3);
  });

  it('pairs of short options, calendars, diagonals', () => {
    // Call: 2 + max(20 − 5, 10) = 17; put: 3 + 20 = 23, the greater; + price of the call.
    const strangle = [option('X', 'call', 105, -1, 2), option('X', 'put', 100, -1, 3)];
    const entry = regTEntry({ prices: { X: 100 }, options: strangle });
    expect(entry.initialMargin).toBe('2500');
    expect(pairsOf(entry, 'initial')).toEqual(['short strangle']);
    const near = option('X', 'call', 100, -1, 2);
    const far = option('X', 'call', 100, 1, 4, { day: LATER });
    const calendar = regTEntry({ prices: { X: 100 }, options: [near, far] });
    expect([calendar.initialMargin, pairsOf(calendar, 'initial')]).toEqual(['0', ['long call calendar']]);
    // Sold the other way round the long one expires first: the short leg is naked, 4 + 20.
    const sold = regTEntry({
      prices: { X: 100 },
      options: [
        { ...near, contracts: 1 },
        { ...far, contracts: -1 },
      ],
    });
    expect([sold.initialMargin, pairsOf(sold, 'initial').sort()]).toEqual([
      '2400',
      ['long call', 'uncovered short call'],
    ]);
    const diagonal = regTEntry({ prices: { X: 100 }, options: [near, { ...far, strike: 105, price: 3 }] });
    expect([diagonal.initialMargin, pairsOf(diagonal, 'initial')]).toEqual(['500', ['call diagonal']]);
  });

  it('covered and protected shares', () => {
    // In the money by 10: 50 % of 110 (of what it is carried at: 100) + 10.
    const covered: RegTWords = {
      prices: { X: 110 },
      shares: { X: 100 },
      options: [option('X', 'call', 100, -1, 12)],
    };
    expect(amounts(covered)).toEqual([6500, 3750]);
    expect(amounts({ ...covered, replaced: { 'coveredStock.base': 'carried' } })).toEqual([6000, 3500]);
    const put = { prices: { X: 90 }, shares: { X: -100 }, options: [option('X', 'put', 100, -1, 12)] };
    // 50 % (30 %) of 90 + 10 in the money.
    expect(amounts(put)).toEqual([5500, 3700]);
    const guarded = { prices: { X: 100 }, shares: { X: 100 }, options: [option('X', 'put', 95, 1, 2)] };
    // Kept: min(9.5 + 5, 25).
    expect(amounts(guarded)).toEqual([5000, 1450]);
    const called = { prices: { X: 100 }, shares: { X: -100 }, options: [option('X', 'call', 105, 1, 2)] };
    // Kept: min(10.5 + 5, 30).
    expect(amounts(called)).toEqual([5000, 1550]);
  });

  it('long shares against short ones that they can be exchanged into', () => {
    const book = { prices: { BRKA: 450_000, BRKB: 301 }, shares: { BRKA: 2, BRKB: -3500 } };
    // Two of class A stand against 3,000 of class B: 10 % of 900,000; 500 short ones are left: 50 % and 30 % of 150,500.
    expect(amounts(book)).toEqual([165_250, 135_150]);
    expect(pairsOf(regTEntry(book), 'initial').sort()).toEqual([
      'long and short of exchangeable securities',
      'short shares',
    ]);
  });

  it('a broker’s short box asks for 1.02 times the cost to close where that is more than the width', () => {
    const box = [
      option('X', 'call', 95, -1, 9),
      option('X', 'call', 105, 1, 3.1),
      option('X', 'put', 95, 1, 2),
      option('X', 'put', 105, -1, 6.1),
    ];
    const book = { prices: { X: 100 }, options: box };
    expect(amounts(book)).toEqual([1000, 1000]);
    // Cost to close 9 − 3.1 − 2 + 6.1 = 10.
    expect(amounts({ ...book, replaced: { 'shortBox.form': 'costToClose' } })).toEqual([1020, 1020]);
  });

  it('lends on long boxes of European options only where that is set', () => {
    const book: RegTWords = {
      prices: { SPX: 4100 },
      options: (['call', 'put'] as const).flatMap((right) =>
        [4000, 4200].map((strike) =>
          option('SPXW', right, strike, (right === 'call') === (strike === 4000) ? 2 : -2, 100),
        ),
      ),
    };
    expect(amounts(book)).toEqual([0, 0]);
    expect(amounts({ ...book, replaced: { 'longBox.hasLoanValue': true } })).toEqual([-20_000, -20_000]);
  });

  it('adjusted contracts go by the value delivered: 50 shares and 1,000 in cash', () => {
    const words = { deliverableUnits: '50', deliverableCash: '1000' };
    const short = option('X', 'call', 100, -1, 6, { words });
    // Delivered 50·190 + 1,000 = 10,500 against 10,000: 600 + 20 % of 10,500.
    expect(amounts({ prices: { X: 190 }, options: [short] })).toEqual([2700, 2700]);
    // 50 of 130 shares cover it: 4,750 + 500 in the money; 80 are left: 7,600.
    const covered = { prices: { X: 190 }, options: [short], shares: { X: 130 } };
    expect(amounts(covered)[0]).toBe(4750 + 500 + 7600);
  });
});

describe('equity and deposits', () => {
  it('counts cash and shares, not options; the loan value of long-lived ones unless they offset a leg', () => {
    const far = option('X', 'call', 100, 2, 20, { day: '2024-06-21' });
    const alone = regTEntry({ prices: { X: 100 }, options: [far], shares: { X: -10 }, cash: 5000 });
    expect(alone.equityParts).toEqual({
      cash: '5000',
      collateral: '0',
      shareValue: '-1000',
      loanValue: '1000',
    });
    expect(alone.requirementLevel).toBe('maintenance');
    expect(alone.freeEquity).toBe('4700');
    // From zero cash: the premium, less what is lent on it, and half the shares.
    expect(alone.depositFromZeroCash).toBe('3500');
    const spread = regTEntry({ prices: { X: 100 }, options: [far, option('X', 'call', 90, -2, 15)] });
    // Width 10 twice; 25 % of 20 twice is asked again, since the long legs are paid in full.
    expect(spread.initialMargin).toBe('3000');
    expect(spread.depositFromZeroCash).toBe('3000');
  });

  it('counts nine months to the last day of a shorter month', () => {
    // From 31 May nine months end on 29 February: 1 March is later.
    const equity = (day: string) =>
      regTEntry({
        prices: { X: 100 },
        time: '2023-05-31T20:00:00Z',
        options: [option('X', 'call', 100, 1, 20, { day })],
      }).equity;
    expect(equity('2024-03-01')).toBe('500');
    expect(equity('2024-02-28')).toBe('0');
  });

  it('shows both readings on every line', () => {
    const entry = regTEntry({ prices: { X: 100 }, options: [option('X', 'call', 100, -3, 2)] });
    const line = entry.tree.children[0]!.children[0]!.children[0]!;
    expect(line.amount).toBe('6600');
    expect(line.inputs).toMatchObject({ gross: '6600', premium: '600', netOfPremium: '6000', units: '3' });
    expect(entry.tree.children[0]!.inputs).toMatchObject({ gross: '6600', netOfPremium: '6000' });
  });
});

describe('pairing', () => {
  it('cuts a position over strategies, and leaves odd shares and parts of contracts by themselves', () => {
    const entry = regTEntry({
      prices: { X: 100 },
      shares: { X: 150 },
      options: [option('X', 'call', 100, -3.5, 2), option('X', 'call', 105, 1, 1)],
    });
    const formed = entry.strategies!.filter(({ level }) => level === 'initial');
    expect(
      formed.map(({ strategy, legs, requirement }) => [strategy, legs.at(-1)!.quantity, requirement]),
    ).toEqual([
      ['uncovered short call', '-1', '2200'],
      ['covered call', '-1', '5000'],
      ['short call vertical', '-1', '500'],
      ['uncovered short call', '-0.5', '1100'],
      ['long shares', '50', '2500'],
    ]);
    expect(entry.pairings!.map(({ isExact }) => isExact)).toEqual([true, true]);
  });

  it('uses a long option once where two contracts have its strike and expiry', () => {
    // One of the two short puts is covered, the other asks 86.2 + .15·4500.5 − 50.5; no butterfly without width uses the long one for both wings.
    const put = (root: string, contracts: number, price: number) =>
      option(root, 'put', 4450, contracts, price);
    const options = [put('SPX', 1, 15), put('SPXW', -2, 86.2)];
    expect(amounts({ prices: { SPX: 4500.5 }, options })[0]).toBeCloseTo(71_077.5, 6);
    // Of two contracts at each strike of a box, all four boxes are tried.
    const at = (root: string, right: 'call' | 'put', strike: number, contracts: number) =>
      option(root, right, strike, contracts, 5);
    const box = ['SPX', 'SPXW'].flatMap((root) => [
      at(root, 'call', 4400, -1),
      at(root, 'call', 4500, 1),
      at(root, 'put', 4400, 1),
      at(root, 'put', 4500, -1),
    ]);
    const held = [...box.slice(0, 2), ...box.slice(6)];
    expect(amounts({ prices: { SPX: 4500.5 }, options: held })[0]).toBe(10_000);
    expect(amounts({ prices: { SPX: 4500.5 }, options: box })[0]).toBe(20_000);
  });

  it('says when the work ran out, with a bound that no pairing undercuts', () => {
    const options = [95, 100, 105, 110].flatMap((strike, place) =>
      (['call', 'put'] as const).map((right) => option('X', right, strike, place % 2 === 0 ? 3 : -2, 4)),
    );
    const book: RegTWords = { prices: { X: 100 }, options, shares: { X: 200 } };
    const exact = regTEntry(book);
    const cut = regTEntry({ ...book, replaced: { 'pairing.work': '0' } });
    for (const [place, proof] of cut.pairings!.entries()) {
      expect(proof.isExact).toBe(false);
      const least = Number(exact.pairings![place]!.requirement);
      expect(Number(proof.lowerBound)).toBeLessThanOrEqual(least);
      expect(Number(proof.requirement)).toBeGreaterThanOrEqual(least);
    }
    expect(cut.assumptions.join()).toContain('best that was found');
  });
});

describe('what is said and refused', () => {
  it('names an index that no parameter knows, and strategies that nothing confirms', () => {
    const words = { exercise: 'european', settles: 'am' } as const;
    const entry = regTEntry({ prices: { SOX: 100 }, options: [option('SOX', 'put', 100, -1, 2, { words })] });
    expect(entry.assumptions).toEqual([
      'No parameter says what the index sox_usd is: its options have the rates of shares.',
    ]);
    const put = regTEntry({
      prices: { X: 90 },
      shares: { X: -100 },
      options: [option('X', 'put', 100, -1, 12)],
    });
    expect(put.unconfirmed).toContain(
      'The maintenance margin of a covered put follows the published table and rules; no number of an exchange or broker in hand confirms it.',
    );
    expect(put.tree.confirmed).toBe(false);
  });

  it('refuses futures, options on them, other currencies and what isn’t listed', () => {
    const future = listedFuture('cme', 'ESM26', {
      ...{ product: 'ES', underlying: 'SPX', multiplier: '50', day: '2026-06-19' },
    });
    expect(regT.refuses(future)).toContain('futures account');
    expect(regT.refuses(optionOnFuture(future, 'EW', 'call', 6000))).toContain('futures account');
    expect(regT.refuses(instrumentOf('deribit:BTC-PERPETUAL'))).toContain('not listed');
    expect(regT.refuses(share('X', { settlementCurrency: 'EUR' }))).toContain('settles in EUR');
    expect(regT.refuses(optionOf(option('X', 'call', 100, 1, 1)))).toBeNull();
  });
});
