// The import benchmark's files: a table of positions in Deribit's names as a desk would save it, the same with every row
// changed, and a market that covers its instruments. Seeded, so every run is the same.
import { randomNumbers } from './workload.ts';

const ACCOUNTS = 50;
const EXPIRIES = 36;
const STRIKES = 40;
const AS_OF = '2026-06-01T09:00:00Z';
const FIRST_EXPIRY = Date.UTC(2026, 5, 5, 8);
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const STRATEGIES = ['short strangle', 'calendar', 'risk reversal', 'client flow', 'covered call', 'condor'];
const UNDERLYINGS = [
  { name: 'BTC', index: 84_000, step: 2_000, contract: 10 },
  { name: 'ETH', index: 2_300, step: 50, contract: 1 },
] as const;

type Underlying = (typeof UNDERLYINGS)[number];

/** One week after the other. */
function expiryName(expiry: number): string {
  const day = new Date(FIRST_EXPIRY + expiry * 7 * 86_400_000);
  return `${day.getUTCDate()}${MONTHS[day.getUTCMonth()]}${String(day.getUTCFullYear()).slice(2)}`;
}

const expiryTime = (expiry: number): string =>
  new Date(FIRST_EXPIRY + expiry * 7 * 86_400_000).toISOString().replace('.000Z', 'Z');

const strikeOf = ({ index, step }: Underlying, strike: number): number =>
  Math.round(index / step) * step + (strike - STRIKES / 2) * step;

const optionName = (underlying: Underlying, expiry: number, strike: number, right: 'C' | 'P'): string =>
  `${underlying.name}-${expiryName(expiry)}-${strikeOf(underlying, strike)}-${right}`;

/** Columns of the table, as the peer takes them too. */
export const positionColumns = ['Account', 'Instrument', 'Quantity', 'Average Price', 'Strategy'] as const;

/** A table of so many positions; with `changed`, every quantity is another one. */
export function positionsTable(positions: number, changed: boolean): string {
  const random = randomNumbers(20260601);
  const names = Array.from({ length: EXPIRIES }, (_, expiry) => expiryName(expiry));
  const lines: string[] = [positionColumns.join(',')];
  for (let row = 0; row < positions; row++) {
    const underlying = UNDERLYINGS[random() < 0.6 ? 0 : 1]!;
    const account = `desk-${String(Math.floor(random() * ACCOUNTS)).padStart(2, '0')}`;
    const strategy = STRATEGIES[Math.floor(random() * STRATEGIES.length)]!;
    const expiry = Math.floor(random() * EXPIRIES);
    const isFuture = random() < 0.04;
    const strike = Math.floor(random() * STRIKES);
    const right = random() < 0.5 ? 'C' : 'P';
    const size = Math.round((random() - 0.5) * 400) / 10 || 0.1;
    const price = 0.001 + random() * 0.2;
    const instrument = isFuture
      ? `${underlying.name}-${names[expiry]}`
      : `${underlying.name}-${names[expiry]}-${strikeOf(underlying, strike)}-${right}`;
    const quantity = isFuture
      ? (Math.round(size * 100) + (changed ? 1 : 0)) * underlying.contract
      : Number((size + (changed ? 100.5 : 0)).toFixed(1));
    const average = isFuture ? (underlying.index * (0.9 + price)).toFixed(2) : price.toFixed(4);
    lines.push(`${account},${instrument},${quantity},${average},${strategy}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A market of the instruments that `positionsTable` can name, as Margrave's own market.csv. */
export function marketTable(): string {
  const lines = ['snapshot,snapshotTime,snapshotLabel,class,key,expiry,value,time,source'];
  const figure = (kind: string, key: string, expiry: string, value: number): void =>
    void lines.push(
      `bench,${AS_OF},Benchmark market,${kind},${key},${expiry},${value},${AS_OF},benchmark: invented`,
    );
  for (const underlying of UNDERLYINGS) {
    const priceIndex = `${underlying.name.toLowerCase()}_usd`;
    figure('index', priceIndex, '', underlying.index);
    for (let expiry = 0; expiry < EXPIRIES; expiry++) {
      const forward = Number((underlying.index * (1 + 0.001 * expiry)).toFixed(2));
      figure('forward', priceIndex, expiryTime(expiry), forward);
      figure('mark', `deribit:${underlying.name}-${expiryName(expiry)}`, '', forward);
      for (let strike = 0; strike < STRIKES; strike++) {
        const away = Math.log(strikeOf(underlying, strike) / forward);
        const volatility = Number((0.5 + 0.4 * away * away).toFixed(4));
        for (const right of ['C', 'P'] as const) {
          figure('volatility', `deribit:${optionName(underlying, expiry, strike, right)}`, '', volatility);
        }
      }
    }
  }
  return `${lines.join('\n')}\n`;
}
