// Tables of a run's inputs: positions, balances, orders, stated amounts, market figures and their ages. May import domain types only.
import { type Instrument, isListed } from '../../domain/instrument.ts';
import { countedIn } from '../../domain/listed-fields.ts';
import type { ReportInput } from './report-input.ts';
import {
  amount,
  type Cell,
  column,
  count,
  optional,
  plainNumber,
  quantity,
  type ReportTable,
} from './report-table.ts';

const instrumentsOf = (input: ReportInput): Map<string, Instrument> =>
  new Map(input.portfolio.instruments.map((instrument) => [instrument.id, instrument]));

/** Every position with its terms and what its instrument contributes to the account's initial margin (all lots and strategies together). */
export function positionsTable(input: ReportInput): ReportTable {
  const instruments = instrumentsOf(input);
  const contributions = contributionsByInstrument(input);
  const withListed = input.portfolio.instruments.some(isListed);
  return {
    name: 'Positions',
    columns: [
      column('account', 'Account', 'account', 16),
      column('position', 'Position', 'item', 40),
      column('symbol', 'Symbol', 'label', 30),
      column('kind', 'Kind', 'value', 11),
      column('payoff', 'Payoff', 'value', 9),
      column('underlying', 'Underlying', 'value', 12),
      column('expiry', 'Expiry', 'value', 22),
      column('strike', 'Strike', 'value', 12),
      column('right', 'Right', 'value', 7),
      ...(withListed ? listedColumns : []),
      column('strategy', 'Strategy', 'value', 16),
      column('lot', 'Lot', 'value', 6),
      column('quantity', 'Quantity', 'value', 14),
      column('quantityUnit', 'Quantity counts', 'value', 16),
      column('averagePrice', 'Average price', 'value', 14),
      column('settledPrice', 'Settled price', 'value', 14),
      column('settlementCurrency', 'Settles in', 'unit', 11),
      column('contribution', 'Contribution of the instrument to initial margin', 'value', 26),
    ],
    rows: input.portfolio.positions.map((position): Cell[] => {
      const instrument = instruments.get(position.instrument);
      const unit = unitOf(instrument);
      const contribution = contributions.get(`${position.account}\u0000${position.instrument}`);
      const name = [position.instrument, position.strategy, position.lot].join(' | ');
      return [
        position.account,
        name,
        instrument?.symbol ?? position.instrument,
        instrument?.kind ?? null,
        instrument?.payoff ?? null,
        instrument?.underlying ?? null,
        instrument?.expiry ?? null,
        optional(instrument?.strike ?? null, (strike) => quantity(strike, instrument?.quoteCurrency)),
        instrument?.right ?? null,
        ...(withListed ? listedCells(instrument) : []),
        position.strategy,
        position.lot,
        quantity(position.quantity, unit),
        unit,
        optional(position.averagePrice, (price) => plainNumber(price)),
        optional(position.settledPrice, (price) => plainNumber(price)),
        instrument?.settlementCurrency ?? null,
        contribution ? amount(contribution.number, contribution.currency) : null,
      ];
    }),
  };
}

/** Only where a run holds listed instruments: reports of other runs keep their columns. */
const listedColumns = [
  column('product', 'Product', 'value', 10),
  column('contractMonth', 'Contract month', 'value', 15),
  column('multiplier', 'Multiplier', 'value', 11),
  column('settles', 'Settles on', 'value', 16),
  column('delivers', 'Delivers', 'value', 26),
];

function listedCells(instrument: Instrument | undefined): Cell[] {
  if (!instrument || !isListed(instrument)) return listedColumns.map(() => null);
  const { product, contractMonth, multiplier, settles, deliversFuture } = instrument;
  const { deliverableUnits, deliverableCash, quoteCurrency } = instrument;
  const delivered = [
    ...(deliversFuture === undefined ? [] : [deliversFuture]),
    ...(deliverableUnits === undefined ? [] : [`${deliverableUnits} shares`]),
    ...(deliverableCash === undefined ? [] : [`${deliverableCash} ${quoteCurrency}`]),
  ];
  const prices = settles === 'am' ? 'opening prices' : 'closing prices';
  return [
    product ?? null,
    contractMonth ?? null,
    plainNumber(multiplier),
    settles === undefined ? null : prices,
    delivered.length === 0 ? null : delivered.join(' and '),
  ];
}

/** Sum of an instrument's contributions per account, as float64, in the order of the result. Keys: account, NUL, instrument. */
function contributionsByInstrument(input: ReportInput): Map<string, { number: string; currency: string }> {
  const sums = new Map<string, { sum: number; currency: string }>();
  for (const entry of input.result.entries) {
    for (const line of entry.contributions) {
      if (line.instrument === null) continue;
      const key = `${entry.account}\u0000${line.instrument}`;
      const found = sums.get(key);
      if (found) found.sum += Number(line.amount);
      else sums.set(key, { sum: Number(line.amount), currency: entry.currency });
    }
  }
  return new Map([...sums].map(([key, { sum, currency }]) => [key, { number: String(sum), currency }]));
}

/** What a unit of quantity is: the quote currency for inverse futures, contracts or shares of listed instruments, else the underlying. */
export function unitOf(instrument: Instrument | undefined): string {
  if (!instrument) return '';
  return countedIn(instrument);
}

export function balancesTable(input: ReportInput): ReportTable {
  return {
    name: 'Balances',
    columns: [
      column('account', 'Account', 'account', 16),
      column('item', 'Item', 'item', 24),
      column('kind', 'Kind', 'value', 12),
      column('currency', 'Currency', 'unit', 10),
      column('amount', 'Amount', 'value', 22),
    ],
    rows: input.portfolio.balances.map((balance) => [
      balance.account,
      `${balance.kind}/${balance.currency}`,
      balance.kind,
      balance.currency,
      amount(balance.amount, balance.currency),
    ]),
  };
}

export function ordersTable(input: ReportInput): ReportTable {
  const instruments = instrumentsOf(input);
  return {
    name: 'Orders',
    columns: [
      column('account', 'Account', 'account', 16),
      column('order', 'Order', 'item', 24),
      column('instrument', 'Instrument', 'label', 34),
      column('side', 'Side', 'value', 7),
      column('quantity', 'Quantity', 'value', 14),
      column('price', 'Price', 'value', 14),
      column('reduceOnly', 'Reduce only', 'value', 12),
    ],
    rows: input.portfolio.orders.map((order) => [
      order.account,
      order.id,
      order.instrument,
      order.side,
      quantity(order.quantity, unitOf(instruments.get(order.instrument))),
      optional(order.price, (price) => plainNumber(price)),
      order.reduceOnly,
    ]),
  };
}

/** Amounts that the venue states and the run took as they are. */
export function givenTable(input: ReportInput): ReportTable {
  return {
    name: 'Given',
    columns: [
      column('account', 'Account', 'account', 16),
      column('component', 'Component', 'item', 24),
      column('currency', 'Currency', 'unit', 10),
      column('amount', 'Amount', 'value', 22),
      column('source', 'Source', 'value', 60),
    ],
    rows: input.portfolio.given.map((given) => [
      given.account,
      `${given.component}/${given.currency}`,
      given.currency,
      amount(given.amount, given.currency),
      given.source,
    ]),
  };
}

export function marketTable(input: ReportInput): ReportTable {
  return {
    name: 'Market',
    columns: [
      column('figure', 'Figure', 'item', 50),
      column('class', 'Class', 'value', 14),
      column('key', 'Key', 'label', 34),
      column('expiry', 'Expiry', 'value', 22),
      column('value', 'Value', 'value', 22),
      column('time', 'Observed at', 'value', 26),
      column('source', 'Source', 'value', 60),
    ],
    rows: input.market.figures.map((figure) => [
      [figure.class, figure.key, figure.expiry].filter((part) => part !== '').join(' '),
      figure.class,
      figure.key,
      figure.expiry === '' ? null : figure.expiry,
      plainNumber(figure.value),
      figure.time,
      figure.source,
    ]),
  };
}

export function marketAgesTable(input: ReportInput): ReportTable {
  return {
    name: 'Market ages',
    columns: [
      column('class', 'Class', 'item', 16),
      column('figures', 'Figures', 'value', 10),
      column('oldest', 'Oldest', 'value', 26),
      column('maximumAge', 'Maximum age in seconds', 'value', 22),
    ],
    rows: input.result.marketAge.byClass.map((age) => [
      age.class,
      count(age.figures),
      age.oldest,
      plainNumber(String(age.maximumAgeSeconds), 'seconds'),
    ]),
  };
}
