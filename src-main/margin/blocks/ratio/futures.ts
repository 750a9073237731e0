// Size of futures and perpetuals, which is what ratio models margin; they know no options.
// May import the domain, the rulebook interface and margin/blocks.
import type { Instrument } from '../../../domain/instrument.ts';
import type { AccountValues, ValuedHolding } from '../../rulebook.ts';
import { futurePrice } from '../equity.ts';
import { coinVenueRefusal } from '../listed/refusal.ts';

/** Size at the mark: in coin for an inverse contract, in the quote currency for a linear one. */
export function futureNotional(values: AccountValues, { row, instrument, quantity }: ValuedHolding): number {
  const price = futurePrice(values, row);
  return instrument.payoff === 'inverse'
    ? Math.abs(quantity) / price
    : Math.abs(quantity) * Number(instrument.multiplier) * price;
}

/** Why a ratio model can't carry an instrument; null when it is a future or a perpetual of a sound payoff. `noOptions`: why it carries no options. */
export function futureRefusal(instrument: Instrument, noOptions: string): string | null {
  const { symbol, underlying, settlementCurrency, payoff } = instrument;
  const listed = coinVenueRefusal(instrument, 'the venue');
  if (listed !== null) return listed;
  if (instrument.kind === 'spot') {
    return `${symbol} is a spot holding: enter it as a balance in ${underlying}.`;
  }
  if (instrument.kind === 'option') {
    return `${symbol} is an option; ${noOptions}.`;
  }
  if (payoff === 'inverse' && settlementCurrency !== underlying) {
    return `${symbol} is inverse but settles in ${settlementCurrency}, not in ${underlying}.`;
  }
  if (payoff === 'linear' && settlementCurrency === underlying) {
    return `${symbol} is linear but settles in its own underlying.`;
  }
  return null;
}
