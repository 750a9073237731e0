// A venue's saved answer, read from its file and given to the engine beside the parameter sets at hand. May import domain, files and engine.
import { MargraveError } from '../../domain/errors.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import type { Engine } from '../../engine/engine-client.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import { openText, wholeText } from '../../files/in/open-text.ts';
import type { ReaderCalls } from '../worker-calls.ts';

/** Throws `invalid-file` or `input-output` when a file can't be read as JSON. */
export async function reconcileFile(
  engine: Engine,
  parameterSets: ParameterSet[],
  { path, name, context: beside, rulebook }: ReaderCalls['reconcile']['input'],
  context: CallContext,
): Promise<ReaderCalls['reconcile']['output']> {
  const document = await readJson(path, name);
  return engine.call(
    'reconcile',
    {
      question: path,
      document,
      name,
      context: beside === null ? null : await readJson(beside, beside),
      rulebook,
      parameterSets,
    },
    { signal: context.signal, onProgress: (progress) => context.progress(progress) },
  );
}

/** The JSON document in a file, its numbers as float64: what a venue prints is compared at that precision. Throws `invalid-file`. */
async function readJson(path: string, name: string): Promise<unknown> {
  const text = await wholeText(await openText({ name, path }));
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new MargraveError(
      'invalid-file',
      `${name} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}. Save the venue’s answer as it came.`,
      { name },
    );
  }
}
