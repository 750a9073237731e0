// A clearing house's risk-array file as an import: combined commodities of what the book holds become parameter sets, their arrays data sets named by hash.
// May import domain and contract.
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { ParameterSet } from '../../../domain/parameters.ts';
import { writeRiskArrays } from '../../../domain/span-arrays.ts';
import type {
  InterCommoditySpread,
  RiskArray,
  SpanCommodity,
  SpanFileHead,
} from '../../../domain/span-commodity.ts';
import { contractOf } from '../../../domain/span-contracts.ts';
import { commodityAssets, commodityParameters } from '../../../domain/span-parameters.ts';
import type { FileSource, StoredText } from '../../read-outcome.ts';
import type { Gathering } from '../gathering.ts';
import { readPositional } from './positional.ts';
import { type ListedCommodity, leftCommodity, type SpanFault, type SpanQuestion } from './reading.ts';
import { readXmlSpan } from './xml.ts';

const rulebook = 'span';
/** Asked for instead of products: every combined commodity of the file. */
const allProducts = 'all';
const listedInNotice = 12;

const unconfirmedLayout =
  'The layout of risk-array files is read from public descriptions; no clearing house’s own file has confirmed it yet. Compare a margin with the clearing house’s before relying on it.';

interface TakenCommodity {
  commodity: SpanCommodity;
  /** Hash of its arrays. */
  document: string;
  contracts: number;
}

/** Reads a risk-array file into the gathering. Instruments of files read before it count as held. @throws `invalid-file` when the file as a whole can't be read */
export async function readSpanImport(
  gathering: Gathering,
  source: FileSource,
  layout: 'positional' | 'xml',
): Promise<void> {
  const file = source.name;
  let faults = 0;
  const fault = (one: SpanFault): void => {
    faults += 1;
    reject(gathering, file, one);
  };
  const question: SpanQuestion = {
    isWanted: wantedBy(gathering),
    onFault: fault,
    onProgress: (done, total) => gathering.context.onProgress?.(Math.min(done, total), total, file),
  };
  const taken: TakenCommodity[] = [];
  let head: SpanFileHead | null = null;
  for await (const part of layout === 'xml'
    ? readXmlSpan(source, question)
    : readPositional(source, question)) {
    if (part.kind === 'head') head = part.head;
    else if (part.kind === 'commodity') {
      const counted = { contracts: 0 };
      const text = writeRiskArrays(counting(part.arrays, counted));
      const { commodity } = part;
      if (counted.contracts === 0) fault(withoutArrays(commodity.code));
      else {
        const document = storedText(text);
        gathering.documents.push(document);
        taken.push({ commodity, document: document.hash, contracts: counted.contracts });
      }
    } else if (head !== null) {
      gathering.parameterSets.push(...parameterSets(head, taken, part.spreads));
      for (const sentence of part.notices) gathering.notice(`${file}: ${sentence}`);
      for (const sentence of noticesOf(
        file,
        head,
        taken,
        part.notWanted,
        part.passedOver,
        gathering.context.products,
        faults > 0,
      ))
        gathering.notice(sentence);
    }
  }
  gathering.format(
    `span-${layout}`,
    layout === 'xml' ? 'Risk-array file (XML)' : 'Risk-array file (positional)',
  );
}

/** Commodities with a product that was asked for or, where none was, that an instrument of the book or of these files is of. */
function wantedBy({ context, instruments }: Gathering): (commodity: ListedCommodity) => boolean {
  const asked = context.products?.map((code) => code.toUpperCase());
  if (asked?.includes(allProducts.toUpperCase())) return () => true;
  if (asked) {
    const codes = new Set(asked);
    return ({ code, products }) =>
      codes.has(code.toUpperCase()) || products.some(({ product }) => codes.has(product.toUpperCase()));
  }
  const held = new Set<string>();
  for (const instrument of [...context.instruments.values(), ...instruments.values()]) {
    const contract = contractOf(instrument);
    for (const exchange of contract?.exchanges ?? [])
      held.add([exchange, contract?.product, contract?.kind].join('\t'));
  }
  return ({ products }) =>
    products.some(({ exchange, product, kind }) => held.has([exchange, product, kind].join('\t')));
}

function* counting(arrays: Iterable<RiskArray>, counted: { contracts: number }): Generator<RiskArray> {
  for (const array of arrays) {
    counted.contracts += 1;
    yield array;
  }
}

/** Squeezed at once: a file of all products would otherwise stand in memory as text. */
function storedText(text: string): StoredText {
  const plain = Buffer.from(text, 'utf8');
  return {
    hash: createHash('sha256').update(plain).digest('hex'),
    bytes: plain.length,
    encoding: 'deflate',
    content: deflateRawSync(plain, { level: 1 }),
  };
}

/** One set per code that an instrument of the commodity may ask for; see the head of domain/span-commodity.ts. */
function parameterSets(
  head: SpanFileHead,
  taken: readonly TakenCommodity[],
  spreads: readonly InterCommoditySpread[],
): ParameterSet[] {
  const { clearingOrganisation: organisation, businessDate, isFinal, layout } = head;
  const source = `Risk-array file of ${organisation} for ${businessDate} (${isFinal ? 'final' : 'not final'}, ${layout} layout)`;
  const sets = new Map<string, ParameterSet>();
  for (const { commodity, document } of taken) {
    const parameters = commodityParameters(commodity, spreads, source, document);
    for (const asset of commodityAssets(commodity)) {
      const plain = [asset, organisation]
        .map((name) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-'))
        .join('-');
      const id = `${rulebook}@${businessDate}-${plain}`;
      // Two commodities of one file may have products of one code, on two exchanges.
      const own = sets.has(id) ? `${id}-${commodity.code.toLowerCase().replace(/[^a-z0-9]+/g, '-')}` : id;
      sets.set(own, {
        id: own,
        rulebook,
        effective: businessDate,
        asset,
        label: `${asset} of ${organisation}, ${businessDate}${isFinal ? '' : ', not final'}`,
        origin: 'imported',
        assumed: false,
        parameters,
      });
    }
  }
  return [...sets.values()];
}

function noticesOf(
  file: string,
  { clearingOrganisation, businessDate, isFinal }: SpanFileHead,
  taken: readonly TakenCommodity[],
  notWanted: readonly ListedCommodity[],
  passedOver: readonly [string, number][],
  asked: readonly string[] | undefined,
  hasFaults: boolean,
): string[] {
  const notices: string[] = [];
  const contracts = taken.reduce((sum, one) => sum + one.contracts, 0);
  const what = `${file}: risk arrays of ${clearingOrganisation} for ${businessDate}${isFinal ? '' : ', which are not final'}`;
  if (taken.length > 0)
    notices.push(
      `${what}; taken: ${listed(taken.map(({ commodity }) => commodity.code))} (${counted(contracts, 'contract')}).`,
    );
  else notices.push(`${what}; nothing of it is taken.`);
  if (notWanted.length > 0) {
    const why = asked ? 'that weren’t asked for' : 'that the book holds no instrument of';
    notices.push(
      `${file}: ${counted(notWanted.length, 'combined commodity', 'combined commodities')} ${why} ${notWanted.length === 1 ? 'was' : 'were'} not taken: ${listed(notWanted.map(({ code }) => code))}. To take some, import the file with “margrave import … --products ${notWanted[0]!.code}”, or all with “--products ${allProducts}”.`,
    );
  }
  const known = new Set(
    [...notWanted, ...taken.map(({ commodity }) => commodity)].flatMap(({ code, products }) =>
      [code, ...products.map(({ product }) => product)].map((name) => name.toUpperCase()),
    ),
  );
  const unknown = (asked ?? []).filter(
    (code) => code.toLowerCase() !== allProducts && !known.has(code.toUpperCase()),
  );
  // A commodity that was left out for a fault is told of there.
  if (unknown.length > 0 && !hasFaults) notices.push(`${file}: it has no product ${listed(unknown)}.`);
  if (passedOver.length > 0) {
    notices.push(
      `${file}: parts that Margrave doesn’t read were passed over: ${listed(passedOver.map(([name, count]) => `${name} (${count.toLocaleString('en-US')})`))}.`,
    );
  }
  if (taken.length > 0) notices.push(unconfirmedLayout);
  return notices;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, listedInNotice).join(', ');
  return names.length > listedInNotice
    ? `${shown} and ${(names.length - listedInNotice).toLocaleString('en-US')} more`
    : shown;
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

const withoutArrays = (code: string): SpanFault => ({
  line: 0,
  place: 'risk arrays',
  value: code,
  reason: `the file has no risk array of ${code}; it may be cut off`,
  left: leftCommodity(code),
});

function reject(gathering: Gathering, file: string, { line, place, value, reason, left }: SpanFault): void {
  gathering.reject('parameters', { file, line }, place, value, reason, left, {});
}
