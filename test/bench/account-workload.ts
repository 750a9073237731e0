// One account of so many positions in Deribit's names, as a portfolio document with its market: inverse and linear options on two
// coins, futures and perpetuals, every instrument quoted. Seeded, so every run is the same.
import { randomNumbers } from './workload.ts';

const AS_OF = '2026-06-01T09:00:00Z';
const FIRST_EXPIRY = Date.UTC(2026, 5, 5, 8);
const WEEK = 7 * 86_400_000;
const EXPIRIES = 14;
const STRIKES = 48;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const STRATEGIES = ['', 'short strangle', 'calendar', 'risk reversal', 'condor'];
const FAMILIES = [
  { prefix: 'BTC', priceIndex: 'btc_usd', price: 84_000, step: 1_500, inverse: true, share: 0.5 },
  { prefix: 'ETH', priceIndex: 'eth_usd', price: 2_300, step: 40, inverse: true, share: 0.3 },
  { prefix: 'BTC_USDC', priceIndex: 'btc_usdc', price: 84_010, step: 1_500, inverse: false, share: 0.2 },
] as const;

type Family = (typeof FAMILIES)[number];
type Figure = { class: string; key: string; expiry: string; value: string };

const dayName = (expiry: number): string => {
  const day = new Date(FIRST_EXPIRY + expiry * WEEK);
  return `${day.getUTCDate()}${MONTHS[day.getUTCMonth()]}${String(day.getUTCFullYear()).slice(2)}`;
};
const expiryTime = (expiry: number): string =>
  new Date(FIRST_EXPIRY + expiry * WEEK).toISOString().replace('.000Z', 'Z');
const strikeOf = ({ price, step }: Family, strike: number): number =>
  (Math.round(price / step) + strike - STRIKES / 2) * step;

/** Name of the account. */
export const ACCOUNT = 'bench';

/** The symbol of an inverse BTC option of the workload. */
export const optionSymbol = (expiry: number, strike: number, right: 'C' | 'P'): string =>
  `BTC-${dayName(expiry)}-${strikeOf(FAMILIES[0], strike)}-${right}`;

/** The document: `positions` rows over some three thousand instruments, margined under `marginModel`. */
export function accountDocument(positions: number, marginModel = 'deribit-pm'): Record<string, unknown> {
  const random = randomNumbers(20_261_122);
  const rows = new Map<string, Record<string, unknown>>();
  while (rows.size < positions) {
    const family = FAMILIES[random() < 0.5 ? 0 : random() < 0.6 ? 1 : 2]!;
    const bell = (random() + random() + random() + random() - 2) / 2;
    const strike = Math.min(Math.max(Math.round(STRIKES / 2 + bell * STRIKES), 0), STRIKES - 1);
    const expiry = Math.floor(random() * EXPIRIES);
    const isFuture = random() < 0.03;
    const symbol = isFuture
      ? `${family.prefix}-${random() < 0.3 ? 'PERPETUAL' : dayName(expiry)}`
      : `${family.prefix}-${dayName(expiry)}-${strikeOf(family, strike)}-${random() < 0.5 ? 'C' : 'P'}`;
    const strategy = STRATEGIES[Math.floor(random() * STRATEGIES.length)]!;
    const lot = String(1 + Math.floor(random() * 3));
    const size = Math.round((random() - 0.5) * 400) / 10 || 0.1;
    rows.set(`${symbol} ${strategy} ${lot}`, {
      account: ACCOUNT,
      instrument: `deribit:${symbol}`,
      strategy,
      lot,
      quantity: isFuture && family.inverse ? String(Math.round(size * 100) * 10) : String(size),
      averagePrice: null,
      settledPrice: isFuture ? (family.price * (0.98 + random() / 25)).toFixed(2) : null,
    });
  }
  return {
    format: 'margrave-portfolio',
    version: 1,
    accounts: [
      {
        id: ACCOUNT,
        name: 'Bench',
        legalEntity: 'Benchmark',
        venue: 'deribit',
        segregation: 'house',
        marginModel,
        group: null,
        reportingCurrency: 'USD',
      },
    ],
    positions: [...rows.values()],
    balances: ['BTC', 'ETH', 'USDC'].map((currency) => ({
      account: ACCOUNT,
      kind: 'cash',
      currency,
      amount: currency === 'USDC' ? '40000000' : '4000',
    })),
    market: [
      {
        id: 'bench-market',
        time: AS_OF,
        label: 'Benchmark market',
        figures: figures().map((figure) => ({ ...figure, time: AS_OF, source: 'benchmark: invented' })),
      },
    ],
  };
}

function figures(): Figure[] {
  const made: Figure[] = [{ class: 'currencyRate', key: 'USDC/USD', expiry: '', value: '0.9999' }];
  const add = (kind: string, key: string, value: number, expiry = ''): void =>
    void made.push({ class: kind, key, expiry, value: String(value) });
  for (const family of FAMILIES) {
    const { prefix, priceIndex, price } = family;
    add('index', priceIndex, price);
    add('mark', `deribit:${prefix}-PERPETUAL`, Number((price * 1.0001).toFixed(2)));
    for (let expiry = 0; expiry < EXPIRIES; expiry++) {
      const forward = Number((price * (1 + 0.001 * expiry)).toFixed(2));
      add('forward', priceIndex, forward, expiryTime(expiry));
      add('mark', `deribit:${prefix}-${dayName(expiry)}`, forward);
      for (let strike = 0; strike < STRIKES; strike++) {
        const away = Math.log(strikeOf(family, strike) / forward);
        for (const right of ['C', 'P'] as const) {
          const symbol = `${prefix}-${dayName(expiry)}-${strikeOf(family, strike)}-${right}`;
          add('volatility', `deribit:${symbol}`, Number((0.5 + 0.4 * away * away).toFixed(4)));
        }
      }
    }
  }
  return made;
}
