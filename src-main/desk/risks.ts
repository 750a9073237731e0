// Pictures of risk and distances: computed by the reading thread. May import contract.
import type { Handlers } from '../contract/transport.ts';
import type { DeskContext } from './context.ts';

type RiskCalls = Extract<keyof Handlers, `risk.${string}` | `distance.${string}`>;

export function riskHandlers({ threads, tasks }: DeskContext): Pick<Handlers, RiskCalls> {
  const { reader } = threads;
  return {
    'risk.grid': ({ task, ...input }) => tasks.run(task, (how) => reader.call('riskGrid', input, how)),
    'risk.cell': (input) => reader.call('riskCell', input),
    'risk.scenario': (input) => reader.call('riskScenario', input),
    'risk.curve': ({ task, ...input }) => tasks.run(task, (how) => reader.call('riskCurve', input, how)),
    'distance.compute': ({ task, ...input }) => tasks.run(task, (how) => reader.call('distance', input, how)),
  };
}
