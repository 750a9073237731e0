// The write side: changes, their digests, their way back and their audit entry are one transaction, or nothing is written.
import type { Database } from 'better-sqlite3';
import { canonicalJson } from '../domain/canonical-json.ts';
import { MargraveError } from '../domain/errors.ts';
import { auditHead, nextEntry } from './audit-chain.ts';
import { listBackups, makeBackup } from './backup.ts';
import type { AuditEntry, BackupFile, BookWriter, Change, StoredRun, StoredRunDocuments } from './book.ts';
import { type KnownRows, writeChange } from './changes.ts';
import { metaValue } from './connection.ts';
import { contentHash, openSealedText, sealText } from './content-hash.ts';
import { applyInverse, describeDeltas, inverseText } from './inverse.ts';
import { type ReaderSetting, SqliteBookReader } from './reader.ts';
import { storageError } from './sqlite-error.ts';
import { recordTables, tablesBeside } from './tables.ts';
import { BookTransaction, type TableStatements } from './transaction.ts';
import type { WriterLock } from './writer-lock.ts';

/** Actions that the book itself writes; a caller's change can't carry their names. */
const ownActions = new Set(['create', 'migration', 'undo', 'run', 'restore']);

const unchanged = 'The book is as it was.';

export class SqliteBookWriter extends SqliteBookReader implements BookWriter {
  readonly #database: Database;
  readonly #lock: WriterLock;
  readonly #backupFolder: string;
  readonly #statements = new Map<string, TableStatements>();

  /** `reading` and `writing` are two connections to the same file; `lock` is let go by `close`. */
  constructor(
    reading: Database,
    writing: Database,
    lock: WriterLock,
    backupFolder: string,
    setting: ReaderSetting,
  ) {
    super(reading, setting);
    this.#database = writing;
    this.#lock = lock;
    this.#backupFolder = backupFolder;
  }

  apply(
    changes: readonly Change[],
    audit: { user: string; action: string; summary: string },
  ): { revision: number; sequence: number | null } {
    if (ownActions.has(audit.action) || audit.action === '') {
      throw new MargraveError(
        'invalid-input',
        `“${audit.action}” can’t be the action of a change: the book keeps that word for itself.`,
        { action: audit.action },
      );
    }
    return this.#write('The change could not be written', (transaction) => {
      const known = this.#known();
      for (const change of changes) writeChange(transaction, change, known);
      const { changedAnything, appendedAnything } = transaction;
      if (!changedAnything && !appendedAnything) return { revision: this.#revision(), sequence: null };
      // A document that came alone has no way back, and nothing rests on it.
      const inverse = changedAnything ? inverseText(transaction.deltas) : null;
      const sequence = this.#record(transaction, audit, null, inverse);
      return { revision: this.#revision(), sequence };
    });
  }

  undo(user: string): { sequence: number; summary: string } | null {
    return this.#write('The change could not be undone', (transaction) => {
      // A migration may change what rows look like: nothing older is undone.
      const row = this.#database
        .prepare(
          `SELECT i.sequence, i.hash, i.bytes, i.encoding, i.content, a.summary FROM inverse i JOIN audit a USING (sequence)
           WHERE i.sequence NOT IN (SELECT undoes FROM audit WHERE undoes IS NOT NULL)
             AND i.sequence > (SELECT coalesce(max(sequence), 0) FROM audit WHERE action = 'migration')
           ORDER BY i.sequence DESC LIMIT 1`,
        )
        .get() as (Parameters<typeof openSealedText>[0] & { sequence: number; summary: string }) | undefined;
      if (!row) return null;
      applyInverse(transaction, openSealedText(row, `The way back from entry ${row.sequence}`));
      const summary = `Undone: ${row.summary}`;
      const sequence = this.#record(transaction, { user, action: 'undo', summary }, row.sequence, null);
      return { sequence, summary };
    });
  }

  storeRun(run: Omit<StoredRun, 'auditHead'>, documents: StoredRunDocuments): StoredRun {
    const stated = { ...run.inputs, result: run.resultHash };
    for (const [name, hash] of Object.entries(stated)) {
      const found = contentHash(documents[name as keyof StoredRunDocuments]);
      if (found === hash) continue;
      throw new MargraveError(
        'invalid-input',
        `The ${name} of run ${run.id} has the hash ${found}, not ${hash} as stated. The run was not stored.`,
        { run: run.id, document: name },
      );
    }
    return this.#write('The run could not be stored', (transaction) => {
      const hasDocument = this.#database.prepare('SELECT 1 FROM document WHERE hash = ?').pluck();
      for (const [name, hash] of Object.entries(stated)) {
        if (hasDocument.get(hash)) continue;
        const sealed = sealText(documents[name as keyof StoredRunDocuments]);
        transaction.append(recordTables.document, [hash, sealed.bytes, sealed.encoding, sealed.content]);
      }
      const stored: StoredRun = { ...run, auditHead: auditHead(this.#database).hash };
      const { portfolio, market, parameters, history } = run.inputs;
      transaction.append(recordTables.run, [
        run.id,
        run.createdAt,
        run.user,
        run.label,
        run.request,
        portfolio,
        market,
        parameters,
        history,
        run.resultHash,
        run.engineVersion,
        run.kernel,
        stored.auditHead,
      ]);
      const summary = `Run ${run.id} stored${run.label === '' ? '' : `: ${run.label}`}`;
      this.#appendAudit(
        transaction,
        { user: run.user, action: 'run', summary },
        { run: run.id, ...stated },
        null,
      );
      transaction.storeDigests();
      return stored;
    });
  }

  async backup(reason: BackupFile['reason']): Promise<BackupFile> {
    return makeBackup(this.#database, this.setting.path, this.#backupFolder, reason, this.setting.now);
  }

  backups(): BackupFile[] {
    return listBackups(this.setting.path, this.#backupFolder);
  }

  override close(): void {
    super.close();
    // The last connection to close folds the log into the file.
    if (this.#database.open) this.#database.close();
    this.#lock.release();
  }

  #write<Result>(doing: string, body: (transaction: BookTransaction) => Result): Result {
    const database = this.#database;
    try {
      return database.transaction(() => body(new BookTransaction(database, this.#statements))).immediate();
    } catch (thrown) {
      throw storageError(thrown, doing, unchanged);
    }
  }

  /** Revision, way back, audit entry and digests of a change to content. */
  #record(
    transaction: BookTransaction,
    entry: Pick<AuditEntry, 'user' | 'action' | 'summary'>,
    undoes: number | null,
    inverse: string | null,
  ): number {
    const tables = describeDeltas(transaction.deltas);
    const digests = transaction.storeDigests();
    const moved = transaction.deltas.some(
      (delta) =>
        !tablesBeside.has(delta.table) &&
        delta.added.length + delta.changed.length + delta.removed.length > 0,
    );
    const revision = this.#revision() + (moved ? 1 : 0);
    const sealed = inverse === null ? null : sealText(inverse);
    const detail = { revision, tables, digests, ...(sealed ? { inverse: sealed.hash } : {}) };
    const sequence = this.#appendAudit(transaction, entry, detail, undoes);
    if (sealed) {
      transaction.append(recordTables.inverse, [
        sequence,
        sealed.hash,
        sealed.bytes,
        sealed.encoding,
        sealed.content,
      ]);
    }
    transaction.put(recordTables.meta, [['revision', String(revision)]]);
    transaction.storeDigests();
    return sequence;
  }

  #appendAudit(
    transaction: BookTransaction,
    entry: Pick<AuditEntry, 'user' | 'action' | 'summary'>,
    detail: Record<string, unknown>,
    undoes: number | null,
  ): number {
    const time = this.setting.now().toISOString();
    const { user, action, summary } = entry;
    const row = nextEntry(this.#database, {
      time,
      user,
      action,
      summary,
      undoes,
      detail: canonicalJson(detail),
    });
    transaction.append(recordTables.audit, [
      row.sequence,
      row.time,
      row.user,
      row.action,
      row.summary,
      row.detail,
      row.previousHash,
      row.hash,
      row.undoes,
    ]);
    return row.sequence;
  }

  #revision(): number {
    return Number(metaValue(this.#database, 'revision') ?? '0');
  }

  #known(): KnownRows {
    const instrument = this.#database.prepare('SELECT 1 FROM instrument WHERE id = ?').pluck();
    const document = this.#database.prepare('SELECT 1 FROM document WHERE hash = ?').pluck();
    return {
      hasInstrument: (id) => instrument.get(id) !== undefined,
      hasDocument: (hash) => document.get(hash) !== undefined,
      groupParents: () =>
        new Map(
          this.#database.prepare('SELECT id, parent FROM reporting_group').raw().all() as [
            string,
            string | null,
          ][],
        ),
    };
  }
}
