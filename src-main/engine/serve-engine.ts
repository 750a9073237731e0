// The engine's calls on a worker's port. The worker's entry gives it the kernel and the rulebooks.
// May import what run-margin may.
import type { MessagePort } from 'node:worker_threads';
import type { HoldingMeasures } from '../domain/margin-result.ts';
import type { Kernel } from '../pricing/kernel.ts';
import { PreparedAccounts } from './prepared-accounts.ts';
import type { EngineCalls, EngineReady, ReconcileRequest } from './protocol.ts';
import { runChange } from './run-change.ts';
import { runComparison } from './run-comparison.ts';
import { runCurve } from './run-curve.ts';
import { runDistance } from './run-distance.ts';
import { runCell, runGrid } from './run-grid.ts';
import { runListed } from './run-listed.ts';
import { type RunContext, runMargin } from './run-margin.ts';
import { type RecognisedDocument, runReconcile } from './run-reconcile.ts';
import { runScenario } from './run-scenario.ts';
import { runScenarios } from './run-scenarios.ts';
import type { FindRulebook } from './screen.ts';
import { type CallContext, serveCalls } from './thread-calls.ts';
import { ENGINE_VERSION } from './version.ts';
import { warmUp } from './warm-up.ts';

export interface EngineParts {
  kernel: Kernel;
  findRulebook: FindRulebook;
  /** Reads a venue's answer into cases; throws a sentence when it recognises nothing. */
  recognise: (request: ReconcileRequest) => RecognisedDocument;
}

/** Warms the valuation up, then serves. Calls run one after the other; each looks for a cancel between blocks of work. */
export function serveEngine(port: MessagePort, parts: EngineParts): void {
  const { kernel, findRulebook } = parts;
  const runContext = (call: CallContext): RunContext => ({
    kernel,
    findRulebook,
    onProgress: call.progress,
    isCancelled: () => {
      call.throwIfCancelled();
      return false;
    },
  });
  warmUp(kernel);
  const facts: EngineReady = { kernel: kernel.name, engineVersion: ENGINE_VERSION };
  const prepared = new PreparedAccounts({ kernel, findRulebook });
  serveCalls<EngineCalls>(
    port,
    {
      margin(request, call) {
        const answer = runMargin(request, runContext(call));
        call.transfer(...holdingBuffers(answer.holdings));
        return answer;
      },
      scenarios: (request, call) => runScenarios(request, runContext(call)),
      whatIf: ({ key, base, change }, call) =>
        prepared.of(key, base).answer(change, () => call.throwIfCancelled()),
      modelPrices: ({ key, base, added, instruments }) =>
        prepared.of(key, base).modelPrices(added, instruments),
      forgetWhatIfs: () => {
        prepared.clear();
        return null;
      },
      comparison: (request, call) => runComparison(request, runContext(call)),
      listed: (request, call) => runListed(request, runContext(call)),
      change: (request, call) => runChange(request, runContext(call)),
      reconcile: (request, call) => runReconcile(parts.recognise(request), runContext(call)),
      riskGrid: (request, call) => runGrid(request, runContext(call)),
      riskCell: (request, call) => runCell(request, runContext(call)),
      riskCurve: (request, call) => runCurve(request, runContext(call)),
      riskScenario: (request, call) => runScenario(request, runContext(call)),
      distance: (request, call) => runDistance(request, runContext(call)),
    },
    facts,
  );
}

function holdingBuffers(holdings: HoldingMeasures): ArrayBuffer[] {
  const { quantity, value, contribution, standalone } = holdings;
  return [quantity, value, contribution, standalone].map((column) => column.buffer as ArrayBuffer);
}
