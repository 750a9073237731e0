// The audit chain: each row's hash covers the row and the hash before it, so that no row can be changed, dropped or slipped in unseen.
import type { Database } from 'better-sqlite3';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { AuditEntry } from './book.ts';
import { contentHash } from './content-hash.ts';

/** What stands before the first row. */
const chainStart = '0'.repeat(64);

/** SHA-256 of the previous hash, a line feed, and the canonical JSON of the entry without its two hashes. */
export function auditHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { previousHash, sequence, time, user, action, summary, detail, undoes } = entry;
  return contentHash(
    `${previousHash}\n${canonicalJson({ sequence, time, user, action, summary, detail, undoes })}`,
  );
}

/** The hash and sequence of the newest entry; `chainStart` and 0 when there is none. */
export function auditHead(database: Database): { sequence: number; hash: string } {
  const row = database
    .prepare('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1')
    .raw()
    .get() as [number, string] | undefined;
  return row ? { sequence: row[0], hash: row[1] } : { sequence: 0, hash: chainStart };
}

/** The next entry of the chain, ready to be written. */
export function nextEntry(
  database: Database,
  entry: Pick<AuditEntry, 'time' | 'user' | 'action' | 'summary' | 'detail' | 'undoes'>,
): AuditEntry {
  const head = auditHead(database);
  const content = { ...entry, sequence: head.sequence + 1, previousHash: head.hash };
  return { ...content, hash: auditHash(content) };
}

const columns = 'sequence, time, user, action, summary, detail, previous_hash AS previousHash, hash, undoes';

/** Entries after a sequence, oldest first. */
export function auditEntries(database: Database, afterSequence = 0, limit = -1): AuditEntry[] {
  return database
    .prepare(`SELECT ${columns} FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?`)
    .all(afterSequence, limit) as AuditEntry[];
}

/** Sentences about where the chain doesn't hold; none when it does. */
export function chainProblems(database: Database): string[] {
  let expected = 1;
  let previous = chainStart;
  const problems: string[] = [];
  const entries = database.prepare(`SELECT ${columns} FROM audit ORDER BY sequence`).iterate();
  for (const found of entries) {
    const entry = found as AuditEntry;
    if (entry.sequence !== expected) {
      problems.push(
        `Table audit: entry ${expected} is missing; entry ${entry.sequence} stands in its place.`,
      );
    } else if (entry.previousHash !== previous) {
      problems.push(`Table audit: entry ${entry.sequence} does not follow the entry before it.`);
    }
    if (auditHash(entry) !== entry.hash) {
      problems.push(`Table audit: entry ${entry.sequence} is not what was written: its hash differs.`);
    }
    expected = entry.sequence + 1;
    previous = entry.hash;
  }
  return problems;
}
