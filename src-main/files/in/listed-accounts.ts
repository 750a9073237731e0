// Which accounts hold instruments of listed markets, and under which venues their symbols are looked for. May import the domain.
import type { Account } from '../../domain/account.ts';
import { futuresExchanges } from '../../domain/futures-products.ts';
import { newYorkInstant } from '../../domain/new-york-time.ts';

/** Venues of listed instruments: options, shares and funds, futures. */
const listedVenues: readonly string[] = ['occ', 'us', ...futuresExchanges];
const listedModels: ReadonlySet<string> = new Set(['occ-cpm', 'reg-t', 'span']);

export const isListedVenue = (venue: string): boolean => listedVenues.includes(venue);

/** The rulebook that a new account of a venue begins with. */
export const usualModel = (venue: string): string =>
  futuresExchanges.includes(venue) ? 'span' : isListedVenue(venue) ? 'occ-cpm' : 'deribit-pm';

/** The venue that symbols without one are read by: the account's own when it is listed, by its venue or its rulebook; null for other accounts. */
export function listedVenueOf(account: Pick<Account, 'venue' | 'marginModel'> | undefined): string | null {
  if (account === undefined) return null;
  if (isListedVenue(account.venue)) return account.venue;
  return listedModels.has(account.marginModel) ? 'occ' : null;
}

/** When contracts end that don't end on opening prices, New York time: energy and metals at their settlement, others when stocks close. */
const settlementTimes: Readonly<Record<string, string>> = { nymex: '14:30', comex: '14:30' };
const closeOfStocks = '16:00';

/** The instant at which a day ends at a listed venue: what a day of expiry means where nothing says more. */
export const endOfListedDay = (venue: string, day: string): string =>
  newYorkInstant(day, settlementTimes[venue] ?? closeOfStocks);

/** The venues to try a symbol at, its own first: options and shares are found beside futures in one account. */
export const venuesToTry = (venue: string): string[] =>
  isListedVenue(venue) ? [venue, ...['occ', ...futuresExchanges].filter((one) => one !== venue)] : [venue];
