// Real captures and the venue's published examples, where they lie beside the checkout.
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { MarketFigures } from '../../src-main/domain/market.ts';
import { describeWithShared } from '../setup/shared.ts';
import { file, pasted, read } from './reading.ts';

describeWithShared(
  'a combined capture',
  'data/deribit/2026-06-27_btc_instruments_and_tickers.json',
  (path) => {
    const capture = JSON.parse(readFileSync(path, 'utf8')) as {
      instruments: { instrument_name: string }[];
      tickers: Record<
        string,
        { mark_price: number; mark_iv: number; timestamp: number; underlying_price: number }
      >;
    };

    it('gives every instrument, mark and volatility with its own time, a forward per expiry and the index', async () => {
      const { instruments, snapshots, rejected } = await read(file(path));
      expect(rejected).toEqual([]);
      expect(instruments.map(({ symbol }) => symbol).sort()).toEqual(
        capture.instruments.map((row) => row.instrument_name).sort(),
      );
      const figures = new MarketFigures(snapshots[0]!);
      expect(snapshots).toHaveLength(1);
      expect(snapshots[0]!.time).toBe('2026-06-27T09:26:59.679Z');
      for (const [name, ticker] of Object.entries(capture.tickers)) {
        const mark = figures.find('mark', `deribit:${name}`)!;
        expect(Number(mark.value)).toBe(ticker.mark_price);
        expect(Date.parse(mark.time)).toBe(ticker.timestamp);
        expect(Number(figures.find('volatility', `deribit:${name}`)!.value)).toBeCloseTo(
          ticker.mark_iv / 100,
          12,
        );
      }
      const forwards = figures.all('forward', 'btc_usd');
      expect(forwards).toHaveLength(new Set(instruments.map(({ expiry }) => expiry)).size);
      for (const forward of forwards) {
        const expiry = instruments
          .filter((row) => row.expiry === forward.expiry)
          .map((row) => capture.tickers[row.symbol]!);
        const newest = expiry.reduce((a, b) => (b.timestamp > a.timestamp ? b : a));
        expect(Number(forward.value)).toBe(newest.underlying_price);
      }
      expect(figures.find('index', 'btc_usd')).toMatchObject({
        value: '60245.61',
        time: '2026-06-27T09:26:59.679Z',
      });
    });

    it('and then a table of positions in its instruments, in one import', async () => {
      const names = capture.instruments.slice(0, 200).map((row) => row.instrument_name);
      const table = `Instrument,Quantity\n${names.map((name, index) => `${name},${(index % 9) - 4.5}`).join('\n')}\n`;
      const { positions, rejected, accounts, notices } = await read([
        pasted(table, 'positions.csv'),
        file(path),
      ]);
      expect(rejected).toEqual([]);
      expect(positions).toHaveLength(200);
      expect(accounts).toMatchObject([{ id: 'deribit', marginModel: 'deribit-pm' }]);
      expect(notices.length).toBeGreaterThan(0);
    });
  },
);

describeWithShared('Deribit files as people saved them', 'data/deribit', (folder) => {
  it.each([
    ['2023-12-24_eth_book_summary_option.csv', 718, 718 + 11 + 1],
    ['2024-01-08_eth_book_summary_option.csv', 684, 684 + 11 + 1],
    ['2026-05-22_btc_book_summary_future.json', 13, 13 + 12 + 1],
    ['2026-05-22_btc_book_summary_option_SAMPLE5.json', 5, 5 + 5 + 1 + 1],
    ['2026-05-22_btc_ticker_perpetual.json', 1, 2],
    ['2026-05-26_btc_chain_normalized.json', 878, 878],
  ])('%s', async (name, instruments, figures) => {
    const outcome = await read(file(`${folder}/${name}`));
    expect(outcome.rejected).toEqual([]);
    expect(outcome.instruments).toHaveLength(instruments);
    expect(outcome.snapshots.map((snapshot) => snapshot.figures.length)).toEqual([figures]);
    expect(outcome.positions).toEqual([]);
  });

  it('files of one moment make one snapshot', async () => {
    const names = [
      'book_summary_future.json',
      'book_summary_option_SAMPLE5.json',
      'ticker_perpetual.json',
      'instruments_future.json',
    ];
    const { snapshots } = await read(names.map((name) => file(`${folder}/2026-05-22_btc_${name}`)));
    expect(snapshots).toHaveLength(1);
    // Index and perpetual's mark stand in several of the files: the newest is kept.
    expect(new MarketFigures(snapshots[0]!).find('mark', 'deribit:BTC-PERPETUAL')!.value).toBe('76756.11');
  });
});

describeWithShared('positions and summaries', 'data/positions', (folder) => {
  it('the cross-margin account', async () => {
    const { balances, accounts, rejected } = await read(
      file(`${folder}/deribit_account_summaries_cross_pm.json`),
    );
    expect(rejected).toEqual([]);
    expect(accounts[0]).toMatchObject({ marginModel: 'deribit-cross-pm' });
    expect(balances.map(({ currency, amount }) => `${amount} ${currency}`)).toEqual([
      '0.00002288 BTC',
      '23.61869 USDT',
      '0.000086 ETH',
    ]);
  });

  it('the documentation’s position', async () => {
    const { positions } = await read(file(`${folder}/deribit_get_positions_DOC_EXAMPLE.json`));
    expect(positions).toMatchObject([
      { instrument: 'deribit:BTC-PERPETUAL', quantity: '50', settledPrice: '7476.65' },
    ]);
  });

  it('OKX’s position of made-up values: a contract follows from its notional, since its margin is in another coin', async () => {
    const { positions, rejected } = await read(file(`${folder}/okx_get_positions_SYNTHETIC.json`));
    expect(rejected).toEqual([]);
    expect(positions).toMatchObject([
      { instrument: 'okx:BTC-USDT-SWAP', quantity: '0.5', averagePrice: '10000' },
    ]);
  });

  it('a Flex query’s options', async () => {
    const { positions, accounts, rejected } = await read(file(`${folder}/ibkr_flex_options_SYNTHETIC.xml`));
    expect(rejected).toEqual([]);
    expect(accounts.map(({ id, marginModel }) => [id, marginModel])).toEqual([['U1234567', 'occ-cpm']]);
    expect(positions.map(({ instrument, quantity }) => `${quantity} ${instrument}`)).toEqual([
      '1 occ:AAPL250221C00180000',
      '-2 occ:TSLA250221P00200000',
    ]);
  });
});

describeWithShared(
  'the venue’s published answers, all in one document',
  'vectors/deribit/api_response_examples_from_openapi.json',
  (path) => {
    it('each is read for what it is', async () => {
      const outcome = await read(file(path));
      expect(outcome.positions).toHaveLength(1);
      expect(outcome.instruments.map(({ symbol }) => symbol).sort()).toEqual([
        'BTC-29SEP23',
        'BTC-PERPETUAL',
        'ETH-22FEB19-140-P',
      ]);
      expect(outcome.snapshots).toHaveLength(2);
      expect(outcome.venueParameters).toHaveLength(1);
      expect(outcome.notices.join()).toMatch(/get_transaction_log, \/private\/get_margins/);
      // The example of a simulation states another balance of BTC than the account summary: it is not taken beside it.
      expect(outcome.balances.map(({ currency, amount }) => `${amount} ${currency}`)).toEqual([
        '302.5680766 BTC',
        '100 ETH',
      ]);
      expect(outcome.rejected.map(({ section, row }) => `${section} ${row.column}`)).toEqual([
        'balances balance',
      ]);
    });
  },
);

describeWithShared('price histories', 'data/history', (folder) => {
  it.each([
    ['crypto_daily.csv', 'XMR 2026-03-10T00:00:00Z 353.23'],
    ['equity_daily.csv', 'COIN 2026-03-16T00:00:00Z 203.32'],
    ['vix_daily.csv', 'VIX 2026-07-23T00:00:00Z 18.7'],
    ['dvol_daily.csv', 'volatility:ETH 2026-10-02T00:00:00Z 0.4886'],
    ['dvol_ohlc_2026Q3.csv', 'volatility:ETH 2026-10-02T00:00:00Z 0.4886'],
  ])('%s', async (name, last) => {
    const { history, rejected } = await read(file(`${folder}/${name}`));
    expect(rejected).toEqual([]);
    const point = history.at(-1)!;
    expect(`${point.series} ${point.time} ${point.value}`).toBe(last);
    let cells = 0;
    for await (const line of createInterface({ input: createReadStream(`${folder}/${name}`) })) {
      const columns = name.includes('ohlc') ? [line.split(',')[5]!] : line.split(',').slice(1);
      cells += columns.filter((cell) => /^[\d.]+$/.test(cell)).length;
    }
    expect(history).toHaveLength(cells);
  });
});

describeWithShared('listed options', 'data/equity_options', (folder) => {
  it('every contract symbol of a chain is an instrument with the strike and expiry of its row', async () => {
    const lines = readFileSync(`${folder}/IBIT_2026-02-13_yahoo_occ.csv`, 'utf8').trim().split('\n');
    const rows = lines.slice(1).map((line) => line.split(','));
    const { positions, instruments, rejected } = await read(
      pasted(`contractSymbol,quantity\n${rows.map((row) => `${row[0]},1`).join('\n')}\n`),
    );
    expect(rejected).toEqual([]);
    expect(positions).toHaveLength(rows.length);
    const byId = new Map(instruments.map((instrument) => [instrument.id, instrument]));
    for (const row of rows) {
      const instrument = byId.get(`occ:${row[0]}`)!;
      expect([Number(instrument.strike), instrument.right, instrument.expiry!.slice(0, 10)]).toEqual([
        Number(row[2]),
        row[14],
        row[15],
      ]);
    }
  });
});
