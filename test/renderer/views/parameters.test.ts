import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

const preset = 'deribit-pm@2026-02-15-BTC';
async function parameters(): Promise<HTMLElement> {
  opened = await openWindow({ size: 60, view: 'parameters' });
  await until(() => opened.desk.parameters.rows.length > 0, 'the numbers');
  return one('[role=grid]');
}
const row = (name: string): HTMLElement => {
  const found = [...document.querySelectorAll<HTMLElement>('[role=grid] tbody tr')].find((candidate) =>
    plain(candidate).startsWith(name),
  );
  if (!found) throw new Error(`There is no row ${name}.`);
  return found;
};
const asked = (name: string): unknown[] =>
  opened.fixture.calls.filter((call) => call.name === name).map(({ input }) => input);
async function typeOver(name: string, text: string): Promise<void> {
  row(name).click();
  one('[role=grid]').focus();
  await userEvent.keyboard('{F2}');
  await until(() => document.activeElement?.matches('td input, td select'), 'the field');
  if (text !== '') await userEvent.keyboard(text);
}

describe('the parameters', () => {
  it('show the sets by rulebook, those in use marked, and what each number means', async () => {
    await parameters();
    const looked = plain(one('[role=listbox] [aria-selected=true]'));
    expect(looked).toBe('BTC 15 Feb 2026 in use preset, 4 numbers');
    expect(plain(row('Price range'))).toMatch(
      /^Price range btc_usd 0\.16 fraction Largest price move of the standard table, both ways\./,
    );
    expect(document.querySelectorAll('[role=listbox] [role=group]')).toHaveLength(2);
    opened.desk.parameters.lookAt('deribit-cross-pm@2026-02-15-SOL');
    await until(() => document.querySelector('.unconfirmed'), 'the marks');
    expect(plain(document.body)).toMatch(/assumed rather than published/);
  });

  it('check what is typed against the bounds, and take choices and flags from a list', async () => {
    await parameters();
    await typeOver('Price range', '16');
    await until(() => document.querySelector('.trouble'), 'the trouble');
    expect(plain(one('.trouble'))).toMatch(/between 0\.001 and 0\.99 \(fraction\)\. Did you mean 0\.16\?$/);
    await userEvent.keyboard('{Enter}');
    expect(opened.desk.parameters.draftSize).toBe(0);
    await userEvent.keyboard('{Escape}');
    await until(() => document.activeElement === one('[role=grid]'), 'the grid');
    await typeOver('In the correlated set', '');
    await userEvent.selectOptions(one('td select'), 'true');
    one('td select').focus();
    await userEvent.keyboard('{Enter}');
    await until(() => opened.desk.parameters.draftSize === 1, 'the draft');
    await userEvent.keyboard('{Backspace}');
    expect(opened.desk.parameters.draftSize).toBe(0);
  });

  it('save a copy, never the preset; the copy stands beside its preset and is used by name', async () => {
    await parameters();
    await typeOver('Price range', '0.24{Enter}');
    await until(() => opened.desk.parameters.draftSize === 1, 'the draft');
    button('Save copy…').click();
    await until(() => document.querySelector('dialog[open]'), 'the dialog');
    await userEvent.keyboard('Wider{Tab}stress{Enter}');
    const copy = `${preset}+wider`;
    await until(
      () => opened.desk.parameters.set?.id === copy && opened.desk.parameters.besideSet?.id === preset,
      'the copy beside its preset',
    );
    expect(asked('parameters.saveCopy')).toEqual([
      {
        from: preset,
        label: 'Wider',
        reason: 'stress',
        changes: [{ path: 'currencyPair.btc_usd.priceRange', value: '0.24' }],
      },
    ]);
    expect(opened.desk.margin.parameters).toEqual([copy]);
    expect(asked('margin.compute').at(-1)).toMatchObject({ parameters: [copy] });
    await until(() => document.querySelector('tr.differs'), 'the difference');
    expect(plain(one('tr.differs'))).toMatch(/^Price range btc_usd unconfirmed 0\.24 0\.16/);
    button('1 difference only').click();
    await until(() => opened.desk.parameters.rows.length === 1, 'differences only');
    button('By date again').click();
    expect(opened.desk.margin.parameters).toBeNull();
    await until(
      () => /edited by hand is used only when chosen by name/.test(plain(document.body)),
      'the rule',
    );

    button('Take out…').click();
    await until(() => document.querySelector('dialog[open]'), 'the question');
    button('Take out').click();
    await until(() => !opened.desk.parameters.sets.some(({ id }) => id === copy), 'the set gone');
    await opened.desk.undo();
    await until(() => opened.desk.parameters.sets.some(({ id }) => id === copy), 'the set back');
  });

  it('compare any two sets of a rulebook', async () => {
    await parameters();
    await userEvent.selectOptions(one('.tools select'), 'deribit-pm@2026-02-15-ETH');
    await until(() => opened.desk.parameters.besideSet !== null, 'the other set');
    expect(opened.desk.parameters.differences).toBe(8);
    expect(plain(row('Price range eth_usd'))).toMatch(/– 0\.18 fraction/);
  });

  it('choose one set for each rulebook and asset', async () => {
    await parameters();
    const { parameters: state, margin } = opened.desk;
    for (const id of [preset, 'deribit-pm@2026-02-15-ETH', preset])
      state.use(state.sets.find((set) => set.id === id)!);
    expect(margin.parameters).toEqual(['deribit-pm@2026-02-15-ETH', preset]);
    await until(() => margin.task === null, 'the margin');
  });
});
