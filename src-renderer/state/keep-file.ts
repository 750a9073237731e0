// Hands a table or picture made in the window to the program, which lets the person keep it.

import type { CallInput } from '../../src-main/contract/calls.ts';
import { asCallError } from '../client/client.ts';
import type { Desk } from './desk.svelte.ts';

/** Makes the file and asks where it goes. What goes wrong is said as a notice. Answers whether it was made. */
export async function keepFile(
  desk: Pick<Desk, 'client' | 'reports' | 'notices'>,
  file: CallInput<'file.make'>,
): Promise<boolean> {
  try {
    await desk.reports.save(await desk.client.call('file.make', file));
    return true;
  } catch (thrown) {
    const error = asCallError(thrown);
    if (error.code !== 'cancelled') desk.notices.say('error', error.message);
    return false;
  }
}
