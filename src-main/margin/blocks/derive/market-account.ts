// One account as Derive's managers see it: a market per underlying, with its prices, perpetuals, expiries and own coins, and the money they share.
// May import the domain, the rulebook interface and margin/blocks.
import { sumDecimals, toFloat } from '../../../domain/decimal.ts';
import type { MarketFigures } from '../../../domain/market.ts';
import type { RequirementInput, ValuedHolding } from '../../rulebook.ts';
import { rateToUsd } from '../currency-rates.ts';
import { futurePrice, unrealisedProfit } from '../equity.ts';
import { forwardParts } from './forward-fixing.ts';
import { CASH, QUOTE } from './instruments.ts';
import type {
  AccountMarkets,
  Assume,
  CollateralPart,
  ExpiryPart,
  MarketAccount,
  OptionPart,
  PerpetualPart,
  SharedMoney,
  StrikeAmounts,
} from './market-parts.ts';
import { ConfidenceReader } from './oracle-confidence.ts';
import { allocate, type MarketLevels } from './shared-money.ts';

export type {
  AccountMarkets,
  Assume,
  CollateralPart,
  ExpiryPart,
  MarketAccount,
  OptionPart,
  PerpetualPart,
  SharedMoney,
  StrikeAmounts,
} from './market-parts.ts';

/** What the rulebooks tell about the venue's numbers. */
export interface MarketRules {
  /** Seconds before expiry in which the settlement average is formed. */
  averagingSeconds: number;
  /** False where nothing is discounted: then no rate is missed. */
  usesRate?: false;
  /** True when the parameters know the asset as collateral. USDT that they don't know counts as dollars at its rate. */
  isCollateral(asset: string): boolean;
  /** The market an asset always backs, besides each coin its own: staked coins whose price is the coin's. Null: shared. */
  homeOf(asset: string): string | null;
  /** Market of an account that holds no position and no coin. */
  market: string;
}

/**
 * Markets of an account with everything allocated. One market gets all there is. Of several each keeps its own coins; see `allocate` for the rest.
 * @param levels equity and initial margin of a market by the rulebook, asked for the allocation only
 * @throws MargraveError `incomplete` naming the figure when a balance can't be counted in USD
 */
export function marketAccounts(
  input: RequirementInput,
  rules: MarketRules,
  levels: (market: MarketAccount) => MarketLevels,
  assume: Assume,
): MarketAccount[] {
  return allocate(readMarkets(input, rules, assume), levels, assume);
}

/** Markets with their own coins, and the money they share; nothing allocated. Sums run in the order of ids. Throws as `marketAccounts`. */
export function readMarkets(input: RequirementInput, rules: MarketRules, assume: Assume): AccountMarkets {
  const { market, values } = input;
  const stable = rateToUsd(market, CASH, assume);
  const confidence = new ConfidenceReader(market);
  const held = Map.groupBy(values.holdings, ({ instrument }) => instrument.underlying);
  const amounts = assetAmounts(input);
  const coins = [...amounts.keys()].filter((asset) => asset !== CASH && asset !== QUOTE).sort();
  const names =
    held.size > 0
      ? [...held.keys()].sort()
      : [coins.map(rules.homeOf).find((home) => home !== null) ?? rules.market];
  const part = (asset: string): CollateralPart => {
    const amount = amounts.get(asset) ?? 0;
    const price = rateToUsd(market, asset, assume);
    return {
      asset,
      amount,
      price,
      value: (amount * price) / stable,
      confidence: confidence.ofCollateral(asset),
    };
  };
  const shared: SharedMoney = { cash: amounts.get(CASH) ?? 0, collaterals: [] };
  const own = new Map<string, CollateralPart[]>(names.map((name) => [name, []]));
  const dollars = amounts.get(QUOTE) ?? 0;
  if (dollars !== 0) {
    shared.cash += dollars / stable;
    assume(`The account’s ${QUOTE} counts as ${CASH} bought at its rate, without a haircut.`);
  }
  for (const asset of coins) {
    if (asset === 'USDT' && !rules.isCollateral(asset)) {
      shared.cash += part(asset).value;
      assume(`The account’s USDT counts as ${CASH} bought at its rate, without a haircut.`);
      continue;
    }
    const home = own.get(rules.homeOf(asset) ?? asset);
    (home ?? shared.collaterals).push(part(asset));
  }
  const markets = names.map(
    (name): MarketAccount => ({
      ...positionsOf(input, name, held.get(name) ?? [], rules, confidence, assume),
      stable,
      cash: 0,
      collaterals: own.get(name) ?? [],
    }),
  );
  confidence.tell(assume);
  return { markets, shared };
}

/** Amounts by asset: cash and collateral less loans, exactly; zero ones left out. */
function assetAmounts({ portfolio }: RequirementInput): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const [asset, rows] of Map.groupBy(portfolio.balances, ({ currency }) => currency)) {
    const signed = rows.map(({ kind, amount }) => (kind === 'loan' ? negated(amount) : amount));
    const amount = toFloat(sumDecimals(signed));
    if (amount !== 0) amounts.set(asset, amount);
  }
  return amounts;
}

const negated = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`);

function positionsOf(
  { market, values }: RequirementInput,
  name: string,
  holdings: readonly ValuedHolding[],
  rules: MarketRules,
  confidence: ConfidenceReader,
  assume: Assume,
): Pick<MarketAccount, 'market' | 'spot' | 'spotConfidence' | 'perpetuals' | 'expiries'> {
  const { index, spot } = spotOf(market, name, holdings, values, assume);
  const amountOf = ({ quantity, row }: ValuedHolding): number =>
    quantity * (values.columns.multiplier[row] ?? 1);
  const perpetuals = holdings
    .filter(({ instrument }) => instrument.kind === 'perpetual')
    .map(
      (holding): PerpetualPart => ({
        holding,
        amount: amountOf(holding),
        price: futurePrice(values, holding.row),
        confidence: confidence.of(holding.instrument.priceIndex, 'perpetual'),
        unrealised: unrealisedProfit(values, holding),
      }),
    );
  const options = holdings.filter(({ instrument }) => instrument.kind === 'option');
  const expiries = [...Map.groupBy(options, ({ row }) => values.columns.bucket[row] ?? -1).values()].map(
    (own) => expiryOf(own, amountOf, { market, values, rules, confidence, assume }),
  );
  const key = (part: ExpiryPart): string => `${part.expiry} ${part.priceIndex}`;
  expiries.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  if (new Set(expiries.map(({ expiry }) => expiry)).size < expiries.length) {
    assume(
      `Options of ${name} on several price indices expire together: each index counts as an expiry of its own, and strikes don’t net across them.`,
    );
  }
  return { market: name, spot, spotConfidence: confidence.of(index, 'spot'), perpetuals, expiries };
}

interface ExpiryContext {
  market: MarketFigures;
  values: RequirementInput['values'];
  rules: MarketRules;
  confidence: ConfidenceReader;
  assume: Assume;
}

function expiryOf(
  holdings: readonly ValuedHolding[],
  amountOf: (holding: ValuedHolding) => number,
  { market, values, rules, confidence, assume }: ExpiryContext,
): ExpiryPart {
  const [{ row, instrument }] = holdings as [ValuedHolding, ...ValuedHolding[]];
  const { priceIndex } = instrument;
  const expiry = instrument.expiry ?? '';
  const time = values.columns.time[row] ?? 0;
  const forward = values.columns.forward[row] ?? 0;
  const parts = forwardParts(market, priceIndex, expiry, forward, time, rules.averagingSeconds);
  if (parts.assumed) {
    assume(
      `The snapshot has no fixed part of the forward ${priceIndex} of ${expiry}: it is taken as the share of the settlement average’s window that has passed.`,
    );
  }
  const rate = market.find('rate', QUOTE, expiry) ?? market.find('rate', QUOTE);
  if (!rate && rules.usesRate !== false) assume(`The snapshot has no rate of ${QUOTE}: 0 is assumed.`);
  const strikes = new Map<number, StrikeAmounts>();
  const options = holdings.map((holding): OptionPart => {
    const amount = amountOf(holding);
    const strike = values.columns.strike[holding.row] ?? 0;
    const net = strikes.get(strike) ?? { strike, call: 0, put: 0 };
    strikes.set(strike, net);
    net[holding.instrument.right === 'call' ? 'call' : 'put'] += amount;
    return { holding, amount };
  });
  return {
    priceIndex,
    expiry,
    row,
    time,
    forward,
    fixed: parts.fixed,
    variable: parts.variable,
    rate: rate ? toFloat(rate.value) : 0,
    confidences: {
      forward: confidence.of(priceIndex, 'forward', expiry),
      rate: confidence.of(priceIndex, 'rate', expiry),
      volatility: confidence.of(priceIndex, 'volatility', expiry),
    },
    options,
    strikes: [...strikes.values()].sort((a, b) => a.strike - b.strike),
  };
}

/** USD per coin: the dollar index, else an index of the holdings, else the price of the first of them, which is then said. */
function spotOf(
  market: MarketFigures,
  name: string,
  holdings: readonly ValuedHolding[],
  values: RequirementInput['values'],
  assume: Assume,
): { index: string; spot: number } {
  const dollar = `${name.toLowerCase()}_usd`;
  const indices = [dollar, ...[...new Set(holdings.map(({ instrument }) => instrument.priceIndex))].sort()];
  for (const index of indices) {
    const figure = market.find('index', index);
    if (figure && toFloat(figure.value) > 0) return { index, spot: toFloat(figure.value) };
  }
  const first = holdings.find(({ instrument }) => instrument.kind === 'perpetual') ?? holdings[0];
  if (!first) return { index: dollar, spot: 0 };
  const spot = values.columns.forward[first.row] ?? 0;
  assume(
    `The snapshot has no index of ${name}: the price of ${first.instrument.symbol} stands in as its spot.`,
  );
  return { index: first.instrument.priceIndex, spot };
}
