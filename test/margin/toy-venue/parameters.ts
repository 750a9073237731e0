// Parameters of the toy venue's margin.
import type { ParameterField } from '../../../src-main/domain/parameters.ts';

export const parameterFields: readonly ParameterField[] = [
  {
    path: 'general.priceMove',
    label: 'Price move',
    unit: 'fraction',
    kind: 'number',
    minimum: 0,
    maximum: 0.9,
    meaning: 'How far every price moves, up and down.',
  },
  {
    path: 'general.maintenanceFactor',
    label: 'Maintenance factor',
    unit: 'fraction',
    kind: 'number',
    minimum: 0,
    maximum: 1,
    meaning: 'Maintenance margin as a share of the initial margin.',
  },
];
