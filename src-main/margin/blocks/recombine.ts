// How the children of a tree node make their parent: one function, one case per operator (conventions 5).
// May import the domain only.
import { MargraveError } from '../../domain/errors.ts';
import type { TreeOperator } from '../../domain/margin-result.ts';

/**
 * The parent's amount from its children's amounts, in their order, and the node's inputs. Bits are fixed: sums run left to right.
 * - `value`, `given`: leaves; their own amount is passed as the only child.
 * - `cap`: inputs.limit; `floor`: inputs.level; `product`: all children times inputs.factor (1 when absent).
 * - `tieredSum`: the child is a size; inputs.tiers = JSON [[from, rate], …], ascending; each slice of the size at its rate.
 * - `scaledGains`: Σ of the children, positive ones times inputs.factor.
 * - `rootOfQuadraticForm`: √(xᵀ·C·x), inputs.correlation = JSON rows; a negative form counts as 0.
 * - `orderStatistic`: inputs.rank, 1 is the smallest. `ratio`: first over second.
 * - `optimum`: inputs.sense `smallest` or `largest` over the alternatives tried.
 * - `currencyConversion`: inputs.rate. `rounding`: inputs.step and inputs.direction `up`, `down` or `nearest`.
 * Throws `internal` when an input is missing or the number of children is wrong.
 */
export function recombine(
  operator: TreeOperator,
  amounts: readonly number[],
  inputs: Readonly<Record<string, string>>,
): number {
  switch (operator) {
    case 'value':
    case 'given':
    case 'cap':
    case 'floor':
    case 'tieredSum':
    case 'currencyConversion':
    case 'rounding':
      if (amounts.length !== 1) throw wrong(operator, `takes one amount, not ${amounts.length}`);
      return single(operator, amounts[0] as number, inputs);
    case 'sum':
      return amounts.reduce((total, amount) => total + amount, 0);
    case 'max':
    case 'min':
      if (amounts.length === 0) throw wrong(operator, 'takes at least one amount');
      return amounts.reduce((a, b) => (operator === 'max' ? Math.max(a, b) : Math.min(a, b)));
    case 'optimum': {
      if (amounts.length === 0) throw wrong(operator, 'takes at least one amount');
      if (inputs.sense === 'smallest') return amounts.reduce((a, b) => Math.min(a, b));
      if (inputs.sense === 'largest') return amounts.reduce((a, b) => Math.max(a, b));
      throw wrong(operator, 'needs the input “sense”: smallest or largest');
    }
    case 'product':
      return amounts.reduce(
        (total, amount) => total * amount,
        inputs.factor === undefined ? 1 : number(inputs, 'factor', operator),
      );
    case 'scaledGains': {
      const factor = number(inputs, 'factor', operator);
      return amounts.reduce((total, amount) => total + (amount > 0 ? amount * factor : amount), 0);
    }
    case 'rootOfQuadraticForm':
      return rootOfQuadraticForm(amounts, inputs);
    case 'orderStatistic': {
      const rank = number(inputs, 'rank', operator);
      const value = [...amounts].sort((a, b) => a - b)[rank - 1];
      if (value === undefined) throw wrong(operator, `has no rank ${rank} among ${amounts.length} amounts`);
      return value;
    }
    case 'ratio': {
      const [numerator, denominator] = amounts;
      if (amounts.length !== 2 || numerator === undefined || denominator === undefined) {
        throw wrong(operator, `takes two amounts, not ${amounts.length}`);
      }
      return numerator / denominator;
    }
  }
}

function single(operator: TreeOperator, amount: number, inputs: Readonly<Record<string, string>>): number {
  switch (operator) {
    case 'cap':
      return Math.min(amount, number(inputs, 'limit', operator));
    case 'floor':
      return Math.max(amount, number(inputs, 'level', operator));
    case 'currencyConversion':
      return amount * number(inputs, 'rate', operator);
    case 'rounding': {
      const step = number(inputs, 'step', operator);
      const round = { up: Math.ceil, down: Math.floor, nearest: Math.round }[inputs.direction ?? ''];
      if (!round) throw wrong(operator, 'needs the input “direction”: up, down or nearest');
      return round(amount / step) * step;
    }
    case 'tieredSum': {
      const tiers = JSON.parse(inputs.tiers ?? '[]') as [number, number][];
      return tiers.reduce((total, [from, rate], index) => {
        const to = tiers[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
        return total + Math.max(0, Math.min(amount, to) - from) * rate;
      }, 0);
    }
    default:
      return amount;
  }
}

function rootOfQuadraticForm(amounts: readonly number[], inputs: Readonly<Record<string, string>>): number {
  const rows = JSON.parse(inputs.correlation ?? '[]') as number[][];
  if (rows.length !== amounts.length) {
    throw wrong(
      'rootOfQuadraticForm',
      `has ${amounts.length} amounts and ${rows.length} rows of correlation`,
    );
  }
  let form = 0;
  rows.forEach((row, i) => {
    row.forEach((weight, j) => {
      form += weight * (amounts[i] ?? 0) * (amounts[j] ?? 0);
    });
  });
  return Math.sqrt(Math.max(0, form));
}

function number(inputs: Readonly<Record<string, string>>, name: string, operator: TreeOperator): number {
  const value = Number(inputs[name]);
  if (inputs[name] === undefined || !Number.isFinite(value)) {
    throw wrong(operator, `needs the input “${name}” as a number, not “${inputs[name]}”`);
  }
  return value;
}

function wrong(operator: TreeOperator, what: string): MargraveError {
  return new MargraveError('internal', `A margin line of operator ${operator} ${what}.`, { operator });
}
