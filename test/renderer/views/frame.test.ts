import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

describe('the frame', () => {
  it('shows the headline with its currency, what it belongs to and how it stands', async () => {
    opened = await openWindow({ size: 607 });
    const headline = one('.headline');
    expect(headline.getAttribute('aria-label')).toBe('Headline figures in USD');
    expect(plain(headline)).toMatch(/Initial margin 3 857 467\.92/);
    expect(plain(one('.state-mark'))).toBe('current 38 ms');
    expect(plain(one('header'))).toMatch(/desk\.margrave sample/);
    expect(plain(one('header .market'))).toMatch(/^market 15 Feb 2026 08:00 UTC/);
    expect(plain(one('footer'))).toMatch(
      /607 positions 377 instruments 0 excluded .*engine idle 12 stored runs/,
    );
  });

  it('lists the views that work and no others, each under its key', async () => {
    opened = await openWindow({ size: 607 });
    expect([...document.querySelectorAll('nav button')].map(plain)).toEqual([
      'Overview',
      'Positions',
      'Scenarios',
      'Margin',
      'What-if',
      'Market',
      'Parameters',
      'Reports',
      'Runs',
      'Reconciliation',
      'Listed',
    ]);
    await userEvent.keyboard('{Alt>}0{/Alt}');
    await until(() => plain(one('nav [aria-current=page]')) === 'Reconciliation', 'the tenth view');
    await userEvent.keyboard('{Alt>}l{/Alt}');
    await until(() => plain(one('nav [aria-current=page]')) === 'Listed', 'the last view');
    await userEvent.keyboard('{Alt>}4{/Alt}');
    await until(() => document.querySelector('[role=treegrid]'), 'the Margin view');
    expect(plain(one('nav [aria-current=page]'))).toBe('Margin');
  });

  it('opens the reason of the state by a click', async () => {
    opened = await openWindow({ size: 607 });
    await userEvent.click(one('.state-mark'));
    await until(() => document.querySelector('.state-reason'), 'the reason');
    expect(plain(one('.state-reason'))).toMatch(
      /computed from the book as it is now.*deribit-cross-pm@2026-02-15-SOL \(assumed\).*provisional, not stored/,
    );
    await userEvent.keyboard('{Escape}');
    await until(() => document.querySelector('.state-reason') === null, 'its closing');
  });

  it('shows progress and cancels from the strip', async () => {
    opened = await openWindow({ size: 60, marginFails: 'never' });
    await until(() => plain(one('.state-mark')) === 'running 55 %', 'progress');
    expect(plain(one('footer'))).toMatch(/Valuing 377 instruments in 38 scenarios 55 %/);
    await userEvent.click(button('Cancel'));
    await until(() => plain(one('.state-mark')) === 'not computed', 'the end');
  });

  it('runs any command from the palette by typing a part of its name', async () => {
    opened = await openWindow({ size: 607 });
    await userEvent.keyboard('{Control>}k{/Control}');
    await until(() => document.querySelector('dialog[open] [role=combobox]'), 'the palette');
    await userEvent.keyboard('und cha');
    expect([...document.querySelectorAll('[role=option]')].map(plain)).toEqual([
      'Book Undo the last change of the book Ctrl Z',
    ]);
    await userEvent.keyboard('{Enter}');
    await until(() => opened.fixture.calls.some(({ name }) => name === 'book.undo'), 'the undo');
    await until(() => plain(one('.notices')).includes('Undone: import of positions.csv'), 'the notice');
    expect(document.querySelector('dialog[open]')).toBeNull();
  });

  it('lists the keys under ?, and closes with Escape', async () => {
    opened = await openWindow({ size: 607 });
    await userEvent.keyboard('?');
    await until(() => document.querySelector('dialog[open]'), 'the list');
    expect(plain(one('dialog[open]'))).toMatch(/Compute margin again/);
    await userEvent.keyboard('{Escape}');
    await until(() => document.querySelector('dialog[open]') === null, 'its closing');
  });

  it('writes nothing in a book that is read-only, and says why', async () => {
    opened = await openWindow({ size: 607, readOnly: true });
    expect(plain(one('header'))).toMatch(/read-only Anna has this book open for writing on desk-3\./);
    // It keeps the focus of who undoes by keyboard, and does nothing.
    expect(button('Undo').getAttribute('aria-disabled')).toBe('true');
    button('Undo').click();
    expect(opened.fixture.calls.some(({ name }) => name === 'book.undo')).toBe(false);
    expect(button('Import…').disabled).toBe(true);
  });

  it('changes theme for all, and remembers it', async () => {
    opened = await openWindow({ size: 607 });
    const ground = (): string => getComputedStyle(one('.headline')).backgroundColor;
    opened.desk.theme.choose('light');
    await until(() => document.documentElement.dataset.theme === 'light', 'light');
    const light = ground();
    await userEvent.click(button('Switch to dark'));
    await until(() => document.documentElement.dataset.theme === 'dark', 'dark');
    expect(ground()).not.toBe(light);
    expect(localStorage.getItem('margrave.theme')).toBe('dark');
    opened.desk.theme.choose('system');
    expect(localStorage.getItem('margrave.theme')).toBeNull();
  });

  it('shows an error of the program as a sentence in place, with a way on', async () => {
    opened = await openWindow({ size: 607, marginFails: 'error' });
    expect(plain(one('[role=alert]'))).toBe(
      'The margin could not be computed: the engine’s process ended. The book is as it was. Compute again; if it happens twice, the log says more. Try again',
    );
    expect(plain(one('.state-mark'))).toBe('failed');
  });
});

describe('without a book', () => {
  it('offers the sample in one click', async () => {
    opened = await openWindow({ size: null });
    expect(plain(one('main'))).toMatch(
      /No book is open.*Open the sample book.*New book….*Open a book….*desk\.margrave/,
    );
    await userEvent.click(button(/^Open the sample book/));
    await until(() => opened.desk.margin.standing === 'current', 'the sample’s margin');
    expect(plain(one('header'))).toMatch(/sample/);
  });

  it('keeps a dropped file waiting, and reads it as soon as a book is open', async () => {
    opened = await openWindow({ size: null });
    await opened.desk.dropped([new File(['a'], 'positions.csv')]);
    await until(() => plain(one('main')).includes('positions.csv is waiting'), 'the waiting file');
    await userEvent.click(button(/^New book/));
    await until(() => opened.desk.importing.stage === 'preview', 'the preview');
    expect(plain(one('dialog[open] h2'))).toBe('Import positions.csv');
  });

  it('says how an empty book is filled', async () => {
    opened = await openWindow({ size: 0 });
    expect(plain(one('main'))).toMatch(/This book is empty Drop files anywhere/);
  });
});
