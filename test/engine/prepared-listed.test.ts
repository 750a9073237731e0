// A prepared account over a chain of listed options: of the chain only what is held is resolved, and answers are those of runs of their own.
import { expect, test } from 'vitest';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { PreparedAccount } from '../../src-main/engine/prepared-account.ts';
import { runMargin } from '../../src-main/engine/run-margin.ts';
import type { WhatIfBase, WhatIfChange } from '../../src-main/engine/what-if-protocol.ts';
import { InputResolver } from '../../src-main/pricing/inputs.ts';
import { parametersUnder } from '../margin/engine-books.ts';
import {
  everythingListed,
  LISTED_TIME,
  listedInstruments,
  listedMarket,
  listedPortfolio,
} from '../margin/listed-books.ts';
import { context } from './fixtures/prepared-books.ts';
import { expectListedEdits } from './fixtures/prepared-listed-books.ts';

const idOf = (pattern: RegExp): string => listedInstruments.find(({ id }) => pattern.test(id))!.id;
const call = idOf(/^occ:AAPL.*C/);
const put = idOf(/^occ:KO.*P/);
const future = idOf(/^cme:ES/);
const chain = listedInstruments.filter(({ id }) => id.startsWith('occ:SPXW'));
/** A mark for every option on the index: what the volatilities of the chain have to be solved from. */
const market = {
  ...listedMarket,
  figures: listedMarket.figures.map((figure) =>
    figure.class === 'volatility' && figure.key.startsWith('occ:SPXW')
      ? { ...figure, class: 'mark' as const, value: '210' }
      : figure,
  ),
};
const held = (positions: Record<string, string>): Portfolio => ({
  ...listedPortfolio({ positions, cash: { USD: '300000' } }),
  instruments: [...listedInstruments],
});
const first = held({ [call]: '-10', [put]: '4', 'us:AAPL': '1000', [chain[0]!.id]: '-2' });
const base: WhatIfBase = {
  portfolio: packPortfolio(first),
  market,
  history: [],
  rulebook: 'occ-cpm',
  parameters: { 'occ-cpm': parametersUnder('occ-cpm', everythingListed, LISTED_TIME) },
  allowExcluded: false,
};
const change = (words: Partial<WhatIfChange>): WhatIfChange => ({
  holdings: [],
  gone: [],
  added: [],
  dropped: [],
  balances: null,
  parameters: null,
  history: null,
  move: null,
  ...words,
});
const holding = (id: string, quantity: number): WhatIfChange['holdings'][number] => ({
  instrument: listedInstruments.find((one) => one.id === id)!,
  quantity,
  cost: Number.NaN,
  unsettled: 0,
});

const amounts = (portfolio: Portfolio) => {
  const request = { ...base, portfolio: packPortfolio(portfolio), question: 'q' };
  const { result } = runMargin({ ...request, withBaseline: false, withStandalone: false }, context);
  return result.entries.map(({ equity, initialMargin, maintenanceMargin }) => ({
    equity,
    initialMargin,
    maintenanceMargin,
  }));
};

test('answers are those of runs of their own, for what is held and for what comes out of the chain', () => {
  const resolved: string[] = [];
  const { resolve } = InputResolver.prototype;
  InputResolver.prototype.resolve = function (instruments: Iterable<Instrument>) {
    const list = [...instruments];
    resolved.push(...list.map(({ id }) => id));
    return resolve.call(this, list);
  };
  try {
    const prepared = new PreparedAccount(base, context);
    const bought = chain.at(-1)!.id;
    const steps: [WhatIfChange, Record<string, string>][] = [
      [change({}), {}],
      [change({ holdings: [holding(put, 40)] }), { [put]: '40' }],
      [change({ holdings: [holding(bought, 3)] }), { [bought]: '3' }],
      [change({ gone: [put] }), { [put]: '0' }],
    ];
    for (const [asked, positions] of steps) {
      const { after } = prepared.answer(asked, () => {});
      const own = { [call]: '-10', [put]: '4', 'us:AAPL': '1000', [chain[0]!.id]: '-2', ...positions };
      const portfolio = held(Object.fromEntries(Object.entries(own).filter(([, size]) => size !== '0')));
      expect(after.entries).toMatchObject(amounts(portfolio));
    }
    const asked = new Set(resolved);
    expect(asked).toContain(bought);
    expect(chain.filter(({ id }) => asked.has(id)).map(({ id }) => id)).toEqual([chain[0]!.id, bought]);
  } finally {
    InputResolver.prototype.resolve = resolve;
  }
});

test('a move earns what shares and options make of it, and no move is no move to the bit', () => {
  const prepared = new PreparedAccount(base, context);
  const moved = (price: number, nextExpiry = false) =>
    prepared.answer(change({ move: { price, volatility: 0, nextExpiry } }), () => {});
  const none = moved(0);
  expect({ ...none.after.entries[0]!, assumptions: [] }).toEqual({
    ...none.before.entries[0]!,
    assumptions: [],
  });
  const shares = new PreparedAccount(
    { ...base, portfolio: packPortfolio(held({ 'us:AAPL': '1000', [future]: '2' })) },
    context,
  );
  const { before, after } = shares.answer(
    change({ move: { price: -0.1, volatility: 0, nextExpiry: false } }),
    () => {},
  );
  const mark = Number(market.figures.find(({ key }) => key === future)!.value);
  const made = Number(after.entries[0]!.equity) - Number(before.entries[0]!.equity);
  expect(made).toBeCloseTo(-24_150 - 0.1 * mark * 50 * 2, 6);
  const later = moved(-0.1, true);
  expect(later.after.asOf).toBe('2026-03-20T21:00:01Z');
  expect(later.happened.filter((sentence) => sentence.includes('settled to cash'))).not.toEqual([]);
});

test.each(['occ-cpm', 'reg-t', 'span'])(
  'after random edits and moves %s answers to the bit what a fresh account does',
  (rulebook) => {
    expectListedEdits(rulebook, 3);
  },
);
