// Parameters of SPAN: the scenario table that arrays are built by, and what a clearing house says of each combined commodity.
// The schema alone; typed access is in typed-parameters.ts. May import the domain and margin/blocks.
import type { ParameterField } from '../../domain/parameters.ts';
import { spanUnits } from '../../domain/span-parameters.ts';
import { LARGEST_AMOUNT, LARGEST_SCALE, LONGEST_DAYS } from '../blocks/constants.ts';
import { numberField } from '../blocks/number-field.ts';

import { commodityFields } from './commodity-fields.ts';
import { across, built, choice, count, named, optionBuilt, ratio, spreads, word } from './field-shapes.ts';

const general: readonly ParameterField[] = [
  count('general.scenario.count', 'Scenarios', 'How many scenarios a risk array has.', named),
  ratio(
    'general.scenario.*.price',
    'Price move',
    'Price move of the scenario, in price scan ranges; of an extreme one its multiple.',
    built,
    [-LARGEST_SCALE, LARGEST_SCALE],
  ),
  ratio(
    'general.scenario.*.volatility',
    'Volatility move',
    'Volatility move of the scenario, in volatility scan ranges.',
    optionBuilt,
    [-LARGEST_SCALE, LARGEST_SCALE],
  ),
  ratio(
    'general.scenario.*.cover',
    'Covered part',
    'Part of the loss that an array states; below 1 in the extreme scenarios. Arrays of a file have it in them already.',
    built,
    [0, 1],
  ),
  count(
    'general.scenario.*.paired',
    'Paired scenario',
    'The scenario with the same price and the opposite volatility; an extreme one is its own.',
    'a credit between commodities that hold options',
  ),
  count('general.deltaPoint.count', 'Delta points', 'How many prices the composite delta rests on.', named),
  ratio(
    'general.deltaPoint.*.price',
    'Price of a delta point',
    'Price move at which a delta is taken, in price scan ranges.',
    optionBuilt,
    [-LARGEST_SCALE, LARGEST_SCALE],
  ),
  ratio(
    'general.deltaPoint.*.weight',
    'Weight of a delta point',
    'Weight of that delta in the composite delta; the weights add up to 1.',
    optionBuilt,
    [0, 1],
  ),
  ratio(
    'general.deltaStep',
    'Step of a delta',
    'Half the distance over which a delta is taken as a difference, in price scan ranges.',
    optionBuilt,
    [Number.EPSILON, 1],
  ),
  numberField(
    'general.lookAheadDays',
    'Look-ahead',
    'days',
    [0, LONGEST_DAYS],
    'Days by which options are older in every built scenario.',
    optionBuilt,
  ),
  word(
    'general.method.charged',
    'Method that is computed',
    'text',
    'Code of the inter-month and delivery methods whose charges are computed; of any other the entry says so.',
    named,
  ),
  word(
    'general.method.none',
    'Method without charge',
    'text',
    'Code of the inter-month and delivery methods that charge nothing.',
    named,
  ),
  count(
    'general.deltaDecimals',
    'Places of a delta',
    'Decimal places to which the count of spreads is rounded.',
    'spreads whose count is no short decimal',
  ),
];

const others: readonly ParameterField[] = [
  word(
    'product.*.*.*.combinedCommodity',
    'Combined commodity of a product',
    'text',
    'Which combined commodity a product of an exchange is margined in.',
    named,
  ),
  ratio(
    'product.*.*.*.contractValueFactor',
    'Contract value factor',
    'Money per price unit of one contract.',
    'no amount: where it differs from the book’s multiplier the entry says so',
  ),
  ratio(
    'product.*.*.*.deltaScale',
    'Delta scale',
    'Delta of one future of the product, in those of the combined commodity.',
    spreads,
  ),
  choice(
    'product.*.*.*.premium',
    'Premium',
    ['upfront', 'daily'],
    'upfront: options have net option value; daily: their profit is paid like a future’s. Of an instrument that says so itself, that counts.',
    'an option that doesn’t say how its premium is paid',
  ),
  count(
    'interCommoditySpread.*.priority',
    'Priority of a spread between commodities',
    'Lower ones are formed first.',
    across,
  ),
  choice(
    'interCommoditySpread.*.method',
    'Method of a spread between commodities',
    ['flat', 'weighted', 'scanning'],
    'flat: an amount per spread; weighted: a share of the weighted price risk; scanning: the arrays are added, of gains a share.',
    across,
  ),
  ratio(
    'interCommoditySpread.*.credit',
    'Credit',
    'Share of the weighted price risk, share of the gains that counts, or amount per spread.',
    across,
  ),
  word(
    'interCommoditySpread.*.isSuper',
    'Super-spread',
    'flag',
    'Formed before all others.',
    'an account with spreads of several kinds',
  ),
  count('interCommoditySpread.*.leg.count', 'Legs of a spread between commodities', 'How many.', across),
  word(
    'interCommoditySpread.*.leg.*.combinedCommodity',
    'Commodity of a leg',
    'text',
    'Code of the combined commodity.',
    across,
  ),
  count(
    'interCommoditySpread.*.leg.*.tier',
    'Tier of a leg',
    'Months of the commodity’s spread tier of this number only; 0: all months.',
    across,
  ),
  ratio('interCommoditySpread.*.leg.*.ratio', 'Delta of a leg', 'Delta that one spread takes.', across, [
    Number.EPSILON,
    LARGEST_AMOUNT,
  ]),
  choice(
    'interCommoditySpread.*.leg.*.side',
    'Side of a leg',
    ['A', 'B'],
    'Net deltas of A and B have opposite signs.',
    across,
  ),
  word(
    'interCommoditySpread.*.leg.*.isTarget',
    'Target',
    'flag',
    'Commodity that takes the others in, in a scanning-based spread.',
    'a scanning-based spread',
  ),
  word(
    'interCommoditySpread.*.leg.*.isRequired',
    'Required',
    'flag',
    'Whether a scanning-based spread is formed only where this leg is held; other spreads need all legs.',
    'a scanning-based spread of more than two legs',
  ),
  word(
    'interCommoditySpread.*.leg.*.hasOwnCredit',
    'Has a credit of its own',
    'flag',
    'Whether the leg’s own credit counts in place of the spread’s.',
    across,
  ),
  ratio(
    'interCommoditySpread.*.leg.*.credit',
    'Credit of a leg',
    'In place of the spread’s, where the leg has one of its own.',
    'a spread whose legs have credits of their own',
  ),
  word(
    'array.*',
    'Risk array',
    'text',
    'Of one held contract, out of a data set: month of its delta, sixteen losses of one long contract, composite delta.',
    'a position in that contract',
  ),
];

// A hash and an array are texts with a unit that says so.
const units: Readonly<Record<string, string>> = {
  'combinedCommodity.*.riskArrays': spanUnits.document,
  'array.*': spanUnits.array,
};

export const parameterFields: readonly ParameterField[] = [...general, ...commodityFields, ...others].map(
  (field) => ({ ...field, unit: units[field.path] ?? field.unit }),
);
