// Standard margin of one position: the lines of its initial and maintenance margin.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginNode } from '../../domain/margin-result.ts';
import { futurePrice, unitOptionValue } from '../blocks/equity.ts';
import { joined, leaf, type NodeWords } from '../blocks/tree.ts';
import type { AccountValues } from '../rulebook.ts';
import type { OptionRates, StandardParameters } from './parameters.ts';

export interface MarginPosition {
  row: number;
  instrument: Instrument;
  /** Signed, in the instrument's quantity unit. */
  quantity: number;
}

/**
 * A line with the margin of one position in its settlement currency; long options ask for nothing.
 * @param prefix id of the parent line: `BTC/initialMargin`
 */
export function positionMargin(
  values: AccountValues,
  parameters: StandardParameters,
  position: MarginPosition,
  level: 'initial' | 'maintenance',
  prefix: string,
): MarginNode {
  const id = `${prefix}/${position.instrument.id}`;
  return position.instrument.kind === 'option'
    ? optionMargin(values, parameters, position, level, id)
    : futureMargin(values, parameters, position, level, id);
}

/** The same amount as `positionMargin` has, to the bit, and whether its line is confirmed, without making the lines. */
export function positionAmount(
  values: AccountValues,
  parameters: StandardParameters,
  position: MarginPosition,
  level: 'initial' | 'maintenance',
): { amount: number; confirmed: boolean } {
  const { instrument, quantity } = position;
  if (instrument.kind !== 'option') {
    const { rate, coins, price } = futureTerms(values, parameters, position, level);
    const inverse = instrument.payoff === 'inverse';
    return { amount: rate * (inverse ? coins : coins * price), confirmed: !inverse };
  }
  if (quantity >= 0) return { amount: 0, confirmed: false };
  const { rates, valueUnit, forward, mark, isCall, otm } = shortOptionTerms(values, parameters, position);
  const maintenance =
    (isCall ? rates.maintenanceRate : Math.max(rates.maintenanceRate, rates.maintenanceRate * mark)) + mark;
  const initial = (): number => Math.max(rates.initialRate - otm / forward, rates.initialMinimum) + mark;
  const perContract =
    level === 'maintenance' ? maintenance : isCall ? initial() : Math.max(initial(), maintenance);
  return { amount: -quantity * valueUnit * perContract, confirmed: false };
}

/** Size in coins, mark and rate of a future. */
function futureTerms(
  values: AccountValues,
  parameters: StandardParameters,
  { instrument, quantity, row }: MarginPosition,
  level: 'initial' | 'maintenance',
): { price: number; coins: number; rate: number } {
  const price = futurePrice(values, row);
  const coins =
    instrument.payoff === 'inverse'
      ? Math.abs(quantity) / price
      : Math.abs(quantity) * Number(instrument.multiplier);
  const rates = parameters.future(
    parameters.pairName('future', instrument.priceIndex, instrument.underlying),
  );
  const rate =
    level === 'initial'
      ? rates.initialRate + rates.initialSlope * coins
      : rates.maintenanceRate + rates.maintenanceSlope * coins;
  return { price, coins, rate };
}

interface ShortOptionTerms {
  rates: OptionRates;
  /** What a margin of 1 per contract is in the settlement currency. */
  valueUnit: number;
  forward: number;
  /** Mark per contract, in coin. */
  mark: number;
  isCall: boolean;
  /** Out-of-the-money amount, quote currency. */
  otm: number;
}

function shortOptionTerms(
  values: AccountValues,
  parameters: StandardParameters,
  position: MarginPosition,
): ShortOptionTerms {
  const { instrument, row } = position;
  const rates = parameters.option(
    parameters.pairName('option', instrument.priceIndex, instrument.underlying),
  );
  const multiplier = Number(instrument.multiplier);
  const forward = values.columns.forward[row] ?? Number.NaN;
  const valueUnit = instrument.payoff === 'inverse' ? multiplier : multiplier * forward;
  const mark = unitOptionValue(values, position) / valueUnit;
  const strike = Number(instrument.strike ?? 'NaN');
  const isCall = instrument.right === 'call';
  const otm = Math.max(isCall ? strike - forward : forward - strike, 0);
  return { rates, valueUnit, forward, mark, isCall, otm };
}

/** Futures: size × (rate + slope × size); size in coins, margin in coin (inverse) or size × price (linear). */
function futureMargin(
  values: AccountValues,
  parameters: StandardParameters,
  position: MarginPosition,
  level: 'initial' | 'maintenance',
  id: string,
): MarginNode {
  const { instrument } = position;
  const { price, coins, rate } = futureTerms(values, parameters, position, level);
  const inverse = instrument.payoff === 'inverse';
  const words = wordsOf(instrument, !inverse);
  return joined(
    words(id, instrument.symbol, '(rate + slope × size) × size', {
      factor: fromFloat(rate),
      coins: fromFloat(coins),
    }),
    'product',
    [
      leaf(
        words(`${id}/size`, 'Size', inverse ? '|quantity| / mark' : '|quantity| × multiplier × mark'),
        inverse ? coins : coins * price,
      ),
    ],
  );
}

/**
 * Short options per contract, S = forward, amounts in coin (linear: × S):
 * call: initial max(rate − otm/S, minimum) + mark, maintenance rate + mark;
 * put: initial the same, at least maintenance; maintenance max(rate, rate × mark) + mark.
 */
function optionMargin(
  values: AccountValues,
  parameters: StandardParameters,
  position: MarginPosition,
  level: 'initial' | 'maintenance',
  id: string,
): MarginNode {
  const { instrument, quantity } = position;
  const words = wordsOf(instrument, false);
  if (quantity >= 0) {
    return leaf({ ...words(id, instrument.symbol, 'long options: premium paid, no margin') }, 0);
  }
  const { rates, valueUnit, forward, mark, isCall, otm } = shortOptionTerms(values, parameters, position);
  const maintenance = (own: string): MarginNode =>
    joined(words(own, 'Maintenance per contract', 'rate + mark'), 'sum', [
      isCall
        ? leaf(words(`${own}/rate`, 'Rate', 'maintenance rate'), rates.maintenanceRate)
        : joined(words(`${own}/rate`, 'Rate', 'max(rate, rate × mark)'), 'max', [
            leaf(words(`${own}/rate/flat`, 'Rate', 'maintenance rate'), rates.maintenanceRate),
            leaf(
              words(`${own}/rate/mark`, 'Rate of the mark', 'maintenance rate × mark'),
              rates.maintenanceRate * mark,
            ),
          ]),
      leaf(words(`${own}/mark`, 'Mark', 'mark per contract'), mark),
    ]);
  const initial = (own: string): MarginNode =>
    joined(words(own, 'Initial per contract', 'max(rate − out of the money, minimum) + mark'), 'sum', [
      joined(words(`${own}/rate`, 'Rate', 'max(rate − out of the money, minimum)'), 'max', [
        leaf(
          words(`${own}/rate/outOfTheMoney`, 'Rate less out-of-the-money amount', 'rate − otm/S', {
            outOfTheMoney: `${fromFloat(otm)} ${instrument.quoteCurrency}`,
          }),
          rates.initialRate - otm / forward,
        ),
        leaf(words(`${own}/rate/minimum`, 'Minimum', 'initial minimum'), rates.initialMinimum),
      ]),
      leaf(words(`${own}/mark`, 'Mark', 'mark per contract'), mark),
    ]);
  const perContract =
    level === 'maintenance'
      ? maintenance(`${id}/contract`)
      : isCall
        ? initial(`${id}/contract`)
        : joined(words(`${id}/contract`, 'Initial per contract', 'at least maintenance'), 'max', [
            initial(`${id}/contract/initial`),
            maintenance(`${id}/contract/maintenance`),
          ]);
  return joined(
    words(id, instrument.symbol, '|quantity| × margin per contract', {
      factor: fromFloat(-quantity * valueUnit),
    }),
    'product',
    [perContract],
  );
}

function wordsOf(instrument: Instrument, confirmed: boolean) {
  return (id: string, label: string, formula: string, inputs?: Record<string, string>): NodeWords => ({
    id,
    label,
    currency: instrument.settlementCurrency,
    formula,
    confirmed,
    ...(inputs ? { inputs } : {}),
  });
}
