// Which instruments Paradex can carry, and the nearest that it lists for those of other venues.
// May import the domain, the rulebook interface and margin/blocks.
import type { Instrument } from '../../domain/instrument.ts';
import { asLinear, linearVenueRefusal } from '../blocks/linear-instruments.ts';
import type { InstrumentTwin } from '../rulebook.ts';

/** The coin that everything settles in, and the currency it is quoted in. */
export const CASH = 'USDC';
const QUOTE = 'USD';
const VENUE = 'paradex';

/** Why Paradex can't carry an instrument or a twin of it, as a sentence; null when it can. */
export const paradexRefusal = (instrument: Instrument): string | null =>
  linearVenueRefusal(instrument, { venue: VENUE, name: 'Paradex', cash: CASH });

/** The linear instrument in USDC for one of another venue: 1 unit of the underlying per contract, quoted in dollars; a quote in another coin stays. */
export function paradexTwin(instrument: Instrument): InstrumentTwin | null {
  if (instrument.venue === VENUE || paradexRefusal(instrument) !== null) return null;
  const { quoteCurrency, kind, underlying } = instrument;
  return {
    instrument: asLinear(instrument, {
      quoteCurrency: quoteCurrency === CASH ? QUOTE : quoteCurrency,
      settlementCurrency: CASH,
    }),
    carriedAs: `linear ${kind} of 1 ${underlying}, settled in ${CASH}`,
  };
}
