import type { BookReader } from '../../book/book.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import type { MadeAt, ReaderCalls } from '../worker-calls.ts';
export async function makeRunReport(
  _reader: BookReader,
  input: ReaderCalls['report']['input'],
  _made: string,
  _context: CallContext,
): Promise<MadeAt> {
  throw new MargraveError('unsupported', `${input.format} reports can’t be made yet.`, {});
}
