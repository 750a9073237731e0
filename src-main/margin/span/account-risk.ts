// The risk of an account's combined commodities: scan, charges, credits, minimum, in the order in which SPAN forms them.
// May import the domain, the rulebook interface and what is beside it.
import type { RequirementInput } from '../rulebook.ts';
import { type HeldCommodity, heldCommodities } from './commodity-array.ts';
import {
  agreedSpreads,
  countedCredits,
  type GivenCredit,
  type SpreadSide,
  scannedCredit,
  summed,
} from './inter-commodity.ts';
import { type ChargedSpread, monthCharges } from './inter-month.ts';
import { MonthDeltas } from './month-deltas.ts';
import { type ArrayRisk, arrayRisk } from './price-risk.ts';
import type { SpanParameters } from './typed-parameters.ts';

/** A credit as one combined commodity has it. */
export interface CommodityCredit {
  key: string;
  label: string;
  /** Positive. */
  amount: number;
}

export interface CommodityRisk extends HeldCommodity {
  /** Losses of all positions by scenario. */
  losses: Float64Array;
  array: ArrayRisk;
  interMonth: number;
  delivery: number;
  spreads: readonly ChargedSpread[];
  credits: readonly CommodityCredit[];
  /** Contracts that the short option minimum counts, and what it comes to. */
  shortOptions: { calls: number; puts: number; counted: number };
  shortOptionMinimum: number;
  /** (the larger of scan + charges − credits and the minimum) × adjustment: maintenance before option value. */
  risk: number;
}

export interface AccountRisk {
  commodities: readonly CommodityRisk[];
  /** In the order in which they were given. */
  credits: readonly GivenCredit[];
}

/**
 * Super-spreads come first; then, in each commodity, spreads between months and deliveries; then the other credits between commodities. Throws `invalid-input` naming a contract or parameter that isn't known.
 */
export function accountRisk(input: RequirementInput, parameters: SpanParameters): AccountRisk {
  const { values } = input;
  const size = parameters.scenarios.length;
  const sides = new Map(
    heldCommodities(input, parameters).map((held): [string, SpreadSide] => {
      const losses = summed(
        held.months.map((month) => month.losses),
        size,
      );
      return [held.terms.code, { held, losses, months: held.months, deltas: new MonthDeltas(held.months) }];
    }),
  );
  const own = new Map([...sides].map(([code, { losses }]) => [code, losses]));
  const context = { values, parameters, sides };
  const spreads = sides.size === 0 ? [] : agreedSpreads(parameters);
  const formed = (spread: (typeof spreads)[number]): GivenCredit[] =>
    spread.method === 'scanning'
      ? [scannedCredit(context, spread) ?? []].flat()
      : countedCredits(context, spread);
  const early = spreads.filter(({ isSuper }) => isSuper).flatMap(formed);
  const decimals = parameters.number('general.deltaDecimals');
  const charges = new Map(
    [...sides].map(([code, { held, months, deltas }]) => [
      code,
      monthCharges(held.terms, months, deltas, decimals),
    ]),
  );
  const credits = [...early, ...spreads.filter(({ isSuper }) => !isSuper).flatMap(formed)];
  const commodities = [...sides].map(([code, { held }]): CommodityRisk => {
    const losses = own.get(code) ?? new Float64Array(size);
    const charged = charges.get(code);
    const array = arrayRisk(losses, parameters.scenarios);
    const given = credits.flatMap(({ spread, legs, kind }) =>
      legs
        .filter((leg) => leg.commodity === code && leg.credit !== 0)
        .map((leg): CommodityCredit => {
          const names = legs.map(({ commodity }) => commodity).filter((name) => name !== code);
          const others = names.length === 0 ? 'between its own tiers' : `with ${names.join(', ')}`;
          return { key: spread.key, label: `${creditWords[kind]} ${others}`, amount: leg.credit };
        }),
    );
    const shortOptions = shortOptionsOf(held);
    const shortOptionMinimum = shortOptions.counted * held.terms.shortOptions.rate;
    const interMonth = charged?.interMonth ?? 0;
    const delivery = charged?.delivery ?? 0;
    const before = given.reduce((sum, { amount }) => sum + -amount, array.scan + interMonth + delivery);
    return {
      ...held,
      losses,
      array,
      interMonth,
      delivery,
      spreads: [...(charged?.spreads ?? []), ...(charged?.deliveries ?? [])],
      credits: given,
      shortOptions,
      shortOptionMinimum,
      risk: held.terms.adjustmentRatio * Math.max(before, shortOptionMinimum),
    };
  });
  return { commodities, credits };
}

const creditWords: Readonly<Record<GivenCredit['kind'], string>> = {
  'inter-commodity': 'Spread',
  'super-spread': 'Super-spread',
  'scanning-based': 'Scanned',
};

/** Short options by right, of net positions. */
function shortOptionsOf({ contracts, terms }: HeldCommodity): CommodityRisk['shortOptions'] {
  const short = (right: 'call' | 'put'): number =>
    contracts.reduce(
      (sum, { holding }) =>
        holding.instrument.kind === 'option' && holding.instrument.right === right && holding.quantity < 0
          ? sum - holding.quantity
          : sum,
      0,
    );
  const calls = short('call');
  const puts = short('put');
  return {
    calls,
    puts,
    counted: terms.shortOptions.method === 'maximum' ? Math.max(calls, puts) : calls + puts,
  };
}
