import { expect, it } from 'vitest';
import { describeWithShared } from '../../setup/shared.ts';
import { file, pasted, read } from '../reading.ts';

const yahoo = `contractSymbol,lastTradeDate,strike,lastPrice,bid,ask,change,impliedVolatility,inTheMoney,contractSize,currency,underlyingPrice
SPY260213C00680000,2026-02-13 15:49:02+00:00,680.0,4.1,4.05,4.09,0.0,0.12,True,REGULAR,USD,683.0750122070312
SPY260313C00680000,2026-02-13 15:50:31+00:00,680.0,18.83,18.7,19.0,0.45,1.0000000000000003e-05,True,REGULAR,USD,683.0750122070312
SPY260313P00400000,2026-02-10 19:35:54+00:00,400.0,0.02,0.0,0.03,0.0,0.75,False,REGULAR,USD,683.0750122070312
SPY260313P00410000,2026-02-10 19:35:54+00:00,410.0,0.02,0.05,0.03,0.0,,False,REGULAR,USD,683.0750122070312
SPY260313P00420000,2026-02-10 19:35:54+00:00,420.0,0.02,,,0.0,0.7,False,REGULAR,USD,683.0750122070312
`;

const told = (
  figures: readonly { class: string; key: string; value: string; time: string; source: string }[],
) => figures.map(({ class: of, key, value }) => `${of} ${key} ${value}`).sort();

it('a chain under Yahoo’s names becomes one snapshot at its latest trade, oddities counted', async () => {
  const { format, instruments, snapshots, notices, rejected, positions } = await read(
    pasted(yahoo, 'chain.csv'),
  );
  expect([format, instruments.length, snapshots.length, rejected.length, positions.length]).toEqual([
    'option-chain-csv',
    5,
    1,
    0,
    0,
  ]);
  const [snapshot] = snapshots;
  expect([snapshot!.time, snapshot!.label]).toEqual(['2026-02-13T15:50:31Z', 'OCC 2026-02-13 15:50']);
  expect(told(snapshot!.figures)).toEqual(
    [
      'index us-spy_usd 683.0750122070312',
      'bid occ:SPY260213C00680000 4.05',
      'ask occ:SPY260213C00680000 4.09',
      'mark occ:SPY260213C00680000 4.07',
      'volatility occ:SPY260213C00680000 0.12',
      'bid occ:SPY260313C00680000 18.7',
      'ask occ:SPY260313C00680000 19',
      'mark occ:SPY260313C00680000 18.85',
      'bid occ:SPY260313P00400000 0',
      'ask occ:SPY260313P00400000 0.03',
      'mark occ:SPY260313P00400000 0.015',
      'volatility occ:SPY260313P00400000 0.75',
      'bid occ:SPY260313P00410000 0.05',
      'ask occ:SPY260313P00410000 0.03',
      'volatility occ:SPY260313P00420000 0.7',
    ].sort(),
  );
  const sources = snapshot!.figures.filter(({ class: of }) => of === 'mark').map(({ source }) => source);
  expect(sources.filter((source) => source.endsWith('half the ask, as the bid is 0'))).toHaveLength(1);
  expect(notices).toEqual([
    'chain.csv: 5 options on SPY with 2 expiries, as quoted until 2026-02-13 15:50 UTC. Among them: 1 without any quote (bid and ask empty or 0) and so without a mark; 1 with a bid of 0 (half the ask is the mark, and its source says so); 1 with a bid above the ask (both are kept, no mark is made of them); 1 without a volatility; 1 with a placeholder for the volatility (at most 0.0001, or below 0; left out); 1 that end later on the same day.',
  ]);
});

it('plain columns: percentages, index options, a time for each row; what can’t be taken is rejected with its remedy', async () => {
  const { snapshots, rejected, notices } = await read(
    pasted(
      `Symbol,Bid,Ask,Implied volatility,Underlying price,Time
SPXW  260320C06000000,10,11,25%,6000,2026-03-02T15:00:00Z
SPX260320C06000000,10,11,0.24,6001,2026-03-02T15:05:00Z
AAPL1260320C00200000,1,2,0.3,200,2026-03-02T15:00:00Z
AAPL260320C00200000,1,x,0.3,200,2026-03-02T15:00:00Z
AAPL260320C00205000,-1,2,0.3,200,2026-03-02T15:00:00Z
AAPL260320C00210000,1,2,30,200,2026-03-02T15:00:00Z
AAPL,1,2,0.3,200,2026-03-02T15:00:00Z
SPXW260320C06000000,10,11,0.25,6000,2026-03-02T15:00:00Z
SPXW260320P06000000,10,11,0.25,6000,noon
AAPL260320C00215000,1,2,,,2026-03-02T15:00:00Z
`,
      'quotes.csv',
    ),
  );
  expect(rejected.map(({ row }) => `${row.line} ${row.column} ${row.reason}`)).toEqual([
    '4 Symbol AAPL1 is the root of an adjusted contract: its name does not say what it delivers',
    '5 Ask it is not a number',
    '6 Bid a price below 0',
    '7 Implied volatility a volatility of 3,000 % per year',
    '8 Symbol us:AAPL is no option',
    '9 Symbol this option stands in line 2 already',
    '10 Time it is no time',
  ]);
  expect(rejected.every(({ row }) => row.remedy !== '')).toBe(true);
  const [snapshot] = snapshots;
  expect(snapshot!.time).toBe('2026-03-02T15:05:00Z');
  expect(snapshot!.figures.find(({ key }) => key === 'spx_usd')).toMatchObject({ value: '6001' });
  expect(
    snapshot!.figures.find(({ class: of, key }) => of === 'volatility' && key.includes('SPXW')),
  ).toMatchObject({
    value: '0.25',
    time: '2026-03-02T15:00:00Z',
  });
  expect(notices.at(-1)).toMatch(/states no price of AAPL/);
});

it.each(['Quantity', 'Net Qty', 'Pos', 'Size'])(
  'a table with a column %s is one of positions, though it has bids and asks',
  async (column) => {
    const { format, positions } = await read(pasted(`Symbol,${column},Bid,Ask\nSPY260320C00600000,5,1,2\n`));
    expect([format, positions.length]).toEqual(['positions-csv', 1]);
  },
);

const sideBySide = `[QUOTE_UNIXTIME],[QUOTE_READTIME],[UNDERLYING_LAST],[EXPIRE_DATE],[EXPIRE_UNIX],[C_IV],[C_BID],[C_ASK],[STRIKE],[P_BID],[P_ASK],[P_IV]
1672434000, 2022-12-30 16:00,3839.5, 2023-01-20,1674248400, ,10.0,10.4,3900.0,70.0,71.0, 0.210000
1672434000, 2022-12-30 16:00,3839.5, 2022-12-30,1672434000, -0.000080,0.0,0.05,3900.0,60.0,61.0,
1672520400, 2022-12-31 16:00,3840.0, 2023-01-20,1674248400, 0.2,11.0,11.4,3900.0,70.0,71.0, 0.210000
`;

it('call and put side by side: a snapshot for each time, the ticker from the file’s name, the closing-settled root of an index', async () => {
  const { snapshots, rejected, notices } = await read(pasted(sideBySide, 'spx_eod_202212.txt'));
  expect(rejected).toEqual([]);
  expect(snapshots.map(({ time, figures }) => [time, figures.length])).toEqual([
    ['2022-12-30T21:00:00Z', 1 + 4 * 3 + 1],
    ['2022-12-31T21:00:00Z', 1 + 2 * 3 + 2],
  ]);
  expect(told(snapshots[1]!.figures)).toContain('mark occ:SPXW230120C03900000 11.2');
  expect(notices.join('\n')).toMatch(/SPX is taken from the file's name/);
  expect(notices.join('\n')).toMatch(/2 that end at or before these quotes/);
  const unnamed = await read(pasted(sideBySide, 'options.csv'));
  expect(unnamed.rejected.map(({ row }) => row.reason)).toEqual(
    Array(3).fill('nothing says what these options are on'),
  );
});

describeWithShared('real chains import whole', 'data/equity_options', (folder) => {
  it.each([
    ['SPY_2026-02-13_yahoo_occ.csv', 8973, '2026-02-13T15:50:31Z', 33, 269],
    ['IBIT_2026-02-13_yahoo_occ.csv', 2305, '2026-02-13T15:50:03Z', 20, 150],
    ['SPY_2022-12-30_optionsdx.csv', 2 * 3743, '2022-12-30T21:00:00Z', 29, 216],
  ])('%s', async (name, options, time, expiries, placeholders) => {
    const { instruments, rejected, snapshots, notices } = await read(file(`${folder}/${name}`));
    expect(rejected).toEqual([]);
    expect(instruments).toHaveLength(options);
    expect(snapshots.map((snapshot) => snapshot.time)).toEqual([time]);
    expect(new Set(instruments.map(({ expiry }) => expiry)).size).toBe(expiries);
    expect(notices.find((notice) => notice.includes('placeholder'))).toContain(
      ` ${placeholders} with a placeholder`,
    );
    const classes = snapshots[0]!.figures.map(({ class: of }) => of);
    expect(classes.filter((of) => of === 'index')).toHaveLength(1);
  });
});
