import { type Component, mount, tick, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../../src-renderer/theme/tokens.css';
import '../../../src-renderer/theme/base.css';
import { connect } from '../../../src-renderer/client/client.ts';
import BarChart from '../../../src-renderer/components/charts/BarChart.svelte';
import {
  commaSeparated,
  compact,
  figureTable,
  tabSeparated,
  thinned,
} from '../../../src-renderer/components/charts/figures.ts';
import LineChart from '../../../src-renderer/components/charts/LineChart.svelte';
import { Desk } from '../../../src-renderer/state/desk.svelte.ts';
import { type Fixture, fixture } from '../fixtures/bridge.ts';
import { button, one, plain, until } from '../open-window.ts';

const axis = {
  label: 'Price move',
  kind: 'move' as const,
  values: ['-0.2', '-0.1', '0', '0.1'],
  also: { label: 'Price', texts: ['54\u2009730.04', '61\u2009571.30', '68\u2009412.55', '75\u2009253.81'] },
};
const series = [
  { label: 'Now', values: ['-14.90331287', '-3.25', '0', '2.5'], emphasis: true },
  { label: 'At expiry', values: ['-18.1', null, '-1', '4'] },
];

describe('figures of a chart', () => {
  const table = figureTable(axis, series, 'BTC');

  it('are shown rounded with a true minus, and leave with every digit', () => {
    expect(table.rows[0]?.shown).toEqual(['−20\u2009%', '54\u2009730.04', '−14.9033', '−18.1000']);
    expect(tabSeparated(table)).toBe(
      'Price move\tPrice\tNow, BTC\tAt expiry, BTC\n-0.2\t54730.04\t-14.90331287\t-18.1\n-0.1\t61571.30\t-3.25\t\n0\t68412.55\t0\t-1\n0.1\t75253.81\t2.5\t4',
    );
  });

  it('are quoted in CSV where a cell needs it', () => {
    const odd = figureTable({ label: 'Who, "what"', kind: 'category', values: ['a,b'] }, [], '');
    expect(commaSeparated(odd)).toBe('"Who, ""what"""\r\n"a,b"\r\n');
  });

  it('thin out to the first, the last and some between', () => {
    const rows = Array.from({ length: 401 }, (_, index) => index);
    const kept = thinned(rows, 25);
    expect(kept.length).toBeLessThanOrEqual(25);
    expect([kept[0], kept.at(-1)]).toEqual([0, 400]);
  });

  it('name ticks shortly', () => {
    expect([-1_250_000, 0, 0.0125, 12].map(compact)).toEqual(['−1.25M', '0', '0.013', '12']);
  });
});

let remove = async (): Promise<void> => {};
let given: Fixture;
let desk: Desk;
afterEach(() => remove());

async function show(chart: Component<never>, props: Record<string, unknown>): Promise<void> {
  given = fixture({ size: 12 });
  desk = new Desk(connect(given.bridge));
  desk.theme.choose('light');
  document.documentElement.dataset.theme = 'light';
  const root = document.createElement('div');
  root.style.width = '600px';
  document.body.append(root);
  const mounted = mount(chart, {
    target: root,
    props: { desk, name: 'profit-and-loss', title: 'Profit and loss', unit: 'BTC', ...props } as never,
  });
  remove = async () => {
    await unmount(mounted);
    root.remove();
  };
  await until(() => one('canvas').getAttribute('width') !== '300', 'the drawing');
}
const lines = (props: Record<string, unknown> = {}): Promise<void> =>
  show(LineChart as Component<never>, {
    axis,
    series,
    marks: [{ x: '-0.2', y: '-14.90331287', label: 'worst' }],
    lines: [{ x: '0', label: 'now', strong: true }],
    ...props,
  });

/** The last file the window made. */
const made = (): { name: string; mediaType: string; content: string } =>
  given.calls.findLast(({ name }) => name === 'file.make')?.input as never;
async function save(item: string): Promise<void> {
  await userEvent.click(button(/^Copy or save/));
  await until(() => document.querySelector('[role=menuitem]'), 'the menu');
  const found = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find(
    (candidate) => plain(candidate) === item,
  );
  await userEvent.click(found!);
}

describe('a line chart', () => {
  it('is read point by point with keys, and says each', async () => {
    await lines();
    one('[aria-roledescription=chart]').focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(plain(one('[role=status]'))).toBe('−10 % · 61 571.30: Now −3.2500; At expiry – BTC');
    await userEvent.keyboard('{End}');
    expect(plain(one('[role=status]'))).toMatch(/^\+10 %/);
    await userEvent.keyboard('{Escape}');
    expect(plain(one('[role=status]'))).toBe('');
  });

  it('shows the table of its figures instead, and back', async () => {
    await lines();
    await userEvent.click(button('Table of Profit and loss'));
    expect(document.querySelector('canvas')).toBeNull();
    expect(plain(one('tbody tr'))).toBe('−20 % 54 730.04 −14.9033 −18.1000');
    desk.figuresAsTable = false;
    await tick();
    expect(one('canvas')).toBeTruthy();
  });

  it('draws in the other theme’s colours when that is chosen', async () => {
    await lines();
    const drawn = (): string => (one('canvas') as HTMLCanvasElement).toDataURL();
    const light = drawn();
    document.documentElement.dataset.theme = 'dark';
    desk.theme.choose('dark');
    await until(() => drawn() !== light, 'the other colours');
    const colour = getComputedStyle(document.documentElement).getPropertyValue('--series-1').trim();
    expect(document.querySelector('.legend line')?.getAttribute('stroke')).toBe(colour);
    // Lines differ by more than their colour.
    const dashes = [...document.querySelectorAll('.legend line')].map((line) =>
      line.getAttribute('stroke-dasharray'),
    );
    expect(new Set(dashes).size).toBe(2);
  });

  it('leaves as CSV with every digit, and as a PNG finer than the screen', async () => {
    await lines();
    await save('Save figures as CSV');
    await until(made, 'the file');
    expect(made()).toMatchObject({ name: 'profit-and-loss.csv', mediaType: 'text/csv' });
    expect(made().content).toContain('-0.2,54730.04,-14.90331287,-18.1\r\n');
    await save('Save picture as PNG');
    await until(() => made().mediaType === 'image/png', 'the picture');
    const bytes = Uint8Array.from(atob(made().content), (letter) => letter.charCodeAt(0));
    expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(new DataView(bytes.buffer).getUint32(16)).toBeGreaterThan(1_100);
    expect(given.calls.at(-1)?.name).toBe('host.saveFile');
  });
});

describe('a bar chart', () => {
  it('draws what is negative in a colour of its own', async () => {
    await show(BarChart as Component<never>, {
      axis: { label: 'Underlying', kind: 'category', values: ['BTC', 'SOL'] },
      series: [{ label: 'Contribution', values: ['5', '-5'] }],
    });
    const canvas = one('canvas') as HTMLCanvasElement;
    const token = (key: string): string =>
      getComputedStyle(document.documentElement).getPropertyValue(key).trim();
    const found = (): Set<string> => {
      const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
      const colours = new Set<string>();
      for (let at = 0; at < pixels.length; at += 4)
        colours.add(`#${[0, 1, 2].map((part) => pixels[at + part]!.toString(16).padStart(2, '0')).join('')}`);
      return colours;
    };
    await until(
      () => found().has(token('--bar-fill')) && found().has(token('--bar-fill-negative')),
      'both colours',
    );
  });
});
