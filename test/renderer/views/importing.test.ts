import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

const dialog = (): HTMLElement => one('dialog[open]');
const asked = (name: string): unknown[] =>
  opened.fixture.calls.filter((call) => call.name === name).map((call) => call.input);

async function dropped(options: { rejected?: number; csv?: boolean }): Promise<void> {
  opened = await openWindow({ size: 607, ...options });
  const transfer = new DataTransfer();
  transfer.items.add(new File(['a'], 'positions.csv'));
  window.dispatchEvent(
    new DragEvent('dragenter', { dataTransfer: transfer, bubbles: true, cancelable: true }),
  );
  await until(() => document.querySelector('.drop'), 'the sign that it can be dropped');
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  await until(() => document.querySelector('dialog[open] table'), 'the preview');
}

describe('a file dropped on the window', () => {
  it('is previewed section by section and written only on Import; the outcome can be undone', async () => {
    await dropped({});
    expect(plain(dialog())).toMatch(/Deribit get_positions , for prime-a\..*Positions 14 3 2 243 0/);
    expect(plain(dialog())).toMatch(/quantity 250000 to 310000/);
    expect(asked('import.commit')).toHaveLength(0);
    await userEvent.click(button('Import', dialog()));
    await until(() => plain(dialog()).includes('The book is now at revision 42.'), 'the outcome');
    await userEvent.click(button('Undo', dialog()));
    await until(() => asked('book.undo').length === 1, 'the undo');
  });

  it('is read again when positions are to be merged', async () => {
    await dropped({});
    await userEvent.click(one('input[type=radio]:not(:checked)', dialog()));
    await until(() => asked('import.preview').length === 2, 'the second reading');
    // The token was used up by the first reading: the preview stands for its files.
    const first = asked('import.rows')[0] as { preview: string };
    expect(asked('import.preview')[1]).toMatchObject({ mode: 'merge', files: [first.preview] });
    await until(() => /Positions 14 3 0 243 0/.test(plain(dialog())), 'the new counts');
  });

  it('is not imported while rows are rejected, unless the good ones are to be kept', async () => {
    await dropped({ rejected: 7 });
    expect(plain(dialog())).toMatch(
      /7 rejected File Line Column Value Reason Remedy positions\.csv 18 Quantity 1e999/,
    );
    expect(button('Import', dialog()).disabled).toBe(true);
    await userEvent.click(one('input[type=checkbox]', dialog()));
    expect(button('Import', dialog()).disabled).toBe(false);
    await userEvent.click(button('Import', dialog()));
    await until(() => plain(dialog()).includes('Save positions-rejected.csv…'), 'the rejected file');
    expect(asked('import.commit')[0]).toMatchObject({ keepGoodRows: true });
    await userEvent.click(button(/^Save positions-rejected/, dialog()));
    await until(() => asked('host.saveFile').length === 1, 'the saving');
    expect(asked('host.saveFile')[0]).toEqual({ file: 'token-of-rejected-rows' });
  });

  it('shows a CSV’s mapping with its unit; a changed one is read again and saved by name', async () => {
    await dropped({ csv: true });
    const field = (label: string): HTMLSelectElement => {
      const named = [...dialog().querySelectorAll('label')].find((candidate) => plain(candidate) === label);
      return document.getElementById(named?.htmlFor ?? '') as HTMLSelectElement;
    };
    expect(field('Symbol').value).toBe('Instrument');
    await userEvent.selectOptions(field('Quantities are'), 'contracts');
    expect(button('Import', dialog()).disabled).toBe(true);
    await userEvent.click(button('Read again with this', dialog()));
    await until(() => asked('import.preview').length === 2, 'the second reading');
    expect(asked('import.preview')[1]).toMatchObject({
      mapping: { unit: 'contracts', columns: { symbol: 'Instrument' } },
    });
    await until(
      () => document.querySelector('dialog[open] input[aria-label="Name for this mapping"]'),
      'the preview',
    );
    await userEvent.fill(one('input[aria-label="Name for this mapping"]'), 'broker A');
    await userEvent.click(button('Save mapping', dialog()));
    await until(() => asked('import.saveMapping').length === 1, 'the saving');
    expect(asked('import.saveMapping')[0]).toMatchObject({
      name: 'broker A',
      mapping: { unit: 'contracts' },
    });
  });

  it('is put away by Escape, and the preview is given up', async () => {
    await dropped({});
    await userEvent.keyboard('{Escape}');
    await until(() => document.querySelector('dialog[open]') === null, 'the closing');
    expect(asked('import.discard')).toHaveLength(1);
    expect(asked('import.commit')).toHaveLength(0);
  });
});
