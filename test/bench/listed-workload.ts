// A customer's book in the options of a real chain: strategies of many kinds and some uncovered, seeded, as a positions table.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { randomNumbers } from './workload.ts';

interface Quote {
  symbol: string;
  strike: number;
  expiry: string;
}

/** Right and expiry → its quotes by strike, ascending. */
type Board = Map<string, Quote[]>;

/** Strikes within this fraction of the price are traded. */
const WITHIN = 0.15;

/** Quotes with a bid, that end after their day, near the money. */
function boardOf(path: string): { board: Board; expiries: string[] } {
  const rows = parse(readFileSync(path), { columns: true }) as Record<string, string>[];
  const board: Board = new Map();
  for (const row of rows) {
    const [strike, price] = [Number(row.strike), Number(row.underlyingPrice)];
    const expiry = row.expirationDate!;
    if (!(Number(row.bid) > 0) || Number(row.days_to_expire) < 1) continue;
    if (Math.abs(strike / price - 1) > WITHIN) continue;
    const key = `${row.optionType} ${expiry}`;
    const quotes = board.get(key) ?? [];
    board.set(key, quotes);
    quotes.push({ symbol: row.contractSymbol!, strike, expiry });
  }
  for (const quotes of board.values()) quotes.sort((a, b) => a.strike - b.strike);
  const expiries = [...new Set([...board.values()].flat().map(({ expiry }) => expiry))].sort();
  return { board, expiries };
}

/**
 * A positions table of exactly so many rows (`Symbol, Quantity`), the underlying's shares among them: verticals, condors, butterflies, calendars, straddles
 * and uncovered options in the chain's instruments, netted by instrument.
 * @param path of a chain under Yahoo's names
 */
export function listedPositions(path: string, rows: number, ticker: string): string {
  const { board, expiries } = boardOf(path);
  const next = randomNumbers(20260213);
  const below = (count: number): number => Math.floor(next() * count);
  const held = new Map<string, number>();
  const hold = (quote: Quote, quantity: number): void =>
    void held.set(quote.symbol, (held.get(quote.symbol) ?? 0) + quantity);
  const holdAll = (quotes: readonly Quote[], quantities: readonly number[]): void => {
    for (const [place, quote] of quotes.entries()) hold(quote, quantities[place]!);
  };
  const side = (): string => (next() < 0.5 ? 'call' : 'put');
  /** So many neighbouring strikes, equally far apart in the list. */
  const strikes = (right: string, expiry: string, count: number, apart: number): Quote[] | null => {
    const quotes = board.get(`${right} ${expiry}`) ?? [];
    const room = quotes.length - (count - 1) * apart;
    if (room < 1) return null;
    const from = below(room);
    return Array.from({ length: count }, (_, place) => quotes[from + place * apart]!);
  };
  const ways: ((expiry: string, units: number) => void)[] = [
    (expiry, units) => {
      const pair = strikes(side(), expiry, 2, 1 + below(5));
      if (pair) holdAll(pair, [units, -units]);
    },
    (expiry, units) => {
      const apart = 1 + below(4);
      const puts = strikes('put', expiry, 2, apart);
      const calls = strikes('call', expiry, 2, apart);
      if (!puts || !calls || puts[1]!.strike > calls[0]!.strike) return;
      holdAll([...puts, ...calls], [units, -units, -units, units]);
    },
    (expiry, units) => {
      const three = strikes(side(), expiry, 3, 1 + below(4));
      if (three) holdAll(three, [units, -2 * units, units]);
    },
    (expiry, units) => {
      const right = side();
      const near = strikes(right, expiry, 1, 1)?.[0];
      const later = expiries.slice(expiries.indexOf(expiry) + 1);
      if (!near || later.length === 0) return;
      const far = board
        .get(`${right} ${later[below(later.length)]}`)
        ?.find(({ strike }) => strike === near.strike);
      if (!far) return;
      hold(near, -units);
      hold(far, units);
    },
    (expiry, units) => {
      const call = strikes('call', expiry, 1, 1)?.[0];
      const put = call && board.get(`put ${expiry}`)?.find(({ strike }) => strike === call.strike);
      if (!call || !put) return;
      hold(call, -units);
      hold(put, -units);
    },
    (expiry, units) => {
      const naked = strikes(side(), expiry, 1, 1)?.[0];
      if (naked) hold(naked, -units);
    },
  ];
  const open = (): string[] => [...held].filter(([, quantity]) => quantity !== 0).map(([symbol]) => symbol);
  while (open().length < rows - 1) {
    const units = (1 + below(40)) * (next() < 0.3 ? -1 : 1);
    ways[below(ways.length)]!(expiries[below(expiries.length)]!, units);
  }
  const options = open().slice(0, rows - 1);
  const lines = options.map((symbol) => `${symbol},${held.get(symbol)}`);
  return ['Symbol,Quantity', ...lines, `${ticker},12500`].join('\n').concat('\n');
}
