// The fields that the positions' filter knows, as its help lists them, and what could be meant by what is typed so far.
// The desk reads the filter; nothing here decides what a row is. May import contract types.
import type { PositionColumn } from '../client/nouns.ts';

export interface FilterField {
  name: PositionColumn;
  about: string;
  example: string;
  /** Signs that make sense with it. */
  signs: 'text' | 'number' | 'day';
}

export const filterFields: readonly FilterField[] = [
  { name: 'account', about: 'name or id', example: 'account:"Prime A"', signs: 'text' },
  {
    name: 'underlying',
    about: 'coin, share or index; several with commas',
    example: 'underlying:BTC,SPX',
    signs: 'text',
  },
  { name: 'symbol', about: 'how it begins', example: 'symbol:BTC-26JUN26', signs: 'text' },
  { name: 'kind', about: 'option, future, perpetual, spot', example: 'kind:option', signs: 'text' },
  { name: 'right', about: 'call or put', example: 'right:call', signs: 'text' },
  { name: 'expiry', about: 'a day, month or year', example: 'expiry<2026-09-01', signs: 'day' },
  { name: 'strike', about: 'a number or a span', example: 'strike:90000..120000', signs: 'number' },
  { name: 'strategy', about: 'how it begins, or none', example: 'strategy:condor', signs: 'text' },
  { name: 'lot', about: '', example: 'lot:2', signs: 'text' },
  { name: 'quantity', about: 'short: below 0', example: 'quantity<0', signs: 'number' },
  { name: 'averagePrice', about: '', example: 'averagePrice>0.05', signs: 'number' },
  { name: 'mark', about: '', example: 'mark>0.1', signs: 'number' },
  { name: 'volatility', about: 'a fraction: 0.6 is 60 %', example: 'volatility>0.6', signs: 'number' },
  {
    name: 'volatilityLevel',
    about: 'where it was taken from',
    example: 'volatilityLevel:same',
    signs: 'text',
  },
  { name: 'value', about: 'in what it settles in', example: 'value>1000', signs: 'number' },
  { name: 'settlementCurrency', about: '', example: 'settlementCurrency:USDC', signs: 'text' },
  { name: 'contribution', about: 'margin share', example: 'contribution>10k', signs: 'number' },
  { name: 'delta', about: 'in units of the underlying', example: 'delta>0.5', signs: 'number' },
  { name: 'gamma', about: '', example: 'gamma<0', signs: 'number' },
  { name: 'vega', about: 'per point', example: 'vega<-500', signs: 'number' },
  { name: 'theta', about: 'per day', example: 'theta>0', signs: 'number' },
  { name: 'excluded', about: 'rows left out: yes or no', example: 'excluded:yes', signs: 'text' },
];

export interface Suggestion {
  /** What is put in place of the word being typed. */
  text: string;
  about: string;
}

/** The word that the caret stands behind, from where it begins. */
export function wordAt(filter: string, caret: number): { from: number; word: string } {
  const before = filter.slice(0, caret);
  const word = /[^\s()|!-]*(?:"[^"]*)?$/.exec(before)?.[0] ?? '';
  return { from: caret - word.length, word };
}

const quoted = (value: string): string =>
  /[\s()|,"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value;

/**
 * Fields whose name begins with what is typed, or values of the field before the colon; at most six.
 * @param values by field, as the window knows them
 */
export function suggestions(
  word: string,
  values: Partial<Record<PositionColumn, readonly string[]>>,
): Suggestion[] {
  const valued = /^([A-Za-z]+):"?(.*)$/.exec(word);
  if (valued) {
    const [, name = '', typed = ''] = valued;
    const field = filterFields.find((known) => known.name.toLowerCase() === name.toLowerCase());
    const found = (field ? (values[field.name] ?? []) : []).filter(
      (value) =>
        value.toLowerCase().startsWith(typed.toLowerCase()) && value.toLowerCase() !== typed.toLowerCase(),
    );
    return found
      .slice(0, 6)
      .map((value) => ({ text: `${field?.name ?? name}:${quoted(value)} `, about: '' }));
  }
  if (!/^[A-Za-z]{2,}$/.test(word)) return [];
  const lower = word.toLowerCase();
  return filterFields
    .filter(({ name }) => name.toLowerCase().startsWith(lower))
    .slice(0, 6)
    .map(({ name, about, signs }) => ({ text: `${name}${signs === 'text' ? ':' : ''}`, about }));
}
