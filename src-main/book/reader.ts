// The read side: its connection can't write, and each call sees one committed state of the book.
import type { Database } from 'better-sqlite3';
import type { Account, Balance, GivenRequirement, ReportingGroup } from '../domain/account.ts';
import { MargraveError } from '../domain/errors.ts';
import { handSetPrefix } from '../domain/hand-set.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { KeptReconciliationRecord } from '../domain/kept-reconciliation.ts';
import type { MarginLimit } from '../domain/limit.ts';
import { editedSnapshot, type HistoryPoint, type MarketSnapshot } from '../domain/market.ts';
import type { ParameterSet } from '../domain/parameters.ts';
import type { OpenOrder, Portfolio, Position } from '../domain/portfolio.ts';
import { auditEntries, auditHead } from './audit-chain.ts';
import type {
  AuditEntry,
  BookReader,
  BookStatus,
  IntegrityReport,
  StoredRun,
  StoredRunDocuments,
} from './book.ts';
import { bookVersion, metaValue } from './connection.ts';
import { openSealedText } from './content-hash.ts';
import { storedDigests } from './digest-store.ts';
import { verifyBook } from './integrity.ts';
import { currentVersion } from './migrations/list.ts';
import type { Row } from './row-digest.ts';
import {
  accountFromRow,
  balanceFromRow,
  figureFromRow,
  givenFromRow,
  groupFromRow,
  historyFromRow,
  instrumentFromRow,
  limitFromRow,
  orderFromRow,
  parameterFromRow,
  parameterSetFromRow,
  positionFromRow,
  reconciliationsFromRows,
} from './rows.ts';
import { storageError } from './sqlite-error.ts';
import { contentTables, shapeAt, type TableShape } from './tables.ts';

/** What is known about an open book that its file doesn't say. */
export interface ReaderSetting {
  path: string;
  readOnly: boolean;
  readOnlyReason: string | null;
  warnings: string[];
  /** The check made at opening; null when none was. */
  checked: IntegrityReport | null;
  now: () => Date;
}

const runColumns = `id, created_at AS createdAt, user, label, request, portfolio, market, parameters, history,
  result, engine_version AS engineVersion, kernel, audit_head AS auditHead`;

/** Copies made by hand come after every snapshot that was observed: none is the newest by itself. */
const newestFirst = `substr(id, 1, ${editedSnapshot.length}) = '${editedSnapshot}', time DESC, id DESC`;

type RunRow = Omit<StoredRun, 'inputs' | 'resultHash'> & StoredRunDocuments;

const runFromRow = (row: RunRow): StoredRun => ({
  id: row.id,
  createdAt: row.createdAt,
  user: row.user,
  label: row.label,
  request: row.request,
  inputs: { portfolio: row.portfolio, market: row.market, parameters: row.parameters, history: row.history },
  engineVersion: row.engineVersion,
  kernel: row.kernel,
  auditHead: row.auditHead,
  resultHash: row.result,
});

export class SqliteBookReader implements BookReader {
  protected readonly setting: ReaderSetting;
  readonly #database: Database;
  readonly #version: number;

  /** Takes over a connection made by `openForReading`. */
  constructor(database: Database, setting: ReaderSetting) {
    this.#database = database;
    this.setting = setting;
    this.#version = bookVersion(database, setting.path);
  }

  status(): BookStatus {
    return this.#read((database) => {
      const digests = storedDigests(database);
      const rows = (shape: TableShape): number => digests.get(shape.name)?.rows ?? 0;
      const { path, readOnly, readOnlyReason, warnings, checked } = this.setting;
      const damage = checked?.problems[0];
      return {
        path,
        bookId: metaValue(database, 'bookId') ?? '',
        name: metaValue(database, 'name') ?? '',
        sample: metaValue(database, 'sample') === 'true',
        readOnly,
        readOnlyReason,
        schemaVersion: this.#version,
        createdBy: metaValue(database, 'createdBy') ?? '',
        revision: Number(metaValue(database, 'revision') ?? '0'),
        warnings: damage && readOnlyReason?.includes(damage) !== true ? [...warnings, damage] : [...warnings],
        counts: {
          accounts: rows(contentTables.account),
          instruments: rows(contentTables.instrument),
          positions: rows(contentTables.position),
          orders: rows(contentTables.order),
          balances: rows(contentTables.balance),
          snapshots: rows(contentTables.snapshot),
          runs: digests.get('run')?.rows ?? 0,
        },
        auditHead: auditHead(database).hash,
        verifiedAt: checked?.ok === true ? checked.checkedAt : null,
      };
    });
  }

  groups(): ReportingGroup[] {
    return this.#read(() => this.#all(contentTables.group).map(groupFromRow));
  }

  accounts(): Account[] {
    return this.#read(() => this.#all(contentTables.account).map(accountFromRow));
  }

  instruments(ids?: readonly string[]): Instrument[] {
    return this.#read(() => {
      if (!ids) return this.#all(contentTables.instrument).map(instrumentFromRow);
      return this.#of(contentTables.instrument, 'id', ids).map(instrumentFromRow);
    });
  }

  positions(accounts?: readonly string[]): Position[] {
    return this.#read(() => this.#of(contentTables.position, 'account', accounts).map(positionFromRow));
  }

  position(identity: Pick<Position, 'account' | 'instrument' | 'strategy' | 'lot'>): Position | null {
    return this.#read((database) => {
      const { columns, name, key } = contentTables.position;
      const row = database
        .prepare(
          `SELECT ${columns.join(', ')} FROM ${name} WHERE ${key.map((column) => `${column} = ?`).join(' AND ')}`,
        )
        .raw()
        .get(identity.account, identity.instrument, identity.strategy, identity.lot) as Row | undefined;
      return row ? positionFromRow(row) : null;
    });
  }

  orders(accounts?: readonly string[]): OpenOrder[] {
    return this.#read(() => this.#of(contentTables.order, 'account', accounts).map(orderFromRow));
  }

  balances(accounts?: readonly string[]): Balance[] {
    return this.#read(() => this.#of(contentTables.balance, 'account', accounts).map(balanceFromRow));
  }

  given(accounts?: readonly string[]): GivenRequirement[] {
    return this.#read(() => this.#of(contentTables.given, 'account', accounts).map(givenFromRow));
  }

  portfolio(accounts?: readonly string[], quoted: Iterable<string> = []): Portfolio {
    return this.#read(() => {
      const positions = this.positions(accounts);
      const orders = this.orders(accounts);
      const used = new Set<string>(quoted);
      for (const position of positions) used.add(position.instrument);
      for (const order of orders) used.add(order.instrument);
      const chosen = this.#of(contentTables.account, 'id', accounts).map(accountFromRow);
      const instruments: Instrument[] = [];
      for (const row of this.#all(contentTables.instrument)) {
        if (used.has(row[0] as string)) instruments.push(instrumentFromRow(row));
      }
      return {
        groups: accounts ? groupsAbove(chosen, this.groups()) : this.groups(),
        accounts: chosen,
        instruments,
        positions,
        orders,
        balances: this.balances(accounts),
        given: this.given(accounts),
      };
    });
  }

  snapshots(): { id: string; time: string; label: string; figures: number }[] {
    return this.#read(
      (database) =>
        database
          .prepare(
            `SELECT id, time, label, (SELECT count(*) FROM market_figure WHERE snapshot = id) AS figures
             FROM market_snapshot ORDER BY ${newestFirst}`,
          )
          .all() as { id: string; time: string; label: string; figures: number }[],
    );
  }

  snapshot(id?: string): MarketSnapshot | null {
    return this.#read((database) => {
      const row = (
        id === undefined
          ? database
              .prepare(`SELECT id, time, label FROM market_snapshot ORDER BY ${newestFirst} LIMIT 1`)
              .get()
          : database.prepare('SELECT id, time, label FROM market_snapshot WHERE id = ?').get(id)
      ) as Omit<MarketSnapshot, 'figures'> | undefined;
      if (!row) return null;
      return { ...row, figures: this.#of(contentTables.figure, 'snapshot', [row.id]).map(figureFromRow) };
    });
  }

  sourcesByHand(): { snapshot: string; source: string }[] {
    return this.#read(
      (database) =>
        database
          .prepare(
            `SELECT snapshot, source FROM market_figure WHERE snapshot >= '${editedSnapshot}'
             AND substr(snapshot, 1, ${editedSnapshot.length}) = '${editedSnapshot}' AND substr(source, 1, ?) = ?`,
          )
          .all(handSetPrefix.length, handSetPrefix) as { snapshot: string; source: string }[],
    );
  }

  history(series?: readonly string[]): HistoryPoint[] {
    return this.#read(() => this.#of(contentTables.history, 'series', series).map(historyFromRow));
  }

  parameterSets(): ParameterSet[] {
    return this.#read(() =>
      this.#all(contentTables.parameterSet).map((row) =>
        parameterSetFromRow(
          row,
          this.#of(contentTables.parameter, 'parameter_set', [row[0] as string]).map(parameterFromRow),
        ),
      ),
    );
  }

  mappings(): { name: string; mapping: string }[] {
    return this.#read(() =>
      this.#all(contentTables.mapping).map(([name, mapping]) => ({
        name: name as string,
        mapping: mapping as string,
      })),
    );
  }

  whatIfs(): { id: string; name: string; account: string; document: string }[] {
    return this.#read(() =>
      this.#all(contentTables.whatIf).map(([id, name, account, document]) => ({
        id: id as string,
        name: name as string,
        account: account as string,
        document: document as string,
      })),
    );
  }

  limits(accounts?: readonly string[]): MarginLimit[] {
    return this.#read(() => this.#of(contentTables.limit, 'account', accounts).map(limitFromRow));
  }

  reconciliations(): KeptReconciliationRecord[] {
    return this.#read(() =>
      reconciliationsFromRows(this.#all(contentTables.reconciliation), this.#all(contentTables.answer)),
    );
  }

  /** Throws `integrity` when the document isn't what was stored. */
  reconciliationDocument(id: string): string | null {
    return this.#read((database) => {
      if (contentTables.reconciliation.since > this.#version) return null;
      const sealed = database
        .prepare(
          `SELECT hash, bytes, encoding, content FROM document
           WHERE hash = (SELECT document FROM kept_reconciliation WHERE id = ?)`,
        )
        .get(id) as Parameters<typeof openSealedText>[0] | undefined;
      return sealed ? openSealedText(sealed, `The kept reconciliation ${id}`) : null;
    });
  }

  /** Throws `integrity` when the text isn't what was stored. */
  document(hash: string): string | null {
    return this.#read((database) => {
      const sealed = database
        .prepare('SELECT hash, bytes, encoding, content FROM document WHERE hash = ?')
        .get(hash) as Parameters<typeof openSealedText>[0] | undefined;
      return sealed ? openSealedText(sealed, `The data set ${hash}`) : null;
    });
  }

  hasDocument(hash: string): boolean {
    return this.#read(
      (database) => database.prepare('SELECT 1 FROM document WHERE hash = ?').get(hash) !== undefined,
    );
  }

  /** Newest first. */
  runs(): StoredRun[] {
    return this.#read((database) =>
      (
        database.prepare(`SELECT ${runColumns} FROM run ORDER BY created_at DESC, id DESC`).all() as RunRow[]
      ).map(runFromRow),
    );
  }

  /** Throws `integrity` when a document of the run isn't what was stored. */
  run(id: string): (StoredRun & { documents: StoredRunDocuments }) | null {
    return this.#read((database) => {
      const row = database.prepare(`SELECT ${runColumns} FROM run WHERE id = ?`).get(id) as
        | RunRow
        | undefined;
      if (!row) return null;
      const find = database.prepare('SELECT hash, bytes, encoding, content FROM document WHERE hash = ?');
      const text = (what: string, hash: string): string => {
        const sealed = find.get(hash) as Parameters<typeof openSealedText>[0] | undefined;
        if (sealed) return openSealedText(sealed, `The ${what} of run ${id}`);
        throw new MargraveError('integrity', `The ${what} of run ${id} is not in the book.`, {
          run: id,
          hash,
        });
      };
      return {
        ...runFromRow(row),
        documents: {
          portfolio: text('portfolio', row.portfolio),
          market: text('market', row.market),
          parameters: text('parameters', row.parameters),
          history: text('history', row.history),
          result: text('result', row.result),
        },
      };
    });
  }

  audit(afterSequence = 0, limit = -1): AuditEntry[] {
    return this.#read((database) => auditEntries(database, afterSequence, limit));
  }

  verify(): IntegrityReport {
    const report = verifyBook(this.#database, this.setting.path, 'whole', this.setting.now());
    this.setting.checked = report;
    return report;
  }

  close(): void {
    if (this.#database.open) this.#database.close();
  }

  /** One transaction around the call, so that everything in it is of one committed state. */
  #read<Result>(body: (database: Database) => Result): Result {
    const database = this.#database;
    try {
      return database.inTransaction ? body(database) : database.transaction(() => body(database)).deferred();
    } catch (thrown) {
      if (this.#version > currentVersion && !(thrown instanceof MargraveError)) {
        throw new MargraveError(
          'newer-version',
          `${this.setting.path} is of version ${this.#version} and can’t be read in this place by this program, which knows version ${currentVersion}. Use the newer program.`,
          { bookVersion: this.#version, programVersion: currentVersion },
        );
      }
      throw storageError(thrown, `${this.setting.path} could not be read`, '');
    }
  }

  /** All rows of a table in key order; none where the book is older than the table. */
  #all(shape: TableShape): Row[] {
    if (shape.since > this.#version) return [];
    const { columns } = shapeAt(shape, this.#version);
    const sql = `SELECT ${columns.join(', ')} FROM ${shape.name} ORDER BY ${shape.key.join(', ')}`;
    return this.#database.prepare(sql).raw().all() as Row[];
  }

  /** Rows whose column (the first of the key) is one of the values, in key order; all when no values are given. */
  #of(shape: TableShape, column: string, values?: readonly string[]): Row[] {
    if (!values || shape.since > this.#version) return this.#all(shape);
    const order = shape.key.join(', ');
    const { columns } = shapeAt(shape, this.#version);
    const select = this.#database
      .prepare(`SELECT ${columns.join(', ')} FROM ${shape.name} WHERE ${column} = ? ORDER BY ${order}`)
      .raw();
    return [...new Set(values)].sort().flatMap((value) => select.all(value) as Row[]);
  }
}

/** The groups that the accounts hang under, up to the top. */
function groupsAbove(accounts: readonly Account[], groups: readonly ReportingGroup[]): ReportingGroup[] {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const kept = new Set<string>();
  for (const account of accounts) {
    let id = account.group;
    while (id !== null && !kept.has(id)) {
      kept.add(id);
      id = byId.get(id)?.parent ?? null;
    }
  }
  return groups.filter((group) => kept.has(group.id));
}
