// Lines of a file, one after another, with no more of it in memory than a piece.
// May import the domain.
import { MargraveError } from '../../../domain/errors.ts';
import type { FileSource } from '../../read-outcome.ts';
import { openText } from '../open-text.ts';

/** No record is this long: a file whose lines don't end is no table of records. */
const longestLine = 1024 * 1024;

/**
 * Lines without their ends (LF, or CR and LF; the last may lack it), with their 1-based numbers, in batches of a piece of the file.
 * @param onProgress told of the characters gone through, after each piece
 * @throws `invalid-file` when a line has no end within a megabyte, or the text can't be read
 */
export async function* lineBatches(
  source: FileSource,
  onProgress: (done: number, total: number) => void,
): AsyncGenerator<Generator<{ line: string; number: number }>> {
  const opened = await openText(source);
  let rest = '';
  let number = 0;
  let done = 0;
  function* linesOf(text: string, isLast: boolean): Generator<{ line: string; number: number }> {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      number += 1;
      yield { line: text.slice(start, text[end - 1] === '\r' ? end - 1 : end), number };
      start = end + 1;
    }
    rest = text.slice(start);
    if (isLast && rest !== '') {
      number += 1;
      yield { line: rest.endsWith('\r') ? rest.slice(0, -1) : rest, number };
    }
    if (rest.length > longestLine) throw endless(source.name, number + 1);
  }
  for await (const piece of opened.pieces()) {
    yield linesOf(rest + piece, false);
    done += piece.length;
    onProgress(done, opened.size);
  }
  if (rest !== '') yield linesOf(rest, true);
}

function endless(file: string, line: number): MargraveError {
  return new MargraveError(
    'invalid-file',
    `${file}, record ${line}: it has no end within a megabyte, so this is no file of records. Nothing was read. Ask the clearing house for the file again.`,
    { file, line },
  );
}
