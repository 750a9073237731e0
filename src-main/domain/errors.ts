/** What kind of trouble it is, so that a caller can act on it without reading the sentence. */
export type ErrorCode =
  | 'invalid-input' // the caller's argument is wrong: the message names it and says what is expected
  | 'invalid-file' // a file can't be read: the message names the place and the remedy
  | 'not-found'
  | 'read-only' // the book is open for reading only, and says why
  | 'conflict' // somebody else changed what this call started from
  | 'incomplete' // positions can't be valued: detail lists them
  | 'integrity' // the book's own checks failed
  | 'newer-version' // written by a newer Margrave
  | 'cancelled'
  | 'superseded' // a newer request for the same question replaced this one
  | 'unsupported'
  | 'input-output' // disk full, permission denied, …
  | 'internal';

/** An error that crosses threads and processes as `{code, message, detail}`; the message is a sentence for the user. */
export class MargraveError extends Error {
  readonly code: ErrorCode;
  /** Plain, cloneable facts: rows, places, values. */
  readonly detail: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, detail: Record<string, unknown> = {}) {
    super(message);
    this.name = 'MargraveError';
    this.code = code;
    this.detail = detail;
  }
}

/** The shape of an error on the wire. */
export interface PlainError {
  code: ErrorCode;
  message: string;
  detail: Record<string, unknown>;
}

/** Anything thrown, as the plain shape. Unknown errors become `internal` with their message only: a stack is for the log. */
export function toPlainError(thrown: unknown): PlainError {
  if (thrown instanceof MargraveError) {
    return { code: thrown.code, message: thrown.message, detail: thrown.detail };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message, detail: {} };
}

/** The plain shape back as an error that can be thrown. */
export function fromPlainError(plain: PlainError): MargraveError {
  return new MargraveError(plain.code, plain.message, plain.detail);
}
