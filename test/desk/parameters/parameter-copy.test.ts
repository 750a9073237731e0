import { expect, test } from 'vitest';
import {
  parameterCopy,
  readParameterText,
  readTypedParameter,
} from '../../../src-main/desk/parameters/parameter-copy.ts';
import { readHandSet } from '../../../src-main/domain/hand-set.ts';
import type { ParameterSet } from '../../../src-main/domain/parameters.ts';
import { ParameterReader } from '../../../src-main/margin/blocks/parameter-reader.ts';

const path = 'currencyPair.btc_usd.priceRange';
const row = (at: string, value: string) => ({
  path: at,
  value,
  unit: 'fraction',
  source: `venue, ${value}`,
  confirmed: true,
});
const preset: ParameterSet = {
  id: 'deribit-pm@2024-06-17-btc',
  rulebook: 'deribit-pm',
  effective: '2024-06-17',
  asset: 'BTC',
  label: 'Preset',
  origin: 'preset',
  assumed: false,
  parameters: [row(path, '0.16'), row('currencyPair.btc_usd.volatilityRangeUp', '0.5')],
};
const how = { label: 'Wider', reason: 'stress', user: 'anna', at: '2026-02-15T09:00:00Z' };

test('values are read by the rulebook’s schema: bounds, choices, flags, percentages', () => {
  const read = (at: string, value: string) => readTypedParameter('deribit-pm', at, value);
  expect(read(path, '0.180')).toMatchObject({ value: '0.18' });
  expect(read(path, '16')).toMatchObject({
    message: expect.stringMatching(/between 0\.001 and 0\.99 .*Did you mean 0\.16\?$/),
  });
  expect(read(path, 'wide')).toMatchObject({ message: expect.stringMatching(/not a number/) });
  expect(read('currency.btc.correlationSet', 'true')).toMatchObject({ value: true });
  expect(read('currency.btc.correlationSet', 'yes')).toMatchObject({
    message: expect.stringMatching(/true or false/),
  });
  expect(read('general.rollShockForm', 'round')).toMatchObject({
    message: expect.stringMatching(/exponential, linear/),
  });
  expect(read('general.invented', '1')).toMatchObject({
    message: expect.stringMatching(/no parameter general\.invented/),
  });
});

test('a text stands as it is typed, and isn’t empty', () => {
  const field = { path: 'product.*.group', label: 'Product group', unit: 'name', meaning: 'm' } as const;
  const reader = (value: string | boolean) =>
    new ParameterReader([{ ...field, kind: 'text' }], {
      rulebook: 'toy',
      sets: [],
      parameters: [{ path: 'product.SPX.group', value, unit: 'name', source: 'test', confirmed: false }],
    });
  expect(reader('Broad-based 1').text('product.SPX.group')).toBe('Broad-based 1');
  expect(() => reader(true).text('product.SPX.group')).toThrow(
    'product.SPX.group is true, and is to be text',
  );
  expect(readParameterText({ ...field, kind: 'text' }, ' 0.50 ')).toMatchObject({ value: '0.50' });
  expect(readParameterText({ ...field, kind: 'text' }, '  ')).toMatchObject({
    message: 'Product group is a text: write at least one character.',
  });
});

test('a copy changes what was asked and nothing else; its source says who, why and instead of what', () => {
  const copy = parameterCopy(preset, { ...how, changes: [{ path, value: '0.2' }] }, [preset]);
  expect(copy).toMatchObject({
    id: 'deribit-pm@2024-06-17-btc+wider',
    origin: 'edited',
    effective: '2024-06-17',
    asset: 'BTC',
  });
  const [range, up] = copy.parameters;
  expect(range).toMatchObject({ path, value: '0.2', confirmed: false });
  expect(readHandSet(range!.source)).toEqual({
    user: 'anna',
    at: how.at,
    until: null,
    reason: 'stress',
    former: { value: '0.16', source: 'venue, 0.16' },
  });
  expect(up).toEqual(preset.parameters[1]);
  expect(preset.parameters[0]!.value).toBe('0.16');

  const again = parameterCopy(copy, { ...how, changes: [{ path, value: '0.3' }] }, [preset, copy]);
  expect(again.id).toBe('deribit-pm@2024-06-17-btc+wider-2');
  expect(readHandSet(again.parameters[0]!.source)?.former?.value).toBe('0.16');
});

test('a copy of an imported set stands alone: the preset below fills what the venue doesn’t print', () => {
  const imported: ParameterSet = {
    ...preset,
    id: 'deribit-pm@2025-01-01-btc',
    effective: '2025-01-01',
    origin: 'imported',
    parameters: [row(path, '0.17')],
  };
  const copy = parameterCopy(imported, { ...how, changes: [] }, [preset, imported]);
  expect(copy.parameters.map(({ value }) => value)).toEqual(['0.17', '0.5']);
});

test('a value out of bounds makes no copy and is named', () => {
  expect(() => parameterCopy(preset, { ...how, changes: [{ path, value: '2' }] }, [preset])).toThrow(
    expect.objectContaining({ code: 'invalid-input', detail: { path, value: '2' } }),
  );
});
