// Parameters of strategy-based margin: rates of shares and uncovered options, of hedged shares and boxes, and what each price index is.
// May import the domain, the rulebook interface and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { LARGEST_AMOUNT, LARGEST_SCALE } from '../blocks/constants.ts';
import { numberField } from '../blocks/number-field.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';

const fraction = (path: string, label: string, meaning: string, feltBy: string): ParameterField =>
  numberField(path, label, 'fraction', [0, 2], meaning, feltBy);
const rates = (kind: string, words: string): ParameterField[] => [
  fraction(
    `uncovered.${kind}.rate`,
    `Uncovered options, ${words}`,
    'Of the value of what one contract delivers, before the out-of-the-money amount; the price is added.',
    `an uncovered short option on ${words}`,
  ),
  fraction(
    `uncovered.${kind}.minimum`,
    `Least rate of uncovered options, ${words}`,
    'Of the value delivered (calls) or of the strike amount (puts); the price is added.',
    `an uncovered short option far out of the money on ${words}`,
  ),
];

export const parameterFields: readonly ParameterField[] = [
  fraction('longStock.initial', 'Long shares, initial', 'Of market value.', 'long shares'),
  fraction('longStock.maintenance', 'Long shares, maintenance', 'Of market value.', 'long shares'),
  fraction(
    'shortStock.initial',
    'Short shares, initial',
    'Of the proceeds, which are part of it: 1.5 asks for half the market value beyond the proceeds.',
    'short shares',
  ),
  fraction('shortStock.maintenance', 'Short shares, maintenance', 'Of market value.', 'short shares'),
  numberField(
    'shortStock.minimumPerShare',
    'Least per short share',
    'USD',
    [0, LARGEST_AMOUNT],
    'Maintenance per share is at least this.',
    'short shares of a low price',
  ),
  numberField(
    'shortStock.lowPrice',
    'Low price of a share',
    'USD',
    [0, LARGEST_AMOUNT],
    'Below it the two rows that follow replace rate and least amount.',
    'short shares of a low price',
  ),
  fraction(
    'shortStock.lowPriceMaintenance',
    'Short shares of a low price, maintenance',
    'Of market value.',
    'short shares below the low price',
  ),
  numberField(
    'shortStock.lowPriceMinimumPerShare',
    'Least per short share of a low price',
    'USD',
    [0, LARGEST_AMOUNT],
    'Maintenance per share is at least this.',
    'short shares far below the low price',
  ),
  fraction(
    'longAndShort.same',
    'Long and short the same security',
    'Of the value of the long one.',
    'one security held long and short under two ids',
  ),
  fraction(
    'longAndShort.exchangeable',
    'Long and short exchangeable securities',
    'Of the value of the long one, which can be exchanged into what is short.',
    'a security held against a short one that it can be exchanged into',
  ),
  fraction(
    'longOption.loan',
    'Loan value of long options',
    'Of the value of a listed long option of long life that stands by itself; in equity.',
    'a long option of long life',
  ),
  numberField(
    'longOption.months',
    'Long life',
    'months',
    [0, LARGEST_AMOUNT],
    'Options that expire after more months than this have loan value.',
    'a long option',
  ),
  ...rates('equity', 'a share or fund'),
  ...rates('broadIndex', 'a broad index'),
  ...rates('currency', 'a currency'),
  fraction(
    'uncovered.leverageCap',
    'Highest rate of leveraged funds',
    'The rates times the leverage are no higher than this.',
    'shares of a fund of high leverage, or an uncovered short option on it',
  ),
  {
    path: 'coveredStock.base',
    label: 'Shares under a short call in the money',
    unit: 'choice',
    kind: 'choice',
    choices: ['market', 'carried'],
    meaning:
      'What the rate of the shares is taken on: their market value, or what they are carried at (no more than the strike). The in-the-money amount is added either way.',
    feltBy: 'shares under a short call in the money',
  },
  ...(
    [
      ['protectivePut.strike', 'Protective put', 'long shares with a long put'],
      ['protectiveCall.strike', 'Protective call', 'short shares with a long call'],
      ['collar.strike', 'Collar, strike of the put', 'a collar'],
      ['collar.callStrike', 'Collar, strike of the call', 'a collar whose put is far out of the money'],
      ['conversion.strike', 'Conversion', 'a conversion'],
      ['reverseConversion.strike', 'Reverse conversion', 'a reverse conversion'],
    ] as const
  ).map(([path, label, feltBy]) => fraction(path, label, 'Maintenance, of the strike amount.', feltBy)),
  {
    path: 'shortBox.form',
    label: 'Short box',
    unit: 'choice',
    kind: 'choice',
    choices: ['width', 'costToClose'],
    meaning:
      'width: the difference of the strikes; costToClose: a broker’s form, the larger of it and a multiple of what closing costs.',
    feltBy: 'a short box',
  },
  numberField(
    'shortBox.costFactor',
    'Short box, cost to close',
    'factor',
    [0, LARGEST_SCALE],
    'Multiple of the cost to close; only in that form.',
    'a short box in the form of the cost to close',
  ),
  {
    path: 'longBox.hasLoanValue',
    label: 'Long boxes have loan value',
    unit: 'flag',
    kind: 'flag',
    meaning: 'Whether a long box of European options settled in cash is lent on.',
    feltBy: 'a long box of European options settled in cash',
  },
  fraction(
    'longBox.loan',
    'Loan value of long boxes',
    'Of the difference of the strikes; only where boxes have loan value.',
    'a long box where boxes have loan value',
  ),
  numberField(
    'pairing.work',
    'Work of the pairing',
    'million steps',
    [0, LARGEST_AMOUNT],
    'After so many steps per underlying and level the search stops with the best pairing found and its distance from the bound.',
    'an underlying of very many legs',
  ),
  {
    path: 'product.*.type',
    label: 'Type',
    unit: 'choice',
    kind: 'choice',
    choices: ['equity', 'broadIndex', 'currency'],
    meaning: 'Whose rates options on this price index have; what isn’t listed here is a share.',
    feltBy: 'an uncovered short option on it',
  },
  numberField(
    'product.*.leverage',
    'Leverage',
    'factor',
    [0, LARGEST_SCALE],
    'Multiplies the rates of options on a leveraged fund and the maintenance of its shares.',
    'shares of it, or an uncovered short option on it',
  ),
  {
    path: 'product.*.coversIndex',
    label: 'Fund of',
    unit: 'price index',
    kind: 'text',
    meaning: 'Price index whose options shares of this fund cover; empty when none.',
    feltBy: 'index options held with shares of the fund',
  },
  numberField(
    'product.*.sharesPerIndexUnit',
    'Shares per unit of the index',
    'count',
    [0, LARGEST_AMOUNT],
    'Shares that stand for one unit of the index; times the multiplier, those that cover one contract.',
    'index options held with shares of the fund',
  ),
  {
    path: 'product.*.exchangesInto',
    label: 'Exchangeable for',
    unit: 'price index',
    kind: 'text',
    meaning: 'Price index of the security that this one can be exchanged for; empty when none.',
    feltBy: 'a security held against a short one that it can be exchanged into',
  },
  numberField(
    'product.*.exchangeShares',
    'Shares got in exchange',
    'count',
    [1, LARGEST_AMOUNT],
    'Of the other security for one of this, a whole number.',
    'a security held against a short one that it can be exchanged into',
  ),
];

export type ProductType = 'equity' | 'broadIndex' | 'currency';

/** What a price index is to this rulebook. */
export interface Product {
  type: ProductType;
  /** Whether the sets say what it is. */
  isListed: boolean;
  leverage: number;
  coversIndex: string;
  sharesPerIndexUnit: number;
  exchangesInto: string;
  exchangeShares: number;
}

/** Typed view of the numbers; products are read when first asked for. */
export class StrategyParameters {
  readonly reader: ParameterReader;
  readonly #numbers = new Map<string, number>();
  readonly #products = new Map<string, Product>();

  constructor(effective: EffectiveParameters) {
    this.reader = new ParameterReader(parameterFields, effective);
  }

  /** The number of a row without a wildcard, such as `longStock.initial`. */
  at(path: string): number {
    const known = this.#numbers.get(path);
    if (known !== undefined) return known;
    const value = this.reader.number(path);
    this.#numbers.set(path, value);
    return value;
  }

  get carriesAtStrike(): boolean {
    return this.reader.choice('coveredStock.base') === 'carried';
  }

  get boxCostsToClose(): boolean {
    return this.reader.choice('shortBox.form') === 'costToClose';
  }

  get boxesHaveLoanValue(): boolean {
    return this.reader.flag('longBox.hasLoanValue');
  }

  product(priceIndex: string): Product {
    const known = this.#products.get(priceIndex);
    if (known) return known;
    const path = `product.${priceIndex}`;
    const own = <Value>(name: string, read: (path: string) => Value, otherwise: Value): Value =>
      this.reader.has(`${path}.${name}`) ? read(`${path}.${name}`) : otherwise;
    const number = (at: string): number => this.reader.number(at);
    const text = (at: string): string => this.reader.text(at).trim().toLowerCase();
    const product: Product = {
      type: own('type', (at) => this.reader.choice(at) as ProductType, 'equity'),
      isListed: this.reader.has(`${path}.type`),
      leverage: own('leverage', number, 1),
      coversIndex: own('coversIndex', text, ''),
      sharesPerIndexUnit: own('sharesPerIndexUnit', number, 0),
      exchangesInto: own('exchangesInto', text, ''),
      exchangeShares: Math.round(own('exchangeShares', number, 1)),
    };
    this.#products.set(priceIndex, product);
    return product;
  }
}

/** The typed parameters of a joined set, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): StrategyParameters => new StrategyParameters(effective),
);
