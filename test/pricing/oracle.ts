// An oracle that shares nothing with the program: the lognormal payoff integrated numerically, without normal
// probabilities, and derivatives of that integral by central differences.
import type { OptionRight } from '../../src-main/domain/instrument.ts';

const NODE_COUNT = 20;
const PANEL_WIDTH = 0.5;
/** The payoff's density is below 1e-31 this many deviations from its centre. */
const REACH = 12;

interface Rule {
  nodes: number[];
  weights: number[];
}

/** Gauss–Legendre nodes and weights on [−1, 1] by Newton's method on the Legendre polynomial. */
function gaussLegendre(count: number): Rule {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let derivative = 0;
    for (let round = 0; round < 30; round++) {
      let current = 1;
      let previous = 0;
      for (let degree = 1; degree <= count; degree++) {
        const next = ((2 * degree - 1) * x * current - (degree - 1) * previous) / degree;
        previous = current;
        current = next;
      }
      derivative = (count * (x * current - previous)) / (x * x - 1);
      const step = current / derivative;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * derivative * derivative));
  }
  return { nodes, weights };
}

const RULE = gaussLegendre(NODE_COUNT);

function integrate(f: (z: number) => number, from: number, to: number): number {
  const panels = Math.max(1, Math.ceil((to - from) / PANEL_WIDTH));
  const half = (to - from) / panels / 2;
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) {
    const centre = from + (2 * panel + 1) * half;
    for (let i = 0; i < NODE_COUNT; i++) sum += RULE.weights[i]! * f(centre + half * RULE.nodes[i]!);
  }
  return sum * half;
}

/** Undiscounted value of a European option: the expectation of its payoff on F·exp(−s²/2 + s·z), z standard normal. */
export function integratedValue(
  right: OptionRight,
  forward: number,
  strike: number,
  volatility: number,
  time: number,
): number {
  const s = volatility * Math.sqrt(time);
  const edge = (Math.log(strike / forward) + (s * s) / 2) / s;
  const payoff = (z: number): number =>
    Math.abs(forward * Math.exp(-(s * s) / 2 + s * z) - strike) * Math.exp(-(z * z) / 2);
  const lowest = Math.min(edge, -REACH);
  const highest = Math.max(edge, s + REACH);
  const total = right === 'call' ? integrate(payoff, edge, highest) : integrate(payoff, lowest, edge);
  return total / Math.sqrt(2 * Math.PI);
}

/** First derivative at x, fourth-order central difference. */
export function slope(f: (x: number) => number, x: number, step: number): number {
  return (f(x - 2 * step) - 8 * f(x - step) + 8 * f(x + step) - f(x + 2 * step)) / (12 * step);
}

/** Second derivative at x, fourth-order central difference. */
export function curvature(f: (x: number) => number, x: number, step: number): number {
  const outer = f(x - 2 * step) + f(x + 2 * step);
  const inner = f(x - step) + f(x + step);
  return (-outer + 16 * inner - 30 * f(x)) / (12 * step * step);
}
