import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

async function openReports(): Promise<void> {
  opened = await openWindow({ size: 60, view: 'reports' });
  await until(() => opened.desk.reportPage.sections.length > 0, 'the sections');
  opened.desk.reportPage.chooseRun('20260215T080100Z-00000001');
  await until(() => document.querySelector('.preview table'), 'the preview');
}
const calls = (name: string): unknown[] =>
  opened.fixture.calls.filter((call) => call.name === name).map(({ input }) => input);

describe('reports', () => {
  it('previews what the template takes in, always with the summary', async () => {
    await openReports();
    expect([...document.querySelectorAll('.preview h3')].map(plain)).toEqual([
      'Summary',
      'Requirements',
      'Explanation',
    ]);
    expect(plain(one('.preview caption'))).toBe('summary first 12 of 45 rows');
    opened.desk.reportPage.chooseTemplate('Summary page');
    await until(() => document.querySelectorAll('.preview h3').length === 1, 'the shorter preview');
    expect(calls('report.preview').at(-1)).toMatchObject({ sections: ['summary'] });
    const boxes = [...document.querySelectorAll<HTMLInputElement>('fieldset input')];
    expect(boxes.map(({ checked, disabled }) => [checked, disabled])).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
  });

  it('makes a report of the run and the sections chosen', async () => {
    await openReports();
    await userEvent.click([...document.querySelectorAll('fieldset input')][2] as Element);
    await userEvent.click(button('XLSX'));
    await until(() => calls('report.make').length > 0, 'the report');
    expect(calls('report.make')[0]).toMatchObject({
      run: '20260215T080100Z-00000001',
      format: 'xlsx',
      sections: ['summary', 'entries'],
    });
  });

  it('keeps a template of one’s own by name', async () => {
    await openReports();
    await userEvent.click([...document.querySelectorAll('fieldset input')][1] as Element);
    await userEvent.click(button('Save as a template…'));
    await userEvent.keyboard('Trees only{Enter}');
    await until(() => plain(one('.choice')).includes('Trees only (yours)'), 'the template in the list');
    expect(calls('settings.put').at(-1)).toMatchObject({
      reportTemplates: [{ name: 'Trees only', sections: ['summary', 'explanation'] }],
    });
    await userEvent.click(button('Delete “Trees only”'));
    await until(() => !plain(one('.choice')).includes('Trees only'), 'its end');
  });

  it('verifies a report made earlier and names what differs', async () => {
    await openReports();
    await opened.desk.verifyReport();
    await until(() => document.querySelector('.answer'), 'the answer');
    expect(plain(one('.answer'))).toMatch(/Made by engine/);
  });
});

describe('about and help', () => {
  it('opens the method page of the rulebook in use with F1, as headings and tables', async () => {
    opened = await openWindow({ size: 60, view: 'reports' });
    await userEvent.keyboard('{F1}');
    await until(() => document.querySelector('dialog[open] article table'), 'the page');
    expect(plain(one('dialog[open] article h3'))).toMatch(/: a method$/);
    expect(document.querySelector('dialog[open] article a')).toBeNull();
    await userEvent.click(one('#about-log'));
    await until(() => document.querySelector('dialog[open] .lines li'), 'the log');
    expect(plain(one('dialog[open] .lines'))).toMatch(/started, host preview/);
    await userEvent.keyboard('{Escape}');
    await until(() => document.querySelector('dialog[open]') === null, 'its closing');
  });

  it('lists recent books in the palette', async () => {
    opened = await openWindow({ size: 60, view: 'reports' });
    await userEvent.keyboard('{Control>}{Shift>}o{/Shift}{/Control}');
    await until(() => document.querySelector('dialog[open] [role=option]'), 'the list');
    expect(plain(one('dialog[open] [role=listbox]'))).toMatch(/Open recent: .*2025-q4\.margrave/);
    await userEvent.keyboard('2025-q4{Enter}');
    await until(() => calls('book.openRecent').length > 0, 'the opening');
    expect(calls('book.openRecent')).toEqual([{ path: '/home/anna/books/archive/2025-q4.margrave' }]);
  });
});
