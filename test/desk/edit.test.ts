// Rows typed by hand, on a real book: what each field is read as, what is refused and how to put it right, and one change that undo takes back.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Draft, DraftCheck } from '../../src-main/contract/edit-views.ts';
import type { PositionRow } from '../../src-main/contract/views.ts';
import { readTypedNumber } from '../../src-main/desk/edit/typed-number.ts';
import { type OpenedDesk, openedDesk } from './opened-desk.ts';

let opened: OpenedDesk;
beforeAll(() => {
  opened = openedDesk();
  return opened.freshBook();
});
afterAll(() => opened.close());

type PositionDraft = Extract<Draft, { kind: 'position' }>;
const position = (change: Partial<PositionDraft> = {}): PositionDraft => ({
  kind: 'position',
  replaces: null,
  account: 'prime-a',
  symbol: 'BTC-25SEP26-90000-C',
  quantity: '-10',
  averagePrice: '',
  settledPrice: '',
  strategy: '',
  lot: '',
  ...change,
});
const instrument = (change: Partial<Extract<Draft, { kind: 'instrument' }>> = {}): Draft => ({
  kind: 'instrument',
  venue: 'deribit',
  symbol: '',
  instrumentKind: '',
  payoff: '',
  underlying: '',
  priceIndex: '',
  quoteCurrency: '',
  settlementCurrency: '',
  quantityUnit: '',
  multiplier: '',
  contractSize: '',
  expiry: '',
  strike: '',
  right: '',
  exercise: '',
  ...change,
});
const balance = (change: Partial<Extract<Draft, { kind: 'balance' }>> = {}): Draft => ({
  kind: 'balance',
  account: 'prime-a',
  balanceKind: 'cash',
  currency: 'BTC',
  amount: '12.5',
  ...change,
});
const account = (change: Partial<Extract<Draft, { kind: 'account' }>> = {}): Draft => ({
  kind: 'account',
  replaces: null,
  id: 'prime-b',
  name: '',
  legalEntity: '',
  venue: 'deribit',
  segregation: '',
  marginModel: 'deribit-pm',
  group: '',
  reportingCurrency: '',
  ...change,
});

const check = (draft: Draft): Promise<DraftCheck> => opened.client.call('edit.check', { draft });
const apply = (...drafts: Draft[]) => opened.client.call('edit.apply', { drafts, label: '' });
const said = ({ problems }: DraftCheck): string[] =>
  problems.map(({ field, message, remedy }) => `${field}: ${message} ${remedy}`);
async function rows(): Promise<PositionRow[]> {
  const page = await opened.client.call('positions.rows', {
    view: null,
    account: null,
    filter: '',
    sort: [],
    groupBy: [],
    closedGroups: [],
    offset: 0,
    limit: 100,
  });
  return page.rows.flatMap((row) => (row.type === 'position' ? [row.row] : []));
}

describe('a typed number', () => {
  it.each([
    ['-12.5', '-12.5'],
    ['−12.50', '-12.5'],
    ['+3', '3'],
    ['.5', '0.5'],
    ['1e5', '100000'],
  ])('%s is %s', (typed, value) => {
    expect(readTypedNumber(typed)).toEqual({ value });
  });

  it.each([
    ['1,000', /1000 or 1\.000/, /Write 1000 or 1\.000/],
    ['1.000,5', /not written as a plain number/, /Write 1000\.5\./],
    ['1,000.5', /not written as a plain number/, /Write 1000\.5\./],
    ['1,000,000', /not written as a plain number/, /Write 1000000\./],
    ['12,5', /not written as a plain number/, /Write 12\.5\./],
    ['$50', /not written as a plain number/, /Write 50\./],
    ['5 %', /percentage/, /plain decimal/],
    ['=1+1', /formula/, /number itself/],
    ['ten', /not a number/, /plain number/],
    ['NaN', /not a number/, /plain number/],
    ['1e999', /beyond any quantity/, /Correct/],
  ])('%s is refused with what to write', (typed, message, remedy) => {
    const read = readTypedNumber(typed);
    expect(read).toEqual({
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(remedy),
    });
  });
});

describe('a position as it is typed', () => {
  it('says what a symbol was read as, and what the quantity counts', async () => {
    const checked = await check(position({ symbol: ' btc-25sep26-90000-c ', averagePrice: '0.05' }));
    expect(checked).toEqual({
      problems: [],
      warnings: [],
      replaces: false,
      reading: {
        account: 'Prime A, deribit, deribit-pm',
        symbol: 'BTC option, call, strike 90,000, expires 25 Sep 2026 08:00 UTC, inverse, quantity in BTC',
        quantity: 'short 10 BTC',
        averagePrice: '0.05 BTC',
        lot: '1',
      },
    });
    const future = await check(position({ symbol: 'BTC-25SEP26', quantity: '50000', settledPrice: '61000' }));
    expect(future.problems).toEqual([]);
    expect(future.reading).toMatchObject({
      symbol: 'BTC future, expires 25 Sep 2026 08:00 UTC, inverse, quantity in USD',
      quantity: 'long 50,000 USD (5,000 contracts)',
      settledPrice: '61,000 USD',
    });
  });

  it('names each field that is wrong, and how to put it right', async () => {
    const checked = await check(
      position({ account: 'prime-x', symbol: 'BTC-31FEB26-1-C', quantity: '1,000', averagePrice: '5 %' }),
    );
    expect(said(checked)).toEqual([
      'account: The book has no account “prime-x”. Choose one of prime-a, or add the account first.',
      'symbol: “31FEB26” in BTC-31FEB26-1-C is not a day. Correct the day of expiry (27JUN25).',
      'quantity: “1,000” could be 1000 or 1.000. Write 1000 or 1.000: thousands are not set apart, and decimals follow a point.',
      'averagePrice: “5 %”: it is a percentage. Write the number as a plain decimal.',
    ]);
    expect(checked.reading).toBeNull();
    expect(said(await check(position({ quantity: '', symbol: '' })))).toEqual([
      'symbol: The symbol is missing. Write it as the venue does, such as BTC-27JUN25-100000-C.',
      'quantity: The quantity is missing. Short is negative, such as -10.',
    ]);
    expect(said(await check(position({ quantity: '0' })))).toEqual([
      'quantity: A quantity of 0 is no position. Write what is held, or delete the position.',
    ]);
  });

  it('wants whole contracts of futures, and no price that profit can’t be divided by', async () => {
    const checked = await check(position({ symbol: 'BTC-PERPETUAL', quantity: '-1005', settledPrice: '0' }));
    expect(said(checked)).toEqual([
      'quantity: −1,005 is not a multiple of the contract size, 10 USD. Write -1000 or -1010.',
      'settledPrice: The price of an inverse contract is positive: its profit divides by it. Correct the price.',
    ]);
    expect((await check(position({ quantity: '0.1' }))).problems).toEqual([]);
  });

  it('warns of an expiry before the market, of a dollar price for a coin option, and of a row that would be replaced', async () => {
    const past = await check(position({ symbol: 'BTC-27FEB26-60000-P' }));
    expect(past.problems).toEqual([]);
    expect(past.warnings).toMatchObject([
      { field: 'symbol', message: expect.stringContaining('expired on 27 Feb 2026 08:00 UTC') },
    ]);
    const dollars = await check(position({ averagePrice: '3050' }));
    expect(dollars.warnings).toMatchObject([
      { field: 'averagePrice', remedy: 'The price is in BTC, such as 0.05.' },
    ]);
    const again = await check(position({ symbol: 'BTC-26JUN26-60000-C', strategy: 'calls', quantity: '-4' }));
    expect(again).toMatchObject({ problems: [], replaces: true });
    expect(again.warnings[0]?.message).toContain('The book holds short 10 BTC of this account');
    const another = await check(
      position({ symbol: 'BTC-26JUN26-60000-C', strategy: 'calls', lot: '2', quantity: '-4' }),
    );
    expect(another).toMatchObject({ problems: [], warnings: [], replaces: false });
  });
});

describe('writing typed rows', () => {
  beforeEach(() => opened.freshBook());

  it('adds a position with its instrument; undo takes both back', async () => {
    const { revision, summary } = await apply(position({ strategy: 'tail | wing' }));
    expect(summary).toBe('Position -10 BTC-25SEP26-90000-C in prime-a, strategy tail | wing added');
    const added = (await rows()).find(({ symbol }) => symbol === 'BTC-25SEP26-90000-C');
    expect(added).toMatchObject({ quantity: '-10', strategy: 'tail | wing', lot: '1', kind: 'option' });
    const undone = await opened.client.call('book.undo', {});
    expect(undone).toEqual({ undone: `Undone: ${summary}`, revision: revision + 1 });
    const { book } = await opened.client.call('program.state', {});
    expect(book?.counts).toMatchObject({ positions: 4, instruments: 4 });
  });

  it('edits every field of a position, its identity too', async () => {
    const [before] = (await rows()).filter(({ symbol }) => symbol === 'BTC-26JUN26-50000-P');
    const replaces = before!.id;
    expect(await opened.client.call('edit.draftOf', { position: replaces })).toEqual(
      position({ replaces, symbol: 'BTC-26JUN26-50000-P', quantity: '4', strategy: 'puts', lot: '1' }),
    );
    const { summary } = await apply(
      position({
        replaces,
        symbol: 'BTC-26JUN26-50000-P',
        strategy: 'wings',
        lot: '7',
        quantity: '6.5',
        averagePrice: '0.041',
      }),
    );
    expect(summary).toMatch(/changed$/);
    const after = (await rows()).filter(({ symbol }) => symbol === 'BTC-26JUN26-50000-P');
    expect(after).toHaveLength(1);
    expect(after[0]).toMatchObject({ strategy: 'wings', lot: '7', quantity: '6.5', averagePrice: '0.041' });
    const gone = await check(position({ replaces }));
    expect(gone.problems[0]?.message).toContain('no longer in the book');
  });

  it('writes nothing when any row is wrong, and names row and field', async () => {
    await expect(apply(position(), position({ lot: '2', quantity: '1.000,5' }))).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^Row 2, quantity: .*Nothing was written\. Write 1000\.5\.$/),
      detail: { row: 2, field: 'quantity' },
    });
    await expect(apply(position(), position())).rejects.toThrow('the same position');
    expect(await rows()).toHaveLength(4);
  });

  it('takes an account, its cash and a position in it in one change', async () => {
    const { revision } = await apply(
      account({ name: 'Prime B', group: 'desk' }),
      balance({ account: 'prime-b', currency: 'ETH', amount: '-2.5' }),
      position({ account: 'prime-b', symbol: 'ETH-PERPETUAL', quantity: '500' }),
    );
    const { accounts } = await opened.client.call('accounts.tree', {});
    expect(accounts.find(({ id }) => id === 'prime-b')).toMatchObject({ name: 'Prime B', positions: 1 });
    expect(await opened.client.call('book.undo', {})).toMatchObject({ revision: revision + 1 });
    expect((await opened.client.call('accounts.tree', {})).accounts).toHaveLength(1);
  });

  it('sets cash, and takes a balance of 0 out of the book', async () => {
    expect((await check(balance({ amount: '15' }))).reading?.amount).toBe('15 BTC; it was 12.5');
    await apply(
      balance({ amount: '15' }),
      balance({ currency: 'USDC', balanceKind: 'collateral', amount: '1000' }),
    );
    const counts = async () => (await opened.client.call('program.state', {})).book?.counts.balances;
    expect(await counts()).toBe(2);
    await apply(balance({ amount: '0' }));
    expect(await counts()).toBe(1);
    expect(said(await check(balance({ currency: 'USDT', balanceKind: 'loan', amount: '-5' })))).toEqual([
      'amount: A loan is what is owed, a positive amount. Write it without a sign, or as cash when the balance itself is negative.',
    ]);
    await apply(balance({ currency: 'USDT', balanceKind: 'loan', amount: '5' }));
    expect(await counts()).toBe(2);
    expect(said(await check(balance({ currency: 'btc', amount: '' })))).toEqual([
      'currency: Currencies are written in capitals. Write BTC.',
      'amount: The amount is missing. A debt is negative, such as -2.5; 0 takes the balance out of the book.',
    ]);
  });

  it('removes positions by id as one change, or none when one is gone', async () => {
    const ids = (await rows()).map(({ id }) => id);
    const remove = (positions: string[]) => opened.client.call('edit.removePositions', { positions });
    await expect(remove([...ids, 'prime-a|deribit:X||1'])).rejects.toMatchObject({ code: 'conflict' });
    expect(await rows()).toHaveLength(4);
    expect(await remove(ids.slice(0, 3))).toMatchObject({ summary: '3 positions of prime-a removed' });
    expect(await rows()).toHaveLength(1);
    await opened.client.call('book.undo', {});
    expect(await rows()).toHaveLength(4);
  });
});

it('a position of an account of listed markets takes options, shares and futures by their names', async () => {
  await apply(account({ id: 'listed', name: 'Listed', venue: 'occ', marginModel: 'reg-t' }));
  const of = async (symbol: string, quantity: string) => {
    const checked = await check(position({ account: 'listed', symbol, quantity, lot: '1' }));
    expect(checked.warnings.filter(({ message }) => message.includes('The account is at'))).toEqual([]);
    return [...said(checked), checked.reading?.symbol, checked.reading?.quantity];
  };
  expect(await of('SPY   270319C00700000', '-3')).toEqual([
    'SPY option, call, strike 700, American, expires 19 Mar 2027 20:00 UTC, product SPY, quantity in contracts of 100 SPY',
    'short 3 contracts of 100 SPY',
  ]);
  expect(await of('aapl', '200')).toEqual([
    'AAPL spot, product AAPL, quantity in shares of AAPL',
    'long 200 shares of AAPL',
  ]);
  expect(await of('ESH27', '-2')).toEqual([
    'SPX future, expires 19 Mar 2027 13:30 UTC, product ES, contract month 202703, quantity in contracts of 50 SPX',
    'short 2 contracts of 50 SPX',
  ]);
  expect((await of('SPY270319C00700000', '1.5'))[0]).toMatch(
    /^quantity: 1\.5 is not a multiple of the contract size/,
  );
});

describe('an instrument as it is typed', () => {
  it('is taken from its symbol where the symbol says it', async () => {
    const checked = await check(instrument({ symbol: 'SOL_USDC-25SEP26-150-P' }));
    expect(checked.problems).toEqual([]);
    expect(checked.reading).toMatchObject({
      instrumentKind: 'option',
      payoff: 'linear',
      underlying: 'SOL',
      settlementCurrency: 'USDC',
      strike: '150',
      right: 'put',
      expiry: '25 Sep 2026 08:00 UTC',
      exercise: 'european',
    });
  });

  it('must hold together', async () => {
    expect(
      said(
        await check(instrument({ symbol: 'X', instrumentKind: 'option', payoff: 'linear', underlying: 'X' })),
      ),
    ).toEqual([
      'strike: An option needs a positive strike. Correct the instrument.',
      'right: An option is a call or a put. Correct the instrument.',
      'expiry: An option needs its instant of expiry. Correct the instrument.',
    ]);
    const inverse = {
      symbol: 'X',
      instrumentKind: 'future',
      payoff: 'inverse',
      underlying: 'BTC',
      expiry: '26JUN26',
    };
    expect(
      said(
        await check(instrument({ ...inverse, settlementCurrency: 'USD', strike: '5', quantityUnit: 'base' })),
      ),
    ).toEqual([
      'settlementCurrency: An inverse instrument settles in the coin itself. Write BTC.',
      'quantityUnit: Quantities of inverse futures count the quote currency. Choose quote.',
      'strike: Only an option has it, and this is a future. Leave it empty.',
    ]);
    expect(
      said(
        await check(instrument({ symbol: 'X', expiry: 'soon', instrumentKind: 'swap', multiplier: '0,5' })),
      ),
    ).toEqual([
      'instrumentKind: “swap” is not one of spot, perpetual, future, option. Choose one of them.',
      'multiplier: “0,5” is not written as a plain number. Write 0.5.',
      'expiry: “soon” is not a day or an instant. Write 2026-06-26T08:00:00Z, or the day: 2026-06-26 or 26JUN26.',
    ]);
  });

  it('of a listed market has the terms of its exchange, and no other has them', async () => {
    const option = {
      venue: 'own exchange',
      symbol: 'LO -5',
      instrumentKind: 'option',
      payoff: 'linear',
      underlying: 'CL',
      multiplier: '1000',
      expiry: '2026-03-17',
      right: 'put',
    };
    const normal = { ...option, strike: '-5', product: 'LO', premium: 'Daily', priceModel: 'normal' };
    const checked = await check(
      instrument({ ...normal, contractMonth: '202604', deliversFuture: 'nymex:CLJ26' }),
    );
    expect(checked.problems).toEqual([]);
    expect(checked.reading).toMatchObject({ product: 'LO', premium: 'daily', contractMonth: '202604' });
    expect(checked.reading?.symbol).toBe(
      'own exchange:LO -5: CL option, put, strike −5, American, expires 17 Mar 2026 08:00 UTC, product LO, contract month 202604, delivers nymex:CLJ26, premium paid day by day, volatility in price units, quantity in contracts of 1,000 CL',
    );
    expect(said(await check(instrument({ ...option, strike: '5', settles: 'am' })))).toEqual([
      'settles: Only a listed instrument has it, one with a product. Correct the instrument.',
    ]);
    expect(said(await check(instrument({ ...normal, settles: 'noon', deliverableCash: '1,5' })))).toEqual([
      'settles: “noon” is not one of am, pm. Choose one of them.',
      'deliverableCash: “1,5” is not written as a plain number. Write 1.5.',
    ]);
    // A future's name says all but when it ends.
    const crude = await check(instrument({ venue: 'nymex', symbol: 'loj27-70-c', expiry: '2027-03-17' }));
    expect(crude.problems).toEqual([]);
    expect(crude.reading).toMatchObject({
      product: 'LO',
      underlying: 'CL',
      multiplier: '1000',
      contractMonth: '202704',
      deliversFuture: 'nymex:CLJ27',
      expiry: '17 Mar 2027 18:30 UTC',
    });
    const adjusted = { ...normal, strike: '5', priceModel: '', premium: '', deliverableUnits: '105' };
    expect((await check(instrument({ ...adjusted, deliverableCash: '12.50' }))).reading?.symbol).toContain(
      'delivers 105 shares and 12.5 USD',
    );
  });

  it('is warned of where it says otherwise than its symbol, and where it is in the book', async () => {
    const checked = await check(instrument({ symbol: 'BTC-26JUN26-60000-C', strike: '61000' }));
    expect(checked).toMatchObject({ problems: [], replaces: true });
    expect(checked.warnings.map(({ field, message }) => `${field}: ${message}`)).toEqual([
      'strike: The symbol says 60000.',
      expect.stringContaining('symbol: The book holds deribit:BTC-26JUN26-60000-C already'),
    ]);
  });

  it('serves positions of venues whose names can’t be read, once it is in the book', async () => {
    const listed = { account: 'house', symbol: 'ACME 2026', quantity: '3', lot: '1' };
    await apply(account({ id: 'house', venue: 'otc', marginModel: 'deribit-sm' }));
    expect(said(await check(position(listed)))[0]).toContain('or add the instrument by hand');
    await apply(
      instrument({
        venue: 'otc',
        symbol: 'ACME 2026',
        instrumentKind: 'future',
        payoff: 'linear',
        underlying: 'ACME',
        expiry: '2026-12-18',
      }),
      position(listed),
    );
    expect((await rows()).find(({ account: of }) => of === 'house')).toMatchObject({
      instrument: 'otc:ACME 2026',
    });
  });
});

it('an account’s id, rulebook and group are checked', async () => {
  expect(
    said(
      await check(
        account({ id: 'prime a', marginModel: 'simm', group: 'nowhere', reportingCurrency: 'usd' }),
      ),
    ),
  ).toEqual([
    'id: An id holds neither spaces nor bars. Write prime-a.',
    expect.stringContaining('marginModel: Margrave has no rulebook “simm”. Choose one of deribit-pm'),
    'group: The book has no reporting group “nowhere”. Choose one of desk, or leave it empty.',
    'reportingCurrency: Currencies are written in capitals. Write USD.',
  ]);
  expect(said(await check(account({ id: 'prime-a' })))).toEqual([
    'id: The book has an account “prime-a” already. Choose another id.',
  ]);
  expect(said(await check(account({ id: 'other', replaces: 'prime-a' })))[0]).toContain(
    'the id of an account stays'.replace('the', 'The'),
  );
});
