// Parameters of OKX's portfolio margin: moves, basis and closing rates per class of underlying, and what all units share.
// The schema alone; typed access is in typed-parameters.ts. May import the domain and margin/blocks.
import type { ParameterField } from '../../domain/parameters.ts';
import { numberField } from '../blocks/number-field.ts';

/** Classes of underlyings; one that no `assetClass` row names is in the last. */
const assetClasses = ['btc', 'eth', 'tier2', 'other'] as const;
export type AssetClass = (typeof assetClasses)[number];

/** A number that isn't negative. */
const amount = (
  path: string,
  label: string,
  unit: string,
  meaning: string,
  feltBy?: string,
): ParameterField => numberField(path, label, unit, [0], meaning, feltBy);

const move = (path: string, label: string, meaning: string, feltBy?: string): ParameterField => ({
  ...amount(path, label, 'fraction', meaning, feltBy),
  maximum: 1 - Number.EPSILON,
});

const options = 'an account with options';
const optionExpiries = 'an account with options, while the form of MR3 isn’t off';
const dated = 'an account with options or, where MR5 acts on them, dated futures';
const hedged = 'a risk unit long in one dollar currency and short in another';
const liability = 'an account that owes';
const ofClass = 'a position in an underlying of the class';

export const parameterFields: readonly ParameterField[] = [
  {
    ...amount(
      'general.initialFactor',
      'Initial factor',
      'multiple',
      'Initial margin of a risk unit over its maintenance margin.',
      'a position',
    ),
    minimum: 1,
  },
  amount(
    'general.extremeFactor',
    'Share of the extreme loss',
    'fraction',
    'Share of the loss at an extreme move that MR6 asks for.',
    'a position',
  ),
  amount(
    'general.timeDecayHours',
    'Time decay',
    'hours',
    'Time over which MR2 lets the options decay.',
    options,
  ),
  amount(
    'general.feeRate',
    'Fee in the ratio',
    'fraction',
    'Share of negative equity and of the borrowing margin that the margin ratio adds to its denominator.',
    liability,
  ),
  amount(
    'general.minimumEquity',
    'Minimum equity',
    'USD',
    'Adjusted equity that the account mode asks for; a level of its own, no part of the margin.',
  ),
  {
    path: 'general.spotInUse',
    label: 'Spot in use',
    unit: 'choice',
    kind: 'choice',
    choices: ['hedging', 'none'],
    meaning:
      'Whether coins that hedge the derivatives’ delta move with their risk unit, up to that delta, or not at all.',
    feltBy: 'an account with coins of an underlying that it holds derivatives on',
  },
  {
    path: 'assetClass.*',
    label: 'Class of an underlying',
    unit: 'choice',
    kind: 'choice',
    choices: [...assetClasses],
    meaning: 'Which class’ moves and rates an underlying has; other where none is stated.',
    feltBy: 'a position in that underlying',
  },
  move('unit.*.move.*', 'Price move', 'A price move of MR1, up and down, in ascending order.', ofClass),
  move('unit.*.extremeMove', 'Extreme move', 'The price move of MR6, up and down.', ofClass),
  amount(
    'unit.*.minimumBasisMove',
    'Least basis move',
    'fraction',
    'Least charge of MR4 on the delta of one expiry; perpetuals have this one.',
    ofClass,
  ),
  amount(
    'unit.*.annualisedBasisMove',
    'Basis move per year',
    'fraction per year',
    'Charge of MR4 on the delta of one expiry, times its years.',
    'a dated instrument far enough out',
  ),
  amount(
    'unit.*.closingRate',
    'Closing rate',
    'fraction',
    'Charge of MR7 on the delta of a future or perpetual.',
    ofClass,
  ),
  amount(
    'unit.*.closingTier.*.from',
    'Tier from',
    'USD',
    'Raw minimum charge of a risk unit from which the tier’s multiple holds.',
    'a unit whose minimum charge binds',
  ),
  amount(
    'unit.*.closingTier.*.multiple',
    'Tier’s multiple',
    'multiple',
    'What each dollar of the raw minimum charge within the tier counts.',
    'a unit whose minimum charge binds',
  ),
  amount(
    'volatility.*.days',
    'Days to expiry',
    'days',
    'Days to expiry of this node; between nodes both changes run linearly, beyond the last they stay.',
    options,
  ),
  amount(
    'volatility.*.points',
    'Change in points',
    'fraction per year',
    'Largest change of volatility in points.',
    options,
  ),
  move(
    'volatility.*.share',
    'Relative change',
    'Largest change of volatility relative to itself; the larger of both changes counts.',
    options,
  ),
  {
    path: 'vega.form',
    label: 'Form of MR3',
    unit: 'choice',
    kind: 'choice',
    choices: ['off', 'offsetting'],
    meaning:
      'off: MR3 is 0. offsetting: Margrave’s own stand-in, half of what the vegas of expiries cancel, times a move.',
    feltBy: 'an account with options in several expiries',
  },
  amount(
    'vega.move',
    'Move of the term structure',
    'volatility points',
    'Points by which the volatilities of two expiries part, in the form offsetting.',
    optionExpiries,
  ),
  {
    path: 'rates.actsOn',
    label: 'What MR5 acts on',
    unit: 'choice',
    kind: 'choice',
    choices: ['options', 'optionsAndFutures'],
    meaning: 'Instruments whose value moves with the curve.',
    feltBy: 'an account with dated futures',
  },
  amount(
    'rates.tenor.*.days',
    'Tenor',
    'days',
    'Days to expiry at which the weights of the two components are stated; linear between, flat beyond.',
    dated,
  ),
  amount(
    'rates.first.shock',
    'First component',
    'fraction per year',
    'Move of the first principal component, up and down.',
    dated,
  ),
  amount(
    'rates.first.weight.*',
    'Weight, first component',
    'multiple',
    'Weight of the first component at a tenor.',
    dated,
  ),
  amount(
    'rates.second.shock',
    'Second component',
    'fraction per year',
    'Move of the second principal component, up and down.',
    dated,
  ),
  {
    path: 'rates.second.weight.*',
    label: 'Weight, second component',
    unit: 'multiple',
    kind: 'number',
    meaning: 'Weight of the second component at a tenor.',
    feltBy: dated,
  },
  amount(
    'closing.minimumSlippage',
    'Least slippage of an option',
    'fraction',
    'Least slippage of closing one option, of the underlying’s price.',
    options,
  ),
  amount(
    'closing.slippagePerDelta',
    'Slippage per delta',
    'fraction',
    'Slippage of closing one option per unit of its delta, of the underlying’s price.',
    options,
  ),
  amount(
    'closing.takerRate',
    'Taker fee',
    'fraction',
    'Fee of closing one option, of the underlying’s price.',
    options,
  ),
  amount(
    'closing.takerCap',
    'Cap of the taker fee',
    'fraction',
    'Most that the fee takes of the option’s mark.',
    options,
  ),
  amount('depeg.size.*', 'Tier from', 'USD', 'Hedged amount from which the tier’s rates hold.', hedged),
  {
    ...amount(
      'depeg.level.*.price',
      'Stablecoin’s price',
      'USD',
      'Price at which this level’s rates hold; linear between levels, flat beyond.',
      hedged,
    ),
    maximum: 2,
  },
  amount(
    'depeg.level.*.rate.*',
    'Rate',
    'fraction',
    'Charge on the hedged amount within a tier, at this level’s price.',
    hedged,
  ),
  {
    ...amount(
      'currency.*.discount',
      'Discount rate',
      'fraction',
      'Share of positive equity in the currency that counts as adjusted equity.',
      'an account with equity in the currency',
    ),
    maximum: 1,
  },
  amount(
    'currency.*.borrow.*.from',
    'Borrowed from',
    'units',
    'Liability in the currency from which the tier’s rates hold.',
    liability,
  ),
  amount(
    'currency.*.borrow.*.maintenance',
    'Maintenance rate of borrowing',
    'fraction',
    'Maintenance margin of the liability within the tier.',
    liability,
  ),
  amount(
    'currency.*.borrow.*.initial',
    'Initial rate of borrowing',
    'fraction',
    'Initial margin of the liability within the tier.',
    liability,
  ),
];
