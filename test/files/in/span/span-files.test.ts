// Risk-array files of both layouts: the same facts give the same commodities, faults say their place, and nothing is read wrongly in silence.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, ExactDecimal } from '../../../../src-main/domain/decimal.ts';
import type { RiskArray } from '../../../../src-main/domain/span-commodity.ts';
import { readPositional } from '../../../../src-main/files/in/span/positional.ts';
import { impliedDecimal } from '../../../../src-main/files/in/span/positional-line.ts';
import { priceOf, strikeForm } from '../../../../src-main/files/in/span/prices.ts';
import type { SpanFault, SpanPart } from '../../../../src-main/files/in/span/reading.ts';
import { readXmlSpan } from '../../../../src-main/files/in/span/xml.ts';
import { numberText } from '../../../../src-main/files/in/span/xml-numbers.ts';
import { readLarge } from './measure-large.ts';

// Written for these tests from the layouts; of no clearing house.
const fixture = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const positional = fixture('made-up.pa2');
const xml = fixture('made-up.spn');

type Read = (
  | Exclude<SpanPart, { kind: 'commodity' }>
  | { kind: 'commodity'; commodity: unknown; arrays: RiskArray[] }
)[];

async function read(text: string, wanted: (code: string) => boolean = (code) => code !== 'ZQ') {
  const faults: SpanFault[] = [];
  const question = {
    isWanted: ({ code }: { code: string }) => wanted(code),
    onFault: (one: SpanFault) => void faults.push(one),
  };
  const source = { name: 'file', text };
  const parts: Read = [];
  for await (const part of text.startsWith('<')
    ? readXmlSpan(source, question)
    : readPositional(source, question))
    parts.push(part.kind === 'commodity' ? { ...part, arrays: [...part.arrays] } : part);
  return { parts, faults };
}

const arraysOf = ({ parts }: { parts: Read }): RiskArray[] =>
  parts.flatMap((part) => (part.kind === 'commodity' ? part.arrays : []));
const told = (fault: SpanFault | undefined): string =>
  `${fault?.line} (${fault?.place}): ${fault?.reason}. ${fault?.left}`;
const lines = positional.trimEnd().split('\n');
/** The file with one record changed. */
const changed = (type: string, change: (line: string) => string): string => {
  const place = lines.findIndex((line) => line.startsWith(type));
  return lines.map((line, index) => (index === place ? change(line) : line)).join('\n');
};
const put =
  (from: number, text: string) =>
  (line: string): string =>
    line.slice(0, from - 1) + text + line.slice(from - 1 + text.length);

describe('both layouts', () => {
  it('give the same commodities, arrays and spreads', async () => {
    const [one, other] = [await read(positional), await read(xml)];
    expect([one.faults, other.faults]).toEqual([[], []]);
    expect(one.parts[0]).toEqual({
      kind: 'head',
      head: {
        layout: 'positional',
        clearingOrganisation: 'MADEUP',
        businessDate: '2026-03-20',
        isFinal: true,
      },
    });
    expect(other.parts.slice(1, -1)).toEqual(one.parts.slice(1, -1));
    const [end, otherEnd] = [one.parts.at(-1), other.parts.at(-1)];
    if (end?.kind !== 'end' || otherEnd?.kind !== 'end') throw new Error('no end');
    expect(otherEnd.spreads).toEqual(end.spreads);
    expect(end.passedOver).toEqual([['5', 1]]);
    expect(end.notWanted.map(({ code }) => code)).toEqual(['ZQ']);
  });

  it('read amounts by the risk exponent, ratios, tiers and scales as written', async () => {
    const { parts } = await read(positional);
    const [es, cl] = parts.flatMap((part) => (part.kind === 'commodity' ? [part] : []));
    expect(es?.commodity).toMatchObject({
      code: 'ES',
      currency: 'USD',
      initialRatio: '1.1',
      adjustmentRatio: '1',
      weightedPriceRisk: 'capped',
      shortOptionMinimum: { method: 'gross', rate: '175' },
      interMonthTiers: [
        { number: 1, start: '202606', end: '202606' },
        { number: 2, start: '202609', end: '202612' },
      ],
      products: [
        { product: 'ES', kind: 'future', contractValueFactor: '50', deltaScale: '1', premium: 'daily' },
        { product: 'MES', contractValueFactor: '5', deltaScale: '0.1' },
        { product: 'ES', kind: 'option', premium: 'upfront' },
      ],
      scanRanges: [{ month: '202606', price: '12000', volatility: '0.055' }, { month: '202609' }],
    });
    // Exponent 1: every amount ten times what is printed.
    expect(cl?.commodity).toMatchObject({
      adjustmentRatio: '1.2',
      deliveryMethod: '10',
      delivery: [
        { month: '202605', spreadRate: '200', outrightRate: '450', sign: 'B' },
        { month: '202606', spreadRate: '150', outrightRate: '400', sign: 'B' },
      ],
      shortOptionMinimum: { method: 'maximum', rate: '50' },
    });
    const [call, put] = cl!.arrays.filter(({ kind }) => kind === 'option');
    expect(call).toMatchObject({
      futureMonth: '202605',
      optionMonth: '202605',
      right: 'call',
      strike: '70.5',
      settlement: '1.45',
      compositeDelta: '0.4521',
    });
    expect(call?.losses).toHaveLength(16);
    expect(put).toMatchObject({ strike: '68', settlement: null, compositeDelta: '-0.3007' });
    expect(es?.arrays[0]?.losses.slice(-4)).toEqual(['12000', '12000', '-11880', '11880']);
  });

  it('are read alike with other line ends, blanks behind records and cut blanks', async () => {
    const plain = arraysOf(await read(positional));
    for (const text of [
      positional.replaceAll('\n', '\r\n'),
      positional.trimEnd(),
      lines.map((line) => `${line}   `).join('\n'),
      `${positional}\u001a`,
    ])
      expect(arraysOf(await read(text))).toEqual(plain);
  });
});

describe('a positional file', () => {
  it('says amounts, targets and required legs of spreads between commodities as the layout does', async () => {
    const spreadOf = async (...changes: ((line: string) => string)[]) => {
      const { parts } = await read(
        changed('6 CME0001', (line) => changes.reduce((so, change) => change(so), line)),
      );
      const end = parts.at(-1);
      return end?.kind === 'end' ? end.spreads[0] : undefined;
    };
    // 0500000: 50 % or, of a flat credit, 9(5)V9(2) = 5,000.00.
    expect(await spreadOf()).toMatchObject({ method: 'weighted', credit: '0.5' });
    expect(await spreadOf(put(101, 'F'))).toMatchObject({ method: 'flat', credit: '5000' });
    // N alone says that a scan can do without a leg.
    const flags = async (...changes: ((line: string) => string)[]) =>
      (await spreadOf(...changes))?.legs.map((leg) => [leg.combinedCommodity, leg.isTarget, leg.isRequired]);
    expect(await flags(put(20, 'N'))).toEqual([
      ['ES', false, true],
      ['CL', false, true],
    ]);
    expect(await flags(put(89, '04'), put(20, 'N'))).toEqual([
      ['ES', true, false],
      ['CL', false, true],
    ]);
    expect(await flags(put(89, '04'), put(91, 'NYM CL    '))).toEqual([
      ['ES', false, true],
      ['CL', true, true],
    ]);
    expect(await flags(put(89, '04'), put(91, 'CMENEQ    '))).toEqual([
      ['ES', false, true],
      ['CL', false, true],
      ['EQ', true, false],
    ]);
  });

  it('takes tiers of the scan for no tiers of spreads, and says that it scans them together', async () => {
    const tiers = 'S CL    22020120260520260602202607202712';
    const { parts, faults } = await read(changed('S CL', (line) => `${line}\n${tiers}`));
    const [, cl] = parts.flatMap((part) => (part.kind === 'commodity' ? [part.commodity] : []));
    expect(faults).toEqual([]);
    expect(cl).toMatchObject({
      spreadTiers: [{ number: 1, start: '202605', end: '202712' }],
      weightedPriceRisk: 'normal',
    });
    const end = parts.at(-1);
    expect(end?.kind === 'end' && end.notices.join(' ')).toMatch(/CL: the clearing house scans tiers/);
  });

  it.each([
    [
      'a letter in a range',
      changed('B CMEES', put(45, '00 12')),
      /^18 \(type B, columns 45–52\): “00 12000” isn’t a number\. The combined commodity ES is left out/,
    ],
    [
      'a bad sign',
      changed('81CMEES', put(60, 'x')),
      /\(type 81, column 60\): “x” isn’t a sign\. This contract alone is left out/,
    ],
    ['a month that is none', changed('81CMEES', put(30, '202613')), /columns 30–35\)|second half/],
    [
      'a lone first half',
      changed('82CMEES', () => ''),
      /type 81, columns 1–54\): its second half, the record of type 82 of the same contract, is missing/,
    ],
    ['a lone second half', changed('81CMEES', () => ''), /type 82, columns 1–54\): its first half/],
    [
      'no record of tiers',
      changed('3 ES', () => ''),
      /^0 \(type 3\): the file has no record of type 3 for ES/,
    ],
    [
      'no prices of a product',
      changed('P CMEES        OOF', () => ''),
      /has no record of type P for this product\. All contracts of this product/,
    ],
    [
      'the same contract twice',
      [...lines, ...lines.filter((line) => /^8[12]CMEMES/.test(line))].join('\n'),
      /two arrays of this contract\. The first is taken/,
    ],
    ['an unknown side', changed('C ES', put(28, 'X')), /type C, column 28\): “X” isn’t a side/],
  ])('with %s says where and what is left out', async (_name, text, sentence) => {
    const { faults } = await read(text);
    expect(faults.map(told).join('\n')).toMatch(sentence);
  });

  it('of another format, day or head is refused whole', async () => {
    for (const [column, value, message] of [
      [
        36,
        'P2',
        /record 1 \(type 0, columns 36–37\): “P2” is a format that Margrave doesn’t read; it reads U2/,
      ],
      [9, '20261332', /columns 9–16\): “20261332” isn’t a day/],
    ] as const)
      await expect(read(changed('0 ', put(column, value)))).rejects.toThrow(message);
  });

  it('cut at every seventh column of every record gives a fault with its place or the same figures', async () => {
    const whole = await read(positional);
    const types = new Map(lines.map((line, index) => [line.slice(0, 2), index] as const));
    for (const [type, index] of types) {
      if (type === '0 ') continue;
      const line = lines[index]!;
      // The last array is of a commodity that isn't wanted.
      const place = type.startsWith('8') ? lines.findLastIndex((one) => one.startsWith(`${type}NYM`)) : index;
      for (let at = 7; at < lines[place]!.trimEnd().length; at += 7) {
        const cut = lines.map((one, own) => (own === place ? one.slice(0, at) : one)).join('\n');
        const { parts, faults } = await read(cut, () => true);
        const seen = JSON.stringify(parts.slice(1));
        if (faults.length > 0) expect(told(faults[0]), `${line} cut at ${at}`).toMatch(/^\d+ \(type \w+/);
        else if (seen !== JSON.stringify((await allOf(whole)).slice(1)))
          throw new Error(`A record of type ${type} cut at column ${at} is read otherwise in silence.`);
      }
    }
  });

  const allOf = async (_: unknown): Promise<Read> =>
    (everything ??= (await read(positional, () => true)).parts);
  let everything: Read | undefined;
});

describe('an XML file', () => {
  it.each([
    [
      'a strike that is no number',
      xml.replace('<k>5300</k>', '<k>12x</k>'),
      /^\d+ \(spanFile\/pointInTime\/clearingOrg\/exchange\/oofPf\/series\/opt\/k\): “12x” isn’t a number\. This contract alone/,
    ],
    [
      'fifteen values',
      xml.replace(/<a>[^<]*<\/a>/, ''),
      /ra\/a\): its risk array has 15 values instead of 16/,
    ],
    [
      'a rate that is missing',
      xml.replace('<rate><r>1</r><val>125.00</val></rate>', ''),
      /ccDef\/dSpread\): “rate” is missing\. The combined commodity ES is left out/,
    ],
    [
      'a future that isn’t there',
      xml.replace(/<cId>101<\/cId><pe>/, '<cId>9</cId><pe>'),
      /the future under this option isn’t in the file/,
    ],
  ])('with %s says where', async (_name, text, sentence) => {
    expect((await read(text)).faults.map(told).join('\n')).toMatch(sentence);
  });

  it.each([
    [
      'a document type',
      xml.replace('<spanFile>', '<!DOCTYPE spanFile [<!ENTITY a "b">]><spanFile>'),
      /DOCTYPE/,
    ],
    ['an entity of its own', xml.replace('Made up', '&a;'), /no well-formed XML/],
    ['its end cut off', xml.slice(0, -300), /cut off/],
    [
      'texts without end',
      xml.replace(
        '<pointInTime>',
        `<pointInTime>${Array.from({ length: 10_001 }, (_, place) => `<n${place}/>`).join('')}`,
      ),
      /holds more than 10,000 elements of text/,
    ],
    ['another format', xml.replace('4.00', '3.00'), /“3.00” is a format that Margrave doesn’t read/],
  ])('with %s is refused whole', async (_name, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

it('implied decimals and plain numbers are exact', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^\d{1,14}$/),
      fc.integer({ min: -4, max: 9 }),
      fc.boolean(),
      (text, places, minus) => {
        const exact = new ExactDecimal(text).div(new ExactDecimal(10).pow(places)).times(minus ? -1 : 1);
        expect(impliedDecimal(text, places, minus)).toBe(decimalText(exact));
        const written = `${minus ? '-' : ''}${text.padStart(12, '0').slice(0, -3)}.${text.padStart(12, '0').slice(-3)}`;
        expect(numberText(written)).toBe(decimalText(written));
      },
    ),
    { numRuns: 300 },
  );
  expect([numberText('12x'), numberText(''), numberText('1e2'), numberText('-0.00')]).toEqual([
    null,
    null,
    '100',
    '0',
  ]);
});

it('prices in ticks of a point are points, 32nds and eighths of them', () => {
  expect(priceOf('0117130', { decimals: 3, alignment: 'C' }, false)).toBe('117.40625');
  expect(priceOf('0003540', { decimals: 3, alignment: 'K' }, false)).toBe('3.84375');
  expect(priceOf('0004472', { decimals: 3, alignment: '0' }, true)).toBe('-4.4725');
  expect(priceOf('0001122', strikeForm(1, '', 'C'), false)).toBe('112.25');
  // No eighth ends in 4 or 9, no point has 40 32nds, and a form that isn't known isn't guessed.
  expect(priceOf('0117134', { decimals: 3, alignment: 'C' }, false)).toBeNull();
  expect(priceOf('0117400', { decimals: 3, alignment: 'C' }, false)).toBeNull();
  expect(priceOf('0117130', { decimals: 3, alignment: 'Q' }, false)).toBeNull();
});

it('a file of 5 MB is read within 400 MB', async () => {
  const { file, rejected, notice, megabytes } = await readLarge('pa2', 5e6);
  expect(rejected).toBe(0);
  expect(notice).toContain(`(${file.contracts.toLocaleString('en-US')} contracts)`);
  expect(megabytes).toBeLessThan(400);
});
