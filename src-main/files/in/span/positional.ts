// Reads a positional risk-array file (.pa2, expanded and unpacked) as a stream, twice: its parameters, then the arrays of the commodities that are wanted.
// May import the domain.
import { decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import type { RiskArray } from '../../../domain/span-commodity.ts';
import type { FileSource } from '../../read-outcome.ts';
import { ArrayShelf } from './array-shelf.ts';
import { arrayOfPair, contractOfRecord } from './positional-arrays.ts';
import {
  commodityOf,
  deltaScaleOf,
  faultsOf,
  listedOf,
  ownerlessFaults,
  readableSpreads,
} from './positional-commodity.ts';
import { type AccountType, positionalHead } from './positional-head.ts';
import { columnsOf, PositionalLine } from './positional-line.ts';
import {
  type CommodityDraft,
  PositionalParameters,
  type ProductFacts,
  productKeyOf,
} from './positional-parameters.ts';
import { faultOf } from './positional-spreads.ts';
import { leftContract, mostTypes, ownText, type SpanPart, type SpanQuestion } from './reading.ts';
import { lineBatches } from './text-lines.ts';

/** Types that are known and hold nothing that a margin needs. */
const unusedTypes: ReadonlySet<string> = new Set(['0', '1', 'T']);
/** With which old systems end a text. */
const endMark = '\u001a';

/** A product whose arrays are read, and the commodity they belong to. */
interface WantedProduct {
  draft: CommodityDraft;
  facts: ProductFacts;
  kind: RiskArray['kind'];
  shelf: ArrayShelf;
  /** What is wrong with the product was told. */
  isTold: boolean;
}

/**
 * The parts of a file, one combined commodity at a time: no more than one commodity's arrays are in memory, squeezed while they come.
 * @throws `invalid-file` when its first record can't be read or names another format; all else is a fault and costs a record's contract or commodity.
 */
export async function* readPositional(source: FileSource, question: SpanQuestion): AsyncGenerator<SpanPart> {
  const read = await readParameters(source, question);
  yield { kind: 'head', head: read.head };
  const { parameters } = read;
  const notices: string[] = [];
  const listed = listedOf(parameters);
  const wanted = new Map<string, WantedProduct>();
  const shelves = new Map<string, { draft: CommodityDraft; shelf: ArrayShelf; lastRecord: number }>();
  const notWanted = listed.filter((commodity) => {
    if (!question.isWanted(commodity)) return true;
    const draft = parameters.commodity(commodity.code);
    const faults = faultsOf(draft, parameters);
    for (const fault of faults) question.onFault(fault);
    if (faults.length > 0) return false;
    const shelf = new ArrayShelf();
    let lastRecord = 0;
    for (const { key, kind } of draft.products) {
      const facts = parameters.product(key);
      wanted.set(key, { draft, facts, kind, shelf, isTold: false });
      lastRecord = Math.max(lastRecord, read.lastArrays.get(key) ?? 0);
    }
    shelves.set(draft.code, { draft, shelf, lastRecord });
    return false;
  });
  for (const fault of ownerlessFaults(parameters)) question.onFault(fault);
  // Commodities in the order in which their last array stands.
  const order = [...shelves.values()].sort((a, b) => a.lastRecord - b.lastRecord);
  const pairs = new ArrayPairs(wanted, question);
  let next = 0;
  const finished = function* (record: number): Generator<SpanPart> {
    for (let due = order[next]; due && due.lastRecord <= record; due = order[next]) {
      next += 1;
      const commodity = commodityOf(due.draft, parameters, notices);
      yield { kind: 'commodity', commodity, arrays: arraysOf(due.shelf, wanted, due.draft, question) };
    }
  };
  const half = (done: number, total: number): void => question.onProgress?.(total + done, 2 * total);
  for await (const batch of wanted.size > 0 ? lineBatches(source, half) : []) {
    for (const { line, number } of batch) {
      if (line.startsWith('8')) pairs.take(line, number);
      if (order[next]?.lastRecord === number) yield* finished(number);
    }
  }
  pairs.end();
  yield* finished(Number.POSITIVE_INFINITY);
  for (const { fault, codes } of parameters.spreadFaults)
    if (codes.length === 0 || codes.some((code) => shelves.has(code))) question.onFault(fault);
  const own = parameters.spreads.filter(({ legs }) =>
    legs.some(({ combinedCommodity }) => shelves.has(combinedCommodity)),
  );
  const spreads = readableSpreads(own, (code) => parameters.commodities.get(code) ?? null, notices);
  yield { kind: 'end', spreads, notWanted, passedOver: [...read.passedOver], notices };
}

interface ParametersRead {
  head: ReturnType<typeof positionalHead>['head'];
  parameters: PositionalParameters;
  /** Record of the last array of each product, by its key. */
  lastArrays: Map<string, number>;
  passedOver: Map<string, number>;
}

async function readParameters(source: FileSource, question: SpanQuestion): Promise<ParametersRead> {
  let account: AccountType = 'hedger';
  let head: ParametersRead['head'] | null = null;
  let parameters = new PositionalParameters(account);
  const lastArrays = new Map<string, number>();
  const passedOver = new Map<string, number>();
  const half = (done: number, total: number): void => question.onProgress?.(done, 2 * total);
  for await (const batch of lineBatches(source, half)) {
    for (const { line, number } of batch) {
      if (head === null) {
        ({ head, account } = positionalHead(source.name, line));
        parameters = new PositionalParameters(account);
      } else if (line.startsWith('81') || line.startsWith('82')) {
        const key = productKeyOf(line, 26);
        lastArrays.set(lastArrays.has(key) ? key : ownText(key), number);
      } else if (!parameters.take(new PositionalLine(line, number))) {
        const type = line.slice(0, 2).trim();
        // A blank line, or the mark with which old systems end a text, holds nothing.
        if (unusedTypes.has(type) || line.replaceAll(endMark, '').trim() === '') continue;
        const name = passedOver.has(type) || passedOver.size < mostTypes ? ownText(type) : 'others';
        passedOver.set(name, (passedOver.get(name) ?? 0) + 1);
      }
    }
  }
  return { head: head ?? positionalHead(source.name, '').head, parameters, lastArrays, passedOver };
}

/** Joins records 81 and 82 into arrays and puts them on their commodity's shelf. */
class ArrayPairs {
  readonly #wanted: ReadonlyMap<string, WantedProduct>;
  readonly #question: SpanQuestion;
  #first: PositionalLine | null = null;

  constructor(wanted: ReadonlyMap<string, WantedProduct>, question: SpanQuestion) {
    this.#wanted = wanted;
    this.#question = question;
  }

  take(text: string, record: number): void {
    const type = text.slice(0, 2);
    if (type !== '81' && type !== '82') return;
    const known = this.#wanted.get(productKeyOf(text, 26));
    if (!known) {
      this.#alone();
      return;
    }
    const line = new PositionalLine(text, record);
    if (type === '81') {
      this.#alone();
      this.#first = line;
      return;
    }
    const first = this.#first;
    if (first === null || contractOfRecord(first.text) !== contractOfRecord(text)) {
      this.#alone();
      this.#tell(
        line,
        1,
        54,
        'its first half, a record of type 81 of the same contract, doesn’t stand before it',
      );
      return;
    }
    this.#first = null;
    this.#put(known, first, line);
  }

  end(): void {
    this.#alone();
  }

  #put(known: WantedProduct, first: PositionalLine, second: PositionalLine): void {
    const { draft, facts, kind, shelf } = known;
    if (facts.price === null || facts.strike === null || facts.deltaScales.size === 0) {
      if (known.isTold) return;
      known.isTold = true;
      const type = facts.price === null ? 'P' : 'B';
      this.#tell(
        first,
        3,
        15,
        `the file has no record of type ${type} for this product`,
        'All contracts of this product are left out; positions in them have no risk array. Ask the clearing house for the file again',
      );
      return;
    }
    // Which of the two records a fault stands in is told by the place it names.
    const reading = { kind, exponent: draft.exponent ?? 0, price: facts.price, strike: facts.strike };
    try {
      const { array, series } = arrayOfPair(first, second, reading);
      shelf.put({ array, line: first.record, reference: series });
    } catch (thrown) {
      const isSecond =
        thrown instanceof Error && 'place' in thrown && String(thrown.place).startsWith('type 82');
      this.#question.onFault(faultOf(thrown, isSecond ? second : first, leftContract));
    }
  }

  /** A first half that no second one followed. */
  #alone(): void {
    const first = this.#first;
    this.#first = null;
    if (first)
      this.#tell(first, 1, 54, 'its second half, the record of type 82 of the same contract, is missing');
  }

  #tell(line: PositionalLine, from: number, to: number, reason: string, left = leftContract): void {
    this.#question.onFault({
      line: line.record,
      place: columnsOf(line.type, from, to),
      value: ownText(contractOfRecord(line.text).replace(/\s+/g, ' ').trim()),
      reason,
      left,
    });
  }
}

/** Arrays of one commodity: deltas by their series' scale where a product's series differ, and each contract once. */
function* arraysOf(
  shelf: ArrayShelf,
  wanted: ReadonlyMap<string, WantedProduct>,
  draft: CommodityDraft,
  question: SpanQuestion,
): Generator<RiskArray> {
  const facts = new Map(
    draft.products.map(({ key, exchange, product, kind }) => [
      `${exchange}\t${product}\t${kind}`,
      wanted.get(key)?.facts,
    ]),
  );
  const seen = new Set<string>();
  for (const { array, line, reference } of shelf.take()) {
    const { exchange, product, kind, futureMonth, optionMonth, right, strike } = array;
    const told = {
      line,
      place: 'type 81, columns 3–54',
      value: `${exchange} ${product} ${futureMonth} ${optionMonth} ${right ?? ''} ${strike ?? ''}`.trim(),
    };
    if (seen.has(told.value)) {
      question.onFault({
        ...told,
        reason: 'the file has two arrays of this contract',
        left: 'The first is taken, this one is left out. Ask the clearing house for the file again',
      });
      continue;
    }
    seen.add(told.value);
    const own = facts.get(`${exchange}\t${product}\t${kind}`);
    if (!own || deltaScaleOf(own) !== null) {
      yield array;
      continue;
    }
    const scale = own.deltaScales.get(reference);
    if (scale === undefined) {
      question.onFault({
        ...told,
        reason: 'the file has no record of type B for this series',
        left: leftContract,
      });
      continue;
    }
    yield { ...array, compositeDelta: decimalText(new ExactDecimal(array.compositeDelta).times(scale)) };
  }
}
