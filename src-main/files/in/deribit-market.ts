// Deribit's public data: instruments, tickers and book summaries, as instruments and market figures.
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketFigure } from '../../domain/market.ts';
import { decimalOf, fractionOfPercent, isZero, textOf, timeOf } from './deribit-fields.ts';
import { isElement, type LineOf, rejecting } from './deribit-rejection.ts';
import type { Gathering } from './gathering.ts';
import type { JsonObject, JsonValue } from './json-text.ts';

/** `get_instruments`: one element per instrument. Combinations are passed over with a notice: positions in them come as legs. */
export function readInstruments(gathering: Gathering, file: string, list: JsonValue[], lineOf: LineOf): void {
  let combinations = 0;
  for (const element of list) {
    const reject = rejecting(gathering, 'instruments', file, element, lineOf);
    if (!isElement(element, reject)) continue;
    const kind = textOf(element.kind);
    if (kind.endsWith('_combo')) {
      combinations++;
      continue;
    }
    const read = instrumentOf(element);
    if ('reason' in read) {
      reject(read.column, read.reason, 'Save the answer of get_instruments again, or correct the field');
    } else gathering.putInstrument(read);
  }
  if (combinations > 0)
    gathering.notice(
      `${combinations} combination instruments of ${file} were passed over: positions are held in their legs.`,
    );
}

function instrumentOf(element: JsonObject): Instrument | { column: string; reason: string } {
  const symbol = textOf(element.instrument_name);
  if (symbol === '') return { column: 'instrument_name', reason: 'the instrument has no name' };
  const kindText = textOf(element.kind);
  const expiring =
    kindText === 'option' || (kindText === 'future' && element.settlement_period !== 'perpetual');
  const kind =
    kindText === 'option' ? 'option' : kindText === 'spot' ? 'spot' : expiring ? 'future' : 'perpetual';
  if (kindText !== 'option' && kindText !== 'future' && kindText !== 'spot') {
    return { column: 'kind', reason: 'the kind is none of option, future, spot' };
  }
  const underlying = textOf(element.base_currency);
  // For inverse options `quote_currency` is the coin they are quoted in; strike and forward are in the counter currency.
  const quoteCurrency = textOf(element.counter_currency) || textOf(element.quote_currency);
  const contractSize = decimalOf(element.contract_size);
  const expiry = expiring ? timeOf(element.expiration_timestamp) : null;
  const strike = kind === 'option' ? decimalOf(element.strike) : null;
  const right = element.option_type === 'call' ? 'call' : element.option_type === 'put' ? 'put' : null;
  if (underlying === '') return { column: 'base_currency', reason: 'the base currency is missing' };
  if (quoteCurrency === '') return { column: 'counter_currency', reason: 'the counter currency is missing' };
  if (contractSize === null || contractSize.startsWith('-') || isZero(contractSize))
    return { column: 'contract_size', reason: 'the contract size is not a positive number' };
  if (expiring && expiry === null)
    return { column: 'expiration_timestamp', reason: 'the time of expiry is missing' };
  if (kind === 'option' && (strike === null || strike.startsWith('-') || isZero(strike)))
    return { column: 'strike', reason: 'the strike is not a positive number' };
  if (kind === 'option' && right === null)
    return { column: 'option_type', reason: 'it is neither call nor put' };
  const inverse = textOf(element.instrument_type || element.future_type || null) === 'reversed';
  return {
    id: `deribit:${symbol}`,
    venue: 'deribit',
    symbol,
    kind,
    payoff: inverse ? 'inverse' : 'linear',
    underlying,
    priceIndex: textOf(element.price_index) || `${underlying}_${quoteCurrency}`.toLowerCase(),
    quoteCurrency,
    settlementCurrency: textOf(element.settlement_currency) || (inverse ? underlying : quoteCurrency),
    quantityUnit: inverse && kind !== 'option' ? 'quote' : 'base',
    multiplier: '1',
    contractSize,
    expiry,
    strike,
    right: kind === 'option' ? right : null,
    exercise: kind === 'option' ? 'european' : null,
  };
}

/** Gathers the figures of one file; `finish` adds forwards and hands them on. */
export class FigureReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #lineOf: LineOf;
  readonly #figures: MarketFigure[] = [];
  /** Per price index and expiry: the newest underlying price of its options, and how many gave one. */
  readonly #forwards = new Map<string, { figure: MarketFigure; options: number; future: boolean }>();
  #newest = '';

  constructor(gathering: Gathering, file: string, lineOf: LineOf) {
    this.#gathering = gathering;
    this.#file = file;
    this.#lineOf = lineOf;
  }

  #put(
    figureClass: MarketFigure['class'],
    key: string,
    expiry: string,
    value: string,
    time: string,
    source: string,
  ): void {
    this.#figures.push({ class: figureClass, key, expiry, value, time, source });
    if (Date.parse(time) > (this.#newest === '' ? Number.NEGATIVE_INFINITY : Date.parse(this.#newest)))
      this.#newest = time;
  }

  /** The index as a capture states it apart from the tickers. */
  index(priceIndex: string, value: string, time: string): void {
    this.#put('index', priceIndex, '', value, time, 'Deribit index');
  }

  /**
   * One ticker or book summary. `fallbackTime` is for elements without a time of their own (a capture's time).
   * Book summaries carry no index price: for anything but an expiring index in its last half hour, `estimated_delivery_price` is it.
   */
  add(element: JsonValue, kind: 'ticker' | 'book summary', fallbackTime: string | null): void {
    const reject = rejecting(this.#gathering, 'market', this.#file, element, this.#lineOf);
    if (!isElement(element, reject)) return;
    const name = textOf(element.instrument_name);
    const resolution = this.#gathering.resolve(name, 'deribit');
    if ('reason' in resolution) {
      if (/combination/.test(resolution.reason)) return;
      reject('instrument_name', resolution.reason, resolution.remedy);
      return;
    }
    const { instrument } = resolution;
    const time =
      timeOf(element.timestamp) ?? timeOf(element.creation_timestamp) ?? fallbackTime ?? this.#now();
    const source = `Deribit ${kind}`;
    const mark = decimalOf(element.mark_price);
    if (
      element.mark_price !== undefined &&
      element.mark_price !== null &&
      (mark === null || mark.startsWith('-'))
    ) {
      reject('mark_price', 'the mark price is not a price', 'Correct the number, or leave the field out');
      return;
    }
    if (mark !== null) this.#put('mark', instrument.id, '', mark, time, source);
    if (instrument.kind === 'option') {
      const volatility = decimalOf(element.mark_iv);
      if (volatility !== null && Number(volatility) > 0) {
        this.#put('volatility', instrument.id, '', fractionOfPercent(volatility), time, source);
      }
      const underlying = decimalOf(element.underlying_price);
      if (underlying !== null && Number(underlying) > 0 && instrument.expiry !== null) {
        this.#forward(instrument.priceIndex, instrument.expiry, underlying, time, name, kind, false);
      }
    } else if (instrument.kind === 'future' && mark !== null && instrument.expiry !== null) {
      this.#forward(instrument.priceIndex, instrument.expiry, mark, time, name, kind, true);
    }
    const index = decimalOf(element.index_price);
    const estimated = decimalOf(element.estimated_delivery_price);
    if (index !== null && Number(index) > 0)
      this.#put('index', instrument.priceIndex, '', index, time, source);
    else if (estimated !== null && Number(estimated) > 0 && element.index_price === undefined) {
      this.#put('index', instrument.priceIndex, '', estimated, time, `${source}, estimated delivery price`);
    }
  }

  #now(): string {
    const { time, what } = this.#gathering.timeOfFile(this.#file);
    this.#gathering.notice(`Figures of ${this.#file} carry no time: they are taken as of ${what}, ${time}.`);
    return time;
  }

  /** Options of one expiry state the same underlying price, moments apart: the newest stands. A dated future's mark stands in where no option does. */
  #forward(
    priceIndex: string,
    expiry: string,
    value: string,
    time: string,
    name: string,
    kind: string,
    future: boolean,
  ): void {
    const key = `${priceIndex} ${expiry}`;
    const known = this.#forwards.get(key);
    const options = (known && !known.future ? known.options : 0) + (future ? 0 : 1);
    const stays =
      known !== undefined &&
      (known.future === future ? Date.parse(known.figure.time) > Date.parse(time) : !known.future);
    if (stays) {
      known.options = Math.max(known.options, options);
      return;
    }
    const source = future
      ? `Deribit ${kind}, mark of ${name}`
      : `Deribit ${kind}, underlying price of ${name}`;
    this.#forwards.set(key, {
      figure: { class: 'forward', key: priceIndex, expiry, value, time, source },
      options,
      future,
    });
  }

  /** `capturedAt` dates the snapshot; otherwise its newest figure does. */
  finish(capturedAt: string | null): void {
    let several = false;
    for (const { figure, options } of this.#forwards.values()) {
      if (options > 1) several = true;
      this.#put('forward', figure.key, figure.expiry, figure.value, figure.time, figure.source);
    }
    if (this.#figures.length === 0) return;
    if (several) {
      this.#gathering.notice(
        'Where several options of one expiry state an underlying price, the newest is the forward; its source names the option.',
      );
    }
    this.#gathering.addFigures(this.#file, capturedAt ?? this.#newest, this.#figures);
  }
}
