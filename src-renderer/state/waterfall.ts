// Which steps of the explanation are drawn as a waterfall, and where each begins and ends. Drawing only: amounts stay text.
import type { MarginLine } from '../client/nouns.ts';

export interface WaterfallStep {
  label: string;
  /** Exact, as the explanation states it; null for a step that gathers several lines. */
  amount: string | null;
  /** Where the bar stands on the axis. */
  from: number;
  to: number;
  kind: 'adds' | 'reduces' | 'total';
}

/** Steps drawn before the rest are gathered into one. */
const mostSteps = 12;

/**
 * The steps from nothing to `line`, in the order of its children, which add up to it. Zero steps are left out; where there are
 * too many, the largest keep their place and the rest stand as one.
 */
export function waterfallOf(line: MarginLine, children: readonly MarginLine[]): WaterfallStep[] {
  const present = children.filter((child) => Number(child.amount) !== 0);
  const drawn = new Set(
    [...present]
      .sort((a, b) => Math.abs(Number(b.amount)) - Math.abs(Number(a.amount)))
      .slice(0, present.length > mostSteps ? mostSteps - 1 : mostSteps),
  );
  const steps: WaterfallStep[] = [];
  let at = 0;
  const step = (label: string, amount: string | null, size: number): void => {
    steps.push({ label, amount, from: at, to: at + size, kind: size < 0 ? 'reduces' : 'adds' });
    at += size;
  };
  for (const child of present) if (drawn.has(child)) step(child.label, child.amount, Number(child.amount));
  const rest = present.filter((child) => !drawn.has(child));
  if (rest.length > 0) {
    step(
      `${rest.length} smaller lines`,
      null,
      rest.reduce((sum, child) => sum + Number(child.amount), 0),
    );
  }
  steps.push({ label: line.label, amount: line.amount, from: 0, to: Number(line.amount), kind: 'total' });
  return steps;
}
