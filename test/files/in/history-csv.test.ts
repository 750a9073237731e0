import { expect, it } from 'vitest';
import { pasted, read } from '../reading.ts';

const points = async (text: string, name = 'h.csv'): Promise<string[]> => {
  const { history, format } = await read(pasted(text, name));
  expect(format).toBe('history-csv');
  return history.map(({ series, time, value }) => `${series} ${time} ${value}`);
};

it('a column per series, empty cells passed over', async () => {
  expect(await points('date,BTC,ETH\n2026-01-01,60000.5,\n2026-01-02,61000,3000\n')).toEqual([
    'BTC 2026-01-01T00:00:00Z 60000.5',
    'BTC 2026-01-02T00:00:00Z 61000',
    'ETH 2026-01-02T00:00:00Z 3000',
  ]);
});

it('series, time and value in rows', async () => {
  expect(
    await points('timestamp,symbol,open,close\n1767225600,BTC,1,60000\n1767312000000,BTC,1,61000\n'),
  ).toEqual(['BTC 2026-01-01T00:00:00Z 60000', 'BTC 2026-01-02T00:00:00Z 61000']);
});

it('volatility indices become fractions', async () => {
  expect(await points('date,BTC_DVOL\n2026-01-01,46.96\n')).toEqual([
    'volatility:BTC 2026-01-01T00:00:00Z 0.4696',
  ]);
  expect(await points('date,currency,close\n2026-01-01,eth,48.86\n', 'dvol_2026.csv')).toEqual([
    'volatility:ETH 2026-01-01T00:00:00Z 0.4886',
  ]);
});

it('decimal commas', async () => {
  expect(await points('Datum;BTC\n01.02.2026;60.000,5\n')).toEqual(['BTC 2026-02-01T00:00:00Z 60000.5']);
});

it.each([
  ['date,BTC\n2026-01-01,1\nyesterday,2\n2026-01-03,3\n', 3, 'date', /no date/],
  ['date,BTC\n2026-01-01,1\n2026-01-02,x\n', 3, 'BTC', /not a number/],
  ['date,BTC\n2026-01-01,1\n2026-01-01,2\n', 3, 'date', /earlier row/],
])('rejects a row whole (%#)', async (text, line, column, reason) => {
  const { rejected, history } = await read(pasted(text));
  expect(rejected).toHaveLength(1);
  expect(rejected[0]!.row).toMatchObject({ line, column });
  expect(rejected[0]!.row.reason).toMatch(reason);
  expect(history.every(({ value }) => value === '1' || value === '3')).toBe(true);
});
