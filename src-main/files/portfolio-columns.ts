// The columns of Margrave's own CSV files, one file per section: written and read from this one table.

/** A cell that is text, a number, an instant, a flag, or text where empty means none. */
export type ColumnType = 'text' | 'number' | 'flag' | 'optional';

export const portfolioColumns = {
  groups: { id: 'text', name: 'text', parent: 'optional' },
  accounts: {
    id: 'text',
    name: 'text',
    legalEntity: 'text',
    venue: 'text',
    segregation: 'text',
    marginModel: 'text',
    group: 'optional',
    reportingCurrency: 'text',
  },
  instruments: {
    id: 'text',
    venue: 'text',
    symbol: 'text',
    kind: 'text',
    payoff: 'text',
    underlying: 'text',
    priceIndex: 'text',
    quoteCurrency: 'text',
    settlementCurrency: 'text',
    quantityUnit: 'text',
    multiplier: 'number',
    contractSize: 'number',
    expiry: 'optional',
    strike: 'optional',
    right: 'optional',
    exercise: 'optional',
    product: 'optional',
    contractMonth: 'optional',
    settles: 'optional',
    deliversFuture: 'optional',
    premium: 'optional',
    deliverableUnits: 'optional',
    deliverableCash: 'optional',
    priceModel: 'optional',
  },
  positions: {
    account: 'text',
    instrument: 'text',
    strategy: 'text',
    lot: 'text',
    quantity: 'number',
    averagePrice: 'optional',
    settledPrice: 'optional',
  },
  orders: {
    account: 'text',
    id: 'text',
    instrument: 'text',
    side: 'text',
    quantity: 'number',
    price: 'optional',
    reduceOnly: 'flag',
  },
  balances: { account: 'text', kind: 'text', currency: 'text', amount: 'number' },
  given: { account: 'text', currency: 'text', component: 'text', amount: 'number', source: 'text' },
  limits: {
    account: 'text',
    measure: 'text',
    underlying: 'text',
    bucket: 'text',
    warning: 'number',
    limit: 'number',
  },
  market: {
    snapshot: 'text',
    snapshotTime: 'text',
    snapshotLabel: 'text',
    class: 'text',
    key: 'text',
    expiry: 'text',
    value: 'number',
    time: 'text',
    source: 'text',
  },
  history: { series: 'text', time: 'text', value: 'number', source: 'text' },
  parameters: {
    set: 'text',
    rulebook: 'text',
    effective: 'text',
    asset: 'optional',
    label: 'text',
    origin: 'text',
    assumed: 'flag',
    path: 'text',
    value: 'text',
    valueType: 'text',
    unit: 'text',
    source: 'text',
    confirmed: 'flag',
  },
} as const satisfies Record<string, Record<string, ColumnType>>;

export type PortfolioFile = keyof typeof portfolioColumns;

/** Columns without which a row of the section can't be told apart or valued; the others have defaults. */
export const requiredColumns: Record<PortfolioFile, readonly string[]> = {
  groups: ['id', 'name', 'parent'],
  accounts: ['id', 'venue', 'marginModel'],
  instruments: ['id', 'venue', 'symbol', 'kind', 'payoff', 'quantityUnit', 'multiplier'],
  positions: ['account', 'instrument', 'strategy', 'lot', 'quantity'],
  orders: ['account', 'id', 'instrument', 'side', 'quantity'],
  balances: ['account', 'currency', 'amount'],
  given: ['account', 'currency', 'component', 'amount'],
  limits: ['account', 'measure', 'warning', 'limit'],
  market: ['snapshot', 'snapshotTime', 'class', 'key', 'value', 'time'],
  history: ['series', 'time', 'value'],
  parameters: ['set', 'rulebook', 'effective', 'path', 'value', 'unit', 'source', 'confirmed'],
};

/** Columns that the file of rejected rows adds; the reader knows such a file by them, and passes them over. */
export const rejectedColumns = ['rejected row', 'rejected because', 'remedy'] as const;

/** A text cell that a spreadsheet would run as a formula gets an apostrophe in front (and so does one that begins with an apostrophe, so that nothing is lost). Plain numbers stay numbers. */
export function inertCell(text: string): string {
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return text;
  return /^['=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** The text that `inertCell` was given. */
export function plainCell(cell: string): string {
  return /^'['=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

/** Which section a header row belongs to: every column known, all required ones there. Null when none. */
export function sectionOfHeaders(headers: readonly string[]): PortfolioFile | null {
  for (const section of Object.keys(portfolioColumns) as PortfolioFile[]) {
    const known = portfolioColumns[section] as Record<string, ColumnType>;
    if (
      headers.every((header) => Object.hasOwn(known, header)) &&
      requiredColumns[section].every((name) => headers.includes(name))
    )
      return section;
  }
  return null;
}
