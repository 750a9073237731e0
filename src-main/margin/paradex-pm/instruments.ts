// Which instruments Paradex can carry, and the nearest that it lists for those of other venues.
// May import the domain and the rulebook interface.
import type { Instrument } from '../../domain/instrument.ts';
import type { InstrumentTwin } from '../rulebook.ts';

/** The coin that everything settles in, and the currency it is quoted in. */
export const CASH = 'USDC';
const QUOTE = 'USD';
const VENUE = 'paradex';

/** Why Paradex can't carry an instrument or a twin of it, as a sentence; null when it can. */
export function paradexRefusal(instrument: Instrument): string | null {
  const { symbol } = instrument;
  if (instrument.kind === 'spot') {
    return `${symbol} is a spot holding: enter it as a balance in ${instrument.underlying}.`;
  }
  if (instrument.kind === 'future') {
    return `${symbol} is a dated future; Paradex lists perpetuals and options, and neither has its expiry and its payoff.`;
  }
  if (instrument.exercise === 'american') {
    return `${symbol} is an American option; Paradex lists European ones only.`;
  }
  if (instrument.venue === VENUE && instrument.payoff === 'inverse') {
    return `${symbol} is inverse; everything that Paradex lists is linear and settles in ${CASH}. Correct the instrument.`;
  }
  return null;
}

/** The linear instrument in USDC for one of another venue: 1 unit of the underlying per contract, quoted in dollars; a quote in another coin stays. */
export function paradexTwin(instrument: Instrument): InstrumentTwin | null {
  if (instrument.venue === VENUE || paradexRefusal(instrument) !== null) return null;
  const { quoteCurrency, kind, underlying } = instrument;
  return {
    instrument: {
      ...instrument,
      payoff: 'linear',
      quoteCurrency: quoteCurrency === CASH ? QUOTE : quoteCurrency,
      settlementCurrency: CASH,
      quantityUnit: 'base',
      multiplier: '1',
      contractSize: '1',
    },
    carriedAs: `linear ${kind} of 1 ${underlying}, settled in ${CASH}`,
  };
}
