// Rows of Margrave's own format, checked against its schema, with defaults filled in: the same for the JSON document and the CSV files.
import { type PortfolioRow, type PortfolioSection, portfolioRows } from '../../contract/portfolio-format.ts';
import { decimalText } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { limitTrouble, type MarginLimit } from '../../domain/limit.ts';
import { type ListedField, listedFields, statedListedTerms } from '../../domain/listed-fields.ts';
import type { MarketFigure } from '../../domain/market.ts';
import type { Gathering, Place } from './gathering.ts';
import { canonicalDecimal } from './numbers.ts';

const exact = (text: string): string => canonicalDecimal(text) ?? decimalText(text);
const exactOrNull = (text: string | null | undefined): string | null =>
  text === null || text === undefined ? null : exact(text);

interface SchemaIssue {
  code?: string | undefined;
  path: PropertyKey[];
  message: string;
  keys?: string[];
}

export interface RowTrouble {
  /** Field path within the row, such as `quantity` or `figures[3].value`; empty for the row as a whole. */
  path: string;
  value: string;
  reason: string;
  remedy: string;
}

/** Checks and takes one row. Answers what is wrong with it, or null when it was taken. */
export function takeRow(
  gathering: Gathering,
  section: PortfolioSection,
  row: unknown,
  place: Place,
): RowTrouble | null {
  const checked = portfolioRows[section].safeParse(row);
  if (!checked.success) return schemaTrouble(section, row, checked.error.issues[0]!);
  switch (section) {
    case 'groups':
      return takeGroup(gathering, checked.data as PortfolioRow<'groups'>);
    case 'accounts':
      return takeAccount(gathering, checked.data as PortfolioRow<'accounts'>);
    case 'instruments':
      return takeInstrument(gathering, checked.data as PortfolioRow<'instruments'>);
    case 'positions':
      return takePosition(gathering, checked.data as PortfolioRow<'positions'>);
    case 'orders':
      return takeOrder(gathering, checked.data as PortfolioRow<'orders'>);
    case 'balances':
      return takeBalance(gathering, checked.data as PortfolioRow<'balances'>);
    case 'given':
      return takeGiven(gathering, checked.data as PortfolioRow<'given'>, place);
    case 'limits':
      return takeLimit(gathering, checked.data as PortfolioRow<'limits'>);
    case 'market':
      return takeSnapshot(gathering, checked.data as PortfolioRow<'market'>, place);
    case 'history':
      return takeHistory(gathering, checked.data as PortfolioRow<'history'>, place);
    case 'parameters':
      return takeParameters(gathering, checked.data as PortfolioRow<'parameters'>);
  }
}

/** All that the format's schema finds wrong with a row, one per field; empty when the row is of the format. */
export function schemaTroubles(section: PortfolioSection, row: unknown): RowTrouble[] {
  const checked = portfolioRows[section].safeParse(row);
  return checked.success ? [] : checked.error.issues.map((issue) => schemaTrouble(section, row, issue));
}

function schemaTrouble(section: PortfolioSection, row: unknown, issue: SchemaIssue): RowTrouble {
  const extra = issue.code === 'unrecognized_keys' ? (issue.keys?.[0] ?? '') : '';
  const path = [...issue.path, ...(extra === '' ? [] : [extra])];
  return {
    path: path
      .map((part, index) =>
        typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`,
      )
      .join(''),
    value: textAt(row, path),
    reason:
      extra === ''
        ? lowerFirst(issue.message)
        : `the key “${extra.slice(0, 60)}” is not one of the format (${section})`,
    remedy: extra === '' ? 'Correct the value' : 'Take the key away, or correct its spelling',
  };
}

function takeGroup(gathering: Gathering, row: PortfolioRow<'groups'>): RowTrouble | null {
  if (!gathering.takeLot('group', '', '', row.id)) return twice('id', row.id);
  gathering.groups.push({ id: row.id, name: row.name, parent: row.parent ?? null });
  return null;
}

function takeAccount(gathering: Gathering, row: PortfolioRow<'accounts'>): RowTrouble | null {
  if (gathering.hasAccount(row.id)) return twice('id', row.id);
  gathering.putAccount({
    id: row.id,
    name: row.name ?? row.id,
    legalEntity: row.legalEntity ?? row.id,
    venue: row.venue,
    segregation: row.segregation ?? 'house',
    marginModel: row.marginModel,
    group: row.group ?? null,
    reportingCurrency: row.reportingCurrency ?? 'USD',
  });
  return null;
}

function takeInstrument(gathering: Gathering, row: PortfolioRow<'instruments'>): RowTrouble | null {
  if (gathering.instruments.has(row.id)) return twice('id', row.id);
  const instrument = instrumentOfRow(row);
  const [trouble] = instrumentTroubles(instrument);
  if (trouble) return trouble;
  gathering.putInstrument(instrument);
  return null;
}

/** The instrument of a row of the format: numbers in canonical text, listed fields only where the row states them. */
export function instrumentOfRow(row: PortfolioRow<'instruments'>): Instrument {
  const first: Record<string, unknown> = { ...row };
  for (const field of listedFields) delete first[field];
  return {
    ...(first as Omit<typeof row, ListedField>),
    multiplier: exact(row.multiplier),
    contractSize: exact(row.contractSize),
    strike: exactOrNull(row.strike),
    ...statedListedTerms({
      ...row,
      deliverableUnits: exactOrNull(row.deliverableUnits),
      deliverableCash: exactOrNull(row.deliverableCash),
    }),
  };
}

/** What doesn't hold together in an instrument whose fields are each of the format; the first of it rejects a file's row. */
export function instrumentTroubles(instrument: Instrument): RowTrouble[] {
  const troubles: RowTrouble[] = [];
  const wrong = (path: keyof Instrument, reason: string): void => {
    const value = String(instrument[path] ?? '');
    troubles.push({ path, value, reason, remedy: 'Correct the instrument' });
  };
  if (instrument.kind === 'option') {
    const isNormal = instrument.priceModel === 'normal';
    if (instrument.strike === null || !(isNormal || Number(instrument.strike) > 0))
      wrong('strike', `an option needs a ${isNormal ? '' : 'positive '}strike`);
    if (instrument.right === null) wrong('right', 'an option is a call or a put');
    if (instrument.exercise === null) wrong('exercise', 'an option is European or American');
  }
  if ((instrument.kind === 'option' || instrument.kind === 'future') && instrument.expiry === null)
    wrong('expiry', `${instrument.kind === 'option' ? 'an option' : 'a future'} needs its instant of expiry`);
  if (!(Number(instrument.multiplier) > 0)) wrong('multiplier', 'the multiplier must be positive');
  if (!(Number(instrument.contractSize) > 0)) wrong('contractSize', 'the contract size must be positive');
  listedTroubles(instrument, wrong);
  return troubles;
}

/** What doesn't hold together in the fields of a listed instrument. */
function listedTroubles(
  instrument: Instrument,
  wrong: (path: keyof Instrument, reason: string) => void,
): void {
  const { kind, product, deliverableUnits, deliverableCash } = instrument;
  if (product === undefined) {
    for (const field of listedFields)
      if (instrument[field] !== undefined)
        wrong(field, 'only a listed instrument has it, one with a product');
    return;
  }
  if (instrument.payoff !== 'linear') wrong('payoff', 'a listed instrument is linear');
  for (const field of optionFields)
    if (kind !== 'option' && instrument[field] !== undefined)
      wrong(field, `only an option has it, and this is a ${kind}`);
  if (kind === 'spot' && instrument.contractMonth !== undefined)
    wrong('contractMonth', 'shares have no contract month');
  if (kind === 'perpetual') wrong('kind', 'no listed instrument is a perpetual');
  for (const [field, value] of Object.entries({ deliverableUnits, deliverableCash }) as [
    'deliverableUnits' | 'deliverableCash',
    string | undefined,
  ][])
    if (value?.startsWith('-')) wrong(field, 'what a contract delivers can’t be negative');
}

const optionFields = [
  'settles',
  'deliversFuture',
  'premium',
  'deliverableUnits',
  'deliverableCash',
] as const satisfies readonly ListedField[];

function takePosition(gathering: Gathering, row: PortfolioRow<'positions'>): RowTrouble | null {
  const resolution = gathering.resolve(row.instrument, null);
  if ('reason' in resolution)
    return {
      path: 'instrument',
      value: row.instrument,
      reason: resolution.reason,
      remedy: resolution.remedy,
    };
  const { instrument } = resolution;
  const strategy = row.strategy ?? '';
  if (row.lot !== undefined && !gathering.takeLot(row.account, instrument.id, strategy, row.lot)) {
    return {
      path: 'lot',
      value: row.lot,
      reason: `account ${row.account} holds ${instrument.id} with this strategy and lot in an earlier row already`,
      remedy: 'Give the row a lot of its own',
    };
  }
  gathering.nameAccount(row.account, instrument.venue, null);
  gathering.addPosition(
    {
      account: row.account,
      instrument: instrument.id,
      strategy,
      lot: row.lot ?? '',
      quantity: exact(row.quantity),
      averagePrice: exactOrNull(row.averagePrice),
      settledPrice: exactOrNull(row.settledPrice),
    },
    true,
  );
  gathering.snapshotOf.positions.add(row.account);
  return null;
}

function takeOrder(gathering: Gathering, row: PortfolioRow<'orders'>): RowTrouble | null {
  const resolution = gathering.resolve(row.instrument, null);
  if ('reason' in resolution)
    return {
      path: 'instrument',
      value: row.instrument,
      reason: resolution.reason,
      remedy: resolution.remedy,
    };
  const quantity = exact(row.quantity);
  if (quantity.startsWith('-') || quantity === '0')
    return {
      path: 'quantity',
      value: row.quantity,
      reason: 'the unfilled quantity of an order is positive',
      remedy: 'Write it without a sign; the side says buy or sell',
    };
  if (!gathering.takeLot(row.account, 'order', '', row.id)) return twice('id', row.id);
  gathering.nameAccount(row.account, resolution.instrument.venue, null);
  gathering.snapshotOf.orders.add(row.account);
  gathering.orders.push({
    account: row.account,
    id: row.id,
    instrument: resolution.instrument.id,
    side: row.side,
    quantity,
    price: exactOrNull(row.price),
    reduceOnly: row.reduceOnly ?? false,
  });
  return null;
}

function takeBalance(gathering: Gathering, row: PortfolioRow<'balances'>): RowTrouble | null {
  const kind = row.kind ?? 'cash';
  const amount = exact(row.amount);
  if (kind === 'loan' && amount.startsWith('-'))
    return {
      path: 'amount',
      value: row.amount,
      reason: 'a loan is what is owed, a positive amount',
      remedy: 'Write it without a sign, or as cash when the balance itself is negative',
    };
  if (!gathering.takeLot(row.account, 'balance', kind, row.currency)) return twice('currency', row.currency);
  gathering.nameAccount(row.account, 'deribit', null);
  gathering.snapshotOf.balances.add(row.account);
  gathering.balances.push({ account: row.account, kind, currency: row.currency, amount });
  return null;
}

function takeGiven(gathering: Gathering, row: PortfolioRow<'given'>, place: Place): RowTrouble | null {
  if (!gathering.takeLot(row.account, 'given', row.component, row.currency))
    return twice('component', row.component);
  const amount = exact(row.amount);
  if (amount.startsWith('-'))
    return {
      path: 'amount',
      value: row.amount,
      reason: 'a requirement is positive',
      remedy: 'Write it without a sign',
    };
  gathering.nameAccount(row.account, 'deribit', null);
  gathering.snapshotOf.given.add(row.account);
  gathering.given.push({
    account: row.account,
    currency: row.currency,
    component: row.component,
    amount,
    source: row.source ?? place.file,
  });
  return null;
}

function takeLimit(gathering: Gathering, row: PortfolioRow<'limits'>): RowTrouble | null {
  const limit: MarginLimit = {
    account: row.account,
    measure: row.measure,
    underlying: row.underlying ?? '',
    bucket: row.bucket ?? '',
    warning: exact(row.warning),
    limit: exact(row.limit),
  };
  const trouble = limitTrouble(limit);
  if (trouble)
    return {
      path: trouble.field,
      value: limit[trouble.field],
      reason: trouble.reason,
      remedy: 'Correct the limit',
    };
  if (!gathering.takeLot(limit.account, `limit ${limit.measure}`, limit.underlying, limit.bucket))
    return twice('measure', limit.measure);
  gathering.nameAccount(limit.account, 'deribit', null);
  gathering.snapshotOf.limits.add(limit.account);
  gathering.limits.push(limit);
  return null;
}

function takeSnapshot(gathering: Gathering, row: PortfolioRow<'market'>, place: Place): RowTrouble | null {
  if (!gathering.takeLot('snapshot', '', '', row.id)) return twice('id', row.id);
  gathering.addSnapshot({
    id: row.id,
    time: row.time,
    label: row.label ?? row.id,
    figures: row.figures.map(
      (figure): MarketFigure => ({
        class: figure.class,
        key: figure.key,
        expiry: figure.expiry ?? '',
        value: exact(figure.value),
        time: figure.time,
        source: figure.source ?? place.file,
      }),
    ),
  });
  return null;
}

function takeHistory(gathering: Gathering, row: PortfolioRow<'history'>, place: Place): RowTrouble | null {
  if (!gathering.takeLot('history', row.series, '', row.time)) return twice('time', row.time);
  gathering.history.push({
    series: row.series,
    time: row.time,
    value: exact(row.value),
    source: row.source ?? place.file,
  });
  return null;
}

function takeParameters(gathering: Gathering, row: PortfolioRow<'parameters'>): RowTrouble | null {
  const { presets } = gathering.context;
  if (presets && (presets.has(row.id) || row.origin === 'preset')) {
    const isNamed = presets.has(row.id);
    return {
      path: isNamed ? 'id' : 'origin',
      value: isNamed ? row.id : 'preset',
      reason: 'the program’s own parameter sets can’t be changed or added to',
      remedy: `Name the copy, as in ${row.id.split('+')[0]}+desk, with the origin “edited”`,
    };
  }
  if (!gathering.takeLot('parameters', '', '', row.id)) return twice('id', row.id);
  gathering.parameterSets.push({
    id: row.id,
    rulebook: row.rulebook,
    effective: row.effective,
    asset: row.asset ?? null,
    label: row.label ?? row.id,
    origin: row.origin ?? 'imported',
    assumed: row.assumed ?? false,
    parameters: row.parameters,
  });
  return null;
}

function twice(path: string, value: string): RowTrouble {
  return {
    path,
    value,
    reason: 'an earlier row says the same thing already',
    remedy: 'Keep one of the rows',
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function textAt(row: unknown, path: readonly PropertyKey[]): string {
  let value: unknown = row;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return '';
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '').slice(0, 200);
}
