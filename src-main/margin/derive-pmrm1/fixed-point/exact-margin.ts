// PMRM v1 of one market in whole numbers of 1e-18: the exact path that the float engine is measured by. Formula: README.md of the folder above.
// May import the domain, margin/blocks and this rulebook's files.
//
// Known of the contracts: amounts, prices and rates are whole numbers of 1e-18, products and quotients truncate toward zero, and what
// their tests print is the margin truncated to whole dollars. Chosen here, because no printed figure tells them apart: the order of
// products and sums, intermediates of 1e-27 inside an option's value, and the last digit of the functions (functions.ts).
import { SECONDS_PER_DAY, SECONDS_PER_YEAR } from '../../blocks/constants.ts';
import type { Pmrm1Parameters, VolatilityState } from '../parameters.ts';
import { divide, type Fixed, larger, magnitude, multiply, ONE, smaller } from './fixed.ts';
import { exponential, raised } from './functions.ts';
import { optionValue } from './option-value.ts';

export interface ExactOption {
  strike: Fixed;
  isCall: boolean;
  /** Signed, units of the underlying. */
  amount: Fixed;
  /** A fraction per year. */
  volatility: Fixed;
}

export interface ExactExpiry {
  /** Whole seconds to expiry. */
  seconds: bigint;
  forwardFixed: Fixed;
  forwardVariable: Fixed;
  /** Continuously compounded, per year. */
  rate: Fixed;
  /** The least of forward, rate and volatilities. */
  confidence: Fixed;
  options: readonly ExactOption[];
}

/** One market of an account. Amounts of money in USDC, prices in USD. */
export interface ExactMarket {
  spot: Fixed;
  spotConfidence: Fixed;
  stable: Fixed;
  perpetual: { amount: Fixed; price: Fixed; confidence: Fixed };
  /** Profit and funding of the perpetual that aren't in the cash yet. */
  unrealised: Fixed;
  /** The market's own coin. */
  base: Fixed;
  cash: Fixed;
  expiries: readonly ExactExpiry[];
}

/** Losses and charges are negative, as the contracts have them. */
export interface ExactMargin {
  /** Profit or loss per scenario, in the order of the parameters. */
  scenarios: readonly Fixed[];
  /** The worst of them; 0 when there are none. */
  worstScenario: Fixed;
  forwardContingency: Fixed;
  perpetualContingency: Fixed;
  baseContingency: Fixed;
  optionContingency: Fixed;
  confidenceContingency: Fixed;
  lossFactor: Fixed;
  optionValue: Fixed;
  /** Options, cash, coin, profit and funding. */
  markToMarket: Fixed;
  /** Net margins: what is left over requirement, negative when money is missing. */
  initial: Fixed;
  maintenance: Fixed;
}

interface ValuedExpiry {
  expiry: ExactExpiry;
  years: Fixed;
  now: Fixed;
  factorUp: Fixed;
  factorDown: Fixed;
  discount: Fixed;
}

/** Net initial and maintenance margin of one market and every part of them. */
export function exactMargin(market: ExactMarket, parameters: Pmrm1Parameters<Fixed>): ExactMargin {
  const expiries = market.expiries.map((expiry) => valuedExpiry(expiry, parameters));
  const scenarios = parameters.scenarios.map(({ spotMove, volatility }) =>
    scenarioProfit(market, expiries, spotMove, volatility),
  );
  const worstScenario = scenarios.reduce((worst, one) => smaller(worst, one), scenarios[0] ?? 0n);
  const forwardContingency = sum(expiries.map((expiry) => forwardCharge(expiry, parameters)));
  const worst = smaller(worstScenario, forwardContingency);
  const { contingency, peg } = parameters;
  const charge = (size: Fixed, rate: Fixed): Fixed => -multiply(multiply(size, rate), market.spot);
  const perpetualContingency = charge(magnitude(market.perpetual.amount), contingency.perpetual);
  const baseContingency = charge(magnitude(market.base), contingency.base);
  const optionContingency = charge(sum(market.expiries.map(nakedShortsOf)), contingency.option);
  const confidenceContingency = confidenceCharge(market, parameters);
  const lossFactor =
    parameters.initialFactor + multiply(larger(peg.threshold - market.stable, 0n), peg.factor);
  const optionsNow = sum(expiries.map(({ now }) => now));
  const markToMarket = optionsNow + market.cash + market.unrealised + coinValue(market);
  const loss = worst + perpetualContingency + baseContingency + optionContingency;
  return {
    scenarios,
    worstScenario,
    forwardContingency,
    perpetualContingency,
    baseContingency,
    optionContingency,
    confidenceContingency,
    lossFactor,
    optionValue: optionsNow,
    markToMarket,
    initial: multiply(loss, lossFactor) + confidenceContingency + markToMarket,
    maintenance: loss + markToMarket,
  };
}

function valuedExpiry(expiry: ExactExpiry, parameters: Pmrm1Parameters<Fixed>): ValuedExpiry {
  const { volatility, discount } = parameters;
  const years = (expiry.seconds * ONE) / BigInt(SECONDS_PER_YEAR);
  const days = larger((expiry.seconds * ONE) / BigInt(SECONDS_PER_DAY), volatility.floorDays);
  const power = days <= volatility.termDays ? volatility.shortTermPower : volatility.longTermPower;
  const scale = raised(divide(volatility.termDays, days), power, ONE);
  const rate = multiply(expiry.rate, discount.rateMultiple) + discount.rateAddition;
  return {
    expiry,
    years,
    now: worth(expiry, years, ONE, ONE),
    factorUp: ONE + multiply(volatility.rangeUp, scale),
    factorDown: larger(ONE - multiply(volatility.rangeDown, scale), 0n),
    discount: multiply(discount.static, exponential(-multiply(years, rate), ONE)),
  };
}

/** Value of an expiry's options with the moving part of its forward and its volatilities multiplied. */
function worth(expiry: ExactExpiry, years: Fixed, priceFactor: Fixed, volatilityFactor: Fixed): Fixed {
  const forward = expiry.forwardFixed + multiply(expiry.forwardVariable, priceFactor);
  return sum(
    expiry.options.map(({ strike, isCall, amount, volatility }) =>
      multiply(
        amount,
        optionValue({
          forward,
          strike,
          isCall,
          time: years,
          volatility: multiply(volatility, volatilityFactor),
        }),
      ),
    ),
  );
}

function scenarioProfit(
  market: ExactMarket,
  expiries: readonly ValuedExpiry[],
  spotMove: Fixed,
  volatility: VolatilityState,
): Fixed {
  const linear =
    multiply(multiply(market.perpetual.amount, market.perpetual.price), spotMove) +
    multiply(coinValue(market), spotMove);
  return expiries.reduce((total, { expiry, years, now, factorUp, factorDown, discount }) => {
    const factor = volatility === 'up' ? factorUp : volatility === 'down' ? factorDown : ONE;
    const there = worth(expiry, years, ONE + spotMove, factor);
    return total + (there > 0n ? multiply(there, discount) : there) - now;
  }, linear);
}

function forwardCharge({ expiry, years, now }: ValuedExpiry, { basis }: Pmrm1Parameters<Fixed>): Fixed {
  const up = worth(expiry, years, ONE + basis.moveUp, ONE) - now;
  const down = worth(expiry, years, ONE + basis.moveDown, ONE) - now;
  return multiply(smaller(smaller(up, down), 0n), basis.addition + multiply(basis.multiple, years));
}

/** Short options that no long one of their strike covers. */
function nakedShortsOf({ options }: ExactExpiry): Fixed {
  const strikes = new Map<Fixed, { call: Fixed; put: Fixed }>();
  for (const { strike, isCall, amount } of options) {
    const net = strikes.get(strike) ?? { call: 0n, put: 0n };
    strikes.set(strike, net);
    net[isCall ? 'call' : 'put'] += amount;
  }
  return sum(
    [...strikes.values()].map(({ call, put }) =>
      call < 0n && put < 0n ? -(call + put) : larger(-smaller(call, put) - larger(larger(call, put), 0n), 0n),
    ),
  );
}

function confidenceCharge(market: ExactMarket, { confidence }: Pmrm1Parameters<Fixed>): Fixed {
  const charge = (sure: Fixed, size: Fixed): Fixed =>
    sure < confidence.threshold
      ? -multiply(multiply(multiply(ONE - sure, confidence.margin), size), market.spot)
      : 0n;
  const { perpetual, spotConfidence } = market;
  return (
    charge(smaller(spotConfidence, perpetual.confidence), magnitude(perpetual.amount)) +
    charge(spotConfidence, magnitude(market.base)) +
    sum(
      market.expiries.map((expiry) =>
        charge(
          smaller(spotConfidence, expiry.confidence),
          sum(expiry.options.map(({ amount }) => magnitude(amount))),
        ),
      ),
    )
  );
}

/** The coin in USDC. */
const coinValue = ({ base, spot, stable }: ExactMarket): Fixed => multiply(base, divide(spot, stable));

const sum = (amounts: readonly Fixed[]): Fixed => amounts.reduce((total, amount) => total + amount, 0n);
