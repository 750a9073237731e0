// What makes a row of each section the same row, and which of its fields count. May import domain and contract.
import type { Account, Balance, GivenRequirement, ReportingGroup } from '../../domain/account.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginLimit } from '../../domain/limit.ts';
import { listedFields } from '../../domain/listed-fields.ts';
import {
  figureIdentity,
  type HistoryPoint,
  type MarketFigure,
  type MarketSnapshot,
} from '../../domain/market.ts';
import type { Parameter, ParameterSet } from '../../domain/parameters.ts';
import type { OpenOrder, Position } from '../../domain/portfolio.ts';
import { type RowKind, sameFields, sameRows, shownFields } from './compare.ts';

function kind<Row extends object>(
  section: RowKind<Row>['section'],
  identity: (row: Row) => string,
  fields: readonly (keyof Row)[],
): RowKind<Row> {
  return { section, identity, same: sameFields<Row>(fields), show: shownFields<Row>(fields) };
}

/** Between the parts of an identity: no text of a file holds it, since files with NUL are refused. */
export const separator = '\u0000';

const snapshotFields = ['id', 'time', 'label'] as const;
const setFields = ['id', 'rulebook', 'effective', 'asset', 'label', 'origin', 'assumed'] as const;
const sameSnapshot = sameFields<MarketSnapshot>(snapshotFields);
const sameSet = sameFields<ParameterSet>(setFields);
const sameFigures = sameRows<MarketFigure>(figureIdentity, ['value', 'time', 'source']);
const sameParameters = sameRows<Parameter>((row) => row.path, ['value', 'unit', 'source', 'confirmed']);

export const rowKinds = {
  groups: kind<ReportingGroup>('groups', (row) => row.id, ['id', 'name', 'parent']),
  accounts: kind<Account>('accounts', (row) => row.id, [
    'id',
    'name',
    'legalEntity',
    'venue',
    'segregation',
    'marginModel',
    'group',
    'reportingCurrency',
  ]),
  instruments: kind<Instrument>('instruments', (row) => row.id, [
    'id',
    'venue',
    'symbol',
    'kind',
    'payoff',
    'underlying',
    'priceIndex',
    'quoteCurrency',
    'settlementCurrency',
    'quantityUnit',
    'multiplier',
    'contractSize',
    'expiry',
    'strike',
    'right',
    'exercise',
    ...listedFields,
  ]),
  positions: {
    ...kind<Position>(
      'positions',
      (row) => row.account + separator + row.instrument + separator + row.strategy + separator + row.lot,
      ['account', 'instrument', 'strategy', 'lot', 'quantity', 'averagePrice', 'settledPrice'],
    ),
    group: (row: Position) => row.account,
  },
  orders: kind<OpenOrder>('orders', (row) => row.account + separator + row.id, [
    'account',
    'id',
    'instrument',
    'side',
    'quantity',
    'price',
    'reduceOnly',
  ]),
  balances: kind<Balance>('balances', (row) => [row.account, row.kind, row.currency].join(separator), [
    'account',
    'kind',
    'currency',
    'amount',
  ]),
  given: kind<GivenRequirement>(
    'given',
    (row) => [row.account, row.currency, row.component].join(separator),
    ['account', 'currency', 'component', 'amount', 'source'],
  ),
  limits: kind<MarginLimit>(
    'limits',
    (row) => [row.account, row.measure, row.underlying, row.bucket].join(separator),
    ['account', 'measure', 'underlying', 'bucket', 'warning', 'limit'],
  ),
  market: {
    section: 'market',
    identity: (row) => row.id,
    same: (a, b) => sameSnapshot(a, b) && sameFigures(a.figures, b.figures),
    show: shownFields<MarketSnapshot>([...snapshotFields, 'figures']),
  } satisfies RowKind<MarketSnapshot> as RowKind<MarketSnapshot>,
  history: kind<HistoryPoint>('history', (row) => row.series + separator + row.time, [
    'series',
    'time',
    'value',
    'source',
  ]),
  parameters: {
    section: 'parameters',
    identity: (row) => row.id,
    same: (a, b) => sameSet(a, b) && sameParameters(a.parameters, b.parameters),
    show: shownFields<ParameterSet>([...setFields, 'parameters']),
  } satisfies RowKind<ParameterSet> as RowKind<ParameterSet>,
};
