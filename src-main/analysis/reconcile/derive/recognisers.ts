// Derive's published cases: what a risk manager asked of an account, with the inputs it was asked on.
// May import the domain, margin and the files beside it.
import type { Recogniser } from '../recogniser.ts';
import { isPmrm1Case, pmrm1Cases } from './pmrm1-case.ts';
import { isPmrm2Case, pmrm2Case } from './pmrm2-case.ts';
import { portfolioCases } from './portfolio-cases.ts';
import { isPortfolioFile } from './portfolio-file.ts';
import { isSrmCase, srmCases } from './srm-case.ts';

export const deriveRecognisers: readonly Recogniser[] = [
  {
    expects:
      'a case of Derive’s first portfolio margin (Scenario and Result with InitialMarginCalc, MaintenanceMarginCalc)',
    recognises: isPmrm1Case,
    cases: pmrm1Cases,
  },
  {
    expects: 'a case of Derive’s PMRM_2 (Scenario, Parameters with Scenarios, and Result)',
    recognises: isPmrm2Case,
    cases: pmrm2Case,
  },
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
