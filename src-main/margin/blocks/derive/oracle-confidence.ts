// How sure the venue's oracles are, as the snapshot states it; 1 where it doesn't, which is then said once.
// May import the domain.
import { toFloat } from '../../../domain/decimal.ts';
import type { MarketFigures } from '../../../domain/market.ts';

export type ConfidenceKind = 'spot' | 'perpetual' | 'forward' | 'rate' | 'volatility';

export class ConfidenceReader {
  readonly #market: MarketFigures;
  readonly #missing = new Set<string>();

  constructor(market: MarketFigures) {
    this.#market = market;
  }

  of(priceIndex: string, kind: ConfidenceKind, expiry = ''): number {
    return this.#read(`${priceIndex}/${kind}`, expiry, kind);
  }

  ofCollateral(asset: string): number {
    return this.#read(`${asset}/collateral`, '', 'collateral');
  }

  /** Says which confidences were assumed to be whole, in one sentence; nothing when all were stated. */
  tell(assume: (sentence: string) => void): void {
    if (this.#missing.size === 0) return;
    assume(
      `The snapshot doesn’t state how sure the oracles are of ${[...this.#missing].sort().join(', ')}: full confidence, 1, is assumed.`,
    );
  }

  #read(key: string, expiry: string, kind: string): number {
    const figure = this.#market.find('confidence', key, expiry);
    if (figure) return toFloat(figure.value);
    this.#missing.add(kind);
    return 1;
  }
}
