// The contract over IPC: calls and offered files come in, events go out. Every message's sender is checked first.
// May import desk, contract and electron.
import { basename, isAbsolute } from 'node:path';
import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import type { EventName } from '../contract/calls.ts';
import { type Answer, answerCall, refusal } from '../contract/transport.ts';
import type { Desk } from '../desk/desk.ts';
import { isWindowAddress } from './protocol.ts';

/** The channels, all there are. The preload has its own copy of the names, as it can import nothing; a test compares. */
export const channels = { call: 'margrave:call', offer: 'margrave:offer', event: 'margrave:event' } as const;

const told: { [Name in EventName]: true } = {
  'book.changed': true,
  'task.progress': true,
  notice: true,
  'window.command': true,
};

/** True for the page of the window itself: its main frame, at the window's own address. */
function isFromWindow(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  const frame = event.senderFrame;
  if (frame === null || window === null || window.isDestroyed()) return false;
  return frame === window.webContents.mainFrame && isWindowAddress(frame.url);
}

const stranger = (): Answer => refusal('Only Margrave’s own window may ask. Nothing was done.');

/**
 * Joins a desk to its window. `window()` is null while there is none.
 * Returns the function that ends it.
 */
export function joinDesk(desk: Desk, window: () => BrowserWindow | null): () => void {
  ipcMain.handle(channels.call, (event, name: unknown, input: unknown): Promise<Answer> => {
    if (!isFromWindow(event, window())) return Promise.resolve(stranger());
    return answerCall(desk.handlers, name, input);
  });
  ipcMain.handle(channels.offer, (event, path: unknown): Answer => {
    if (!isFromWindow(event, window())) return stranger();
    // The preload asks the system for the path of a dropped file: a page has no way to say one.
    if (typeof path !== 'string' || path.length > 32_768 || !isAbsolute(path)) {
      return refusal(
        'What was dropped is not a file on this machine. Save it to a folder and drop it from there.',
      );
    }
    return { ok: true, value: { token: desk.offerFile(path), name: basename(path) } };
  });
  const stops = (Object.keys(told) as EventName[]).map((name) =>
    desk.on(name, (event) => {
      const to = window();
      if (to !== null && !to.isDestroyed()) to.webContents.send(channels.event, name, event);
    }),
  );
  return () => {
    for (const stop of stops) stop();
    ipcMain.removeHandler(channels.call);
    ipcMain.removeHandler(channels.offer);
  };
}
