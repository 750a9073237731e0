// What reading a clearing house's risk-array file yields, whatever its layout, and how its faults are said.
// May import the domain.
import type {
  InterCommoditySpread,
  RiskArray,
  SpanCommodity,
  SpanFileHead,
} from '../../../domain/span-commodity.ts';

/** Something in the file that can't be taken. */
export interface SpanFault {
  /** 1-based record of a positional file, line of an XML file; 0 when it is the whole file's. */
  line: number;
  /** `type B, columns 45–52`, or the path of the element. */
  place: string;
  value: string;
  /** What is wrong, as a clause. */
  reason: string;
  /** What is therefore left out, and what to do. */
  left: string;
}

/** A combined commodity before its arrays are read. */
export type ListedCommodity = Pick<SpanCommodity, 'code' | 'name'> & {
  products: readonly { exchange: string; product: string; kind: RiskArray['kind'] }[];
};

export interface SpanQuestion {
  /** Whether a combined commodity is wanted; of others nothing is kept. */
  isWanted(commodity: ListedCommodity): boolean;
  /** Told of each fault that costs something of a wanted commodity. */
  onFault(fault: SpanFault): void;
  /** Characters read so far, of all passes together, and how many there are. */
  onProgress?(done: number, total: number): void;
}

/** What a file yields, in this order: its head; each wanted commodity; its spreads and what was counted. */
export type SpanPart =
  | { kind: 'head'; head: SpanFileHead }
  /** `arrays` can be gone through once, before the next part is asked for. */
  | { kind: 'commodity'; commodity: SpanCommodity; arrays: Iterable<RiskArray> }
  | {
      kind: 'end';
      spreads: InterCommoditySpread[];
      notWanted: ListedCommodity[];
      /** Record types or elements that Margrave doesn't read, with how many there are. */
      passedOver: [name: string, count: number][];
      /** What was read in a way that the user should know, as sentences. */
      notices: string[];
    };

/** Values of an array. */
export const scenarioCount = 16;

/** A part of a record or element that can't be read; caught where the record is known. */
export class PlaceFault extends Error {
  readonly place: string;
  readonly value: string;

  constructor(place: string, value: string, reason: string) {
    super(reason);
    this.place = place;
    this.value = value;
  }
}

/** Left out because a commodity's parameters would be too low without what is wrong. */
export const leftCommodity = (code: string): string =>
  `The combined commodity ${code} is left out whole, because its margin would be wrong without this; what the book holds of it stays as it was. Ask the clearing house for the file again, or correct the record`;

export const leftContract =
  'This contract alone is left out; positions in it have no risk array. Ask the clearing house for the file again, or correct the record';

/** Kinds of records or elements that are counted one by one in a notice; what a hostile file makes up beyond is one. */
export const mostTypes = 50;

/** A copy that doesn't keep the large text alive that it was cut from. */
export const ownText = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
