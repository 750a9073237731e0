// What OKX lists: which instruments its rulebook carries, and as what.
// May import the domain, the rulebook interface and margin/blocks.
import { type Instrument, isListed } from '../../domain/instrument.ts';
import { coinVenueRefusal } from '../blocks/listed/refusal.ts';
import type { InstrumentTwin } from '../rulebook.ts';

export const venue = 'okx';

/** Underlyings with listed options: settled in coin, on the dollar index. */
const optionUnderlyings: ReadonlySet<string> = new Set(['BTC', 'ETH']);
/** Currencies that linear contracts settle in. */
const linearCurrencies: ReadonlySet<string> = new Set(['USDT', 'USDC']);

/** Why OKX can't carry an instrument nor a twin of it; null when it can. */
export function okxRefusal(instrument: Instrument): string | null {
  const { symbol } = instrument;
  const listed = coinVenueRefusal(instrument, 'the venue');
  if (listed !== null) return listed;
  if (instrument.kind === 'spot')
    return `${symbol} is a spot holding: enter it as a balance in ${instrument.underlying}.`;
  if (instrument.exercise === 'american')
    return `${symbol} is an American option; the venue lists European ones only.`;
  if (instrument.payoff === 'inverse' && instrument.settlementCurrency !== instrument.underlying) {
    return `${symbol} is inverse but settles in ${instrument.settlementCurrency}, not in ${instrument.underlying}.`;
  }
  if (instrument.payoff === 'linear' && instrument.settlementCurrency === instrument.underlying) {
    return `${symbol} is linear but settles in its own underlying.`;
  }
  if (instrument.venue === venue || instrument.kind !== 'option') return null;
  if (!optionUnderlyings.has(instrument.underlying)) {
    return `${symbol} is an option on ${instrument.underlying}; the venue lists options on ${[...optionUnderlyings].join(' and ')} only.`;
  }
  return null;
}

/**
 * What the venue lists instead. Inverse futures, perpetuals and options on BTC and ETH are listed as they are; linear futures and perpetuals in USDT
 * and USDC too. A linear option becomes the one settled in coin, on the dollar index; a linear future paid in anything else becomes one paid in USDC.
 */
export function okxTwin(instrument: Instrument): InstrumentTwin | null {
  if (instrument.venue === venue || instrument.payoff === 'inverse' || isListed(instrument)) return null;
  if (instrument.kind === 'option') {
    const { underlying } = instrument;
    return {
      instrument: {
        ...instrument,
        venue,
        payoff: 'inverse',
        quoteCurrency: 'USD',
        settlementCurrency: underlying,
        quantityUnit: 'base',
        multiplier: '1',
        contractSize: '1',
      },
      carriedAs: `option settled in ${underlying}, quantity in ${underlying}`,
    };
  }
  if (linearCurrencies.has(instrument.settlementCurrency)) return null;
  return {
    instrument: {
      ...instrument,
      venue,
      quoteCurrency: 'USDC',
      settlementCurrency: 'USDC',
      quantityUnit: 'base',
      multiplier: '1',
      contractSize: '1',
    },
    carriedAs: `linear ${instrument.kind} settled in USDC, quantity in ${instrument.underlying}`,
  };
}

/**
 * The finest group whose P&L is wanted: a linear future by itself, since the venue moves it by its index' move; everything else by price index,
 * settlement and payoff, options apart.
 */
export function okxRiskGroup(instrument: Instrument): string {
  const { priceIndex, underlying, settlementCurrency, payoff, kind } = instrument;
  const group = `${underlying} ${priceIndex} ${settlementCurrency} ${payoff}`;
  if (kind === 'option') return `${group} option`;
  return payoff === 'inverse' ? group : `${group} ${instrument.id}`;
}
