// The single account and the market of a Derive case, filled row by row. May import the domain and the files beside it.
import { type DecimalText, ExactDecimal } from '../../../domain/decimal.ts';
import { deriveOption, derivePerpetual, priceIndexOf } from '../../../domain/derive-instrument.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import type { FigureClass, MarketFigure, MarketSnapshot } from '../../../domain/market.ts';
import { emptyPortfolio, type Portfolio } from '../../../domain/portfolio.ts';
import { answerAccount } from '../answer-account.ts';

const ACCOUNT = 'case';

export type ConfidenceOf = 'spot' | 'perpetual' | 'forward' | 'rate' | 'volatility';

/** Collects what a case holds and on what prices. A figure stated again replaces the earlier one. */
export class CaseAccount {
  readonly portfolio: Portfolio;
  readonly market: MarketSnapshot;
  readonly #figures = new Map<string, MarketFigure>();

  constructor(id: string, rulebook: string, time: string) {
    this.market = { id: `${id} market`, time, label: `Prices of ${id}`, figures: [] };
    this.portfolio = {
      ...emptyPortfolio(),
      accounts: [
        answerAccount({ id: ACCOUNT, name: 'Account of the case', venue: 'derive', marginModel: rulebook }),
      ],
    };
  }

  figure(figureClass: FigureClass, key: string, value: DecimalText, source: string, expiry = ''): void {
    const figure = { class: figureClass, key, expiry, value, time: this.market.time, source };
    this.#figures.set(`${figureClass} ${key} ${expiry}`, figure);
    this.market.figures = [...this.#figures.values()];
  }

  /** How sure the oracle is; that of the spot price is also the coin's as collateral. */
  confidence(market: string, of: ConfidenceOf, value: DecimalText, source: string, expiry = ''): void {
    this.figure('confidence', `${priceIndexOf(market)}/${of}`, value, source, expiry);
    if (of === 'spot') this.figure('confidence', `${market}/collateral`, value, source);
  }

  option(...words: [...Parameters<typeof deriveOption>, amount: DecimalText]): Instrument {
    const [underlying, expiry, strike, right, amount] = words;
    return this.#hold(deriveOption(underlying, expiry, strike, right), amount, null);
  }

  /** `settledPrice`: from where on profit isn't in the cash; null when all is. */
  perpetual(underlying: string, amount: DecimalText, settledPrice: DecimalText | null): Instrument {
    return this.#hold(derivePerpetual(underlying), amount, settledPrice);
  }

  balance(kind: 'cash' | 'collateral', currency: string, amount: DecimalText): void {
    if (new ExactDecimal(amount).isZero()) return;
    this.portfolio.balances.push({ account: ACCOUNT, kind, currency, amount });
  }

  #hold(instrument: Instrument, quantity: DecimalText, settledPrice: DecimalText | null): Instrument {
    if (!this.portfolio.instruments.some(({ id }) => id === instrument.id)) {
      this.portfolio.instruments.push(instrument);
    }
    this.portfolio.positions.push({
      account: ACCOUNT,
      instrument: instrument.id,
      strategy: '',
      lot: String(this.portfolio.positions.length + 1),
      quantity,
      averagePrice: null,
      settledPrice,
    });
    return instrument;
  }
}
