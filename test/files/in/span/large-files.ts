// Writes risk-array files of any size with made-up figures, piece by piece: what reading them costs is measured on these.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

export interface LargeFile {
  bytes: number;
  contracts: number;
  commodities: number;
}

const months = ['202606', '202609', '202612', '202703', '202706', '202709'];

/** Texts at their 1-based columns; what stands between is blank. */
function record(...fields: [column: number, text: string][]): string {
  let line = '';
  for (const [column, text] of fields) line = line.padEnd(column - 1) + text;
  return line;
}

const digits = (value: number, length: number): string =>
  String(Math.abs(Math.round(value))).padStart(length, '0');
const signed = (value: number): string => `${digits(value, 5)}${value < 0 ? '-' : '+'}`;

/** Sixteen losses that differ from contract to contract, so that they squeeze no better than real ones. */
function lossesOf(seed: number): number[] {
  return Array.from({ length: 16 }, (_, scenario) => {
    const mixed = Math.imul((seed * 16 + scenario + 1) ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
    return (mixed % 40_000) - 20_000;
  });
}

class PieceWriter {
  bytes = 0;
  #piece = '';
  readonly #stream;

  constructor(path: string) {
    this.#stream = createWriteStream(path);
  }

  async line(text: string): Promise<void> {
    this.bytes += text.length + 1;
    this.#piece += `${text}\n`;
    if (this.#piece.length < 1024 * 1024) return;
    const piece = this.#piece;
    this.#piece = '';
    if (!this.#stream.write(piece)) await once(this.#stream, 'drain');
  }

  async end(): Promise<void> {
    this.#stream.end(this.#piece);
    await once(this.#stream, 'finish');
  }
}

const codeOf = (commodity: number): string => `C${String(commodity).padStart(3, '0')}`;

/** A positional file of about as many bytes. Each commodity has a future and options on it; arrays stand commodity by commodity. */
export async function writeLargePositional(
  path: string,
  bytes: number,
  commodities = 40,
): Promise<LargeFile> {
  const writer = new PieceWriter(path);
  await writer.line('0 MADEUP20260320SF 1800202603201815U2N            CCUST   HHEDGE  1CORE   MMAINT');
  const price = (code: string, type: string, valuation: string): string =>
    record(
      [1, 'P '],
      [3, 'CME'],
      [6, code],
      [16, type],
      [19, 'MADE UP'],
      [34, '002002'],
      [42, digits(50e7, 14)],
      [66, 'USD'],
      [117, valuation],
    );
  for (let one = 0; one < commodities; one++) {
    await writer.line(price(codeOf(one), 'FUT', 'FUT'));
    await writer.line(price(codeOf(one), 'OOF', 'EQTY'));
  }
  for (let one = 0; one < commodities; one++) {
    const code = codeOf(one);
    await writer.line(
      record(
        [1, '2 '],
        [3, 'CME'],
        [7, code],
        [13, '0USD$P'],
        [23, code],
        [33, 'FUT0'],
        [39, code],
        [49, 'OOF0'],
      ),
    );
    await writer.line(record([1, 'S '], [3, code], [9, '0101'], [13, '01202604202912'], [83, '1']));
    await writer.line(record([1, '3 '], [3, code], [9, '1001202604202912'], [69, '100011001100']));
    await writer.line(record([1, 'C '], [3, code], [9, '1001020000150010101A020101B']));
    await writer.line(record([1, '4 '], [3, code], [9, '01'], [63, '0000100'], [70, '1001001001']));
    for (const month of months) {
      const series = (type: string, option: string): string =>
        record(
          [1, 'B '],
          [3, 'CME'],
          [6, code],
          [16, type],
          [19, month],
          [28, option],
          [37, '0020000000050000'],
          [53, '12000'],
          [58, '03000033000040002500000000000100002026'],
          [129, ''],
        );
      await writer.line(series('FUT', ''));
      await writer.line(series('OOF', month));
    }
  }
  const rest = (bytes - writer.bytes) / commodities;
  let contracts = 0;
  for (let one = 0; one < commodities; one++) {
    const code = codeOf(one);
    const end = writer.bytes + rest;
    for (let place = 0; place < months.length || writer.bytes < end; place++) {
      const isFuture = place < months.length;
      const month = months[place % months.length]!;
      const strike = isFuture ? 0 : 100 + Math.floor(place / months.length / 2);
      const right = isFuture ? ' ' : Math.floor(place / months.length) % 2 === 0 ? 'C' : 'P';
      const base: [number, string][] = [
        [3, 'CME'],
        [6, code],
        [16, code],
        [26, isFuture ? 'FUT' : 'OOF'],
        [29, right],
        [30, `${month}00`],
        [39, isFuture ? '00000000' : `${month}00`],
        [48, digits(strike, 7)],
      ];
      const losses = lossesOf(contracts);
      await writer.line(
        record(
          [1, '81'],
          ...base,
          [55, losses.slice(0, 9).map(signed).join('')],
          [109, `${digits(strike * 3, 14)}N`],
        ),
      );
      await writer.line(
        record(
          [1, '82'],
          ...base,
          [55, losses.slice(9).map(signed).join('')],
          [97, signed(contracts % 9999)],
          [103, `00200000${digits(strike * 3, 7)}++${signed(contracts % 9999)}C`],
        ),
      );
      contracts += 1;
    }
  }
  await writer.line(
    record(
      [1, '6 '],
      [3, 'CME'],
      [6, '00010500000'],
      [17, 'CME C0000010000A'.replace('C000', 'C000  ')],
      [35, 'CME C001  0010000B'],
      [89, '01'],
      [102, '0000'],
    ),
  );
  await writer.end();
  return { bytes: writer.bytes, contracts, commodities };
}

/** An XML file of about as many bytes, with the same tree as a clearing house's: contracts first, commodities after them. */
export async function writeLargeXml(path: string, bytes: number, commodities = 40): Promise<LargeFile> {
  const writer = new PieceWriter(path);
  await writer.line(
    '<?xml version="1.0"?>\n<spanFile>\n<fileFormat>4.00</fileFormat>\n<created>202603201815</created>',
  );
  await writer.line(
    '<pointInTime>\n<date>20260320</date><isSetl>1</isSetl><setlQualifier>final</setlQualifier>',
  );
  await writer.line('<clearingOrg>\n<ec>MADEUP</ec>\n<exchange>\n<exch>CME</exch>');
  const ra = (seed: number): string =>
    `<ra><r>1</r>${lossesOf(seed)
      .map((loss) => `<a>${loss.toFixed(2)}</a>`)
      .join('')}<d>0.${digits(seed % 9999, 4)}</d></ra>`;
  const product = (code: string, cvf: string): string =>
    `<pfCode>${code}</pfCode><name>Made up</name><currency>USD</currency><cvf>${cvf}</cvf>`;
  const rest = (bytes - commodities * 900) / commodities;
  let contracts = 0;
  for (let one = 0; one < commodities; one++) {
    const code = codeOf(one);
    const end = writer.bytes + rest;
    await writer.line(`<futPf><pfId>${one}</pfId>${product(code, '50.00')}<valueMeth>FUT</valueMeth>`);
    for (const [place, month] of months.entries()) {
      await writer.line(
        `<fut><cId>${place}</cId><pe>${month}</pe><p>5250.25</p><d>1.0</d><v>0.0</v><cvf>50.00</cvf><sc>1</sc>${ra(contracts)}<scanRate><r>1</r><priceScan>12000.00</priceScan><volScan>0.05</volScan></scanRate></fut>`,
      );
      contracts += 1;
    }
    await writer.line(
      `</futPf>\n<oofPf><pfId>${1000 + one}</pfId>${product(code, '50.00')}<valueMeth>EQTY</valueMeth>`,
    );
    for (const [place, month] of months.entries()) {
      await writer.line(
        `<series><pe>${month}</pe><v>0.2</v><sc>1</sc><undC><exch>CME</exch><pfId>${one}</pfId><cId>${place}</cId><s>A</s><i>1</i></undC>`,
      );
      const part = writer.bytes + (end - writer.bytes) / (months.length - place);
      for (let option = 0; writer.bytes < part; option++) {
        await writer.line(
          `<opt><cId>${contracts}</cId><o>${option % 2 === 0 ? 'C' : 'P'}</o><k>${100 + Math.floor(option / 2)}.00</k><p>3.25</p><pq>1</pq><d>0.5</d><v>0.2</v><val>162.5</val><cvf>50.00</cvf><svf>50.00</svf>${ra(contracts)}</opt>`,
        );
        contracts += 1;
      }
      await writer.line('</series>');
    }
    await writer.line('</oofPf>');
  }
  await writer.line('</exchange>');
  for (let one = 0; one < commodities; one++) {
    const code = codeOf(one);
    const link = (type: string): string =>
      `<pfLink><exch>CME</exch><pfCode>${code}</pfCode><pfType>${type}</pfType><sc>1</sc></pfLink>`;
    const rate = (value: string): string => `<rate><r>1</r><val>${value}</val></rate>`;
    const leg = (side: string): string => `<tLeg><cc>${code}</cc><tn>1</tn><rs>${side}</rs><i>1</i></tLeg>`;
    await writer.line(
      `<ccDef><cc>${code}</cc><name>Made up</name><currency>USD</currency><wfprMeth>1</wfprMeth><spotMeth>1</spotMeth><somMeth>GROSS</somMeth><intraTiers><tier><tn>1</tn><sPe>202604</sPe><ePe>202912</ePe></tier></intraTiers><somTiers><tier><tn>1</tn>${rate('100')}</tier></somTiers><dSpread><spread>1</spread>${rate('150')}${leg('A')}${leg('B')}</dSpread>${link('FUT')}${link('OOF')}</ccDef>`,
    );
  }
  await writer.line('</clearingOrg>\n</pointInTime>\n</spanFile>');
  await writer.end();
  return { bytes: writer.bytes, contracts, commodities };
}
