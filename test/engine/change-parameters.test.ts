import { expect, it } from 'vitest';
import type { EffectiveParameters, Parameter } from '../../src-main/domain/parameters.ts';
import { completeParameters } from '../../src-main/engine/change-parameters.ts';

const row = (path: string, unit: string): Parameter => ({
  path,
  value: '1',
  unit,
  source: 'test',
  confirmed: false,
});
const span = (...parameters: Parameter[]): Record<string, EffectiveParameters> => ({
  span: { rulebook: 'span', sets: [], parameters },
});

it('takes the risk arrays of contracts that the run didn’t hold, beside those of contracts that it did', () => {
  const own = span(row('array.cme:ESM26', 'risk array'), row('general.rounding', 'count'));
  const other = span(row('array.cme:ESU26', 'risk array'), row('general.other', 'count'));
  const { parameters, taken } = completeParameters(own, other);
  expect(parameters.span?.parameters.map(({ path }) => path)).toEqual([
    'array.cme:ESM26',
    'array.cme:ESU26',
    'general.rounding',
  ]);
  expect(taken).toEqual(['span array.cme:ESU26']);
});
