// What can be done with a what-if, as commands. Mod+Z and Mod+S mean the what-if while its view is shown, and the book elsewhere.
import type { Command } from './command.ts';
import type { Desk } from './desk.svelte.ts';

/** Begins a what-if: of the account named, looked at, or in focus; where there are several to choose from, the view offers them. */
export function newWhatIf(desk: Desk, account: string | null = null): void {
  const inFocus = desk.view === 'positions' ? (desk.grid.focusedPosition?.account ?? null) : null;
  const only = desk.accounts.length === 1 ? (desk.accounts[0]?.id ?? null) : null;
  const chosen = account ?? desk.margin.account ?? inFocus ?? desk.whatIf.current?.account ?? only;
  if (chosen !== null) desk.whatIf.begin(chosen);
  else {
    desk.whatIf.choosing = true;
    desk.view = 'what-if';
  }
}

/** Saves under the name it has; asks for one where it has none. */
export async function saveWhatIf(desk: Desk): Promise<void> {
  const saved = desk.whatIf.saved;
  if (saved === null) {
    desk.view = 'what-if';
    desk.whatIf.naming = true;
    return;
  }
  const problem = await desk.savedWhatIfs.save(saved.name, false);
  if (problem === null) desk.notices.say('information', `The what-if “${saved.name}” is saved.`);
  else desk.notices.say('error', problem);
}

export function applyWhatIf(desk: Desk): void {
  desk.view = 'what-if';
  desk.whatIf.applying = true;
}

/** Ends the what-if, after asking what becomes of unsaved work. */
export function closeWhatIf(desk: Desk): void {
  desk.whatIf.guard(() => {
    desk.whatIf.close();
    if (desk.view === 'what-if') desk.view = 'overview';
  });
}

/** Account whose saved what-ifs can be compared now: that of the one in work, or of the ones chosen. */
export function comparedAccount(desk: Desk): string | null {
  const { list, chosen } = desk.savedWhatIfs;
  const ofChosen = list.find(({ id }) => chosen.has(id))?.account ?? null;
  const account = desk.whatIf.current?.account ?? ofChosen ?? list[0]?.account ?? null;
  return account !== null && desk.savedWhatIfs.of(account).length > 0 ? account : null;
}

/** Compares those chosen, or all of the account when none is. */
export async function compareWhatIfs(desk: Desk): Promise<void> {
  const account = comparedAccount(desk);
  if (account === null) return;
  const ones = desk.savedWhatIfs;
  const of = ones.of(account).map(({ id }) => id);
  if (!of.some((id) => ones.chosen.has(id))) ones.chosen = new Set([...ones.chosen, ...of]);
  desk.view = 'what-if';
  await ones.compare(account);
}

const nothingToUndo =
  'There is no edit of this what-if to undo. Changes of the book are undone from the other views, or by their own command.';

export function whatIfCommands(desk: Desk): Command[] {
  const work = desk.whatIf;
  const inWork = (): boolean => work.current !== null;
  const inView = (): boolean => inWork() && desk.view === 'what-if';
  const command = (
    id: string,
    title: string,
    keys: string | null,
    enabled: () => boolean,
    run: () => void | Promise<void>,
  ): Command => ({ id: `what-if.${id}`, title, section: 'What-if', keys, enabled, run });
  return [
    command(
      'new',
      'New what-if of this account',
      'W',
      () => desk.book !== null && !desk.book.empty,
      () => newWhatIf(desk),
    ),
    command('undo', 'Undo the last edit of the what-if', 'Mod+Z', inView, () => {
      if (!work.undo()) desk.notices.say('information', nothingToUndo);
    }),
    command('redo', 'Make the undone edit of the what-if again', 'Mod+Shift+Z', inView, () => {
      work.redo();
    }),
    command('save', 'Save the what-if', 'Mod+S', inView, () => saveWhatIf(desk)),
    command('saveAs', 'Save the what-if under another name…', 'Mod+Shift+S', inWork, () => {
      desk.view = 'what-if';
      work.naming = true;
    }),
    command('apply', 'Apply the what-if to the book…', 'Mod+Enter', inWork, () => applyWhatIf(desk)),
    command('expiry', 'After the next expiry: the what-if then, or now', 'Mod+E', inWork, () =>
      work.set({ advance: work.current?.advance === 'nextExpiry' ? 'none' : 'nextExpiry' }),
    ),
    command('premium', 'Premium of the what-if in cash, or not', null, inWork, () =>
      work.set({ premiumInCash: work.current?.premiumInCash !== true }),
    ),
    command('legs', 'All legs of the what-if on, or all off', null, inWork, () => work.toggleAll()),
    command(
      'compare',
      'Compare saved what-ifs side by side',
      null,
      () => comparedAccount(desk) !== null,
      () => compareWhatIfs(desk),
    ),
    command('close', 'Close the what-if: back to the book', null, inWork, () => closeWhatIf(desk)),
  ];
}
