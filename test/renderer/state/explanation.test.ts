import { describe, expect, it } from 'vitest';
import { connect } from '../../../src-renderer/client/client.ts';
import { Explanation } from '../../../src-renderer/state/explanation.svelte.ts';
import { fixture } from '../fixtures/bridge.ts';

async function tree() {
  const given = fixture({ size: 6_000 });
  const client = connect(given.bridge);
  const view = await client.call('margin.compute', {
    account: null,
    rulebook: null,
    parameters: null,
    market: null,
    allowExcluded: true,
    store: false,
    label: '',
  });
  const explanation = new Explanation(client, view.view, view.entries[0]!);
  await explanation.load();
  return { explanation, given };
}
const labels = (explanation: Explanation): string[] =>
  explanation.rows.flatMap((row) => (row.type === 'line' ? [row.line.label] : []));

describe('the explanation as rows', () => {
  it('opens its first two levels and asks for nothing deeper', async () => {
    const { explanation, given } = await tree();
    expect(labels(explanation)).toEqual([
      'Initial margin',
      'Maintenance margin',
      'Worst scenario of the grid',
      'Roll shock',
      'Delta shock',
      'Initial buffer',
      'Open orders',
    ]);
    expect(given.calls.filter(({ name }) => name === 'margin.tree')).toHaveLength(2);
  });

  it('fetches a long branch a page at a time', async () => {
    const { explanation } = await tree();
    await explanation.open('BTC/worst');
    const more = explanation.rows.find((row) => row.type === 'more');
    expect(more).toMatchObject({ shown: 200, total: 640 });
    await explanation.more('BTC/worst');
    await explanation.more('BTC/worst');
    await explanation.more('BTC/worst');
    expect(explanation.rows.some((row) => row.type === 'more')).toBe(false);
    expect(explanation.rows).toHaveLength(7 + 640);
  });

  it('is walked by arrows: in, out, to the parent', async () => {
    const { explanation } = await tree();
    explanation.move(2);
    expect(explanation.focus).toBe('BTC/worst');
    await explanation.inward();
    await explanation.inward();
    expect(explanation.focused?.depth).toBe(3);
    explanation.outward();
    expect(explanation.focus).toBe('BTC/worst');
    explanation.outward();
    expect(explanation.rows).toHaveLength(7);
    explanation.outward();
    expect(explanation.focus).toBe('BTC/maintenance');
  });
});
