// Numbers as tables write them: decimal point or comma, thousands, brackets, signs. The cell's own text decides; a column never mixes two ways.
import { type DecimalText, decimalText, isDecimalText } from '../../domain/decimal.ts';

/** Canonical decimal text of a plain number text, quickly; null when it isn't a finite number. Same answer as `decimalText`. */
export function canonicalDecimal(text: string): DecimalText | null {
  const length = text.length;
  if (length === 0 || length > 400) return null;
  let at = 0;
  const first = text.charCodeAt(0);
  if (first === 45 || first === 43) at = 1;
  const start = at;
  let point = -1;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46 && point < 0) point = at;
    else if (code < 48 || code > 57) return isDecimalText(text) ? decimalText(text) : null;
  }
  if (length - start === (point < 0 ? 0 : 1)) return null;
  // More digits than the exact decimals keep: the slow way rounds them as it always does.
  if (length > 60) return isDecimalText(text) ? decimalText(text) : null;
  let from = start;
  const whole = point < 0 ? length : point;
  while (from < whole - 1 && text.charCodeAt(from) === 48) from++;
  let to = length;
  if (point >= 0) {
    while (to > point + 1 && text.charCodeAt(to - 1) === 48) to--;
    if (to === point + 1) to = point;
  }
  const body = point === start ? (to <= point ? '0' : `0${text.slice(point, to)}`) : text.slice(from, to);
  if (body === '0') return '0';
  return first === 45
    ? `-${body}`
    : start === 0 && from === 0 && to === length && body === text
      ? text
      : body;
}

/** What the cells of one column say about its decimal separator. */
export interface NumberStyle {
  decimal: '.' | ',';
  /** True when the cells (or the user) leave no doubt; a lone `1,234` is then a number with thousands. */
  certain: boolean;
}

export type Evidence = '.' | ',' | 'grouped.' | 'grouped,' | null;

const strip = /[\s\u00a0\u202f'’_]|[$€£¥₿]/g;

/** Which separator a cell proves: `1234,5` a decimal comma, `1,234,567` a comma for thousands; null when it could be either or is no number. */
export function evidenceOf(cell: string): Evidence {
  if (!cell.includes(',') && !cell.includes('.')) return null;
  const text = bare(cell);
  const comma = text.lastIndexOf(',');
  const point = text.lastIndexOf('.');
  if (!/^\d*(?:[.,]\d+)*[.,]?\d*$/.test(text)) return null;
  if (comma >= 0 && point >= 0) return comma > point ? ',' : '.';
  const mark = comma >= 0 ? ',' : '.';
  const parts = text.split(mark);
  if (parts.length > 2) return mark === ',' ? 'grouped,' : 'grouped.';
  if (parts[1]!.length !== 3 || parts[0]!.length > 3 || parts[0] === '' || parts[0]!.startsWith('0'))
    return mark;
  return null;
}

/** The style of a column from its cells, then from other columns of the file; `mixed` names a cell of each kind when they disagree. */
export function styleOf(
  cells: Iterable<string>,
  fallback: NumberStyle | null,
): NumberStyle & { mixed: { comma: string; point: string } | null } {
  let comma: string | null = null;
  let point: string | null = null;
  for (const cell of cells) {
    const evidence = evidenceOf(cell);
    if (evidence === ',' || evidence === 'grouped.') comma ??= cell;
    else if (evidence === '.' || evidence === 'grouped,') point ??= cell;
    if (comma !== null && point !== null) break;
  }
  if (comma !== null && point !== null) return { decimal: '.', certain: true, mixed: { comma, point } };
  if (comma !== null) return { decimal: ',', certain: true, mixed: null };
  if (point !== null) return { decimal: '.', certain: true, mixed: null };
  return { decimal: fallback?.decimal ?? '.', certain: fallback?.certain ?? false, mixed: null };
}

function bare(cell: string): string {
  let text = cell.trim().replace(strip, '');
  if (/^\(.*\)$/.test(text)) text = text.slice(1, -1);
  return text.replace(/^[+\-−]|[-−]$/g, '');
}

/** A cell of a table whose venue writes plain numbers: as it stands, or with the decimal comma that a spreadsheet put there. Null when it is no number, or could be two. */
export function decimalOfCell(cell: string): DecimalText | null {
  const text = cell.trim();
  if (isDecimalText(text)) return decimalText(text);
  const dotted = evidenceOf(text) === ',' ? text.replace(',', '.') : '';
  return isDecimalText(dotted) ? decimalText(dotted) : null;
}

export type NumberReading = { value: DecimalText } | { reason: string; remedy: string };

/** Reads one cell. Empty cells are the caller's business. Formulas, percents and words are refused with a reason. */
export function readNumber(cell: string, style: NumberStyle): NumberReading {
  const plain =
    style.decimal === '.' || !(cell.includes('.') || cell.includes(',')) ? canonicalDecimal(cell) : null;
  if (plain !== null) return { value: plain };
  const trimmed = cell.trim();
  if (/^[=@]|^[+-][A-Za-z(=]/.test(trimmed)) {
    return {
      reason: 'a formula stands where a number is expected; formulas are never evaluated',
      remedy: 'Write the number itself',
    };
  }
  const negative = /^[-−]|^\(.*\)$|[-−]$/.test(trimmed.replace(strip, ''));
  const text = bare(trimmed);
  const other = style.decimal === '.' ? ',' : '.';
  if (!style.certain && evidenceOf(cell) === null && text.includes(other)) {
    return {
      reason: `it could be ${text.replace(other, '')} or ${text.replace(other, '.')}: nothing in the file says which`,
      remedy: 'Choose the decimal separator in the mapping',
    };
  }
  const grouped =
    style.decimal === '.'
      ? /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(text) || /^\d{1,2}(?:,\d{2})*,\d{3}(?:\.\d*)?$/.test(text)
      : /^\d{1,3}(?:\.\d{3})+(?:,\d*)?$/.test(text);
  const dotted = grouped
    ? text.replaceAll(other, '').replace(',', '.')
    : style.decimal === ','
      ? text.replace(',', '.')
      : text;
  if (style.decimal === ',' && !grouped && text.includes('.')) return mixed(style);
  if (style.decimal === '.' && !grouped && text.includes(',')) {
    return /^[\d.,]+$/.test(text) ? mixed(style) : notANumber(trimmed);
  }
  const value = canonicalDecimal(dotted);
  if (value === null) return notANumber(trimmed);
  return { value: negative && value !== '0' ? (value.startsWith('-') ? value : `-${value}`) : value };
}

function mixed(style: NumberStyle): NumberReading {
  const [own, other] = style.decimal === '.' ? ['point', 'comma'] : ['comma', 'point'];
  return {
    reason: `it uses a decimal ${other} while the column uses a decimal ${own}`,
    remedy: `Write all numbers of the column with a decimal ${own}`,
  };
}

function notANumber(text: string): NumberReading {
  if (/^[+-]?\d+(\.\d*)?e[+-]?\d+$/i.test(text)) {
    return {
      reason: 'the number is beyond any quantity or price (exponent over 300)',
      remedy: 'Correct the number',
    };
  }
  if (text.endsWith('%'))
    return { reason: 'it is a percentage', remedy: 'Write the number as a plain decimal' };
  return { reason: 'it is not a number', remedy: 'Write a plain number, such as -12.5' };
}
