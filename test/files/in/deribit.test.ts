// Small answers in Deribit's shapes, transcribed by hand, in every wrapping; the whole published files are read in real-files.test.ts.
import { describe, expect, it } from 'vitest';
import { json, read } from '../reading.ts';

const perpetual = {
  instrument_name: 'BTC-PERPETUAL',
  kind: 'future',
  direction: 'sell',
  size: -1500,
  average_price: 60_000,
  mark_price: 60_500,
  settlement_price: 60_100,
  floating_profit_loss: -0.00016501,
};
const option = {
  instrument_name: 'BTC-28JUN26-60000-C',
  kind: 'option',
  direction: 'buy',
  size: 2.5,
  average_price: 0.02,
  mark_price: 0.0067,
};

const tickers = [
  {
    instrument_name: 'BTC-28JUN26-60000-C',
    timestamp: 1782552297563,
    mark_price: 0.0067,
    mark_iv: 21.01,
    underlying_price: 60245.57,
    index_price: 60245.5,
  },
  {
    instrument_name: 'BTC-28JUN26-60000-P',
    timestamp: 1782552299000,
    mark_price: 0.0026,
    mark_iv: 0,
    underlying_price: 60250.1,
    index_price: 60249,
  },
  {
    instrument_name: 'BTC-28JUN26-61000-P',
    timestamp: 1782552290000,
    mark_price: 1e-8,
    mark_iv: 33.333,
    underlying_price: 60200,
    index_price: 60201,
  },
];
const envelope = (result: unknown) => ({ jsonrpc: '2.0', id: 1, result, usOut: 1782552300000000 });

describe('Deribit positions', () => {
  it.each([
    ['bare list', [perpetual, option]],
    ['envelope', envelope([perpetual, option])],
    ['documentation wrapper', { response: { value: envelope([perpetual, option]), description: 'x' } }],
    ['map by method', { '/private/get_positions': { response: { value: envelope([perpetual, option]) } } }],
    ['list of envelopes', [envelope([perpetual]), envelope([option])]],
  ])('are read from a %s', async (_name, document) => {
    const outcome = await read(json(document), { account: 'prime-a' });
    expect(outcome.rejected).toEqual([]);
    expect(outcome.format).toBe('deribit');
    expect(outcome.positionAccounts).toEqual(['prime-a']);
    expect(outcome.positions).toEqual([
      {
        account: 'prime-a',
        instrument: 'deribit:BTC-PERPETUAL',
        strategy: '',
        lot: '1',
        quantity: '-1500',
        averagePrice: '60000',
        settledPrice: '60100',
      },
      {
        account: 'prime-a',
        instrument: 'deribit:BTC-28JUN26-60000-C',
        strategy: '',
        lot: '1',
        quantity: '2.5',
        averagePrice: '0.02',
        settledPrice: null,
      },
    ]);
  });

  it('opened in the session settle from their average price, and a size of 0 is passed over with a notice', async () => {
    // −1500·(1/60000 − 1/60500) = −0.00020661
    const opened = { ...perpetual, floating_profit_loss: -0.00020661 };
    const outcome = await read(json([opened, { ...option, size: 0, direction: 'zero' }]));
    expect(outcome.positions.map(({ settledPrice }) => settledPrice)).toEqual(['60000']);
    expect(outcome.notices.join()).toMatch(/1 closed positions/);
  });

  it('say so when the stated session profit fits neither price', async () => {
    const outcome = await read(json([{ ...perpetual, floating_profit_loss: 0.5 }]));
    expect(outcome.positions[0]!.settledPrice).toBe('60100');
    expect(outcome.notices.join()).toMatch(/session profit/);
  });

  it.each([
    [{ ...option, size: '1e999' }, 'size', /finite/],
    [{ ...option, instrument_name: 'BTC-28JUN26' + '-X' }, 'instrument_name', /not a name/],
    [{ ...option, direction: 'buy', size: -1 }, 'direction', /negative/],
  ])('are rejected with line, column and reason (%#)', async (position, column, reason) => {
    const text = `[\n${JSON.stringify(perpetual)},\n${JSON.stringify(position)}\n]`;
    const { rejected, positions } = await read({ name: 'p.json', text });
    expect(positions).toHaveLength(1);
    expect(rejected[0]!.row).toMatchObject({ file: 'p.json', line: 3, column });
    expect(rejected[0]!.row.reason).toMatch(reason);
  });
});

describe('Deribit account summaries', () => {
  const summary = {
    currency: 'BTC',
    balance: 302.60065765,
    session_rpl: -0.03258105,
    futures_session_rpl: -0.03258105,
    futures_session_upl: 0.05921555,
    options_session_rpl: 0,
    options_value: -0.0086,
    equity: 302.61869214,
    margin_balance: 302.62729214,
    spot_reserve: 0.25,
    margin_model: 'cross_pm',
  };

  it('cash and what positions add give the equity that the venue states', async () => {
    const { balances, accounts, given } = await read(json(envelope(summary)));
    expect(balances).toEqual([{ account: 'deribit', kind: 'cash', currency: 'BTC', amount: '302.5680766' }]);
    const equity = Number(balances[0]!.amount) + summary.futures_session_upl + summary.options_value;
    expect(Math.abs(equity - summary.equity)).toBeLessThan(2e-8);
    expect(accounts[0]).toMatchObject({ id: 'deribit', marginModel: 'deribit-cross-pm' });
    expect(given).toMatchObject([{ component: 'spot', currency: 'BTC', amount: '0.25' }]);
  });

  it('a list of all currencies is a snapshot of the balances; one alone is not', async () => {
    const other = { ...summary, currency: 'ETH', balance: -3, futures_session_rpl: 0, session_rpl: 0 };
    const whole = await read(json(envelope({ summaries: [summary, other] })));
    expect(whole.balanceAccounts).toEqual(['deribit']);
    expect(whole.balances.map(({ amount }) => amount)).toEqual(['302.5680766', '-3']);
    expect((await read(json(summary))).balanceAccounts).toEqual([]);
  });

  it('two different balances of one currency are not both taken', async () => {
    const { balances, rejected } = await read(json([summary, { ...summary, balance: 1 }]));
    expect(balances).toHaveLength(1);
    expect(rejected[0]!.row).toMatchObject({ column: 'balance', value: '1' });
  });
});

describe('Deribit open orders', () => {
  const order = {
    order_id: 'BTC-1',
    instrument_name: 'BTC-PERPETUAL',
    direction: 'buy',
    amount: 100,
    filled_amount: 30,
    price: 59000.5,
    reduce_only: true,
    order_state: 'open',
    order_type: 'limit',
  };

  it('keep the unfilled amount', async () => {
    const { orders, orderAccounts } = await read(
      json(
        envelope([
          order,
          { ...order, order_id: 'BTC-2', filled_amount: 100 },
          { ...order, order_id: 'BTC-3', price: 'market_price' },
        ]),
      ),
    );
    expect(orderAccounts).toEqual(['deribit']);
    expect(orders).toEqual([
      {
        account: 'deribit',
        id: 'BTC-1',
        instrument: 'deribit:BTC-PERPETUAL',
        side: 'buy',
        quantity: '70',
        price: '59000.5',
        reduceOnly: true,
      },
      {
        account: 'deribit',
        id: 'BTC-3',
        instrument: 'deribit:BTC-PERPETUAL',
        side: 'buy',
        quantity: '70',
        price: null,
        reduceOnly: true,
      },
    ]);
  });
});

describe('Deribit prices', () => {
  const expected = [
    ['forward', 'btc_usd', '2026-06-28T08:00:00Z', '60250.1'],
    ['index', 'btc_usd', '', '60249'],
    ['mark', 'deribit:BTC-28JUN26-60000-C', '', '0.0067'],
    ['mark', 'deribit:BTC-28JUN26-60000-P', '', '0.0026'],
    ['mark', 'deribit:BTC-28JUN26-61000-P', '', '0.00000001'],
    ['volatility', 'deribit:BTC-28JUN26-60000-C', '', '0.2101'],
    ['volatility', 'deribit:BTC-28JUN26-61000-P', '', '0.33333'],
  ];

  it.each([
    ['list', tickers],
    ['map by name', Object.fromEntries(tickers.map((ticker) => [ticker.instrument_name, ticker]))],
    [
      'capture with pairs',
      {
        captured_at: '2026-06-27T09:25:00+00:00',
        instruments: [],
        tickers: tickers.map((ticker) => [ticker.instrument_name, ticker]),
      },
    ],
    [
      'capture of envelopes',
      { captured_at: '2026-06-27T09:25:00+00:00', instruments: envelope([]), tickers: tickers.map(envelope) },
    ],
    ['envelopes', tickers.map(envelope)],
  ])('tickers in a %s become figures, the newest forward per expiry', async (_name, document) => {
    const { snapshots, rejected } = await read(json(document));
    expect(rejected).toEqual([]);
    expect(snapshots).toHaveLength(1);
    expect(
      snapshots[0]!.figures.map((figure) => [figure.class, figure.key, figure.expiry, figure.value]),
    ).toEqual(expected);
    expect(snapshots[0]!.figures[0]!.source).toContain('BTC-28JUN26-60000-P');
    expect(snapshots[0]!.figures[3]!.time).toBe('2026-06-27T09:24:59Z');
  });

  it('files taken together make one snapshot, files hours apart two; the same content has the same id', async () => {
    const near = json(tickers.slice(0, 1), 'a.json');
    const close = json(tickers.slice(1, 2), 'b.json');
    const later = json([{ ...tickers[2]!, timestamp: tickers[2]!.timestamp + 3_600_000 }], 'c.json');
    const { snapshots } = await read([near, close, later]);
    expect(snapshots.map(({ figures }) => figures.length)).toEqual([5, 4]);
    const again = await read([close, near, later]);
    expect(again.snapshots.map(({ id }) => id)).toEqual(snapshots.map(({ id }) => id));
    expect(new Set(snapshots.map(({ id }) => id)).size).toBe(2);
  });

  it('book summaries give mark, forward, and the index from the estimated delivery price', async () => {
    const { snapshots } = await read(
      json(
        envelope([
          {
            instrument_name: 'BTC-25SEP26',
            mark_price: 61000.5,
            estimated_delivery_price: 60249,
            creation_timestamp: 1782552299000,
            base_currency: 'BTC',
          },
          {
            instrument_name: 'BTC-28JUN26-60000-C',
            mark_price: 0.0067,
            mark_iv: 21.01,
            underlying_price: 60245.57,
            creation_timestamp: 1782552299000,
          },
        ]),
      ),
    );
    expect(
      snapshots[0]!.figures
        .filter((figure) => figure.class === 'forward')
        .map(({ expiry, value }) => [expiry, value]),
    ).toEqual([
      ['2026-06-28T08:00:00Z', '60245.57'],
      ['2026-09-25T08:00:00Z', '61000.5'],
    ]);
    expect(snapshots[0]!.figures.find((figure) => figure.class === 'index')).toMatchObject({
      value: '60249',
      source: 'Deribit book summary, estimated delivery price',
    });
  });

  it('figures without a time take the time of the import, and say so', async () => {
    const { snapshots, notices } = await read(
      json([{ instrument_name: 'BTC-PERPETUAL', mark_price: 60000, underlying_index: 'x' }]),
      { now: '2026-03-01T10:00:00.000Z' },
    );
    expect(snapshots[0]!.time).toBe('2026-03-01T10:00:00Z');
    expect(notices.join()).toMatch(/no time/);
  });
});

describe('Deribit documents that hold something else', () => {
  it('parameters are handed on as they stood', async () => {
    const parameters = {
      currency_pair: { btc_usd: { price_range: 0.16 } },
      currency: {},
      general: { mm_factor: 0.8 },
    };
    const outcome = await read([
      json(envelope({ model_params: parameters, margins: {} }), 'simulate.json'),
      json(envelope(parameters), 'params.json'),
    ]);
    expect(outcome.format).toBe('venue-parameters');
    expect(outcome.venueParameters).toEqual([{ model_params: parameters, margins: {} }, parameters]);
  });

  it.each([
    [{ jsonrpc: '2.0', error: { code: 13009, message: 'unauthorized' } }, /error message instead/],
    [{ code: '0', data: [{ instId: 'BTC-USDT-SWAP' }] }, /does not read \(its keys: code, data\)/],
    [[], /does not read/],
    [{}, /does not read/],
  ])('are refused by name (%#)', async (document, message) => {
    await expect(read(json(document))).rejects.toThrow(message);
  });
});

describe('elements of a list that are no answer', () => {
  it('are rejected one by one, none is passed over: a position without its size would otherwise vanish with its account’s snapshot', async () => {
    const { size, ...sizeless } = option;
    expect(size).toBe(2.5);
    const outcome = await read(json(envelope([perpetual, sizeless, null, 'oops'])));
    expect(outcome.positions.map(({ instrument }) => instrument)).toEqual(['deribit:BTC-PERPETUAL']);
    expect(outcome.rejected.map(({ section, row }) => [section, row.column, row.value]).sort()).toEqual([
      ['positions', '[2]', 'null'],
      ['positions', '[3]', '"oops"'],
      ['positions', 'size', ''],
    ]);
  });

  it('a capture with something else among its tickers names it', async () => {
    const outcome = await read([
      json({
        captured_at: '2026-06-27T09:26:59Z',
        instruments: [7],
        tickers: [...tickers, null],
      }),
    ]);
    expect(outcome.rejected.map(({ section, row }) => [section, row.value]).sort()).toEqual([
      ['instruments', '7'],
      ['market', 'null'],
    ]);
  });
});
