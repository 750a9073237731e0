// What positions and collateral bring to a scenario, to the basis contingency and to each add-on.
// May import the rulebook interface and margin/blocks.
import type { OptionPart } from '../blocks/derive/market-account.ts';
import { nakedShorts } from '../blocks/derive/naked-shorts.ts';
import type { RawContribution } from '../blocks/entry.ts';
import type { AccountValues, ScenarioShare } from '../rulebook.ts';
import {
  backingValue,
  type ExpiryAmounts,
  expiryLabel,
  expiryName,
  expiryProfit,
  type MarketAmounts,
  shockedDiscount,
} from './amounts.ts';
import type { Pmrm2Parameters } from './parameters.ts';

interface ShareInput {
  amounts: MarketAmounts;
  values: AccountValues;
  parameters: Pmrm2Parameters;
}

/** Parts of a scenario after dampening: perpetuals, moving collateral, each expiry. */
export function scenarioParts(
  { amounts, values, parameters }: ShareInput,
  scenario: number,
): { id: string; label: string; formula: string; amount: number }[] {
  const { dampening, move } = parameters.scenarios[scenario] ?? { dampening: 1, move: 0 };
  return [
    ...amounts.account.perpetuals.map(({ holding }) => ({
      id: holding.instrument.id,
      label: holding.instrument.symbol,
      formula: 'size × price × move × dampening',
      amount: holding.quantity * values.unitProfitAndLoss(holding.row, scenario) * dampening,
    })),
    ...amounts.collaterals
      .filter(({ riskCancelling }) => riskCancelling)
      .map(({ part }) => ({
        id: part.asset,
        label: `${part.asset} as collateral`,
        formula: 'value × move × dampening',
        amount: part.value * move * dampening,
      })),
    ...amounts.expiries.map((expiry) => ({
      id: expiryName(expiry.part),
      label: expiryLabel(expiry.part),
      formula: '(shocked value × long or short discount − value) × dampening',
      amount: expiryProfit(expiry, scenario, parameters) * dampening,
    })),
  ];
}

/** Shares of a scenario before dampening; they add up to its `profitAndLoss`. */
export function scenarioShares(
  { amounts, values, parameters }: ShareInput,
  scenario: number,
): ScenarioShare[] {
  const move = parameters.scenarios[scenario]?.move ?? 0;
  return [
    ...amounts.account.perpetuals.map(
      ({ holding }): ScenarioShare => ({
        holding,
        label: holding.instrument.symbol,
        amount: holding.quantity * values.unitProfitAndLoss(holding.row, scenario),
      }),
    ),
    ...amounts.expiries.flatMap((expiry) => optionShares(expiry, values, parameters, scenario)),
    ...amounts.collaterals
      .filter(({ riskCancelling }) => riskCancelling)
      .map(
        ({ part }): ScenarioShare => ({
          holding: null,
          label: `${part.asset} as collateral`,
          amount: part.value * move,
        }),
      ),
  ];
}

/** An expiry’s profit by option: each with the discount that the whole expiry’s shocked value takes, and in a skew with the sign that the whole has. */
function optionShares(
  expiry: ExpiryAmounts,
  values: AccountValues,
  parameters: Pmrm2Parameters,
  scenario: number,
): ScenarioShare[] {
  const shocked = expiry.discount * (expiry.undiscounted + (expiry.vector[scenario] ?? 0));
  const counted = shockedDiscount(expiry, shocked);
  const isLoss = shocked * counted < expiry.markToMarket;
  const sign = parameters.scenarios[scenario]?.table === 'skews' && !isLoss ? -1 : 1;
  return expiry.part.options.map(({ holding }): ScenarioShare => {
    const now = values.measures(holding.row).value;
    const then = now + values.unitProfitAndLoss(holding.row, scenario);
    const amount = sign * holding.quantity * expiry.discount * (then * counted - now);
    return { holding, label: holding.instrument.symbol, amount };
  });
}

/** Contributions to the initial margin, before they are closed. */
export function contributions(input: ShareInput): RawContribution[] {
  const { amounts, parameters } = input;
  return [
    ...lossContributions(input),
    ...amounts.account.perpetuals.map(
      ({ holding, amount }): RawContribution => ({
        instrument: holding.instrument.id,
        driver: 'perpetualContingency',
        label: 'Perpetual contingency',
        amount:
          (parameters.perpetual.maintenance + parameters.perpetual.initial) *
          Math.abs(amount) *
          amounts.account.spot,
      }),
    ),
    ...amounts.expiries.flatMap(({ part }) =>
      part.strikes.flatMap((strike) => nakedShares(strike, part.options, input)),
    ),
    ...amounts.collaterals.map(
      (terms): RawContribution => ({
        instrument: null,
        driver: 'haircut',
        label: `Haircut on ${terms.part.asset}`,
        amount: (terms.maintenance + terms.initial) * backingValue(terms),
      }),
    ),
    ...amounts.charges.flatMap((charge): RawContribution[] =>
      charge.shares.length === 0
        ? [
            {
              instrument: null,
              driver: 'confidence',
              label: `Oracle confidence, ${charge.label}`,
              amount: charge.amount,
            },
          ]
        : charge.shares.map(({ instrument, share }) => ({
            instrument,
            driver: 'confidence',
            label: 'Oracle confidence',
            amount: charge.amount * share,
          })),
    ),
  ];
}

function lossContributions(input: ShareInput): RawContribution[] {
  const { amounts, values, parameters } = input;
  const factor = amounts.lossFactor.initial;
  if (amounts.worstScenario < 0) {
    return amounts.expiries
      .filter(({ basis }) => basis < 0)
      .flatMap((expiry) => {
        const { addFactor, timeFactor } = parameters.basis;
        const scale = factor * expiry.discount * (addFactor + timeFactor * expiry.part.time);
        return expiry.part.options.map(
          ({ holding }): RawContribution => ({
            instrument: holding.instrument.id,
            driver: 'basisContingency',
            label: 'Basis contingency',
            amount: -scale * holding.quantity * values.unitProfitAndLoss(holding.row, expiry.basisScenario),
          }),
        );
      });
  }
  const dampening = parameters.scenarios[amounts.worstScenario]?.dampening ?? 1;
  return scenarioShares(input, amounts.worstScenario).map(
    ({ holding, label, amount }): RawContribution => ({
      instrument: holding?.instrument.id ?? null,
      driver: 'scenario',
      label: holding ? 'Worst scenario' : label,
      amount: -factor * dampening * amount,
    }),
  );
}

/** Naked shorts of a strike by option: in proportion to the short amounts of the sides that are short. */
function nakedShares(
  strike: { strike: number; call: number; put: number },
  options: readonly OptionPart[],
  { amounts, values, parameters }: ShareInput,
): RawContribution[] {
  const naked = nakedShorts(strike);
  if (naked === 0) return [];
  const short = options.filter(
    ({ holding, amount }) =>
      amount < 0 &&
      values.columns.strike[holding.row] === strike.strike &&
      (holding.instrument.right === 'call' ? strike.call : strike.put) < 0,
  );
  const total = short.reduce((sum, { amount }) => sum + amount, 0);
  const rate = (parameters.option.maintenance + parameters.option.initial) * amounts.account.spot;
  return short.map(({ holding, amount }) => ({
    instrument: holding.instrument.id,
    driver: 'nakedShort',
    label: 'Naked short contingency',
    amount: rate * naked * (amount / total),
  }));
}
