// Option chains as market snapshots: the price of what the options are on, bids, asks, their middle as mark, and stated volatilities.
// Three forms: one option a row under Yahoo's names or plain ones, a call and a put side by side (OptionsDX). No row is dropped unsaid.
import { type DecimalText, decimalText, ExactDecimal } from '../../domain/decimal.ts';
import { indexOptionRoots } from '../../domain/index-options.ts';
import type { Instrument, OptionRight } from '../../domain/instrument.ts';
import { listedExpiry, occSymbol } from '../../domain/listed-instrument.ts';
import type { MarketFigure } from '../../domain/market.ts';
import { dayOfText, instantOfText } from '../times.ts';
import { ChainCounts } from './chain-counts.ts';
import type { Gathering } from './gathering.ts';
import { canonicalDecimal, decimalOfCell } from './numbers.ts';
import type { ChainLayout, QuoteColumns } from './option-chain-columns.ts';
import { originalRow, rejectWrongWidth, type TableReader } from './table-rows.ts';

/** A volatility up to this, or below 0, is a feed's way of saying that it found none (Yahoo writes 0.00001). */
const PLACEHOLDER_VOLATILITY = 0.0001;
/** A volatility of this and more is a percentage written without its sign. */
const PERCENTAGES_FROM = 20;
/** The name of a file that holds one underlying and doesn't say so inside: `spy_eod_202212.txt`, `SPY_2022-12-30.csv`. */
const tickerOfFile = /^([A-Za-z]{1,5})[_-](?:eod|\d{4})/i;

interface Trouble {
  column: number;
  reason: string;
  remedy: string;
}
/** What the cells of one option say; null where they say nothing. */
interface Quote {
  bid: DecimalText | null;
  ask: DecimalText | null;
  volatility: DecimalText | null;
  placeholder: boolean;
}
interface Underlying {
  priceIndex: string;
  value: DecimalText;
  time: string | null;
}
/** The quotes of one time. `time` null: the file's own, known at its end. */
interface Moment {
  time: string | null;
  options: { instrument: Instrument; quote: Quote; time: string | null }[];
  underlyings: Map<string, Underlying>;
}

export class OptionChainCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #headers: readonly string[];
  readonly #layout: ChainLayout;
  readonly #root: string | null;
  /** By the quotes' time where rows of several times make several snapshots. */
  readonly #moments = new Map<string, Moment>();
  readonly #seen = new Map<string, number>();
  readonly #prices = new Map<string, Set<string>>();
  #latest: string | null = null;

  constructor(gathering: Gathering, file: string, headers: readonly string[], layout: ChainLayout) {
    this.#gathering = gathering;
    this.#file = file;
    this.#headers = headers;
    this.#layout = layout;
    gathering.format('option-chain-csv', 'Option chain');
    const isNamed = layout.form === 'rows' || layout.root !== null;
    this.#root = isNamed ? null : (tickerOfFile.exec(file)?.[1]?.toUpperCase() ?? null);
    if (this.#root !== null)
      gathering.notice(
        `${file} has no column that names its underlying: ${this.#root} is taken from the file's name.`,
      );
  }

  row(cells: string[], line: number): void {
    const place = { file: this.#file, line };
    if (rejectWrongWidth(this.#gathering, 'market', place, this.#headers, cells)) return;
    const trouble =
      this.#layout.form === 'rows' ? this.#oneOption(cells, line) : this.#callAndPut(cells, line);
    if (trouble === null) return;
    const { column, reason, remedy } = trouble;
    const [header, value] = [this.#headers[column] ?? '', cells[column] ?? ''];
    const original = originalRow(this.#headers, cells);
    this.#gathering.reject('market', place, header, value, reason, remedy, original);
  }

  end(): void {
    const fallback = this.#gathering.timeOfFile(this.#file);
    for (const moment of this.#moments.values()) {
      const time = moment.time ?? this.#latest ?? fallback.time;
      if (moment.time === null && this.#latest === null)
        this.#gathering.notice(
          `${this.#file} does not say when it was quoted: its quotes have the time of ${fallback.what}.`,
        );
      const counts = new ChainCounts(this.#file, time);
      const figures: MarketFigure[] = [];
      for (const { priceIndex, value, time: own } of moment.underlyings.values())
        figures.push(figure('index', priceIndex, value, own ?? time, this.#file));
      for (const { instrument, quote, time: own } of moment.options) {
        counts.add(instrument, quote);
        this.#addFigures(figures, instrument.id, quote, own ?? time);
      }
      for (const sentence of counts.sentences(moment.underlyings)) this.#gathering.notice(sentence);
      this.#gathering.addFigures(this.#file, time, figures, 'OCC');
    }
    for (const [priceIndex, prices] of this.#prices)
      if (prices.size > 1)
        this.#gathering.notice(
          `${this.#file} states ${prices.size} prices of ${priceIndex} at one time: the last one is taken.`,
        );
  }

  /** `symbol, bid, ask, implied volatility, underlying price, time`. Takes the row or says what is wrong with it. */
  #oneOption(cells: readonly string[], line: number): Trouble | null {
    const layout = this.#layout;
    if (layout.form !== 'rows') return null;
    const wrong = (column: number, reason: string, remedy: string) => ({ column, reason, remedy });
    const resolution = this.#gathering.resolve((cells[layout.symbol] ?? '').trim(), 'occ');
    if ('reason' in resolution) return wrong(layout.symbol, resolution.reason, resolution.remedy);
    const { instrument } = resolution;
    if (instrument.kind !== 'option')
      return wrong(
        layout.symbol,
        `${instrument.id} is no option`,
        'Give the price of what the options are on in a column of its own (underlying price)',
      );
    const timeCell = layout.time === null ? '' : (cells[layout.time] ?? '').trim();
    const time = timeCell === '' ? null : instantOfText(timeCell);
    if (timeCell !== '' && time === null)
      return wrong(layout.time!, 'it is no time', 'Write it as 2026-02-13T15:50:00Z');
    const quote = readQuote(cells, layout.quote);
    if ('reason' in quote) return quote;
    const price = readPrice(cells, layout.underlyingPrice);
    if (price !== null && typeof price !== 'string') return price;
    const again = this.#again(`${instrument.id}`, line, layout.symbol);
    if (again) return again;
    const traded = layout.lastTrade === null ? null : instantOfText((cells[layout.lastTrade] ?? '').trim());
    for (const instant of [time, layout.time === null ? traded : null])
      if (instant !== null && (this.#latest === null || instant > this.#latest)) this.#latest = instant;
    const moment = this.#moment('', null);
    moment.options.push({ instrument, quote, time });
    this.#takePrice(moment, instrument.priceIndex, price, time);
    return null;
  }

  /** A strike with its call and its put, by OptionsDX. Takes both or neither. */
  #callAndPut(cells: readonly string[], line: number): Trouble | null {
    const layout = this.#layout;
    if (layout.form !== 'sideBySide') return null;
    const wrong = (column: number, reason: string, remedy: string) => ({ column, reason, remedy });
    const cell = (column: number | null): string => (column === null ? '' : (cells[column] ?? '').trim());
    const named = layout.root === null ? this.#root : cell(layout.root).toUpperCase();
    if (named === null || named === '')
      return wrong(
        layout.root ?? layout.underlyingPrice,
        'nothing says what these options are on',
        'Begin the name of the file with the ticker (SPY_2022-12-30.csv), or add a column [TICKER]',
      );
    const time = instantOfText(cell(layout.time));
    if (time === null) return wrong(layout.time, 'it is no time', 'Write Unix seconds');
    const day = dayOfText(cell(layout.expiryDay));
    if (day === null) return wrong(layout.expiryDay, 'it is no day', 'Write it as 2022-12-30');
    const strike = decimalOfCell(cell(layout.strike));
    const root = rootOf(named, day, instantOfText(cell(layout.expiryTime)));
    const price = readPrice(cells, layout.underlyingPrice);
    if (price !== null && typeof price !== 'string') return price;
    const taken: { instrument: Instrument; quote: Quote }[] = [];
    for (const right of ['call', 'put'] as const satisfies readonly OptionRight[]) {
      const symbol = strike === null ? null : occSymbol({ root, day, right, strike });
      if (symbol === null)
        return wrong(layout.strike, 'it is no strike', 'Write a number above 0, such as 382.5');
      const resolution = this.#gathering.resolve(symbol, 'occ');
      if ('reason' in resolution) return wrong(layout.strike, resolution.reason, resolution.remedy);
      const quote = readQuote(cells, layout[right]);
      if ('reason' in quote) return quote;
      taken.push({ instrument: resolution.instrument, quote });
    }
    const again = this.#again(`${time} ${taken[0]!.instrument.id}`, line, layout.strike);
    if (again) return again;
    const moment = this.#moment(time, time);
    for (const { instrument, quote } of taken) moment.options.push({ instrument, quote, time });
    this.#takePrice(moment, taken[0]!.instrument.priceIndex, price, time);
    return null;
  }

  #again(identity: string, line: number, column: number): Trouble | null {
    const earlier = this.#seen.get(identity);
    if (earlier === undefined) {
      this.#seen.set(identity, line);
      return null;
    }
    return {
      column,
      reason: `this option stands in line ${earlier} already`,
      remedy: 'Keep one of the rows; quotes of several times go into files of their own',
    };
  }

  #moment(key: string, time: string | null): Moment {
    let moment = this.#moments.get(key);
    if (!moment) {
      moment = { time, options: [], underlyings: new Map() };
      this.#moments.set(key, moment);
    }
    return moment;
  }

  #takePrice(moment: Moment, priceIndex: string, value: DecimalText | null, time: string | null): void {
    const known = moment.underlyings.get(priceIndex);
    if (value === null || (known && (known.time ?? '') > (time ?? ''))) return;
    if (known && known.value !== value && known.time === time) {
      const prices = this.#prices.get(priceIndex) ?? new Set([known.value]);
      this.#prices.set(priceIndex, prices.add(value));
    }
    moment.underlyings.set(priceIndex, { priceIndex, value, time });
  }

  /** Quotes as they stand. The middle is a mark only where both sides make sense: ask ≥ bid ≥ 0, ask > 0; a bid of 0 is said in its source. */
  #addFigures(figures: MarketFigure[], id: string, quote: Quote, time: string): void {
    const { bid, ask, volatility } = quote;
    const hasQuote = Number(bid) > 0 || Number(ask) > 0;
    if (hasQuote && bid !== null) figures.push(figure('bid', id, bid, time, this.#file));
    if (ask !== null && Number(ask) > 0) figures.push(figure('ask', id, ask, time, this.#file));
    if (isTwoSided(quote)) {
      const middle = decimalText(new ExactDecimal(bid!).plus(ask!).dividedBy(2));
      const how = Number(bid) === 0 ? 'half the ask, as the bid is 0' : 'middle of bid and ask';
      figures.push(figure('mark', id, middle, time, `${this.#file}: ${how}`));
    }
    if (volatility !== null) figures.push(figure('volatility', id, volatility, time, this.#file));
  }
}

/** Whether bid and ask make a middle. */
export const isTwoSided = ({ bid, ask }: Pick<Quote, 'bid' | 'ask'>): boolean =>
  bid !== null && ask !== null && Number(ask) > 0 && Number(ask) >= Number(bid);

const figure = (
  figureClass: MarketFigure['class'],
  key: string,
  value: DecimalText,
  time: string,
  source: string,
): MarketFigure => ({ class: figureClass, key, expiry: '', value, time, source });

const isEmpty = (cell: string): boolean => cell === '' || cell === '-' || /^(nan|n\/a|na|null)$/i.test(cell);

/** A price cell: null where empty, the number, or what is wrong with it. */
function readPrice(cells: readonly string[], column: number | null): DecimalText | null | Trouble {
  const cell = column === null ? '' : (cells[column] ?? '').trim();
  if (column === null || isEmpty(cell)) return null;
  const value = canonicalDecimal(cell) ?? decimalOfCell(cell);
  if (value === null)
    return { column, reason: 'it is not a number', remedy: 'Write a plain number, such as 12.5' };
  return Number(value) < 0
    ? { column, reason: 'a price below 0', remedy: 'Correct the price, or leave the cell empty' }
    : value;
}

function readQuote(cells: readonly string[], columns: QuoteColumns): Quote | Trouble {
  const bid = readPrice(cells, columns.bid);
  if (bid !== null && typeof bid !== 'string') return bid;
  const ask = readPrice(cells, columns.ask);
  if (ask !== null && typeof ask !== 'string') return ask;
  const column = columns.volatility;
  const cell = column === null ? '' : (cells[column] ?? '').trim();
  const percent = cell.endsWith('%');
  const plain = percent ? cell.slice(0, -1).trim() : cell;
  if (column === null || isEmpty(plain)) return { bid, ask, volatility: null, placeholder: false };
  const read = canonicalDecimal(plain) ?? decimalOfCell(plain);
  if (read === null)
    return { column, reason: 'it is not a number', remedy: 'Write a fraction per year, such as 0.25' };
  const volatility = percent ? decimalText(new ExactDecimal(read).dividedBy(100)) : read;
  const value = Number(volatility);
  if (value >= PERCENTAGES_FROM)
    return {
      column,
      reason: `a volatility of ${Math.round(value * 100).toLocaleString('en-US')} % per year`,
      remedy: 'Write it as a fraction per year (0.25 for 25 %), or leave the cell empty',
    };
  return value <= PLACEHOLDER_VOLATILITY
    ? { bid, ask, volatility: null, placeholder: true }
    : { bid, ask, volatility, placeholder: false };
}

/** The root of an index option whose row names the index only: the one that settles at the time of expiry; on closing prices where no time is stated. */
function rootOf(named: string, day: string, expiry: string | null): string {
  const settles = expiry !== null && expiry <= listedExpiry(day, 'am') ? 'am' : 'pm';
  if (indexOptionRoots[named] === undefined || indexOptionRoots[named].settles === settles) return named;
  const other = Object.entries(indexOptionRoots).find(
    ([, root]) => root.underlying === named && root.settles === settles,
  );
  return other?.[0] ?? named;
}
