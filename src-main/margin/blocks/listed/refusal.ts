// Where listed instruments are margined and where they aren't: the sentences that say so.
// May import the domain.
import { type Instrument, isListed } from '../../../domain/instrument.ts';

/**
 * Why a coin venue can't carry an instrument because it is listed on a securities or futures exchange; null for what isn't. A share is no coin,
 * an option on a share no option on a coin.
 * @param venue its name, as it begins a sentence or follows a comma
 */
export const coinVenueRefusal = (instrument: Instrument, venue: string): string | null =>
  isListed(instrument)
    ? `${instrument.symbol} is listed on a securities or futures exchange; ${venue} has nothing like it. Margin it under a rulebook of listed markets: occ-cpm, reg-t or span.`
    : null;

/**
 * Why a rulebook of listed markets can't carry an instrument because no exchange lists it; null for what is listed. There is no honest twin: an option
 * that settles in coin pays something else than any that is listed (conventions 28).
 */
export const unlistedRefusal = (instrument: Instrument, rules: string): string | null =>
  isListed(instrument)
    ? null
    : `${instrument.symbol} is not listed on a securities or futures exchange; under ${rules} nothing stands in for it. Margin it under its own venue’s rulebook.`;
