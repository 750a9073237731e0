// An XML file as a stream of elements: small trees of what a reader asks for, everything else passed by. Document types and entities are refused.
// May import the domain and saxes.
import { SaxesParser } from 'saxes';
import { MargraveError } from '../../../domain/errors.ts';
import type { FileSource } from '../../read-outcome.ts';
import { openText } from '../open-text.ts';
import { PlaceFault } from './reading.ts';

/** Nested deeper, or with more text in one element, a file isn't what it says it is. */
const deepest = 40;
const longestText = 65_536;
/** Characters that may pass without an element beginning or ending. */
const longestSilence = 1024 * 1024;
const shownCharacters = 40;

/** An element with its text and its own elements. */
export class XmlElement {
  readonly name: string;
  /** From the top: `spanFile/pointInTime/clearingOrg`. */
  readonly path: string;
  /** 1-based line on which it begins. */
  readonly line: number;
  readonly parent: XmlElement | null;
  readonly #children = new Map<string, XmlElement[]>();
  text = '';

  constructor(name: string, line: number, parent: XmlElement | null) {
    this.name = name;
    this.line = line;
    this.parent = parent;
    this.path = parent === null ? name : `${parent.path}/${name}`;
  }

  add(child: XmlElement): void {
    const known = this.#children.get(child.name);
    if (known) known.push(child);
    else this.#children.set(child.name, [child]);
  }

  all(name: string): readonly XmlElement[] {
    return this.#children.get(name) ?? [];
  }

  first(name: string): XmlElement | undefined {
    return this.#children.get(name)?.[0];
  }

  /** Text of a child without blanks around it; empty when there is none. */
  textOf(name: string): string {
    return this.first(name)?.text.trim() ?? '';
  }

  /** A text that has to be there. */
  required(name: string): string {
    const text = this.textOf(name);
    if (text === '') throw this.fault(name, `“${name}” is missing`);
    return text;
  }

  fault(child: string, reason: string): PlaceFault {
    const at = this.first(child);
    return new XmlFault(
      at?.path ?? this.path,
      (at?.text ?? '').trim().slice(0, shownCharacters),
      reason,
      at?.line ?? this.line,
    );
  }
}

/** A fault with the line it is on. */
export class XmlFault extends PlaceFault {
  readonly line: number;

  constructor(path: string, value: string, reason: string, line: number) {
    super(path, value, reason);
    this.line = line;
  }
}

/** What is to be built and told: by name, below which parent. */
export interface ElementReader {
  /** True when the element and all within it are wanted as a tree; everything outside such trees is passed by, save for `isFrame`. */
  isWhole(name: string): boolean;
  /** True when the element's direct texts are wanted by what stands within it, but its trees are told one by one. */
  isFrame(name: string): boolean;
  /** A whole element has ended. Its parents are frames, with the texts read so far. */
  onElement(element: XmlElement): void;
  /** A frame has ended. */
  onFrameEnd(element: XmlElement): void;
  /** Told of the name of each element that is passed by with all within it. */
  onPassed(name: string): void;
}

/**
 * Reads the file through, telling `reader` of each whole element when it ends.
 * @throws `invalid-file` on what isn't well-formed XML, on a document type, on an entity of the file's own, on an element without end
 */
export async function readElements(
  source: FileSource,
  reader: ElementReader,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const opened = await openText(source);
  const parser = new SaxesParser({ position: true });
  const stop = (reason: string): never => {
    const line = parser.line;
    throw new MargraveError(
      'invalid-file',
      `${source.name}, line ${line}: ${reason}. Nothing was read. Ask the clearing house for the file again.`,
      { file: source.name, line },
    );
  };
  let top: XmlElement | null = null;
  let whole = 0;
  let passed = 0;
  let depth = 0;
  let silence = 0;
  let leaf: XmlElement | null = null;
  let isPassedLeaf = false;
  parser.on('doctype', () =>
    stop('it has a document type, which could name other files; such files are refused'),
  );
  parser.on('error', (error) => stop(`it isn’t well-formed XML (${reasonIn(error.message)})`));
  // Elements that stand within a text of a frame, which then is none.
  parser.on('opentag', ({ name }) => {
    silence = 0;
    depth += 1;
    if (depth > deepest) stop(`elements are nested more than ${deepest} deep`);
    if (passed > 0) {
      passed += 1;
      return;
    }
    if (leaf !== null) {
      passed = 1;
      if (!isPassedLeaf) reader.onPassed(leaf.name);
      isPassedLeaf = true;
      return;
    }
    const isWhole = whole > 0 || reader.isWhole(name);
    top = new XmlElement(name, parser.line, top);
    if (isWhole) whole += 1;
    else if (!reader.isFrame(name)) {
      leaf = top;
      isPassedLeaf = false;
    }
  });
  parser.on('text', (text) => {
    silence = 0;
    if (passed > 0 || top === null) return;
    if (top.text.length + text.length > longestText)
      stop(`an element holds more than ${longestText} characters`);
    top.text += text;
  });
  parser.on('closetag', () => {
    silence = 0;
    depth -= 1;
    if (passed > 0) {
      passed -= 1;
      return;
    }
    const element = top;
    if (element === null) return;
    const { parent } = element;
    top = parent;
    if (whole > 0) {
      whole -= 1;
      if (whole > 0) parent?.add(element);
      else reader.onElement(element);
      return;
    }
    if (leaf !== null) {
      leaf = null;
      if (!isPassedLeaf) parent?.add(element);
      return;
    }
    reader.onFrameEnd(element);
  });
  let done = 0;
  for await (const piece of opened.pieces()) {
    parser.write(piece);
    silence += piece.length;
    if (silence > longestSilence) stop('no element begins or ends within a megabyte');
    done += piece.length;
    onProgress(done, opened.size);
  }
  parser.close();
}

/** saxes says `1:23: unexpected …`; the line is told beside it. */
const reasonIn = (message: string): string => message.replace(/^(?:.*?:)?\d+:\d+: /, '').replace(/\.$/, '');
