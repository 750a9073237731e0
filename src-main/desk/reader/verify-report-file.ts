// A JSON report checked: read from its file, and its margin asked of the engine again from what the report embeds.
// May import domain, contract, files and engine.
import type { CallOutput } from '../../contract/calls.ts';
import type { Engine } from '../../engine/engine-client.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import { openText, wholeText } from '../../files/in/open-text.ts';
import { verifyReport } from '../verify-report.ts';
import { askEngine } from './ask-engine.ts';

/** Throws `invalid-file` when the file is no report, `input-output` when it can't be read. */
export async function verifyReportFile(
  engine: Engine,
  { path, name }: { path: string; name: string },
  context: CallContext,
): Promise<CallOutput<'report.verify'>> {
  const text = await wholeText(await openText({ name, path }));
  const { engineVersion } = await engine.ready;
  return verifyReport(text, {
    engineVersion,
    async recompute({ request, ...inputs }) {
      const asked = {
        question: 'verify',
        rulebook: typeof request.rulebook === 'string' ? request.rulebook : null,
        allowExcluded: request.allowExcluded === true,
      };
      return (await askEngine(engine, inputs, asked, context)).result;
    },
  });
}
