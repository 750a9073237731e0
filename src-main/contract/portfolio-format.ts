// Margrave's own portfolio document, version 1: the schema that reading checks and that `margrave schema portfolio` prints.
// May import domain types and zod only.
import { z } from 'zod';
import { isDecimalText } from '../domain/decimal.ts';

export const portfolioFormatName = 'margrave-portfolio';
export const portfolioFormatVersion = 1;

const identifier = z.string().min(1).max(400);
const words = z.string().max(10_000);
const currency = z.string().min(1).max(40);

const decimalPattern = /^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$/;
/** Decimal text: quantities, prices and amounts are written as text so that no digit is lost. */
const decimal = z
  .string()
  .max(400)
  .regex(decimalPattern, 'must be a decimal number written as text, such as "-12.5"')
  .refine(isDecimalText, 'must be a finite decimal number (exponent within ±300)')
  .describe('A decimal number as text, such as "-12.5"');

const instantPattern = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z$/;
/** An instant in UTC. */
const instant = z
  .string()
  .regex(instantPattern, 'must be an instant in UTC, such as "2026-06-26T08:00:00Z"')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'must be a real date and time')
  .describe('An instant in UTC, such as "2026-06-26T08:00:00Z"');
const day = z
  .string()
  .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 'must be a day, such as "2026-02-15"')
  .describe('A day, such as "2026-02-15"');

const group = z.strictObject({ id: identifier, name: words, parent: identifier.nullable().optional() });

const account = z.strictObject({
  id: identifier,
  name: words.optional(),
  legalEntity: words.optional(),
  venue: identifier.describe('Venue or clearing broker, such as "deribit"'),
  segregation: z
    .enum(['house', 'client-omnibus-gross', 'client-omnibus-net', 'individually-segregated'])
    .optional(),
  marginModel: identifier.describe('Rulebook id, such as "deribit-pm"'),
  group: identifier.nullable().optional(),
  reportingCurrency: currency.optional(),
});

const instrument = z.strictObject({
  id: identifier.describe('venue:symbol'),
  venue: identifier,
  symbol: identifier,
  kind: z.enum(['spot', 'perpetual', 'future', 'option']),
  payoff: z.enum(['linear', 'inverse']),
  underlying: identifier,
  priceIndex: identifier,
  quoteCurrency: currency,
  settlementCurrency: currency,
  quantityUnit: z.enum(['quote', 'base']),
  multiplier: decimal,
  contractSize: decimal,
  expiry: instant.nullable(),
  strike: decimal.nullable(),
  right: z.enum(['call', 'put']).nullable(),
  exercise: z.enum(['european', 'american']).nullable(),
  product: identifier
    .nullable()
    .optional()
    .describe(
      'Code of the product or series at its exchange, such as "SPXW"; only listed instruments have it, and the fields below only together with it',
    ),
  contractMonth: z
    .string()
    .regex(/^[0-9]{6}([0-9]{2})?$/, 'must be a contract month, such as "202603" or "20260320"')
    .nullable()
    .optional()
    .describe('Contract month of a future or an option on one: YYYYMM or YYYYMMDD'),
  settles: z
    .enum(['am', 'pm'])
    .nullable()
    .optional()
    .describe('On opening or closing prices of the day of expiry'),
  deliversFuture: identifier
    .nullable()
    .optional()
    .describe('Id of the future that an option is exercised into, such as "nymex:CLJ26"'),
  premium: z
    .enum(['upfront', 'daily'])
    .nullable()
    .optional()
    .describe('How an option’s premium is paid; "upfront" when left out'),
  deliverableUnits: decimal
    .nullable()
    .optional()
    .describe('Shares that one adjusted contract delivers, where they aren’t the multiplier'),
  deliverableCash: decimal
    .nullable()
    .optional()
    .describe('Cash that one adjusted contract delivers with the shares'),
  priceModel: z
    .literal('normal')
    .nullable()
    .optional()
    .describe('"normal": volatility in price units per √year, so that price and strike may be 0 or below'),
});

const position = z.strictObject({
  account: identifier,
  instrument: identifier.describe(
    'Instrument id such as "deribit:BTC-27JUN25-100000-C"; it needs no entry under instruments when the symbol says everything',
  ),
  strategy: words.optional(),
  lot: identifier.optional(),
  quantity: decimal.describe(
    'Signed; inverse futures and perpetuals in the quote currency, everything else in units of the underlying before the multiplier',
  ),
  averagePrice: decimal.nullable().optional(),
  settledPrice: decimal
    .nullable()
    .optional()
    .describe('Price from which profit is not yet in the cash balance; null: all profit is in cash'),
});

const order = z.strictObject({
  account: identifier,
  id: identifier,
  instrument: identifier,
  side: z.enum(['buy', 'sell']),
  quantity: decimal,
  price: decimal.nullable().optional(),
  reduceOnly: z.boolean().optional(),
});

const balance = z.strictObject({
  account: identifier,
  kind: z.enum(['cash', 'collateral', 'loan']).optional(),
  currency,
  amount: decimal,
});

const given = z.strictObject({
  account: identifier,
  currency,
  component: z.enum(['openOrders', 'marketMakerProtection', 'spot']),
  amount: decimal,
  source: words.optional(),
});

const limit = z.strictObject({
  account: identifier,
  measure: z.enum(['usage', 'deposit', 'delta', 'vega']).describe('usage: initial margin over equity'),
  underlying: z.string().max(60).optional().describe('Of a limit on delta or vega'),
  bucket: z
    .enum(['', 'all', '7', '30', '90', '365', 'later'])
    .optional()
    .describe('Time to expiry in days of a limit on vega: up to 7, over 7 and up to 30, …'),
  warning: decimal,
  limit: decimal.describe(
    'A fraction, the reporting currency, the underlying, or quote currency per volatility point',
  ),
});

const figure = z.strictObject({
  class: z.enum([
    'index',
    'forward',
    'mark',
    'volatility',
    'rate',
    'currencyRate',
    'settlement',
    'fixedForward',
    'surface',
    'confidence',
    'dividend',
    'dividendForecast',
    'dividendYield',
    'borrowRate',
    'bid',
    'ask',
  ]),
  key: identifier,
  expiry: z.union([instant, z.literal('')]).optional(),
  value: decimal,
  time: instant,
  source: words.optional(),
});

const snapshot = z.strictObject({
  id: identifier,
  time: instant,
  label: words.optional(),
  figures: z.array(figure),
});

const historyPoint = z.strictObject({
  series: identifier,
  time: instant,
  value: decimal,
  source: words.optional(),
});

const parameter = z.strictObject({
  path: identifier,
  value: z.union([words, z.boolean()]),
  unit: z.string().max(100),
  source: words,
  confirmed: z.boolean(),
});

const parameterSet = z.strictObject({
  id: identifier,
  rulebook: identifier,
  effective: day,
  asset: identifier.nullable().optional(),
  label: words.optional(),
  origin: z.enum(['preset', 'imported', 'edited']).optional(),
  assumed: z.boolean().optional(),
  parameters: z.array(parameter),
});

/** One row of each section, as a document may write it (optional fields have defaults, see `margrave-json.ts`). */
export const portfolioRows = {
  groups: group,
  accounts: account,
  instruments: instrument,
  positions: position,
  orders: order,
  balances: balance,
  given,
  limits: limit,
  market: snapshot,
  history: historyPoint,
  parameters: parameterSet,
} as const;

export type PortfolioSection = keyof typeof portfolioRows;
export type PortfolioRow<Section extends PortfolioSection> = z.infer<(typeof portfolioRows)[Section]>;

/** The whole document. A section that is left out says nothing about the book; an empty one says there is none. */
export const portfolioDocument = z
  .strictObject({
    $schema: z.string().max(1000).optional(),
    format: z.literal(portfolioFormatName),
    version: z.literal(portfolioFormatVersion),
    purpose: z
      .literal('rejected rows')
      .optional()
      .describe('Marks a file of rejected rows: it is merged into the book, not a snapshot'),
    groups: z.array(group).optional(),
    accounts: z.array(account).optional(),
    instruments: z.array(instrument).optional(),
    positions: z.array(position).optional(),
    orders: z.array(order).optional(),
    balances: z.array(balance).optional(),
    given: z.array(given).optional(),
    limits: z.array(limit).optional(),
    market: z.array(snapshot).optional(),
    history: z.array(historyPoint).optional(),
    parameters: z.array(parameterSet).optional(),
  })
  .describe('A portfolio as Margrave reads and writes it');

export type PortfolioDocument = z.infer<typeof portfolioDocument>;

/** JSON Schema (draft 2020-12) of the portfolio document, as `margrave schema portfolio` prints it. */
export function portfolioJsonSchema(): Record<string, unknown> {
  return {
    title: `Margrave portfolio, version ${portfolioFormatVersion}`,
    ...(z.toJSONSchema(portfolioDocument) as Record<string, unknown>),
  };
}
