// Reads a JSON report back, checking its shape so far that recomputing it can't stumble. May import the domain.
import { MargraveError } from '../../domain/errors.ts';
import { parseJson } from '../in/json-text.ts';
import { type ReportDocument, reportFormatName, reportFormatVersion } from './json-report.ts';
import {
  decimal,
  fields,
  flag,
  instant,
  leftOutOr,
  list,
  literal,
  nullable,
  numeric,
  orFlag,
  record,
  type Shape,
  text,
} from './shape.ts';

const portfolio = fields({
  groups: list(fields({ id: text, name: text, parent: nullable(text) })),
  accounts: list(
    fields({
      id: text,
      name: text,
      venue: text,
      segregation: text,
      marginModel: text,
      group: nullable(text),
      reportingCurrency: text,
    }),
  ),
  instruments: list(
    fields({
      id: text,
      venue: text,
      symbol: text,
      kind: text,
      payoff: text,
      underlying: text,
      priceIndex: text,
      quoteCurrency: text,
      settlementCurrency: text,
      quantityUnit: text,
      multiplier: decimal,
      contractSize: decimal,
      expiry: nullable(instant),
      strike: nullable(decimal),
      right: nullable(text),
      exercise: nullable(text),
      product: leftOutOr(text),
      contractMonth: leftOutOr(text),
      settles: leftOutOr(text),
      deliversFuture: leftOutOr(text),
      premium: leftOutOr(text),
      deliverableUnits: leftOutOr(decimal),
      deliverableCash: leftOutOr(decimal),
      priceModel: leftOutOr(text),
    }),
  ),
  positions: list(
    fields({
      account: text,
      instrument: text,
      strategy: text,
      lot: text,
      quantity: decimal,
      averagePrice: nullable(decimal),
      settledPrice: nullable(decimal),
    }),
  ),
  orders: list(
    fields({
      account: text,
      id: text,
      instrument: text,
      side: text,
      quantity: decimal,
      price: nullable(decimal),
      reduceOnly: flag,
    }),
  ),
  balances: list(fields({ account: text, kind: text, currency: text, amount: decimal })),
  given: list(fields({ account: text, currency: text, component: text, amount: decimal })),
});

const parameters = record(
  fields({
    rulebook: text,
    sets: list(fields({ id: text, effective: text, assumed: flag })),
    parameters: list(fields({ path: text, value: orFlag(text), unit: text, source: text, confirmed: flag })),
  }),
);

const node: Shape = (value, place) => {
  lineFields(value, place);
  list(node)((value as { children: unknown }).children, `${place}.children`);
};
const lineFields = fields({ id: text, label: text, amount: decimal, currency: text });

const result = fields({
  engineVersion: text,
  kernel: text,
  asOf: text,
  market: text,
  entries: list(
    fields({
      account: text,
      rulebook: text,
      nettingSet: text,
      currency: text,
      initialMargin: decimal,
      maintenanceMargin: decimal,
      tree: node,
    }),
  ),
  excluded: list(fields({ account: text, instrument: text })),
  totals: list(fields({ node: text, currency: text })),
});

const report = fields({
  programVersion: text,
  book: fields({ id: text, name: text, sample: flag }),
  run: fields({
    id: text,
    createdAt: instant,
    user: text,
    label: text,
    request: text,
    inputs: fields({ portfolio: text, market: text, parameters: text, history: text }),
    engineVersion: text,
    kernel: text,
    auditHead: text,
    resultHash: text,
  }),
  request: fields({}),
  portfolio,
  market: fields({
    id: text,
    time: instant,
    label: text,
    figures: list(
      fields({ class: text, key: text, expiry: text, value: decimal, time: instant, source: text }),
    ),
  }),
  parameters,
  history: list(fields({ series: text, time: instant, value: decimal })),
  result,
  hash: text,
});

/**
 * A JSON report from its text. Throws `invalid-file` naming the place (the line, or the path of the field) of what is wrong,
 * `newer-version` for a report of a later format.
 */
export function readReport(source: string): ReportDocument {
  // The strict parser: a key given twice would let two readers see two different reports.
  const { value } = parseJson(source.startsWith('\uFEFF') ? source.slice(1) : source, 'The report');
  const place = '$';
  fields({ format: literal(reportFormatName), version: numeric })(value, place);
  const { version } = value as unknown as ReportDocument;
  if (version !== reportFormatVersion) {
    throw new MargraveError(
      'newer-version',
      `The report is of format version ${version}; this program reads version ${reportFormatVersion}. Nothing was recomputed; use the Margrave that made it, or a newer one.`,
      { version, known: reportFormatVersion },
    );
  }
  report(value, place);
  return value as unknown as ReportDocument;
}
