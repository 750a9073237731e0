import { expect, test } from 'vitest';
import { agreementTolerance, lineAgrees } from '../../src-main/analysis/reconcile/agreement-rule.ts';

const agrees = (published: number, computed: number, roundingAllowance = 0, given = false): boolean =>
  lineAgrees({ published, computed, roundingAllowance, given });

test('a line agrees within the venue’s own rounding, in coin and in dollars', () => {
  expect(agreementTolerance).toBe(1e-8);
  expect(agrees(0.157461562, 0.157461562 + 9e-9)).toBe(true);
  expect(agrees(0.157461562, 0.157461562 + 1.1e-8)).toBe(false);
  expect(agrees(1_000_000, 1_000_000.009)).toBe(true);
  expect(agrees(1_000_000, 1_000_000.011)).toBe(false);
  expect(agrees(-1_000_000, -1_000_000.011)).toBe(false);
});

test('what printed inputs leave open is allowed, inputs agree with themselves, and no number disagrees', () => {
  expect(agrees(5, 5.4, 0.5)).toBe(true);
  expect(agrees(5, 5.6, 0.5)).toBe(false);
  expect(agrees(5, 9, 0, true)).toBe(true);
  expect(agrees(5, Number.NaN)).toBe(false);
});
