// Compared answers as records, and what records confirm: plain functions, no desk.
import { expect, test } from 'vitest';
import { agreementOf, sentenceWithAgreement } from '../../src-main/contract/agreement-words.ts';
import { agreementsOf, agreementWords, listedRecord } from '../../src-main/desk/kept-agreement.ts';
import { forTestsOnly } from '../../src-main/desk/reader/read-answer.ts';
import {
  type ComparedCase,
  type RecordToKeep,
  recordsToKeep,
} from '../../src-main/desk/reader/reconciliation-records.ts';
import type { KeptReconciliationRecord } from '../../src-main/domain/kept-reconciliation.ts';

const grid = 'No venue number confirms options under the grid.';
const tail = 'No venue number confirms the tail.';

function compared(words: Partial<ComparedCase> & { published?: number; difference?: number }): ComparedCase {
  const { published = 5, difference = 0, ...rest } = words;
  const line = {
    quantity: 'result.margin',
    published,
    computed: published + difference,
    absoluteDifference: Math.abs(difference),
    relativeDifference: Math.abs(difference) / Math.max(1, published),
    given: false,
    roundingAllowance: 0,
    agrees: Math.abs(difference) < 1e-8,
  };
  return {
    id: 'one.json',
    rulebook: 'okx-pm',
    asOf: '2026-11-20T08:00:00Z',
    sets: ['okx-pm@2025-01-06'],
    lines: [
      line,
      { ...line, quantity: 'result.orders', given: true, absoluteDifference: 3, relativeDifference: 3 },
    ],
    notes: [],
    forTests: false,
    restsOn: [grid],
    file: { name: 'one.json', sha256: 'a'.repeat(64) },
    ...rest,
  };
}
const records = (...cases: ComparedCase[]): RecordToKeep[] =>
  recordsToKeep({ cases, context: null, engineVersion: '1' });
const keptAt = (time: string, ...cases: ComparedCase[]): KeptReconciliationRecord[] =>
  records(...cases).map(({ record }) => ({ ...record, keptAt: time, user: 'ada' }));

test('a record is known by what the venue printed: not by file, place or what was computed', () => {
  const [one] = records(compared({}));
  const file = { name: 'copy.json', sha256: 'b'.repeat(64) };
  const [copy] = records(compared({ id: 'copy.json $.x', file, difference: 2e-9 }));
  expect(copy?.record.id).toBe(one?.record.id);
  expect(copy?.record.document).not.toBe(one?.record.document);
  for (const other of [{ published: 6 }, { asOf: '2026-11-21T08:00:00Z' }, { rulebook: 'derive-srm' }])
    expect(records(compared(other))[0]?.record.id).not.toBe(one?.record.id);
  expect(one?.record).toMatchObject({ cases: 1, lines: 1, disagreeing: 0, largestAbsoluteDifference: 0 });
});

test('one record per rulebook; the same answer twice is one answer; a case without a computed line makes none', () => {
  const inputs = compared({ rulebook: 'derive-srm' });
  inputs.lines = inputs.lines.filter(({ given }) => given);
  expect(records(inputs)).toEqual([]);
  const made = records(compared({}), compared({ id: 'again.json' }), compared({ rulebook: 'derive-srm' }));
  expect(made.map(({ record }) => [record.rulebook, record.cases, record.answers.length])).toEqual([
    ['okx-pm', 2, 1],
    ['derive-srm', 1, 1],
  ]);
  expect(JSON.parse(made[0]!.document).cases).toHaveLength(2);
});

test('agreement counts each answer once, per rulebook and per sentence it rests on', () => {
  const newest = keptAt(
    '2026-11-22T00:00:00Z',
    compared({ published: 7, difference: 3.1e-9, restsOn: [grid, tail], asOf: '2026-11-21T08:00:00Z' }),
    compared({}),
  );
  const older = keptAt('2026-11-01T00:00:00Z', compared({ difference: 5e-9 }));
  const agreements = agreementsOf([...newest, ...older]);
  expect(agreements.map(({ sentence, answers }) => [sentence, answers])).toEqual([
    [null, 2],
    [grid, 2],
    [tail, 1],
  ]);
  expect(agreements[0]).toMatchObject({ rulebook: 'okx-pm', upTo: '2026-11-21T08:00:00Z' });
  expect(agreements[0]?.words).toMatch(/^confirmed on 2 answers up to 2026-11-21, largest difference /);
  expect(agreements[0]?.largestRelativeDifference).toBeCloseTo(3.1e-9 / 7, 15);
  expect(listedRecord(newest[0]!)).toMatchObject({ restsOn: [grid, tail], cases: 2 });
  expect(listedRecord(newest[0]!)).not.toHaveProperty('answers');
});

test('a record with a line that disagrees confirms nothing, nor does an older one of the same answer', () => {
  const bad = keptAt('2026-11-22T00:00:00Z', compared({ difference: 0.01 }), compared({ published: 7 }));
  expect(agreementsOf(bad)).toEqual([]);
  expect(agreementsOf([...bad, ...keptAt('2026-11-01T00:00:00Z', compared({}))])).toEqual([]);
  expect(agreementsOf([...keptAt('2026-11-23T00:00:00Z', compared({})), ...bad])[0]?.answers).toBe(1);
});

test('the words', () => {
  const words = 'confirmed on 12 answers up to 2026-11-20, largest difference 3.1e-9 (relative)';
  const confirmed = { answers: 12, upTo: '2026-11-20T08:00:00Z', largestRelativeDifference: 3.12e-9 };
  expect(agreementWords(confirmed)).toBe(words);
  const agreement = { rulebook: 'okx-pm', sentence: grid, ...confirmed, words };
  expect(sentenceWithAgreement(grid, agreementOf([agreement], 'okx-pm', grid))).toBe(
    `No venue number confirms options under the grid — ${words}`,
  );
  expect(sentenceWithAgreement(grid, agreementOf([agreement], 'derive-srm', grid))).toBe(grid);
  expect(agreementOf(undefined, 'okx-pm', grid)).toBeNull();
  expect(agreementWords({ ...confirmed, answers: 1, largestRelativeDifference: 0 })).toBe(
    'confirmed on 1 answer up to 2026-11-20, no difference',
  );
});

test('a document is for tests where it says so itself', () => {
  expect(forTestsOnly({ use: 'For tests, not for use.', market: {} })).toBe(true);
  expect(forTestsOnly({ market: { label: 'for tests, not for use' } })).toBe(false);
  expect(forTestsOnly(null)).toBe(false);
});
