// The listed instrument that a row of an IBKR Flex statement names. May import the domain.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import { futuresInstrument, monthOfCode, thirdFridayOpen } from '../../../domain/futures-instrument.ts';
import { futuresProduct, optionsProduct } from '../../../domain/futures-products.ts';
import type { Instrument, OptionRight } from '../../../domain/instrument.ts';
import { occInstrument, occSymbol, shareInstrument } from '../../../domain/listed-instrument.ts';
import { dayOfText } from '../../times.ts';
import type { Gathering } from '../gathering.ts';
import { endOfListedDay } from '../listed-accounts.ts';
import { type FlexColumn, type FlexValues, flexNumber } from './flex-columns.ts';

export interface FlexTrouble {
  column: FlexColumn;
  reason: string;
  remedy: string;
}

export interface FlexInstrument {
  instrument: Instrument;
  /** What is worth saying of it: an unusual multiplier. */
  note: string | null;
}

const trouble = (column: FlexColumn, reason: string, remedy: string): FlexTrouble => ({
  column,
  reason,
  remedy,
});

/** IBKR's names of the exchanges of futures → the venue. */
const exchanges: Readonly<Record<string, string>> = {
  CME: 'cme',
  GLOBEX: 'cme',
  CBOT: 'cbot',
  ECBOT: 'cbot',
  NYMEX: 'nymex',
  COMEX: 'comex',
};

/** Root, month letter, one or two digits of the year: `ESH6`, `CLJ26`. */
const contractShape = /^([A-Z0-9]{1,4}?)([FGHJKMNQUVXZ])(\d{1,2})$/;

/** The instrument of a row of category STK, OPT, FUT or FOP, or the column that doesn't let it be told. */
export function flexInstrument(values: FlexValues, gathering: Gathering): FlexInstrument | FlexTrouble {
  const category = values.assetCategory.toUpperCase();
  if (category === '')
    return trouble('assetCategory', 'the asset category is missing', 'Select AssetClass in the Flex query');
  if (!['STK', 'OPT', 'FUT', 'FOP'].includes(category))
    return trouble(
      'assetCategory',
      `positions of category ${category.slice(0, 20)} are not read: only STK, OPT, FUT and FOP are`,
      'Enter it by hand if a rulebook margins it, or leave it out',
    );
  if (values.symbol === '')
    return trouble('symbol', 'the symbol is missing', 'Select Symbol in the Flex query');
  if (values.currency !== '' && values.currency.toUpperCase() !== 'USD')
    return trouble(
      'currency',
      `it is listed in ${values.currency.slice(0, 20)}, and markets of the US are read only`,
      'Import the instrument with its terms (instruments.csv), and the position under its id',
    );
  if (category === 'STK') return shareOf(values, gathering);
  return category === 'OPT' ? optionOf(values, gathering) : contractOf(values, category === 'FOP', gathering);
}

function shareOf(values: FlexValues, gathering: Gathering): FlexInstrument | FlexTrouble {
  const instrument = shareInstrument(values.symbol);
  if (instrument) return kept(instrument, gathering);
  return trouble(
    'symbol',
    `“${values.symbol.slice(0, 40)}” is not a ticker of a share or fund in the US`,
    'Correct it, such as AAPL or BRK B',
  );
}

/** Day, strike and right of an option; what is missing or no number is told. */
function termsOf(values: FlexValues): { day: string; strike: DecimalText; right: OptionRight } | FlexTrouble {
  const day = dayOfText(values.expiry);
  if (day === null)
    return trouble(
      'expiry',
      values.expiry === '' ? 'the expiry is missing' : 'the expiry is no day, or could be two',
      'Select Expiry in the Flex query, and dates as yyyy-MM-dd',
    );
  const strike = flexNumber(values.strike);
  if (strike === null)
    return trouble(
      'strike',
      values.strike === '' ? 'the strike is missing' : 'the strike is no number',
      'Select Strike in the Flex query',
    );
  const letter = values.putCall.toUpperCase();
  if (letter !== 'C' && letter !== 'P')
    return trouble('putCall', 'the row is neither call nor put', 'Select Put/Call in the Flex query');
  return { day, strike, right: letter === 'C' ? 'call' : 'put' };
}

function optionOf(values: FlexValues, gathering: Gathering): FlexInstrument | FlexTrouble {
  let symbol = values.symbol;
  const named = occInstrument(symbol);
  if (!named) {
    const terms = termsOf(values);
    if ('column' in terms) return terms;
    const root = (symbol.split(/\s+/)[0] ?? '').toUpperCase();
    symbol = occSymbol({ root, ...terms }) ?? '';
  } else if (values.strike !== '' && !sameNumber(values.strike, named.strike)) {
    return trouble(
      'strike',
      `the symbol says strike ${named.strike}, the row ${values.strike.slice(0, 30)}`,
      'Correct one of them',
    );
  }
  const option = named ?? occInstrument(symbol);
  if (!option)
    return trouble(
      'symbol',
      `“${values.symbol.slice(0, 40)}” is not the symbol of a listed option`,
      'Correct it, such as AAPL  250221C00180000',
    );
  const resolution = gathering.resolve(option.symbol, 'occ');
  if ('reason' in resolution) return trouble('symbol', resolution.reason, resolution.remedy);
  return withMultiplier(resolution.instrument, values.multiplier, gathering);
}

const sameNumber = (cell: string, text: string | null): boolean => {
  const number = flexNumber(cell);
  return number !== null && text !== null && number === text;
};

/** The option with the multiplier that the row states. What the book or another file states of the instrument stays. */
function withMultiplier(
  instrument: Instrument,
  stated: string,
  gathering: Gathering,
): FlexInstrument | FlexTrouble {
  if (stated === '' || sameNumber(stated, instrument.multiplier)) return { instrument, note: null };
  const multiplier = flexNumber(stated);
  if (multiplier === null || !new ExactDecimal(multiplier).greaterThan(0))
    return trouble('multiplier', 'the multiplier is no positive number', 'Write it as 100');
  if (gathering.context.instruments.has(instrument.id)) return kept({ ...instrument, multiplier }, gathering);
  const changed = { ...instrument, multiplier };
  gathering.putInstrument(changed);
  const note = `${instrument.symbol}: multiplier ${multiplier} instead of ${instrument.multiplier}. If the contract was adjusted, set the shares and the cash that it delivers`;
  return { instrument: changed, note };
}

/** A future, or an option on one. */
function contractOf(
  values: FlexValues,
  isOption: boolean,
  gathering: Gathering,
): FlexInstrument | FlexTrouble {
  const exchange = exchanges[values.listingExchange.toUpperCase()];
  if (exchange === undefined)
    return trouble(
      'listingExchange',
      values.listingExchange === ''
        ? 'the exchange is missing'
        : `${values.listingExchange.slice(0, 20)} is not an exchange whose futures are read (CME, CBOT, NYMEX, COMEX)`,
      'Select Listing Exchange in the Flex query, or import the instrument with its terms (instruments.csv)',
    );
  const day = dayOfText(values.expiry);
  if (day === null) return termsOf(values) as FlexTrouble;
  const name = contractName(values.symbol, day);
  if (name === null)
    return trouble(
      'symbol',
      `“${values.symbol.slice(0, 40)}” does not begin with a product, a month letter and a year`,
      'Correct it, such as ESH6 or LOK6 C70',
    );
  const multiplier = flexNumber(values.multiplier);
  if (multiplier === null || !new ExactDecimal(multiplier).greaterThan(0))
    return trouble(
      'multiplier',
      'the multiplier is missing or no positive number',
      'Select Multiplier in the Flex query',
    );
  let symbol = name;
  let delivered: { deliversFuture: string } | null = null;
  if (isOption) {
    const terms = termsOf(values);
    if ('column' in terms) return terms;
    symbol = `${name}-${terms.strike}-${terms.right === 'call' ? 'C' : 'P'}`;
    const future = contractName(values.underlyingSymbol, day);
    if (future !== null) delivered = { deliversFuture: `${exchange}:${future}` };
  }
  const found = futuresInstrument(symbol, exchange, {
    expiry: endOf(exchange, name, day, isOption),
    multiplier: decimalText(multiplier),
    ...delivered,
  });
  if (found && 'instrument' in found) return kept(found.instrument, gathering);
  return trouble(
    isOption ? 'underlyingSymbol' : 'symbol',
    `${values.symbol.slice(0, 40)} does not say ${isOption ? 'which future it is exercised into' : 'what it is'}`,
    'Select Underlying Symbol in the Flex query, or import the instrument with its terms (instruments.csv)',
  );
}

/** `ESH6`, `LOK6 C70` as `ESH26`, `LOK26`: of the years that end in the digit, the one nearest to the expiry. Null when it is no contract. */
function contractName(symbol: string, day: string): string | null {
  const found = contractShape.exec((symbol.trim().split(/\s+/)[0] ?? '').toUpperCase());
  if (!found) return null;
  const [, root = '', letter = '', digits = ''] = found;
  if (digits.length === 2) return `${root}${letter}${digits}`;
  const expiry = Number(day.slice(0, 4));
  const years = [expiry - 1, expiry, expiry + 1].filter((year) => String(year).endsWith(digits));
  return years.length === 0 ? null : `${root}${letter}${String(years[0]).slice(2)}`;
}

/** Instant at which a contract ends on its last day: stock index futures, and the options that end with them, on opening prices. */
function endOf(exchange: string, name: string, day: string, isOption: boolean): string {
  const [month, code] = [monthOfCode(name.slice(-3)), name.slice(0, -3)];
  const product = isOption ? optionsProduct(exchange, code) : futuresProduct(exchange, code);
  const opening = month === null || !product?.endsOnThirdFriday ? '' : thirdFridayOpen(month);
  return opening.startsWith(day) ? opening : endOfListedDay(exchange, day);
}

/** What the book or a file of this import states of an instrument stands above what a position's row says. */
function kept(instrument: Instrument, gathering: Gathering): FlexInstrument {
  const known = gathering.instruments.get(instrument.id) ?? gathering.context.instruments.get(instrument.id);
  if (!known) {
    gathering.putInstrument(instrument);
    return { instrument, note: null };
  }
  const note = `${instrument.symbol}: the statement says multiplier ${instrument.multiplier}, the book ${known.multiplier}, which is kept`;
  return { instrument: known, note: known.multiplier === instrument.multiplier ? null : note };
}
