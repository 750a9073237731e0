// Bybit's log of a unified account. Columns: methods note §5.2 (from a tax program's parser) and the two exports of the venue's own pages; what a column
// means: bybit-exchange.github.io/docs/v5/account/transaction-log (`size` is the position after a trade, signed; a settlement's side is the side held;
// `cashBalance` is the wallet balance after the row; a perpetual in USDC settles its profit every eight hours).
import { describe, expect, it } from 'vitest';
import { readSymbol } from '../../../src-main/files/instrument-symbols.ts';
import { pasted, read } from '../reading.ts';

const documented =
  'Time,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,Fee Rate,Trade ID,Order ID';
/** The data export: a line with the user's number, then this. */
const exported =
  'Uid,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,Action,Time(UTC)';

type Cells = Partial<Record<'currency' | 'type' | 'price' | 'cash' | 'change' | 'balance' | 'order', string>>;
/** A row of the documented table. */
const row = (
  time: string,
  contract: string,
  [direction, quantity, position]: [string, string, string],
  {
    currency = 'USDT',
    type = 'TRADE',
    price = '100',
    cash = '0',
    change = '0',
    balance = '10',
    order = '',
  }: Cells,
): string =>
  `${time},${currency},${contract},${type},${direction},${quantity},${position},${price},0,0,${cash},${change},${balance},0,,${order}`;
const at = (hour: number): string => `2026-03-01 ${String(hour).padStart(2, '0')}:00:00`;
const held = (outcome: Awaited<ReturnType<typeof read>>): unknown =>
  outcome.positions.map((one) => [one.instrument, one.quantity, one.averagePrice, one.settledPrice]);
const money = (outcome: Awaited<ReturnType<typeof read>>): unknown =>
  outcome.balances.map(({ account, kind, currency, amount }) => [account, kind, currency, amount]);

const rows = [
  row(at(1), 'BTCUSDT', ['SELL', '0.5', '-0.5'], {
    price: '97000',
    change: '-20',
    balance: '980',
    order: 'a',
  }),
  row(at(1), 'BTCUSDT', ['SELL', '0.5', '-1'], { price: '98000', change: '-30', balance: '950', order: 'b' }),
  row(at(2), 'BTCUSDT', ['SELL', '--', '1'], {
    type: 'SETTLEMENT',
    price: '--',
    change: '5',
    balance: '955',
  }),
  row(at(3), 'BTCPERP', ['BUY', '2', '2'], { currency: 'USDC', price: '97500', balance: '-40' }),
  row(at(4), 'BTCPERP', ['BUY', '--', '2'], {
    currency: 'USDC',
    type: 'SETTLEMENT',
    price: '97600',
    cash: '200',
    balance: '160',
  }),
  row(at(5), 'BTCUSD', ['BUY', '100', '100'], { currency: 'BTC', price: '50000', balance: '1' }),
  row(at(6), 'BTCUSD', ['BUY', '100', '200'], { currency: 'BTC', price: '100000', balance: '0.9' }),
  row(at(7), 'ETHUSDT', ['BUY', '3', '3'], { balance: '954' }),
  row(at(8), 'ETHUSDT', ['SELL', '3', '0'], { cash: '1', balance: '955' }),
];
const expected = [
  ['bybit:BTCPERP', '2', '97500', '97600'],
  ['bybit:BTCUSD', '200', '66666.666666666667', '66666.666666666667'],
  ['bybit:BTCUSDT', '-1', '97500', '97500'],
];

describe('the log of a unified account', () => {
  it('gives last positions with entry and settled prices, and last wallet balances, whichever way it runs', async () => {
    for (const lines of [rows, [...rows].reverse()]) {
      const outcome = await read(pasted([documented, ...lines].join('\r\n')));
      expect(outcome.rejected).toEqual([]);
      expect(held(outcome)).toEqual(expected);
      expect(money(outcome)).toEqual([
        ['bybit', 'cash', 'BTC', '0.9'],
        ['bybit', 'cash', 'USDC', '160'],
        ['bybit', 'cash', 'USDT', '955'],
      ]);
      expect(outcome.accounts.map(({ venue, marginModel }) => [venue, marginModel])).toEqual([
        ['bybit', 'bybit-pm'],
      ]);
      expect(outcome.positionAccounts).toEqual(['bybit']);
      expect(outcome.balanceAccounts).toEqual(['bybit']);
      const notices = outcome.notices.join('\n');
      expect(notices).toContain(`BTCUSDT -1 (line ${lines === rows ? 4 : 8})`);
      expect(notices).toContain('a rulebook that you choose, such as okx-pm');
      expect(notices).not.toContain('follow from one another');
    }
  });

  it('rows of one time stand in the order in which their balances follow from one another', async () => {
    const pair = [rows[0]!, rows[1]!];
    for (const lines of [pair, [...pair].reverse()])
      expect(held(await read(pasted([documented, ...lines].join('\n'))))).toEqual([expected[2]]);
  });

  it('comes in parts: a row that stands in two of them counts once; without rows it says nothing', async () => {
    const parts = [rows.slice(0, 4), rows.slice(3)].map((lines, index) =>
      pasted([documented, ...lines].join('\n'), `part${index}.csv`),
    );
    expect(held(await read(parts.reverse()))).toEqual(expected);
    const empty = await read(pasted(`${documented}\n`));
    expect([empty.positionAccounts, empty.balanceAccounts]).toEqual([[], []]);
    expect(empty.notices).toEqual(['pasted.csv holds no row that could be read: nothing is taken from it.']);
  });

  it('reads the data export: the user’s line above the header, a byte mark, semicolons; two users are two accounts', async () => {
    const line = (user: string, position: string): string =>
      `${user},USDT,XAUTUSDT,TRADE,BUY,0.02,${position},4356,0,-0.08,0,-0.08,306.6,OPEN,2026-01-22 19:11:48`;
    const one = `\uFEFFUID: 531,Company Name: ,Country:\n${exported}\n${line('531', '0.02000000000000000000')}\n`;
    for (const text of [one, one.replaceAll(',', ';')]) {
      const outcome = await read(pasted(text));
      expect(held(outcome)).toEqual([['bybit:XAUTUSDT', '0.02', '4356', '4356']]);
      expect(outcome.notices.join()).toContain('(line 3)');
    }
    const two = await read(pasted([exported, line('531', '0.02'), line('532', '0.05')].join('\n')), {
      account: 'desk',
    });
    expect(two.positions.map(({ account, quantity }) => [account, quantity])).toEqual([
      ['desk-531', '0.02'],
      ['desk-532', '0.05'],
    ]);
    expect(two.notices.join()).toContain('doesn’t say at what price XAUTUSDT was entered');
  });

  it('a decimal comma is read where it can be nothing else', async () => {
    const line = row(at(1), 'BTCUSDT', ['SELL', '0.5', '-0.5'], { price: '97000.5', balance: '12.25' });
    const saved = [documented, line].join('\n').replaceAll(',', ';').replaceAll('.', ',');
    const outcome = await read(pasted(saved));
    expect(held(outcome)).toEqual([['bybit:BTCUSDT', '-0.5', '97000.5', '97000.5']]);
    expect(money(outcome)).toEqual([['bybit', 'cash', 'USDT', '12.25']]);
    const thousands = await read(pasted(saved.replace('97000,5', '97,000')));
    expect(held(thousands)).toEqual([['bybit:BTCUSDT', '-0.5', null, null]]);
  });

  it('spot trades under a perpetual’s name leave its position; pairs that hold nothing are no fault', async () => {
    const outcome = await read(
      pasted(
        [
          documented,
          rows[0],
          row(at(2), 'BTCUSDT', ['BUY', '1', '0'], { currency: 'BTC', cash: '1', balance: '1', order: 's' }),
          row(at(2), 'BTCUSDT', ['BUY', '-97000', '0'], { cash: '-97000', balance: '-96020', order: 's' }),
          row(at(3), 'BTCEUR', ['SELL', '-1', '0'], {
            currency: 'BTC',
            cash: '-1',
            balance: '0',
            order: 't',
          }),
        ].join('\n'),
      ),
    );
    expect(held(outcome)).toEqual([['bybit:BTCUSDT', '-0.5', '97000', '97000']]);
    expect(money(outcome)).toEqual([['bybit', 'cash', 'USDT', '-96020']]);
    expect(outcome.rejected).toEqual([]);
    expect(outcome.notices.join()).toContain('Spot trades in BTCEUR are in the balances');
  });

  it('says where rows are missing, that an entry is not known, and delivers what expired', async () => {
    const outcome = await read(
      pasted(
        [
          documented,
          row(at(1), 'ETHUSDT', ['BUY', '1', '5'], {}),
          row(at(2), 'ETHUSDT', ['BUY', '1', '9'], {}),
          row(at(3), 'BTC-27FEB26-100000-C', ['BUY', '1', '1'], { currency: 'USDC' }),
          row(at(8), 'BTC-27FEB26-100000-C', ['SELL', '1', '--'], { currency: 'USDC', type: 'DELIVERY' }),
        ].join('\n'),
      ),
    );
    expect(held(outcome)).toEqual([['bybit:ETHUSDT', '9', null, null]]);
    expect(outcome.notices.join('\n')).toContain('positions of ETHUSDT in line 2 and line 3 don’t follow');
    expect(outcome.notices.join('\n')).toContain('doesn’t say at what price ETHUSDT was entered');
  });

  it('rejects by file, line, column, value and remedy; a row without a place in the log is not given back', async () => {
    const outcome = await read(
      pasted(
        [
          documented,
          row(at(1), 'WHAT', ['BUY', '1', '1'], { balance: '5' }),
          row(at(2), 'ETHUSDT', ['BUY', '1', 'many'], { balance: 'much' }),
          row('yesterday', 'ETHUSDT', ['BUY', '1', '2'], {}),
          `${at(3)},USDT,ETHUSDT`,
        ].join('\n'),
        'log.csv',
      ),
    );
    expect(
      outcome.rejected.map(({ row: wrong, original }) => [
        wrong.file,
        wrong.line,
        wrong.column,
        wrong.value,
        Object.keys(original).length > 0,
      ]),
    ).toEqual([
      ['log.csv', 4, 'Time', 'yesterday', false],
      ['log.csv', 5, 'Contract', `${at(3)} | USDT | ETHUSDT`, false],
      ['log.csv', 3, 'Position', 'many', true],
      ['log.csv', 2, 'Contract', 'WHAT', true],
      ['log.csv', 3, 'Wallet Balance', 'much', false],
    ]);
    expect(outcome.rejected.every(({ row: wrong }) => wrong.remedy.length > 10)).toBe(true);
    const back = `${documented},rejected row,rejected because,remedy\n${row(at(2), 'ETHUSDT', ['BUY', '1', '4'], { balance: '7' })},log.csv:3,Position: x,y`;
    const corrected = await read(pasted(back));
    expect([held(corrected), money(corrected), corrected.suggestedMode]).toEqual([
      [['bybit:ETHUSDT', '4', null, null]],
      [],
      'merge',
    ]);
  });
});

it('symbols: perpetuals, spot, inverse, dated and options, by currency; days that don’t exist are none', () => {
  const of = (symbol: string): unknown => {
    const reading = readSymbol(`bybit:${symbol}`);
    if (!('instrument' in reading)) return null;
    const { kind, payoff, settlementCurrency, priceIndex, quantityUnit, expiry, strike } = reading.instrument;
    return [kind, payoff, settlementCurrency, priceIndex, quantityUnit, expiry, strike];
  };
  const march = '2026-03-27T08:00:00Z';
  expect(of('BTCUSDT')).toEqual(['perpetual', 'linear', 'USDT', 'btc_usdt', 'base', null, null]);
  expect(of('BTCUSDC')).toEqual(['spot', 'linear', 'USDC', 'btc_usdc', 'base', null, null]);
  expect(of('BTCUSD')).toEqual(['perpetual', 'inverse', 'BTC', 'btc_usd', 'quote', null, null]);
  for (const name of ['BTCPERP', 'BTC-PERP'])
    expect(of(name)).toEqual(['perpetual', 'linear', 'USDC', 'btc_usdc', 'base', null, null]);
  expect(of('BTC-27MAR26')).toEqual(['future', 'linear', 'USDC', 'btc_usdc', 'base', march, null]);
  expect(of('BTCUSDT-27MAR26')).toEqual(['future', 'linear', 'USDT', 'btc_usdt', 'base', march, null]);
  // 27 March 2026 is the last Friday of its month.
  expect(of('BTCUSDH26')).toEqual(['future', 'inverse', 'BTC', 'btc_usd', 'quote', march, null]);
  expect(of('BTC-27MAR26-100000-C')).toEqual([
    'option',
    'linear',
    'USDC',
    'btc_usd',
    'base',
    march,
    '100000',
  ]);
  expect(of('ETH-3APR26-2500.5-P-USDT')).toEqual([
    'option',
    'linear',
    'USDT',
    'eth_usdt',
    'base',
    '2026-04-03T08:00:00Z',
    '2500.5',
  ]);
  expect([of('BTC-30FEB26'), of('BTCEUR'), of('BTC'), of('USDT'), of('BTC-27MAR26-0-C')]).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});
