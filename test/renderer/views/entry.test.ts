import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

const dialog = (): HTMLElement => one('dialog[open]');
const closed = (): boolean => document.querySelector('dialog[open]') === null;
const field = (name: string): HTMLInputElement => one(`dialog[open] [name=${name}]`) as HTMLInputElement;
/** What stands under a field. */
const said = (name: string): string =>
  plain(document.getElementById(field(name).getAttribute('aria-describedby') ?? ''));
const asked = (name: string): unknown[] =>
  opened.fixture.calls.filter((call) => call.name === name).map((call) => call.input);
const focused = (): string => document.activeElement?.getAttribute('name') ?? '';

describe('a position typed into the book', () => {
  beforeEach(async () => {
    opened = await openWindow({ size: 607 });
    await userEvent.keyboard('{Control>}{Shift>}A{/Shift}{/Control}');
    await until(() => focused() === 'account', 'the first field');
  });

  it('says beside each field what it is read as and what is wrong, as it is typed', async () => {
    expect(plain(dialog())).not.toMatch(/missing/);
    await userEvent.selectOptions(field('account'), 'prime-a');
    await userEvent.fill(field('symbol'), 'BTC-27MAR26-90000-C');
    await until(() => said('symbol').startsWith('BTC option, call, strike 90,000'), 'the reading');
    await userEvent.fill(field('quantity'), '1,000');
    await until(
      () => said('quantity') === '“1,000” could be 1000 or 1.000. Write 1000 or 1.000.',
      'the problem',
    );
    expect(field('quantity').getAttribute('aria-invalid')).toBe('true');
    await userEvent.fill(field('quantity'), '-10');
    await until(() => said('quantity') === 'short 10 BTC', 'the quantity');
    expect(field('quantity').getAttribute('aria-invalid')).toBe('false');
    await userEvent.fill(field('symbol'), 'BTC-27JUN25-90000-C');
    await until(() => said('symbol').includes('It expired on 27 Jun 2025'), 'the warning');
    // A row at a time is asked about, not every key.
    expect(asked('edit.check').length).toBeLessThan(12);
  });

  it('is written by Enter; the dialog stays for the next, in the same account', async () => {
    await userEvent.selectOptions(field('account'), 'prime-b');
    await userEvent.fill(field('symbol'), 'BTC-27MAR26-90000-C');
    await userEvent.fill(field('quantity'), '-10');
    await userEvent.keyboard('{Enter}');
    await until(
      () => plain(dialog()).includes('Position prime-b|BTC-27MAR26-90000-C added. Undo'),
      'the writing',
    );
    expect(asked('edit.apply')[0]).toMatchObject({
      drafts: [{ kind: 'position', replaces: null, account: 'prime-b', quantity: '-10' }],
    });
    await until(() => focused() === 'symbol', 'the next row');
    expect([field('account').value, field('symbol').value, field('quantity').value]).toEqual([
      'prime-b',
      '',
      '',
    ]);
    // Nothing is typed: Escape closes at once, and the focus goes back.
    await userEvent.keyboard('{Escape}');
    await until(closed, 'the closing');
  });

  it('with a wrong field is not written: the keyboard goes to the first of them', async () => {
    await userEvent.fill(field('symbol'), 'what');
    await userEvent.keyboard('{Enter}');
    await until(() => said('account').includes('The account is missing.'), 'the problems');
    expect(said('symbol')).toContain('not a name that Margrave can read');
    expect(said('quantity')).toContain('The quantity is missing.');
    expect(focused()).toBe('account');
    expect(closed()).toBe(false);
  });

  it('is asked about before unsaved typing is lost, once', async () => {
    await userEvent.fill(field('symbol'), 'BTC');
    await userEvent.keyboard('{Escape}');
    await until(() => plain(dialog()).includes('What you typed is not in the book.'), 'the question');
    await userEvent.click(button('Keep typing', dialog()));
    expect(field('symbol').value).toBe('BTC');
    await userEvent.click(field('symbol'));
    await userEvent.keyboard('{Escape}');
    await until(() => plain(dialog()).includes('What you typed is not in the book.'), 'the question again');
    await userEvent.keyboard('{Escape}');
    await until(closed, 'the closing');
    expect(asked('edit.apply')).toHaveLength(0);
  });
});

describe('positions of the book', () => {
  const first = 'prime-b';

  it('are changed in all their fields; saving closes', async () => {
    opened = await openWindow({ size: 40 });
    const { rows } = (await opened.fixture.bridge
      .call('positions.rows', {
        ...{
          view: null,
          account: first,
          filter: '',
          sort: [],
          groupBy: [],
          closedGroups: [],
          offset: 0,
          limit: 1,
        },
      })
      .then((answer) => (answer.ok ? answer.value : null))) as {
      rows: { row: { id: string; quantity: string } }[];
    };
    const { row } = rows[0]!;
    await opened.desk.entry.editPosition(row);
    await until(() => focused() === 'quantity', 'the field that changes most');
    expect(plain(one('h2', dialog()))).toBe('Change position');
    expect(field('quantity').value).toBe(row.quantity);
    await userEvent.fill(field('quantity'), '7');
    await userEvent.keyboard('{Enter}');
    await until(closed, 'the closing');
    expect(asked('edit.apply')[0]).toMatchObject({ drafts: [{ replaces: row.id, quantity: '7' }] });
  });

  it('are deleted after a question that names how many and whose', async () => {
    opened = await openWindow({ size: 40 });
    const ids = ['prime-a|deribit:X||1', 'treasury|deribit:Y||1', 'treasury|deribit:Z||1'];
    opened.desk.entry.removePositions(ids);
    await until(() => !closed() && document.activeElement === button('Delete 3'), 'the question');
    expect(plain(dialog())).toMatch(
      /3 positions of .+ and .+ are taken out of the book\. .* undo brings them back/,
    );
    await userEvent.keyboard('{Escape}');
    await until(closed, 'the closing');
    expect(asked('edit.removePositions')).toHaveLength(0);
    opened.desk.entry.removePositions(ids);
    await until(() => !closed() && document.activeElement === button('Delete 3'), 'the question again');
    await userEvent.keyboard('{Enter}');
    await until(closed, 'the deleting');
    expect(asked('edit.removePositions')).toEqual([{ positions: ids }]);
  });
});

it('an instrument shows in its empty fields what its symbol says', async () => {
  opened = await openWindow({ size: 40 });
  opened.desk.entry.addInstrument();
  await until(() => focused() === 'symbol', 'the symbol');
  await userEvent.fill(field('symbol'), 'BTC-27MAR26-90000-C');
  await until(() => field('strike').placeholder === '90000', 'the reading');
  expect(plain(field('instrumentKind').querySelector('option'))).toBe('from the symbol: option');
});

it('an empty book is begun by hand: an account first', async () => {
  opened = await openWindow({ size: 0 });
  await userEvent.click(button('Add an account…'));
  await until(() => focused() === 'id', 'the dialog');
  await userEvent.fill(field('id'), 'prime-a');
  await userEvent.selectOptions(field('marginModel'), 'deribit-pm');
  await userEvent.click(button('Save and close', dialog()));
  await until(closed, 'the closing');
  expect(asked('edit.apply')[0]).toMatchObject({
    drafts: [{ kind: 'account', replaces: null, id: 'prime-a', venue: 'deribit', marginModel: 'deribit-pm' }],
  });
});

it('a book that is open for reading only takes nothing', async () => {
  opened = await openWindow({ size: 40, readOnly: true });
  await userEvent.keyboard('{Control>}{Shift>}A{/Shift}{/Control}');
  expect(closed()).toBe(true);
});
