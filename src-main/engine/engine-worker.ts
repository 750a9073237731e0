// Entry of the engine's worker thread: the program's kernel, rulebooks and readers of venues' answers.
// May import what the engine may; nothing imports it.
import { parentPort } from 'node:worker_threads';
import { recogniseAnswer } from '../analysis/reconcile/recognise.ts';
import { MargraveError } from '../domain/errors.ts';
import { rulebooks } from '../margin/registry.ts';
import { scalarKernel } from '../pricing/kernel.ts';
import { serveEngine } from './serve-engine.ts';

if (!parentPort) throw new MargraveError('internal', 'The engine runs in a worker thread only.');
serveEngine(parentPort, {
  kernel: scalarKernel,
  findRulebook: (id) => rulebooks.find((rulebook) => rulebook.id === id),
  recognise: ({ document, name, context, rulebook, parameterSets }) =>
    recogniseAnswer(document, { name, context, rulebook, parameterSets }),
});
