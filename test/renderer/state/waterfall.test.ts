import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connect } from '../../../src-renderer/client/client.ts';
import type { MarginLine } from '../../../src-renderer/client/nouns.ts';
import { Explanation } from '../../../src-renderer/state/explanation.svelte.ts';
import { waterfallOf } from '../../../src-renderer/state/waterfall.ts';
import { fixture } from '../fixtures/bridge.ts';

const line = (id: string, amount: string): MarginLine => ({
  id,
  label: id,
  amount,
  currency: 'USD',
  operator: 'sum',
  formula: '',
  inputs: {},
  confirmed: true,
  childCount: 0,
});

describe('the steps of a waterfall', () => {
  it('begin where the one above ended, and end at the total, however many there are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 60 }), (amounts) => {
        const total = amounts.reduce((sum, amount) => sum + amount, 0);
        const steps = waterfallOf(
          line('total', String(total)),
          amounts.map((amount, index) => line(String(index), String(amount))),
        );
        const last = steps.at(-1);
        expect(last).toMatchObject({ kind: 'total', from: 0, to: total });
        expect(steps.length).toBeLessThanOrEqual(13);
        let at = 0;
        for (const step of steps.slice(0, -1)) {
          expect(step.from).toBe(at);
          expect(step.kind).toBe(step.to < step.from ? 'reduces' : 'adds');
          at = step.to;
        }
        expect(at).toBe(total);
      }),
      { numRuns: 300 },
    );
  });

  it('leave out what is zero and keep the order of the lines', () => {
    const steps = waterfallOf(line('total', '5'), [line('a', '7'), line('b', '0'), line('c', '-2')]);
    expect(steps.map(({ label }) => label)).toEqual(['a', 'c', 'total']);
  });
});

describe('the sum that explains a line', () => {
  it('is the line itself, the branch that governs it, or the sum it is a part of', async () => {
    const client = connect(fixture({ size: 600 }).bridge);
    const view = await client.call('margin.compute', {
      account: null,
      rulebook: null,
      parameters: null,
      market: null,
      allowExcluded: true,
      store: false,
      label: '',
    });
    const tree = new Explanation(client, view.view, view.entries[0]!);
    await tree.load();
    const before = tree.rows.length;
    const root = await tree.sumAt(tree.root?.id ?? '');
    expect(root?.line.id).toBe(tree.root?.id);
    const leaf = tree.rows.findLast((row) => row.type === 'line' && row.line.childCount === 0);
    const of = await tree.sumAt(leaf?.key ?? '');
    expect(of?.line.childCount).toBeGreaterThan(1);
    const sum = (of?.children ?? []).reduce((total, child) => total + Number(child.amount), 0);
    expect(sum).toBeCloseTo(Number(of?.line.amount), 6);
    // Looking doesn't open branches.
    expect(tree.rows.length).toBe(before);
  });
});
