// Futures whose profit is all in the cash today: before the market is moved they are settled at today's price, so that the
// profit of the move is counted. May import the domain and pricing.
import { toFloat } from '../domain/decimal.ts';
import type { ResolvedInputs } from '../pricing/inputs.ts';
import { instrumentOf } from './pack.ts';
import type { PackedPortfolio } from './protocol.ts';

/**
 * The same holdings, those of futures and perpetuals with a settled price throughout: what has none is settled at the price it
 * is margined at before the move (its mark, else the price it is valued at). It adds no profit now, and all of it after a move.
 */
export function settledAtMark(packed: PackedPortfolio, inputs: ResolvedInputs): PackedPortfolio {
  const holdingCost = packed.holdingCost.slice();
  const holdingUnsettled = packed.holdingUnsettled.slice();
  for (let holding = 0; holding < holdingCost.length; holding++) {
    const instrument = instrumentOf(packed, holding);
    if (instrument.kind !== 'future' && instrument.kind !== 'perpetual') continue;
    const quantity = packed.holdingQuantity[holding]!;
    const rest = quantity - holdingUnsettled[holding]!;
    const input = inputs.valued.get(instrument.id);
    if (rest === 0 || !input) continue;
    const price = input.mark ?? input.forward;
    const cost =
      instrument.payoff === 'inverse' ? -rest / price : rest * toFloat(instrument.multiplier) * price;
    holdingCost[holding] = (Number.isNaN(holdingCost[holding]!) ? 0 : holdingCost[holding]!) + cost;
    holdingUnsettled[holding] = quantity;
  }
  return { ...packed, holdingCost, holdingUnsettled };
}
