// What is typed and pasted into a what-if, read as far as the window needs it: which part is the instrument, which cells
// of a spreadsheet are quantity and price, a percentage as a fraction. The desk reads the legs themselves. May import nothing.

const unlikeSpaces = /[\u00a0\u2007\u2009\u202f]/g;
const minusSigns = /[\u2212\u2012\u2013]/g;

/** Plain spaces and plain minus signs for the typographic ones, as figures copied from this window carry them. */
function plainText(text: string): string {
  return text.replace(unlikeSpaces, ' ').replace(minusSigns, '-');
}

/** The part of a leg that names its instrument: from where to where it stands, and what is typed of it. */
export interface SymbolPart {
  from: number;
  to: number;
  typed: string;
}

/**
 * The instrument's part of a leg such as `-10 BTC-27JUN25-100000-C @ 0.05`: after the quantity, before the price.
 * Null while only a quantity is typed.
 */
export function symbolPart(text: string): SymbolPart | null {
  const priceAt = text.indexOf('@');
  const head = priceAt === -1 ? text : text.slice(0, priceAt);
  const quantity = /^\s*(?:(?:buy|sell|long|short)\s+)?[+\-\u2212]?(?:\d[\d.,]*|\.\d+)(\s+|$)/i.exec(head);
  if (quantity !== null && quantity[1] === '') return null;
  const from = quantity?.[0].length ?? head.length - head.trimStart().length;
  const typed = head.slice(from).trimEnd();
  return { from, to: from + typed.length, typed };
}

/** The leg with its instrument named in full. A quantity that is still missing is left for the person to type before it. */
export function withSymbol(text: string, symbol: string): string {
  const part = symbolPart(text);
  if (part === null) return `${text.trimEnd()} ${symbol}`;
  return `${text.slice(0, part.from)}${symbol}${text.slice(part.to)}`;
}

/**
 * A number as a spreadsheet writes it, as decimal text; null when it is none. `1,234.5`, `1 234,5`, `(12)`, `−3`;
 * one comma followed by exactly three digits groups thousands, unless the number begins with a zero.
 */
export function readNumber(cell: string): string | null {
  let text = plainText(cell).replace(/[\s']/g, '');
  const bracketed = /^\((.+)\)$/.exec(text);
  if (bracketed?.[1] !== undefined) text = `-${bracketed[1]}`;
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(text)) text = text.replaceAll(',', '');
  else if (/^[+-]?[1-9]\d{0,2}(\.\d{3}){2,}$/.test(text)) text = text.replaceAll('.', '');
  else if (/^[+-]?\d{1,3}(\.\d{3})*,\d+$/.test(text)) text = text.replaceAll('.', '').replace(',', '.');
  else if (/^[+-]?\d*,\d+$/.test(text)) text = text.replace(',', '.');
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null || `${match[2]}${match[3] ?? ''}` === '') return null;
  const whole = (match[2] ?? '').replace(/^0+(?=\d)/, '') || '0';
  const fraction = match[3] ?? '';
  return `${match[1] === '-' ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A percentage as a fraction: `-12.5` → `-0.125`, `8 %` → `0.08`, nothing → `0`. Null when it is no number. */
export function readPercent(text: string): string | null {
  const bare = plainText(text).replace(/%\s*$/, '').trim();
  if (bare === '') return '0';
  const number = readNumber(bare);
  if (number === null) return null;
  const negative = number.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? number.slice(1) : number).split('.');
  const digits = whole.padStart(3, '0');
  const rest = `${digits.slice(-2)}${fraction}`.replace(/0+$/, '');
  const head = digits.slice(0, -2).replace(/^0+(?=\d)/, '');
  const value = `${head}${rest === '' ? '' : `.${rest}`}`;
  return negative && value !== '0' ? `-${value}` : value;
}

/** Lines that were pasted: legs as they are typed, and the lines that are none. */
export interface PastedLegs {
  legs: string[];
  /** 1-based line of what was pasted, its text, and why it is no leg. */
  unread: { line: number; text: string; reason: string }[];
}

type Meaning = 'symbol' | 'quantity' | 'price' | 'side';
const headings: Record<Meaning, RegExp> = {
  symbol: /^(instrument|symbol|instrument[ _]?name|contract|ticker)$/i,
  quantity: /^(quantity|qty|size|amount|position|contracts|lots)$/i,
  price: /^(price|avg\.? ?price|average ?price|trade ?price|limit)$/i,
  side: /^(side|direction|buy\/sell|b\/s)$/i,
};
const totals = /^(grand |sub-?)?totals?$|^sum$/i;
const sides: Record<string, '' | '-'> = { buy: '', long: '', b: '', sell: '-', short: '-', s: '-' };

/** Which column means what by its heading; null when the row is no heading. */
function headingOf(cells: readonly string[]): Map<Meaning, number> | null {
  const found = new Map<Meaning, number>();
  for (const [meaning, pattern] of Object.entries(headings) as [Meaning, RegExp][]) {
    const at = cells.findIndex((cell) => pattern.test(cell));
    if (at !== -1) found.set(meaning, at);
  }
  return found.has('symbol') && found.has('quantity') ? found : null;
}

const namesInstrument = (cell: string): boolean =>
  /[A-Za-z]/.test(cell) && /[\d_-]/.test(cell) && readNumber(cell) === null;

/** Cells of one row as a leg, or why they are none. */
function legOfCells(
  cells: readonly string[],
  heading: Map<Meaning, number> | null,
): { leg: string } | { reason: string } {
  const at = (meaning: Meaning): string => cells[heading?.get(meaning) ?? -1] ?? '';
  const symbol = heading ? at('symbol') : (cells.find(namesInstrument) ?? '');
  if (symbol === '' || totals.test(symbol)) return { reason: 'no instrument in it' };
  const numbers = cells.map(readNumber).filter((number) => number !== null);
  const quantity = heading ? readNumber(at('quantity')) : (numbers[0] ?? null);
  if (quantity === null) return { reason: 'no quantity in it' };
  // Without headings a second number is a price only when there is no third that could be it.
  const price = heading ? readNumber(at('price')) : numbers.length === 2 ? (numbers[1] ?? null) : null;
  const side = (
    heading ? at('side') : (cells.find((cell) => cell.toLowerCase() in sides) ?? '')
  ).toLowerCase();
  const sign = sides[side];
  const signed = sign === undefined ? quantity : `${sign}${quantity.replace(/^-/, '')}`;
  return { leg: `${signed} ${symbol}${price === null ? '' : ` @ ${price}`}` };
}

/**
 * What was pasted as legs: a leg a line as it is typed, or rows of a spreadsheet (tab-separated) with instrument, quantity
 * and, if given, price and side, by their headings or by what they look like.
 */
export function readPasted(text: string): PastedLegs {
  const pasted: PastedLegs = { legs: [], unread: [] };
  let heading: Map<Meaning, number> | null = null;
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = plainText(raw).trim();
    if (line === '') continue;
    const cells = plainText(raw)
      .split('\t')
      .map((cell) => cell.trim());
    const filled = cells.filter((cell) => cell !== '');
    if (filled.length === 1) {
      if (/[A-Za-z]/.test(line) && /\d/.test(line)) pasted.legs.push(line);
      else pasted.unread.push({ line: index + 1, text: line, reason: 'no instrument in it' });
      continue;
    }
    const asHeading = headingOf(cells);
    if (asHeading) {
      heading = asHeading;
      continue;
    }
    const read = legOfCells(cells, heading);
    if ('leg' in read) pasted.legs.push(read.leg);
    else pasted.unread.push({ line: index + 1, text: filled.join(' '), reason: read.reason });
  }
  return pasted;
}

/** What a paste came to, in a sentence: `3 legs pasted. Not read: line 4 “Total 12” (no instrument in it).` */
export function pastedSentence({ legs, unread }: PastedLegs): string {
  const read = `${legs.length} ${legs.length === 1 ? 'leg' : 'legs'} pasted.`;
  if (unread.length === 0) return read;
  const named = unread.slice(0, 3).map(({ line, text, reason }) => `line ${line} “${text}” (${reason})`);
  const more = unread.length > 3 ? ` and ${unread.length - 3} more` : '';
  return `${read} Not read: ${named.join(', ')}${more}.`;
}
