// Which instruments Derive's managers can carry, and the nearest that Derive lists for those of other venues.
// May import the domain, the rulebook interface and margin/blocks.
import type { Instrument } from '../../../domain/instrument.ts';
import type { InstrumentTwin } from '../../rulebook.ts';
import { asLinear, linearVenueRefusal } from '../linear-instruments.ts';

/** Currency that Derive settles in, and the one that it quotes in. */
export const CASH = 'USDC';
export const QUOTE = 'USD';

/** Currencies that aim at a dollar: a price in them is taken as one in dollars, which the row's mapping shows. */
const DOLLARS = /USD|DAI/;

/** Why Derive's managers can't carry an instrument or a twin of it, as a sentence; null when they can. */
export function deriveRefusal(instrument: Instrument): string | null {
  const refusal = linearVenueRefusal(instrument, { venue: 'derive', name: 'Derive', cash: CASH });
  if (refusal !== null || DOLLARS.test(instrument.quoteCurrency)) return refusal;
  return `${instrument.symbol} is quoted in ${instrument.quoteCurrency}; Derive quotes in dollars only.`;
}

/** What an option or perpetual of another venue is carried as: the same one, linear and settled in USDC. Null for Derive's own, and for what is refused. */
export function deriveTwin(instrument: Instrument): InstrumentTwin | null {
  if (instrument.venue === 'derive' || deriveRefusal(instrument) !== null) return null;
  return {
    instrument: asLinear(instrument, { quoteCurrency: QUOTE, settlementCurrency: CASH }),
    carriedAs: `linear ${instrument.kind} of 1 ${instrument.underlying}, settled in ${CASH}`,
  };
}
