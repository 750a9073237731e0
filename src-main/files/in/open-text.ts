// Opens a file as text: encodings, marks of other file kinds, bounded pieces. Nothing is guessed about bytes: what isn't UTF-8 or marked UTF-16 is refused.
import { isAscii, isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { MargraveError } from '../../domain/errors.ts';
import type { FileSource } from '../read-outcome.ts';

const pieceBytes = 256 * 1024;
/** JSON is held whole: more than this is refused. */
const largestJson = 256 * 1024 * 1024;

export interface OpenedText {
  name: string;
  /** Size in bytes (characters, for pasted text). */
  size: number;
  /** The first piece, decoded. */
  head: string;
  /** The first piece is the whole text. */
  headIsAll: boolean;
  looksLikeJson: boolean;
  /** The whole text in pieces, the first included. Can be called once. */
  pieces(): AsyncGenerator<string>;
  /** Closes the file without reading on. */
  close(): Promise<void>;
}

/** @throws `invalid-file` when the file is empty, of another kind, or in an encoding that can't be told. */
export async function openText(source: FileSource): Promise<OpenedText> {
  const pieces = 'text' in source ? piecesOfText(source) : piecesOfFile(source);
  const first = await pieces.next();
  const head = first.done ? '' : first.value;
  if (head.trim() === '' && (first.done || head.length < pieceBytes / 4)) {
    await pieces.return(undefined);
    throw new MargraveError(
      'invalid-file',
      `${source.name} is empty. Nothing was read. Choose the file again where it was saved.`,
      { file: source.name },
    );
  }
  const size = 'text' in source ? source.text.length : await sizeOf(source.path);
  return {
    name: source.name,
    size,
    head,
    headIsAll: size <= pieceBytes,
    looksLikeJson: /^\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[[{"\]\d-]|$))/.test(head.slice(0, 10_000)),
    async *pieces() {
      try {
        yield head;
        yield* pieces;
      } finally {
        await pieces.return(undefined);
      }
    },
    async close() {
      await pieces.return(undefined);
    },
  };
}

/** The whole text. @throws `invalid-file` when it is larger than 256 MB. */
export async function wholeText(opened: OpenedText): Promise<string> {
  if (opened.size > largestJson) {
    throw new MargraveError(
      'invalid-file',
      `${opened.name} has ${Math.round(opened.size / 1_048_576)} MB of JSON; at most ${largestJson / 1_048_576} MB are read. Nothing was read. Split it, or use CSV, which has no such bound.`,
      { file: opened.name },
    );
  }
  const parts: string[] = [];
  for await (const piece of opened.pieces()) parts.push(piece);
  return parts.join('');
}

async function sizeOf(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

async function* piecesOfText(source: { name: string; text: string }): AsyncGenerator<string> {
  const text = source.text.startsWith('\uFEFF') ? source.text.slice(1) : source.text;
  refuseNul(source.name, text, 1);
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + pieceBytes, text.length);
    // A character outside the basic plane is two units: they stay together.
    if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++;
    yield text.slice(at, end);
    at = end;
  }
}

async function* piecesOfFile(source: { name: string; path: string }): AsyncGenerator<string> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(source.path, 'r');
  } catch (thrown) {
    throw new MargraveError(
      'input-output',
      `${source.name} can't be opened: ${reasonOf(thrown)}. Nothing was read.`,
      { file: source.name },
    );
  }
  try {
    const decoder = new PieceDecoder(source.name);
    const buffer = Buffer.allocUnsafe(pieceBytes);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, null);
      if (bytesRead === 0) break;
      const text = decoder.decode(buffer.subarray(0, bytesRead));
      if (text !== '') yield text;
    }
    const rest = decoder.finish();
    if (rest !== '') yield rest;
  } catch (thrown) {
    if (thrown instanceof MargraveError) throw thrown;
    throw new MargraveError(
      'input-output',
      `${source.name} can't be read to its end: ${reasonOf(thrown)}. Nothing was read.`,
      { file: source.name },
    );
  } finally {
    await file.close();
  }
}

/** Why the system refused a file, in words. */
function reasonOf(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  const known: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'you may not read it',
    EPERM: 'you may not read it',
    EISDIR: 'it is a folder; give the files in it',
  };
  return known[code] ?? (thrown instanceof Error ? thrown.message : String(thrown));
}

class PieceDecoder {
  readonly #name: string;
  #first = true;
  #wide: TextDecoder | null = null;
  #carry = Buffer.alloc(0);
  #line = 1;

  constructor(name: string) {
    this.#name = name;
  }

  decode(bytes: Buffer): string {
    let fresh = bytes;
    if (this.#first) {
      this.#first = false;
      refuseOtherKinds(this.#name, bytes);
      if (bytes[0] === 0xff && bytes[1] === 0xfe) this.#wide = new TextDecoder('utf-16le', { fatal: true });
      else if (bytes[0] === 0xfe && bytes[1] === 0xff)
        this.#wide = new TextDecoder('utf-16be', { fatal: true });
      else if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) fresh = bytes.subarray(3);
    }
    const text = this.#wide ? this.#decodeWide(fresh, true) : this.#decodeNarrow(fresh);
    refuseNul(this.#name, text, this.#line);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line++;
    return text;
  }

  finish(): string {
    if (this.#wide) return this.#decodeWide(Buffer.alloc(0), false);
    if (this.#carry.length > 0) this.#refuseBytes(this.#carry, 0);
    return '';
  }

  #decodeWide(bytes: Buffer, stream: boolean): string {
    try {
      return this.#wide!.decode(bytes, { stream });
    } catch {
      throw new MargraveError(
        'invalid-file',
        `${this.#name}, near line ${this.#line}: the file begins as UTF-16 but isn't. Nothing was read. Save it as UTF-8 and try again.`,
        { file: this.#name, line: this.#line },
      );
    }
  }

  #decodeNarrow(fresh: Buffer): string {
    const bytes = this.#carry.length > 0 ? Buffer.concat([this.#carry, fresh]) : fresh;
    if (isAscii(bytes)) {
      this.#carry = Buffer.alloc(0);
      return bytes.toString('latin1');
    }
    const cut = completeLength(bytes);
    const whole = bytes.subarray(0, cut);
    if (!isUtf8(whole)) this.#refuseBytes(whole, firstInvalid(whole));
    this.#carry = Buffer.from(bytes.subarray(cut));
    return whole.toString('utf8');
  }

  #refuseBytes(bytes: Buffer, at: number): never {
    let line = this.#line;
    for (let index = 0; index < at; index++) if (bytes[index] === 10) line++;
    const byte = (bytes[at] ?? 0).toString(16).padStart(2, '0').toUpperCase();
    throw new MargraveError(
      'invalid-file',
      `${this.#name}, line ${line}: byte ${byte} is not UTF-8; the file is probably in an older encoding such as Latin-1 or Windows-1252. Nothing was read. Save it as UTF-8 (in Excel: “CSV UTF-8”) and try again.`,
      { file: this.#name, line },
    );
  }
}

/** Length without a character that the end of the piece cuts in two. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

function firstInvalid(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    const prefix = bytes.subarray(0, middle);
    if (isUtf8(prefix.subarray(0, completeLength(prefix)))) low = middle;
    else high = middle;
  }
  // A byte that opens a character and isn't followed by the rest of it looks unfinished up to here: it is the culprit.
  return completeLength(bytes.subarray(0, low));
}

function refuseNul(name: string, text: string, line: number): void {
  const at = text.indexOf('\0');
  if (at < 0) return;
  let place = line;
  for (let index = text.indexOf('\n'); index >= 0 && index < at; index = text.indexOf('\n', index + 1))
    place++;
  throw new MargraveError(
    'invalid-file',
    `${name}, line ${place}: there is a NUL byte, so this is not a text file, or it is UTF-16 without its mark. Nothing was read. Save it as UTF-8 and try again.`,
    { file: name, line: place },
  );
}

function refuseOtherKinds(name: string, bytes: Buffer): void {
  const start = bytes.subarray(0, 16).toString('latin1');
  const refuse = (what: string): never => {
    throw new MargraveError('invalid-file', `${name} is ${what}`, { file: name });
  };
  if (start.startsWith('PK\u0003\u0004'))
    refuse(
      'an Excel workbook or another ZIP archive. Nothing was read. Save the sheet as “CSV UTF-8” and try again.',
    );
  if (start.startsWith('SQLite format 3'))
    refuse(
      'a database, perhaps a Margrave book. Nothing was read. Open it as a book instead of importing it.',
    );
  if (start.startsWith('%PDF'))
    refuse('a PDF. Nothing was read. Import the JSON or CSV of the same report instead.');
  if (start.startsWith('\u001f\u008b'))
    refuse('compressed (gzip). Nothing was read. Unpack it and try again.');
  if (/^\s*<(!doctype\s+html|html[\s>])/i.test(bytes.subarray(0, 200).toString('latin1')))
    refuse('a web page. Nothing was read. Save the data as JSON, CSV or XML and try again.');
}
