import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BookWriter, Change } from '../../src-main/book/book.ts';
import { createBook, openBook } from '../../src-main/book/open.ts';
import { account, edit, makeFolder, option, positions, snapshot, wholeBook } from './sample.ts';

let folder: ReturnType<typeof makeFolder>;
let book: BookWriter;
beforeEach(async () => {
  folder = makeFolder();
  book = await createBook(folder.book, { name: 'Desk', user: 'ada' });
});
afterEach(() => {
  book.close();
  folder.remove();
});

/** Everything that a reader can see of the content. */
const content = (of: BookWriter): unknown => ({
  portfolio: of.portfolio(),
  snapshots: of.snapshots().map(({ id }) => of.snapshot(id)),
  history: of.history(),
  parameters: of.parameterSets(),
  mappings: of.mappings(),
  whatIfs: of.whatIfs(),
  reconciliations: of.reconciliations(),
});

describe('what is written is what is read', () => {
  it('gives every noun back as it was put, in the order of its key', () => {
    book.apply(wholeBook(), edit);
    const portfolio = book.portfolio();
    expect(portfolio.groups.map(({ id, parent }) => [id, parent])).toEqual([
      ['firm', null],
      ['fund', 'firm'],
    ]);
    expect(portfolio.accounts).toEqual([account('prime-a', 'fund'), account('prime-b')]);
    const given = positions(40, ['prime-a', 'prime-b'], 20);
    const byKey = (p: (typeof given)[number]): string => `${p.account} ${p.instrument} ${p.lot}`;
    expect(portfolio.positions).toEqual(given.sort((a, b) => (byKey(a) < byKey(b) ? -1 : 1)));
    expect(portfolio.instruments).toContainEqual(option(7));
    expect(portfolio.orders).toEqual([
      expect.objectContaining({ id: '1', price: '0.05', reduceOnly: false }),
    ]);
    expect(portfolio.balances.map(({ amount }) => amount)).toEqual(['12.5', '-100', '2500']);
    expect(portfolio.given).toEqual([
      { account: 'prime-a', currency: 'BTC', component: 'spot', amount: '0.25', source: 'venue' },
    ]);
    expect(book.snapshot()).toEqual(
      expect.objectContaining({ id: 'first', time: '2025-06-01T00:00:00Z', label: 'Snapshot first' }),
    );
    expect(book.snapshot('first')?.figures).toHaveLength(5);
    expect(book.history(['BTC']).map(({ value }) => value)).toEqual(['100000', '101000.5']);
    expect(book.parameterSets()[0]?.parameters.map(({ path, value }) => [path, value])).toEqual([
      ['b.range', '0.15'],
      ['a.on', true],
    ]);
    expect(book.mappings()).toEqual([{ name: 'broker', mapping: '{"quantity":"Qty"}' }]);
    expect(book.whatIfs()[0]?.account).toBe('prime-a');
    expect(book.status().counts).toEqual({
      accounts: 2,
      instruments: 20,
      positions: 40,
      orders: 1,
      balances: 3,
      snapshots: 1,
      runs: 0,
    });
  });

  it('reads one account with only the instruments and groups it uses', () => {
    book.apply(wholeBook(), edit);
    const portfolio = book.portfolio(['prime-b']);
    expect(portfolio.groups).toEqual([]);
    expect(new Set(portfolio.positions.map((p) => p.account))).toEqual(new Set(['prime-b']));
    expect(new Set(portfolio.instruments.map(({ id }) => id))).toEqual(
      new Set(portfolio.positions.map(({ instrument }) => instrument)),
    );
    expect(book.portfolio(['nobody'])).toEqual(expect.objectContaining({ accounts: [], positions: [] }));
  });

  it('keeps numbers as canonical decimal text: 1.50 and 15e-1 are one quantity', () => {
    book.apply(wholeBook(2), edit);
    const [first] = book.positions();
    const change = (quantity: string): Change => ({
      kind: 'putPositions',
      positions: [{ ...first!, quantity }],
    });
    const { revision } = book.apply([change('1.50')], edit);
    expect(book.apply([change('15e-1')], edit)).toEqual({ revision, sequence: null });
    expect(book.positions()[0]?.quantity).toBe('1.5');
    expect(() => book.apply([change('1,5')], edit)).toThrow('“1,5” is not a number.');
  });

  it('keeps text of any kind: quotes, NUL, other scripts, formulas', () => {
    const name = `a'"\u0000;DROP TABLE account;=1+1 Ελλάδα 🂡`;
    book.apply([{ kind: 'putAccounts', accounts: [{ ...account('x'), name }] }], edit);
    expect(book.accounts()[0]?.name).toBe(name);
    expect(book.verify().problems).toEqual([]);
  });
});

describe('a change', () => {
  it('that changes nothing writes nothing', () => {
    const first = book.apply(wholeBook(), edit);
    const head = book.status().auditHead;
    expect(book.apply(wholeBook(), edit)).toEqual({ revision: first.revision, sequence: null });
    expect(book.status().auditHead).toBe(head);
  });

  it('replaces a snapshot of the accounts it names and leaves the others alone', () => {
    book.apply(wholeBook(), edit);
    const others = book.positions(['prime-b']);
    const next = positions(10, ['prime-a'], 20, 3);
    book.apply([{ kind: 'replacePositions', accounts: ['prime-a'], positions: next }], edit);
    expect(book.positions(['prime-a'])).toHaveLength(10);
    expect(book.positions(['prime-b'])).toEqual(others);
    expect(() =>
      book.apply(
        [{ kind: 'replacePositions', accounts: ['prime-a'], positions: positions(4, ['prime-b'], 20) }],
        edit,
      ),
    ).toThrow('prime-b');
  });

  it('is whole or not at all, and the sentence shows the row', () => {
    book.apply(wholeBook(), edit);
    const before = content(book);
    const status = book.status();
    const stranger = { ...positions(1, ['prime-a'], 20)[0]!, account: 'nobody' };
    const refused: [Change, string][] = [
      [{ kind: 'putPositions', positions: [stranger] }, 'nobody'],
      [
        { kind: 'replacePositions', accounts: ['prime-a'], positions: positions(9, ['prime-a'], 900) },
        'an instrument that the book doesn’t hold',
      ],
      [
        {
          kind: 'replacePositions',
          accounts: ['prime-a'],
          positions: [...positions(40, ['prime-a'], 20), positions(1, ['prime-a'], 20)[0]!],
        },
        'is given twice',
      ],
      [{ kind: 'putGroups', groups: [{ id: 'firm', name: 'Firm', parent: 'fund' }] }, 'under itself'],
      [{ kind: 'putGroups', groups: [{ id: 'lost', name: 'Lost', parent: 'nowhere' }] }, 'nowhere'],
      [{ kind: 'putInstruments', instruments: [{ ...option(1), strike: null }] }, 'isn’t allowed'],
    ];
    for (const [change, words] of refused) {
      expect(() => book.apply([{ kind: 'putMapping', name: 'x', mapping: '1' }, change], edit)).toThrow(
        words,
      );
      expect(content(book)).toEqual(before);
    }
    expect(book.status().auditHead).toBe(status.auditHead);
    expect(book.verify().ok).toBe(true);
  });

  it('takes an account away with all that is in it, and undo brings it back', () => {
    book.apply(wholeBook(), edit);
    const before = content(book);
    book.apply([{ kind: 'removeAccounts', accounts: ['prime-a'] }], edit);
    expect(book.accounts().map(({ id }) => id)).toEqual(['prime-b']);
    expect(book.whatIfs()).toEqual([]);
    book.undo('ada');
    expect(content(book)).toEqual(before);
  });

  it('of quantity 0 removes a single position', () => {
    book.apply(wholeBook(), edit);
    const [first] = book.positions();
    book.apply([{ kind: 'putPositions', positions: [{ ...first!, quantity: '0' }] }], edit);
    expect(book.positions()).toHaveLength(39);
  });

  it('can’t carry an action that the book keeps for itself', () => {
    expect(() => book.apply(wholeBook(), { ...edit, action: 'undo' })).toThrow('keeps that word');
  });
});

describe('undo', () => {
  it('goes back one entry after another to the empty book, by entries that say what they undo', () => {
    const states = [content(book)];
    const steps: Change[][] = [
      wholeBook(),
      [{ kind: 'replacePositions', accounts: ['prime-a'], positions: positions(7, ['prime-a'], 20, 5) }],
      [{ kind: 'putSnapshot', snapshot: snapshot('second', '2025-06-02T00:00:00Z', 3) }],
      [{ kind: 'putSnapshot', snapshot: snapshot('second', '2025-06-02T00:00:00Z', 2) }],
      [{ kind: 'removeParameterSet', id: 'deribit-pm@2026-02-15+desk' }],
      [
        {
          kind: 'putBalances',
          balances: [{ account: 'prime-a', kind: 'cash', currency: 'BTC', amount: '1' }],
        },
      ],
    ];
    for (const [index, step] of steps.entries()) {
      book.apply(step, { ...edit, summary: `Step ${index}` });
      states.push(content(book));
    }
    for (let index = steps.length - 1; index >= 0; index -= 1) {
      expect(content(book)).toEqual(states[index + 1]);
      expect(book.undo('bob')?.summary).toBe(`Undone: Step ${index}`);
      expect(content(book)).toEqual(states[index]);
    }
    expect(book.undo('bob')).toBeNull();
    const undoing = book.audit().filter(({ action }) => action === 'undo');
    expect(undoing.map(({ undoes }) => undoes)).toEqual([7, 6, 5, 4, 3, 2]);
    expect(undoing.every(({ user }) => user === 'bob')).toBe(true);
    expect(book.verify().problems).toEqual([]);
  });

  it('after a new change undoes that one first, and then what was left', () => {
    book.apply(wholeBook(), { ...edit, summary: 'one' });
    book.apply([{ kind: 'putMapping', name: 'm', mapping: '1' }], { ...edit, summary: 'two' });
    expect(book.undo('ada')?.summary).toBe('Undone: two');
    book.apply([{ kind: 'putMapping', name: 'n', mapping: '1' }], { ...edit, summary: 'three' });
    expect(book.undo('ada')?.summary).toBe('Undone: three');
    expect(book.undo('ada')?.summary).toBe('Undone: one');
    expect(book.undo('ada')).toBeNull();
  });
});

describe('readers', () => {
  it('see committed states only, and can’t write', async () => {
    book.apply(wholeBook(), edit);
    const reader = await openBook(folder.book, { user: 'eve', wanted: 'read' });
    expect(reader.status()).toEqual(expect.objectContaining({ readOnly: true, readOnlyReason: null }));
    expect(() => book.apply([{ kind: 'putMapping', name: '', mapping: null as never }], edit)).toThrow();
    expect(reader.mappings()).toHaveLength(1);
    book.apply([{ kind: 'putMapping', name: 'm', mapping: '1' }], edit);
    expect(reader.mappings()).toHaveLength(2);
    expect('apply' in reader).toBe(false);
    reader.close();
  });
});
