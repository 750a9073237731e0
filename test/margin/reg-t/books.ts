// Small books under strategy-based margin, written by option: prices are marks, so that no model stands between the numbers and the requirement.
import type { Instrument } from '../../../src-main/domain/instrument.ts';
import type { MarginEntry } from '../../../src-main/domain/margin-result.ts';
import { regT } from '../../../src-main/margin/reg-t/margin.ts';
import type { RequirementInput } from '../../../src-main/margin/rulebook.ts';
import { parametersOf } from '../books.ts';
import { entriesUnder } from '../engine-books.ts';
import { listedIndex, listedOption, share } from '../listed-instruments.ts';
import { venueMarket, venuePortfolio } from '../venue-books.ts';

export interface OptionWords {
  root: string;
  right: 'call' | 'put';
  strike: number;
  contracts: number;
  price: number;
  day?: string;
  words?: Partial<Instrument>;
}

export interface RegTWords {
  options?: OptionWords[];
  shares?: Record<string, number>;
  /** Price by underlying: `{ IBM: 97.73 }`. */
  prices: Record<string, number>;
  cash?: number;
  time?: string;
  replaced?: Record<string, string | boolean>;
  detail?: RequirementInput['detail'];
}

const DAY = '2023-05-19';

export const optionOf = ({ root, right, strike, day, words }: OptionWords): Instrument =>
  listedOption(root, day ?? DAY, right, strike, words);

/** The entry of such a book. */
export function regTEntry(book: RegTWords): MarginEntry {
  const time = book.time ?? '2023-04-20T20:00:00Z';
  const options = book.options ?? [];
  const instruments = [
    ...options.map(optionOf),
    ...Object.keys(book.shares ?? {}).map((symbol) => share(symbol)),
  ];
  const portfolio = venuePortfolio(regT, {
    instruments,
    positions: {
      ...Object.fromEntries(options.map((words) => [optionOf(words).id, String(words.contracts)])),
      ...Object.fromEntries(
        Object.entries(book.shares ?? {}).map(([symbol, count]) => [share(symbol).id, String(count)]),
      ),
    },
    cash: { USD: String(book.cash ?? 0) },
  });
  const market = venueMarket(
    {
      'rate USD': '0.05',
      ...Object.fromEntries(
        Object.entries(book.prices).map(([symbol, price]) => [`index ${listedIndex(symbol)}`, String(price)]),
      ),
      ...Object.fromEntries(
        options.flatMap((words) => [
          [`mark ${optionOf(words).id}`, String(words.price)],
          [`volatility ${optionOf(words).id}`, '0.2'],
        ]),
      ),
    },
    time,
  );
  const parameters = parametersOf('reg-t', [], book.replaced ?? {}, undefined, time.slice(0, 10));
  const [entry] = entriesUnder('reg-t', portfolio, market, parameters, book.detail ?? 'whole');
  return entry!;
}

/** Names of the pairs formed at a level, in their order. */
export const pairsOf = (entry: MarginEntry, level: 'initial' | 'maintenance'): string[] =>
  (entry.strategies ?? []).filter((one) => one.level === level).map(({ strategy }) => strategy);
