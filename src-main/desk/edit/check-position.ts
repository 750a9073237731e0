// A position as it is being typed. May import domain, contract and files.
import type { Draft, DraftProblem } from '../../contract/edit-views.ts';
import { type DecimalText, ExactDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Position } from '../../domain/portfolio.ts';
import type { Resolution } from '../../files/in/gathering.ts';
import { isListedVenue, listedVenueOf } from '../../files/in/listed-accounts.ts';
import { takeRow } from '../../files/in/margrave-rows.ts';
import { type CheckedDraft, type DraftContext, positionId } from './draft-context.ts';
import {
  problem,
  problemsOf,
  quantityUnit,
  spokenInstant,
  spokenInstrument,
  spokenNumber,
} from './draft-words.ts';
import { readTypedNumber } from './typed-number.ts';

type PositionDraft = Extract<Draft, { kind: 'position' }>;

/** Checks every field, so that each trouble stands beside its own; the row as a whole then goes the way of an imported one. */
export function checkPosition(draft: PositionDraft, context: DraftContext): CheckedDraft {
  const problems: DraftProblem[] = [];
  const warnings: DraftProblem[] = [];
  const reading: Record<string, string> = {};
  const account = context.account(draft.account.trim());
  if (account) reading.account = `${account.name}, ${account.venue}, ${account.marginModel}`;
  else problems.push(accountProblem(draft.account, context));

  // An account of listed markets holds options, shares and futures of several exchanges.
  const venue = listedVenueOf(account ?? undefined) ?? account?.venue ?? null;
  const gathering = context.gathering(draft.symbol, venue);
  const symbol = draft.symbol.trim();
  let found: Extract<Resolution, { instrument: Instrument }> | null = null;
  if (symbol === '') {
    problems.push(
      problem('symbol', 'the symbol is missing', 'Write it as the venue does, such as BTC-27JUN25-100000-C'),
    );
  } else {
    const upper = symbol.toUpperCase();
    const known = gathering.context.instruments.has(`${venue ?? 'deribit'}:${upper}`);
    const resolution = gathering.resolveNear(known ? upper : symbol, venue);
    if ('reason' in resolution)
      problems.push(problem('symbol', resolution.reason, symbolRemedy(resolution.remedy)));
    else {
      found = resolution;
      reading.symbol = spokenInstrument(resolution.instrument);
      warnings.push(...instrumentWarnings(resolution.instrument, venue, context));
    }
  }
  const instrument = found?.instrument ?? null;
  const number = (field: 'quantity' | 'averagePrice' | 'settledPrice'): DecimalText | null => {
    if (draft[field].trim() === '') return null;
    const read = readTypedNumber(draft[field]);
    if ('value' in read) return read.value;
    problems.push(problem(field, read.message, read.remedy));
    return null;
  };
  const quantity = number('quantity');
  if (draft.quantity.trim() === '') {
    problems.push(problem('quantity', 'the quantity is missing', 'Short is negative, such as -10'));
  } else if (quantity !== null) {
    const trouble = quantityProblem(quantity, found);
    if (trouble) problems.push(trouble);
    else if (instrument) reading.quantity = spokenQuantity(quantity, instrument);
  }
  for (const field of ['averagePrice', 'settledPrice'] as const) {
    const price = number(field);
    if (price === null || instrument === null) continue;
    const trouble = priceProblem(field, price, instrument);
    if (trouble) problems.push(trouble);
    else {
      reading[field] = `${spokenNumber(price)} ${priceCurrency(instrument)}`;
      warnings.push(...priceWarnings(field, price, instrument));
    }
  }
  if (
    draft.settledPrice.trim() === '' &&
    instrument &&
    instrument.kind !== 'option' &&
    instrument.kind !== 'spot'
  )
    reading.settledPrice = 'all profit is in the cash balance';

  const replaced = draft.replaces === null ? null : context.positionOfId(draft.replaces);
  if (draft.replaces !== null && replaced === null) {
    problems.push(
      problem(
        '',
        'the position that this row changes is no longer in the book',
        'Close, and choose it again',
      ),
    );
  }
  const checked: CheckedDraft = { problems, warnings, reading, replaces: false, row: null };
  if (!account || !instrument) return checked;
  const identity = {
    account: account.id,
    instrument: instrument.id,
    strategy: draft.strategy.trim(),
    lot: draft.lot.trim() === '' ? '1' : draft.lot.trim(),
  };
  reading.lot = identity.lot;
  const there = context.position(identity);
  const isOwn = there !== null && replaced !== null && positionId(there) === positionId(replaced);
  checked.replaces = there !== null && !isOwn;
  if (there && checked.replaces) {
    warnings.push(
      problem(
        'lot',
        `the book holds ${spokenQuantity(there.quantity, instrument)} of this account, instrument, strategy and lot already: saving replaces that row`,
        'Give the row a lot of its own to keep both',
      ),
    );
  }
  if (problems.length > 0 || quantity === null) return checked;
  const row = {
    ...identity,
    quantity,
    averagePrice: number('averagePrice'),
    settledPrice: number('settledPrice'),
  };
  const trouble = takeRow(gathering, 'positions', row, { file: 'the window', line: 0 });
  if (trouble) problems.push(...problemsOf([trouble], { instrument: 'symbol' }));
  const position = gathering.positions[0];
  if (!position || problems.length > 0) return checked;
  const removed = replaced !== null && !isSameIdentity(replaced, position) ? replaced : null;
  return { ...checked, row: { kind: 'position', position, instrument, removed } };
}

const isSameIdentity = (a: Position, b: Position): boolean => positionId(a) === positionId(b);

/** What is wrong with the account of a draft that the book doesn't know. */
export function accountProblem(typed: string, context: DraftContext): DraftProblem {
  const id = typed.trim();
  const known = context.accountIds();
  if (id === '') return problem('account', 'the account is missing', 'Choose one of the book’s accounts');
  const listed = known.slice(0, 8).join(', ');
  return problem(
    'account',
    `the book has no account “${id.slice(0, 60)}”`,
    known.length === 0
      ? 'Add the account first'
      : `Choose one of ${listed}${known.length > 8 ? ', …' : ''}, or add the account first`,
  );
}

/** The reader's remedies speak of files; by hand there is a shorter way. */
const symbolRemedy = (remedy: string): string =>
  remedy.startsWith('Import') || remedy.includes('import the instrument')
    ? `${remedy}; or add the instrument by hand`
    : remedy;

function instrumentWarnings(
  instrument: Instrument,
  venue: string | null,
  context: DraftContext,
): DraftProblem[] {
  const warnings: DraftProblem[] = [];
  const isElsewhere = venue !== null && instrument.venue !== venue;
  if (isElsewhere && !(isListedVenue(venue) && isListedVenue(instrument.venue))) {
    warnings.push(
      problem(
        'symbol',
        `the account is at ${venue}, the instrument is one of ${instrument.venue}`,
        'Check the account',
      ),
    );
  }
  const time = context.valuationTime();
  if (instrument.expiry !== null && Date.parse(instrument.expiry) <= Date.parse(time)) {
    warnings.push(
      problem(
        'symbol',
        `it expired on ${spokenInstant(instrument.expiry)}, and the market is of ${spokenInstant(time)}: the margin can only leave it out`,
        'Check the day of expiry',
      ),
    );
  }
  return warnings;
}

const contractsOf = (quantity: DecimalText, instrument: Instrument): InstanceType<typeof ExactDecimal> =>
  new ExactDecimal(quantity).dividedBy(instrument.contractSize);

/** Coin options trade in parts of a contract; futures, perpetuals and listed options in whole ones. */
function quantityProblem(
  quantity: DecimalText,
  found: { instrument: Instrument; contractSizeKnown: boolean } | null,
): DraftProblem | null {
  if (quantity === '0') {
    return problem(
      'quantity',
      'a quantity of 0 is no position',
      'Write what is held, or delete the position',
    );
  }
  if (!found?.contractSizeKnown) return null;
  const { instrument } = found;
  const inWhole =
    instrument.kind === 'future' || instrument.kind === 'perpetual' || instrument.multiplier !== '1';
  const contracts = contractsOf(quantity, instrument);
  if (!inWhole || contracts.isInteger()) return null;
  const size = new ExactDecimal(instrument.contractSize);
  const whole = contracts.trunc();
  const near = [whole, whole.plus(contracts.isNegative() ? -1 : 1)]
    .filter((count) => !count.isZero())
    .map((count) => count.times(size).toFixed());
  const unit = instrument.quantityUnit === 'quote' ? ` ${instrument.quoteCurrency}` : '';
  return problem(
    'quantity',
    `${spokenNumber(quantity)} is not a multiple of the contract size, ${spokenNumber(instrument.contractSize)}${unit}`,
    `Write ${near.join(' or ')}`,
  );
}

function spokenQuantity(quantity: DecimalText, instrument: Instrument): string {
  const side = quantity.startsWith('-') ? 'short' : 'long';
  const size = spokenNumber(quantity.replace('-', ''));
  const contracts = spokenNumber(contractsOf(quantity.replace('-', ''), instrument).toFixed());
  const counted = instrument.contractSize === '1' ? '' : ` (${contracts} contracts)`;
  return `${side} ${size} ${quantityUnit(instrument)}${counted}`;
}

const priceCurrency = (instrument: Instrument): string =>
  instrument.kind === 'option' ? instrument.settlementCurrency : instrument.quoteCurrency;

function priceProblem(field: string, price: DecimalText, instrument: Instrument): DraftProblem | null {
  if (instrument.kind === 'option' && price.startsWith('-')) {
    return problem(
      field,
      'the price of an option is not negative',
      'Write it without a sign; the quantity says short',
    );
  }
  if (instrument.kind !== 'option' && instrument.payoff === 'inverse' && !(Number(price) > 0)) {
    return problem(
      field,
      'the price of an inverse contract is positive: its profit divides by it',
      'Correct the price',
    );
  }
  return null;
}

/** An inverse option is quoted in coin: a price above one is nearly always dollars. */
function priceWarnings(field: string, price: DecimalText, instrument: Instrument): DraftProblem[] {
  if (instrument.kind !== 'option' || instrument.payoff !== 'inverse' || Number(price) <= 1) return [];
  return [
    problem(
      field,
      `${spokenNumber(price)} ${instrument.settlementCurrency} for an option on one ${instrument.underlying} is more than the coin itself`,
      `The price is in ${instrument.settlementCurrency}, such as 0.05`,
    ),
  ];
}
