// Positions and prices that a user puts beside an account summary: the venue's get_positions and tickers, anywhere in one document.
// May import the domain and the files beside it.
import { decimalText, ExactDecimal, sumDecimals } from '../../../domain/decimal.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import type { MarketFigure } from '../../../domain/market.ts';
import type { Portfolio, Position } from '../../../domain/portfolio.ts';
import { isJsonObject, JsonPlace } from '../json-place.ts';
import { deribitInstrument } from './deribit-instrument.ts';

export interface ContextPositions {
  instruments: Instrument[];
  positions: Position[];
  figures: MarketFigure[];
  /** Margin of open orders that the positions state, summed; empty when none is stated. */
  given: Portfolio['given'];
  /** Rows that can't be used, one sentence each. */
  problems: string[];
}

/**
 * Rows of `get_positions` (instrument_name, size signed in the venue's unit, mark_price, index_price) that settle in `currency`, with what tickers add
 * (underlying_price, mark_iv). Null when the context holds no such rows.
 */
export function contextPositions(
  context: unknown,
  account: string,
  currency: string,
  time: string,
): ContextPositions | null {
  const rows = objectsWith(new JsonPlace(context, 'context'), 'instrument_name', 0);
  const held = rows.filter((row) => !row.at('size').missing && !row.at('direction').missing);
  if (held.length === 0) return null;
  const tickers = new Map(
    rows
      .filter((row) => row.at('size').missing && !row.at('mark_price').missing)
      .map((row) => [row.at('instrument_name').text(), row]),
  );
  const found: ContextPositions = { instruments: [], positions: [], figures: [], given: [], problems: [] };
  const seen = new Set<string>();
  const add = (
    figureClass: MarketFigure['class'],
    key: string,
    place: JsonPlace,
    value: string,
    expiry = '',
  ): void => {
    found.figures.push({ class: figureClass, key, expiry, value, time, source: place.path });
  };
  for (const row of held) {
    const symbol = row.at('instrument_name').text();
    const instrument = deribitInstrument(symbol);
    if (instrument !== null && instrument.settlementCurrency !== currency) continue;
    const ticker = tickers.get(symbol) ?? row;
    if (instrument === null || ticker.at('mark_price').missing) {
      found.problems.push(
        `${row.path} (${symbol}) ${instrument === null ? 'has a name of no known shape' : 'has no mark_price'}.`,
      );
      continue;
    }
    const forward = ticker.at('underlying_price').missing
      ? row.at('index_price')
      : ticker.at('underlying_price');
    if (!row.at('index_price').missing)
      add('index', instrument.priceIndex, row.at('index_price'), row.at('index_price').decimal());
    add('mark', instrument.id, ticker.at('mark_price'), ticker.at('mark_price').decimal());
    if (instrument.kind === 'future') {
      add(
        'forward',
        instrument.priceIndex,
        ticker.at('mark_price'),
        ticker.at('mark_price').decimal(),
        instrument.expiry ?? '',
      );
    }
    if (instrument.kind === 'option') {
      add('forward', instrument.priceIndex, forward, forward.decimal(), instrument.expiry ?? '');
      const percent = ticker.at('mark_iv');
      if (!percent.missing) {
        add(
          'volatility',
          instrument.id,
          percent,
          decimalText(new ExactDecimal(percent.decimal()).dividedBy(100)),
        );
      }
    }
    if (!seen.has(instrument.id)) found.instruments.push(instrument);
    seen.add(instrument.id);
    found.positions.push({
      account,
      instrument: instrument.id,
      strategy: '',
      lot: String(found.positions.length + 1),
      quantity: row.at('size').decimal(),
      averagePrice: null,
      settledPrice: null,
    });
  }
  const orders = held.filter(
    (row) => !row.at('open_orders_margin').missing && seen.has(`deribit:${row.at('instrument_name').text()}`),
  );
  if (orders.length > 0) {
    const amount = sumDecimals(orders.map((row) => row.at('open_orders_margin').decimal()));
    found.given.push({
      account,
      currency,
      component: 'openOrders',
      amount,
      source: 'context: open_orders_margin of the positions',
    });
  }
  return found;
}

/** Objects anywhere in the document that have a key of this name. */
function objectsWith(place: JsonPlace, key: string, depth: number): JsonPlace[] {
  if (depth > 8) return [];
  if (Array.isArray(place.value)) return place.items().flatMap((item) => objectsWith(item, key, depth + 1));
  if (!isJsonObject(place.value)) return [];
  if (!place.at(key).missing) return [place];
  return place.entries().flatMap(([, child]) => objectsWith(child, key, depth + 1));
}
