// Rates to the dollar from dated market figures. A stablecoin is not a dollar: where its rate is missing, that is said.
// May import the domain only.
import { toFloat } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { MarketFigures } from '../../domain/market.ts';

/**
 * USD per one unit of a currency: 1 for USD, else the snapshot's rate `C/USD`, else its index `c_usd`.
 * A dollar stablecoin without either counts as 1 and `assume` is told so; anything else without a rate throws `incomplete`.
 */
export function rateToUsd(
  market: MarketFigures,
  currency: string,
  assume: (sentence: string) => void,
): number {
  if (currency === 'USD') return 1;
  const rate =
    market.find('currencyRate', `${currency}/USD`) ?? market.find('index', `${currency.toLowerCase()}_usd`);
  if (rate) return toFloat(rate.value);
  if (currency.startsWith('USD')) {
    assume(`The snapshot has no rate ${currency}/USD: 1 ${currency} is counted as 1 USD.`);
    return 1;
  }
  throw new MargraveError(
    'incomplete',
    `The snapshot has neither the rate ${currency}/USD nor the index ${currency.toLowerCase()}_usd, so ${currency} can't be counted in USD. Import one of them.`,
    { currency },
  );
}
