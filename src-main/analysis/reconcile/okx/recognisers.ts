// OKX's answers: the position builder's.
// May import the domain, margin and the files beside it.
import type { Recogniser } from '../recogniser.ts';
import { positionBuilderCase } from './position-builder.ts';

export const okxRecognisers: readonly Recogniser[] = [
  {
    expects: 'account/position-builder of OKX (risk units)',
    recognises: (value) => Array.isArray(value.riskUnitData),
    cases: positionBuilderCase,
  },
];
