// Derive's published cases: what a risk manager asked of an account, with the inputs it was asked on.
// May import the domain, margin and the files beside it.
import type { Recogniser } from '../recogniser.ts';
import { portfolioCases } from './portfolio-cases.ts';
import { isPortfolioFile } from './portfolio-file.ts';
import { isSrmCase, srmCases } from './srm-case.ts';

export const deriveRecognisers: readonly Recogniser[] = [
  {
    expects: 'a case of Derive’s standard manager (Scenario and Result with realIM, realMM)',
    recognises: isSrmCase,
    cases: srmCases,
  },
  {
    expects: 'a portfolio of one of Derive’s managers (options, perps, bases, cash and results)',
    recognises: isPortfolioFile,
    cases: portfolioCases,
  },
];
