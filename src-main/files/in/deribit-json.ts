// Recognises Deribit's answers by their content, in whatever wrapping people save them: JSON-RPC envelopes, bare results, lists, maps by method, captures.

import type { ImportSection } from '../../contract/views.ts';
import { readOrders, readPositions, readSummaries } from './deribit-account.ts';
import { decimalOf, has, textOf, timeOf } from './deribit-fields.ts';
import { FigureReader, readInstruments } from './deribit-market.ts';
import type { Gathering } from './gathering.ts';
import { isJsonObject, type JsonObject, type JsonValue, type ParsedJson } from './json-text.ts';

type Shape = 'positions' | 'instruments' | 'tickers' | 'book summaries' | 'orders' | 'summaries';

/** One thing to read, with the rank that puts instruments before prices before holdings. */
export interface Found {
  rank: number;
  read: (gathering: Gathering) => void;
}

interface Search {
  file: string;
  parsed: ParsedJson;
  found: Found[];
  /** What was met and not understood. */
  unknown: string[];
}

/** Everything of Deribit's that the document holds; an empty list when it isn't Deribit's. */
export function findDeribit(file: string, parsed: ParsedJson): { found: Found[]; unknown: string[] } {
  const search: Search = { file, parsed, found: [], unknown: [] };
  look(search, parsed.value, 'the document', 0);
  return search;
}

function look(search: Search, value: JsonValue, name: string, depth: number): void {
  if (depth > 8) return;
  if (Array.isArray(value)) {
    lookInList(search, value, name, depth);
    return;
  }
  if (!isJsonObject(value)) return;
  if (isCapture(value)) {
    addCapture(search, value);
    return;
  }
  if (has(value, 'model_params') || isParameters(value)) {
    const document = value;
    search.found.push({
      rank: 0,
      read: (gathering) => {
        gathering.format('venue-parameters', 'Deribit parameters');
        gathering.venueParameters.push(document);
      },
    });
    return;
  }
  if (has(value, 'summaries') && Array.isArray(value.summaries)) {
    add(search, 'summaries', value.summaries, true);
    return;
  }
  const shape = shapeOf(value);
  if (shape !== null) {
    add(search, shape, [value], false);
    return;
  }
  const wrapper = ['result', 'response', 'value'].find(
    (key) => has(value, key) && typeof value[key] === 'object',
  );
  if (wrapper !== undefined) {
    look(search, value[wrapper]!, name, depth + 1);
    return;
  }
  // A map by method (`/private/get_positions`) or by instrument name.
  const entries = Object.entries(value);
  const tickers = entries
    .map(([, entry]) => entry)
    .filter((entry) => isJsonObject(entry) && shapeOf(entry) === 'tickers');
  if (entries.length > 0 && tickers.length === entries.length) {
    add(search, 'tickers', tickers, false);
    return;
  }
  let understood = false;
  for (const [key, entry] of entries) {
    const before = search.found.length;
    if (typeof entry === 'object' && entry !== null) look(search, entry, key, depth + 1);
    if (search.found.length > before) understood = true;
  }
  if (!understood && depth > 0) search.unknown.push(name);
}

function lookInList(search: Search, list: JsonValue[], name: string, depth: number): void {
  const byShape = new Map<Shape, JsonValue[]>();
  const strays: { place: number; entry: JsonValue }[] = [];
  for (const [place, element] of list.entries()) {
    const entry = Array.isArray(element) && element.length === 2 ? element[1]! : element;
    const shape = isJsonObject(entry) ? shapeOf(entry) : null;
    if (shape !== null) {
      const members = byShape.get(shape);
      if (members) members.push(entry);
      else byShape.set(shape, [entry]);
    } else if (isJsonObject(entry) && (has(entry, 'result') || has(entry, 'response'))) {
      look(search, entry, name, depth + 1);
    } else strays.push({ place, entry });
  }
  // What looks like nothing we know, among elements that do, is one of them with a fault: its reader says which.
  const [most] = [...byShape].sort(([, a], [, b]) => b.length - a.length);
  for (const { place, entry } of most ? strays : []) {
    if (isJsonObject(entry)) most![1].push(entry);
    else rejectPlace(search, sections[most![0]], `[${place}]`, entry);
  }
  for (const [shape, members] of byShape) add(search, shape, members, false);
}

/** An element that is no object has no line of its own: its place in the list names it. */
function rejectPlace(search: Search, section: ImportSection, place: string, element: JsonValue): void {
  search.found.push({
    rank: 3,
    read: (gathering) => {
      const value = JSON.stringify(element);
      gathering.reject(
        section,
        { file: search.file, line: 0 },
        place,
        value,
        'the element is not an object',
        'Save the answer again, or take the element out',
        { value },
        value,
      );
    },
  });
}

/** The call that an element answers, from fields that no other answer has together. */
function shapeOf(element: JsonObject): Shape | null {
  if (has(element, 'order_id', 'instrument_name', 'amount', 'direction') && !has(element, 'trade_id'))
    return 'orders';
  // Known by its direction, which no price answer has: one that lacks its size is a position with a fault, not a price.
  if (has(element, 'instrument_name', 'direction') && !has(element, 'trade_id') && !has(element, 'order_id'))
    return 'positions';
  if (has(element, 'instrument_name', 'contract_size') && has(element, 'kind')) return 'instruments';
  if (has(element, 'currency', 'balance') && (has(element, 'equity') || has(element, 'margin_model'))) {
    return has(element, 'cashflow') || has(element, 'user_seq') ? null : 'summaries';
  }
  if (has(element, 'instrument_name', 'mark_price')) {
    if (has(element, 'timestamp') || has(element, 'index_price') || has(element, 'greeks')) return 'tickers';
    return 'book summaries';
  }
  return null;
}

const sections: Record<Shape, ImportSection> = {
  instruments: 'instruments',
  tickers: 'market',
  'book summaries': 'market',
  positions: 'positions',
  orders: 'orders',
  summaries: 'balances',
};

const ranks: Record<Shape, number> = {
  instruments: 0,
  tickers: 1,
  'book summaries': 1,
  positions: 3,
  orders: 3,
  summaries: 3,
};

function add(search: Search, shape: Shape, list: JsonValue[], whole: boolean): void {
  const { file, parsed } = search;
  search.found.push({
    rank: ranks[shape],
    read: (gathering) => {
      gathering.format('deribit', 'Deribit');
      if (shape === 'instruments') readInstruments(gathering, file, list, parsed.line);
      else if (shape === 'positions') readPositions(gathering, file, list, parsed.line);
      else if (shape === 'orders') readOrders(gathering, file, list, parsed.line);
      else if (shape === 'summaries') readSummaries(gathering, file, list, parsed.line, whole);
      else {
        const figures = new FigureReader(gathering, file, parsed.line);
        const time = timeOfEnvelope(parsed.value);
        for (const element of list)
          figures.add(element, shape === 'tickers' ? 'ticker' : 'book summary', time);
        figures.finish(null);
      }
    },
  });
}

/** The document's own time: `usOut` of a JSON-RPC envelope (microseconds), or a capture time beside the answers. */
function timeOfEnvelope(value: JsonValue): string | null {
  if (!isJsonObject(value)) return null;
  const microseconds = value.usOut ?? value.usIn;
  if (typeof microseconds === 'number') return timeOf(Math.floor(microseconds / 1000));
  for (const key of [
    'captured_at',
    'snapshot_time',
    'snapshot_at',
    'fetched_at',
    'as_of',
    'timestamp',
    'time',
  ]) {
    const time = timeOf(value[key]);
    if (time !== null) return time;
  }
  return null;
}

/** A capture of several answers in one document: `instruments` and `tickers` (list, pairs or map by name), `captured_at`, `index`. */
function isCapture(value: JsonObject): boolean {
  return has(value, 'tickers') && (has(value, 'instruments') || has(value, 'captured_at'));
}

function addCapture(search: Search, capture: JsonObject): void {
  const { file, parsed } = search;
  const instruments = membersOf(capture.instruments);
  const tickers = membersOf(capture.tickers);
  const capturedAt = timeOf(capture.captured_at) ?? timeOf(capture.timestamp);
  search.found.push({
    rank: 0,
    read: (gathering) => {
      gathering.format('deribit', 'Deribit');
      readInstruments(gathering, file, instruments, parsed.line);
    },
  });
  search.found.push({
    rank: 1,
    read: (gathering) => {
      const figures = new FigureReader(gathering, file, parsed.line);
      const index = isJsonObject(capture.index)
        ? decimalOf(capture.index.index_price)
        : decimalOf(capture.index);
      const indexes = new Set(instruments.filter(isJsonObject).map((element) => textOf(element.price_index)));
      if (index !== null && capturedAt !== null && indexes.size === 1) {
        figures.index(indexes.values().next().value as string, index, capturedAt);
      }
      for (const ticker of tickers) figures.add(ticker, 'ticker', capturedAt);
      figures.finish(capturedAt);
    },
  });
  for (const key of ['positions', 'orders', 'summaries', 'account_summaries'] as const) {
    const part = capture[key];
    if (part !== undefined && part !== null)
      look(search, key === 'summaries' ? { summaries: part } : part, key, 1);
  }
}

function membersOf(value: JsonValue | undefined): JsonValue[] {
  if (isJsonObject(value)) {
    const result = value.result;
    return Array.isArray(result) ? result : Object.values(value).map(unwrapped);
  }
  if (!Array.isArray(value)) return [];
  return value.map((element) =>
    unwrapped(Array.isArray(element) && element.length === 2 ? element[1]! : element),
  );
}

function unwrapped(element: JsonValue): JsonValue {
  return isJsonObject(element) && isJsonObject(element.result) ? element.result : element;
}

/** A `get_params` answer: parameters per currency pair and currency. */
function isParameters(value: JsonObject): boolean {
  return has(value, 'currency_pair') && has(value, 'currency') && isJsonObject(value.currency_pair);
}
