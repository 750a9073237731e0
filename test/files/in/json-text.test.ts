import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src-main/files/in/json-text.ts';

describe('JSON text', () => {
  it('reads what the platform reads, for any JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2), (text, indent) => {
        const value: unknown = JSON.parse(text);
        fc.pre(!text.includes('__proto__'));
        const written = JSON.stringify(value, null, indent);
        const read = parseJson(written, 'x').value;
        // Numbers of more than 17 characters come as their text: the digits are the same.
        expect(JSON.stringify(read).replaceAll('"', '')).toBe(JSON.stringify(value).replaceAll('"', ''));
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  it('refuses what the platform refuses', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '}', ']', '"', '\\', 'x', '0'),
        (text, at, other) => {
          const place = at % (text.length + 1);
          const broken = text.slice(0, place) + other + text.slice(place + 1);
          fc.pre(!broken.includes('__proto__'));
          let valid = true;
          try {
            JSON.parse(broken);
          } catch {
            valid = false;
          }
          if (!valid) expect(() => parseJson(broken, 'x')).toThrow(/line \d+/);
        },
      ),
      { numRuns: 1000, seed: 12 },
    );
  });

  it('knows the line of each object and list', () => {
    const parsed = parseJson('{\n "a": [\n  {"b": 1},\n  {"b": 2}\n ]\n}', 'x');
    const list = (parsed.value as { a: object[] }).a;
    expect([
      parsed.line(parsed.value),
      parsed.line(list),
      parsed.line(list[0]),
      parsed.line(list[1]),
    ]).toEqual([1, 2, 3, 4]);
  });

  it('keeps digits that float64 would lose', () => {
    expect(parseJson('[0.1234567890123456789, 1e999, 12]', 'x').value).toEqual([
      '0.1234567890123456789',
      '1e999',
      12,
    ]);
  });

  it('takes the nearest float64 where that is asked for, and refuses what has none', () => {
    const longNumbers = 'float64';
    expect(parseJson('[0.1234567890123456789, "1e999", -0.0]', 'x', { longNumbers }).value).toEqual([
      0.12345678901234568,
      '1e999',
      -0,
    ]);
    expect(() => parseJson('[1,\n1e999]', 'x', { longNumbers })).toThrow(
      /line 2: The number 1e999 is larger/,
    );
  });

  it.each([
    ['{"a": 1, "a": 2}', /“a” is given twice/],
    ['{"__proto__": {"a": 1}}', /__proto__/],
    [`${'['.repeat(100_000)}`, /deeper than 64/],
    ['{"a": "x\u0000y"}', /NUL/],
    ['{"a": "\\q"}', /escape/],
    ['{"a": 01}', /comma|“}”/],
    ['{"a": 1', /too early/],
    ['{"a": 1} x', /after the end/],
  ])('refuses %j', (text, message) => {
    expect(() => parseJson(text, 'x')).toThrow(message);
  });
});
