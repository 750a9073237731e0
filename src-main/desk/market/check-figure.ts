// What is wrong with a market figure as a person typed it, as one sentence with the remedy. May import domain and files.
import { type DecimalText, decimalText, ExactDecimal, isDecimalText } from '../../domain/decimal.ts';
import { type Instrument, isListed } from '../../domain/instrument.ts';
import type { FigureClass } from '../../domain/market.ts';
import { instantOfText } from '../../files/times.ts';

export interface TypedFigure {
  class: FigureClass;
  key: string;
  expiry: string;
  value: string;
}

/** What the check asks the book for. */
export interface KnownFigures {
  instrument(id: string): Instrument | undefined;
  /** True when a snapshot has the figure already: its key then needs no instrument. */
  has(figure: Omit<TypedFigure, 'value'>): boolean;
  /** Forwards of a price index and expiry in the snapshots looked at: what a fixed part is held against. */
  forwards(key: string, expiry: string): DecimalText[];
}

/** From here on a volatility was meant as a percentage: 10 is 1,000 % a year. Likewise for rates: 1 is 100 %. Margrave's own guard on typing. */
const volatilityBound = 10;
const rateBound = 1;
/** Shares that are hard to borrow cost more than their price per year: up to 1,000 %. */
const borrowBound = 10;

/** The figure with its value as canonical decimal text and its expiry as an instant, or what is wrong with it. */
export function readTypedFigure(
  typed: TypedFigure,
  known: KnownFigures,
): { figure: TypedFigure } | { message: string } {
  const key = typed.key.trim();
  const expiry = typed.expiry.trim();
  const instant = expiry === '' ? '' : instantOfText(expiry);
  if (instant === null)
    return { message: `“${expiry}” is no time. Write it as 2026-06-26T08:00:00Z, or as a day.` };
  const figure = { class: typed.class, key, expiry: instant, value: typed.value };
  const message = keyTrouble(figure, known) ?? valueTrouble(figure, known);
  return message === null ? { figure: { ...figure, value: decimalText(typed.value) } } : { message };
}

const indexShape = /^[a-z0-9-]+_[a-z0-9]+$/;
const currencyShape = /^[A-Z][A-Z0-9]*$/;
const surfaceShape = /^[a-z0-9-]+_[a-z0-9]+\/(a|b|rho|m|sigma|forward|time)$/;
const confidenceShape =
  /^([a-z0-9-]+_[a-z0-9]+\/(spot|perpetual|forward|rate|volatility)|[A-Z][A-Z0-9]*\/collateral)$/;
const pairShape = /^([A-Z][A-Z0-9]*)\/([A-Z][A-Z0-9]*)$/;

function keyTrouble({ class: of, key, expiry }: TypedFigure, known: KnownFigures): string | null {
  const dated = expiryOf(of, key);
  if (dated === 'needed' && expiry === '')
    return isDividend(of)
      ? `A ${nouns[of]} needs its ex-dividend instant, such as 2026-02-09T14:30:00Z: write it as the expiry.`
      : `A ${nouns[of]} needs its expiry, such as 2026-06-26T08:00:00Z.`;
  if (dated === 'none' && expiry !== '') {
    return of === 'confidence'
      ? `${key} has no expiry: only the confidences of a forward, a rate and a volatility do. Leave it empty.`
      : 'Only forwards, dividends, fitted surfaces, some confidences and rates have an expiry here: leave it empty.';
  }
  if (known.has({ class: of, key, expiry })) return null;
  switch (of) {
    case 'index':
    case 'forward':
    case 'fixedForward':
    case 'dividend':
    case 'dividendForecast':
    case 'dividendYield':
    case 'borrowRate':
      return indexShape.test(key) ? null : `“${key}” is no price index. Write it as btc_usd.`;
    case 'rate':
      return currencyShape.test(key) ? null : `“${key}” is no currency. Write it as USD.`;
    case 'currencyRate': {
      const pair = pairShape.exec(key);
      if (!pair) return `“${key}” is no pair of currencies. Write it as USDC/USD: USD per one USDC.`;
      return pair[1] === pair[2] ? `${key} names one currency twice.` : null;
    }
    case 'surface':
      return surfaceShape.test(key)
        ? null
        : `“${key}” is no parameter of a fitted surface. Write a price index, / and one of a, b, rho, m, sigma, forward, time, as in btc_usd/rho.`;
    case 'confidence':
      return confidenceShape.test(key)
        ? null
        : `“${key}” is no confidence. Write a price index, / and one of spot, perpetual, forward, rate, volatility, as in eth_usd/volatility; or an asset, as in WETH/collateral.`;
    default:
      return instrumentTrouble(of, key, known.instrument(key));
  }
}

const isDividend = (of: FigureClass): boolean => of === 'dividend' || of === 'dividendForecast';
const isQuote = (of: FigureClass): boolean => of === 'mark' || of === 'bid' || of === 'ask';

/** Whether a figure stands by an expiry: rates may. */
function expiryOf(of: FigureClass, key: string): 'needed' | 'free' | 'none' {
  if (of === 'rate') return 'free';
  if (of === 'forward' || of === 'fixedForward' || of === 'surface' || isDividend(of)) return 'needed';
  return of === 'confidence' && /\/(forward|rate|volatility)$/.test(key) ? 'needed' : 'none';
}

function instrumentTrouble(of: FigureClass, key: string, instrument: Instrument | undefined): string | null {
  if (!instrument)
    return `The book has no instrument “${key}”. Write its id, such as deribit:BTC-PERPETUAL, or import the instrument first.`;
  if (of === 'volatility' && instrument.kind !== 'option')
    return `${key} is a ${instrument.kind}: only options have a volatility.`;
  if (of === 'settlement' && instrument.expiry === null)
    return `${key} never expires, so it has no settlement price.`;
  return null;
}

function valueTrouble({ class: of, key, expiry, value }: TypedFigure, known: KnownFigures): string | null {
  const text = value.trim();
  if (text === '') return 'Write a number.';
  if (!isDecimalText(text)) return `“${text.slice(0, 40)}” is not a number.${readingOf(text, of)}`;
  const number = new ExactDecimal(text);
  if (of === 'rate' || of === 'dividendYield' || of === 'borrowRate') {
    const bound = of === 'borrowRate' ? borrowBound : rateBound;
    return number.abs().lt(bound)
      ? null
      : `A ${nouns[of]} is a fraction per year: ${text} would be ${number.times(100).toFixed()} %. Did you mean ${number.div(100).toFixed()}?`;
  }
  if (of === 'confidence')
    return number.lt(0) || number.gt(1) ? 'A confidence is between 0 and 1: 1 is wholly sure.' : null;
  if (of === 'surface') return surfaceTrouble(key.split('/')[1] ?? '', number);
  if (of === 'fixedForward') {
    if (number.lt(0)) return 'What is fixed of a forward can’t be negative: 0 where nothing is fixed yet.';
    const forwards = known.forwards(key, expiry);
    return forwards.length > 0 && forwards.every((forward) => number.gt(forward))
      ? `${text} is more than the whole forward, ${forwards[0]}: write only the part of it that is fixed.`
      : null;
  }
  if (isDividend(of)) return number.lt(0) ? `A ${nouns[of]} can’t be negative.` : null;
  const instrument = known.instrument(key);
  if (isQuote(of) && instrument?.kind === 'option') {
    if (of === 'ask' && number.isZero()) return 'An ask of 0 is no quote: leave the figure out.';
    return number.lt(0) ? `An option’s ${nouns[of]} can’t be negative.` : null;
  }
  // Listed futures have traded below 0, and spreads of them do every day.
  const mayBeNegative = instrument?.kind === 'future' && isListed(instrument);
  if ((isQuote(of) || of === 'settlement') && mayBeNegative) return null;
  if (!number.gt(0)) return `${of === 'ask' ? 'An' : 'A'} ${nouns[of]} must be positive.`;
  // A normal volatility is an amount of price, of any size.
  if (of === 'volatility' && instrument?.priceModel !== 'normal' && number.gte(volatilityBound)) {
    return `A volatility is a fraction per year: ${text} would be ${number.times(100).toFixed()} %. Did you mean ${number.div(100).toFixed()}?`;
  }
  return null;
}

/** Bounds of raw SVI parameters: slope, correlation and curvature have them, level and centre none. */
function surfaceTrouble(name: string, number: InstanceType<typeof ExactDecimal>): string | null {
  if (name === 'b' && number.lt(0)) return 'The slope b of a surface can’t be negative.';
  if (name === 'rho' && !number.abs().lt(1)) return 'The correlation rho of a surface is between -1 and 1.';
  const positive = { sigma: 'curvature sigma', forward: 'forward', time: 'time in years' }[name];
  return positive !== undefined && !number.gt(0) ? `The ${positive} of a surface must be positive.` : null;
}

const nouns: Record<FigureClass, string> = {
  index: 'price',
  forward: 'forward price',
  mark: 'mark',
  volatility: 'volatility',
  rate: 'rate',
  currencyRate: 'currency rate',
  settlement: 'settlement price',
  fixedForward: 'fixed part of a forward',
  surface: 'parameter of a fitted surface',
  confidence: 'confidence',
  dividend: 'dividend',
  dividendForecast: 'forecast dividend',
  dividendYield: 'dividend yield',
  borrowRate: 'borrow rate',
  bid: 'bid',
  ask: 'ask',
};

const percentClasses: ReadonlySet<FigureClass> = new Set<FigureClass>([
  'volatility',
  'rate',
  'dividendYield',
  'borrowRate',
]);

/** What the text was probably meant as: a percentage, or a number with marks between its thousands. */
function readingOf(text: string, of: FigureClass): string {
  const percent = /^(-?[\d.]+)\s*%$/.exec(text)?.[1];
  if (percent !== undefined && isDecimalText(percent) && percentClasses.has(of))
    return ` Did you mean ${new ExactDecimal(percent).div(100).toFixed()}?`;
  const plain = text.replace(/[\s\u2009'_,]/g, '');
  if (isDecimalText(plain)) return ` Write it without marks between the thousands, with a point: ${plain}.`;
  return ' Write it with digits and a point, such as 0.6.';
}
