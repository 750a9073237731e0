// Elements of an XML file as a stream: bounded memory, errors with their line. Nothing is resolved or fetched: a DOCTYPE is refused, and with it every entity of its own.
// May import the domain.

import { SaxesParser } from 'saxes';
import { MargraveError } from '../../domain/errors.ts';

/** No real file nests deeper. */
const deepest = 64;
/** Characters of one element, comment or stretch of text. */
const longest = 1_000_000;

export interface XmlHandlers {
  /** An element begins. `line`: 1-based, where its name stands. */
  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void;
  close?(name: string): void;
  /** Text within the innermost open element; an element with others in it has several stretches. Refused when longer than 1,000,000 characters. */
  text?(text: string): void;
}

/** Name of the first element; null when the text isn't XML. Page markup is none of it. */
export function xmlRoot(head: string): string | null {
  if (!/^\s*<(?:\?xml[\s?]|!--|!DOCTYPE\s|[A-Za-z_])/.test(head)) return null;
  const bare = head
    .slice(0, longest)
    .replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->/g, '')
    .replace(/<!DOCTYPE[^[>]*(?:\[[\s\S]*?\]\s*)?>/, '');
  return /^\s*<([A-Za-z_][\w:.-]*)/.exec(bare)?.[1] ?? null;
}

/**
 * Reads the pieces of a file and tells its elements in their order.
 * @throws `invalid-file` naming file and line when it is no well-formed XML, is cut off, has a DOCTYPE, nests deeper than 64 elements, or has an
 * element longer than 1,000,000 characters.
 */
export async function readXml(
  file: string,
  pieces: AsyncIterable<string>,
  handlers: XmlHandlers,
): Promise<void> {
  const parser = new SaxesParser({ fileName: '', position: true });
  const open: string[] = [];
  let line = 1;
  let since = 0;
  const refuse = (at: number, what: string, remedy: string): MargraveError =>
    new MargraveError('invalid-file', `${file}, line ${at}: ${what}. Nothing was read. ${remedy}`, {
      file,
      line: at,
    });
  const seen = (): void => {
    since = 0;
  };
  parser.on('error', (error) => {
    const said = error.message.replace(/^.*?\d+:\d+: /, '').replace(/\.$/, '');
    const isCut = said.startsWith('unclosed tag') || /unexpected end/.test(said);
    throw isCut && open.length > 0
      ? refuse(
          parser.line,
          `the XML ends inside <${open.at(-1)}>: the file is cut off`,
          'Save it again, whole.',
        )
      : refuse(parser.line, `this is no well-formed XML (${said})`, 'Save it again as it was given.');
  });
  parser.on('doctype', () => {
    throw refuse(
      parser.line,
      'there is a DOCTYPE, which can define entities',
      'Take it away: no statement and no risk-array file needs one.',
    );
  });
  parser.on('comment', seen);
  parser.on('processinginstruction', seen);
  parser.on('opentagstart', ({ name }) => {
    seen();
    line = parser.line;
    if (open.length >= deepest)
      throw refuse(line, `elements lie deeper than ${deepest} in one another`, 'Check the file.');
    open.push(name);
  });
  parser.on('opentag', ({ name, attributes }) => {
    seen();
    handlers.open(name, attributes as unknown as Record<string, string>, line);
  });
  parser.on('closetag', ({ name }) => {
    seen();
    open.pop();
    handlers.close?.(name);
  });
  const { text: onText } = handlers;
  if (onText) {
    parser.on('text', (text) => {
      seen();
      onText.call(handlers, text);
    });
  }
  for await (const piece of pieces) {
    since += piece.length;
    parser.write(piece);
    if (since > longest)
      throw refuse(
        parser.line,
        `an element or a stretch of text is longer than ${longest.toLocaleString('en-US')} characters`,
        'Check the file.',
      );
  }
  parser.close();
}
