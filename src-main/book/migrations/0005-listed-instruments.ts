import type { Migration } from './migration.ts';

// Columns are added where they stand: instruments that were there have none of them, and their rows say so by NULL.
// The figures' table is made anew, since a check can't be changed in place.
export const listedInstruments: Migration = {
  version: 5,
  name: 'terms of listed instruments; dividends, borrow rates and quotes',
  up(database) {
    database.exec(`
      ALTER TABLE instrument ADD COLUMN product TEXT;
      ALTER TABLE instrument ADD COLUMN contract_month TEXT;
      ALTER TABLE instrument ADD COLUMN settles TEXT CHECK (settles IN ('am', 'pm'));
      ALTER TABLE instrument ADD COLUMN delivers_future TEXT;
      ALTER TABLE instrument ADD COLUMN premium TEXT CHECK (premium IN ('upfront', 'daily'));
      ALTER TABLE instrument ADD COLUMN deliverable_units TEXT;
      ALTER TABLE instrument ADD COLUMN deliverable_cash TEXT;
      ALTER TABLE instrument ADD COLUMN price_model TEXT CHECK (price_model = 'normal')
        CHECK (product IS NOT NULL OR coalesce(contract_month, settles, delivers_future, premium,
          deliverable_units, deliverable_cash, price_model) IS NULL);

      CREATE TABLE newer_market_figure (
        snapshot TEXT NOT NULL REFERENCES market_snapshot (id), class TEXT NOT NULL CHECK (class IN
          ('index', 'forward', 'mark', 'volatility', 'rate', 'currencyRate', 'settlement',
           'fixedForward', 'surface', 'confidence',
           'dividend', 'dividendForecast', 'dividendYield', 'borrowRate', 'bid', 'ask')),
        key TEXT NOT NULL, expiry TEXT NOT NULL, value TEXT NOT NULL, time TEXT NOT NULL, source TEXT NOT NULL,
        PRIMARY KEY (snapshot, class, key, expiry)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO newer_market_figure SELECT snapshot, class, key, expiry, value, time, source FROM market_figure;
      DROP TABLE market_figure;
      ALTER TABLE newer_market_figure RENAME TO market_figure;
    `);
  },
};
