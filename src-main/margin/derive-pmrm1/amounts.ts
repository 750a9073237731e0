// The numbers of PMRM v1 for one market, in USDC: every amount that a margin is made of, computed once. Trees, tables and contributions read them.
// May import the domain, the rulebook interface and margin/blocks.
import type { CollateralPart, ExpiryPart, MarketAccount } from '../blocks/derive/market-account.ts';
import { nakedShorts } from '../blocks/derive/naked-shorts.ts';
import { unitOptionValue } from '../blocks/equity.ts';
import type { AccountValues } from '../rulebook.ts';
import type { Pmrm1Parameters } from './parameters.ts';
import { FORWARD } from './scenarios.ts';

/** One expiry, valued. Signed: losses are negative. */
export interface ExpiryAmounts {
  part: ExpiryPart;
  /** Model value of its options now. */
  now: number;
  /** Profit and loss per scenario of the set, before the discount. */
  profit: Float64Array;
  /** What a value above 0 counts with in a scenario. */
  discount: number;
  /** Forward contingency: the loss when the forward moves the worse way, ≤ 0, and what it counts with. */
  forwardLoss: number;
  forwardMove: 'up' | 'down';
  forwardFactor: number;
  confidence: number;
  confidenceCharge: number;
  /** Units of the underlying. */
  nakedShorts: number;
  /** Σ |amount|, units of the underlying. */
  size: number;
}

/** Charges are positive, profit and loss is signed. */
export interface MarketAmounts {
  market: MarketAccount;
  /** The market's own coin; null when there is none. */
  coin: CollateralPart | null;
  coinValue: number;
  expiries: readonly ExpiryAmounts[];
  /** Net perpetuals, units of the underlying. */
  perpetuals: number;
  perpetualConfidence: number;
  /** Profit and loss per listed scenario, discount included; in the order of the parameters. */
  scenarios: Float64Array;
  /** Its place among the scenarios. */
  worstPlace: number;
  /** Σ over expiries, ≤ 0. */
  forwardContingency: number;
  /** The lesser of both, ≤ 0. */
  worst: number;
  perpetualContingency: number;
  coinContingency: number;
  optionContingency: number;
  perpetualConfidenceCharge: number;
  coinConfidenceCharge: number;
  confidenceContingency: number;
  lossFactor: number;
  /** Worst loss and static contingencies. */
  loss: number;
  equityParts: { cash: number; collateral: number; unrealisedProfit: number; optionValue: number };
  initialMargin: number;
  maintenanceMargin: number;
}

type Parameters = Pmrm1Parameters<number>;

/** The group whose P&L vector holds an expiry's options, or a price index' perpetuals. */
export const groupOf = (priceIndex: string, expiry: string | null): string =>
  `${priceIndex} ${expiry ?? 'perpetual'}`;

/** All amounts of one market. Sums run in the order of ids, as in the tree. */
export function marketAmounts(
  values: AccountValues,
  market: MarketAccount,
  parameters: Parameters,
): MarketAmounts {
  const { contingency, peg } = parameters;
  const expiries = market.expiries.map((part) => expiryAmounts(values, market, part, parameters));
  const coin = market.collaterals.find(({ asset }) => asset === market.market) ?? null;
  const coins = coin?.amount ?? 0;
  const coinValue = (coins * market.spot) / market.stable;
  const scenarios = scenarioProfits(values, market, expiries, coinValue, parameters);
  const worstPlace = scenarios.reduce(
    (least, amount, place) => (amount < (scenarios[least] ?? 0) ? place : least),
    0,
  );
  const forwardContingency = sum(
    expiries.map(({ forwardLoss, forwardFactor }) => forwardFactor * forwardLoss),
  );
  const worst = Math.min(scenarios[worstPlace] ?? 0, forwardContingency);
  const perpetuals = sum(market.perpetuals.map(({ amount }) => amount));
  const perpetualConfidence = Math.min(
    market.spotConfidence,
    ...market.perpetuals.map(({ confidence }) => confidence),
  );
  const confidenceCharge = (sure: number, size: number): number =>
    sure < parameters.confidence.threshold
      ? (1 - sure) * parameters.confidence.margin * size * market.spot
      : 0;
  const perpetualContingency = contingency.perpetual * (Math.abs(perpetuals) * market.spot);
  const coinContingency = contingency.base * (Math.abs(coins) * market.spot);
  const optionContingency = contingency.option * (sum(expiries.map((one) => one.nakedShorts)) * market.spot);
  const perpetualConfidenceCharge = confidenceCharge(perpetualConfidence, Math.abs(perpetuals));
  const coinConfidenceCharge = confidenceCharge(market.spotConfidence, Math.abs(coins));
  const confidenceContingency = sum([
    perpetualConfidenceCharge,
    coinConfidenceCharge,
    ...expiries.map((one) => one.confidenceCharge),
  ]);
  const lossFactor = parameters.initialFactor + Math.max(peg.threshold - market.stable, 0) * peg.factor;
  const loss = sum([-1 * worst, perpetualContingency, coinContingency, optionContingency]);
  return {
    market,
    coin,
    coinValue,
    expiries,
    perpetuals,
    perpetualConfidence,
    scenarios,
    worstPlace,
    forwardContingency,
    worst,
    perpetualContingency,
    coinContingency,
    optionContingency,
    perpetualConfidenceCharge,
    coinConfidenceCharge,
    confidenceContingency,
    lossFactor,
    loss,
    equityParts: {
      cash: market.cash,
      collateral: coinValue,
      unrealisedProfit: sum(market.perpetuals.map(({ unrealised }) => unrealised)),
      optionValue: sum(
        market.expiries.flatMap(({ options }) =>
          options.map(({ holding }) => holding.quantity * unitOptionValue(values, holding)),
        ),
      ),
    },
    initialMargin: sum([lossFactor * loss, confidenceContingency]),
    maintenanceMargin: loss,
  };
}

/** What an expiry counts with in a scenario: its value there, discounted when above 0, less its value now. */
export function countedProfit({ now, profit, discount }: ExpiryAmounts, scenario: number): number {
  const there = now + (profit[scenario] ?? 0);
  return (there > 0 ? discount * there : there) - now;
}

function expiryAmounts(
  values: AccountValues,
  market: MarketAccount,
  part: ExpiryPart,
  { discount, basis, confidence }: Parameters,
): ExpiryAmounts {
  const { scenarios } = values.scenarios;
  const profit =
    values.profitAndLoss(groupOf(part.priceIndex, part.expiry)) ?? new Float64Array(scenarios.length);
  const moved = (id: string): number =>
    profit[scenarios.findIndex((scenario) => scenario.id === `${FORWARD}/${id}`)] ?? 0;
  const up = moved('up');
  const down = moved('down');
  const { forward, rate, volatility } = part.confidences;
  const sure = Math.min(market.spotConfidence, forward, rate, volatility);
  const size = sum(part.options.map(({ amount }) => Math.abs(amount)));
  const years = part.time;
  return {
    part,
    now: sum(part.options.map(({ holding }) => holding.quantity * values.measures(holding.row).value)),
    profit,
    discount:
      discount.static * Math.exp(-years * (part.rate * discount.rateMultiple + discount.rateAddition)),
    forwardLoss: Math.min(up, down, 0),
    forwardMove: up < down ? 'up' : 'down',
    forwardFactor: basis.addition + basis.multiple * years,
    confidence: sure,
    confidenceCharge: sure < confidence.threshold ? (1 - sure) * confidence.margin * size * market.spot : 0,
    nakedShorts: sum(part.strikes.map(nakedShorts)),
    size,
  };
}

function scenarioProfits(
  values: AccountValues,
  market: MarketAccount,
  expiries: readonly ExpiryAmounts[],
  coinValue: number,
  { scenarios }: Parameters,
): Float64Array {
  const perpetuals = [...new Set(market.perpetuals.map(({ holding }) => holding.instrument.priceIndex))]
    .sort()
    .flatMap((priceIndex) => values.profitAndLoss(groupOf(priceIndex, null)) ?? []);
  return Float64Array.from(scenarios, ({ spotMove }, place) =>
    sum([
      ...perpetuals.map((profit) => profit[place] ?? 0),
      spotMove * coinValue,
      ...expiries.map((one) => countedProfit(one, place)),
    ]),
  );
}

/** Left to right. */
function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
