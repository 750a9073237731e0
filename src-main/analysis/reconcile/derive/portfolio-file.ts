// One portfolio of a Derive manager's test file: what is held, and the two margins published for it. Both managers' files have this shape.
// May import the domain only.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import type { OptionRight } from '../../../domain/instrument.ts';
import { isJsonObject, type JsonObject, type JsonPlace } from '../json-place.ts';

/** Amounts and entry prices of these files are whole numbers of this part of one. */
const UNITS_PER_ONE = '100000000';

export interface PortfolioFileOption {
  place: JsonPlace;
  /** In the underlying, signed. */
  amount: DecimalText;
  /** The file's day, `20230118`; the context says at what instant it expires. */
  expiry: string;
  strike: DecimalText;
  right: OptionRight;
  /** Upper case: `ETH`. */
  underlying: string;
}

export interface PortfolioFilePerpetual {
  place: JsonPlace;
  amount: DecimalText;
  entryPrice: DecimalText;
  underlying: string;
}

export interface PortfolioFileBase {
  place: JsonPlace;
  amount: DecimalText;
  underlying: string;
}

/** Decimal text in whole units: ETH, dollars. `published` are net margins: negative when money is missing, integers truncated toward zero. */
export interface PortfolioFile {
  options: PortfolioFileOption[];
  perpetuals: PortfolioFilePerpetual[];
  bases: PortfolioFileBase[];
  cash: DecimalText;
  published: { initial: JsonPlace; maintenance: JsonPlace };
}

const lists = ['options', 'perps', 'bases'] as const;

/** True for `{options, perps, bases, cash, results | result {im, mm}}`. */
export function isPortfolioFile(value: JsonObject): boolean {
  const result = value.results ?? value.result;
  return (
    lists.every((name) => Array.isArray(value[name])) &&
    Object.hasOwn(value, 'cash') &&
    isJsonObject(result) &&
    Object.hasOwn(result, 'im') &&
    Object.hasOwn(result, 'mm')
  );
}

/** Reads one portfolio. Throws `invalid-file` naming the JSON path of what is malformed. */
export function readPortfolioFile(answer: JsonPlace): PortfolioFile {
  const result = answer.at('results').missing ? answer.at('result') : answer.at('results');
  return {
    options: answer.at('options').items().map(optionRow),
    perpetuals: answer
      .at('perps')
      .items()
      .map((place) => ({
        place,
        amount: ones(place.at('amount')),
        entryPrice: ones(place.at('entryPrice')),
        underlying: underlyingOf(place),
      })),
    bases: answer
      .at('bases')
      .items()
      .map((place) => ({ place, amount: ones(place.at('amount')), underlying: underlyingOf(place) })),
    cash: ones(answer.at('cash')),
    published: { initial: result.at('im'), maintenance: result.at('mm') },
  };
}

function optionRow(place: JsonPlace): PortfolioFileOption {
  const expiry = String(place.at('expiry').value ?? '');
  if (!/^\d{8}$/.test(expiry)) throw place.at('expiry').wrong('a day, YYYYMMDD');
  const right = place.at('type').text();
  if (right !== 'call' && right !== 'put') throw place.at('type').wrong('call or put');
  return {
    place,
    amount: ones(place.at('amount')),
    expiry,
    strike: place.at('strike').decimal(),
    right,
    underlying: underlyingOf(place),
  };
}

const underlyingOf = (place: JsonPlace): string => place.at('underlying').text().toUpperCase();

const ones = (place: JsonPlace): DecimalText =>
  decimalText(new ExactDecimal(place.decimal()).dividedBy(UNITS_PER_ONE));
