// From typed legs to trades: which instrument each names, at which price it trades, or what is wrong with it.
// May import domain, contract, files and engine types.
import type { LegState, WhatIfLeg } from '../../contract/risk-views.ts';
import { type DecimalText, decimalText, fromFloat } from '../../domain/decimal.ts';
import { type Instrument, isListed } from '../../domain/instrument.ts';
import type { Position } from '../../domain/portfolio.ts';
import type { ModelPrice } from '../../engine/what-if-protocol.ts';
import { readSymbol } from '../../files/instrument-symbols.ts';
import { quantityUnit } from '../edit/draft-words.ts';
import type { AccountBase } from './account-base.ts';
import { type Problem, readLegText } from './leg-text.ts';
import type { Trade } from './trades.ts';

/** Beyond it no margin can be computed: the screening before a run leaves such rows out. */
const LARGEST_QUANTITY = 1e100;

/** A leg as it was read, before its price. */
interface ReadLeg {
  leg: WhatIfLeg;
  instrument: Instrument;
  quantity: DecimalText;
  stated: DecimalText | null;
  row: Pick<Position, 'strategy' | 'lot'>;
}

export interface PricedLegs {
  states: LegState[];
  /** Of the legs that are on and have no problem, in their order. */
  trades: Trade[];
  /** Instruments of all readable legs by id. */
  instruments: Map<string, Instrument>;
}

/** Looks up an instrument of the book that the account doesn't use. */
export type FindInstrument = (symbol: string, canonicalId: string | null) => Instrument | undefined;

/** The model's prices of instruments by id, `added` beside what the account uses. */
export type AskModelPrices = (
  added: Instrument[],
  instruments: string[],
) => Promise<ReadonlyMap<string, ModelPrice>>;

/** Why the account's rulebook can't carry an instrument, as a sentence; null when it can. */
export type Refuses = (instrument: Instrument) => Problem | null;

/** Reads and prices legs. Legs that are off are read and priced as well, so that they can be shown, but make no trade. */
export async function pricedLegs(
  legs: readonly WhatIfLeg[],
  base: AccountBase,
  find: FindInstrument,
  refuses: Refuses,
  ask: AskModelPrices,
): Promise<PricedLegs> {
  const read = legs.map((leg) => {
    const one = readLeg(leg, base, find);
    return ('instrument' in one ? refuses(one.instrument) : null) ?? one;
  });
  const instruments = new Map<string, Instrument>();
  for (const one of read) if ('instrument' in one) instruments.set(one.instrument.id, one.instrument);
  // Quotes of what is traded may help to value; those of legs that are off don't.
  const traded = new Set(read.flatMap((one) => ('instrument' in one && one.leg.on ? one.instrument.id : [])));
  // Whatever is new must be valued as well as priced: one that can't be would stop the whole what-if.
  const asked = new Set([...instruments.keys()].filter((id) => markOf(base, id) === null || !base.uses(id)));
  const models =
    asked.size === 0
      ? new Map<string, ModelPrice>()
      : await ask(
          [...instruments.values()].filter(
            ({ id }) => !base.uses(id) && (traded.has(id) || markOf(base, id) === null),
          ),
          [...asked].sort(),
        );
  const states: LegState[] = [];
  const trades: Trade[] = [];
  read.forEach((one, place) => {
    const leg = legs[place]!;
    if (!('instrument' in one)) {
      states.push({ ...unread(leg), problem: one });
      return;
    }
    const { instrument, quantity, stated, row } = one;
    const known = {
      ...unread(leg),
      symbol: instrument.symbol,
      instrument: instrument.id,
      quantity,
      quantityUnit: quantityUnit(instrument),
      newInstrument: !base.uses(instrument.id) && find(instrument.symbol, instrument.id) === undefined,
    };
    const mark = markOf(base, instrument.id);
    const model = models.get(instrument.id);
    const current = mark ?? (model && 'price' in model ? fromFloat(model.price) : null);
    if (current === null || (model && 'reason' in model)) {
      states.push({ ...known, problem: unvalued(instrument, model) });
      return;
    }
    const price = stated ?? current;
    const priceFrom = stated !== null ? 'stated' : mark !== null ? 'mark' : 'model';
    states.push({ ...known, price, priceFrom });
    if (leg.on) trades.push({ leg: leg.id, instrument, quantity, price, current, row });
  });
  return { states, trades, instruments };
}

function readLeg(leg: WhatIfLeg, base: AccountBase, find: FindInstrument): ReadLeg | Problem {
  const words = readLegText(leg.text);
  if ('message' in words) return words;
  const instrument = instrumentNamed(words.symbol, base, find);
  if ('message' in instrument) return instrument;
  const { quantity, price } = words;
  // Shares are positions; coins are money.
  if (instrument.kind === 'spot' && !isListed(instrument)) {
    return {
      message: `${instrument.symbol} is spot: it is money rather than a position.`,
      remedy: 'Change the account’s balance instead, or trade a future or option on it.',
    };
  }
  const { time } = base.inputs.market;
  if (instrument.expiry !== null && Date.parse(instrument.expiry) < Date.parse(time)) {
    return {
      message: `${instrument.symbol} expired on ${instrument.expiry.slice(0, 10)}; the market is of ${time.slice(0, 10)}.`,
      remedy: 'Trade a later expiry, or choose an earlier market.',
    };
  }
  if (Math.abs(Number(quantity)) > LARGEST_QUANTITY) {
    return { message: 'No margin can be computed of so large a quantity.', remedy: 'Correct the quantity.' };
  }
  const refused = price === null ? null : priceProblem(price, instrument);
  if (refused) return refused;
  const row = rowOf(leg.position, base.account.id, instrument);
  return 'message' in row ? row : { leg, instrument, quantity, stated: price, row };
}

/** The account's own instruments first, then the book's, else what the symbol says by itself. */
function instrumentNamed(symbol: string, base: AccountBase, find: FindInstrument): Instrument | Problem {
  const own = base.named(symbol);
  if (own) return own;
  const atVenue = readSymbol(symbol, base.account.venue.toLowerCase() || null);
  const reading = 'instrument' in atVenue ? atVenue : readSymbol(symbol);
  const canonical = 'instrument' in reading ? reading.instrument : null;
  const used = canonical && base.named(canonical.id);
  if (used) return used;
  const known = find(symbol, canonical?.id ?? null);
  if (known) return known;
  if (canonical) return canonical;
  const { reason, remedy } = reading as { reason: string; remedy: string };
  return { message: `${reason}.`, remedy: `${remedy}.` };
}

function priceProblem(price: DecimalText, instrument: Instrument): Problem | null {
  if (instrument.kind === 'option' && price.startsWith('-')) {
    return {
      message: 'The price of an option is not negative.',
      remedy: 'Write it without a sign; the quantity says short.',
    };
  }
  if (instrument.kind !== 'option' && !(Number(price) > 0)) {
    return { message: `The price of ${instrument.symbol} is above 0.`, remedy: 'Correct the price.' };
  }
  return null;
}

/** Strategy and lot of the row that a leg names. Throws nothing: an id of another instrument is a problem. */
function rowOf(
  position: string | null,
  account: string,
  instrument: Instrument,
): Pick<Position, 'strategy' | 'lot'> | Problem {
  if (position === null) return { strategy: '', lot: '1' };
  const prefix = `${account}|${instrument.id}|`;
  const rest = position.startsWith(prefix) ? position.slice(prefix.length) : null;
  // A lot holds no bar as a rule; a strategy may.
  const bar = rest === null ? -1 : rest.lastIndexOf('|');
  if (rest === null || bar < 0) {
    return {
      message: `The leg adds to another row than one of ${instrument.symbol}.`,
      remedy: 'Remove the leg and change the position again, or type the instrument of the row.',
    };
  }
  return { strategy: rest.slice(0, bar), lot: rest.slice(bar + 1) };
}

function markOf(base: AccountBase, instrument: string): DecimalText | null {
  const figure = base.market.find('mark', instrument);
  return figure ? decimalText(figure.value) : null;
}

function unvalued(instrument: Instrument, model: ModelPrice | undefined): Problem {
  const why = model && 'reason' in model ? model : null;
  return {
    message: `${instrument.symbol} can’t be valued${why ? `: ${lowered(why.reason)}` : '.'}`,
    remedy: why?.remedy ?? `Add the figure mark ${instrument.id} to the market snapshot.`,
  };
}

const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

const unread = ({ id, on }: WhatIfLeg): LegState => ({
  id,
  on,
  symbol: null,
  instrument: null,
  quantity: null,
  quantityUnit: null,
  price: null,
  priceFrom: null,
  cash: null,
  cashCurrency: null,
  newInstrument: false,
  problem: null,
});
