// An instrument as it is being typed. Fields left empty are taken from the symbol where the symbol says them. May import domain, contract and files.
import type { Draft, DraftProblem } from '../../contract/edit-views.ts';
import type { PortfolioRow } from '../../contract/portfolio-format.ts';
import { futuresExchanges } from '../../domain/futures-products.ts';
import type { Instrument } from '../../domain/instrument.ts';
import {
  type ListedField,
  type ListedTerms,
  listedFields,
  statedListedTerms,
} from '../../domain/listed-fields.ts';
import { endOfListedDay, isListedVenue } from '../../files/in/listed-accounts.ts';
import { instrumentOfRow, instrumentTroubles, schemaTroubles } from '../../files/in/margrave-rows.ts';
import { readFuturesSymbol, readSymbol } from '../../files/instrument-symbols.ts';
import { dayOfText, instantOfText } from '../../files/times.ts';
import type { CheckedDraft, DraftContext } from './draft-context.ts';
import { problem, problemsOf, spokenInstant, spokenInstrument } from './draft-words.ts';
import { readTypedNumber } from './typed-number.ts';

type InstrumentDraft = Extract<Draft, { kind: 'instrument' }>;
type TypedNumbers = 'multiplier' | 'contractSize' | 'strike' | 'deliverableUnits' | 'deliverableCash';

/** The format's field → the draft's. */
const fields = { kind: 'instrumentKind', id: 'symbol' };

const choices = {
  instrumentKind: ['spot', 'perpetual', 'future', 'option'],
  payoff: ['linear', 'inverse'],
  quantityUnit: ['quote', 'base'],
  right: ['call', 'put'],
  exercise: ['european', 'american'],
  settles: ['am', 'pm'],
  premium: ['upfront', 'daily'],
  priceModel: ['normal'],
} as const;

export function checkInstrument(draft: InstrumentDraft, context: DraftContext): CheckedDraft {
  const problems: DraftProblem[] = [];
  const warnings: DraftProblem[] = [];
  const reading: Record<string, string> = {};
  const checked: CheckedDraft = { problems, warnings, reading, replaces: false, row: null };
  const venue = draft.venue.trim().toLowerCase();
  const symbol = draft.symbol.trim();
  if (venue === '')
    problems.push(problem('venue', 'the venue is missing', 'Write its short name, such as deribit'));
  if (symbol === '') problems.push(problem('symbol', 'the symbol is missing', 'Write it as the venue does'));
  for (const [field, allowed] of Object.entries(choices) as [keyof typeof choices, readonly string[]][]) {
    const typed = (draft[field] ?? '').trim().toLowerCase();
    if (typed !== '' && !allowed.includes(typed))
      problems.push(
        problem(field, `“${typed.slice(0, 40)}” is not one of ${allowed.join(', ')}`, 'Choose one of them'),
      );
  }
  const number = (field: TypedNumbers): string | null => {
    const text = draft[field] ?? '';
    if (text.trim() === '') return null;
    const read = readTypedNumber(text);
    if ('value' in read) return read.value;
    problems.push(problem(field, read.message, read.remedy));
    return null;
  };
  const numbers = {
    multiplier: number('multiplier'),
    contractSize: number('contractSize'),
    strike: number('strike'),
    deliverableUnits: number('deliverableUnits'),
    deliverableCash: number('deliverableCash'),
  };
  const expiry = typedExpiry(draft.expiry, venue);
  if (expiry === undefined) {
    problems.push(
      problem(
        'expiry',
        `“${draft.expiry.trim().slice(0, 40)}” is not a day or an instant`,
        'Write 2026-06-26T08:00:00Z, or the day: 2026-06-26 or 26JUN26',
      ),
    );
  }
  if (problems.length > 0) return checked;

  // What a future's name doesn't say (when it ends) is typed.
  const named = futuresExchanges.includes(venue)
    ? readFuturesSymbol(symbol, venue, {
        ...(expiry ? { expiry } : {}),
        ...(numbers.multiplier === null ? {} : { multiplier: numbers.multiplier }),
      })
    : readSymbol(symbol, venue);
  const fromName = 'instrument' in named && named.instrument.venue === venue ? named.instrument : null;
  const row = filledIn(draft, venue, { ...numbers, expiry: expiry ?? null }, fromName);
  problems.push(...problemsOf(schemaTroubles('instruments', row), fields));
  if (problems.length > 0) return checked;
  const instrument = instrumentOfRow(row as PortfolioRow<'instruments'>);
  problems.push(
    ...problemsOf([...instrumentTroubles(instrument), ...settlementTroubles(instrument)], fields),
  );

  const { id: _id, venue: _venue, symbol: _symbol, kind, ...rest } = instrument;
  for (const [field, value] of Object.entries({ instrumentKind: kind, ...rest })) {
    reading[field] = value === null ? 'none' : field === 'expiry' ? spokenInstant(value) : value;
  }
  reading.symbol = `${instrument.id}: ${spokenInstrument(instrument)}`;
  if (fromName) warnings.push(...nameWarnings(instrument, fromName));
  const there = context.instrument(instrument.id);
  checked.replaces = there !== null;
  if (there) {
    warnings.push(
      problem(
        'symbol',
        `the book holds ${instrument.id} already, as ${spokenInstrument(there)}: saving replaces its fields, and positions in it are valued by the new ones`,
        '',
      ),
    );
  }
  if (problems.length > 0) return checked;
  return { ...checked, row: { kind: 'instrument', instrument } };
}

/** The instant of a typed expiry; null when none is typed, undefined when it can't be read. A day ends when the venue's day does: 08:00 UTC, or at listed venues when New York's does. */
function typedExpiry(typed: string, venue: string): string | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  const isDay = !/[T:]\d|\d\s+\d\d:/.test(text);
  if (!isDay) return instantOfText(text) ?? undefined;
  const day = dayOfText(text);
  if (day === null) return undefined;
  return isListedVenue(venue) ? endOfListedDay(venue, day) : `${day}T08:00:00Z`;
}

/** Typed fields, then what the symbol says, then what follows from kind and payoff. */
function filledIn(
  draft: InstrumentDraft,
  venue: string,
  typed: Record<TypedNumbers | 'expiry', string | null>,
  fromName: Instrument | null,
): Record<string, string | null> {
  const symbol = fromName?.symbol ?? draft.symbol.trim();
  const kind = draft.instrumentKind.trim().toLowerCase() || (fromName?.kind ?? '');
  const payoff = draft.payoff.trim().toLowerCase() || (fromName?.payoff ?? '');
  // What the name says of an option's strike means nothing for a future.
  const same = fromName?.kind === kind ? fromName : null;
  const underlying = draft.underlying.trim() || (fromName?.underlying ?? '');
  const quoteCurrency = draft.quoteCurrency.trim() || (fromName?.quoteCurrency ?? 'USD');
  const isOption = kind === 'option';
  const listed = listedTermsOf(draft, typed, same);
  // Coin options are European; of listed ones most are American.
  const usual = isOption ? (listed.product === undefined ? 'european' : 'american') : null;
  return {
    id: `${venue}:${symbol}`,
    venue,
    symbol,
    kind,
    payoff,
    underlying,
    priceIndex: draft.priceIndex.trim() || `${underlying}_${quoteCurrency}`.toLowerCase(),
    quoteCurrency,
    settlementCurrency:
      draft.settlementCurrency.trim() || (payoff === 'inverse' ? underlying : quoteCurrency),
    quantityUnit:
      draft.quantityUnit.trim().toLowerCase() || (payoff === 'inverse' && !isOption ? 'quote' : 'base'),
    multiplier: typed.multiplier ?? fromName?.multiplier ?? '1',
    contractSize: typed.contractSize ?? fromName?.contractSize ?? '1',
    expiry: typed.expiry ?? same?.expiry ?? null,
    strike: typed.strike ?? same?.strike ?? null,
    right: draft.right.trim().toLowerCase() || (same?.right ?? null),
    exercise: draft.exercise.trim().toLowerCase() || (same?.exercise ?? usual),
    ...listed,
  };
}

/** The listed fields as typed, then what the symbol says: absent ones are left out. Without a product, nothing follows from the symbol. */
function listedTermsOf(
  draft: InstrumentDraft,
  typed: Record<TypedNumbers, string | null>,
  fromName: Instrument | null,
): ListedTerms {
  const words = (field: ListedField): string => (draft[field] ?? '').trim();
  const stated = Object.fromEntries(
    listedFields.map((field) => {
      if (field === 'deliverableUnits' || field === 'deliverableCash') return [field, typed[field]];
      return [field, field in choices ? words(field).toLowerCase() : words(field)];
    }),
  );
  return { ...(fromName === null ? {} : statedListedTerms(fromName)), ...statedListedTerms(stated) };
}

/** What the importer leaves to the venue's own files, and what typing gets wrong. */
function settlementTroubles(
  instrument: Instrument,
): { path: string; value: string; reason: string; remedy: string }[] {
  const troubles: { path: string; value: string; reason: string; remedy: string }[] = [];
  const wrong = (path: keyof Instrument, reason: string, remedy: string): void => {
    troubles.push({ path, value: String(instrument[path] ?? ''), reason, remedy });
  };
  const { kind, payoff, underlying, quoteCurrency, settlementCurrency } = instrument;
  if (payoff === 'inverse' && settlementCurrency !== underlying)
    wrong('settlementCurrency', 'an inverse instrument settles in the coin itself', `Write ${underlying}`);
  if (payoff === 'linear' && settlementCurrency !== quoteCurrency)
    wrong(
      'settlementCurrency',
      'a linear instrument settles in its quote currency',
      `Write ${quoteCurrency}`,
    );
  const unit = payoff === 'inverse' && (kind === 'future' || kind === 'perpetual') ? 'quote' : 'base';
  if (instrument.quantityUnit !== unit)
    wrong(
      'quantityUnit',
      `quantities of ${payoff} ${kind === 'spot' ? 'spot' : `${kind}s`} count the ${unit === 'quote' ? 'quote currency' : 'underlying'}`,
      `Choose ${unit}`,
    );
  if (kind === 'spot' && payoff === 'inverse') wrong('payoff', 'spot is linear', 'Choose linear');
  if (kind !== 'option') {
    for (const path of ['strike', 'right', 'exercise'] as const)
      if (instrument[path] !== null)
        wrong(path, `only an option has it, and this is a ${kind}`, 'Leave it empty');
  }
  if ((kind === 'spot' || kind === 'perpetual') && instrument.expiry !== null)
    wrong(
      'expiry',
      `a ${kind === 'spot' ? 'spot instrument' : 'perpetual'} does not expire`,
      'Leave it empty',
    );
  if (instrument.priceIndex !== instrument.priceIndex.toLowerCase())
    wrong(
      'priceIndex',
      'price indices are written in lower case',
      `Write ${instrument.priceIndex.toLowerCase()}`,
    );
  return troubles;
}

const told: [keyof Instrument, string][] = [
  ['kind', 'instrumentKind'],
  ['payoff', 'payoff'],
  ['underlying', 'underlying'],
  ['strike', 'strike'],
  ['right', 'right'],
  ['expiry', 'expiry'],
  ['product', 'product'],
  ['contractMonth', 'contractMonth'],
  ['settles', 'settles'],
  ['deliversFuture', 'deliversFuture'],
];

/** Fields that say otherwise than the symbol does. */
function nameWarnings(instrument: Instrument, fromName: Instrument): DraftProblem[] {
  return told
    .filter(([key]) => instrument[key] !== fromName[key])
    .map(([key, field]) =>
      problem(
        field,
        `the symbol says ${fromName[key] ?? 'none'}`,
        `Check it, or leave it empty to take it from the symbol`,
      ),
    );
}
