// What a table's words for side and unit mean, and quantities turned into the instrument's own unit.
import type { ColumnMapping } from '../../contract/views.ts';
import { type DecimalText, decimalText, ExactDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Gathering, Resolution } from './gathering.ts';

/** Decimal places kept when a quantity is divided by a price. */
const convertedPlaces = 12;

const sells = new Set([
  'sell',
  's',
  'short',
  '-',
  '-1',
  'ask',
  'sold',
  'verkauf',
  'vente',
  'vendu',
  'venta',
  'vendita',
  'venda',
  'verkoop',
  'corto',
  '卖',
  '空',
  '売',
  'продажа',
]);
const buys = new Set([
  'buy',
  'b',
  'long',
  '+',
  '1',
  '+1',
  'bid',
  'bought',
  'l',
  'kauf',
  'achat',
  'compra',
  'acquisto',
  'koop',
  'largo',
  '买',
  '多',
  '買',
  'покупка',
]);

/** `net` where the row leaves it to the sign of the quantity; null when the word is none that is known. */
export function sideOfText(text: string): 'buy' | 'sell' | 'net' | null {
  const word = text.toLowerCase();
  if (['', 'net', 'both', 'zero', 'flat', 'none'].includes(word)) return 'net';
  return sells.has(word) ? 'sell' : buys.has(word) ? 'buy' : null;
}

export function unitOfText(text: string): ColumnMapping['unit'] | null {
  const word = text.toLowerCase();
  if (/^(usd|us\$|\$|notional|dollars?)$/.test(word)) return 'usd';
  if (/^(contracts?|cont|ct|cts|lots?|kontrakte?|contrats?|contratos?)$/.test(word)) return 'contracts';
  if (/^(coins?|base|crypto|units?|btc|eth|sol|xrp|shares?)$/.test(word)) return 'coin';
  return null;
}

/** Into the instrument's own unit. Between coin and USD the index of the newest snapshot (or of a file in this import) converts; results are kept to 12 places. */
export function inOwnUnit(
  quantity: DecimalText,
  unit: 'coin' | 'contracts' | 'usd',
  resolution: Extract<Resolution, { instrument: Instrument }>,
  gathering: Gathering,
  file: string,
): DecimalText | { reason: string; remedy: string } {
  const { instrument } = resolution;
  if (unit === 'contracts') {
    if (!resolution.contractSizeKnown) {
      return {
        reason: `the size of one contract of ${instrument.symbol} is not known`,
        remedy: 'Import get_instruments first, or give the quantity in another unit',
      };
    }
    return instrument.contractSize === '1'
      ? quantity
      : decimalText(new ExactDecimal(quantity).times(instrument.contractSize));
  }
  if (unit === 'usd' && instrument.quantityUnit === 'quote') return quantity;
  if (unit === 'coin' && instrument.quantityUnit === 'base') {
    return instrument.multiplier === '1'
      ? quantity
      : decimalText(
          new ExactDecimal(quantity).dividedBy(instrument.multiplier).toDecimalPlaces(convertedPlaces),
        );
  }
  const index = gathering.indexPrice(instrument.priceIndex);
  if (index === null || !(Number(index) > 0)) {
    return {
      reason: `${instrument.symbol} counts in ${instrument.quantityUnit === 'quote' ? 'USD' : 'coin'}, the row in ${unit}, and there is no price of ${instrument.priceIndex} to convert`,
      remedy: 'Import a market snapshot first (ticker or book summary), or give the quantity in its own unit',
    };
  }
  gathering.notice(`Quantities of ${file} were converted at the index: ${instrument.priceIndex} ${index}.`);
  const exact = new ExactDecimal(quantity);
  const result =
    unit === 'coin'
      ? exact.times(index)
      : exact.dividedBy(new ExactDecimal(index).times(instrument.multiplier));
  return decimalText(result.toDecimalPlaces(convertedPlaces));
}
