import type { Migration } from './migration.ts';

// A check can't be changed in place: both tables are made anew beside the old ones and filled from them. Nothing refers to either.
// Every compared line of a kept reconciliation lies in a document, which stays when the record is removed: undo can bring it back.
export const venuesAndReconciliations: Migration = {
  version: 4,
  name: 'loans, fixed forwards, fitted surfaces and confidences; kept reconciliations',
  up(database) {
    database.exec(`
      CREATE TABLE newer_balance (
        account TEXT NOT NULL REFERENCES account (id),
        kind TEXT NOT NULL CHECK (kind IN ('cash', 'collateral', 'loan')),
        currency TEXT NOT NULL, amount TEXT NOT NULL, PRIMARY KEY (account, kind, currency)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO newer_balance SELECT account, kind, currency, amount FROM balance;
      DROP TABLE balance;
      ALTER TABLE newer_balance RENAME TO balance;

      CREATE TABLE newer_market_figure (
        snapshot TEXT NOT NULL REFERENCES market_snapshot (id), class TEXT NOT NULL CHECK (class IN
          ('index', 'forward', 'mark', 'volatility', 'rate', 'currencyRate', 'settlement',
           'fixedForward', 'surface', 'confidence')),
        key TEXT NOT NULL, expiry TEXT NOT NULL, value TEXT NOT NULL, time TEXT NOT NULL, source TEXT NOT NULL,
        PRIMARY KEY (snapshot, class, key, expiry)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO newer_market_figure SELECT snapshot, class, key, expiry, value, time, source FROM market_figure;
      DROP TABLE market_figure;
      ALTER TABLE newer_market_figure RENAME TO market_figure;

      CREATE TABLE kept_reconciliation (
        id TEXT PRIMARY KEY NOT NULL, rulebook TEXT NOT NULL, kept_at TEXT NOT NULL, user TEXT NOT NULL,
        as_of TEXT NOT NULL, files TEXT NOT NULL, cases INTEGER NOT NULL, lines INTEGER NOT NULL,
        disagreeing INTEGER NOT NULL, largest_absolute_difference TEXT NOT NULL,
        largest_relative_difference TEXT NOT NULL, document TEXT NOT NULL REFERENCES document (hash),
        CHECK (cases > 0), CHECK (disagreeing BETWEEN 0 AND lines)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE kept_answer (
        reconciliation TEXT NOT NULL REFERENCES kept_reconciliation (id), answer TEXT NOT NULL,
        as_of TEXT NOT NULL, lines INTEGER NOT NULL, disagreeing INTEGER NOT NULL,
        largest_relative_difference TEXT NOT NULL, rests_on TEXT NOT NULL,
        PRIMARY KEY (reconciliation, answer), CHECK (disagreeing BETWEEN 0 AND lines)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
