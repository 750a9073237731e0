// The fields of an instrument that only exchange-listed ones have, in the order in which files and the book write them.
import { type Instrument, isListed } from './instrument.ts';

export const listedFields = [
  'product',
  'contractMonth',
  'settles',
  'deliversFuture',
  'premium',
  'deliverableUnits',
  'deliverableCash',
  'priceModel',
] as const satisfies readonly (keyof Instrument)[];

/** What a quantity counts, in a word: contracts or shares of listed instruments, the quote currency or the underlying of others. */
export function countedIn(
  instrument: Pick<Instrument, 'product' | 'kind' | 'quantityUnit' | 'quoteCurrency' | 'underlying'>,
): string {
  if (isListed(instrument)) return instrument.kind === 'spot' ? 'shares' : 'contracts';
  return instrument.quantityUnit === 'quote' ? instrument.quoteCurrency : instrument.underlying;
}

export type ListedField = (typeof listedFields)[number];
export type ListedTerms = Pick<Instrument, ListedField>;

/** The listed fields that the row states, and no others: what is null, empty or left out stays left out, so that nothing is told apart by it. */
export function statedListedTerms(
  row: {
    readonly [Field in ListedField]?: string | null | undefined;
  },
): ListedTerms {
  const stated: Record<string, string> = {};
  for (const field of listedFields) {
    const value = row[field];
    if (value !== undefined && value !== null && value !== '') stated[field] = value;
  }
  return stated as ListedTerms;
}
