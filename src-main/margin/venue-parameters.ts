// Parameter sets from a venue's own answer: `model_params` of a simulator answer, or a get_params answer of that shape.
// May import the domain only.
import { decimalText, isDecimalText } from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import type { Parameter, ParameterSet } from '../domain/parameters.ts';
import { DAY_LENGTH, DEEPEST_PLACE, LAST_MILLISECOND, QUOTED_LENGTH } from './blocks/constants.ts';

interface VenueField {
  path: string;
  unit: string;
  kind: 'number' | 'flag' | 'choice';
  /** Only the cross-collateral rulebook reads it. */
  crossOnly?: boolean;
}

const pairFields: Record<string, VenueField> = {
  price_range: { path: 'priceRange', unit: 'fraction', kind: 'number' },
  volatility_range_up: { path: 'volatilityRangeUp', unit: 'fraction', kind: 'number' },
  volatility_range_down: { path: 'volatilityRangeDown', unit: 'fraction', kind: 'number' },
  min_volatility_for_shock_up: {
    path: 'minimumVolatilityForShockUp',
    unit: 'fraction per year',
    kind: 'number',
  },
  short_term_vega_power: { path: 'shortTermVegaPower', unit: 'power', kind: 'number' },
  long_term_vega_power: { path: 'longTermVegaPower', unit: 'power', kind: 'number' },
  extended_table_factor: { path: 'extendedTableFactor', unit: 'factor', kind: 'number' },
  m_inc: { path: 'deltaShockIncrement', unit: 'fraction per coin', kind: 'number' },
  delta_total_liq_shock_threshold: { path: 'deltaShockThreshold', unit: 'USD', kind: 'number' },
  max_delta_shock: { path: 'maximumDeltaShock', unit: 'fraction', kind: 'number' },
};

const currencyFields: Record<string, VenueField> = {
  annualised_move_risk: { path: 'annualisedMoveRisk', unit: 'fraction per year', kind: 'number' },
  min_annualised_move: { path: 'minimumAnnualisedMove', unit: 'fraction', kind: 'number' },
  extended_dampener: { path: 'extendedDampener', unit: 'USD', kind: 'number' },
  pnl_offset: { path: 'profitOffset', unit: 'fraction', kind: 'number' },
  max_offsetable_pnl: { path: 'maximumOffsetableProfit', unit: 'USD', kind: 'number' },
  correlation_set: { path: 'correlationSet', unit: 'flag', kind: 'flag' },
  haircut: { path: 'haircut', unit: 'fraction', kind: 'number', crossOnly: true },
  equity_side_impact: { path: 'equitySideImpact', unit: 'choice', kind: 'choice', crossOnly: true },
};

const generalFields: Record<string, VenueField> = {
  mm_factor: { path: 'maintenanceFactor', unit: 'fraction', kind: 'number' },
  buckets_count: { path: 'bucketsCount', unit: 'count', kind: 'number' },
  vol_scenarios_count: { path: 'volatilityScenarios', unit: 'choice', kind: 'choice' },
};

/** Rulebooks whose sets a venue answer makes: it doesn't say which account model asked. */
const rulebooks = ['deribit-pm', 'deribit-cross-pm'] as const;

type Json = Record<string, unknown>;

/** Finds the parameters in a document: bare, or under `model_params`, `result`, `response.value`; null when there are none. */
function findVenueParameters(document: unknown): { parameters: Json; path: string } | null {
  let at = document;
  let path = '';
  for (let depth = 0; depth < DEEPEST_PLACE && isObject(at); depth++) {
    if (isObject(at.currency_pair) && isObject(at.currency)) return { parameters: at, path };
    const step = ['model_params', 'result', 'response', 'value'].find((name) => isObject((at as Json)[name]));
    if (step === undefined) return null;
    at = at[step];
    path = path === '' ? step : `${path}.${step}`;
  }
  return null;
}

/**
 * Parameter sets of origin `imported`, one per asset, for each portfolio-margin rulebook; the date is that of `general.timestamp` (milliseconds).
 * What the venue doesn't print (the far moves, Margrave's own choices) is not in them: `chooseParameterSets` puts the preset below.
 * Fields that Margrave doesn't know are named in the label of the general set.
 * @throws `invalid-file` naming the JSON path of what is missing or isn't a number
 */
export function importVenueParameters(document: unknown): ParameterSet[] {
  const found = findVenueParameters(document);
  if (!found) {
    throw new MargraveError(
      'invalid-file',
      'The document holds no venue parameters: expected model_params with currency_pair and currency, as private/pme/simulate prints them.',
      { path: 'model_params' },
    );
  }
  const { parameters, path } = found;
  const at = (...parts: string[]): string => [path, ...parts].filter((part) => part !== '').join('.');
  const general = object(parameters.general, at('general'));
  const timestamp = general.timestamp;
  if (
    typeof timestamp !== 'number' ||
    !Number.isFinite(timestamp) ||
    Math.abs(timestamp) > LAST_MILLISECOND
  ) {
    throw new MargraveError('invalid-file', `${at('general', 'timestamp')} is not a time in milliseconds.`, {
      path: at('general', 'timestamp'),
    });
  }
  const day = new Date(timestamp).toISOString().slice(0, DAY_LENGTH);
  const source = `Deribit’s own answer, model parameters of ${new Date(timestamp).toISOString()}`;
  const unknown: string[] = [];
  const rows = new Map<string, (Parameter & { crossOnly: boolean })[]>();
  const add = (
    asset: string,
    prefix: string,
    section: unknown,
    fields: Record<string, VenueField>,
    place: string,
  ): void => {
    const list = rows.get(asset) ?? [];
    rows.set(asset, list);
    for (const [name, value] of Object.entries(object(section, place))) {
      if (name === 'timestamp') continue;
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!field) {
        unknown.push(`${place}.${name}`);
        continue;
      }
      list.push({
        path: `${prefix}.${field.path}`,
        value: parameterValue(field, value, `${place}.${name}`),
        unit: field.unit,
        source,
        confirmed: true,
        crossOnly: field.crossOnly ?? false,
      });
    }
  };
  add('', 'general', general, generalFields, at('general'));
  for (const [pair, section] of Object.entries(object(parameters.currency_pair, at('currency_pair')))) {
    add(
      safeName(pair, at('currency_pair')).split('_')[0] ?? '',
      `currencyPair.${pair}`,
      section,
      pairFields,
      at('currency_pair', pair),
    );
  }
  for (const [currency, section] of Object.entries(object(parameters.currency, at('currency')))) {
    add(
      safeName(currency, at('currency')),
      `currency.${currency}`,
      section,
      currencyFields,
      at('currency', currency),
    );
  }
  return rulebooks.flatMap((rulebook) => setsOf(rulebook, day, rows, unknown));
}

function setsOf(
  rulebook: (typeof rulebooks)[number],
  day: string,
  rows: ReadonlyMap<string, (Parameter & { crossOnly: boolean })[]>,
  unknown: readonly string[],
): ParameterSet[] {
  return [...rows.entries()].map(([asset, list]): ParameterSet => {
    const own = list
      .filter((row) => rulebook === 'deribit-cross-pm' || !row.crossOnly)
      .map(
        ({ path, value, unit, source, confirmed }): Parameter => ({ path, value, unit, source, confirmed }),
      );
    const leftOut = asset === '' && unknown.length > 0 ? `; not known here: ${unknown.join(', ')}` : '';
    const name = asset === '' ? '' : `-${asset}`;
    return {
      id: `${rulebook}@${day}${name}+imported`,
      rulebook,
      effective: day,
      asset: asset === '' ? null : asset.toUpperCase(),
      label: `${asset === '' ? 'General' : asset.toUpperCase()}, from the venue’s answer of ${day}${leftOut}`,
      origin: 'imported',
      assumed: false,
      parameters: own.sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
  });
}

function parameterValue(field: VenueField, value: unknown, path: string): string | boolean {
  if (field.kind === 'flag') {
    if (typeof value === 'boolean') return value;
  } else if (field.kind === 'choice') {
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  } else if (
    (typeof value === 'number' && Number.isFinite(value)) ||
    (typeof value === 'string' && isDecimalText(value))
  ) {
    return decimalText(value);
  }
  throw new MargraveError(
    'invalid-file',
    `${path} is ${JSON.stringify(value)?.slice(0, QUOTED_LENGTH)}, not a ${field.kind}.`,
    {
      path,
    },
  );
}

function safeName(name: string, place: string): string {
  if (/^[a-z0-9_]{2,30}$/.test(name)) return name;
  throw new MargraveError(
    'invalid-file',
    `${place} has the key “${name.slice(0, QUOTED_LENGTH)}”, not a currency or pair.`,
    {
      path: place,
    },
  );
}

function object(value: unknown, path: string): Json {
  if (isObject(value)) return value;
  throw new MargraveError('invalid-file', `${path} is missing or not an object.`, { path });
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
