// Venues whose every instrument is linear and settles in one coin: what they can't carry, and what they carry something as.
// May import the domain and margin/blocks.
import type { Instrument } from '../../domain/instrument.ts';
import { coinVenueRefusal } from './listed/refusal.ts';

/** A venue that lists perpetuals and European options alone. */
export interface LinearVenue {
  /** Id, as instruments name it. */
  venue: string;
  name: string;
  /** The coin that everything settles in. */
  cash: string;
}

/** Why such a venue can't carry an instrument or a twin of it, as a sentence; null when it can. */
export function linearVenueRefusal(
  instrument: Instrument,
  { venue, name, cash }: LinearVenue,
): string | null {
  const { symbol } = instrument;
  const listed = coinVenueRefusal(instrument, name);
  if (listed !== null) return listed;
  if (instrument.kind === 'spot') {
    return `${symbol} is a spot holding: enter it as a balance in ${instrument.underlying}.`;
  }
  if (instrument.kind === 'future') {
    return `${symbol} is a dated future; ${name} lists perpetuals and options, and neither has its expiry and its payoff.`;
  }
  if (instrument.exercise === 'american') {
    return `${symbol} is an American option; ${name} lists European ones only.`;
  }
  if (instrument.venue === venue && instrument.payoff === 'inverse') {
    return `${symbol} is inverse; everything that ${name} lists is linear and settles in ${cash}. Correct the instrument.`;
  }
  return null;
}

/** The same instrument on one unit of the underlying, linear, settled in `settlementCurrency`; id, expiry and strike stay. */
export const asLinear = (
  instrument: Instrument,
  { quoteCurrency, settlementCurrency }: Pick<Instrument, 'quoteCurrency' | 'settlementCurrency'>,
): Instrument => ({
  ...instrument,
  payoff: 'linear',
  quoteCurrency,
  settlementCurrency,
  quantityUnit: 'base',
  multiplier: '1',
  contractSize: '1',
});
