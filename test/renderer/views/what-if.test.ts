import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { FixtureOptions } from '../fixtures/bridge.ts';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

async function begin(options: FixtureOptions = { size: 607 }, size?: [number, number]): Promise<void> {
  opened = await openWindow({ view: 'what-if', ...options }, size);
  opened.desk.whatIf.begin('prime-a');
  await until(() => document.activeElement?.getAttribute('aria-label') === 'Leg 1', 'the first leg in focus');
  await settled();
}
const settled = (): Promise<void> =>
  until(
    () =>
      (opened.desk.whatIf.answer !== null || opened.desk.whatIf.failure !== null) &&
      !opened.desk.whatIf.running,
    'figures',
  );
const keys = (text: string): Promise<void> => userEvent.keyboard(text);
/** Legs as if they had been typed into the line that waits. */
const trade = (...texts: string[]): void =>
  opened.desk.whatIf.addLegs(opened.desk.whatIf.draft!.legs.at(-1)?.id ?? null, texts);
const legs = (): string[] =>
  [...document.querySelectorAll<HTMLInputElement>('.leg input')].map(({ value }) => value);
const options = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=option]')];
const strip = (): string => plain(one('section[aria-label^="Difference to the book"]'));

/** Pastes as a spreadsheet does: the field that has the focus gets the event. */
function paste(text: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  document.activeElement?.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
  );
}

describe('typing legs', () => {
  it('completes the instrument: arrows choose, Enter takes it, Enter again goes on, and figures follow', async () => {
    await begin();
    await keys('-10 BTC-27MAR26');
    await until(() => options().length > 1, 'instruments');
    expect(one('.leg input').getAttribute('aria-activedescendant')).toBe(options()[0]!.id);
    await keys('{ArrowDown}');
    const second = plain(options()[1]!.querySelector('.symbol'));
    await keys('{Enter}');
    expect(legs()).toEqual([`-10 ${second}`]);
    await until(() => options().length === 0, 'the list to close');
    await keys('{Enter}3 ETH-PERP');
    await until(() => options().length > 0, 'instruments');
    await keys('{Tab}');
    expect(legs()).toEqual([`-10 ${second}`, '3 ETH-PERPETUAL']);
    await settled();
    expect(strip()).toMatch(/Initial margin, USD [\d .]+ [+−][\d .]+ in the book was/);
    await until(
      () => plain(one('table[aria-label="Legs of the what-if"]')).includes('−10 BTC'),
      'what the leg was read as',
    );
  });

  it('never takes an instrument that what is typed by now rules out', async () => {
    await begin();
    await keys('5 BTC-2');
    await until(() => options().length > 1, 'instruments');
    const field = document.activeElement as HTMLInputElement;
    const call = opened.fixture.bridge.call;
    opened.fixture.bridge.call = (name, input) =>
      name === 'whatIf.complete' ? new Promise(() => undefined) : call(name, input);
    field.value = '5 BTC-PERPETUAL';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await keys('{Enter}');
    expect(legs()).toEqual(['5 BTC-PERPETUAL', '']);
  });

  it('closes the list by Escape and leaves what is typed', async () => {
    await begin();
    await keys('5 ETH');
    await until(() => options().length > 0, 'instruments');
    await keys('{Escape}');
    expect(options()).toHaveLength(0);
    expect(legs()).toEqual(['5 ETH']);
  });

  it('says in the row what is wrong with a leg, in words', async () => {
    await begin();
    await keys('5 NOPE{Enter}');
    await until(
      () =>
        plain(document.querySelector('.problem')) ===
        'There is no instrument NOPE. Choose one from the list, or import it.',
      'the sentence',
    );
    expect(one('.leg input').getAttribute('aria-invalid')).toBe('true');
    expect(plain(one('section[aria-labelledby$="-title"] header'))).toContain('1 of 1 on, 1 not read');
  });

  it('makes legs of rows pasted from a spreadsheet, and says which it could not', async () => {
    await begin();
    paste('Instrument\tSize\nBTC-27MAR26-80000-C\t-10\nTotal\t-10\nETH-PERPETUAL\t2,500');
    await until(() => legs().length === 2, 'the legs');
    expect(legs()).toEqual(['-10 BTC-27MAR26-80000-C', '2500 ETH-PERPETUAL']);
    expect(plain(one('.pasted'))).toContain(
      '2 legs pasted. Not read: line 3 “Total -10” (no instrument in it).',
    );
    await keys('{Control>}z{/Control}');
    expect(legs()).toEqual(['']);
  });

  it('undoes edits of the legs by Ctrl-Z, wherever the focus is, and leaves the book’s undo to the book', async () => {
    await begin();
    await keys('5 BTC-PERPETUAL{Enter}');
    await userEvent.click(one('input[aria-label="Leg 1 on"]'));
    await userEvent.click(button('Remove leg 1'));
    expect(legs()).toEqual(['']);
    for (const { length } of [[1], [2], [3], [4]]) await keys(`{Control>}${'z'.repeat(length)}{/Control}`);
    expect(legs()).toEqual(['']);
    expect(opened.fixture.calls.some(({ name }) => name === 'book.undo')).toBe(false);
    await keys('{Control>}z{/Control}');
    await until(() => plain(one('.notices')).includes('no edit of this what-if to undo'), 'the sentence');
    opened.desk.whatIf.close();
    opened.desk.view = 'overview';
    await keys('{Control>}z{/Control}');
    await until(() => opened.fixture.calls.some(({ name }) => name === 'book.undo'), 'the book’s undo');
  });

  it('goes between lines by arrows, and takes a line away by Backspace when it is empty', async () => {
    await begin();
    await keys('5 BTC-PERPETUAL{Enter}6 ETH-PERPETUAL{Enter}{Backspace}');
    expect(legs()).toEqual(['5 BTC-PERPETUAL', '6 ETH-PERPETUAL']);
    await until(() => document.activeElement?.getAttribute('aria-label') === 'Leg 2', 'the line above');
    await keys('{ArrowUp}');
    await until(() => document.activeElement?.getAttribute('aria-label') === 'Leg 1', 'the first line');
  });
});

describe('unmistakable', () => {
  it('has a border, a mark and a star from every view, and the difference on screen', async () => {
    await begin();
    const width = (): string => getComputedStyle(one('.frame')).borderTopWidth;
    expect(width()).toBe('4px');
    expect(document.title).toMatch(/^What-if of Prime A\* – /);
    trade('40 BTC-27MAR26-60000-P');
    await settled();
    opened.desk.view = 'overview';
    await until(() => document.querySelector('.banner'), 'the banner');
    expect(plain(one('.banner'))).toMatch(
      /^What-if of Prime A\* 1 leg difference initial [+−][\d .]+ USD Below: the book\./,
    );
    await opened.desk.savedWhatIfs.save('Puts', true);
    await until(() => document.title.startsWith('What-if of Prime A – '), 'the title without a star');
    await userEvent.click(button('Back to the book'));
    expect(width()).toBe('0px');
    expect(document.querySelector('.banner')).toBeNull();
  });

  it('asks what becomes of unsaved work before it goes', async () => {
    await begin();
    trade('40 BTC-27MAR26-60000-P');
    await userEvent.click(button('Back to the book'));
    await until(() => document.querySelector('dialog[open]'), 'the question');
    await keys('{Escape}');
    expect(opened.desk.whatIf.current).not.toBeNull();
    await userEvent.click(button('Back to the book'));
    await userEvent.click(button('Save…', one('dialog')));
    await until(() => document.activeElement?.matches('dialog input'), 'the name');
    await keys('Puts{Enter}');
    await until(() => opened.desk.whatIf.current === null, 'the end of the what-if');
    expect(opened.desk.savedWhatIfs.list.map(({ name }) => name)).toEqual(['Puts']);
  });
});

describe('conditions', () => {
  it('moves prices by a percentage, says what is no number, and steps by arrows', async () => {
    await begin();
    const field = [...document.querySelectorAll<HTMLInputElement>('.field input')][0]!;
    await userEvent.click(field);
    await keys('-12.5');
    expect(opened.desk.whatIf.current!.priceMove).toBe('-0.125');
    await keys('x');
    expect(plain(one('.field .problem'))).toBe('not a number');
    expect(opened.desk.whatIf.current!.priceMove).toBe('-0.125');
    await userEvent.clear(field);
    await keys('{ArrowDown}{Shift>}{ArrowDown}{/Shift}');
    expect(opened.desk.whatIf.current!.priceMove).toBe('-0.11');
    await keys('{Control>}e{/Control}');
    await settled();
    await until(() => document.body.textContent?.includes('settled in cash at'), 'what happened');
    expect(plain(one('.later'))).toMatch(/^as of 20 Feb 2026/);
  });
});

describe('applying', () => {
  it('is done by keys alone, as one change, and undone from the notice', async () => {
    await begin();
    trade('3 BTC-27MAR26-64321-C');
    await settled();
    await keys('{Control>}{Enter}{/Control}');
    await until(() => plain(document.querySelector('dialog')).includes('1 position added'), 'the rows');
    expect(plain(one('dialog'))).toMatch(/BTC-27MAR26-64321-C added, with its instrument – \+3 3 BTC/);
    await until(() => document.activeElement?.textContent === 'Write to the book', 'the focus');
    await keys('{Enter}');
    await until(() => opened.desk.whatIf.current === null, 'the end of the what-if');
    await userEvent.click(button('Undo', one('.notices')));
    await until(() => opened.desk.whatIf.current !== null, 'the what-if again');
    expect(legs()).toEqual(['3 BTC-27MAR26-64321-C']);
  });

  it('says that moves are not written, and writes nothing while a leg can’t be read', async () => {
    await begin();
    trade('3 BTC-PERPETUAL', '4 NOPE');
    opened.desk.whatIf.set({ priceMove: '-0.1' });
    await settled();
    await keys('{Control>}{Enter}{/Control}');
    await until(() => plain(document.querySelector('dialog')).includes('can’t be read'), 'the question');
    expect(plain(one('dialog'))).toContain('The moves of market and time are not written.');
    expect(button('Write to the book').getAttribute('aria-disabled')).toBe('true');
    await userEvent.click(button('Switch it off'));
    await until(() => button('Write to the book').getAttribute('aria-disabled') === 'false', 'the rows');
    expect(plain(one('dialog'))).toContain('1 leg switched off is not written.');
  });

  it('explains why not in a read-only book', async () => {
    await begin({ size: 607, readOnly: true });
    await keys('{Control>}{Enter}{/Control}');
    await until(
      () => plain(document.querySelector('dialog')).includes('Anna has this book open for writing'),
      'the reason',
    );
    expect([...document.querySelectorAll('dialog button')].map(plain)).not.toContain('Write to the book');
  });
});

describe('saved what-ifs', () => {
  it('are offered without one in work, opened, and compared side by side', async () => {
    await begin();
    trade('-10 BTC-27MAR26-80000-C');
    await opened.desk.savedWhatIfs.save('Calls', true);
    opened.desk.whatIf.setText(opened.desk.whatIf.draft!.legs[0]!.id, '30 BTC-27MAR26-60000-P');
    await opened.desk.savedWhatIfs.save('Puts', true);
    opened.desk.whatIf.close();
    await until(() => document.querySelectorAll('table[aria-label^="Saved"] tbody tr').length === 2, 'both');
    expect(plain(one('.start table'))).toMatch(/Prime A .* New what-if of Prime A/);
    for (const name of ['Calls', 'Puts']) await userEvent.click(one(`input[aria-label="Compare ${name}"]`));
    await userEvent.click(button('Compare side by side'));
    await until(() => plain(document.querySelector('dialog')).match(/1 legs? .*1 legs?/), 'both computed');
    expect(plain(one('dialog thead'))).toBe('Figure Book Calls Puts');
    await keys('{Escape}');
    await userEvent.click(button('Puts'));
    await until(() => legs()[0] === '30 BTC-27MAR26-60000-P', 'the legs');
  });
});

describe('axe finds nothing', () => {
  async function found(options: axe.RunOptions): Promise<string[]> {
    for (const animation of document.getAnimations())
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
    await new Promise((go) => setTimeout(go, 60));
    const { violations } = await axe.run(document.body, { resultTypes: ['violations'], ...options });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary ?? ''}`,
    );
  }

  // The view at work is looked at in both themes in test/e2e; here what opens above it.
  it('in the list, in light, and in the dialog, in dark', async () => {
    await begin({ size: 607 }, [1024, 700]);
    trade('5 NOPE');
    opened.desk.whatIf.addLine();
    await until(() => document.activeElement?.getAttribute('aria-label') === 'Leg 2', 'the second line');
    await keys('-1 BTC-2');
    await until(() => options().length > 0, 'instruments');
    const show = async (theme: 'light' | 'dark'): Promise<void> => {
      opened.desk.theme.choose(theme);
      await until(() => document.documentElement.dataset.theme === theme, 'the theme');
    };
    await show('light');
    // Rules about a whole document are for the page that the window is built into.
    expect(
      await found({
        rules: {
          region: { enabled: false },
          'page-has-heading-one': { enabled: false },
          'landmark-one-main': { enabled: false },
        },
      }),
    ).toEqual([]);
    await keys('{Enter}{Control>}{Enter}{/Control}');
    await until(() => document.querySelector('dialog table'), 'the rows');
    await show('dark');
    expect(await found({ runOnly: ['color-contrast'] })).toEqual([]);
  });
});
