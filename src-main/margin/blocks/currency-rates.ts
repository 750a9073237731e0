// Rates between currencies from the snapshot's dated figures; what isn't there is assumed in words or not at all.
// May import the domain.
import { type DecimalText, decimalText, ExactDecimal } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { MarketFigures } from '../../domain/market.ts';
import { CONVERTED_PLACES, FLOAT_DIGITS } from './constants.ts';

type Exact = InstanceType<typeof ExactDecimal>;

/** A rate, TO per one FROM, with what had to be assumed for it. */
export interface FoundRate {
  rate: Exact;
  assumptions: string[];
}

const HUB = 'USD';
/** Coins that aim at one dollar. They are not dollars: a rate goes before the assumption, and the assumption is said. */
const DOLLAR_COINS: ReadonlySet<string> = new Set(['USDC', 'USDT']);

/** Rates of one snapshot. */
export class CurrencyRates {
  readonly #market: MarketFigures;

  constructor(market: MarketFigures) {
    this.#market = market;
  }

  /**
   * TO per one FROM: the figure `currencyRate FROM/TO` or its inverse → the index `from_to` or its inverse → through USD →
   * through a dollar coin → a dollar coin assumed at 1. Null when nothing leads there.
   */
  between(from: string, to: string): FoundRate | null {
    if (from === to) return { rate: new ExactDecimal(1), assumptions: [] };
    const direct = this.#stated(from, to);
    if (direct) return direct;
    const toHub = this.#toHub(from);
    const fromHub = this.#toHub(to);
    if (!toHub || !fromHub) return null;
    return {
      rate: toHub.rate.dividedBy(fromHub.rate),
      assumptions: [...toHub.assumptions, ...fromHub.assumptions],
    };
  }

  #toHub(currency: string): FoundRate | null {
    if (currency === HUB) return { rate: new ExactDecimal(1), assumptions: [] };
    const stated = this.#stated(currency, HUB);
    if (stated) return stated;
    if (DOLLAR_COINS.has(currency)) {
      return {
        rate: new ExactDecimal(1),
        assumptions: [`${currency} is counted as 1 USD: the snapshot has no rate ${currency}/USD.`],
      };
    }
    for (const coin of DOLLAR_COINS) {
      const inCoin = this.#stated(currency, coin);
      const coinToHub = inCoin && this.#toHub(coin);
      if (inCoin && coinToHub) {
        return { rate: inCoin.rate.times(coinToHub.rate), assumptions: coinToHub.assumptions };
      }
    }
    return null;
  }

  #stated(from: string, to: string): FoundRate | null {
    const pair = (a: string, b: string): Exact | null => {
      const figure =
        this.#market.find('currencyRate', `${a}/${b}`) ??
        this.#market.find('index', `${a}_${b}`.toLowerCase());
      if (!figure) return null;
      const value = new ExactDecimal(figure.value);
      return value.greaterThan(0) ? value : null;
    };
    const forward = pair(from, to);
    if (forward) return { rate: forward, assumptions: [] };
    const backward = pair(to, from);
    return backward ? { rate: new ExactDecimal(1).dividedBy(backward), assumptions: [] } : null;
  }
}

/** amount · rate, rounded half to even at 12 decimal places: the one rounding of a conversion. A rate of 1 changes nothing. */
export function convertAmount(amount: DecimalText, rate: Exact): DecimalText {
  if (rate.equals(1)) return amount;
  const exact = new ExactDecimal(amount).times(rate);
  return decimalText(exact.toDecimalPlaces(CONVERTED_PLACES, ExactDecimal.ROUND_HALF_EVEN));
}

/** A rate as text with 17 significant digits. */
export function rateText(rate: Exact): DecimalText {
  return decimalText(rate.toSignificantDigits(FLOAT_DIGITS, ExactDecimal.ROUND_HALF_EVEN));
}

/**
 * USD per one unit of a currency, as `CurrencyRates` finds it; what it takes for granted is told to `assume`.
 * Throws `incomplete` naming the figures that would do when nothing leads to the dollar.
 */
export function rateToUsd(
  market: MarketFigures,
  currency: string,
  assume: (sentence: string) => void,
): number {
  const found = new CurrencyRates(market).between(currency, HUB);
  if (found) {
    found.assumptions.forEach(assume);
    return found.rate.toNumber();
  }
  throw new MargraveError(
    'incomplete',
    `The snapshot has neither the rate ${currency}/USD nor the index ${currency.toLowerCase()}_usd, so ${currency} can't be counted in USD. Import one of them.`,
    { currency },
  );
}
