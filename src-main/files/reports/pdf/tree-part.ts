// The explanation of a margin as an indented list: what binds, what weighs most, and how much is left out. May import the domain.
import { ExactDecimal } from '../../../domain/decimal.ts';
import type { MarginNode } from '../../../domain/margin-result.ts';
import { breakable, type Content, colour, money, type TableCell, table } from './pdf-style.ts';

/** Levels shown; the whole tree is in the other formats. */
const DEEPEST = 7;
/** Lines of one sum: beyond, the largest are shown and the others added up. */
const LINES_OF_A_SUM = 8;

interface TreeLine {
  depth: number;
  label: string;
  formula: string;
  amount: string | null;
  currency: string;
  confirmed: boolean;
  isRest: boolean;
}

export function treePart(tree: MarginNode): Content {
  const lines = linesOf(tree, 0);
  return table({
    caption: 'Why: the explanation, top down',
    note: `Requirements positive, losses negative, in ${tree.currency} unless said otherwise. Of a choice the binding line is opened, of a long sum the ${LINES_OF_A_SUM} largest lines. †\u00a0No venue number confirms the line.`,
    columns: [
      { label: 'Line', width: '*' },
      { label: 'Formed as', width: 168 },
      { label: 'Amount', width: 'fit', align: 'right' },
      { label: '', width: 'fit' },
    ],
    rows: lines.map((line): TableCell[] => [
      {
        text: `${breakable(line.label)}${line.confirmed || line.isRest ? '' : ' †'}`,
        margin: [9 * line.depth, 0, 0, 0],
        bold: line.depth < 2,
        ...(line.isRest && { italics: true, color: colour.muted }),
      },
      { text: line.formula, style: 'aside' },
      { text: line.amount === null ? '' : money(line.amount, line.currency), bold: line.depth < 2 },
      { text: line.amount === null ? '' : line.currency, style: 'aside' },
    ]),
  });
}

function linesOf(node: MarginNode, depth: number): TreeLine[] {
  const only = onlyLeaf(node);
  const own: TreeLine = {
    depth,
    label: node.label,
    formula: only ? `${node.formula}: ${only.label} ${money(only.amount, only.currency)}` : node.formula,
    amount: node.amount,
    currency: node.currency,
    confirmed: node.confirmed,
    isRest: false,
  };
  // What lies under nothing says nothing; the other formats have it.
  if (depth >= DEEPEST || only || Number(node.amount) === 0) return [own];
  const { shown, rest } = childrenShown(node);
  const lines = shown.flatMap((child) => linesOf(child, depth + 1));
  return rest.length === 0 ? [own, ...lines] : [own, ...lines, restLine(node, rest, depth + 1)];
}

/** The one leaf under a line: it is named beside the formula instead of on a line of its own. */
function onlyLeaf({ children }: MarginNode): MarginNode | undefined {
  return children.length === 1 && children[0]?.children.length === 0 ? children[0] : undefined;
}

/** Children worth their line: the binding one of a choice, the largest of a long sum, else all. */
function childrenShown(node: MarginNode): { shown: MarginNode[]; rest: MarginNode[] } {
  const { children, operator } = node;
  if ((operator === 'min' || operator === 'max') && children.length > 3) {
    const binding =
      children.find((child) => child.amount === node.amount && child.children.length > 0) ??
      children.find(({ amount }) => amount === node.amount);
    if (!binding) return { shown: children.slice(0, 3), rest: children.slice(3) };
    return { shown: [binding], rest: children.filter((child) => child !== binding) };
  }
  if (children.length <= LINES_OF_A_SUM + 1) return { shown: children, rest: [] };
  const bySize = [...children].sort((a, b) => Math.abs(Number(b.amount)) - Math.abs(Number(a.amount)));
  const kept = new Set(bySize.slice(0, LINES_OF_A_SUM));
  return {
    shown: bySize.slice(0, LINES_OF_A_SUM),
    rest: children.filter((child) => !kept.has(child)),
  };
}

function restLine(node: MarginNode, rest: readonly MarginNode[], depth: number): TreeLine {
  const isSum = node.operator === 'sum' && rest.every(({ currency }) => currency === node.currency);
  const sum = rest.reduce((total, { amount }) => total.plus(amount), new ExactDecimal(0));
  return {
    depth,
    label: isSum ? `${rest.length} other lines together` : `${rest.length} other lines that don’t bind`,
    formula: '',
    amount: isSum ? sum.toFixed() : null,
    currency: node.currency,
    confirmed: true,
    isRest: true,
  };
}
