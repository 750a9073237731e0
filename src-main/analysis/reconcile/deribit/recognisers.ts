// Deribit's answers: the margin simulator's, account summaries, one account summary.
// May import the domain, margin and the files beside it.
import type { JsonObject } from '../json-place.ts';
import type { Recogniser } from '../recogniser.ts';
import { summariesCases } from './account-summary.ts';
import { singleSummaryCase } from './segregated-summary.ts';
import { simulateCase } from './simulate-answer.ts';

const has = (value: JsonObject, ...names: string[]): boolean =>
  names.every((name) => Object.hasOwn(value, name));

export const deribitRecognisers: readonly Recogniser[] = [
  {
    expects: 'private/pme/simulate of Deribit (margins and risk vectors)',
    recognises: (value) =>
      has(value, 'portfolio') && (has(value, 'margins') || has(value, 'initial_risk_vectors')),
    cases: simulateCase,
  },
  {
    expects: 'account summaries of Deribit, several together',
    recognises: (value) => Array.isArray(value.summaries),
    cases: summariesCases,
  },
  {
    expects: 'an account summary of Deribit',
    recognises: (value) => has(value, 'currency', 'margin_balance', 'equity', 'initial_margin'),
    cases: singleSummaryCase,
  },
];
