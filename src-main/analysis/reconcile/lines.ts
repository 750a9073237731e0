// One compared quantity, and reading lines of a margin tree by id.
// May import the domain and the case's own types.
import { toFloat } from '../../domain/decimal.ts';
import type { MarginEntry, MarginNode } from '../../domain/margin-result.ts';
import type { ReconcileLine } from './reconcile-case.ts';

/** A line: absolute difference, and relative to the larger of 1 and |published|. */
export function reconcileLine(
  quantity: string,
  published: number,
  computed: number,
  extra: { given?: boolean; roundingAllowance?: number } = {},
): ReconcileLine {
  const absoluteDifference = Math.abs(published - computed);
  return {
    quantity,
    published,
    computed,
    absoluteDifference,
    relativeDifference: absoluteDifference / Math.max(1, Math.abs(published)),
    given: extra.given ?? false,
    roundingAllowance: extra.roundingAllowance ?? 0,
  };
}

/** The amount of the tree's line whose id is `<netting set>/<path>`; null when there is none. */
export function treeAmount(entry: MarginEntry, path: string): number | null {
  const wanted = `${entry.tree.id}/${path}`;
  const find = (node: MarginNode): MarginNode | null => {
    if (node.id === wanted) return node;
    for (const child of node.children) {
      const found = wanted.startsWith(child.id) || child.children.length > 0 ? find(child) : null;
      if (found) return found;
    }
    return null;
  };
  const node = find(entry.tree);
  return node === null ? null : toFloat(node.amount);
}

/** Digits after the point of a number as JSON prints it: 0.000342 has 6, 2.288e-5 has 8. */
export function decimalsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const digits = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, digits - Number(exponent));
}
