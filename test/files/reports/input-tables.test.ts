// The positions of a report: terms of listed instruments stand in columns of their own, only where a run holds some.
import { expect, it } from 'vitest';
import type { Instrument } from '../../../src-main/domain/instrument.ts';
import { occInstrument, shareInstrument } from '../../../src-main/domain/listed-instrument.ts';
import { positionsTable } from '../../../src-main/files/reports/input-tables.ts';
import type { ReportInput } from '../../../src-main/files/reports/report-input.ts';
import { option } from '../../book/sample.ts';

const input = (instruments: Instrument[]): ReportInput =>
  ({
    portfolio: {
      instruments,
      positions: instruments.map(({ id }) => ({
        account: 'a',
        instrument: id,
        strategy: '',
        lot: '1',
        quantity: '2',
        averagePrice: null,
        settledPrice: null,
      })),
    },
    result: { entries: [] },
  }) as unknown as ReportInput;

it('tells product, month, multiplier, settlement and deliverable of listed instruments', () => {
  const spx = occInstrument('SPXW260320C06000000')!;
  const adjusted = {
    ...occInstrument('AAPL1260320C00250000')!,
    deliverableUnits: '105',
    deliverableCash: '12.5',
  };
  const crude = {
    ...option(0),
    payoff: 'linear' as const,
    product: 'LO',
    contractMonth: '202604',
    deliversFuture: 'nymex:CLJ26',
  };
  const table = positionsTable(input([spx, adjusted, crude, shareInstrument('SPY')!, option(1)]));
  const listed = table.columns.findIndex(({ key }) => key === 'product');
  const unit = table.columns.findIndex(({ key }) => key === 'quantityUnit');
  const shown = table.rows.map((row) =>
    [...row.slice(listed, listed + 5), row[unit]].map((cell) =>
      cell !== null && typeof cell === 'object' ? Object.values(cell)[0] : cell,
    ),
  );
  expect(shown).toEqual([
    ['SPXW', null, '100', 'closing prices', null, 'contracts'],
    ['AAPL1', null, '100', null, '105 shares and 12.5 USD', 'contracts'],
    ['LO', '202604', '1', null, 'nymex:CLJ26', 'contracts'],
    ['SPY', null, '1', null, null, 'shares'],
    [null, null, null, null, null, 'BTC'],
  ]);
  expect(positionsTable(input([option(1)])).columns.some(({ key }) => key === 'product')).toBe(false);
});
