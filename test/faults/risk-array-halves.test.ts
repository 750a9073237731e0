// Risk-array files that lost a half, or have another file's: nothing of them is taken, and the reason is said.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pasted, read } from '../files/reading.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../files/in/span/${name}`, import.meta.url), 'utf8');
const positional = fixture('made-up.pa2');
const xml = fixture('made-up.spn');
const records = positional.split('\n');
const half = records.slice(0, records.length >> 1).join('\n');
const xmlHalf = xml.slice(0, xml.length >> 1);

it('a positional half, alone, twice, or before an XML half, has no arrays of what it names', async () => {
  for (const text of [half, `${half}\n${half}`, `${half}\n${xml.slice(xmlHalf.length)}`]) {
    const { rejected, parameterSets, documents } = await read(pasted(text, 'day.pa2'), { products: ['all'] });
    expect(rejected.map(({ row }) => row.reason)).toEqual([
      'the file has no risk array of ES; it may be cut off',
      'the file has no risk array of CL; it may be cut off',
    ]);
    expect([parameterSets, documents]).toEqual([[], []]);
  }
});

it.each([
  ['a positional half and zeros', half + '\0'.repeat(2000), /there is a NUL byte[\s\S]*Nothing was read/],
  ['an XML half', xmlHalf, /the XML ends inside <fut>: the file is cut off\. Nothing was read/],
  [
    'an XML half and a positional file',
    xmlHalf + positional,
    /this is no well-formed XML[\s\S]*Nothing was read/,
  ],
])('%s is refused whole', async (_name, text, sentence) => {
  await expect(read(pasted(text, 'day.spn'), { products: ['all'] })).rejects.toThrow(sentence);
});
