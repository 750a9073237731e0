import { describe, expect, it } from 'vitest';
import type { ColumnMapping } from '../../../src-main/contract/views.ts';
import { pasted, read } from '../reading.ts';

async function quantities(text: string, context = {}): Promise<string[]> {
  const { positions, rejected } = await read(pasted(text), context);
  expect(rejected.map(({ row }) => row.reason)).toEqual([]);
  return positions.map(
    ({ account, instrument, lot, quantity }) => `${account} ${instrument} ${lot} ${quantity}`,
  );
}

describe('a positions table', () => {
  it.each([
    [
      'plain',
      'symbol,quantity\nBTC-PERPETUAL,-1500\nBTC-27JUN25-100000-C,2.50\n',
      ['deribit deribit:BTC-PERPETUAL 1 -1500', 'deribit deribit:BTC-27JUN25-100000-C 1 2.5'],
    ],
    [
      'its side in a column',
      'Instrument;Side;Size\nETH-27JUN25-3000-P;Sell;10\nETH-27JUN25-3000-C;long;10\n',
      ['deribit deribit:ETH-27JUN25-3000-P 1 -10', 'deribit deribit:ETH-27JUN25-3000-C 1 10'],
    ],
    [
      'German',
      'Konto;Wertpapier;Stück;Einstandskurs\nA1;BTC-27JUN25-100000-C;-1.234,5;0,0525\n',
      ['A1 deribit:BTC-27JUN25-100000-C 1 -1234.5'],
    ],
    [
      'French',
      'Compte\tContrat\tQuantité\nA1\tBTC-27JUN25-100000-C\t1 234,5\n',
      ['A1 deribit:BTC-27JUN25-100000-C 1 1234.5'],
    ],
    ['Chinese', '账户,合约,持仓量\nA1,BTC-27JUN25-100000-C,3\n', ['A1 deribit:BTC-27JUN25-100000-C 1 3']],
    [
      'listed options, padded and not',
      'contractSymbol|position\nSPY   260213C00500000|10\nSPY260213P00500000|-10\n',
      ['occ occ:SPY260213C00500000 1 10', 'occ occ:SPY260213P00500000 1 -10'],
    ],
    [
      'parts in columns',
      'underlying,expiry,strike,right,qty\nBTC,2025-06-27,100000,C,1\nBTC,27JUN25,100000,put,2\nETH,27.06.2025,,,30\nBTC,,,,40\n',
      [
        'deribit deribit:BTC-27JUN25-100000-C 1 1',
        'deribit deribit:BTC-27JUN25-100000-P 1 2',
        'deribit deribit:ETH-27JUN25 1 30',
        'deribit deribit:BTC-PERPETUAL 1 40',
      ],
    ],
    [
      'a symbol column that names the underlying',
      'Symbol,Expiration,Strike,Type,Quantity\nBTC,2025-06-27,100000,C,1\n',
      ['deribit deribit:BTC-27JUN25-100000-C 1 1'],
    ],
    [
      'a symbol under an odd header',
      'what,how many,qty\nBTC-27JUN25-100000-C,x,1\n',
      ['deribit deribit:BTC-27JUN25-100000-C 1 1'],
    ],
    [
      'the same instrument twice: lots',
      'symbol,quantity,strategy\nBTC-PERPETUAL,10,a\nBTC-PERPETUAL,20,a\nBTC-PERPETUAL,30,b\n',
      [
        'deribit deribit:BTC-PERPETUAL 1 10',
        'deribit deribit:BTC-PERPETUAL 2 20',
        'deribit deribit:BTC-PERPETUAL 1 30',
      ],
    ],
    [
      'old Macintosh lines',
      'symbol,quantity\rBTC-PERPETUAL,10\rBTC-28JUN24,20',
      ['deribit deribit:BTC-PERPETUAL 1 10', 'deribit deribit:BTC-28JUN24 1 20'],
    ],
    [
      'a date beside it',
      'Datum;Wertpapier;Stück\n2026-01-01;BTC-PERPETUAL;10\n2026-01-01;BTC-28JUN24;20\n',
      ['deribit deribit:BTC-PERPETUAL 1 10', 'deribit deribit:BTC-28JUN24 1 20'],
    ],
    [
      'Deribit’s own fields, flattened',
      'instrument_name,kind,direction,size,average_price,settlement_price\nBTC-PERPETUAL,future,sell,-50,7440.18,7476.65\nETH-PERPETUAL,future,zero,0,0,0\n',
      ['deribit deribit:BTC-PERPETUAL 1 -50'],
    ],
    [
      'contracts',
      'symbol,contracts\nBTC-PERPETUAL,3\nBTC-27JUN25-100000-C,2\n',
      ['deribit deribit:BTC-PERPETUAL 1 30', 'deribit deribit:BTC-27JUN25-100000-C 1 2'],
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await quantities(text)).toEqual(expected);
  });

  it('converts between coin and USD at the index, and needs one for it', async () => {
    const text = 'symbol,Size (BTC)\nBTC-PERPETUAL,0.5\nBTC-27JUN25-100000-C,2\n';
    expect(await quantities(text, { indexPrices: new Map([['btc_usd', '60000.5']]) })).toEqual([
      'deribit deribit:BTC-PERPETUAL 1 30000.25',
      'deribit deribit:BTC-27JUN25-100000-C 1 2',
    ]);
    const { rejected } = await read(pasted(text));
    expect(rejected.map(({ row }) => [row.line, row.column])).toEqual([[2, 'Size (BTC)']]);
    expect(rejected[0]!.row.remedy).toMatch(/market snapshot/);
    expect(
      await quantities('symbol,notional_usd\nBTC-PERPETUAL,30000\nBTC-27JUN25-100000-C,30000\n', {
        indexPrices: new Map([['btc_usd', '60000']]),
      }),
    ).toEqual(['deribit deribit:BTC-PERPETUAL 1 30000', 'deribit deribit:BTC-27JUN25-100000-C 1 0.5']);
  });

  it('the index of a capture in the same import converts too', async () => {
    const ticker = {
      name: 't.json',
      text: '[{"instrument_name":"BTC-PERPETUAL","mark_price":1,"index_price":50000,"timestamp":1782552297563}]',
    };
    const { positions } = await read([pasted('symbol,size_currency\nBTC-PERPETUAL,0.5\n'), ticker]);
    expect(positions[0]!.quantity).toBe('25000');
  });

  it('shares of a listed option are contracts of 100; a contract of unknown size is not guessed', async () => {
    const { positions } = await read(pasted('symbol,quantity,unit\nSPY260213C00500000,300,shares\n'));
    expect(positions[0]!.quantity).toBe('3');
    const { rejected } = await read(pasted('symbol,contracts\nSOL_USDC-PERPETUAL,3\n'));
    expect(rejected[0]!.row.remedy).toMatch(/get_instruments/);
  });

  it('keeps prices, strategies and inert formulas in text', async () => {
    const { positions } = await read(
      pasted(
        'symbol,quantity,avg price,settlement price,strategy\nBTC-PERPETUAL,10,60000.50,60100,=HYPERLINK("x")\n'.replace(
          '=HYPERLINK("x")',
          '"=HYPERLINK(""x"")"',
        ),
      ),
    );
    expect(positions[0]).toMatchObject({
      averagePrice: '60000.5',
      settledPrice: '60100',
      strategy: '=HYPERLINK("x")',
    });
  });

  it('obeys a mapping', async () => {
    const mapping: ColumnMapping = {
      columns: { symbol: 'b', quantity: 'a' },
      unit: 'contracts',
      account: 'x',
      venue: 'deribit',
      decimalSeparator: ',',
    };
    const { positions, mapping: used } = await read(pasted('a;b;quantity\n1.000;BTC-PERPETUAL;7\n'), {
      mapping,
    });
    expect(positions).toMatchObject([{ account: 'x', quantity: '10000' }]);
    expect(used).toEqual(mapping);
    await expect(read(pasted('a;c\n1;2\n'), { mapping })).rejects.toThrow(/no column “b”/);
  });

  it('without a column for the quantity rejects as a whole and shows the headers for a mapping', async () => {
    const outcome = await read(pasted('contractSymbol,last,change\nSPY260213C00500000,1,2\n'));
    expect(outcome.rejected[0]!.row).toMatchObject({
      line: 1,
      reason: 'no column could be found for the quantity',
    });
    expect(outcome.headers).toEqual(['contractSymbol', 'last', 'change']);
    expect(outcome.mapping?.columns).toEqual({ symbol: 'contractSymbol' });
    expect(outcome.positionAccounts).toEqual([]);
  });

  it.each([
    ['symbol,quantity\nBTC-PERPETUAL,=1+1\n', 'quantity', '=1+1', /formula/],
    ['symbol,quantity\nBTC-PERPETUAL,1e999\n', 'quantity', '1e999', /beyond/],
    ['symbol,quantity\nBTC-PERPETUAL,\n', 'quantity', '', /missing/],
    ['symbol,quantity\n,5\n', 'symbol', '', /missing/],
    ['symbol,quantity\nBTC-27JUN25-100000-X,5\n', 'symbol', 'BTC-27JUN25-100000-X', /not a name/],
    ['symbol,quantity,side\nBTC-PERPETUAL,5,perhaps\n', 'side', 'perhaps', /neither buy nor sell/],
    ['symbol,quantity,side\nBTC-PERPETUAL,-5,buy\n', 'side', 'buy', /negative/],
    ['symbol,quantity\nBTC-PERPETUAL,1,5\n', 'quantity', 'BTC-PERPETUAL | 1 | 5', /3 cells, the header 2/],
    ['symbol;quantity\nBTC-PERPETUAL;1,234\n', 'quantity', '1,234', /could be/],
    [
      'underlying,expiry,strike,right,qty\nBTC,06/07/2025,100000,C,1\n',
      'expiry',
      '06/07/2025',
      /could be two/,
    ],
    ['underlying,expiry,strike,right,qty\nBTC,2025-06-27,100000,,1\n', 'right', '', /neither call nor put/],
  ])('rejects %j with column, value and reason', async (text, column, value, reason) => {
    const { rejected, positions } = await read(pasted(text, 'p.csv'));
    expect(positions).toEqual([]);
    expect(rejected).toHaveLength(1);
    expect(rejected[0]!.row).toMatchObject({ file: 'p.csv', line: 2, column, value });
    expect(rejected[0]!.row.reason).toMatch(reason);
    expect(Object.keys(rejected[0]!.original).slice(0, 2)).toEqual(
      text.split('\n')[0]!.split(/[,;]/).slice(0, 2),
    );
  });

  it('rejects the rows that mix decimal commas into a column of decimal points, and says so', async () => {
    const { rejected, positions, notices } = await read(
      pasted('symbol;quantity\nBTC-PERPETUAL;1.5\nBTC-28JUN24;2,5\nBTC-27SEP24;1,000.5\n'),
    );
    expect(positions.map(({ quantity }) => quantity)).toEqual(['1.5', '1000.5']);
    expect(rejected.map(({ row }) => [row.line, row.value])).toEqual([[3, '2,5']]);
    expect(notices.join()).toMatch(/mixes decimal points/);
  });
});
