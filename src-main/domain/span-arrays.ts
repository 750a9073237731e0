// Risk arrays as text: one compact line per contract of a combined commodity, and the lines of held instruments found again.
// May import the domain.
import { decimalText, isDecimalText } from './decimal.ts';
import { MargraveError } from './errors.ts';
import type { Instrument } from './instrument.ts';
import type { RiskArray } from './span-commodity.ts';
import { contractOf, isSameMonth, type SpanContract } from './span-contracts.ts';

const heading = 'risk arrays 1';
const scenarioCount = 16;
const kinds = { future: 'F', option: 'O', physical: 'P' } as const;
const rights = { call: 'C', put: 'P' } as const;

/**
 * The arrays of one combined commodity as text: a heading, then a line per contract, in the order of their names, so that equal arrays have equal hashes.
 * Fields are separated by tabs: exchange, product, kind (F, O, P), month of the future, month of the option, right (C, P), strike, settlement, the sixteen
 * losses of one long contract separated by spaces, composite delta. Throws `invalid-input` naming the contract whose losses aren't sixteen numbers.
 */
export function writeRiskArrays(arrays: Iterable<RiskArray>): string {
  const lines: string[] = [];
  for (const array of arrays) {
    const { losses, compositeDelta } = array;
    if (losses.length !== scenarioCount || ![...losses, compositeDelta].every(isNumber)) {
      throw new MargraveError(
        'invalid-input',
        `The risk array of ${contractName(array)} isn’t sixteen numbers and a composite delta. Nothing of its combined commodity was taken.`,
        { contract: contractName(array), losses: [...losses], compositeDelta },
      );
    }
    lines.push(
      [
        ...contractFields(array),
        array.settlement ?? '',
        losses.map(shortest).join(' '),
        shortest(compositeDelta),
      ].join('\t'),
    );
  }
  lines.sort();
  return `${heading}\n${lines.map((line) => `${line}\n`).join('')}`;
}

/**
 * The arrays of those instruments that the text holds, by instrument id. A contract is found by exchange, product, months, right and strike;
 * where two lines differ in the day of a month that the instrument doesn't name, the first is taken. Throws `invalid-input` when the text
 * isn't what `writeRiskArrays` writes.
 */
export function readRiskArrays(text: string, instruments: readonly Instrument[]): Map<string, RiskArray> {
  if (!text.startsWith(`${heading}\n`)) throw unreadable('has no heading');
  // By product, then by right and strike: thousands of strikes held against a hundred thousand lines.
  const wanted = new Map<string, Map<string, { id: string; contract: SpanContract }[]>>();
  for (const instrument of instruments) {
    const contract = contractOf(instrument);
    if (!contract) continue;
    for (const exchange of contract.exchanges) {
      const key = [exchange, contract.product, kinds[contract.kind]].join('\t');
      const ofProduct = wanted.get(key) ?? new Map<string, { id: string; contract: SpanContract }[]>();
      wanted.set(key, ofProduct);
      const own = ofProduct.get(seriesOf(contract));
      if (own) own.push({ id: instrument.id, contract });
      else ofProduct.set(seriesOf(contract), [{ id: instrument.id, contract }]);
    }
  }
  const found = new Map<string, { array: RiskArray; isExact: boolean }>();
  if (wanted.size === 0) return new Map();
  let start = heading.length + 1;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    if (end < 0) throw unreadable('ends within a line');
    const keyEnd = endOfFields(text, start, Object.keys(kinds).length);
    const ofProduct = wanted.get(text.slice(start, keyEnd));
    if (ofProduct) {
      const array = readLine(text.slice(start, end));
      for (const { id, contract } of ofProduct.get(seriesOf(array)) ?? []) {
        if (!isInMonths(contract, array)) continue;
        const isExact =
          contract.optionMonth === array.optionMonth &&
          (contract.futureMonth === '' || contract.futureMonth === array.futureMonth);
        const known = found.get(id);
        if (!known || (isExact && !known.isExact)) found.set(id, { array, isExact });
      }
    }
    start = end + 1;
  }
  return new Map([...found].map(([id, { array }]) => [id, array]));
}

/** A contract in words: `NYM LO option 202603 on 202604 call 70`. */
function contractName(array: Omit<RiskArray, 'losses' | 'compositeDelta' | 'settlement'>): string {
  const { exchange, product, kind, futureMonth, optionMonth, right, strike } = array;
  return [
    exchange,
    product,
    kind,
    optionMonth,
    optionMonth && futureMonth ? `on ${futureMonth}` : futureMonth,
    right,
    strike,
  ]
    .filter((part) => part !== null && part !== '')
    .join(' ');
}

/** What a contract has to have in common with a line to the letter. */
const seriesOf = ({ right, strike }: Pick<SpanContract, 'right' | 'strike'>): string => `${right} ${strike}`;

function isInMonths(contract: SpanContract, array: RiskArray): boolean {
  return (
    isSameMonth(contract.futureMonth, array.futureMonth) &&
    isSameMonth(contract.optionMonth, array.optionMonth)
  );
}

const contractFields = (array: RiskArray): string[] => [
  array.exchange,
  array.product,
  kinds[array.kind],
  array.futureMonth,
  array.optionMonth,
  array.right === null ? '' : rights[array.right],
  array.strike === null ? '' : shortest(array.strike),
];

function readLine(line: string): RiskArray {
  const [exchange, product, kind, futureMonth, optionMonth, right, strike, settlement, list, delta] =
    line.split('\t');
  const losses = list?.split(' ') ?? [];
  const own = (Object.keys(kinds) as (keyof typeof kinds)[]).find((name) => kinds[name] === kind);
  if (
    !exchange ||
    !product ||
    !own ||
    delta === undefined ||
    losses.length !== scenarioCount ||
    ![...losses, delta].every(isDecimalText)
  ) {
    throw unreadable(`has a line that is no contract: “${line.slice(0, heading.length * 2)}”`);
  }
  return {
    exchange,
    product,
    kind: own,
    futureMonth: futureMonth ?? '',
    optionMonth: optionMonth ?? '',
    right: right === rights.call ? 'call' : right === rights.put ? 'put' : null,
    strike: strike ? strike : null,
    settlement: settlement ? settlement : null,
    losses,
    compositeDelta: delta,
  };
}

/** Place of the tab after `count` fields from `start`. */
function endOfFields(text: string, start: number, count: number): number {
  let place = start - 1;
  for (let field = 0; field < count; field += 1) place = text.indexOf('\t', place + 1);
  return place;
}

/** Text as `decimalText` writes it already: most of a file is, and its hundred thousand contracts need no decimal arithmetic to be copied. */
const isShortest = (text: string): boolean =>
  /^-?(?:0|[1-9]\d{0,30})(?:\.\d{0,29}[1-9])?$/.test(text) && text !== '-0';

const shortest = (text: string): string => (isShortest(text) ? text : decimalText(text));

const isNumber = (text: string): boolean => isShortest(text) || isDecimalText(text);

function unreadable(what: string): MargraveError {
  return new MargraveError(
    'invalid-input',
    `The data set of risk arrays ${what}. Read the risk-array file again.`,
    {},
  );
}
