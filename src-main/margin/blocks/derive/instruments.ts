// Which instruments Derive's managers can carry, and the nearest that Derive lists for those of other venues.
// May import the domain and the rulebook interface.
import type { Instrument } from '../../../domain/instrument.ts';
import type { InstrumentTwin } from '../../rulebook.ts';

/** Currency that Derive settles in, and the one that it quotes in. */
export const CASH = 'USDC';
export const QUOTE = 'USD';

/** Currencies that aim at a dollar: a price in them is taken as one in dollars, which the row's mapping shows. */
const DOLLARS = /USD|DAI/;

/** Why Derive's managers can't carry an instrument or a twin of it, as a sentence; null when they can. */
export function deriveRefusal(instrument: Instrument): string | null {
  const { symbol } = instrument;
  if (instrument.kind === 'spot') {
    return `${symbol} is a spot holding: enter it as a balance in ${instrument.underlying}.`;
  }
  if (instrument.kind === 'future') {
    return `${symbol} is a dated future; Derive lists perpetuals and options, and neither has its expiry and its payoff.`;
  }
  if (instrument.exercise === 'american') {
    return `${symbol} is an American option; Derive lists European ones only.`;
  }
  if (!DOLLARS.test(instrument.quoteCurrency)) {
    return `${symbol} is quoted in ${instrument.quoteCurrency}; Derive quotes in dollars only.`;
  }
  if (instrument.venue === 'derive' && instrument.payoff === 'inverse') {
    return `${symbol} is inverse; everything that Derive lists is linear and settles in ${CASH}. Correct the instrument.`;
  }
  return null;
}

/** What an option or perpetual of another venue is carried as: the same one, linear and settled in USDC. Null for Derive's own, and for what is refused. */
export function deriveTwin(instrument: Instrument): InstrumentTwin | null {
  if (instrument.venue === 'derive' || deriveRefusal(instrument) !== null) return null;
  return {
    instrument: {
      ...instrument,
      payoff: 'linear',
      quoteCurrency: QUOTE,
      settlementCurrency: CASH,
      quantityUnit: 'base',
      multiplier: '1',
      contractSize: '1',
    },
    carriedAs: `linear ${instrument.kind} of 1 ${instrument.underlying}, settled in ${CASH}`,
  };
}
