// A few books in which nearly everything that rulebooks ask about is held at once: what a parameter's effect is looked for on.
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { MarketFigure } from '../../src-main/domain/market.ts';
import { type BookWords, portfolioOf } from './books.ts';
import type { FeltBook } from './felt-parameters.ts';
import { instrumentOf, venueMarket } from './venue-books.ts';

const prices: Record<string, number> = { BTC: 65_000, ETH: 2_000, SOL: 140 };
const time = '2026-11-27T07:45:00Z';

const usdt = (underlying: string): Instrument =>
  instrumentOf(`okx:${underlying}-USDT-SWAP`, {
    underlying,
    priceIndex: `${underlying.toLowerCase()}_usdt`,
    quoteCurrency: 'USDT',
    settlementCurrency: 'USDT',
  });

/** Instruments of the words, and perpetuals in USDT by size. */
function book(
  words: BookWords,
  inUsdt: Record<string, string> = {},
  money: { loans?: Record<string, string>; figures?: Record<string, string> } = {},
): FeltBook {
  const own = portfolioOf(words);
  const swaps = Object.keys(inUsdt).map(usdt);
  const row = (instrument: string, quantity: string) => ({
    ...{ account: 'a', instrument, strategy: '', lot: '1', quantity },
    ...{ averagePrice: null, settledPrice: null },
  });
  const portfolio = {
    ...own,
    instruments: [...own.instruments, ...swaps],
    positions: [
      ...own.positions,
      ...Object.entries(inUsdt).map(([coin, quantity]) => row(usdt(coin).id, quantity)),
    ],
    balances: [
      ...own.balances,
      ...Object.entries(money.loans ?? {}).map(([currency, amount]) => ({
        ...{ account: 'a', kind: 'loan' as const, currency, amount },
      })),
    ],
  };
  const figures: Record<string, string> = {
    'currencyRate USDC/USD': '0.97',
    'currencyRate USDT/USD': '0.96',
    'rate USD': '0.05',
    'rate USDC': '0.05',
  };
  for (const [coin, price] of Object.entries(prices)) {
    const key = coin.toLowerCase();
    for (const quote of ['usd', 'usdc', 'usdt']) figures[`index ${key}_${quote}`] = String(price);
  }
  for (const { id, kind, priceIndex, expiry, underlying } of portfolio.instruments) {
    const price = prices[underlying]! * 1.002;
    if (kind === 'option') figures[`volatility ${id}`] = '0.55';
    else figures[`mark ${id}`] = String(price);
    if (expiry !== null) figures[`forward ${priceIndex} ${expiry}`] = String(price);
  }
  return { portfolio, market: venueMarket({ ...figures, ...money.figures }, time) };
}

const known: readonly MarketFigure['class'][] = ['confidence', 'fixedForward'];
const confidences = (coin: string, expiry: string): Record<string, string> => ({
  ...Object.fromEntries(['spot', 'perpetual'].map((of) => [`${known[0]} ${coin}_usd/${of}`, '0.4'])),
  ...Object.fromEntries(
    ['forward', 'rate', 'volatility'].map((of) => [`${known[0]} ${coin}_usd/${of} ${expiry}`, '0.4']),
  ),
  [`${known[0]} ${coin.toUpperCase()}/collateral`]: '0.4',
});

const EXPIRING = '2026-11-27T08:00:00Z';
export const richBooks: readonly FeltBook[] = [
  // Everything, and large.
  book(
    {
      positions: {
        'BTC-PERPETUAL': '90000000',
        'BTC-25DEC26': '-7000000',
        'BTC-4DEC26-65000-C': '-3000',
        'BTC-25JUN27-65000-P': '-9000',
        'BTC_USDC-PERPETUAL': '-700',
        'ETH-PERPETUAL': '-40000000',
        'ETH-25JUN27-2000-C': '50000',
        'SOL_USDC-PERPETUAL': '-90000',
        'SOL_USDC-25DEC26-150-C': '-20000',
      },
      orders: [{ symbol: 'BTC-PERPETUAL', side: 'buy', quantity: '5000000' }],
      cash: { BTC: '1000', ETH: '-5', USDT: '1000000', USDC: '-40000000' },
    },
    { BTC: '300', ETH: '-20000' },
    { loans: { USDT: '90000000', ETH: '700' } },
  ),
  // Turned round and small, one option on its last quarter of an hour, oracles unsure.
  book(
    {
      positions: {
        'BTC-PERPETUAL': '-650000',
        'BTC-27NOV26-64000-C': '-6',
        'BTC-25DEC26-90000-C': '-40',
        'BTC-25DEC26-40000-P': '-20',
        'ETH-PERPETUAL': '400000',
        'ETH-25DEC26-1200-P': '-300',
      },
      cash: { USDC: '3000000', BTC: '2' },
      collateral: { ETH: '70', USDT: '50000' },
    },
    { SOL: '-3000' },
    {
      figures: {
        ...confidences('btc', EXPIRING),
        ...confidences('btc', '2026-12-25T08:00:00Z'),
        ...confidences('eth', '2026-12-25T08:00:00Z'),
        [`${known[1]} btc_usd ${EXPIRING}`]: '32000',
      },
    },
  ),
  // Long options only, and money in coin.
  book({
    positions: { 'BTC-25DEC26-65000-P': '30', 'BTC-25JUN27-70000-C': '12', 'ETH-25DEC26-2000-C': '90' },
    cash: { BTC: '3', ETH: '20', SOL: '100', USDT: '-1000' },
  }),
];
