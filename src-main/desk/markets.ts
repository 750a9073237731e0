// Market snapshots: read by the reading thread, copied with figures set by hand by the writing one. May import contract.
import type { Handlers } from '../contract/transport.ts';
import { type DeskContext, tellChanged } from './context.ts';

type MarketCalls = Extract<keyof Handlers, `market.${string}`>;

export function marketHandlers(desk: DeskContext): Pick<Handlers, MarketCalls> {
  const { threads } = desk;
  return {
    'market.list': () => threads.reader.call('marketList', null),
    'market.get': (input) => threads.reader.call('market', input),
    'market.smile': (input) => threads.reader.call('marketSmile', input),
    'market.check': (input) => threads.reader.call('marketCheck', input),
    'market.arbitrage': (input) => threads.reader.call('marketArbitrage', input),
    'market.saveCopy': async (input) => {
      const copy = await threads.writer.call('saveMarketCopy', { ...input, user: desk.options.user });
      await tellChanged(desk);
      return copy;
    },
  };
}
