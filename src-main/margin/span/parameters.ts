// Parameters of SPAN: the scenario table that arrays are built by, and what a clearing house says of each combined commodity.
// The schema alone; typed access is in typed-parameters.ts. May import the domain and margin/blocks.
import type { ParameterField } from '../../domain/parameters.ts';
import { spanUnits } from '../../domain/span-parameters.ts';
import { LARGEST_AMOUNT, LARGEST_SCALE, LONGEST_DAYS } from '../blocks/constants.ts';
import { numberField } from '../blocks/number-field.ts';

const built = 'a position whose risk array is built, not read from a file';
const optionBuilt = 'an option whose risk array is built, not read from a file';
const spreads = 'a combined commodity held long in some months and short in others';
const near = 'a combined commodity held in a month near delivery';
const shortOptions = 'a commodity whose short options ask for more than its scan';
const across = 'an account that holds several commodities on opposite sides';
const named = 'no amount: it is a name';

const count = (path: string, label: string, meaning: string, feltBy?: string): ParameterField =>
  numberField(path, label, spanUnits.count, [0, LARGEST_AMOUNT], meaning, feltBy);

const money = (path: string, label: string, meaning: string, feltBy?: string): ParameterField =>
  numberField(path, label, spanUnits.money, [0, LARGEST_AMOUNT], meaning, feltBy);

const ratio = (
  path: string,
  label: string,
  meaning: string,
  feltBy?: string,
  bounds: readonly [number, number?] = [0, LARGEST_AMOUNT],
): ParameterField => numberField(path, label, spanUnits.ratio, bounds, meaning, feltBy);

const word = (
  path: string,
  label: string,
  kind: 'text' | 'flag',
  meaning: string,
  feltBy?: string,
): ParameterField => ({
  path,
  label,
  unit: spanUnits[kind],
  kind,
  meaning,
  ...(feltBy === undefined ? {} : { feltBy }),
});

const choice = (
  path: string,
  label: string,
  choices: readonly string[],
  meaning: string,
  feltBy?: string,
): ParameterField => ({
  path,
  label,
  unit: spanUnits.choice,
  kind: 'choice',
  choices,
  meaning,
  ...(feltBy === undefined ? {} : { feltBy }),
});

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
  count(
    'general.deltaDecimals',
    'Places of a delta',
    'Decimal places to which the count of spreads is rounded.',
    'spreads whose count is no short decimal',
  ),
];

const commodity: readonly ParameterField[] = [
  word('combinedCommodity.*.name', 'Name', 'text', 'Name of the combined commodity.', named),
  word(
    'combinedCommodity.*.currency',
    'Currency',
    'text',
    'Currency of its arrays, rates and requirement.',
    named,
  ),
  ratio(
    'combinedCommodity.*.initialRatio',
    'Initial over maintenance',
    'Initial margin is this times the risk.',
    undefined,
    [1, LARGEST_SCALE],
  ),
  ratio(
    'combinedCommodity.*.adjustmentRatio',
    'Adjustment',
    'Multiplies the risk of the combined commodity.',
    undefined,
    [0, LARGEST_SCALE],
  ),
  choice(
    'combinedCommodity.*.weightedPriceRisk',
    'Weighted price risk',
    ['normal', 'scanRange', 'capped'],
    'normal: price risk over net delta; scanRange: the price scan range of the nearest month; capped: the smaller of both.',
    across,
  ),
  choice(
    'combinedCommodity.*.shortOptionMinimum.method',
    'Short options counted',
    ['maximum', 'gross'],
    'maximum: the larger of short calls and short puts; gross: all short options.',
    shortOptions,
  ),
  money(
    'combinedCommodity.*.shortOptionMinimum.rate',
    'Short option minimum',
    'Least risk per short option counted.',
    shortOptions,
  ),
  word(
    'combinedCommodity.*.interMonthMethod',
    'Inter-month method',
    'text',
    'Code of the clearing house; 10 is spreads of series and tiers, which is how spreads are always formed here.',
    named,
  ),
  word(
    'combinedCommodity.*.deliveryMethod',
    'Delivery method',
    'text',
    'Code of the clearing house; 10 is rates by month, which is how deliveries are always charged here.',
    named,
  ),
  word(
    'combinedCommodity.*.riskArrays',
    'Risk arrays',
    'text',
    'Content hash of the data set that holds its risk arrays.',
    'a position in a contract of the data set',
  ),
  choice(
    'combinedCommodity.*.priceScanRangeForm',
    'Form of the price scan range',
    ['money', 'price', 'fraction'],
    'money: per contract of delta scale 1; price: in price units; fraction: of the price.',
    built,
  ),
  choice(
    'combinedCommodity.*.volatilityScanRangeForm',
    'Form of the volatility scan range',
    ['absolute', 'relative'],
    'absolute: added to the volatility; relative: a share of it.',
    optionBuilt,
  ),
  count(
    'combinedCommodity.*.scanRange.count',
    'Scan ranges',
    'How many months have a scan range of their own.',
    built,
  ),
  word(
    'combinedCommodity.*.scanRange.*.month',
    'Month of a scan range',
    'text',
    'Contract month of the future; empty: every month not listed.',
    built,
  ),
  ratio(
    'combinedCommodity.*.scanRange.*.price',
    'Price scan range',
    'How far the price moves in scenarios of a whole range.',
    built,
  ),
  ratio(
    'combinedCommodity.*.scanRange.*.volatility',
    'Volatility scan range',
    'How far the volatility moves.',
    optionBuilt,
    [0, LARGEST_SCALE],
  ),
  count('combinedCommodity.*.tier.count', 'Tiers', 'How many tiers its months are in.', spreads),
  count('combinedCommodity.*.tier.*.number', 'Number of a tier', 'By which legs name it.', spreads),
  word(
    'combinedCommodity.*.tier.*.start',
    'First month of a tier',
    'text',
    'Taken in; empty: from the first on.',
    spreads,
  ),
  word(
    'combinedCommodity.*.tier.*.end',
    'Last month of a tier',
    'text',
    'Taken in; empty: up to the last.',
    spreads,
  ),
  count(
    'combinedCommodity.*.interMonthSpread.count',
    'Inter-month spreads',
    'How many spreads between months are charged.',
    spreads,
  ),
  choice(
    'combinedCommodity.*.interMonthSpread.*.kind',
    'Kind of an inter-month spread',
    ['series', 'tier'],
    'Between months by name, which are formed first, or between tiers.',
    spreads,
  ),
  count(
    'combinedCommodity.*.interMonthSpread.*.priority',
    'Priority of an inter-month spread',
    'Lower ones are formed first.',
    spreads,
  ),
  money('combinedCommodity.*.interMonthSpread.*.rate', 'Inter-month charge', 'Charge per spread.', spreads),
  count(
    'combinedCommodity.*.interMonthSpread.*.leg.count',
    'Legs of an inter-month spread',
    'How many legs it has.',
    spreads,
  ),
  count(
    'combinedCommodity.*.interMonthSpread.*.leg.*.tier',
    'Tier of a leg',
    'Number of the tier; 0 where a month is named.',
    spreads,
  ),
  word(
    'combinedCommodity.*.interMonthSpread.*.leg.*.month',
    'Month of a leg',
    'text',
    'Contract month; empty where a tier is named.',
    spreads,
  ),
  ratio(
    'combinedCommodity.*.interMonthSpread.*.leg.*.ratio',
    'Delta of a leg',
    'Delta that one spread takes.',
    spreads,
    [Number.EPSILON, LARGEST_AMOUNT],
  ),
  choice(
    'combinedCommodity.*.interMonthSpread.*.leg.*.side',
    'Side of a leg',
    ['A', 'B'],
    'Legs of side A are long where those of B are short, and the other way round.',
    spreads,
  ),
  count(
    'combinedCommodity.*.delivery.count',
    'Delivery months',
    'How many months have a delivery charge.',
    near,
  ),
  word('combinedCommodity.*.delivery.*.month', 'Delivery month', 'text', 'Contract month.', near),
  money(
    'combinedCommodity.*.delivery.*.spreadRate',
    'Delivery charge in spreads',
    'Charge per delta of the month that inter-month spreads took.',
    near,
  ),
  money(
    'combinedCommodity.*.delivery.*.outrightRate',
    'Delivery charge outright',
    'Charge per delta of the month that is left.',
    near,
  ),
  choice(
    'combinedCommodity.*.delivery.*.sign',
    'Side charged for delivery',
    ['L', 'S', 'B'],
    'L: long deltas, S: short ones, B: both.',
    near,
  ),
  count(
    'combinedCommodity.*.interCommoditySpread.count',
    'Spreads with other commodities',
    'How many spreads with other combined commodities are listed.',
    across,
  ),
  word(
    'combinedCommodity.*.interCommoditySpread.*.key',
    'Spread with other commodities',
    'text',
    'Key of the spread; it is formed when every commodity that it names lists it.',
    across,
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
    built,
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
    'Months of the inter-month tier of this number only; 0: all months.',
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
    'Whether the spread is formed only where this leg is held.',
    'a spread of more than two legs',
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

export const parameterFields: readonly ParameterField[] = [...general, ...commodity, ...others].map(
  (field) => ({ ...field, unit: units[field.path] ?? field.unit }),
);
