// Rows typed by hand as changes of the book: all of them, or an error that names row and field. May import domain, contract, book types and files.
import type { BookReader, Change } from '../../book/book.ts';
import type { Draft } from '../../contract/edit-views.ts';
import type { Balance } from '../../domain/account.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Position } from '../../domain/portfolio.ts';
import { sameBalance } from './check-account.ts';
import { checkDraft } from './check-draft.ts';
import { DraftContext, type DraftRow, positionId } from './draft-context.ts';

export interface PlannedEdit {
  changes: Change[];
  /** One sentence for the audit chain. */
  summary: string;
}

/** `-10 BTC-27JUN25-100000-C in prime-a, strategy calls, lot 2`. */
function spokenPosition(position: Position, symbol: string): string {
  const { quantity, account, strategy, lot } = position;
  const parts = [`${quantity} ${symbol} in ${account}`];
  if (strategy !== '') parts.push(`strategy ${strategy}`);
  if (lot !== '1') parts.push(`lot ${lot}`);
  return parts.join(', ');
}

/** What the row is, for the audit chain. */
const spokenRow = (row: DraftRow): string =>
  row.kind === 'position'
    ? `position ${spokenPosition(row.position, row.instrument.symbol)}`
    : identityOf(row);

const identityOf = (row: DraftRow): string => {
  switch (row.kind) {
    case 'position':
      return `position ${positionId(row.position)}`;
    case 'instrument':
      return `instrument ${row.instrument.id}`;
    case 'balance':
      return `${row.balance.kind} ${row.balance.currency} of ${row.balance.account}`;
    case 'account':
      return `account ${row.account.id}`;
  }
};

/** The changes of all drafts. Throws `invalid-input` with the row (from 1) and field of the first problem. */
export function planEdit(
  drafts: readonly Draft[],
  book: BookReader,
  rulebooks: readonly string[],
  label: string,
): PlannedEdit {
  const context = new DraftContext(book, rulebooks);
  const rows: DraftRow[] = [];
  const seen = new Map<string, number>();
  const told: string[] = [];
  for (const [index, draft] of drafts.entries()) {
    const checked = checkDraft(draft, context);
    const { row, problems } = checked;
    const [first] = problems;
    if (first || !row) {
      const field = first?.field ?? '';
      throw new MargraveError(
        'invalid-input',
        `Row ${index + 1}${field === '' ? '' : `, ${field}`}: ${first?.message ?? 'it can’t be read.'} Nothing was written. ${first?.remedy ?? ''}`.trim(),
        { row: index + 1, field, problems },
      );
    }
    const identity = identityOf(row);
    const spoken = spokenRow(row);
    const earlier = seen.get(identity);
    if (earlier !== undefined) {
      throw new MargraveError(
        'invalid-input',
        `Row ${index + 1} is the same ${identity} as row ${earlier}. Nothing was written. Keep one of them.`,
        { row: index + 1, field: '', problems: [] },
      );
    }
    seen.set(identity, index + 1);
    const isChange =
      checked.replaces || (draft.kind !== 'instrument' && 'replaces' in draft && draft.replaces !== null);
    told.push(
      `${spoken.charAt(0).toUpperCase()}${spoken.slice(1)} ${isChange ? 'changed' : row.kind === 'balance' ? 'set' : 'added'}`,
    );
    context.add(row);
    rows.push(row);
  }
  const more = told.length > 3 ? `, and ${told.length - 2} more rows` : '';
  const listed = `${(more === '' ? told : told.slice(0, 2)).join(', ')}${more}`;
  return {
    changes: changesOf(rows, book),
    summary: label.trim() === '' ? listed : `${label.trim()}: ${listed}`,
  };
}

/** In the order in which a book takes them: what is referred to before what refers. */
function changesOf(rows: readonly DraftRow[], book: BookReader): Change[] {
  const of = <Kind extends DraftRow['kind']>(kind: Kind): Extract<DraftRow, { kind: Kind }>[] =>
    rows.filter((row): row is Extract<DraftRow, { kind: Kind }> => row.kind === kind);
  const changes: Change[] = [];
  const accounts = of('account').map(({ account }) => account);
  if (accounts.length > 0) changes.push({ kind: 'putAccounts', accounts });
  const positions = of('position');
  const typed = of('instrument').map(({ instrument }) => instrument);
  const named = positions.map(({ instrument }) => instrument);
  const instruments = new Map([...named, ...typed].map((instrument) => [instrument.id, instrument]));
  if (instruments.size > 0) changes.push({ kind: 'putInstruments', instruments: [...instruments.values()] });
  if (positions.length > 0) {
    const removed = positions.flatMap(({ removed: row }): Position[] =>
      row ? [{ ...row, quantity: '0' }] : [],
    );
    // Taken away first: one row may take the place that another leaves.
    if (removed.length > 0) changes.push({ kind: 'putPositions', positions: removed });
    changes.push({ kind: 'putPositions', positions: positions.map(({ position }) => position) });
  }
  changes.push(
    ...balanceChanges(
      of('balance').map(({ balance }) => balance),
      book,
    ),
  );
  return changes;
}

/** Balances are put one by one; where one is taken out, those of its account are written whole. */
function balanceChanges(balances: readonly Balance[], book: BookReader): Change[] {
  const emptied = [...new Set(balances.filter(({ amount }) => amount === '0').map(({ account }) => account))];
  const put = balances.filter(({ account }) => !emptied.includes(account));
  const changes: Change[] = put.length > 0 ? [{ kind: 'putBalances', balances: put }] : [];
  for (const account of emptied) {
    const own = balances.filter((balance) => balance.account === account);
    const kept = book
      .balances([account])
      .filter((known) => !own.some((balance) => sameBalance(balance, known)));
    const held = [...kept, ...own.filter(({ amount }) => amount !== '0')];
    changes.push({ kind: 'replaceBalances', accounts: [account], balances: held });
  }
  return changes;
}

/** Positions by id, to be taken out. Throws `conflict` when some are no longer there: nothing is removed then. */
export function planRemoval(ids: readonly string[], book: BookReader): PlannedEdit {
  const wanted = new Set(ids);
  const accounts = book.accounts().filter(({ id }) => ids.some((asked) => asked.startsWith(`${id}|`)));
  const found =
    accounts.length === 0
      ? []
      : book.positions(accounts.map(({ id }) => id)).filter((position) => wanted.has(positionId(position)));
  if (found.length < wanted.size) {
    const lost = wanted.size - found.length;
    throw new MargraveError(
      'conflict',
      `${lost === 1 ? 'One position is' : `${lost} positions are`} no longer in the book, so nothing was removed. Choose the rows again.`,
      { wanted: wanted.size, found: found.length },
    );
  }
  const names = [...new Set(found.map(({ account }) => account))];
  const of = names.length > 4 ? `${names.length} accounts` : names.join(', ');
  const [only] = found;
  return {
    changes: [{ kind: 'putPositions', positions: found.map((row) => ({ ...row, quantity: '0' })) }],
    summary:
      found.length === 1 && only
        ? `Position ${spokenPosition(only, symbolOf(only.instrument, book))} removed`
        : `${found.length} positions of ${of} removed`,
  };
}

const symbolOf = (instrument: string, book: BookReader): string =>
  book.instruments([instrument])[0]?.symbol ?? instrument;
