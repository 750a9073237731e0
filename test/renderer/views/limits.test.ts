import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { fractionOf } from '../../../src-renderer/state/limits.svelte.ts';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

const panel = (): HTMLElement =>
  [...document.querySelectorAll('section')].find(
    (section) => plain(section.querySelector('h2')) === 'Limits',
  )!;
const dialog = (): HTMLElement => one('dialog[open]');
const labelled = (label: string): HTMLInputElement =>
  one(`dialog[open] [aria-label="${label}"]`) as HTMLInputElement;
async function shown(): Promise<OpenedWindow> {
  opened = await openWindow({ size: 607 });
  const tab = (): HTMLElement | undefined =>
    [...document.querySelectorAll<HTMLElement>('[role=tab]')].find((one) =>
      plain(one).startsWith('Limits 2'),
    );
  await until(tab, 'the tab with its count');
  await userEvent.click(tab()!);
  await until(() => document.querySelector('[aria-label="Used of the limit"]') !== null, 'the limits');
  return opened;
}
const asked = (name: string): unknown[] =>
  opened!.fixture.calls.filter((call) => call.name === name).map((call) => call.input);

it.each([
  ['80', '0.8'],
  ['82.35', '0.8235'],
  ['5', '0.05'],
  ['100', '1'],
  ['120.5', '1.205'],
  ['0.5', '0.005'],
])('%s per cent is %s', (percent, fraction) => {
  expect(fractionOf(percent)).toBe(fraction);
});

describe('limits against the margin on screen', () => {
  it('stand on the overview, the broken ones first, with a word, a bar and a sentence', async () => {
    await shown();
    const rows = [...panel().querySelectorAll('tbody tr')].map(plain);
    expect(rows).toEqual([
      'broken prime-a: delta of BTC is -41.7, beyond the limit of 40.',
      'warned prime-b: usage is 0.84, past the warning, limit 0.9.',
      'within prime-a: usage is 0.532, below the warning, limit 0.9.',
      'within prime-a: vega of BTC is 1204.55, below the warning, limit 2000.',
    ]);
    expect(panel().querySelector('[role=meter]')?.getAttribute('aria-valuetext')).toMatch(
      /^104\s%\sof the limit$/u,
    );
    expect(plain(panel())).toContain('1 broken, 1 warned, 2 within');
  });

  it('are marked in the status bar and said once while they stay broken', async () => {
    const { desk, fixture } = await shown();
    const notices = () => desk.notices.list.filter(({ message }) => message.startsWith('Limit broken.'));
    expect(notices()).toHaveLength(1);
    const before = asked('limits.states').length;
    fixture.change();
    await until(() => asked('limits.states').length > before, 'the next margin');
    expect(notices()).toHaveLength(1);
    await userEvent.click(button('1 limit broken, 1 warned'));
    await until(() => plain(one('h2', dialog())).startsWith('Limits of'), 'the list');
    expect(labelled('Measure of limit 1')).toBeTruthy();
  });

  it('are set in per cent and units, checked as they are typed, and written whole', async () => {
    const { desk } = await shown();
    desk.limits.show('prime-b');
    await until(() => document.querySelector('dialog[open] tbody tr') !== null, 'the table');
    expect([labelled('Warning of limit 1').value, labelled('Limit 1').value]).toEqual(['80', '90']);
    expect(button('Save', dialog()).disabled).toBe(true);
    await userEvent.fill(labelled('Limit 1'), '75');
    await until(() => plain(dialog()).includes('The limit is below its warning.'), 'the problem');
    await userEvent.fill(labelled('Limit 1'), '92.5');
    await userEvent.click(button('Add a limit', dialog()));
    await until(() => document.activeElement === labelled('Measure of limit 2'), 'the new row');
    await userEvent.selectOptions(labelled('Measure of limit 2'), 'vega');
    await userEvent.fill(labelled('Underlying of limit 2'), 'ETH');
    await userEvent.selectOptions(labelled('Time to expiry of limit 2'), '30');
    await userEvent.fill(labelled('Warning of limit 2'), '1,5');
    await until(() => plain(dialog()).includes('“1,5” is not a plain number'), 'the next problem');
    await userEvent.keyboard('{Enter}');
    expect(asked('limits.put')).toHaveLength(0);
    await until(() => document.activeElement === labelled('Warning of limit 2'), 'the field');
    await userEvent.fill(labelled('Warning of limit 2'), '150');
    await userEvent.fill(labelled('Limit 2'), '200');
    await userEvent.keyboard('{Enter}');
    await until(() => document.querySelector('dialog[open]') === null, 'the closing');
    expect(asked('limits.put')).toEqual([
      {
        account: 'prime-b',
        limits: [
          {
            account: 'prime-b',
            measure: 'usage',
            underlying: '',
            bucket: '',
            warning: '0.8',
            limit: '0.925',
          },
          {
            account: 'prime-b',
            measure: 'vega',
            underlying: 'ETH',
            bucket: '30',
            warning: '150',
            limit: '200',
          },
        ],
      },
    ]);
  });

  it('that were changed and not saved are asked about at Escape', async () => {
    const { desk } = await shown();
    desk.limits.show('prime-a');
    await until(() => document.querySelector('dialog[open] tbody tr') !== null, 'the table');
    await userEvent.click(button('Remove limit 2', dialog()));
    await userEvent.keyboard('{Escape}');
    await until(() => plain(dialog()).includes('What you changed is not in the book.'), 'the question');
    await userEvent.click(button('Close without it', dialog()));
    await until(() => document.querySelector('dialog[open]') === null, 'the closing');
    expect(asked('limits.put')).toHaveLength(0);
  });
});
