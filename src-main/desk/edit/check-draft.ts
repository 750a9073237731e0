// What is wrong with a row as typed, and what it would write: the one way in for checking and applying. May import domain, contract and files.
import type { Draft, DraftCheck, PositionDraft } from '../../contract/edit-views.ts';
import { MargraveError } from '../../domain/errors.ts';
import { checkAccount, checkBalance } from './check-account.ts';
import { checkInstrument } from './check-instrument.ts';
import { checkPosition } from './check-position.ts';
import { type CheckedDraft, type DraftContext, positionId } from './draft-context.ts';

export function checkDraft(draft: Draft, context: DraftContext): CheckedDraft {
  switch (draft.kind) {
    case 'position':
      return checkPosition(draft, context);
    case 'instrument':
      return checkInstrument(draft, context);
    case 'balance':
      return checkBalance(draft, context);
    case 'account':
      return checkAccount(draft, context);
  }
}

/** The check as the window is told of it. */
export function draftCheck(draft: Draft, context: DraftContext): DraftCheck {
  const { problems, warnings, reading, replaces } = checkDraft(draft, context);
  return { problems, warnings, reading: Object.keys(reading).length === 0 ? null : reading, replaces };
}

/** A position of the book as a draft that replaces it. Throws `not-found`. */
export function draftOf(id: string, context: DraftContext): PositionDraft {
  const position = context.positionOfId(id);
  if (!position) {
    throw new MargraveError('not-found', 'This position is no longer in the book. Choose it again.', { id });
  }
  return {
    kind: 'position',
    replaces: positionId(position),
    account: position.account,
    symbol: context.instrument(position.instrument)?.symbol ?? position.instrument,
    quantity: position.quantity,
    averagePrice: position.averagePrice ?? '',
    settledPrice: position.settledPrice ?? '',
    strategy: position.strategy,
    lot: position.lot,
  };
}
