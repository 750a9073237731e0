// Rows and limits written by hand: each one change of the book with its audit entry. May import domain, contract, book types and the rulebook registry.
import type { BookWriter } from '../../book/book.ts';
import { MargraveError } from '../../domain/errors.ts';
import { rulebooks } from '../../margin/registry.ts';
import { type PlannedEdit, planEdit, planRemoval } from '../edit/apply-drafts.ts';
import { checkLimits } from '../edit/check-limits.ts';
import type { WriterCalls } from '../worker-calls.ts';

/** Ids of the rulebooks that an account can be margined under. */
const rulebookIds: readonly string[] = rulebooks.map(({ id }) => id);

function write(
  book: BookWriter,
  { changes, summary }: PlannedEdit,
  user: string,
): { revision: number; summary: string } {
  const { revision, sequence } = book.apply(changes, { user, action: 'edit', summary });
  return { revision, summary: sequence === null ? 'Nothing changed: the book already held this.' : summary };
}

/** Writes typed rows. Throws `invalid-input` naming row and field; the book is then as it was. */
export function applyDrafts(
  book: BookWriter,
  { drafts, label, user }: WriterCalls['applyDrafts']['input'],
): WriterCalls['applyDrafts']['output'] {
  return write(book, planEdit(drafts, book, rulebookIds, label), user);
}

/** Throws `conflict` when one of the positions is no longer there; nothing is removed then. */
export function removePositions(
  book: BookWriter,
  { positions, user }: WriterCalls['removePositions']['input'],
): WriterCalls['removePositions']['output'] {
  return write(book, planRemoval(positions, book), user);
}

/** Replaces an account's limits. Throws `not-found` for an unknown account, `invalid-input` for limits that don't hold together. */
export function putLimits(
  book: BookWriter,
  { account, limits, user }: WriterCalls['putLimits']['input'],
): WriterCalls['putLimits']['output'] {
  if (!book.accounts().some(({ id }) => id === account)) {
    throw new MargraveError('not-found', `The book has no account “${account}”. No limit was written.`, {
      account,
    });
  }
  checkLimits(account, limits);
  const summary =
    limits.length === 0
      ? `Limits of ${account} taken away`
      : `${limits.length} ${limits.length === 1 ? 'limit' : 'limits'} of ${account} set`;
  const { revision } = book.apply([{ kind: 'putLimits', accounts: [account], limits }], {
    user,
    action: 'edit',
    summary,
  });
  return { revision };
}
