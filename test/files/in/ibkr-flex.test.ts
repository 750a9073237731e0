// IBKR Flex queries: accounts, levels of detail, instruments, marks and cash; broken and hostile XML; rejected rows that come back.
import { describe, expect, it } from 'vitest';
import { rejectedFile } from '../../../src-main/desk/import/rejected-file.ts';
import type { ReadContext, ReadOutcome } from '../../../src-main/files/read-outcome.ts';
import { describeWithShared } from '../../setup/shared.ts';
import { file, pasted, read } from '../reading.ts';

/** Attributes that a row has unless told otherwise: those of the real-shaped file. */
const usual: Record<string, string> = {
  currency: 'USD',
  assetCategory: 'OPT',
  multiplier: '100',
  reportDate: '2026-02-13',
  levelOfDetail: 'SUMMARY',
};
const row = (attributes: Record<string, string>): string =>
  `<OpenPosition ${Object.entries({ ...usual, ...attributes })
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')} />`;
const statement = (
  account: string,
  rows: readonly Record<string, string>[],
  rest = '',
  day = '2026-02-13',
): string =>
  `<FlexStatement accountId="${account}" fromDate="${day}" toDate="${day}" whenGenerated="2026-02-14;080000">
     <OpenPositions>${rows.map((one) => row({ accountId: account, ...one })).join('\n')}</OpenPositions>${rest}
   </FlexStatement>`;
const query = (...statements: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!-- nightly -->\n<FlexQueryResponse queryName="Book" type="AF"><FlexStatements count="${statements.length}">${statements.join('\n')}</FlexStatements></FlexQueryResponse>\n`;
const flex = (text: string, context: Partial<ReadContext> = {}): Promise<ReadOutcome> =>
  read(pasted(text, 'flex.xml'), context);

const call = {
  symbol: 'AAPL  260320C00250000',
  strike: '250',
  expiry: '2026-03-20',
  putCall: 'C',
  position: '-3',
};
const share = {
  assetCategory: 'STK',
  symbol: 'BRK B',
  multiplier: '1',
  position: '200',
  costBasisPrice: '480.125',
  markPrice: '490',
};
const held = (outcome: ReadOutcome): string[] =>
  outcome.positions.map(
    ({ account, instrument, lot, quantity }) => `${account} ${instrument} ${lot} ${quantity}`,
  );

describeWithShared('a real-shaped Flex query', 'data/positions/ibkr_flex_options_SYNTHETIC.xml', (path) => {
  it('gives positions, account and marks', async () => {
    const outcome = await read(file(path));
    expect(outcome.rejected).toEqual([]);
    expect(outcome).toMatchObject({
      format: 'ibkr-flex',
      positionAccounts: ['U1234567'],
      balanceAccounts: [],
    });
    expect(held(outcome)).toEqual([
      'U1234567 occ:AAPL250221C00180000 1 1',
      'U1234567 occ:TSLA250221P00200000 1 -2',
    ]);
    expect(outcome.positions.map(({ averagePrice }) => averagePrice)).toEqual(['5.506', '3.24']);
    expect(outcome.snapshots).toMatchObject([
      { time: '2025-01-15T21:00:00Z', figures: [{ value: '5.75' }, { value: '3.1' }] },
    ]);
    expect((await read(file(path))).snapshots).toEqual(outcome.snapshots);
  });
});

describe('an IBKR Flex query', () => {
  it('reads shares, options, futures and options on them, each with its own terms', async () => {
    const outcome = await flex(
      query(
        statement('U1', [
          { ...call, markPrice: '4.2' },
          {
            ...call,
            symbol: 'SPXW  260320P06000000',
            underlyingSymbol: 'SPX',
            strike: '6000',
            putCall: 'P',
            position: '1',
          },
          share,
          {
            assetCategory: 'FUT',
            symbol: 'ESH6',
            underlyingSymbol: 'ES',
            listingExchange: 'CME',
            multiplier: '50',
            expiry: '2026-03-20',
            position: '-2',
            costBasisPrice: '6900.25',
            markPrice: '6850.5',
          },
          {
            assetCategory: 'FUT',
            symbol: 'CLJ6',
            underlyingSymbol: 'CL',
            listingExchange: 'NYMEX',
            multiplier: '1000',
            expiry: '2026-03-20',
            position: '5',
            markPrice: '-37.63',
          },
          {
            assetCategory: 'FOP',
            symbol: 'LOJ6 C7000',
            underlyingSymbol: 'CLJ6',
            listingExchange: 'NYMEX',
            multiplier: '1000',
            strike: '70',
            expiry: '2026-03-17',
            putCall: 'C',
            position: '10',
            markPrice: '1.5',
          },
          {
            assetCategory: 'FOP',
            symbol: 'XYZZ5 P5',
            underlyingSymbol: 'XYZF6',
            listingExchange: 'CBOT',
            multiplier: '20',
            strike: '5',
            expiry: '20251219',
            putCall: 'P',
            position: '1',
          },
        ]),
      ),
    );
    expect(outcome.rejected).toEqual([]);
    expect(held(outcome).map((text) => text.split(' ').slice(1).join(' '))).toEqual([
      'occ:AAPL260320C00250000 1 -3',
      'occ:SPXW260320P06000000 1 1',
      'us:BRKB 1 200',
      'cme:ESH26 1 -2',
      'nymex:CLJ26 1 5',
      'nymex:LOJ26-70-C 1 10',
      'cbot:XYZZ25-5-P 1 1',
    ]);
    // Cash holds a future's profit up to the mark: only what comes after it is not in cash.
    expect(outcome.positions.map(({ settledPrice }) => settledPrice)).toEqual([
      null,
      null,
      null,
      '6850.5',
      '-37.63',
      null,
      null,
    ]);
    const of = (id: string) => outcome.instruments.find((instrument) => instrument.id === id);
    expect(of('cme:ESH26')).toMatchObject({
      expiry: '2026-03-20T13:30:00Z',
      multiplier: '50',
      underlying: 'SPX',
      contractMonth: '202603',
    });
    expect(of('nymex:CLJ26')).toMatchObject({
      expiry: '2026-03-20T18:30:00Z',
      contractMonth: '202604',
      product: 'CL',
    });
    expect(of('nymex:LOJ26-70-C')).toMatchObject({
      deliversFuture: 'nymex:CLJ26',
      strike: '70',
      exercise: 'american',
    });
    expect(of('cbot:XYZZ25-5-P')).toMatchObject({
      deliversFuture: 'cbot:XYZF26',
      expiry: '2025-12-19T21:00:00Z',
    });
    expect(of('occ:SPXW260320P06000000')).toMatchObject({
      exercise: 'european',
      settles: 'pm',
      underlying: 'SPX',
    });
    const [snapshot] = outcome.snapshots;
    expect(snapshot?.time).toBe('2026-02-13T21:00:00Z');
    expect(snapshot?.figures.map(({ class: kind, key, value }) => `${kind} ${key} ${value}`)).toEqual([
      'index us-brkb_usd 490',
      'mark cme:ESH26 6850.5',
      'mark nymex:CLJ26 -37.63',
      'mark nymex:LOJ26-70-C 1.5',
      'mark occ:AAPL260320C00250000 4.2',
      'mark us:BRKB 490',
    ]);
  });

  it('keeps several accounts apart; lots beside their summary are counted once', async () => {
    const lots = [
      { ...call, conid: '7', position: '-3', levelOfDetail: 'SUMMARY' },
      { ...call, conid: '7', position: '-1', levelOfDetail: 'LOT' },
      { ...call, conid: '7', position: '-2', levelOfDetail: 'LOT' },
      { ...share, position: '100', levelOfDetail: 'LOT' },
      { ...share, position: '50', levelOfDetail: 'LOT', costBasisPrice: '400' },
      { ...share, symbol: 'SPY', position: '0' },
    ];
    const wrong = lots.slice(0, 2).map((one) => ({ ...one, position: '-5' }));
    const futures = [
      {
        assetCategory: 'FUT',
        symbol: 'ESH6',
        listingExchange: 'CME',
        multiplier: '50',
        expiry: '2026-03-20',
        position: '1',
      },
    ];
    const text = query(
      statement('U1', lots),
      statement('U2', [...wrong, { ...wrong[1]!, position: '-4' }]),
      statement('U3', []),
      statement('U4', futures),
    );
    const outcome = await flex(text, { account: 'asked' });
    expect(held(outcome)).toEqual([
      'U1 occ:AAPL260320C00250000 1 -3',
      'U1 us:BRKB 1 100',
      'U1 us:BRKB 2 50',
      'U2 occ:AAPL260320C00250000 1 -5',
      'U4 cme:ESH26 1 1',
    ]);
    expect(outcome.positionAccounts).toEqual(['U1', 'U2', 'U3', 'U4']);
    expect(outcome.accounts.map(({ id, venue, marginModel }) => [id, venue, marginModel])).toEqual([
      ['U1', 'occ', 'occ-cpm'],
      ['U2', 'occ', 'occ-cpm'],
      ['U3', 'occ', 'occ-cpm'],
      ['U4', 'cme', 'span'],
    ]);
    expect(outcome.notices.join('\n')).toMatch(
      /counted once, by the summary.*\n.*quantity 0.*\n.*add up to -9, its summary says -5/,
    );
    // A consolidated statement names its accounts in the rows only; rows without any are taken for the account asked for.
    const consolidated = await flex(
      query(
        statement('', [
          { ...call, accountId: 'U8' },
          { ...share, accountId: 'U9' },
        ]),
      ),
    );
    expect([consolidated.positionAccounts, consolidated.notices]).toEqual([['U8', 'U9'], []]);
    const unnamed = await flex(query(statement('', [call])), { account: 'asked' });
    expect(unnamed.positionAccounts).toEqual(['asked']);
    expect(unnamed.notices.join()).toMatch(/name no account.*taken for asked/);
    // One account alone is the one that was asked for.
    expect((await flex(query(statement('U1', lots)), { account: 'asked' })).positionAccounts).toEqual([
      'asked',
    ]);
  });

  it('takes the newest day of an account, of one file and of several', async () => {
    const older = statement('U1', [{ ...call, reportDate: '2026-02-12', position: '-9' }], '', '2026-02-12');
    const newer = statement('U1', [call, { ...share, reportDate: '2026-02-12' }]);
    for (const sources of [
      [pasted(query(older, newer), 'a.xml')],
      [pasted(query(newer), 'a.xml'), pasted(query(older), 'b.xml')],
    ]) {
      const outcome = await read(sources);
      expect(held(outcome)).toEqual(['U1 occ:AAPL260320C00250000 1 -3']);
      expect(outcome.notices.join('\n')).toMatch(/up to 2026-02-13 \(a\.xml\) is taken/);
      expect(outcome.notices.join('\n')).toMatch(/1 positions of account U1 from days before 2026-02-13/);
    }
    const twice = await read([pasted(query(newer), 'a.xml'), pasted(query(newer), 'b.xml')]);
    expect(held(twice)).toEqual(['U1 occ:AAPL260320C00250000 1 -3']);
  });

  it('takes cash by currency, and rates between them', async () => {
    const cash = (currency: string, endingCash: string, levelOfDetail = 'Currency'): string =>
      `<CashReportCurrency accountId="U1" currency="${currency}" levelOfDetail="${levelOfDetail}" endingCash="${endingCash}" />`;
    const rates = `<ConversionRates>
      <ConversionRate reportDate="2026-02-13" fromCurrency="EUR" toCurrency="USD" rate="1.1872" />
      <ConversionRate reportDate="2026-02-12" fromCurrency="GBP" toCurrency="USD" rate="1.3" />
      <ConversionRate reportDate="2026-02-13" fromCurrency="USD" toCurrency="USD" rate="1" /></ConversionRates>`;
    const report = `<CashReport>${cash('BASE_SUMMARY', '1', 'BaseCurrency')}${cash('USD', '-1250.500')}${cash('EUR', '10')}${cash('CHF', '0')}${cash('JPY', 'n/a')}</CashReport>${rates}`;
    const outcome = await flex(query(statement('U1', [share], report)));
    expect(outcome.balances).toEqual([
      { account: 'U1', kind: 'cash', currency: 'USD', amount: '-1250.5' },
      { account: 'U1', kind: 'cash', currency: 'EUR', amount: '10' },
    ]);
    expect(outcome.balanceAccounts).toEqual(['U1']);
    expect(outcome.snapshots[0]?.figures[0]).toMatchObject({
      class: 'currencyRate',
      key: 'EUR/USD',
      value: '1.1872',
    });
    expect(outcome.rejected.map(({ row: { column, value } }) => [column, value])).toEqual([
      ['amount', 'N/A'.toLowerCase()],
    ]);
    const given = rejectedFile(outcome.rejected)!;
    const corrected = await read(pasted(given.text.replace('n/a', '5000'), given.name));
    expect(corrected.balances).toEqual([{ account: 'U1', kind: 'cash', currency: 'JPY', amount: '5000' }]);
    expect(corrected.suggestedMode).toBe('merge');
  });

  it('notes unusual multipliers; a contract that was adjusted needs its deliverable', async () => {
    const mini = { ...call, multiplier: '10' };
    const adjusted = { ...call, symbol: 'AAPL1 260320C00250000', multiplier: '150' };
    const outcome = await flex(query(statement('U1', [mini, adjusted])));
    expect(outcome.instruments).toMatchObject([{ id: 'occ:AAPL260320C00250000', multiplier: '10' }]);
    expect(outcome.notices.join()).toMatch(/AAPL260320C00250000: multiplier 10 instead of 100/);
    expect(outcome.rejected.map(({ row: { column, reason } }) => [column, reason])).toEqual([
      ['symbol', expect.stringMatching(/adjusted contract/)],
    ]);
    const known = {
      ...outcome.instruments[0]!,
      id: 'occ:AAPL1260320C00250000',
      symbol: 'AAPL1260320C00250000',
      deliverableUnits: '150',
    };
    const instruments = new Map([[known.id, known]]);
    const again = await flex(query(statement('U1', [adjusted])), { instruments });
    expect(held(again)).toEqual(['U1 occ:AAPL1260320C00250000 1 -3']);
    expect(again.notices.join()).toMatch(/multiplier 150, the book 10, which is kept/);
    expect(again.instruments).toEqual([]);
  });

  it.each([
    [{ assetCategory: 'BOND', symbol: 'T 4 08/15/34' }, 'assetCategory', /BOND are not read/],
    [{ assetCategory: '' }, 'assetCategory', /missing/],
    [{ ...call, symbol: '' }, 'symbol', /missing/],
    [{ ...call, currency: 'EUR' }, 'currency', /listed in EUR/],
    [{ ...call, symbol: 'AAPL', expiry: '' }, 'expiry', /expiry is missing/],
    [{ ...call, symbol: 'AAPL', strike: '' }, 'strike', /strike is missing/],
    [{ ...call, symbol: 'AAPL', putCall: '' }, 'putCall', /neither call nor put/],
    [{ ...call, strike: '255' }, 'strike', /symbol says strike 250/],
    [{ ...call, symbol: 'AAPL', strike: '250.00005' }, 'symbol', /not the symbol of a listed option/],
    [{ ...call, multiplier: '-1' }, 'multiplier', /no positive number/],
    [{ ...call, position: 'three' }, 'position', /not a finite number/],
    [{ ...call, position: '3', side: 'Short' }, 'side', /is short but the quantity is positive/],
    [{ ...call, markPrice: '-1' }, 'markPrice', /negative/],
    [{ ...share, symbol: '700' }, 'symbol', /not a ticker/],
    [
      { assetCategory: 'FUT', symbol: 'ESH6', expiry: '2026-03-20', position: '1' },
      'listingExchange',
      /exchange is missing/,
    ],
    [
      { assetCategory: 'FUT', symbol: 'FDAXH6', listingExchange: 'EUREX', position: '1' },
      'listingExchange',
      /not an exchange/,
    ],
    [
      { assetCategory: 'FUT', symbol: 'ES', listingExchange: 'CME', expiry: '2026-03-20', position: '1' },
      'symbol',
      /month letter/,
    ],
  ])('rejects a row with its attribute (%#)', async (attributes, column, reason) => {
    const { rejected, positions } = await flex(query(statement('U1', [attributes, share])));
    expect(positions).toHaveLength(1);
    expect(rejected).toHaveLength(1);
    expect(rejected[0]!.row).toMatchObject({
      file: 'flex.xml',
      line: 4,
      column,
      reason: expect.stringMatching(reason),
    });
    expect(rejected[0]!.row.remedy).not.toBe('');
  });

  it('gives rejected rows back as a table that is read again once corrected; the query’s own CSV is read too', async () => {
    const outcome = await flex(query(statement('U1', [{ ...call, putCall: 'X', symbol: 'AAPL' }, share])));
    const given = rejectedFile(outcome.rejected)!;
    expect(given.name).toBe('flex-rejected.csv');
    const corrected = await read(pasted(given.text.replace(',X,', ',C,'), given.name));
    expect(corrected.rejected).toEqual([]);
    expect(corrected.suggestedMode).toBe('merge');
    expect(held(corrected)).toEqual(['U1 occ:AAPL260320C00250000 flex.xml:4 -3']);
    const csv =
      '"ClientAccountID","CurrencyPrimary","AssetClass","Symbol","Multiplier","Strike","Expiry","Put/Call","ReportDate","Quantity","MarkPrice","LevelOfDetail"\n' +
      '"U1","USD","OPT","AAPL  260320C00250000","100","250","20260320","C","20260213","-3","4.2","SUMMARY"\n' +
      '"U1","USD","STK","SPY","1","","","","20260213","10","681","SUMMARY"\n';
    const fromCsv = await read(pasted(csv, 'flex.csv'));
    expect(fromCsv.rejected).toEqual([]);
    expect(held(fromCsv)).toEqual(['U1 occ:AAPL260320C00250000 1 -3', 'U1 us:SPY 1 10']);
    expect(fromCsv.snapshots[0]?.time).toBe('2026-02-13T21:00:00Z');
  });
});

describe('XML that is broken or means harm is refused, by line', () => {
  const whole = query(statement('U1', [call]));
  it.each<[string, string, RegExp]>([
    [
      'a DOCTYPE',
      whole.replace('<!-- nightly -->', '<!DOCTYPE FlexQueryResponse [<!ENTITY a "b">]>'),
      /line 2: there is a DOCTYPE/,
    ],
    [
      'an entity that nobody defined',
      whole.replace('queryName="Book"', 'queryName="&xxe;"'),
      /no well-formed XML \(.*entity/,
    ],
    [
      'a file that is cut off',
      whole.slice(0, whole.indexOf('</OpenPositions>')),
      /ends inside <OpenPositions>: the file is cut off/,
    ],
    ['a file that is cut off inside a tag', whole.slice(0, whole.indexOf('putCall')), /cut off|well-formed/],
    ['another root', '<?xml version="1.0"?><otherFile/>', /first element: otherFile/],
    ['a page', '<?xml version="1.0"?><!DOCTYPE html><html></html>', /first element: html/],
    [
      'an attribute twice',
      whole.replace('currency="USD"', 'currency="USD" currency="EUR"'),
      /duplicate attribute/,
    ],
    ['elements without end', `<FlexQueryResponse>${'<a>'.repeat(100_000)}`, /deeper than 64/],
    ['an attribute without end', `<FlexQueryResponse a="${'x'.repeat(1_600_000)}`, /longer than 1,000,000/],
    [
      'a query without a statement',
      '<FlexQueryResponse><FlexStatements count="0"/></FlexQueryResponse>',
      /without a statement/,
    ],
    [
      'the broker’s message',
      '<FlexStatementResponse><Status>Warn</Status></FlexStatementResponse>',
      /broker’s message/,
    ],
  ])('%s', async (_name, text, message) => {
    await expect(flex(text)).rejects.toMatchObject({
      code: 'invalid-file',
      message: expect.stringMatching(message),
    });
    await expect(flex(text)).rejects.toThrow(/Nothing was read\. /);
  });

  it('names of object members are ordinary attributes', async () => {
    const text = query(statement('__proto__', [{ ...call, constructor: 'x', __proto__: 'y' }]));
    expect(held(await flex(text))).toEqual(['__proto__ occ:AAPL260320C00250000 1 -3']);
  });
});
