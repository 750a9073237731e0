// All numbers of one market: profit or loss by scenario, worst loss, contingencies, margins and equity; what the tree, tables and contributions then explain.
// May import the rulebook interface and margin/blocks.

import type { Instrument } from '../../domain/instrument.ts';
import type {
  CollateralPart,
  ExpiryPart,
  MarketAccount,
  PerpetualPart,
  StrikeAmounts,
} from '../blocks/derive/market-account.ts';
import { nakedShorts } from '../blocks/derive/naked-shorts.ts';
import type { AccountValues } from '../rulebook.ts';
import type { DiscountParameters, Pmrm2Parameters } from './parameters.ts';

/** Finest group whose profit or loss per scenario is wanted: an expiry's options, a market's perpetuals. */
export function riskGroupOf(instrument: Instrument): string {
  const { underlying, priceIndex, expiry, kind } = instrument;
  return `${underlying} ${priceIndex} ${kind === 'option' ? expiry : kind}`;
}

/** One expiry's options: value now and what a shocked value counts with. */
export interface ExpiryAmounts {
  part: ExpiryPart;
  /** e^(−max(rate, 0)·T). */
  discount: number;
  longDiscount: number;
  shortDiscount: number;
  /** Σ amount · undiscounted model value, USDC. */
  undiscounted: number;
  /** discount · undiscounted. */
  markToMarket: number;
  /** Undiscounted profit or loss per scenario. */
  vector: Float64Array;
  /** The lesser of the values after the basis moves, less the value now, at most 0, times its share. */
  basis: number;
  /** Scenario of the basis that is the worse one. */
  basisScenario: number;
}

export interface ConfidenceCharge {
  id: string;
  label: string;
  /** Holdings that the charge is for, with the share of each; none for collateral. */
  shares: { instrument: string; label: string; share: number }[];
  confidence: number;
  notional: number;
  amount: number;
}

export interface CollateralTerms {
  part: CollateralPart;
  maintenance: number;
  initial: number;
  riskCancelling: boolean;
  /** False when the parameters don't know the asset: it then counts for nothing. */
  known: boolean;
  /** Whether a venue's number confirms its terms. */
  confirmed: boolean;
}

export interface MarketAmounts {
  account: MarketAccount;
  expiries: ExpiryAmounts[];
  collaterals: CollateralTerms[];
  /** Per scenario of the set, before dampening. */
  raw: Float64Array;
  /** After dampening. */
  counted: Float64Array;
  /** ≤ 0. */
  basis: number;
  /** ≥ 0: the largest of the basis contingency and the scenarios’ losses. */
  worstLoss: number;
  /** Scenario of the worst loss; −1 when the basis contingency binds. */
  worstScenario: number;
  lossFactor: { initial: number; maintenance: number };
  perpetualNotional: number;
  nakedNotional: number;
  charges: ConfidenceCharge[];
  initialMargin: number;
  maintenanceMargin: number;
  equityParts: { cash: number; collateral: number; unrealisedProfit: number; optionValue: number };
}

/** Values one market. Sums run in the order of the market account. */
export function marketAmounts(
  account: MarketAccount,
  values: AccountValues,
  parameters: Pmrm2Parameters,
): MarketAmounts {
  const scenarioCount = parameters.scenarios.length;
  const expiries = account.expiries.map((part) => expiryAmounts(part, values, parameters));
  const collaterals = account.collaterals.map((part) => collateralTerms(account.market, part, parameters));
  const moving = collaterals.filter(({ riskCancelling }) => riskCancelling);
  const perpetuals = perpetualVectors(account.perpetuals, values);
  const raw = new Float64Array(scenarioCount);
  const counted = new Float64Array(scenarioCount);
  for (const [s, { move, dampening }] of parameters.scenarios.entries()) {
    let sum = 0;
    for (const vector of perpetuals) sum += vector[s] ?? 0;
    for (const { part } of moving) sum += part.value * move;
    for (const expiry of expiries) sum += expiryProfit(expiry, s, parameters);
    raw[s] = sum;
    counted[s] = sum * dampening;
  }
  const basis = expiries.reduce((sum, expiry) => sum + expiry.basis, 0);
  let worstScenario = -1;
  let worstLoss = 0 - basis;
  counted.forEach((amount, s) => {
    if (-amount <= worstLoss) return;
    worstLoss = -amount;
    worstScenario = s;
  });
  const perpetualNotional =
    account.perpetuals.reduce((sum, { amount }) => sum + Math.abs(amount), 0) * account.spot;
  const nakedNotional = expiries.reduce((sum, { part }) => sum + nakedOf(part.strikes), 0) * account.spot;
  const charges = confidenceCharges(account, parameters);
  const depeg = Math.max(parameters.peg.threshold - account.stable, 0);
  const lossFactor = {
    initial: parameters.lossFactor.initial + depeg * parameters.peg.lossFactor,
    maintenance: parameters.lossFactor.maintenance,
  };
  const haircuts = (level: 'initial' | 'maintenance'): number =>
    collaterals.reduce((sum, terms) => sum + terms[level] * backingValue(terms), 0);
  const maintenanceParts = [
    parameters.perpetual.maintenance * perpetualNotional,
    parameters.option.maintenance * nakedNotional,
    haircuts('maintenance'),
  ];
  const initialParts = [
    parameters.perpetual.initial * perpetualNotional,
    parameters.option.initial * nakedNotional,
    haircuts('initial'),
    charges.reduce((sum, { amount }) => sum + amount, 0),
  ];
  const add = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0);
  return {
    account,
    expiries,
    collaterals,
    raw,
    counted,
    basis,
    worstLoss,
    worstScenario,
    lossFactor,
    perpetualNotional,
    nakedNotional,
    charges,
    initialMargin: add([lossFactor.initial * worstLoss, ...maintenanceParts, ...initialParts]),
    maintenanceMargin: add([lossFactor.maintenance * worstLoss, ...maintenanceParts]),
    equityParts: {
      cash: account.cash,
      collateral: account.collaterals.reduce((sum, { value }) => sum + value, 0),
      unrealisedProfit: account.perpetuals.reduce((sum, { unrealised }) => sum + unrealised, 0),
      optionValue: expiries.reduce((sum, { markToMarket }) => sum + markToMarket, 0),
    },
  };
}

/** Profit or loss of an expiry in a scenario, before dampening: the shocked value less the value now; in a skew a loss whichever way it goes. */
export function expiryProfit(
  expiry: ExpiryAmounts,
  scenario: number,
  { scenarios }: Pmrm2Parameters,
): number {
  const shocked = expiry.discount * (expiry.undiscounted + (expiry.vector[scenario] ?? 0));
  const profit = shocked * shockedDiscount(expiry, shocked) - expiry.markToMarket;
  return scenarios[scenario]?.table === 'skews' ? -Math.abs(profit) : profit;
}

/** What a shocked value of an expiry is multiplied by. */
export function shockedDiscount(expiry: ExpiryAmounts, shocked: number): number {
  return shocked >= 0 ? expiry.longDiscount : expiry.shortDiscount;
}

/** What of a collateral's value is haircut and charged: an amount that is owed gains nothing by it. */
export function backingValue({ part }: Pick<CollateralTerms, 'part'>): number {
  return Math.max(part.value, 0);
}

/** Vectors of the perpetuals' groups, each once, in code-point order. */
function perpetualVectors(perpetuals: readonly PerpetualPart[], values: AccountValues): Float64Array[] {
  const groups = new Set(perpetuals.map(({ holding }) => riskGroupOf(holding.instrument)));
  return [...groups].sort().map((group) => values.profitAndLoss(group) ?? new Float64Array());
}

function nakedOf(strikes: readonly StrikeAmounts[]): number {
  return strikes.reduce((sum, strike) => sum + nakedShorts(strike), 0);
}

function expiryAmounts(part: ExpiryPart, values: AccountValues, parameters: Pmrm2Parameters): ExpiryAmounts {
  const rate = Math.max(part.rate, 0);
  const discount = Math.exp(-rate * part.time);
  const { long, short } = parameters.discount;
  const growth = (side: DiscountParameters): number => part.time * (rate * side.rateFactor + side.rateAdd);
  const [first] = part.options;
  const vector = (first && values.profitAndLoss(riskGroupOf(first.holding.instrument))) ?? new Float64Array();
  const undiscounted = part.options.reduce(
    (sum, { holding }) => sum + holding.quantity * values.measures(holding.row).value,
    0,
  );
  const up = parameters.scenarios.length;
  const moves = [up, up + 1].map((scenario) => discount * (vector[scenario] ?? 0));
  const [rise = 0, fall = 0] = moves;
  const { addFactor, timeFactor } = parameters.basis;
  return {
    part,
    discount,
    longDiscount: long.fixed * Math.exp(-growth(long)),
    shortDiscount: Math.min(1 / discount, short.fixed * Math.exp(growth(short))),
    undiscounted,
    markToMarket: discount * undiscounted,
    vector,
    basis: Math.min(rise, fall, 0) * (addFactor + timeFactor * part.time),
    basisScenario: rise < fall ? up : up + 1,
  };
}

function collateralTerms(market: string, part: CollateralPart, parameters: Pmrm2Parameters): CollateralTerms {
  const terms = parameters.collateral(market, part.asset);
  // What is owed moves with its price whether or not it would be taken as collateral.
  if (part.value < 0) {
    const riskCancelling = terms?.riskCancelling ?? part.asset === market;
    return { part, maintenance: 0, initial: 0, riskCancelling, known: true, confirmed: false };
  }
  if (!terms)
    return { part, maintenance: 1, initial: 0, riskCancelling: false, known: false, confirmed: false };
  return { part, ...terms, known: true };
}

/** Charges for oracles whose confidence is below the threshold: perpetuals, then expiries, then collateral. */
function confidenceCharges(account: MarketAccount, { confidence }: Pmrm2Parameters): ConfidenceCharge[] {
  const charges: ConfidenceCharge[] = [];
  const charge = (
    id: string,
    label: string,
    found: number,
    notional: number,
    shares: ConfidenceCharge['shares'],
  ): void => {
    if (!(found < confidence.threshold) || notional === 0) return;
    const amount = (1 - found) * confidence.margin * notional;
    charges.push({ id, label, shares, confidence: found, notional, amount });
  };
  const { spot, spotConfidence, perpetuals } = account;
  const markets = Math.min(spotConfidence, ...perpetuals.map((perpetual) => perpetual.confidence));
  const sharesOf = (
    parts: readonly { holding: PerpetualPart['holding']; amount: number }[],
  ): ConfidenceCharge['shares'] => {
    const total = parts.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
    return parts.map(({ holding, amount }) => ({
      instrument: holding.instrument.id,
      label: holding.instrument.symbol,
      share: total > 0 ? Math.abs(amount) / total : 0,
    }));
  };
  const sizeOf = (parts: readonly { amount: number }[]): number =>
    parts.reduce((sum, { amount }) => sum + Math.abs(amount), 0) * spot;
  charge('perpetuals', 'Perpetuals', markets, sizeOf(perpetuals), sharesOf(perpetuals));
  for (const { priceIndex, expiry, confidences, options } of account.expiries) {
    const own = Math.min(confidences.forward, confidences.rate, confidences.volatility, markets);
    charge(
      expiryName({ priceIndex, expiry }),
      expiryLabel({ expiry }),
      own,
      sizeOf(options),
      sharesOf(options),
    );
  }
  for (const part of account.collaterals) {
    charge(part.asset, part.asset, Math.min(part.confidence, spotConfidence), backingValue({ part }), []);
  }
  return charges;
}

/** Name of an expiry in ids. */
export const expiryName = ({ priceIndex, expiry }: Pick<ExpiryPart, 'priceIndex' | 'expiry'>): string =>
  `${priceIndex} ${expiry}`;
/** An expiry as people read it. */
export const expiryLabel = ({ expiry }: Pick<ExpiryPart, 'expiry'>): string =>
  `Options of ${expiry.slice(0, 'yyyy-mm-dd'.length)}`;
