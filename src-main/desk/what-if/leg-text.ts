// A leg as a person types or pastes it: quantity, symbol and price, in either order, whatever spaces and signs a page brings.
// May import domain, and files for what a number is.
import type { DecimalText } from '../../domain/decimal.ts';
import { readTypedNumber } from '../edit/typed-number.ts';

export interface Problem {
  message: string;
  remedy: string;
}

/** A leg's parts; `price` null: none was stated. */
export interface LegWords {
  symbol: string;
  /** Signed. */
  quantity: DecimalText;
  price: DecimalText | null;
}

const EXAMPLE = '-10 BTC-27JUN25-100000-C, or -10 BTC-27JUN25-100000-C @ 0.05';
const minus = /[\u2212\u2010-\u2015\u207b\u208b\ufe58\ufe63\uff0d]/g;
const thinSpace = /(\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))/g;
const anySpace = /[^\S\t]|[\u200b\u2060\ufeff]/g;
const sides: Record<string, '' | '-'> = { buy: '', long: '', bought: '', sell: '-', short: '-', sold: '-' };
const numeric = /^[+-]?[\d.,'’]*\d[\d.,'’]*(e[+-]?\d+)?$/i;
const isGroup = (text: string): boolean => /^\d{3}(\.\d+)?$/.test(text);

/** Reads a leg. What can't be read, or could be read in two ways, is said; nothing is guessed. */
export function readLegText(text: string): LegWords | Problem {
  const plain = text.replace(minus, '-').replace(thinSpace, '$1').replace(anySpace, ' ').trim();
  if (plain === '') return { message: 'Nothing is typed yet.', remedy: `Type ${EXAMPLE}.` };
  const [trade = '', ...prices] = plain.split('@');
  if (prices.length > 1) {
    return { message: 'The line states more than one price.', remedy: `Write one @, as in ${EXAMPLE}.` };
  }
  const parts = trade.includes('\t')
    ? columns(trade)
    : joined(trade.split(/ +/).filter((part) => part !== ''));
  const numbers = parts.filter((part) => numeric.test(part));
  const words = parts.filter((part) => !numeric.test(part));
  const side = sideOf(words);
  const names = words.filter((word) => !(word.toLowerCase() in sides) && !/^[x×]$/i.test(word));
  const symbol = names.join(' ');
  if (symbol === '') {
    return { message: `“${shortened(plain)}” names no instrument.`, remedy: `Write ${EXAMPLE}.` };
  }
  const stated = prices[0]?.trim();
  const [size, tablePrice, ...more] = numbers;
  if (size === undefined) {
    return { message: `“${shortened(plain)}” has no quantity.`, remedy: `Write ${EXAMPLE}.` };
  }
  if (more.length > 0 || (tablePrice !== undefined && stated !== undefined)) {
    return {
      message: `“${shortened(plain)}” has more numbers than a quantity and a price.`,
      remedy: `Write ${EXAMPLE}.`,
    };
  }
  const quantity = readTypedNumber(side === null ? size : `${side}${size}`);
  if (!('value' in quantity)) return { message: `The quantity ${quantity.message}`, remedy: quantity.remedy };
  if (quantity.value === '0') {
    return {
      message: 'A quantity of 0 trades nothing.',
      remedy: 'Write how much, short with a minus, or switch the leg off.',
    };
  }
  const priceText = stated ?? tablePrice;
  if (stated === '')
    return { message: 'No price follows the @.', remedy: 'Write one, such as @ 0.05, or leave the @ out.' };
  if (priceText === undefined || /^(mark|mid|market)$/i.test(priceText)) {
    return { symbol, quantity: quantity.value, price: null };
  }
  const price = readTypedNumber(priceText);
  if (!('value' in price)) return { message: `The price ${price.message}`, remedy: price.remedy };
  return { symbol, quantity: quantity.value, price: price.value };
}

/** What of a leg being typed names its instrument: everything before the price that is neither number nor side. */
export function symbolBeingTyped(text: string): string {
  const plain = text
    .replace(minus, '-')
    .replace(thinSpace, '$1')
    .replace(anySpace, ' ')
    .replaceAll('\t', ' ');
  const [trade = ''] = plain.split('@');
  return joined(trade.split(/ +/).filter((part) => part !== ''))
    .filter((part) => !numeric.test(part) && !/^[+-]$/.test(part) && !(part.toLowerCase() in sides))
    .join(' ');
}

const columns = (text: string): string[] =>
  text
    .split('\t')
    .map((cell) => cell.trim().replace(/^([+-]) +/, '$1'))
    .filter((cell) => cell !== '')
    .map((cell) => (/^[+-]?[\d ]+(\.\d+)?$/.test(cell) ? cell.replaceAll(' ', '') : cell));

/** Words whose sign or groups of thousands were set apart with spaces, put together again. */
function joined(words: readonly string[]): string[] {
  const made: string[] = [];
  for (const word of words) {
    const last = made.at(-1);
    const afterSign = last === '-' || last === '+';
    const afterGroup = last !== undefined && /^[+-]?\d{1,3}( \d{3})*$/.test(last) && isGroup(word);
    if (afterSign) made[made.length - 1] = last + word;
    else if (afterGroup) made[made.length - 1] = `${last} ${word}`;
    else made.push(/^[+-]?\d[\d.,]*[x×]$/i.test(word) ? word.slice(0, -1) : word);
  }
  return made.map((word) => (/^[+-]?\d{1,3}( \d{3})+(\.\d+)?$/.test(word) ? word.replaceAll(' ', '') : word));
}

/** The sign that a word such as “sell” puts before the quantity; null without such a word. */
function sideOf(words: readonly string[]): '' | '-' | null {
  const word = words.find((one) => one.toLowerCase() in sides);
  return word === undefined ? null : sides[word.toLowerCase()]!;
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
