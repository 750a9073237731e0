// What-ifs that open and close the very instruments whose quotes value other positions, or that another account holds.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { type OpenedDesk, openedDesk } from './opened-desk.ts';

let opened: OpenedDesk;
beforeAll(async () => {
  opened = openedDesk();
  const document = smallPortfolio() as {
    accounts: object[];
    positions: { account: string; instrument: string }[];
    market: { time: string; figures: { class: string; key: string }[] }[];
  };
  const [snapshot] = document.market;
  const [account] = document.accounts;
  const figure = (kind: string, key: string, value: string) => ({
    class: kind,
    key,
    expiry: '',
    value,
    time: snapshot!.time,
    source: 'test',
  });
  // The options' forward is the mark of the future of their expiry, and one of them has no mark of its own.
  snapshot!.figures = [
    ...snapshot!.figures.filter(
      (row) => row.class !== 'forward' && !(row.class === 'mark' && row.key.endsWith('50000-P')),
    ),
    figure('index', 'sol_usdc', '150'),
    figure('mark', 'deribit:SOL_USDC-PERPETUAL', '150'),
  ];
  document.accounts.push({ ...account, id: 'prime-b', name: 'Prime B' });
  document.positions.push({
    ...document.positions[3]!,
    account: 'prime-b',
    instrument: 'deribit:SOL_USDC-PERPETUAL',
  });
  await opened.freshBook(document);
});
afterAll(() => opened.close());

const whatOf = (text: string) => ({
  account: 'prime-a',
  legs: [{ id: '1', text, on: true, position: null }],
  premiumInCash: true,
  priceMove: '0',
  volatilityMove: '0',
  advance: 'none' as const,
});
const asked = (text: string) =>
  opened.client.call('whatIf.compute', {
    rulebook: null,
    parameters: null,
    market: null,
    allowExcluded: false,
    what: whatOf(text),
  });
interface Figures {
  currency: string;
  equity: string;
  initialMargin: string;
  maintenanceMargin: string;
}
/** Figures of the entries that ask or hold anything. */
const figuresOf = (entries: readonly Figures[]): Figures[] =>
  entries
    .map(({ currency, equity, initialMargin, maintenanceMargin }) => ({
      currency,
      equity,
      initialMargin,
      maintenanceMargin,
    }))
    .filter(({ equity, initialMargin }) => equity !== '0' || initialMargin !== '0');

it('closing a future at its mark leaves equity as it is, though the options’ forward comes from that mark', async () => {
  const { before, after } = await asked('-200000 BTC-26JUN26');
  expect(after.positions).toBe(before.positions - 1);
  const [was, is] = [before, after].map(({ entries }) => Number(entries[0]!.equity));
  expect(Math.abs(is! - was!)).toBeLessThan(1e-12);
});

it('an instrument that only another account holds brings the parameters that it needs', async () => {
  const { legs, after } = await asked('100 SOL_USDC-PERPETUAL');
  expect(legs[0]!.problem).toBeNull();
  const usdc = after.entries.find(({ currency }) => currency === 'USDC');
  expect(Number(usdc!.initialMargin)).toBeGreaterThan(0);
});

it('what the what-if showed is the margin once it is applied', async () => {
  for (const text of ['-200000 BTC-26JUN26', '100 SOL_USDC-PERPETUAL']) {
    const { after } = await asked(text);
    await opened.client.call('whatIf.apply', { what: whatOf(text), market: null, label: '' });
    const { entries } = await opened.margin({ account: 'prime-a' });
    expect(figuresOf(entries)).toEqual(figuresOf(after.entries));
  }
});
