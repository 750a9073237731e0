// The requirement of one underlying: weighted scan, minimum delta, provisions for funding and fees. All amounts in USDC.
// May import the domain, the rulebook interface and margin/blocks.
import { toFloat } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { futurePrice, unitOptionValue } from '../blocks/equity.ts';
import { quoteRate } from '../blocks/quote-rate.ts';
import type { RequirementInput, ValuedHolding } from '../rulebook.ts';
import { CASH } from './instruments.ts';
import type { AssetParameters, ParadexParameters } from './parameters.ts';

/** What builds the requirements of an account. */
export interface ParadexContext {
  input: RequirementInput;
  parameters: ParadexParameters;
  assume: (sentence: string) => void;
}

export interface UnderlyingMargin {
  underlying: string;
  asset: AssetParameters;
  holdings: readonly ValuedHolding[];
  /** USDC per one of each holding's quote currency. */
  rates: readonly number[];
  /** Spot price in USDC. */
  spot: number;
  /** Profit (+) or loss (−) per scenario, before and after its weight. */
  profitAndLoss: Float64Array;
  counted: Float64Array;
  /** The scenario of the largest weighted loss. */
  worst: number;
  scanRisk: number;
  /** In units of the underlying. */
  delta: { net: number; gross: number; hedged: number };
  minimumDelta: number;
  /** The greater of scan risk and minimum delta requirement. */
  netRequirement: number;
  fundingProvision: number;
  /** Per holding; their sum is the fee provision. */
  fees: readonly number[];
  feeProvision: number;
}

/** Finest group for which P&L vectors are wanted: one underlying in one quote currency. */
export const paradexGroup = ({ underlying, quoteCurrency }: Instrument): string =>
  `${underlying} ${quoteCurrency}`;

/** One requirement per underlying with holdings, in code-point order. */
export function underlyingMargins(context: ParadexContext): UnderlyingMargin[] {
  const byUnderlying = Map.groupBy(context.input.values.holdings, ({ instrument }) => instrument.underlying);
  return [...byUnderlying]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([underlying, holdings]) => underlyingMargin(context, underlying, holdings));
}

function underlyingMargin(
  context: ParadexContext,
  underlying: string,
  holdings: readonly ValuedHolding[],
): UnderlyingMargin {
  const { input, parameters, assume } = context;
  const { values, market } = input;
  const asset = parameters.asset(underlying);
  const rates = holdings.map(({ instrument }) => quoteRate(market, instrument.quoteCurrency, CASH, assume));
  const spot = spotPrice(context, underlying, holdings, rates);
  const profitAndLoss = scanned(context, holdings, rates, asset.scenarios.length);
  const counted = profitAndLoss.map((amount, place) => amount * (asset.scenarios[place]?.weight ?? 0));
  let worst = 0;
  counted.forEach((amount, place) => {
    if (amount < (counted[worst] ?? 0)) worst = place;
  });
  const scanRisk = Math.max(0, -(counted[worst] ?? 0));
  const deltas = holdings.map(({ row, quantity }) => quantity * values.measures(row).delta);
  const net = deltas.reduce((sum, delta) => sum + delta, 0);
  const gross = deltas.reduce((sum, delta) => sum + Math.abs(delta), 0);
  // Rounding may leave a hedge that isn't there a hair below 0.
  const delta = { net, gross, hedged: Math.max(0, (gross - Math.abs(net)) / 2) };
  const minimumDelta = minimumDeltaRequirement(delta, spot, asset);
  const perpetuals = holdings
    .filter(({ instrument }) => instrument.kind === 'perpetual')
    .reduce((sum, { quantity, instrument }) => sum + quantity * Number(instrument.multiplier), 0);
  const fees = holdings.map((holding, place) => feeOf(context, holding, asset, spot, rates[place] ?? 1));
  return {
    underlying,
    asset,
    holdings,
    rates,
    spot,
    profitAndLoss,
    counted,
    worst,
    scanRisk,
    delta,
    minimumDelta,
    netRequirement: Math.max(scanRisk, minimumDelta),
    fundingProvision: Math.max(0, perpetuals * fundingPerUnit(parameters, asset, spot)),
    fees,
    feeProvision: fees.reduce((sum, fee) => sum + fee, 0),
  };
}

/** (factor·|net| + factor·hedged)·S: net −0.5, gross 2.5 at 70,000 with 2 % and 1 % is 1,400, as the venue prints. */
export function minimumDeltaRequirement(
  delta: { net: number; hedged: number },
  spot: number,
  factors: { unhedgedFactor: number; hedgedFactor: number },
): number {
  return spot * (factors.unhedgedFactor * Math.abs(delta.net) + factors.hedgedFactor * delta.hedged);
}

/** What a long unit of a perpetual pays over the hours that are provided for: rate · hours / period · S. */
export function fundingPerUnit(parameters: ParadexParameters, asset: AssetParameters, spot: number): number {
  const periods = parameters.general('fundingProvisionHours') / parameters.general('fundingRateHours');
  return asset.fundingRate * periods * spot;
}

/** Σ groups of the underlying at their rates, in the order of their names. */
function scanned(
  { input }: ParadexContext,
  holdings: readonly ValuedHolding[],
  rates: readonly number[],
  count: number,
): Float64Array {
  const rateOf = new Map(
    holdings.map(({ instrument }, place) => [paradexGroup(instrument), rates[place] ?? 1]),
  );
  const total = new Float64Array(count);
  for (const [group, rate] of [...rateOf].sort(([a], [b]) => (a < b ? -1 : 1))) {
    input.values.profitAndLoss(group)?.forEach((amount, place) => {
      total[place] = (total[place] ?? 0) + amount * rate;
    });
  }
  return total;
}

/** Fee of closing a position: of a perpetual on its value, of an option on the spot's, up to a part of its mark. */
function feeOf(
  { input }: ParadexContext,
  holding: ValuedHolding,
  asset: AssetParameters,
  spot: number,
  rate: number,
): number {
  const { instrument, row } = holding;
  const size = Math.abs(holding.quantity);
  const units = Number(instrument.multiplier);
  if (instrument.kind !== 'option') {
    return size * units * futurePrice(input.values, row) * rate * asset.perpetualFeeRate;
  }
  const limit = asset.optionFeeLimit * Math.abs(unitOptionValue(input.values, holding)) * rate;
  return size * Math.min(asset.optionFeeRate * spot * units, limit);
}

/** Spot in USDC: the dollar index, else the index of a holding at its currency's rate, else the price of the first holding, which is then said. */
function spotPrice(
  { input, assume }: ParadexContext,
  underlying: string,
  holdings: readonly ValuedHolding[],
  rates: readonly number[],
): number {
  const dollarIndex = `${underlying.toLowerCase()}_usd`;
  const figure = input.market.find('index', dollarIndex);
  if (figure) return toFloat(figure.value);
  for (const [place, { instrument }] of holdings.entries()) {
    const own = input.market.find('index', instrument.priceIndex);
    if (own) return toFloat(own.value) * (rates[place] ?? 1);
  }
  const { columns } = input.values;
  const row = holdings[0]?.row ?? 0;
  assume(
    `The snapshot has no index ${dollarIndex}: ${columns.forward[row]}, the price of ${columns.ids[row]}, stands in.`,
  );
  return (columns.forward[row] ?? 0) * (rates[0] ?? 1);
}
