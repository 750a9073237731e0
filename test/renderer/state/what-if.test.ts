import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src-renderer/client/client.ts';
import { subtractDecimals } from '../../../src-renderer/format/decimal.ts';
import { Desk } from '../../../src-renderer/state/desk.svelte.ts';
import { entryPairs, headlinePairs } from '../../../src-renderer/state/what-if-figures.ts';
import { type FixtureOptions, fixture } from '../fixtures/bridge.ts';
import { until } from '../open-window.ts';

let desk: Desk;
afterEach(() => desk.whatIf.close());

async function begun(options: FixtureOptions = { size: 300 }) {
  const given = fixture(options);
  desk = new Desk(connect(given.bridge));
  await desk.start();
  await until(() => desk.margin.standing === 'current', 'a current margin');
  desk.whatIf.begin('prime-a');
  await answered();
  return given;
}
const answered = (): Promise<void> =>
  until(() => !desk.whatIf.running && desk.whatIf.answer !== null, 'figures of the what-if');
/** Types a leg into the line that waits for one. */
async function type(text: string): Promise<string> {
  const id = desk.whatIf.draft!.legs.find((leg) => leg.text === '')?.id ?? '';
  desk.whatIf.setText(id, text);
  await answered();
  return id;
}
const texts = (): string[] => desk.whatIf.draft!.legs.map((leg) => leg.text);
const computed = (given: { calls: { name: string }[] }): number =>
  given.calls.filter(({ name }) => name === 'whatIf.compute').length;

describe('the what-if in work', () => {
  it('is the account itself at first: no difference, nothing to lose, and a star', async () => {
    await begun();
    const { answer } = desk.whatIf;
    expect(answer!.after.entries).toEqual(answer!.before.entries);
    expect(desk.whatIf.differences).toEqual([{ amount: '0', currency: 'USD' }]);
    expect(desk.whatIf.unsaved).toBe(true);
    expect(desk.whatIf.hasWork).toBe(false);
    expect(desk.view).toBe('what-if');
  });

  it('asks once for a burst of typing, and shows what the last of it means', async () => {
    const given = await begun();
    const before = computed(given);
    const id = desk.whatIf.draft!.legs[0]!.id;
    for (const text of ['-', '-1', '-10', '-10 B', '-10 BTC-27MAR26-80000-C']) desk.whatIf.setText(id, text);
    expect(desk.whatIf.running).toBe(true);
    await answered();
    expect(computed(given)).toBe(before + 1);
    expect(desk.whatIf.stateOf(id)?.quantity).toBe('-10');
    // Trading at the mark with the premium in cash leaves equity as it is, and the sold call asks for more.
    const btc = entryPairs(desk.whatIf.answer!).find(({ currency }) => currency === 'BTC')!;
    const [initial, , equity] = headlinePairs(btc.before, btc.after);
    expect(Math.abs(Number(equity!.difference))).toBeLessThan(1e-7);
    expect(initial!.difference).toBe(subtractDecimals(btc.after!.initialMargin, btc.before!.initialMargin));
    expect(initial!.difference).not.toBe('0');
  });

  it('keeps the newest request’s answer, whichever comes last', async () => {
    const given = await begun();
    const call = given.bridge.call;
    let held: (() => void) | undefined;
    given.bridge.call = async (name, input) => {
      const answer = await call(name, input);
      if (name === 'whatIf.compute' && held === undefined)
        await new Promise<void>((go) => {
          held = go;
        });
      return answer;
    };
    const id = desk.whatIf.draft!.legs[0]!.id;
    desk.whatIf.setText(id, '1 BTC-PERPETUAL');
    await until(() => held, 'the first request');
    desk.whatIf.setText(id, '2 BTC-PERPETUAL');
    await answered();
    expect(desk.whatIf.stateOf(id)?.quantity).toBe('2');
    held?.();
    await new Promise((go) => setTimeout(go, 20));
    expect(desk.whatIf.stateOf(id)?.quantity).toBe('2');
  });

  it('keeps the figures on screen when the next can’t be had, with the reason', async () => {
    const given = await begun();
    const shown = desk.whatIf.answer;
    const call = given.bridge.call;
    given.bridge.call = async (name, input) =>
      name === 'whatIf.compute'
        ? {
            ok: false,
            error: {
              code: 'incomplete',
              message: 'Two rows can’t be valued.',
              detail: {
                rows: [
                  {
                    account: 'prime-a',
                    instrument: 'X',
                    quantity: '1',
                    reason: 'No volatility.',
                    remedy: 'Import one.',
                  },
                ],
              },
            },
          }
        : call(name, input);
    desk.whatIf.set({ priceMove: '-0.1' });
    await until(() => desk.whatIf.failure !== null, 'the failure');
    expect(desk.whatIf.answer).toBe(shown);
    expect(desk.whatIf.stopped).toHaveLength(1);
  });

  it('takes edits back one by one, typing as one, and never touches the book', async () => {
    const given = await begun();
    const first = await type('5 BTC-PERPETUAL');
    desk.whatIf.addLine(first);
    await type('-2 ETH-PERPETUAL');
    desk.whatIf.toggle(first);
    desk.whatIf.set({ advance: 'nextExpiry' });
    expect(desk.whatIf.undo()).toBe(true);
    expect(desk.whatIf.current!.advance).toBe('none');
    desk.whatIf.undo();
    expect(desk.whatIf.current!.legs[0]!.on).toBe(true);
    desk.whatIf.undo();
    expect(texts()).toEqual(['5 BTC-PERPETUAL', '']);
    desk.whatIf.redo();
    expect(texts()).toEqual(['5 BTC-PERPETUAL', '-2 ETH-PERPETUAL']);
    while (desk.whatIf.undo());
    expect(texts()).toEqual(['']);
    expect(given.calls.some(({ name }) => name === 'book.undo')).toBe(false);
  });

  it('counts legs that are on, and those only', async () => {
    await begun();
    const id = await type('40 BTC-27MAR26-60000-P');
    const on = desk.whatIf.differences[0]!.amount;
    expect(on).not.toBe('0');
    desk.whatIf.toggle(id);
    await answered();
    expect(desk.whatIf.differences).toEqual([{ amount: '0', currency: 'USD' }]);
    expect(desk.whatIf.legsOn).toBe(0);
  });

  it('follows the book when that moves on', async () => {
    const given = await begun();
    const before = computed(given);
    given.change();
    await until(() => computed(given) > before && !desk.whatIf.running, 'the figures again');
    expect(desk.whatIf.answer?.revision).toBe(desk.book?.revision);
  });
});

describe('a position edited', () => {
  const position = async () => {
    const page = await desk.client.call('positions.rows', {
      view: null,
      account: 'prime-b',
      filter: '',
      sort: [],
      groupBy: [],
      closedGroups: [],
      offset: 0,
      limit: 1,
    });
    const row = page.rows[0]!;
    if (row.type !== 'position') throw new Error('A position was wanted.');
    return row.row;
  };

  it('becomes a leg for the difference, again the same leg, and none at the book’s own quantity', async () => {
    await begun();
    const row = await position();
    expect(desk.whatIf.editPosition(row, '\u22121\u2009234.5')).toBeNull();
    expect(desk.whatIf.current!.account).toBe('prime-b');
    expect(desk.whatIf.current!.legs).toEqual([
      expect.objectContaining({
        position: row.id,
        text: `${subtractDecimals('-1234.5', row.quantity)} ${row.symbol}`,
      }),
    ]);
    desk.whatIf.editPosition(row, '7');
    expect(texts()).toEqual([`${subtractDecimals('7', row.quantity)} ${row.symbol}`]);
    desk.whatIf.editPosition(row, row.quantity);
    expect(texts()).toEqual([]);
  });

  it('says when the quantity is no number', async () => {
    await begun();
    expect(desk.whatIf.editPosition(await position(), 'ten')).toMatch(/^“ten” is not a number/);
    expect(desk.whatIf.current!.account).toBe('prime-a');
  });

  it('asks first when unsaved work of another account would go', async () => {
    await begun();
    await type('5 BTC-PERPETUAL');
    desk.whatIf.editPosition(await position(), '7');
    expect(desk.whatIf.current!.account).toBe('prime-a');
    expect(desk.whatIf.leaving).not.toBeNull();
    desk.whatIf.leaving!();
    expect(desk.whatIf.current!.account).toBe('prime-b');
    expect(desk.whatIf.leaving).toBeNull();
  });
});

describe('saved and applied', () => {
  it('offers to undo what was applied only while that is the last change', async () => {
    const given = await begun();
    await type('3 BTC-PERPETUAL');
    await desk.application.apply();
    const offered = (): boolean => desk.notices.list.some(({ action }) => action?.label === 'Undo');
    expect(offered()).toBe(true);
    given.change();
    await until(() => !offered(), 'the offer to go');
  });

  it('is saved by name, opened again without a star, and a name is had once', async () => {
    await begun();
    await type('-10 BTC-27MAR26-80000-C');
    expect(await desk.savedWhatIfs.save('Sell upside', false)).toBeNull();
    expect(desk.whatIf.unsaved).toBe(false);
    desk.whatIf.toggle(desk.whatIf.draft!.legs[0]!.id);
    expect(desk.whatIf.unsaved).toBe(true);
    expect(await desk.savedWhatIfs.save('Sell upside', true)).toMatch(/named “Sell upside” already/);
    desk.whatIf.close();
    desk.whatIf.open(desk.savedWhatIfs.of('prime-a')[0]!);
    expect(texts()).toEqual(['-10 BTC-27MAR26-80000-C']);
    expect(desk.whatIf.unsaved).toBe(false);
    expect(await desk.savedWhatIfs.rename(desk.savedWhatIfs.list[0]!, 'Upside sold')).toBeNull();
    expect(desk.whatIf.saved?.name).toBe('Upside sold');
    await desk.savedWhatIfs.remove(desk.savedWhatIfs.list[0]!);
    expect(desk.savedWhatIfs.list).toEqual([]);
    await desk.notices.list.at(-1)!.action!.run();
    expect(desk.savedWhatIfs.list.map(({ name }) => name)).toEqual(['Upside sold']);
  });

  it('compares those chosen and the one in work, each as if it were in work alone', async () => {
    await begun();
    const id = await type('-10 BTC-27MAR26-80000-C');
    await desk.savedWhatIfs.save('A', true);
    desk.whatIf.setText(id, '30 BTC-27MAR26-60000-P');
    await desk.savedWhatIfs.save('B', true);
    await answered();
    const alone = desk.whatIf.answer!.after.total;
    desk.whatIf.set({ priceMove: '-0.05' });
    for (const { id: one } of desk.savedWhatIfs.list) desk.savedWhatIfs.choose(one);
    await desk.savedWhatIfs.compare('prime-a');
    const columns = desk.savedWhatIfs.compared!;
    expect(columns.map(({ name }) => name)).toEqual(['B*', 'A', 'B']);
    expect(columns.every(({ answer }) => answer !== null)).toBe(true);
    expect(columns[2]!.answer!.after.total).toEqual(alone);
    expect(columns[1]!.answer!.after.total).not.toEqual(alone);
  });

  it('says exactly what it would write, writes it as one change, and undo brings both back', async () => {
    const given = await begun();
    const held = await desk.client.call('positions.rows', {
      view: null,
      account: 'prime-a',
      filter: 'option',
      sort: [],
      groupBy: [],
      closedGroups: [],
      offset: 0,
      limit: 1,
    });
    const row = held.rows[0]?.type === 'position' ? held.rows[0].row : null;
    desk.whatIf.editPosition(row!, '100');
    desk.whatIf.addLine();
    await type('3 BTC-26JUN26-64321-C @ 0.05');
    desk.whatIf.addLine();
    await type('not a leg');
    await desk.application.prepare();
    expect(desk.application.rows).toEqual([
      expect.objectContaining({ id: row!.id, before: row!.quantity, after: '100' }),
      expect.objectContaining({
        before: null,
        change: '3',
        after: '3',
        newInstrument: true,
        prices: ['0.05'],
      }),
    ]);
    expect(desk.application.unreadable).toHaveLength(1);
    await desk.application.apply();
    expect(desk.application.failure?.message).toMatch(/Nothing was written/);
    desk.whatIf.switchOff(desk.application.unreadable.map(({ id }) => id));
    await answered();
    const legs = desk.application.legs;
    const paid = legs
      .filter(({ cashCurrency }) => cashCurrency === 'BTC')
      .reduce((sum, { cash }) => sum + Number(cash), 0);
    expect(Number(desk.application.cash.find(({ currency }) => currency === 'BTC')?.amount)).toBeCloseTo(
      paid,
      9,
    );

    const before = desk.book!.revision;
    await desk.application.apply();
    expect(desk.whatIf.current).toBeNull();
    expect(desk.book!.revision).toBe(before + 1);
    const quantity = async (): Promise<string> => {
      const page = await desk.client.call('positions.rows', {
        view: null,
        account: 'prime-a',
        filter: row!.symbol,
        sort: [],
        groupBy: [],
        closedGroups: [],
        offset: 0,
        limit: 50,
      });
      return page.rows.flatMap((found) =>
        found.type === 'position' && found.row.id === row!.id ? [found.row.quantity] : [],
      )[0]!;
    };
    expect(await quantity()).toBe('100');
    await desk.notices.list.find(({ action }) => action?.label === 'Undo')!.action!.run();
    expect(await quantity()).toBe(row!.quantity);
    expect(texts()).toEqual([
      expect.stringContaining(row!.symbol),
      '3 BTC-26JUN26-64321-C @ 0.05',
      'not a leg',
    ]);
    expect(given.calls.filter(({ name }) => name === 'whatIf.apply')).toHaveLength(2);
  });
});
