// What an instrument's symbol says by itself: names of Deribit, OKX, Derive and Bybit; of listed options (OCC, 21 characters), shares and futures.
// May import the domain only.
import { bybitInstrument } from '../domain/bybit-instrument.ts';
import { decimalText, isDecimalText } from '../domain/decimal.ts';
import { deriveInstrument } from '../domain/derive-instrument.ts';
import { futuresInstrument, type KnownTerms } from '../domain/futures-instrument.ts';
import { futuresExchanges } from '../domain/futures-products.ts';
import type { Instrument, OptionRight } from '../domain/instrument.ts';
import { lacksDeliverable, occInstrument, shareInstrument } from '../domain/listed-instrument.ts';
import { okxInstrument } from '../domain/okx-instrument.ts';
import { dayOfVenueText } from './times.ts';

export type SymbolReading =
  | {
      instrument: Instrument;
      /** False when the symbol doesn't say how large a contract is (`contractSize` is then 1): a count of contracts can't be converted. */
      contractSizeKnown: boolean;
    }
  | { reason: string; remedy: string };

/** Deribit's published contract sizes of inverse futures, USD per contract (docs: instrument specifications; get_instruments `contract_size`). */
const inverseContractSize: Record<string, string> = { BTC: '10', ETH: '1' };

const asset = '[A-Z][A-Z0-9]{0,19}';
const deribitShape = new RegExp(
  `^(${asset})(?:_(${asset}))?(?:-(PERPETUAL|\\d{1,2}[A-Z]{3}\\d{2})(?:-(\\d+(?:[D.]\\d+)?)-(C|P|CALL|PUT))?)?$`,
);
const comboShape =
  /^[A-Z0-9_]+-(?:FS|CS|CDIAG|PS|PDIAG|CCAL|PCAL|CBUT|PBUT|CCOND|PCOND|ICOND|IB|RR|STRD|STRG|REV|JR|BOX|CSR12|CSR13|PSR12|PSR13|CUSTOM)-/;
const occShape = /^([A-Z]{1,5}[0-9]?|[A-Z]{6})\s*(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;

/**
 * Reads a symbol. `venue` decides between the two grammars; null tries the OCC shape first, as no Deribit name has it.
 * A prefix such as `deribit:` stands above `venue`.
 */
export function readSymbol(text: string, venue: string | null = null): SymbolReading {
  const upper = text.trim().toUpperCase();
  const colon = upper.indexOf(':');
  const place = colon > 0 ? upper.slice(0, colon).toLowerCase() : venue;
  const symbol = colon > 0 ? upper.slice(colon + 1) : upper;
  if (place === 'occ' || (place === null && occShape.test(symbol))) return readOccSymbol(symbol);
  if (place === null || place === 'deribit') {
    return occShape.test(symbol) && colon < 0 ? readOccSymbol(symbol) : readDeribitSymbol(symbol);
  }
  if (place === 'okx') return readOkxSymbol(symbol);
  if (place === 'derive') return readDeriveSymbol(symbol);
  if (place === 'bybit') return readBybitSymbol(symbol);
  if (place === 'us') return readTicker(symbol);
  if (futuresExchanges.includes(place)) return readFuturesSymbol(symbol, place);
  return {
    reason: `Margrave can't tell from its name what the instrument “${text.slice(0, 80)}” of venue ${place} is`,
    remedy: 'Import it first in the section instruments of a Margrave file (instruments.csv or JSON)',
  };
}

/** `BTC-27JUN25-100000-C`, `BTC_USDC-PERPETUAL`, `XRP_USDC-30JUN25-0d625-C`, `ETH_USDC` … Expiry is 08:00 UTC of the day named. */
function readDeribitSymbol(symbol: string): SymbolReading {
  const found = deribitShape.exec(symbol);
  if (!found || (found[2] === undefined && found[3] === undefined)) {
    if (comboShape.test(symbol)) {
      return {
        reason: `“${symbol.slice(0, 80)}” is a combination of several instruments`,
        remedy: 'Give each leg in a row of its own',
      };
    }
    return {
      reason: `“${symbol.slice(0, 80)}” is not a name that Margrave can read`,
      remedy:
        'Correct it (BTC-27JUN25-100000-C, BTC-PERPETUAL, SPY260213C00500000), or import the instrument first (get_instruments or instruments.csv)',
    };
  }
  const [, base, counter, term, strikeText, rightText] = found;
  const inverse = counter === undefined;
  const kind =
    term === undefined
      ? 'spot'
      : term === 'PERPETUAL'
        ? 'perpetual'
        : strikeText === undefined
          ? 'future'
          : 'option';
  const quoteCurrency = counter ?? 'USD';
  let expiry: string | null = null;
  if (kind === 'future' || kind === 'option') {
    const date = dayOfVenueText(term!);
    if (date === null) {
      return { reason: `“${term}” in ${symbol} is not a day`, remedy: 'Correct the day of expiry (27JUN25)' };
    }
    expiry = `${date}T08:00:00Z`;
  } else if (strikeText !== undefined) {
    return { reason: `${symbol} has a strike but no day of expiry`, remedy: 'Correct the name' };
  }
  const strike = strikeText === undefined ? null : strikeText.replace('D', '.');
  if (strike !== null && (!isDecimalText(strike) || Number(strike) <= 0)) {
    return {
      reason: `The strike in ${symbol.slice(0, 80)} is not a positive number`,
      remedy: 'Correct the strike',
    };
  }
  const right: OptionRight | null = kind === 'option' ? (rightText!.startsWith('C') ? 'call' : 'put') : null;
  const canonical =
    rightText === undefined
      ? symbol
      : `${symbol.slice(0, symbol.lastIndexOf('-') + 1).replace(/(\d)[D.](\d)/, '$1d$2')}${rightText[0]}`;
  const knownSize = inverse ? (kind === 'option' ? '1' : inverseContractSize[base!]) : undefined;
  return {
    instrument: {
      id: `deribit:${canonical}`,
      venue: 'deribit',
      symbol: canonical,
      kind,
      payoff: inverse ? 'inverse' : 'linear',
      underlying: base!,
      priceIndex: `${base!.toLowerCase()}_${quoteCurrency.toLowerCase()}`,
      quoteCurrency,
      settlementCurrency: inverse ? base! : quoteCurrency,
      quantityUnit: inverse && kind !== 'option' ? 'quote' : 'base',
      multiplier: '1',
      contractSize: knownSize ?? '1',
      expiry,
      strike: strike === null ? null : decimalText(strike),
      right,
      exercise: kind === 'option' ? 'european' : null,
    },
    contractSizeKnown: knownSize !== undefined,
  };
}

/** `BTC-USDT-SWAP`, `BTC-USD-260327`, `BTC-USD-260327-100000-C`, `BTC-USDT`: the name doesn't say how much one contract is. */
function readOkxSymbol(symbol: string): SymbolReading {
  const instrument = okxInstrument(symbol);
  if (instrument) return { instrument, contractSizeKnown: instrument.kind === 'spot' };
  return {
    reason: `“${symbol.slice(0, 80)}” is not a name of OKX that Margrave can read`,
    remedy:
      'Correct it (BTC-USDT-SWAP, BTC-USD-260327, BTC-USD-260327-100000-C), or import the instrument first (instruments.csv)',
  };
}

/** `BTCUSDT`, `BTCPERP`, `BTCUSD`, `BTC-27MAR26`, `BTC-27MAR26-100000-C-USDT`: one contract is one coin, of inverse ones one USD. */
function readBybitSymbol(symbol: string): SymbolReading {
  const instrument = bybitInstrument(symbol);
  if (instrument) return { instrument, contractSizeKnown: true };
  return {
    reason: `“${symbol.slice(0, 80)}” is not a name of Bybit that Margrave can read`,
    remedy:
      'Correct it (BTCUSDT, BTCPERP, BTCUSD, BTCUSDT-27MAR26, BTC-27MAR26-100000-C), or import the instrument first (instruments.csv)',
  };
}

/** `ETH-PERP`, `ETH-20260327-3000-C`: one contract is one coin. */
function readDeriveSymbol(symbol: string): SymbolReading {
  const instrument = deriveInstrument(symbol);
  if (instrument) return { instrument, contractSizeKnown: true };
  return {
    reason: `“${symbol.slice(0, 80)}” is not a name of Derive that Margrave can read`,
    remedy: 'Correct it (ETH-PERP, ETH-20260327-3000-C), or import the instrument first (instruments.csv)',
  };
}

/**
 * `SPY   260213C00500000` (padded or not): root, expiry YYMMDD, right, strike in thousandths. Roots that end in a digit are adjusted contracts, whose
 * deliverable the name doesn't say: refused. Shares of the same account (`SPY`) are read by their ticker.
 */
function readOccSymbol(symbol: string): SymbolReading {
  const found = occShape.exec(symbol);
  if (!found) {
    const share = shareInstrument(symbol);
    if (share) return { instrument: share, contractSizeKnown: true };
    return {
      reason: `“${symbol.slice(0, 80)}” is not an option symbol of 21 characters (root, YYMMDD, C or P, strike in thousandths)`,
      remedy: 'Correct it, such as SPY260213C00500000',
    };
  }
  const [, root, yy, mm, dd, , strikeDigits] = found;
  const instrument = occInstrument(symbol);
  if (instrument === null) {
    return {
      reason: `“${symbol}” holds ${Number(strikeDigits) === 0 ? 'a strike of 0' : `no day (${yy}${mm}${dd})`}`,
      remedy: 'Correct the symbol',
    };
  }
  if (lacksDeliverable(instrument)) {
    return {
      reason: `${root} is the root of an adjusted contract: its name does not say what it delivers`,
      remedy: 'Import the instrument with the shares and the cash that it delivers first (instruments.csv)',
    };
  }
  return { instrument, contractSizeKnown: true };
}

/** `AAPL`, `BRK.B`: shares and funds are counted in shares. */
function readTicker(symbol: string): SymbolReading {
  const instrument = shareInstrument(symbol);
  if (instrument) return { instrument, contractSizeKnown: true };
  return {
    reason: `“${symbol.slice(0, 80)}” is not a ticker of a share or fund`,
    remedy: 'Correct it, such as us:AAPL or us:BRK.B',
  };
}

/** `ESH26`, `LOH26-70-C` at their exchange; `known` says what the name doesn't (expiry, multiplier of products that aren't in the table …). */
export function readFuturesSymbol(symbol: string, exchange: string, known: KnownTerms = {}): SymbolReading {
  const reading = futuresInstrument(symbol, exchange, known);
  if (reading === null) {
    return {
      reason: `“${symbol.slice(0, 80)}” is not the name of a future or of an option on one (product, month letter, two digits of the year)`,
      remedy: `Correct it, such as ${exchange}:ESH26 or ${exchange}:LOH26-70-C`,
    };
  }
  if ('instrument' in reading) return { instrument: reading.instrument, contractSizeKnown: true };
  const words = {
    expiry: 'when it expires',
    multiplier: 'what one price unit of a contract is worth',
    deliversFuture: 'which future it is exercised into',
  };
  return {
    reason: `The name ${symbol.slice(0, 80)} does not say ${reading.missing.map((each) => words[each]).join(' nor ')}`,
    remedy: 'Import the instrument with its terms first (instruments.csv)',
  };
}

/** The symbol of an instrument given in parts (columns of their own). `day` is `2025-06-27`. */
export function symbolOfParts(parts: {
  venue: string;
  underlying: string;
  day: string | null;
  strike: string | null;
  right: OptionRight | null;
  kind: string;
}): string {
  const underlying = parts.underlying.toUpperCase();
  const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
  if (parts.venue === 'occ' && parts.day !== null && parts.strike !== null && parts.right !== null) {
    const thousandths = Math.round(Number(parts.strike) * 1000);
    return `${underlying}${parts.day.slice(2).replaceAll('-', '')}${parts.right === 'call' ? 'C' : 'P'}${String(thousandths).padStart(8, '0')}`;
  }
  // Without a day it is the share itself.
  if (parts.venue === 'occ' && parts.day === null) return underlying;
  if (parts.day === null) return parts.kind === 'spot' ? underlying : `${underlying}-PERPETUAL`;
  const [year, month, date] = parts.day.split('-');
  const term = `${Number(date)}${monthNames[Number(month) - 1]}${year!.slice(2)}`;
  if (parts.strike === null || parts.right === null) return `${underlying}-${term}`;
  return `${underlying}-${term}-${parts.strike.replace('.', 'd')}-${parts.right === 'call' ? 'C' : 'P'}`;
}
