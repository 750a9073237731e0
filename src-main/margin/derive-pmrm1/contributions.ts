// Who brings the margin of one market, and what is behind each scenario: by position, and by its own driver for every contingency.
// May import the domain, the rulebook interface and margin/blocks.

import { fromFloat } from '../../domain/decimal.ts';
import type { ScenarioTable, WorstScenario } from '../../domain/margin-result.ts';
import type { RawContribution } from '../blocks/entry.ts';
import type { AccountValues, ScenarioShare, ValuedHolding } from '../rulebook.ts';
import type { ExpiryAmounts, MarketAmounts } from './amounts.ts';
import { FORWARD, REGULAR } from './scenarios.ts';

/** Whether the forward contingency, not a scenario, is the worst loss. */
export function bindsForward({ forwardContingency, scenarios, worstPlace }: MarketAmounts): boolean {
  return forwardContingency < (scenarios[worstPlace] ?? 0);
}

/** Contributions to the initial margin, before the line of what can't be allocated. */
export function contributionsOf(values: AccountValues, amounts: MarketAmounts): RawContribution[] {
  return [
    ...worstContributions(values, amounts),
    ...staticContributions(amounts),
    ...confidenceContributions(amounts),
  ];
}

/** What each position brings to a scenario of a table: the shares add up to its profit and loss. */
export function sharesOf(values: AccountValues, amounts: MarketAmounts, scenario: number): ScenarioShare[] {
  const held = (holding: ValuedHolding, amount: number): ScenarioShare => ({
    holding,
    label: holding.instrument.symbol,
    amount,
  });
  const place = values.scenarios.scenarios[scenario];
  const profit = (holding: ValuedHolding): number =>
    holding.quantity * values.unitProfitAndLoss(holding.row, scenario);
  if (place?.table === FORWARD) {
    return amounts.expiries.flatMap((one) =>
      one.part.options.map(({ holding }) => held(holding, profit(holding))),
    );
  }
  const coin: ScenarioShare[] = amounts.coin
    ? [
        {
          holding: null,
          label: `${amounts.coin.asset} held as collateral`,
          amount: (place?.priceMove ?? 0) * amounts.coinValue,
        },
      ]
    : [];
  return [
    ...amounts.market.perpetuals.map(({ holding }) => held(holding, profit(holding))),
    ...coin,
    ...amounts.expiries.flatMap((one) =>
      one.part.options.map(({ holding }) => held(holding, countedShare(values, one, holding, scenario))),
    ),
  ];
}

/** An option's part of what its expiry counts with: discounted as the expiry is. */
function countedShare(
  values: AccountValues,
  { now, profit, discount }: ExpiryAmounts,
  { quantity, row }: ValuedHolding,
  scenario: number,
): number {
  const change = quantity * values.unitProfitAndLoss(row, scenario);
  if (now + (profit[scenario] ?? 0) <= 0) return change;
  const value = quantity * values.measures(row).value;
  return discount * (value + change) - value;
}

function worstContributions(values: AccountValues, amounts: MarketAmounts): RawContribution[] {
  const { lossFactor, expiries, scenarios, worst } = amounts;
  if (worst >= 0) return [];
  if (bindsForward(amounts)) {
    const places = values.scenarios.scenarios;
    return expiries.flatMap(({ part, forwardLoss, forwardMove, forwardFactor }) => {
      if (forwardLoss >= 0) return [];
      const moved = places.findIndex(({ id }) => id === `${FORWARD}/${forwardMove}`);
      return part.options.map(
        ({ holding }): RawContribution => ({
          instrument: holding.instrument.id,
          driver: 'basisContingency',
          label: 'Forward contingency of its expiry',
          amount:
            -lossFactor * forwardFactor * holding.quantity * values.unitProfitAndLoss(holding.row, moved),
        }),
      );
    });
  }
  // Scenarios that bind to the bit count with their mean.
  const binding = [...scenarios.keys()].filter((place) => scenarios[place] === worst);
  const lines = new Map<string, RawContribution>();
  for (const place of binding) {
    for (const { holding, label, amount } of sharesOf(values, amounts, place)) {
      const instrument = holding?.instrument.id ?? null;
      const line = lines.get(instrument ?? '') ?? {
        instrument,
        driver: 'scenario',
        label: instrument === null ? label : 'Loss in the worst scenario',
        amount: 0,
      };
      line.amount -= (lossFactor * amount) / binding.length;
      lines.set(instrument ?? '', line);
    }
  }
  return [...lines.values()];
}

function staticContributions(amounts: MarketAmounts): RawContribution[] {
  const { lossFactor, market, coin, expiries, perpetuals } = amounts;
  const naked = expiries.reduce((total, one) => total + one.nakedShorts, 0);
  return [
    ...market.perpetuals.map(
      ({ holding, amount }): RawContribution => ({
        instrument: holding.instrument.id,
        driver: 'perpetualContingency',
        label: 'Static contingency of perpetuals',
        amount: perpetuals === 0 ? 0 : (lossFactor * amounts.perpetualContingency * amount) / perpetuals,
      }),
    ),
    {
      instrument: null,
      driver: 'collateralContingency',
      label: `Static contingency of ${coin?.asset ?? 'the coin'}`,
      amount: lossFactor * amounts.coinContingency,
    },
    ...expiries.flatMap(({ part }) =>
      part.options.map(({ holding, amount }): RawContribution => {
        const own = nakedPart(part.strikes, holding, amount);
        return {
          instrument: holding.instrument.id,
          driver: 'nakedShort',
          label: 'Naked short options',
          amount: naked === 0 ? 0 : (lossFactor * amounts.optionContingency * own) / naked,
        };
      }),
    ),
  ];
}

/** What an option has of its strike's naked shorts: short legs share them by size. */
function nakedPart(
  strikes: ExpiryAmounts['part']['strikes'],
  { instrument }: ValuedHolding,
  amount: number,
): number {
  const strike = strikes.find((one) => one.strike === Number(instrument.strike));
  if (!strike || amount >= 0) return 0;
  const short = -Math.min(strike.call, 0) - Math.min(strike.put, 0);
  const long = Math.max(strike.call, 0) + Math.max(strike.put, 0);
  return short === 0 ? 0 : (-amount / short) * Math.max(short - long, 0);
}

function confidenceContributions(amounts: MarketAmounts): RawContribution[] {
  const line = (instrument: string | null, amount: number): RawContribution => ({
    instrument,
    driver: 'confidence',
    label: 'Confidence contingency',
    amount,
  });
  const { market, perpetuals, expiries } = amounts;
  return [
    ...market.perpetuals.map(({ holding, amount }) =>
      line(
        holding.instrument.id,
        perpetuals === 0 ? 0 : (amounts.perpetualConfidenceCharge * amount) / perpetuals,
      ),
    ),
    line(null, amounts.coinConfidenceCharge),
    ...expiries.flatMap(({ part, confidenceCharge, size }) =>
      part.options.map(({ holding, amount }) =>
        line(holding.instrument.id, size === 0 ? 0 : (confidenceCharge * Math.abs(amount)) / size),
      ),
    ),
  ];
}

/** The listed scenarios as a table, and the two moves of the forwards with what they count. */
export function tablesOf(values: AccountValues, amounts: MarketAmounts): ScenarioTable[] {
  const { scenarios } = values.scenarios;
  const forwardBinds = bindsForward(amounts);
  const row = (place: number, profitAndLoss: number, counted: number, worst: boolean) => {
    const { id, label, priceMove, volatility } = scenarios[place]!;
    return {
      id,
      label,
      priceMove: fromFloat(priceMove),
      volatility,
      profitAndLoss: fromFloat(profitAndLoss),
      counted: fromFloat(counted),
      worst,
    };
  };
  const tables: ScenarioTable[] = [
    {
      table: REGULAR,
      label: 'Scenarios',
      scenarios: [...amounts.scenarios].map((amount, place) =>
        row(place, amount, amount, !forwardBinds && amounts.worst < 0 && place === amounts.worstPlace),
      ),
    },
  ];
  if (amounts.expiries.length === 0) return tables;
  const forward = [...scenarios.keys()].filter((place) => scenarios[place]?.table === FORWARD);
  tables.push({
    table: FORWARD,
    label: 'Forward contingency: each expiry by the move that is worse for it',
    scenarios: forward.map((place) => {
      const own = amounts.expiries.filter(
        (one) => one.forwardLoss < 0 && scenarios[place]?.id === `${FORWARD}/${one.forwardMove}`,
      );
      const profit = amounts.expiries.reduce((total, one) => total + (one.profit[place] ?? 0), 0);
      const counted = own.reduce((total, one) => total + one.forwardFactor * one.forwardLoss, 0);
      return row(place, profit, counted, forwardBinds && counted < 0);
    }),
  });
  return tables;
}

/** The scenario that the worst loss stands on; null when nothing is held. */
export function worstScenarioOf(values: AccountValues, amounts: MarketAmounts): WorstScenario | null {
  const { scenarios } = values.scenarios;
  if (amounts.market.perpetuals.length + amounts.expiries.length === 0 && !amounts.coin) return null;
  if (bindsForward(amounts)) {
    const largest = amounts.expiries.reduce<ExpiryAmounts | null>(
      (worst, one) =>
        worst && worst.forwardFactor * worst.forwardLoss <= one.forwardFactor * one.forwardLoss ? worst : one,
      null,
    );
    const scenario = scenarios.find(({ id }) => id === `${FORWARD}/${largest?.forwardMove}`);
    return {
      id: scenario?.id ?? FORWARD,
      label: 'Forward contingency: each expiry by the move that is worse for it',
      priceMove: fromFloat(scenario?.priceMove ?? 0),
      volatility: 'same',
      table: FORWARD,
      profitAndLoss: fromFloat(amounts.worst),
    };
  }
  const scenario = scenarios[amounts.worstPlace];
  if (!scenario) return null;
  return {
    id: scenario.id,
    label: scenario.label,
    priceMove: fromFloat(scenario.priceMove),
    volatility: scenario.volatility,
    table: scenario.table,
    profitAndLoss: fromFloat(amounts.worst),
  };
}
