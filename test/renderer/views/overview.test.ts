import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

const chart = (title: string): HTMLElement => one(`[aria-roledescription=chart][aria-label^="${title}"]`);
const tab = (name: RegExp): HTMLElement =>
  [...document.querySelectorAll<HTMLElement>('.details [role=tab]')].find((candidate) =>
    name.test(plain(candidate)),
  )!;

describe('the overview', () => {
  it('draws margin by underlying and by expiry at the margin’s rates; the table has each currency with every digit', async () => {
    opened = await openWindow({ size: 607 });
    await until(() => document.querySelector('[aria-roledescription=chart]'), 'the charts');
    chart('Initial margin by expiry').focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    await until(() => /27 Feb 2026: [\d ]+ USD$/.test(plain(chart('Initial margin by expiry'))), 'the point');
    await userEvent.keyboard('t');
    await until(() => document.querySelector('table[aria-label="Initial margin by expiry"]'), 'the table');
    const rows = [...document.querySelectorAll('table[aria-label="Initial margin by expiry"] tbody tr')].map(
      plain,
    );
    expect(rows).toHaveLength(10);
    expect(rows[1]).toMatch(/^27 Feb 2026 [\d.]+ BTC$/);
    expect(
      document.querySelector('table[aria-label="Initial margin by expiry"] tbody td.negative')?.textContent,
    ).toMatch(/^−/);
  });

  it('sets each account’s deposit beside the isolated one', async () => {
    opened = await openWindow({ size: 607 });
    await until(
      () => document.querySelector('[aria-label^="Deposit from zero cash"][aria-roledescription]'),
      'the chart',
    );
    chart('Deposit from zero cash').focus();
    await userEvent.keyboard('{ArrowRight}');
    await until(
      () =>
        / saved: Portfolio .*; Isolated, position by position .* USD$/.test(
          plain(document.querySelector('[aria-label^="Deposit from zero cash"] [role=status]')),
        ),
      'the figures',
    );
  });

  it('shows what stands behind the figures a part at a time, by arrows too', async () => {
    opened = await openWindow({ size: 607 });
    await until(() => document.querySelector('.details'), 'the parts');
    // The part looked at last is shown first, whichever that was.
    tab(/^Levels/).click();
    await until(() => /^Prime A BTC /.test(plain(one('.details tbody tr'))), 'the levels');
    tab(/^Levels/).focus();
    await userEvent.keyboard('{End}');
    await until(
      () => plain(one('.details [role=tabpanel]')).includes('What the figures rest on'),
      'the last part',
    );
    expect(plain(tab(/^Rests on/))).toMatch(/^Rests on \d+$/);
  });

  it.each([
    [1440, 900],
    [1024, 700],
  ] as const)('cuts nothing off at %i × %i', async (width, height) => {
    opened = await openWindow({ size: 607 }, [width, height]);
    await until(() => document.querySelector('[aria-roledescription=chart]'), 'the charts');
    for (const name of [/^Levels/, /^Limits/, /^Greeks/, /^Market/, /^Rests/]) {
      tab(name).click();
      await until(() => tab(name).getAttribute('aria-selected') === 'true', 'the part');
      await new Promise((resolve) => setTimeout(resolve, 20));
      const cut = [...document.querySelectorAll<HTMLElement>('.overview section .content')].filter(
        (content) => content.scrollWidth > content.clientWidth + 1,
      );
      expect(cut.map((content) => plain(content.parentElement).slice(0, 60))).toEqual([]);
    }
    const scrolling = [...document.querySelectorAll<HTMLElement>('.overview *')].filter((part) =>
      /auto|scroll/.test(getComputedStyle(part).overflowY),
    );
    expect(scrolling).toEqual([]);
  });
});
