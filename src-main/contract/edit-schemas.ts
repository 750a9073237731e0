// The shapes of what is written by hand: a row being typed, a limit, the user's settings. May import zod only.
import { z } from 'zod';
import { decimal, id } from './schemas.ts';

export const typed = z.string().max(400);
/** A parameter's value as typed: some are texts that hold a list. */
export const typedParameter = z.string().max(10_000);
export const figureClass = z.enum([
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
]);

/** A row as it is being typed: every field is text, checked by the program, not by the schema, so that each trouble has its field. */
export const draft = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('position'),
    /** Id of the position it replaces (account | instrument | strategy | lot); null: a new row. */
    replaces: z.string().max(1000).nullable(),
    account: typed,
    symbol: typed,
    quantity: typed,
    averagePrice: typed,
    settledPrice: typed,
    strategy: typed,
    lot: typed,
  }),
  z.strictObject({
    kind: z.literal('instrument'),
    venue: typed,
    symbol: typed,
    instrumentKind: typed,
    payoff: typed,
    underlying: typed,
    priceIndex: typed,
    quoteCurrency: typed,
    settlementCurrency: typed,
    quantityUnit: typed,
    multiplier: typed,
    contractSize: typed,
    expiry: typed,
    strike: typed,
    right: typed,
    exercise: typed,
    /** The fields of a listed instrument; left out by a window that shows none of them. */
    product: typed.optional(),
    contractMonth: typed.optional(),
    settles: typed.optional(),
    deliversFuture: typed.optional(),
    premium: typed.optional(),
    deliverableUnits: typed.optional(),
    deliverableCash: typed.optional(),
    priceModel: typed.optional(),
  }),
  z.strictObject({
    kind: z.literal('balance'),
    account: typed,
    balanceKind: typed,
    currency: typed,
    amount: typed,
  }),
  z.strictObject({
    kind: z.literal('account'),
    /** Id of the account it changes; null: a new one. */
    replaces: id.nullable(),
    id: typed,
    name: typed,
    legalEntity: typed,
    venue: typed,
    segregation: typed,
    marginModel: typed,
    group: typed,
    reportingCurrency: typed,
  }),
]);

export const limit = z.strictObject({
  account: id,
  measure: z.enum(['usage', 'deposit', 'delta', 'vega']),
  /** Underlying of a delta or vega limit; empty otherwise. */
  underlying: z.string().max(60),
  /** Time to expiry of a vega limit: `all`, `7` (up to 7 days), `30`, `90`, `365`, `later`; empty otherwise. */
  bucket: z.enum(['', 'all', '7', '30', '90', '365', 'later']),
  /** Warned from here on; positive. Usage as a fraction (0.8), deposit in the account's reporting currency, delta in coin, vega in quote currency per volatility point. */
  warning: decimal,
  limit: decimal,
});

const columnSet = z.strictObject({
  name: z.string().min(1).max(80),
  columns: z.array(z.string().max(60)).min(1).max(60),
});
const reportTemplate = z.strictObject({
  name: z.string().min(1).max(80),
  sections: z.array(z.string().max(60)).min(1).max(40),
});

export const settingsSchema = z.strictObject({
  /** Times are shown in UTC, or in this machine's zone with its name. */
  timeZone: z.enum(['utc', 'local']),
  columnSets: z.array(columnSet).max(50),
  reportTemplates: z.array(reportTemplate).max(50),
});
