import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src-main/domain/canonical-json.ts';

/** The same value with the keys of every object set in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, reversed(field)]),
  );
}

describe('canonical JSON', () => {
  it('sorts keys by code unit, writes no white space and leaves undefined out', () => {
    expect(canonicalJson({ b: 1, a: [true, null, { z: undefined, y: 'é"\n' }], B: -0, 10: 1, 9: 2 })).toBe(
      '{"10":1,"9":2,"B":0,"a":[true,null,{"y":"é\\"\\n"}],"b":1}',
    );
  });

  it('is one text per value, and the value again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      { seed: 20260101, numRuns: 300 },
    );
  });

  it('refuses what JSON would lose, naming the place', () => {
    expect(() => canonicalJson({ a: [1, Number.NaN] })).toThrow(
      '$.a[1] can’t be written as JSON: it is NaN.',
    );
    expect(() => canonicalJson({ when: new Date(0) })).toThrow('$.when');
    expect(() => canonicalJson([undefined])).toThrow('$[0]');
    expect(() => canonicalJson({ rows: new Float64Array(2) })).toThrow('Float64Array');
    expect(() => canonicalJson(1n)).toThrow('bigint');
  });
});
