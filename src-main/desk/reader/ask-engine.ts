// A margin asked of the engine from its documents: the same way for the book's margin and for a report that is checked.
// May import domain and engine.
import type { HistoryPoint, MarketSnapshot } from '../../domain/market.ts';
import type { EffectiveParameters } from '../../domain/parameters.ts';
import type { Portfolio } from '../../domain/portfolio.ts';
import type { Engine } from '../../engine/engine-client.ts';
import { packPortfolio } from '../../engine/pack.ts';
import type { MarginAnswer, PackedPortfolio } from '../../engine/protocol.ts';
import type { CallContext } from '../../engine/thread-calls.ts';

/** All that a margin is made from. */
export interface MarginInputs {
  portfolio: Portfolio;
  market: MarketSnapshot;
  history: HistoryPoint[];
  /** By rulebook id. */
  parameters: Record<string, EffectiveParameters>;
}

export interface Asked {
  /** A newer request of the same question replaces an older one. */
  question: string;
  rulebook: string | null;
  allowExcluded: boolean;
}

/** Throws `incomplete` with the rows that can't be valued unless they may be left out. */
export function askEngine(
  engine: Engine,
  { portfolio, ...inputs }: MarginInputs,
  asked: Asked,
  context: CallContext,
): Promise<MarginAnswer> {
  const packed = packPortfolio(portfolio);
  return engine.call(
    'margin',
    { ...asked, ...inputs, portfolio: packed, withBaseline: true, withStandalone: false },
    {
      signal: context.signal,
      onProgress: (progress) => context.progress(progress),
      transfer: buffersOf(packed),
    },
  );
}

function buffersOf(packed: PackedPortfolio): ArrayBuffer[] {
  return [
    packed.holdingAccount,
    packed.holdingInstrument,
    packed.holdingQuantity,
    packed.holdingCost,
    packed.holdingUnsettled,
  ].map((column) => column.buffer as ArrayBuffer);
}
