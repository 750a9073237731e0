import type { Migration } from './migration.ts';

// Decimals are text. Tables whose key is text carry no rowid: the key is the row's place, and there is no second index to keep.
// `instrument` of positions and orders is checked by the write side and by verify, not declared: a declared reference would look up the
// parent for each of 100,000 rows and, without one more index, scan all positions for each instrument that an undo takes away.
export const base: Migration = {
  version: 1,
  name: 'accounts, instruments, positions, market, parameters, runs and the audit chain',
  up(database) {
    database.exec(`
      CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE digest (
        table_name TEXT PRIMARY KEY NOT NULL, rows INTEGER NOT NULL, value TEXT NOT NULL, seal TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE reporting_group (
        id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL,
        parent TEXT REFERENCES reporting_group (id) DEFERRABLE INITIALLY DEFERRED
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE account (
        id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, legal_entity TEXT NOT NULL, venue TEXT NOT NULL,
        segregation TEXT NOT NULL CHECK (segregation IN
          ('house', 'client-omnibus-gross', 'client-omnibus-net', 'individually-segregated')),
        margin_model TEXT NOT NULL, reporting_group TEXT REFERENCES reporting_group (id),
        reporting_currency TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE instrument (
        id TEXT PRIMARY KEY NOT NULL, venue TEXT NOT NULL, symbol TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('spot', 'perpetual', 'future', 'option')),
        payoff TEXT NOT NULL CHECK (payoff IN ('linear', 'inverse')),
        underlying TEXT NOT NULL, price_index TEXT NOT NULL, quote_currency TEXT NOT NULL,
        settlement_currency TEXT NOT NULL, quantity_unit TEXT NOT NULL CHECK (quantity_unit IN ('quote', 'base')),
        multiplier TEXT NOT NULL, contract_size TEXT NOT NULL, expiry TEXT, strike TEXT,
        option_right TEXT CHECK (option_right IN ('call', 'put')),
        exercise TEXT CHECK (exercise IN ('european', 'american')),
        CHECK ((kind = 'option') = (strike IS NOT NULL)), CHECK ((kind = 'option') = (option_right IS NOT NULL))
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE position (
        account TEXT NOT NULL REFERENCES account (id), instrument TEXT NOT NULL,
        strategy TEXT NOT NULL, lot TEXT NOT NULL, quantity TEXT NOT NULL, average_price TEXT, settled_price TEXT,
        PRIMARY KEY (account, instrument, strategy, lot)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE open_order (
        account TEXT NOT NULL REFERENCES account (id), id TEXT NOT NULL, instrument TEXT NOT NULL,
        side TEXT NOT NULL CHECK (side IN ('buy', 'sell')), quantity TEXT NOT NULL, price TEXT,
        reduce_only INTEGER NOT NULL CHECK (reduce_only IN (0, 1)), PRIMARY KEY (account, id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE balance (
        account TEXT NOT NULL REFERENCES account (id), kind TEXT NOT NULL CHECK (kind IN ('cash', 'collateral')),
        currency TEXT NOT NULL, amount TEXT NOT NULL, PRIMARY KEY (account, kind, currency)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE given_requirement (
        account TEXT NOT NULL REFERENCES account (id), currency TEXT NOT NULL,
        component TEXT NOT NULL CHECK (component IN ('openOrders', 'marketMakerProtection', 'spot')),
        source TEXT NOT NULL, amount TEXT NOT NULL, PRIMARY KEY (account, currency, component, source)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE market_snapshot (
        id TEXT PRIMARY KEY NOT NULL, time TEXT NOT NULL, label TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE market_figure (
        snapshot TEXT NOT NULL REFERENCES market_snapshot (id), class TEXT NOT NULL CHECK (class IN
          ('index', 'forward', 'mark', 'volatility', 'rate', 'currencyRate', 'settlement')),
        key TEXT NOT NULL, expiry TEXT NOT NULL, value TEXT NOT NULL, time TEXT NOT NULL, source TEXT NOT NULL,
        PRIMARY KEY (snapshot, class, key, expiry)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE price_history (
        series TEXT NOT NULL, time TEXT NOT NULL, value TEXT NOT NULL, source TEXT NOT NULL,
        PRIMARY KEY (series, time)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE parameter_set (
        id TEXT PRIMARY KEY NOT NULL, rulebook TEXT NOT NULL, effective TEXT NOT NULL, asset TEXT,
        label TEXT NOT NULL, origin TEXT NOT NULL CHECK (origin IN ('preset', 'imported', 'edited')),
        assumed INTEGER NOT NULL CHECK (assumed IN (0, 1))
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE parameter (
        parameter_set TEXT NOT NULL REFERENCES parameter_set (id), ordinal INTEGER NOT NULL,
        path TEXT NOT NULL, value TEXT NOT NULL, is_flag INTEGER NOT NULL CHECK (is_flag IN (0, 1)),
        unit TEXT NOT NULL, source TEXT NOT NULL, confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
        PRIMARY KEY (parameter_set, ordinal)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE document (
        hash TEXT PRIMARY KEY NOT NULL, bytes INTEGER NOT NULL,
        encoding TEXT NOT NULL CHECK (encoding IN ('plain', 'deflate')), content BLOB NOT NULL
      ) STRICT;
      CREATE TABLE run (
        id TEXT PRIMARY KEY NOT NULL, created_at TEXT NOT NULL, user TEXT NOT NULL, label TEXT NOT NULL,
        request TEXT NOT NULL, portfolio TEXT NOT NULL REFERENCES document (hash),
        market TEXT NOT NULL REFERENCES document (hash), parameters TEXT NOT NULL REFERENCES document (hash),
        history TEXT NOT NULL REFERENCES document (hash), result TEXT NOT NULL REFERENCES document (hash),
        engine_version TEXT NOT NULL, kernel TEXT NOT NULL, audit_head TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY NOT NULL, time TEXT NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL,
        summary TEXT NOT NULL, detail TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
        undoes INTEGER UNIQUE REFERENCES audit (sequence)
      ) STRICT;
      CREATE TABLE inverse (
        sequence INTEGER PRIMARY KEY NOT NULL REFERENCES audit (sequence), hash TEXT NOT NULL,
        bytes INTEGER NOT NULL, encoding TEXT NOT NULL CHECK (encoding IN ('plain', 'deflate')),
        content BLOB NOT NULL
      ) STRICT;
    `);
    for (const name of ['audit', 'inverse', 'document', 'run']) {
      for (const verb of ['UPDATE', 'DELETE']) {
        database.exec(`
          CREATE TRIGGER ${name}_refuses_${verb.toLowerCase()} BEFORE ${verb} ON ${name}
          BEGIN SELECT RAISE(ABORT, '${name} only grows: its rows are never changed or removed'); END;
        `);
      }
    }
  },
};
