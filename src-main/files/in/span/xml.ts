// Reads an XML risk-array file (.spn) as a stream: contracts go on shelves by product while they pass, commodities take them from there at the end.
// May import the domain.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import { MargraveError } from '../../../domain/errors.ts';
import type {
  InterCommoditySpread,
  RiskArray,
  SpanCommodity,
  SpanFileHead,
} from '../../../domain/span-commodity.ts';
import type { FileSource } from '../../read-outcome.ts';
import { readableSpreads } from './positional-commodity.ts';
import {
  type ListedCommodity,
  leftCommodity,
  mostTypes,
  ownText,
  type SpanFault,
  type SpanPart,
  type SpanQuestion,
} from './reading.ts';
import {
  commodityOfElement,
  type LinkedProduct,
  linkedProducts,
  type RateChoice,
  rateChoice,
  spreadOfElement,
  tiersOfElement,
} from './xml-commodity.ts';
import { contractKinds, type ProductShelf, XmlContracts } from './xml-contracts.ts';
import { readElements, type XmlElement } from './xml-elements.ts';
import { xmlFaultOf } from './xml-numbers.ts';

/** Formats that are read; later ones of the same tree have further elements, which are passed by. */
const readFormats = /^4\./;

const frames: ReadonlySet<string> = new Set([
  'spanFile',
  'pointInTime',
  'clearingOrg',
  'exchange',
  'interSpreads',
  'series',
  ...Object.keys(contractKinds),
]);
const wholes: ReadonlySet<string> = new Set([
  'pbRateDef',
  'ccDef',
  'phy',
  'equity',
  'fut',
  'opt',
  'undC',
  'dSpread',
  'hSpread',
  'sSpread',
]);
/** Elements that are known and hold nothing that a margin needs. */
const unused: ReadonlySet<string> = new Set([
  'definitions',
  'pointDef',
  'curConv',
  'undPf',
  'group',
  'intrRate',
  'divRate',
  'scanRate',
  'alias',
  'venue',
]);

/** True of the first element of an XML risk-array file. */
export const isSpanRoot = (root: string): boolean => root === 'spanFile';

/**
 * The parts of a file. Contracts are squeezed while they pass, since a commodity's definition comes after its contracts.
 * @throws `invalid-file` when it isn't well-formed, has a document type, another format or no clearing organisation
 */
export async function* readXmlSpan(source: FileSource, question: SpanQuestion): AsyncGenerator<SpanPart> {
  const reading = new XmlReading(source.name);
  await readElements(source, reading, (done, total) => question.onProgress?.(done, total));
  yield { kind: 'head', head: reading.head() };
  yield* reading.parts(question);
}

class XmlReading {
  readonly #file: string;
  readonly #contracts = new XmlContracts();
  readonly #rates: XmlElement[] = [];
  readonly #commodities: XmlElement[] = [];
  readonly #spreads: XmlElement[] = [];
  readonly #passedOver = new Map<string, number>();
  /** Of the rates read so far; null while a new one isn't counted. */
  #choice: RateChoice | null = null;
  #head: SpanFileHead | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  isWhole(name: string): boolean {
    return wholes.has(name);
  }

  isFrame(name: string): boolean {
    return frames.has(name);
  }

  onPassed(name: string): void {
    if (unused.has(name)) return;
    const known = this.#passedOver.has(name) || this.#passedOver.size < mostTypes ? ownText(name) : 'others';
    this.#passedOver.set(known, (this.#passedOver.get(known) ?? 0) + 1);
  }

  onElement(element: XmlElement): void {
    const { name, parent } = element;
    if (name === 'ccDef') this.#commodities.push(element);
    else if (name === 'pbRateDef') {
      this.#rates.push(element);
      this.#choice = null;
    } else if (name === 'undC') parent?.add(element);
    else if (parent?.name === 'interSpreads') this.#spreads.push(element);
    else {
      this.#choice ??= rateChoice(this.#rates);
      this.#contracts.take(element, this.#choice);
    }
  }

  onFrameEnd(element: XmlElement): void {
    if (element.name in contractKinds) this.#contracts.endOfPortfolio(element);
    if (element.name === 'clearingOrg') this.#readHead(element);
  }

  head(): SpanFileHead {
    if (this.#head) return this.#head;
    throw this.#refused(0, 'spanFile', 'it names no clearing organisation (clearingOrg)');
  }

  *parts(question: SpanQuestion): Generator<SpanPart> {
    const rates = rateChoice(this.#rates);
    const notices: string[] = [];
    const notWanted: ListedCommodity[] = [];
    const taken = new Set<string>();
    for (const element of this.#commodities) {
      const left = leftCommodity(element.textOf('cc') || 'of this element');
      try {
        const products = linkedProducts(element, (type) => this.onPassed(`pfLink ${type}`));
        const code = element.required('cc');
        const listed = { code, name: element.textOf('name') || code, products };
        if (!question.isWanted(listed)) {
          notWanted.push(listed);
          continue;
        }
        const shelves = products.map((product) => this.#contracts.shelf(product));
        const commodity: SpanCommodity = {
          ...commodityOfElement(element, rates, notices),
          products: products.flatMap((product, index) => productOf(product, shelves[index])),
          scanRanges: rangesOf(shelves),
        };
        // Nothing of a commodity is told before all of it could be read.
        tiersOfElement(element);
        taken.add(code);
        for (const shelf of shelves) for (const fault of shelf?.faults ?? []) question.onFault(fault);
        yield { kind: 'commodity', commodity, arrays: this.#arrays(products, shelves, question) };
      } catch (thrown) {
        question.onFault(xmlFaultOf(thrown, left));
      }
    }
    yield {
      kind: 'end',
      spreads: this.#between(taken, question, notices),
      notWanted,
      passedOver: [...this.#passedOver],
      notices,
    };
  }

  #between(taken: ReadonlySet<string>, question: SpanQuestion, notices: string[]): InterCommoditySpread[] {
    const rates = rateChoice(this.#rates);
    const spreads: InterCommoditySpread[] = [];
    for (const element of this.#spreads) {
      const codes = ['tLeg', 'pLeg', 'sLeg'].flatMap((leg) =>
        element.all(leg).map((one) => one.textOf('cc')),
      );
      if (codes.length > 0 && !codes.some((code) => taken.has(code))) continue;
      try {
        spreads.push(spreadOfElement(element, rates));
      } catch (thrown) {
        question.onFault(xmlFaultOf(thrown, 'This spread is left out, so that no credit is given for it'));
      }
    }
    const definitions = new Map(this.#commodities.map((element) => [element.textOf('cc'), element]));
    const tiersOf = (code: string): ReturnType<typeof tiersOfElement> | null => {
      const definition = definitions.get(code);
      try {
        return definition ? tiersOfElement(definition) : null;
      } catch (thrown) {
        // Told where its commodity is wanted; of others nothing is formed.
        xmlFaultOf(thrown, '');
        return null;
      }
    };
    return readableSpreads(spreads, tiersOf, notices);
  }

  /** Contracts of the products in their order, each once; of two links to one product the first has them. */
  *#arrays(
    products: readonly LinkedProduct[],
    shelves: readonly (ProductShelf | undefined)[],
    question: SpanQuestion,
  ): Generator<RiskArray> {
    const seen = new Set<string>();
    for (const [index, { deltaScale }] of products.entries()) {
      const shelf = shelves[index];
      if (!shelf || shelf.contractValueFactor === null) continue;
      for (const { array, line, fault, scale } of this.#contracts.arrays(shelf)) {
        const { exchange, product, futureMonth, optionMonth, right, strike } = array;
        const name = [exchange, product, futureMonth, optionMonth, right, strike].join(' ');
        if (fault) question.onFault(fault);
        else if (seen.has(name)) {
          question.onFault(twice(name, line));
        } else {
          seen.add(name);
          const own = deltaScale === null && scale !== '1' ? scale : null;
          yield own === null
            ? array
            : { ...array, compositeDelta: decimalText(new ExactDecimal(array.compositeDelta).times(own)) };
        }
      }
    }
  }

  #readHead(clearingOrg: XmlElement): void {
    const point = clearingOrg.parent;
    const format = point?.parent?.textOf('fileFormat') ?? '';
    if (!readFormats.test(format)) {
      throw this.#refused(
        clearingOrg.line,
        'spanFile/fileFormat',
        `“${format.slice(0, 40)}” is a format that Margrave doesn’t read; it reads 4.00`,
      );
    }
    const day = point?.textOf('date') ?? '';
    const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
    if (!/^\d{8}$/.test(day) || new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) !== date) {
      throw this.#refused(clearingOrg.line, 'spanFile/pointInTime/date', `“${day.slice(0, 40)}” isn’t a day`);
    }
    if (this.#head !== null)
      throw this.#refused(
        clearingOrg.line,
        clearingOrg.path,
        'it has several clearing organisations or points in time',
      );
    const organisation = clearingOrg.textOf('ec');
    if (organisation === '')
      throw this.#refused(clearingOrg.line, `${clearingOrg.path}/ec`, '“ec” is missing');
    this.#head = {
      layout: 'xml',
      clearingOrganisation: organisation,
      businessDate: date,
      isFinal: point?.textOf('isSetl') === '1' && !/^e/i.test(point.textOf('setlQualifier')),
    };
  }

  #refused(line: number, place: string, reason: string): MargraveError {
    return new MargraveError(
      'invalid-file',
      `${this.#file}${line === 0 ? '' : `, line ${line}`} (${place}): ${reason}. Nothing was read. Ask the clearing house for the file in that layout.`,
      { file: this.#file, line, column: place },
    );
  }
}

function twice(name: string, line: number): SpanFault {
  return {
    line,
    place: 'ra',
    value: name.replace(/\s+/g, ' ').trim(),
    reason: 'the file has two arrays of this contract',
    left: 'The first is taken, this one is left out. Ask the clearing house for the file again',
  };
}

function productOf(
  { exchange, product, kind, deltaScale }: LinkedProduct,
  shelf: ProductShelf | undefined,
): SpanCommodity['products'][number][] {
  const factor: DecimalText | null = shelf?.contractValueFactor ?? null;
  if (!shelf || factor === null) return [];
  const premium = kind === 'future' ? 'daily' : kind === 'physical' ? 'upfront' : shelf.premium;
  return [{ exchange, product, kind, contractValueFactor: factor, deltaScale: deltaScale ?? '1', premium }];
}

/** Ranges by month, of the first product that has one for the month. */
function rangesOf(shelves: readonly (ProductShelf | undefined)[]): SpanCommodity['scanRanges'][number][] {
  const ranges = new Map<string, SpanCommodity['scanRanges'][number]>();
  for (const shelf of shelves)
    for (const range of shelf?.scanRanges ?? []) if (!ranges.has(range.month)) ranges.set(range.month, range);
  return [...ranges.values()].sort((a, b) => (a.month < b.month ? -1 : 1));
}
