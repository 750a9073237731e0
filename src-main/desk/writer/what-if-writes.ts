// What-ifs written into the book: saved by name beside it, or applied to it. May import domain, contract and book.
import { randomBytes } from 'node:crypto';
import type { BookWriter } from '../../book/book.ts';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { ToApply } from '../what-if/changes.ts';

type ByUser<Input> = Input & { user: string };

/** Throws `conflict` when another what-if of the account has the name, `not-found` when there is no such what-if or account. */
export function saveWhatIf(
  writer: BookWriter,
  { id, name: typed, what, user }: ByUser<CallInput<'whatIf.save'>>,
): CallOutput<'whatIf.save'> {
  const name = typed.trim();
  const { account } = what;
  const others = writer.whatIfs();
  if (name === '') throw new MargraveError('invalid-input', 'A what-if needs a name. It was not saved.', {});
  if (!writer.accounts().some((known) => known.id === account)) {
    throw new MargraveError('not-found', `The book has no account “${account}”. The what-if was not saved.`, {
      account,
    });
  }
  if (id !== null && !others.some((known) => known.id === id)) throw unknown(id);
  if (others.some((known) => known.name === name && known.account === account && known.id !== id)) {
    throw new MargraveError(
      'conflict',
      `${account} has a what-if named “${name}” already. Nothing was saved: choose another name.`,
      { name, account },
    );
  }
  const own = id ?? randomBytes(12).toString('hex');
  writer.apply([{ kind: 'putWhatIf', id: own, name, account, document: canonicalJson(what) }], {
    user,
    action: 'edit',
    summary: `What-if “${name}” of ${account} saved`,
  });
  return { id: own, name, account, what };
}

/** Throws `not-found`. */
export function removeWhatIf(writer: BookWriter, { id, user }: ByUser<CallInput<'whatIf.remove'>>): null {
  const known = writer.whatIfs().find((one) => one.id === id);
  if (!known) throw unknown(id);
  const summary = `What-if “${known.name}” of ${known.account} removed`;
  writer.apply([{ kind: 'removeWhatIf', id }], { user, action: 'edit', summary });
  return null;
}

/** Throws `conflict` when the book has moved on since the change was made from it. */
export function applyWhatIf(
  writer: BookWriter,
  { revision, changes, summary, user }: ByUser<ToApply>,
): CallOutput<'whatIf.apply'> {
  if (writer.status().revision !== revision) {
    throw new MargraveError(
      'conflict',
      'The book was changed meanwhile. Nothing was applied: look at the what-if again, then apply it.',
      { revision },
    );
  }
  const applied = writer.apply(changes, { user, action: 'what-if', summary });
  return { revision: applied.revision, summary };
}

const unknown = (id: string): MargraveError =>
  new MargraveError('not-found', 'This what-if is no longer in the book. Save it as a new one.', { id });
