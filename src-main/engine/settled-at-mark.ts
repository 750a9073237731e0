// Futures, and options paid day by day like them, whose profit is all in the cash today: before the market is moved they are settled at
// today's price, so that the profit of the move is counted. May import the domain and pricing.
import { toFloat } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { ResolvedInputs, ValuationInput } from '../pricing/inputs.ts';
import { listedModelValue } from '../pricing/listed-arguments.ts';
import { instrumentOf } from './pack.ts';
import type { PackedPortfolio } from './protocol.ts';

/**
 * The same holdings, those of futures, perpetuals and options paid day by day with a settled price throughout: what has none is settled at the price it
 * is margined at before the move (its mark, else the price it is valued at). It adds no profit now, and all of it after a move.
 */
export function settledAtMark(packed: PackedPortfolio, inputs: ResolvedInputs): PackedPortfolio {
  const holdingCost = packed.holdingCost.slice();
  const holdingUnsettled = packed.holdingUnsettled.slice();
  for (let holding = 0; holding < holdingCost.length; holding++) {
    const instrument = instrumentOf(packed, holding);
    if (!isPaidDaily(instrument)) continue;
    const quantity = packed.holdingQuantity[holding]!;
    const rest = quantity - holdingUnsettled[holding]!;
    const input = inputs.valued.get(instrument.id);
    if (rest === 0 || !input) continue;
    const price = priceNow(input);
    const cost =
      instrument.payoff === 'inverse' ? -rest / price : rest * toFloat(instrument.multiplier) * price;
    holdingCost[holding] = (Number.isNaN(holdingCost[holding]!) ? 0 : holdingCost[holding]!) + cost;
    holdingUnsettled[holding] = quantity;
  }
  return { ...packed, holdingCost, holdingUnsettled };
}

const isPaidDaily = ({ kind, premium }: Instrument): boolean =>
  kind === 'future' || kind === 'perpetual' || (kind === 'option' && premium === 'daily');

function priceNow(input: ValuationInput): number {
  if (input.mark !== null) return input.mark;
  return input.terms ? listedModelValue(input) : input.forward;
}
