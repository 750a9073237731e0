// What is wrong with a market figure as a person typed it, as one sentence with the remedy. May import domain and files.
import { decimalText, ExactDecimal, isDecimalText } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
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
}

/** From here on a volatility was meant as a percentage: 10 is 1,000 % a year. Likewise for rates: 1 is 100 %. Margrave's own guard on typing. */
const volatilityBound = 10;
const rateBound = 1;

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
  const message = keyTrouble(figure, known) ?? valueTrouble(figure, known.instrument(key));
  return message === null ? { figure: { ...figure, value: decimalText(typed.value) } } : { message };
}

const indexShape = /^[a-z0-9]+_[a-z0-9]+$/;
const currencyShape = /^[A-Z][A-Z0-9]*$/;
const pairShape = /^([A-Z][A-Z0-9]*)\/([A-Z][A-Z0-9]*)$/;

function keyTrouble({ class: of, key, expiry }: TypedFigure, known: KnownFigures): string | null {
  if (of === 'forward' && expiry === '') return 'A forward needs its expiry, such as 2026-06-26T08:00:00Z.';
  if (of !== 'forward' && of !== 'rate' && expiry !== '')
    return 'Only forwards and rates have an expiry here: leave it empty.';
  if (known.has({ class: of, key, expiry })) return null;
  switch (of) {
    case 'index':
    case 'forward':
      return indexShape.test(key) ? null : `“${key}” is no price index. Write it as btc_usd.`;
    case 'rate':
      return currencyShape.test(key) ? null : `“${key}” is no currency. Write it as USD.`;
    case 'currencyRate': {
      const pair = pairShape.exec(key);
      if (!pair) return `“${key}” is no pair of currencies. Write it as USDC/USD: USD per one USDC.`;
      return pair[1] === pair[2] ? `${key} names one currency twice.` : null;
    }
    default:
      return instrumentTrouble(of, key, known.instrument(key));
  }
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

function valueTrouble({ class: of, value }: TypedFigure, instrument: Instrument | undefined): string | null {
  const text = value.trim();
  if (text === '') return 'Write a number.';
  if (!isDecimalText(text)) return `“${text.slice(0, 40)}” is not a number.${readingOf(text, of)}`;
  const number = new ExactDecimal(text);
  if (of === 'rate') {
    return number.abs().lt(rateBound)
      ? null
      : `A rate is a fraction per year: ${text} would be ${number.times(100).toFixed()} %. Did you mean ${number.div(100).toFixed()}?`;
  }
  if (of === 'mark' && instrument?.kind === 'option') {
    return number.isNegative() && !number.isZero() ? 'An option’s mark can’t be negative.' : null;
  }
  if (!number.gt(0)) return `A ${nouns[of]} must be positive.`;
  if (of === 'volatility' && number.gte(volatilityBound)) {
    return `A volatility is a fraction per year: ${text} would be ${number.times(100).toFixed()} %. Did you mean ${number.div(100).toFixed()}?`;
  }
  return null;
}

const nouns: Record<FigureClass, string> = {
  index: 'price',
  forward: 'forward price',
  mark: 'mark',
  volatility: 'volatility',
  rate: 'rate',
  currencyRate: 'currency rate',
  settlement: 'settlement price',
};

/** What the text was probably meant as: a percentage, or a number with marks between its thousands. */
function readingOf(text: string, of: FigureClass): string {
  const percent = /^(-?[\d.]+)\s*%$/.exec(text)?.[1];
  if (percent !== undefined && isDecimalText(percent) && (of === 'volatility' || of === 'rate'))
    return ` Did you mean ${new ExactDecimal(percent).div(100).toFixed()}?`;
  const plain = text.replace(/[\s\u2009'_,]/g, '');
  if (isDecimalText(plain)) return ` Write it without marks between the thousands, with a point: ${plain}.`;
  return ' Write it with digits and a point, such as 0.6.';
}
