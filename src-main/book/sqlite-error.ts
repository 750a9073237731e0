// SQLite's error codes as sentences for the user.
import { type ErrorCode, MargraveError } from '../domain/errors.ts';

/** SQLite's code of something thrown (`SQLITE_FULL`), or the system's (`ENOSPC`); empty when it has none. */
export function storageCode(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** True when the stored bytes themselves are wrong, not the call. */
export function isDamage(thrown: unknown): boolean {
  const code = storageCode(thrown);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_FORMAT') return true;
  return code === 'SQLITE_ERROR' && /malformed|no such (table|column)/.test((thrown as Error).message);
}

/**
 * Whatever was thrown by a storage call, as a MargraveError; one that already is one passes through.
 * @param doing what was being done, as the start of a sentence: `The change could not be written`
 * @param left what was left as it was: `The book is as it was.`
 */
export function storageError(thrown: unknown, doing: string, left: string): MargraveError {
  if (thrown instanceof MargraveError) return thrown;
  const code = storageCode(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const [kind, reason, remedy] = classify(code, message);
  const sentence = [`${doing}: ${reason}.`, left, remedy].filter((part) => part !== '').join(' ');
  return new MargraveError(kind, sentence, { code, cause: message });
}

function classify(code: string, message: string): [ErrorCode, string, string] {
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return ['input-output', 'there is no space left for it on the disk', 'Free some space and try again.'];
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return ['conflict', 'another program holds the file', 'Close it and try again.'];
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_FORMAT') {
    return ['integrity', `the file is damaged (${message})`, 'Restore it from a backup.'];
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return [
      'input-output',
      'this user may not write there',
      'Check the permissions of the file and its folder.',
    ];
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN' || /^E[A-Z]+$/.test(code)) {
    return [
      'input-output',
      `the disk or folder refused it (${message})`,
      'Check that it is there and can be written.',
    ];
  }
  if (code.startsWith('SQLITE_TOOBIG')) return ['invalid-input', 'one of its values is too long', ''];
  if (code.startsWith('SQLITE_CONSTRAINT')) return ['invalid-input', message, ''];
  return ['internal', message, ''];
}
