// Parameter sets through the command line: a venue's answer and an edited copy are imported, and the margin follows them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { commandFolder } from './margrave.ts';

const { folder, margrave, written, close } = commandFolder();
const book = join(folder, 'desk.margrave');
afterAll(close);
beforeAll(async () => {
  await margrave(['init', '--book', book]);
  await margrave(['import', written('portfolio.json', smallPortfolio()), '--book', book]);
});

interface Answer {
  entries: { account: string; currency: string; initialMargin: string }[];
  parameters: { sets: { id: string }[] }[];
}
async function marginWith(parameters?: string): Promise<{ initialMargin: number; sets: string[] }> {
  const named = parameters === undefined ? [] : ['--parameters', parameters];
  const { out, error } = await margrave(['margin', '--book', book, '--no-store', '--json', ...named]);
  expect(error).toBe('');
  const answer = JSON.parse(out) as Answer;
  return {
    initialMargin: Number(answer.entries.find(({ currency }) => currency === 'BTC')?.initialMargin),
    sets: answer.parameters.flatMap(({ sets }) => sets.map(({ id }) => id)),
  };
}
const preset = 'deribit-pm@2024-06-17-btc';

test('a copy of a preset is exported, edited, imported and used when it is named', async () => {
  const path = join(folder, 'copy.json');
  const made = await margrave([
    ...['export', '--book', book, '--parameters', preset, '--as', 'stressed', '--out', path],
  ]);
  expect(made).toMatchObject({ code: 0, error: '' });
  const copy = JSON.parse(readFileSync(path, 'utf8'));
  expect(copy.parameters[0]).toMatchObject({ id: `${preset}+stressed`, origin: 'edited' });
  const before = await marginWith();

  await margrave(['import', path, '--book', book]);
  expect(await marginWith()).toEqual(before);
  expect((await marginWith(`${preset}+stressed`)).initialMargin).toBe(before.initialMargin);

  for (const row of copy.parameters[0].parameters) {
    if (row.path === 'currencyPair.btc_usd.priceRange') row.value = '0.3';
  }
  const changed = await margrave(['import', written('copy.json', copy), '--book', book]);
  expect(changed.out).toMatch(/parameters +0 +1 +0/);
  expect(await marginWith()).toEqual(before);
  const stressed = await marginWith(`${preset}+stressed`);
  expect(stressed.sets).toContain(`${preset}+stressed`);
  expect(stressed.initialMargin).toBeGreaterThan(before.initialMargin * 1.2);
});

test('no file redefines a preset', async () => {
  const path = join(folder, 'bent.json');
  await margrave(['export', '--book', book, '--parameters', preset, '--out', path]);
  const bent = JSON.parse(readFileSync(path, 'utf8'));
  bent.parameters[0].id = preset;
  const refused = await margrave(['import', written('bent.json', bent), '--book', book]);
  expect(refused.code).toBe(1);
  expect(refused.out).toContain(`Name the copy, as in ${preset}+desk`);
  bent.parameters[0].id = `${preset}+desk`;
  bent.parameters[0].origin = 'preset';
  expect((await margrave(['import', written('bent.json', bent), '--book', book])).code).toBe(1);
});

test('a set that there isn’t: the ones there are', async () => {
  const { code, error } = await margrave(['margin', '--book', book, '--parameters', 'nobody@2020-01-01']);
  expect(code).toBe(1);
  expect(error).toContain(preset);
});

const answer = fileURLToPath(
  new URL('../../../shared/vectors/deribit/pme_simulate_btc_docs_2024-06-17.json', import.meta.url),
);
const isThere = existsSync(answer);
test.skipIf(!isThere)(
  `model_params of a simulator’s answer import as sets that a margin uses${isThere ? '' : ' (skipped: no ../shared/vectors)'}`,
  async () => {
    const document = JSON.parse(readFileSync(answer, 'utf8'));
    const before = await marginWith();
    const parameters = (document.result ?? document).model_params;
    const range = parameters.currency_pair.btc_usd.price_range;
    parameters.currency_pair.btc_usd.price_range = range * 2;
    parameters.general.timestamp += 86_400_000;
    const { code, out } = await margrave(['import', written('answer.json', document), '--book', book]);
    expect([code, out]).toEqual([0, expect.stringMatching(/parameters +[1-9]/)]);
    const { sets } = await marginWith();
    const imported = sets.filter((id) => id.endsWith('+imported'));
    expect(imported.length).toBeGreaterThan(0);
    for (const id of imported)
      expect((await marginWith(id)).initialMargin).toBeGreaterThan(before.initialMargin);
  },
);
