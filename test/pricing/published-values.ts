// A quick reference that travels with the checkout: a few published numbers, transcribed, for machines without ../shared.
import type { OptionRight } from '../../src-main/domain/instrument.ts';

export interface SpotCase {
  right: OptionRight;
  strike: number;
  spot: number;
  dividendYield: number;
  rate: number;
  time: number;
  volatility: number;
}

const spotCase = (
  right: OptionRight,
  strike: number,
  spot: number,
  dividendYield: number,
  rate: number,
  time: number,
  volatility: number,
): SpotCase => ({ right, strike, spot, dividendYield, rate, time, volatility });

/** E. G. Haug, "The Complete Guide to Option Pricing Formulas" (1998), pp. 2–8: values printed to four decimals. */
export const haugValues: [SpotCase, number][] = [
  [spotCase('call', 65, 60, 0, 0.08, 0.25, 0.3), 2.1334], // Black–Scholes
  [spotCase('put', 95, 100, 0.05, 0.1, 0.5, 0.2), 2.4648], // Merton
  [spotCase('call', 19, 19, 0.1, 0.1, 0.75, 0.28), 1.7011], // Black-76
  [spotCase('put', 19, 19, 0.1, 0.1, 0.75, 0.28), 1.7011],
  [spotCase('call', 1.6, 1.56, 0.08, 0.06, 0.5, 0.12), 0.0291], // Garman–Kohlhagen
];

/** The same book, pp. 11–16. */
export const haugGreeks: [greek: string, SpotCase, number][] = [
  ['delta', spotCase('call', 100, 105, 0.1, 0.1, 0.5, 0.36), 0.5946],
  ['delta', spotCase('put', 100, 105, 0.1, 0.1, 0.5, 0.36), -0.3566],
  ['elasticity', spotCase('put', 100, 105, 0.1, 0.1, 0.5, 0.36), -4.8775],
  ['gamma', spotCase('call', 60, 55, 0, 0.1, 0.75, 0.3), 0.0278],
  ['vega', spotCase('put', 60, 55, 0, 0.1, 0.75, 0.3), 18.9358],
  ['theta', spotCase('put', 405, 430, 0.05, 0.07, 1 / 12, 0.2), -31.1924],
  ['thetaPerDay', spotCase('put', 405, 430, 0.05, 0.07, 1 / 12, 0.2), -0.0855],
  ['rho', spotCase('call', 75, 72, 0, 0.09, 1, 0.19), 38.7325],
];

/** OpenGamma Strata (commit 39c46e34, Apache-2.0), BlackFormulaRepositoryTest: undiscounted calls on 104 over 4.5 years. */
export const strataCalls: [strike: number, volatility: number, value: number][] = [
  [85, 0.1, 20.816241352493662],
  [103, 0.3, 26.343236303647927],
  [150, 0.12, 1.0637022636084144],
  [250, 0.1, 0.0001328198130230618],
  [250, 0.8, 43.99634090899799],
];
