// Which instruments SPAN margins, the sets they need, and the combined commodity and month that a contract is in.
// May import the domain, the rulebook interface and margin/blocks.
import { MargraveError } from '../../domain/errors.ts';
import { futuresProducts } from '../../domain/futures-products.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { deliveredContract, exchangesOf } from '../../domain/span-contracts.ts';
import { unlistedRefusal } from '../blocks/listed/refusal.ts';
import type { SpanParameters } from './typed-parameters.ts';

/** Venues whose listings are securities: shares, funds and options in a securities account. */
const securitiesVenues: ReadonlySet<string> = new Set(['us', 'occ']);

/** Why SPAN can't carry an instrument, as a sentence; null when it can: futures, and options of futures exchanges. */
export function spanRefusal(instrument: Instrument): string | null {
  const unlisted = unlistedRefusal(instrument, 'SPAN');
  if (unlisted !== null) return unlisted;
  const { symbol, venue, kind } = instrument;
  if (kind === 'spot' || securitiesVenues.has(venue)) {
    return `${symbol} is held in a securities account: SPAN margins futures and the options of futures exchanges. Margin it under occ-cpm or reg-t.`;
  }
  if (kind === 'perpetual') {
    return `${symbol} has no contract month: SPAN margins futures and the options of futures exchanges.`;
  }
  return null;
}

/**
 * Codes whose parameter sets these instruments need: their products, of an option that of the future it delivers, and the futures of the same underlying at the
 * same exchange, since a smaller contract is margined with the larger one's.
 */
export function spanAssets(instruments: readonly Instrument[]): string[] {
  const codes = new Set<string>();
  for (const instrument of instruments) {
    if (spanRefusal(instrument) !== null || instrument.product === undefined) continue;
    codes.add(instrument.product);
    const delivered = deliveredContract(instrument);
    if (delivered) codes.add(delivered.product);
    for (const { exchange, product, underlying } of futuresProducts) {
      if (exchange === instrument.venue && underlying === instrument.underlying) codes.add(product);
    }
  }
  return [...codes].sort();
}

/** Contracts of one product and one month of delta: what their scenarios and deltas are added up by. */
export function spanGroup(instrument: Instrument): string {
  const { venue, product = '', kind } = instrument;
  return `${venue} ${product} ${kind} ${monthOf(instrument)}`;
}

/** The month whose delta a held contract brings: of its future, of an option on none its own; empty when its instrument names none. */
export const monthOf = (instrument: Instrument): string =>
  deliveredContract(instrument)?.month ?? instrument.contractMonth ?? '';

/** A held contract's place among the combined commodities. */
export interface ContractPlace {
  commodity: string;
  /** Delta of a contract with delta 1, in those of the combined commodity. */
  deltaScale: number;
  premium: 'upfront' | 'daily';
}

/**
 * Where a contract is margined: as its own product says, and an option whose product no set names as the future that it delivers.
 * Throws `invalid-input` naming the product when no set of parameters names it.
 */
export function placeOf(instrument: Instrument, parameters: SpanParameters): ContractPlace {
  const { venue, product = '', symbol } = instrument;
  const kind = instrument.kind === 'option' ? 'option' : 'future';
  const found = placeByProduct(
    parameters,
    venue,
    product,
    kind,
    deliveredContract(instrument)?.product ?? null,
  );
  if (found) return { ...found, premium: instrument.premium ?? found.premium };
  throw new MargraveError(
    'invalid-input',
    `No combined commodity is known for ${symbol} (product ${product} of ${venue}): no chosen set names it. Import the clearing house’s risk-array file of the day, or a set of parameters for ${product}.`,
    { instrument: instrument.id, product },
  );
}

/** As `placeOf`, of what is known by its codes; null when no set names it. `delivered`: product of the future under an option. */
export function placeByProduct(
  parameters: SpanParameters,
  venue: string,
  product: string,
  kind: 'future' | 'option',
  delivered: string | null,
): ContractPlace | null {
  const exchanges = exchangesOf(venue);
  const own = parameters.product(exchanges, product, kind);
  const terms = own ?? (delivered === null ? null : parameters.product(exchanges, delivered, 'future'));
  if (!terms || !parameters.hasCommodity(terms.commodity)) return null;
  const { commodity, deltaScale } = terms;
  return { commodity, deltaScale, premium: kind === 'option' && own ? own.premium : 'upfront' };
}
