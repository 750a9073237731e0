// How a draft's fields are read out: amounts with thousands apart, instants, what an instrument is. May import domain and contract.
import type { DraftProblem } from '../../contract/edit-views.ts';
import type { DecimalText } from '../../domain/decimal.ts';
import { type Instrument, isListed } from '../../domain/instrument.ts';
import type { RowTrouble } from '../../files/in/margrave-rows.ts';

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `-1234.5` as `−1,234.5`. */
export function spokenNumber(text: DecimalText): string {
  const [whole = '0', decimals] = text.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${text.startsWith('-') ? '−' : ''}${grouped}${decimals === undefined ? '' : `.${decimals}`}`;
}

/** `2025-06-27T08:00:00Z` as `27 Jun 2025 08:00 UTC`. */
export function spokenInstant(instant: string): string {
  const [day = '', time = ''] = instant.split('T');
  const [year, month, date] = day.split('-');
  return `${Number(date)} ${monthNames[Number(month) - 1]} ${year} ${time.slice(0, 5)} UTC`;
}

/** What a quantity of the instrument counts: `USD`, `BTC`, `contracts of 100 SPY`. */
export function quantityUnit(instrument: Instrument): string {
  if (instrument.quantityUnit === 'quote') return instrument.quoteCurrency;
  if (isListed(instrument) && instrument.kind === 'spot') return `shares of ${instrument.underlying}`;
  if (instrument.multiplier === '1' && !isListed(instrument)) return instrument.underlying;
  return `contracts of ${spokenNumber(instrument.multiplier)} ${instrument.underlying}`;
}

/** `BTC option, call, strike 100,000, expires 27 Jun 2025 08:00 UTC, inverse, quantity in BTC`. */
export function spokenInstrument(instrument: Instrument): string {
  const parts = [`${instrument.underlying} ${instrument.kind}`];
  if (instrument.right !== null) parts.push(instrument.right);
  if (instrument.strike !== null) parts.push(`strike ${spokenNumber(instrument.strike)}`);
  if (instrument.exercise === 'american') parts.push('American');
  if (instrument.expiry !== null) parts.push(`expires ${spokenInstant(instrument.expiry)}`);
  if (isListed(instrument)) parts.push(...spokenListedTerms(instrument));
  else if (instrument.kind !== 'spot') parts.push(instrument.payoff);
  parts.push(`quantity in ${quantityUnit(instrument)}`);
  return parts.join(', ');
}

/** What a listed instrument's fields say beyond kind, strike and expiry. */
function spokenListedTerms(instrument: Instrument): string[] {
  const { product, contractMonth, settles, deliversFuture, premium, deliverableUnits, deliverableCash } =
    instrument;
  const parts = [`product ${product}`];
  if (contractMonth !== undefined) parts.push(`contract month ${contractMonth}`);
  if (settles !== undefined) parts.push(`settled on ${settles === 'am' ? 'opening' : 'closing'} prices`);
  if (deliversFuture !== undefined) parts.push(`delivers ${deliversFuture}`);
  if (premium === 'daily') parts.push('premium paid day by day');
  const delivered = [
    ...(deliverableUnits === undefined ? [] : [`${spokenNumber(deliverableUnits)} shares`]),
    ...(deliverableCash === undefined
      ? []
      : [`${spokenNumber(deliverableCash)} ${instrument.quoteCurrency}`]),
  ];
  if (delivered.length > 0) parts.push(`delivers ${delivered.join(' and ')}`);
  if (instrument.priceModel === 'normal') parts.push('volatility in price units');
  return parts;
}

const sentence = (text: string): string => {
  const whole = /[.!?]$/.test(text) ? text : `${text}.`;
  return whole.charAt(0).toUpperCase() + whole.slice(1);
};

/** A problem of a field, as sentences. */
export const problem = (field: string, message: string, remedy: string): DraftProblem => ({
  field,
  message: sentence(message),
  remedy: remedy === '' ? '' : sentence(remedy),
});

/** The first trouble of each field, as problems; `fields` names the draft's field where the format calls it otherwise. */
export function problemsOf(
  troubles: readonly RowTrouble[],
  fields: Record<string, string> = {},
): DraftProblem[] {
  const found = new Map<string, DraftProblem>();
  for (const { path, reason, remedy } of troubles) {
    const field = fields[path] ?? path;
    if (!found.has(field)) found.set(field, problem(field, reason, remedy));
  }
  return [...found.values()];
}
