import type { CallOutput } from '../../contract/calls.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Engine } from '../../engine/engine-client.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
export async function verifyReportFile(
  _engine: Engine,
  path: string,
  _context: CallContext,
): Promise<CallOutput<'report.verify'>> {
  throw new MargraveError('unsupported', `${path}: reports can’t be verified yet.`, {});
}
