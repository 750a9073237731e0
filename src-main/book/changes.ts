// Each kind of change as rows put, removed or replaced.
import { MargraveError } from '../domain/errors.ts';
import { figureIdentity, type MarketFigure } from '../domain/market.ts';
import type { Change } from './book.ts';
import { openSealedText, sealText } from './content-hash.ts';
import type { Row } from './row-digest.ts';
import {
  accountToRow,
  balanceToRow,
  figureToRow,
  givenToRow,
  groupToRow,
  historyToRow,
  instrumentToRow,
  keptAnswerToRow,
  limitToRow,
  orderToRow,
  parameterSetToRow,
  parameterToRow,
  positionToRow,
  reconciliationToRow,
} from './rows.ts';
import { recordTables, contentTables as tables } from './tables.ts';
import type { BookTransaction } from './transaction.ts';

/** What the rows of the book must be asked before a change is taken. */
export interface KnownRows {
  hasInstrument(id: string): boolean;
  hasDocument(hash: string): boolean;
  groupParents(): Map<string, string | null>;
}

/** Writes one change. Throws `invalid-input` on a row that names something the book doesn't hold; the caller then rolls back. */
export function writeChange(transaction: BookTransaction, change: Change, known: KnownRows): void {
  const put = transaction.put.bind(transaction);
  const replace = transaction.replaceWhere.bind(transaction);
  switch (change.kind) {
    case 'putGroups':
      put(tables.group, change.groups.map(groupToRow));
      checkGroupTree(known.groupParents());
      return;
    case 'putAccounts':
      put(tables.account, change.accounts.map(accountToRow));
      return;
    case 'removeAccounts':
      removeAccounts(transaction, change.accounts);
      return;
    case 'putInstruments':
      put(tables.instrument, change.instruments.map(instrumentToRow));
      return;
    case 'replacePositions':
      checkInstruments(change.positions, known, 'position');
      replace(tables.position, 'account', change.accounts, change.positions.map(positionToRow));
      return;
    case 'putPositions': {
      checkInstruments(change.positions, known, 'position');
      const rows = change.positions.map(positionToRow);
      put(
        tables.position,
        rows.filter((row) => row[4] !== '0'),
      );
      transaction.remove(
        tables.position,
        rows.filter((row) => row[4] === '0').map((row) => row.slice(0, 4)),
      );
      return;
    }
    case 'replaceOrders':
      checkInstruments(change.orders, known, 'order');
      replace(tables.order, 'account', change.accounts, change.orders.map(orderToRow));
      return;
    case 'replaceBalances':
      replace(tables.balance, 'account', change.accounts, change.balances.map(balanceToRow));
      return;
    case 'putBalances':
      put(tables.balance, change.balances.map(balanceToRow));
      return;
    case 'replaceGiven':
      replace(tables.given, 'account', change.accounts, change.given.map(givenToRow));
      return;
    case 'putSnapshot': {
      const { id, time, label, figures } = change.snapshot;
      put(tables.snapshot, [[id, time, label]]);
      const last = new Map<string, MarketFigure>();
      for (const figure of figures) last.set(figureIdentity(figure), figure);
      const rows = [...last.values()].map((figure) => figureToRow(id, figure));
      replace(tables.figure, 'snapshot', [id], rows);
      return;
    }
    case 'putHistory':
      put(tables.history, change.points.map(historyToRow));
      return;
    case 'putParameterSet': {
      const { set } = change;
      put(tables.parameterSet, [parameterSetToRow(set)]);
      const rows = set.parameters.map((parameter, ordinal) => parameterToRow(set.id, ordinal, parameter));
      replace(tables.parameter, 'parameter_set', [set.id], rows);
      return;
    }
    case 'removeParameterSet':
      replace(tables.parameter, 'parameter_set', [change.id], []);
      transaction.remove(tables.parameterSet, [[change.id]]);
      return;
    case 'putMapping':
      put(tables.mapping, [[change.name, change.mapping]]);
      return;
    case 'putWhatIf':
      put(tables.whatIf, [[change.id, change.name, change.account, change.document]]);
      return;
    case 'removeWhatIf':
      transaction.remove(tables.whatIf, [[change.id]]);
      return;
    case 'putLimits':
      replace(tables.limit, 'account', change.accounts, change.limits.map(limitToRow));
      return;
    case 'putReconciliation': {
      const { record, document } = change;
      const sealed = sealText(document);
      if (sealed.hash !== record.document) {
        throw new MargraveError(
          'invalid-input',
          `The compared lines of the reconciliation have the hash ${sealed.hash}, not ${record.document} as stated. Nothing was written.`,
          { stated: record.document, found: sealed.hash },
        );
      }
      const before = transaction.rowsWhere(tables.reconciliation, 'id', [record.id])[0];
      // The same lines kept again are no change: who kept them first stands.
      if (before?.[tables.reconciliation.columns.indexOf('document')] === record.document) return;
      if (!known.hasDocument(sealed.hash))
        transaction.append(recordTables.document, [
          sealed.hash,
          sealed.bytes,
          sealed.encoding,
          sealed.content,
        ]);
      put(tables.reconciliation, [reconciliationToRow(record)]);
      const answers = record.answers.map((answer) => keptAnswerToRow(record.id, answer));
      replace(tables.answer, 'reconciliation', [record.id], answers);
      return;
    }
    case 'removeReconciliation':
      replace(tables.answer, 'reconciliation', [change.id], []);
      transaction.remove(tables.reconciliation, [[change.id]]);
      return;
    case 'putDocument': {
      const { hash, bytes, encoding, content } = change.document;
      if (known.hasDocument(hash)) return;
      openSealedText(change.document, 'A data set to be written');
      transaction.append(recordTables.document, [hash, bytes, encoding, content]);
      return;
    }
  }
}

/** An account goes with all that is in it. */
function removeAccounts(transaction: BookTransaction, accounts: readonly string[]): void {
  const { position, order, balance, given, whatIf, limit } = tables;
  for (const shape of [position, order, balance, given, whatIf, limit]) {
    transaction.replaceWhere(shape, 'account', accounts, []);
  }
  transaction.remove(
    tables.account,
    accounts.map((account): Row => [account]),
  );
}

/** Asked once per distinct instrument: 100,000 positions name some ten thousand. */
function checkInstruments(
  rows: readonly { account: string; instrument: string }[],
  known: KnownRows,
  what: 'position' | 'order',
): void {
  const seen = new Set<string>();
  for (const row of rows) {
    if (seen.has(row.instrument)) continue;
    if (!known.hasInstrument(row.instrument)) {
      throw new MargraveError(
        'invalid-input',
        `The ${what} in “${row.instrument}” of account “${row.account}” names an instrument that the book doesn’t hold. Nothing was written. Import the instrument first.`,
        { account: row.account, instrument: row.instrument },
      );
    }
    seen.add(row.instrument);
  }
}

function checkGroupTree(parents: ReadonlyMap<string, string | null>): void {
  for (const id of parents.keys()) {
    let above = parents.get(id) ?? null;
    for (let steps = 0; above !== null; steps += 1) {
      if (!parents.has(above)) {
        throw new MargraveError(
          'invalid-input',
          `A reporting group hangs under “${above}”, which the book doesn’t hold. Nothing was written.`,
          { group: id, parent: above },
        );
      }
      if (steps > parents.size) {
        throw new MargraveError(
          'invalid-input',
          `The reporting group “${id}” would hang under itself. Nothing was written.`,
          { group: id },
        );
      }
      above = parents.get(above) ?? null;
    }
  }
}
