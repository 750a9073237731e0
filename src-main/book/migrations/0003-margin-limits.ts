import type { Migration } from './migration.ts';

// A desk's own limits, several per account. No margin reads them: they are held against what was computed.
export const marginLimits: Migration = {
  version: 3,
  name: 'margin limits per account',
  up(database) {
    database.exec(`
      CREATE TABLE margin_limit (
        account TEXT NOT NULL REFERENCES account (id),
        measure TEXT NOT NULL CHECK (measure IN ('usage', 'deposit', 'delta', 'vega')),
        underlying TEXT NOT NULL,
        bucket TEXT NOT NULL CHECK (bucket IN ('', 'all', '7', '30', '90', '365', 'later')),
        warning_level TEXT NOT NULL, limit_level TEXT NOT NULL,
        PRIMARY KEY (account, measure, underlying, bucket),
        CHECK ((underlying <> '') = (measure IN ('delta', 'vega'))), CHECK ((bucket <> '') = (measure = 'vega'))
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
