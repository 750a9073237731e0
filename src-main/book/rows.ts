// The nouns as rows and back: one pair of functions per table, in the order of the table's columns.
import type { Account, Balance, GivenRequirement, ReportingGroup } from '../domain/account.ts';
import { decimalText } from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { KeptAnswer, KeptReconciliationRecord } from '../domain/kept-reconciliation.ts';
import type { MarginLimit } from '../domain/limit.ts';
import { listedFields, statedListedTerms } from '../domain/listed-fields.ts';
import type { HistoryPoint, MarketFigure } from '../domain/market.ts';
import type { Parameter, ParameterSet } from '../domain/parameters.ts';
import type { OpenOrder, Position } from '../domain/portfolio.ts';
import type { Row } from './row-digest.ts';

const canonicalShape = /^(0|-?([1-9]\d*)(\.\d*[1-9])?|-?0\.\d*[1-9])$/;

/** The number as canonical decimal text: one text per number, or the same book would seem changed. Most texts are so already. */
const amount = (text: string): string => {
  if (typeof text === 'string' && text.length <= 60 && canonicalShape.test(text)) return text;
  return decimalText(text);
};
const amountOrNull = (text: string | null): string | null => (text === null ? null : amount(text));

const filled = (text: string, what: string): string => {
  if (typeof text === 'string' && text !== '') return text;
  throw new MargraveError('invalid-input', `${what} is empty. Nothing was written.`, { what });
};

export const groupToRow = (group: ReportingGroup): Row => [
  filled(group.id, 'The id of a reporting group'),
  group.name,
  group.parent,
];
export const groupFromRow = (row: Row): ReportingGroup => {
  const [id, name, parent] = row as [string, string, string | null];
  return { id, name, parent };
};

export const accountToRow = (account: Account): Row => [
  filled(account.id, 'The id of an account'),
  account.name,
  account.legalEntity,
  account.venue,
  account.segregation,
  account.marginModel,
  account.group,
  account.reportingCurrency,
];
export const accountFromRow = (row: Row): Account => ({
  id: row[0] as string,
  name: row[1] as string,
  legalEntity: row[2] as string,
  venue: row[3] as string,
  segregation: row[4] as Account['segregation'],
  marginModel: row[5] as string,
  group: row[6] as string | null,
  reportingCurrency: row[7] as string,
});

export const instrumentToRow = (instrument: Instrument): Row => [
  filled(instrument.id, 'The id of an instrument'),
  instrument.venue,
  instrument.symbol,
  instrument.kind,
  instrument.payoff,
  instrument.underlying,
  instrument.priceIndex,
  instrument.quoteCurrency,
  instrument.settlementCurrency,
  instrument.quantityUnit,
  amount(instrument.multiplier),
  amount(instrument.contractSize),
  instrument.expiry,
  amountOrNull(instrument.strike),
  instrument.right,
  instrument.exercise,
  instrument.product ?? null,
  instrument.contractMonth ?? null,
  instrument.settles ?? null,
  instrument.deliversFuture ?? null,
  instrument.premium ?? null,
  amountOrNull(instrument.deliverableUnits ?? null),
  amountOrNull(instrument.deliverableCash ?? null),
  instrument.priceModel ?? null,
];
/** A row of an older book ends before the listed fields: it states none of them. */
export const instrumentFromRow = (row: Row): Instrument => ({
  id: row[0] as string,
  venue: row[1] as string,
  symbol: row[2] as string,
  kind: row[3] as Instrument['kind'],
  payoff: row[4] as Instrument['payoff'],
  underlying: row[5] as string,
  priceIndex: row[6] as string,
  quoteCurrency: row[7] as string,
  settlementCurrency: row[8] as string,
  quantityUnit: row[9] as Instrument['quantityUnit'],
  multiplier: row[10] as string,
  contractSize: row[11] as string,
  expiry: row[12] as string | null,
  strike: row[13] as string | null,
  right: row[14] as Instrument['right'],
  exercise: row[15] as Instrument['exercise'],
  ...(row[16] === undefined || row[16] === null ? {} : listedTermsFromRow(row)),
});
const listedTermsFromRow = (row: Row): ReturnType<typeof statedListedTerms> =>
  statedListedTerms(
    Object.fromEntries(listedFields.map((field, index) => [field, row[16 + index] as string | null])),
  );

export const positionToRow = (position: Position): Row => [
  position.account,
  filled(position.instrument, 'The instrument of a position'),
  position.strategy,
  position.lot,
  amount(position.quantity),
  amountOrNull(position.averagePrice),
  amountOrNull(position.settledPrice),
];
export const positionFromRow = (row: Row): Position => ({
  account: row[0] as string,
  instrument: row[1] as string,
  strategy: row[2] as string,
  lot: row[3] as string,
  quantity: row[4] as string,
  averagePrice: row[5] as string | null,
  settledPrice: row[6] as string | null,
});

export const orderToRow = (order: OpenOrder): Row => [
  order.account,
  filled(order.id, 'The id of an order'),
  filled(order.instrument, 'The instrument of an order'),
  order.side,
  amount(order.quantity),
  amountOrNull(order.price),
  order.reduceOnly ? 1 : 0,
];
export const orderFromRow = (row: Row): OpenOrder => ({
  account: row[0] as string,
  id: row[1] as string,
  instrument: row[2] as string,
  side: row[3] as OpenOrder['side'],
  quantity: row[4] as string,
  price: row[5] as string | null,
  reduceOnly: row[6] === 1,
});

export const balanceToRow = (balance: Balance): Row => [
  balance.account,
  balance.kind,
  filled(balance.currency, 'The currency of a balance'),
  amount(balance.amount),
];
export const balanceFromRow = (row: Row): Balance => {
  const [account, kind, currency, text] = row as [string, Balance['kind'], string, string];
  return { account, kind, currency, amount: text };
};

export const givenToRow = (given: GivenRequirement): Row => [
  given.account,
  filled(given.currency, 'The currency of a given requirement'),
  given.component,
  given.source,
  amount(given.amount),
];
export const givenFromRow = (row: Row): GivenRequirement => ({
  account: row[0] as string,
  currency: row[1] as string,
  component: row[2] as GivenRequirement['component'],
  amount: row[4] as string,
  source: row[3] as string,
});

export const figureToRow = (snapshot: string, figure: MarketFigure): Row => [
  snapshot,
  figure.class,
  figure.key,
  figure.expiry,
  amount(figure.value),
  figure.time,
  figure.source,
];
export const figureFromRow = (row: Row): MarketFigure => ({
  class: row[1] as MarketFigure['class'],
  key: row[2] as string,
  expiry: row[3] as string,
  value: row[4] as string,
  time: row[5] as string,
  source: row[6] as string,
});

export const historyToRow = (point: HistoryPoint): Row => [
  filled(point.series, 'The series of a price'),
  filled(point.time, 'The time of a price'),
  amount(point.value),
  point.source,
];
export const historyFromRow = (row: Row): HistoryPoint => {
  const [series, time, value, source] = row as [string, string, string, string];
  return { series, time, value, source };
};

export const limitToRow = (limit: MarginLimit): Row => [
  limit.account,
  limit.measure,
  limit.underlying,
  limit.bucket,
  amount(limit.warning),
  amount(limit.limit),
];
export const limitFromRow = (row: Row): MarginLimit => ({
  account: row[0] as string,
  measure: row[1] as MarginLimit['measure'],
  underlying: row[2] as string,
  bucket: row[3] as MarginLimit['bucket'],
  warning: row[4] as string,
  limit: row[5] as string,
});

export const reconciliationToRow = (kept: KeptReconciliationRecord): Row => [
  filled(kept.id, 'The id of a kept reconciliation'),
  filled(kept.rulebook, 'The rulebook of a kept reconciliation'),
  kept.keptAt,
  kept.user,
  kept.asOf,
  JSON.stringify(kept.files),
  kept.cases,
  kept.lines,
  kept.disagreeing,
  String(kept.largestAbsoluteDifference),
  String(kept.largestRelativeDifference),
  kept.document,
];
const reconciliationFromRow = (row: Row, answers: KeptAnswer[]): KeptReconciliationRecord => ({
  id: row[0] as string,
  rulebook: row[1] as string,
  keptAt: row[2] as string,
  user: row[3] as string,
  asOf: row[4] as string,
  files: JSON.parse(row[5] as string) as string[],
  cases: Number(row[6]),
  lines: Number(row[7]),
  disagreeing: Number(row[8]),
  largestAbsoluteDifference: Number(row[9]),
  largestRelativeDifference: Number(row[10]),
  answers,
  document: row[11] as string,
});

export const keptAnswerToRow = (reconciliation: string, kept: KeptAnswer): Row => [
  reconciliation,
  filled(kept.answer, 'The hash of a kept answer'),
  kept.asOf,
  kept.lines,
  kept.disagreeing,
  String(kept.largestRelativeDifference),
  JSON.stringify(kept.restsOn),
];
const keptAnswerFromRow = (row: Row): KeptAnswer => ({
  answer: row[1] as string,
  asOf: row[2] as string,
  lines: Number(row[3]),
  disagreeing: Number(row[4]),
  largestRelativeDifference: Number(row[5]),
  restsOn: JSON.parse(row[6] as string) as string[],
});

/** Records with their answers, newest first. */
export function reconciliationsFromRows(
  records: readonly Row[],
  answers: readonly Row[],
): KeptReconciliationRecord[] {
  const byRecord = new Map<string, KeptAnswer[]>();
  for (const row of answers) {
    const own = byRecord.get(row[0] as string) ?? [];
    byRecord.set(row[0] as string, own);
    own.push(keptAnswerFromRow(row));
  }
  const newestFirst = (a: KeptReconciliationRecord, b: KeptReconciliationRecord): number =>
    a.keptAt === b.keptAt ? (a.id < b.id ? 1 : -1) : a.keptAt < b.keptAt ? 1 : -1;
  return records
    .map((row) => reconciliationFromRow(row, byRecord.get(row[0] as string) ?? []))
    .sort(newestFirst);
}

export const parameterSetToRow = (set: ParameterSet): Row => [
  filled(set.id, 'The id of a parameter set'),
  set.rulebook,
  set.effective,
  set.asset,
  set.label,
  set.origin,
  set.assumed ? 1 : 0,
];
export const parameterSetFromRow = (row: Row, parameters: Parameter[]): ParameterSet => ({
  id: row[0] as string,
  rulebook: row[1] as string,
  effective: row[2] as string,
  asset: row[3] as string | null,
  label: row[4] as string,
  origin: row[5] as ParameterSet['origin'],
  assumed: row[6] === 1,
  parameters,
});

/** `ordinal`: the parameter's place in its set, which is kept. */
export const parameterToRow = (set: string, ordinal: number, parameter: Parameter): Row => {
  const flag = typeof parameter.value === 'boolean';
  return [
    set,
    ordinal,
    parameter.path,
    String(parameter.value),
    flag ? 1 : 0,
    parameter.unit,
    parameter.source,
    parameter.confirmed ? 1 : 0,
  ];
};
export const parameterFromRow = (row: Row): Parameter => ({
  path: row[2] as string,
  value: row[4] === 1 ? row[3] === 'true' : (row[3] as string),
  unit: row[5] as string,
  source: row[6] as string,
  confirmed: row[7] === 1,
});
