// The parameters that a PMRM_2 case carries, and its collateral with the terms it states, as parameters of the rulebook.
// May import the domain, margin and the files beside it.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import type { EffectiveParameters, Parameter } from '../../../domain/parameters.ts';
import { chooseParameterSets } from '../../../margin/registry.ts';
import type { JsonPlace } from '../json-place.ts';
import type { RecogniseOptions } from '../recogniser.ts';

const rulebook = 'derive-pmrm2';

export interface CaseCollateral {
  /** The case’s name and its place in the list: a name may stand there twice, on other terms. */
  asset: string;
  amount: DecimalText;
  price: DecimalText;
  riskCancelling: boolean;
  place: JsonPlace;
}

/** Collateral rows that are worth something. Throws `invalid-file` for an amount that is owed: the case’s haircuts don’t say what becomes of it. */
export function caseCollateral(list: JsonPlace, flag: (place: JsonPlace) => boolean): CaseCollateral[] {
  if (list.missing) return [];
  return list.items().flatMap((place, index): CaseCollateral[] => {
    const amount = place.at('Amount').decimal();
    if (amount === '0') return [];
    const price = place.at('Price').decimal();
    if (price === '0') return [];
    if (Number(amount) < 0 || Number(price) < 0) throw place.at('Amount').wrong('an amount of 0 or more');
    const name = String(place.at('Name').value ?? 'ASSET').toUpperCase();
    return [
      {
        asset: `${name.replace(/[^A-Z0-9]/g, '')}-${index + 1}`,
        amount,
        price,
        riskCancelling: !place.at('IsRiskCancelling').missing && flag(place.at('IsRiskCancelling')),
        place,
      },
    ];
  });
}

const directions: Record<string, string> = {
  up: 'up',
  down: 'down',
  none: 'same',
  linear: 'linear',
  abs: 'absolute',
};

/** Section and name in the case, and path here; `less1`: a factor on the price, here a move. */
const printed: readonly [section: string, name: string, path: string, less1?: true][] = [
  ['VolShock', 'VOLRANGEUP', 'volatility.rangeUp'],
  ['VolShock', 'VOLRANGEDOWN', 'volatility.rangeDown'],
  ['VolShock', 'MIN_VOL_EVAL_SHOCKED', 'volatility.leastUp'],
  ['VolShock', 'SHORTTERMPOWER', 'volatility.shortPower'],
  ['VolShock', 'LONGTERMPOWER', 'volatility.longPower'],
  ['VolShock', 'DTE_FLOOR', 'volatility.floorDays'],
  ['SkewShock', 'LINEAR_SCALE_CAP', 'skew.linear.scaleCap'],
  ['SkewShock', 'LINEAR_CBASE', 'skew.linear.base'],
  ['SkewShock', 'ABS_SCALE_CAP', 'skew.absolute.scaleCap'],
  ['SkewShock', 'ABS_CBASE', 'skew.absolute.base'],
  ['SkewShock', 'MIN_K_STAR', 'skew.leastWidth'],
  ['SkewShock', 'MIN_WIDTH_SCALE', 'skew.widthScale'],
  ['SkewShock', 'VOL_PARAM_STATIC', 'skew.volatilityFixed'],
  ['SkewShock', 'VOL_PARAM_SCALE', 'skew.volatilityScale'],
  ['Margin', 'BASE_STATIC_DISCOUNT', 'discount.long.fixed'],
  ['Margin', 'LONG_RATE_MULTSCALE', 'discount.long.rateFactor'],
  ['Margin', 'LONG_RATE_ADDSCALE', 'discount.long.rateAdd'],
  ['Margin', 'BASE_STATIC_DISCOUNT_NEG', 'discount.short.fixed'],
  ['Margin', 'SHORT_RATE_MULTSCALE', 'discount.short.rateFactor'],
  ['Margin', 'SHORT_RATE_ADDSCALE', 'discount.short.rateAdd'],
  ['Margin', 'IM_LOSS_FACTOR', 'lossFactor.initial'],
  ['Margin', 'MM_LOSS_FACTOR', 'lossFactor.maintenance'],
  ['BasisContingency', 'SCENARIO_SPOT_UP', 'basis.moveUp', true],
  ['BasisContingency', 'SCENARIO_SPOT_DOWN', 'basis.moveDown', true],
  ['BasisContingency', 'BASIS_CONT_ADD_FACTOR', 'basis.addFactor'],
  ['BasisContingency', 'BASIS_CONT_MULT_FACTOR', 'basis.timeFactor'],
  ['OtherContingency', 'PEG_LOSS_THRESHOLD', 'peg.threshold'],
  ['OtherContingency', 'PEG_LOSS_FACTOR', 'peg.lossFactor'],
  ['OtherContingency', 'CONF_THRESHOLD', 'confidence.threshold'],
  ['OtherContingency', 'CONF_MARGIN', 'confidence.margin'],
  ['OtherContingency', 'MM_PERP_PERCENT', 'contingency.perpetual.maintenance'],
  ['OtherContingency', 'IM_PERP_PERCENT', 'contingency.perpetual.initial'],
  ['OtherContingency', 'MM_OPTION_PERCENT', 'contingency.option.maintenance'],
  ['OtherContingency', 'IM_OPTION_PERCENT', 'contingency.option.initial'],
];

/** What of the parameters the case’s own positions and scenarios call on. */
export interface CaseNeeds {
  options: boolean;
  perpetual: boolean;
}

/** Whether a case without such positions or scenarios can do without a number: nothing multiplies it then. */
function isIdle(
  section: string,
  name: string,
  { options, perpetual }: CaseNeeds,
  hasSkews: boolean,
): boolean {
  switch (section) {
    case 'VolShock':
    case 'BasisContingency':
      return !options;
    case 'SkewShock':
      return !options || !hasSkews;
    case 'Margin':
      return !options && !name.endsWith('LOSS_FACTOR');
    default:
      return (name.includes('_PERP_') && !perpetual) || (name.includes('_OPTION_') && !options);
  }
}

const constants = ['volatility.termDays', 'settlement.averagingSeconds'] as const;

/**
 * The case’s own parameters; what is a constant of the contract and not printed comes from the sets in hand.
 * Throws `invalid-file` naming the path of what is missing or malformed.
 */
export function pmrm2CaseParameters(
  place: JsonPlace,
  collaterals: readonly CaseCollateral[],
  market: string,
  time: string,
  needs: CaseNeeds,
  options: RecogniseOptions,
): EffectiveParameters {
  const row = (path: string, value: string | boolean, source: JsonPlace): Parameter => ({
    path,
    value,
    unit: '',
    source: `the case’s own ${source.path}`,
    confirmed: true,
  });
  const less1 = (text: DecimalText): DecimalText => decimalText(new ExactDecimal(text).minus(1));
  const scenarios = place.at('Scenarios').items();
  const hasSkews = scenarios.some((scenario) =>
    /linear|abs/i.test(String(scenario.at('VolShockDirection').value)),
  );
  const parameters = printed.map(([section, name, path, isFactor]) => {
    const value = place.at(section).at(name);
    if (value.missing && isIdle(section, name, needs, hasSkews)) return row(path, '0', value);
    return row(path, isFactor ? less1(value.decimal()) : value.decimal(), value);
  });
  scenarios.forEach((scenario, index) => {
    const at = `scenario.${index + 1}`;
    const direction = scenario.at('VolShockDirection');
    const named = directions[direction.text().toLowerCase()];
    if (named === undefined) throw direction.wrong('Up, Down, None, LINEAR or ABS');
    const shock = scenario.at('SpotShock');
    const dampening = scenario.at('DampeningFactor');
    parameters.push(
      row(`${at}.priceMove`, less1(shock.decimal()), shock),
      row(`${at}.volatility`, named, direction),
      row(`${at}.dampening`, dampening.missing ? '1' : dampening.decimal(), dampening),
    );
  });
  for (const { asset, riskCancelling, place: own } of collaterals) {
    const at = `market.${market}.${asset}`.toLowerCase();
    parameters.push(
      row(`${at}.haircutInitial`, own.at('IMHaircut').decimal(), own.at('IMHaircut')),
      row(`${at}.haircutMaintenance`, own.at('MMHaircut').decimal(), own.at('MMHaircut')),
      row(`${at}.riskCancelling`, riskCancelling, own.at('IsRiskCancelling')),
    );
  }
  const inHand = chooseParameterSets(rulebook, [], time, options.parameterSets);
  parameters.push(...inHand.parameters.filter(({ path }) => (constants as readonly string[]).includes(path)));
  return {
    rulebook,
    sets: [{ id: `${rulebook}@${time.slice(0, 10)}+case`, effective: time.slice(0, 10), assumed: false }],
    parameters: parameters.sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}
