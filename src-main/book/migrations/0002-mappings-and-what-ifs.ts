import type { Migration } from './migration.ts';

// A what-if book stands beside the book: a document of changes to one account, which no margin of the book itself reads.
export const mappingsAndWhatIfs: Migration = {
  version: 2,
  name: 'column mappings by name and what-if books',
  up(database) {
    database.exec(`
      CREATE TABLE column_mapping (name TEXT PRIMARY KEY NOT NULL, mapping TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE what_if_book (
        id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, account TEXT NOT NULL REFERENCES account (id),
        document TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX what_if_book_account ON what_if_book (account);
    `);
  },
};
