// Building the tree that explains a requirement. A parent's amount is always made by `recombine`, never written by hand.
// May import the domain only.
import { fromFloat, toFloat } from '../../domain/decimal.ts';
import type { MarginNode, TreeOperator } from '../../domain/margin-result.ts';
import { CLOSING_LINES } from './constants.ts';
import { recombine } from './recombine.ts';

export interface NodeWords {
  id: string;
  label: string;
  currency: string;
  formula: string;
  inputs?: Record<string, string>;
  /** True when a venue's number confirms the formula for what this line holds. A joined line also needs it of the lines that make its amount. */
  confirmed?: boolean;
}

/** A tree as it is wanted: whole, or of a headline its root alone. */
export function asDetailed(root: MarginNode, detail: 'whole' | 'headline' | 'levels'): MarginNode {
  return detail === 'whole' ? root : { ...root, children: [] };
}

/** A leaf: an amount computed from inputs that are no lines themselves. */
export function leaf(words: NodeWords, amount: number): MarginNode {
  return made(words, 'value', amount, []);
}

/** A leaf taken from the venue or the user as it is. */
export function givenLeaf(words: NodeWords, amount: number): MarginNode {
  return made(words, 'given', amount, []);
}

/** A line joined from its children by the operator; its amount follows from theirs. */
export function joined(words: NodeWords, operator: TreeOperator, children: MarginNode[]): MarginNode {
  const amounts = children.map((child) => toFloat(child.amount));
  const amount = recombine(operator, amounts, words.inputs ?? {});
  const confirmed = (words.confirmed ?? false) && restsOnConfirmed(operator, amount, children);
  return made({ ...words, confirmed }, operator, amount, children);
}

/** Whether every line that changes the joined amount is confirmed: of a sum those that aren't 0, of a largest or smallest one of those that bind. */
function restsOnConfirmed(operator: TreeOperator, amount: number, children: readonly MarginNode[]): boolean {
  if (operator === 'sum') return children.every((child) => child.confirmed || child.amount === '0');
  if (operator !== 'max' && operator !== 'min') return children.every((child) => child.confirmed);
  return children.some((child) => child.confirmed && toFloat(child.amount) === amount);
}

/**
 * A sum whose children stand beside an amount that was summed elsewhere, in another order: the last bits that the order of
 * summation leaves are closed by lines of their own, so that the children equal `total` to the bit.
 */
export function closedSum(words: NodeWords, children: MarginNode[], total: number): MarginNode {
  const residues = closingResidues(
    children.map((child) => toFloat(child.amount)),
    total,
  );
  const closing = residues.map((residue, index) =>
    leaf(
      {
        id: `${words.id}/rounding${index === 0 ? '' : index + 1}`,
        label: 'Rounding of the sum',
        currency: words.currency,
        formula: 'total − Σ lines',
        confirmed: true,
      },
      residue,
    ),
  );
  return joined(words, 'sum', [...children, ...closing]);
}

/**
 * What must follow `amounts`, summed left to right, so that the sum is `total` to the bit: none, one or two numbers.
 * Two are needed when the amounts are far larger than the total: the first brings the sum near, where the second is exact.
 */
export function closingResidues(amounts: readonly number[], total: number): number[] {
  let sum = amounts.reduce((running, amount) => running + amount, 0);
  const residues: number[] = [];
  while (sum !== total && residues.length < CLOSING_LINES) {
    const residue = total - sum;
    residues.push(residue);
    sum += residue;
  }
  return residues;
}

/** Every line whose amount its children don't make again to the bit, and every id used twice; none in a sound tree. */
export function treeFaults(root: MarginNode): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const visit = (node: MarginNode): void => {
    if (seen.has(node.id)) faults.push(`${node.id} is used twice`);
    seen.add(node.id);
    const own = toFloat(node.amount);
    if (node.children.length === 0) {
      if (node.operator !== 'value' && node.operator !== 'given' && node.operator !== 'sum') {
        faults.push(`${node.id} has operator ${node.operator} and no children`);
      }
      if (node.operator === 'sum' && own !== 0) faults.push(`${node.id} sums nothing to ${node.amount}`);
      return;
    }
    const again = recombine(
      node.operator,
      node.children.map((child) => toFloat(child.amount)),
      node.inputs,
    );
    if (again !== own) faults.push(`${node.id} is ${node.amount}, its children make ${again}`);
    node.children.forEach(visit);
  };
  visit(root);
  return faults;
}

function made(words: NodeWords, operator: TreeOperator, amount: number, children: MarginNode[]): MarginNode {
  return {
    id: words.id,
    label: words.label,
    amount: fromFloat(amount),
    currency: words.currency,
    operator,
    formula: words.formula,
    inputs: words.inputs ?? {},
    confirmed: words.confirmed ?? false,
    children,
  };
}
