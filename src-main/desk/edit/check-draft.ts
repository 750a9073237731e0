// What is wrong with a row as typed, and what it would write: the one way in for checking and applying. May import domain, contract and files.
import type { Draft, DraftCheck } from '../../contract/edit-views.ts';
import { checkAccount, checkBalance } from './check-account.ts';
import { checkInstrument } from './check-instrument.ts';
import { checkPosition } from './check-position.ts';
import type { CheckedDraft, DraftContext } from './draft-context.ts';

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
