// An XML file as a stream of elements: small trees of what a reader asks for, everything else passed by. Document types and entities are refused.
// May import the domain.
import { MargraveError } from '../../../domain/errors.ts';
import type { FileSource } from '../../read-outcome.ts';
import { type OpenedText, openText } from '../open-text.ts';
import { readXml, type XmlHandlers } from '../xml-stream.ts';
import { PlaceFault } from './reading.ts';

/** With more text in one element, a file isn't what it says it is. */
const longestText = 65_536;
/** No frame has so many texts of its own. */
const mostTexts = 10_000;
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
  /** Elements that it holds. */
  count = 0;

  constructor(name: string, line: number, parent: XmlElement | null) {
    this.name = name;
    this.line = line;
    this.parent = parent;
    this.path = parent === null ? name : `${parent.path}/${name}`;
  }

  add(child: XmlElement): void {
    this.count += 1;
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
 * @throws `invalid-file` on what isn't well-formed XML, on a document type, on an element that holds more text than any of a file does
 */
export async function readElements(
  source: FileSource,
  reader: ElementReader,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const opened = await openText(source);
  await readXml(source.name, told(opened, onProgress), new Elements(source.name, reader));
}

/** The pieces of the file, with how much of it has been read told after each. */
async function* told(
  opened: OpenedText,
  onProgress: (done: number, total: number) => void,
): AsyncGenerator<string> {
  let done = 0;
  for await (const piece of opened.pieces()) {
    yield piece;
    done += piece.length;
    onProgress(done, opened.size);
  }
}

class Elements implements XmlHandlers {
  readonly #file: string;
  readonly #reader: ElementReader;
  #top: XmlElement | null = null;
  /** Open elements from the whole one on. */
  #whole = 0;
  /** Open elements that are passed by. */
  #passed = 0;
  /** A text of a frame, and whether elements stand within it, so that it is none. */
  #leaf: XmlElement | null = null;
  #isPassedLeaf = false;

  constructor(file: string, reader: ElementReader) {
    this.#file = file;
    this.#reader = reader;
  }

  open(name: string, _attributes: unknown, line: number): void {
    if (this.#passed > 0) {
      this.#passed += 1;
      return;
    }
    if (this.#leaf !== null) {
      this.#passed = 1;
      if (!this.#isPassedLeaf) this.#reader.onPassed(this.#leaf.name);
      this.#isPassedLeaf = true;
      return;
    }
    const isWhole = this.#whole > 0 || this.#reader.isWhole(name);
    const top = new XmlElement(name, line, this.#top);
    this.#top = top;
    if (isWhole) this.#whole += 1;
    else if (!this.#reader.isFrame(name)) {
      this.#leaf = top;
      this.#isPassedLeaf = false;
    }
  }

  text(text: string): void {
    const top = this.#top;
    // Between elements stands nothing but the blanks of their layout.
    if (this.#passed > 0 || top === null || text.trim() === '') return;
    if (top.text.length + text.length > longestText) {
      throw new MargraveError(
        'invalid-file',
        `${this.#file}, line ${top.line} (${top.path}): the element holds more than ${longestText.toLocaleString('en-US')} characters. Nothing was read. Ask the clearing house for the file again.`,
        { file: this.#file, line: top.line, column: top.path },
      );
    }
    if (this.#leaf !== null || this.#whole > 0) top.text += text;
  }

  close(): void {
    if (this.#passed > 0) {
      this.#passed -= 1;
      return;
    }
    const element = this.#top;
    if (element === null) return;
    const { parent } = element;
    this.#top = parent;
    if (this.#whole > 0) {
      this.#whole -= 1;
      if (this.#whole > 0) parent?.add(element);
      else this.#reader.onElement(element);
    } else if (this.#leaf !== null) {
      this.#leaf = null;
      if (this.#isPassedLeaf) return;
      if (parent !== null && parent.count >= mostTexts) {
        throw new MargraveError(
          'invalid-file',
          `${this.#file}, line ${element.line} (${parent.path}): it holds more than ${mostTexts.toLocaleString('en-US')} elements of text. Nothing was read. Ask the clearing house for the file again.`,
          { file: this.#file, line: element.line, column: parent.path },
        );
      }
      parent?.add(element);
    } else this.#reader.onFrameEnd(element);
  }
}
