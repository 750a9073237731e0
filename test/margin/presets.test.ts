// Every number of every preset has a schema row, a unit, bounds and a source; every schema row has a preset; the id says what the set is.
import { describe, expect, it } from 'vitest';
import { fieldOfPath, ParameterReader } from '../../src-main/margin/blocks/parameter-reader.ts';
import { chooseParameterSets, rulebookById, rulebooks } from '../../src-main/margin/registry.ts';
import { presetFileNames, presets } from './presets.ts';

describe('presets', () => {
  for (const [index, set] of presets.entries()) {
    it(`${set.id} has an id that says its rulebook, date and asset, and rows that its schema knows`, () => {
      expect(presetFileNames[index]).toBe(`${set.id}.json`);
      const asset = set.asset === null ? '' : `-${set.asset.toLowerCase()}`;
      expect(set.id).toBe(`${set.rulebook}@${set.effective}${asset}`);
      expect(set.origin).toBe('preset');
      expect(Object.keys(set)).toEqual([
        'id',
        'rulebook',
        'effective',
        'asset',
        'label',
        'origin',
        'assumed',
        'parameters',
      ]);
      const { parameterFields } = rulebookById(set.rulebook);
      const reader = new ParameterReader(parameterFields, {
        rulebook: set.rulebook,
        sets: [set],
        parameters: set.parameters,
      });
      expect(new Set(set.parameters.map((row) => row.path)).size).toBe(set.parameters.length);
      for (const row of set.parameters) {
        const field = fieldOfPath(parameterFields, row.path);
        expect(field, row.path).toBeDefined();
        expect(row.unit, row.path).toBe(field!.unit);
        expect(row.source.length, row.path).toBeGreaterThan(20);
        expect(typeof row.confirmed, row.path).toBe('boolean');
        if (set.assumed && row.confirmed) expect(row.source, row.path).not.toContain('Assumed');
        const read = {
          number: () => reader.number(row.path),
          flag: () => reader.flag(row.path),
          choice: () => reader.choice(row.path),
          text: () => reader.text(row.path),
        };
        expect(read[field!.kind], row.path).not.toThrow();
      }
    });
  }

  it('every schema row of every rulebook is stated by some preset', () => {
    for (const rulebook of rulebooks) {
      const own = presets.filter((set) => set.rulebook === rulebook.id).flatMap((set) => set.parameters);
      for (const field of rulebook.parameterFields) {
        // Hashes of data sets and what a run takes out of them come with a user's file.
        if (field.unit === 'document' || field.unit === 'risk array') continue;
        const stated = own.some((row) => fieldOfPath([field], row.path));
        expect(stated, `${rulebook.id} ${field.path}`).toBe(true);
      }
    }
  });

  it('numbers that nobody published are in sets that say so, or are Margrave’s own choices by name', () => {
    for (const set of presets) {
      for (const row of set.parameters) {
        if (row.source.startsWith('Assumed')) expect(set.assumed, `${set.id} ${row.path}`).toBe(true);
        if (row.source.startsWith('Margrave')) expect(row.confirmed, `${set.id} ${row.path}`).toBe(false);
      }
    }
  });
});

describe('reading parameters', () => {
  const chosen = chooseParameterSets('deribit-pm', ['BTC'], '2026-06-27', presets);
  const { parameterFields } = rulebookById('deribit-pm');
  const reader = new ParameterReader(parameterFields, chosen);
  it('names what is missing', () => {
    expect(() => reader.number('currencyPair.eth_usd.priceRange')).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: expect.stringContaining('currencyPair.eth_usd.priceRange is missing'),
      }),
    );
  });
  it('names what is out of bounds, no number, no choice, no flag', () => {
    const bad = (path: string, value: string | boolean): ParameterReader =>
      new ParameterReader(parameterFields, {
        ...chosen,
        parameters: chosen.parameters.map((row) => (row.path === path ? { ...row, value } : row)),
      });
    const range = 'currencyPair.btc_usd.priceRange';
    expect(() => bad(range, '7').number(range)).toThrow(`${range} is 7, outside 0.001 … 0.99`);
    expect(() => bad(range, 'much').number(range)).toThrow(`${range} is “much”, not a number`);
    expect(() => bad(range, '1e999').number(range)).toThrow('not a number');
    expect(() => bad('general.rollShockForm', 'square').choice('general.rollShockForm')).toThrow(
      'exponential, linear',
    );
    expect(() => bad('currency.btc.correlationSet', 'yes').flag('currency.btc.correlationSet')).toThrow(
      'neither true nor false',
    );
  });
});

describe('the registry', () => {
  it('finds rulebooks by id and names the known ones otherwise', () => {
    expect(rulebookById('deribit-pm').isolatedBaseline).toBe('deribit-sm');
    expect(() => rulebookById('simm')).toThrow(
      expect.objectContaining({
        code: 'not-found',
        message: expect.stringContaining('deribit-pm, deribit-cross-pm, deribit-sm'),
      }),
    );
  });
});
