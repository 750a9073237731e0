// Bringing a book to a newer schema: every pending step, the digests and an audit entry in one transaction.
import type { Database } from 'better-sqlite3';
import { canonicalJson } from '../domain/canonical-json.ts';
import { MargraveError } from '../domain/errors.ts';
import { nextEntry } from './audit-chain.ts';
import { applicationId } from './connection.ts';
import { recomputeDigests } from './digest-store.ts';
import { currentVersion, migrations } from './migrations/list.ts';
import type { Migration } from './migrations/migration.ts';
import { tablesOf } from './tables.ts';

export interface MigrationSetting {
  user: string;
  now: Date;
  /** The version to stop at; the newest when omitted. */
  to?: number;
  steps?: readonly Migration[];
  /** Written with the first step of a new book; null for a book that is there already. */
  birth: { bookId: string; name: string; sample: boolean } | null;
}

/** Runs the pending steps. Any error leaves the file at the version it had. */
export function migrate(database: Database, setting: MigrationSetting): void {
  const steps = setting.steps ?? migrations;
  const to = setting.to ?? currentVersion;
  const from = Number(database.pragma('user_version', { simple: true }));
  const pending = steps.filter(({ version }) => version > from && version <= to);
  if (pending.length === 0) return;
  database
    .transaction(() => {
      for (const step of pending) step.up(database);
      const remember = database.prepare(
        'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      );
      if (setting.birth) {
        remember.run('bookId', setting.birth.bookId);
        remember.run('name', setting.birth.name);
        remember.run('sample', String(setting.birth.sample));
        remember.run('createdBy', setting.user);
        remember.run('createdAt', setting.now.toISOString());
        remember.run('revision', '0');
        database.pragma(`application_id = ${applicationId}`);
      }
      remember.run('schemaVersion', String(to));
      appendEntry(database, setting, from, to, pending);
      const broken = database.pragma('foreign_key_check') as unknown[];
      if (broken.length > 0) {
        throw new MargraveError(
          'integrity',
          `Bringing the book from version ${from} to ${to} would leave ${broken.length} rows that name something missing. The book is as it was.`,
          { from, to },
        );
      }
      recomputeDigests(database, tablesOf(to));
      database.pragma(`user_version = ${to}`);
    })
    .immediate();
}

function appendEntry(
  database: Database,
  setting: MigrationSetting,
  from: number,
  to: number,
  pending: readonly Migration[],
): void {
  const entry = nextEntry(database, {
    time: setting.now.toISOString(),
    user: setting.user,
    action: setting.birth ? 'create' : 'migration',
    summary: setting.birth
      ? `Book “${setting.birth.name}” made at version ${to}`
      : `Book brought from version ${from} to ${to}`,
    detail: canonicalJson({ from, to, steps: pending.map(({ version, name }) => ({ version, name })) }),
    undoes: null,
  });
  database
    .prepare(
      `INSERT INTO audit (sequence, time, user, action, summary, detail, previous_hash, hash, undoes)
       VALUES (@sequence, @time, @user, @action, @summary, @detail, @previousHash, @hash, @undoes)`,
    )
    .run(entry);
}
