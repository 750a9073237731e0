// What SPAN asks of an account in one currency: risk of its commodities, net option value, equity.
// May import the domain, the rulebook interface and margin/blocks.

import { unitOptionValue } from '../blocks/equity.ts';
import { listedEquityByCurrency } from '../blocks/listed/equity.ts';
import type { RequirementInput } from '../rulebook.ts';
import type { AccountRisk, CommodityRisk } from './account-risk.ts';
import type { HeldContract } from './commodity-array.ts';
import { givenOpenOrders } from './given-orders.ts';

export interface CurrencyAmounts {
  currency: string;
  commodities: readonly CommodityRisk[];
  /** Net option value by combined commodity, in their order; long positive. */
  optionValues: readonly number[];
  optionValue: number;
  /** max(0, Σ risk × ratio − net option value) + open orders as given. */
  initialMargin: number;
  /** max(0, Σ risk − net option value). */
  maintenanceMargin: number;
  /** Net option value above the risk: it isn't asked back from other currencies. */
  excessOptionValue: number;
  openOrders: number | null;
  equityParts: { cash: number; collateral: number; unrealisedProfit: number };
}

/** By currency in which the account has contracts, balances or amounts given; ordered by currency. */
export function currencyAmounts(input: RequirementInput, risk: AccountRisk): CurrencyAmounts[] {
  const equity = listedEquityByCurrency(input);
  const currencies = new Set([
    ...equity.keys(),
    ...risk.commodities.map(({ terms }) => terms.currency),
    ...input.portfolio.given.map(({ currency }) => currency),
  ]);
  return [...currencies].sort().map((currency): CurrencyAmounts => {
    const commodities = risk.commodities.filter(({ terms }) => terms.currency === currency);
    const optionValues = commodities.map(({ contracts }) =>
      contracts.reduce((sum, contract) => sum + contractOptionValue(input, contract), 0),
    );
    const optionValue = optionValues.reduce((sum, value) => sum + value, 0);
    const asked = (ratio: (one: CommodityRisk) => number): number =>
      commodities.reduce((sum, one) => sum + ratio(one) * one.risk, 0) + -1 * optionValue;
    const maintenance = asked(() => 1);
    const openOrders = givenOpenOrders(input.portfolio.given, currency);
    const parts = equity.get(currency);
    return {
      currency,
      commodities,
      optionValues,
      optionValue,
      initialMargin:
        Math.max(
          asked(({ terms }) => terms.initialRatio),
          0,
        ) + (openOrders ?? 0),
      maintenanceMargin: Math.max(maintenance, 0),
      excessOptionValue: Math.max(0, -maintenance),
      openOrders,
      equityParts: {
        cash: parts?.cash ?? 0,
        collateral: parts?.collateral ?? 0,
        unrealisedProfit: parts?.unrealisedProfit ?? 0,
      },
    };
  });
}

/** Of a position in options whose premium is paid at once; 0 of all else. */
export function contractOptionValue({ values }: RequirementInput, { holding, place }: HeldContract): number {
  if (holding.instrument.kind !== 'option' || place.premium === 'daily') return 0;
  return holding.quantity * unitOptionValue(values, holding);
}
