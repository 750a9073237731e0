// Which columns of a table make it an option chain: one option a row (Yahoo's names or plain ones), or a call and a put side by side (OptionsDX).
import { foldedHeader } from './positions-columns.ts';

/** Places of one option's cells; null where the table has none. */
export interface QuoteColumns {
  bid: number;
  ask: number;
  volatility: number | null;
}

export type ChainLayout =
  | {
      form: 'rows';
      symbol: number;
      quote: QuoteColumns;
      underlyingPrice: number | null;
      /** When the row was quoted. */
      time: number | null;
      /** When the option was last traded: the latest one of a file dates its quotes where no row says when it was quoted. */
      lastTrade: number | null;
    }
  | {
      form: 'sideBySide';
      /** Names the underlying, where there is such a column. */
      root: number | null;
      strike: number;
      expiryDay: number;
      /** Unix seconds; tells opening from closing settlement. */
      expiryTime: number | null;
      call: QuoteColumns;
      put: QuoteColumns;
      underlyingPrice: number;
      time: number;
    };

const names = {
  symbol: ['contractsymbol', 'optionsymbol', 'occsymbol', 'osisymbol', 'symbol', 'contract', 'option'],
  bid: ['bid', 'bidprice', 'bestbid'],
  ask: ['ask', 'askprice', 'bestask', 'offer'],
  volatility: ['impliedvolatility', 'impliedvol', 'iv', 'volatility'],
  underlyingPrice: [
    'underlyingprice',
    'underlyinglast',
    'underlying',
    'spot',
    'spotprice',
    'stockprice',
    'indexprice',
  ],
  time: ['quotetime', 'quotedatetime', 'time', 'timestamp', 'datetime', 'asof'],
  lastTrade: ['lasttradedate', 'lasttradetime', 'lasttrade'],
} as const;

/** The layout of a chain's header, of a table that holds no positions; null when it isn't one. */
export function chainLayout(headers: readonly string[]): ChainLayout | null {
  const folded = headers.map(foldedHeader);
  const at = (name: string): number | null => {
    const index = folded.indexOf(name);
    return index < 0 ? null : index;
  };
  const first = (list: readonly string[]): number | null =>
    list.map(at).find((index): index is number => index !== null) ?? null;
  const [strike, expiryDay, time] = [at('strike'), at('expiredate'), at('quoteunixtime')];
  const [callBid, callAsk, putBid, putAsk] = [at('cbid'), at('cask'), at('pbid'), at('pask')];
  const underlyingPrice = first(names.underlyingPrice);
  if (
    strike !== null &&
    expiryDay !== null &&
    time !== null &&
    callBid !== null &&
    callAsk !== null &&
    putBid !== null &&
    putAsk !== null &&
    underlyingPrice !== null
  ) {
    return {
      form: 'sideBySide',
      root: first(['root', 'underlyingsymbol', 'ticker', 'symbol']),
      strike,
      expiryDay,
      expiryTime: at('expireunix'),
      call: { bid: callBid, ask: callAsk, volatility: at('civ') },
      put: { bid: putBid, ask: putAsk, volatility: at('piv') },
      underlyingPrice,
      time,
    };
  }
  const [symbol, bid, ask] = [first(names.symbol), first(names.bid), first(names.ask)];
  if (symbol === null || bid === null || ask === null) return null;
  return {
    form: 'rows',
    symbol,
    quote: { bid, ask, volatility: first(names.volatility) },
    underlyingPrice,
    time: first(names.time),
    lastTrade: first(names.lastTrade),
  };
}
