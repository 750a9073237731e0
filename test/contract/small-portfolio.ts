// A small portfolio document with its market: one account, four instruments, everything that a margin needs.

const time = '2026-03-02T09:00:00Z';
const source = 'test';
const positions: [instrument: string, quantity: string, strategy: string][] = [
  ['BTC-26JUN26-60000-C', '-10', 'calls'],
  ['BTC-26JUN26-50000-P', '4', 'puts'],
  ['BTC-26JUN26', '200000', ''],
  ['BTC-PERPETUAL', '-150000', ''],
];
const figures: [kind: string, key: string, value: string, expiry?: string][] = [
  ['index', 'btc_usd', '60000'],
  ['forward', 'btc_usd', '61000', '2026-06-26T08:00:00Z'],
  ['mark', 'deribit:BTC-26JUN26', '61000'],
  ['mark', 'deribit:BTC-PERPETUAL', '60010'],
  ['mark', 'deribit:BTC-26JUN26-60000-C', '0.1251'],
  ['mark', 'deribit:BTC-26JUN26-50000-P', '0.0399'],
  ['volatility', 'deribit:BTC-26JUN26-60000-C', '0.5'],
  ['volatility', 'deribit:BTC-26JUN26-50000-P', '0.55'],
  ['currencyRate', 'BTC/USD', '60000'],
];

/** The document; `quantity` of the first position can be chosen, so that two imports differ. */
export function smallPortfolio(quantity = '-10'): Record<string, unknown> {
  return {
    format: 'margrave-portfolio',
    version: 1,
    groups: [{ id: 'desk', name: 'Desk', parent: null }],
    accounts: [
      {
        id: 'prime-a',
        name: 'Prime A',
        legalEntity: 'Test Fund',
        venue: 'deribit',
        segregation: 'house',
        marginModel: 'deribit-pm',
        group: 'desk',
        reportingCurrency: 'USD',
      },
    ],
    positions: positions.map(([symbol, held, strategy], place) => ({
      account: 'prime-a',
      instrument: `deribit:${symbol}`,
      strategy,
      lot: '1',
      quantity: place === 0 ? quantity : held,
      averagePrice: null,
      settledPrice: null,
    })),
    balances: [{ account: 'prime-a', kind: 'cash', currency: 'BTC', amount: '12.5' }],
    market: [
      {
        id: 'market-1',
        time,
        label: 'test market',
        figures: figures.map(([kind, key, value, expiry]) => ({
          class: kind,
          key,
          expiry: expiry ?? '',
          value,
          time,
          source,
        })),
      },
    ],
  };
}
