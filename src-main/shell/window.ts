// The one window and its desk, from the app's being ready to its end. May import desk, contract and electron.
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen, session } from 'electron';
import { answerCall } from '../contract/transport.ts';
import { createDesk, type Desk } from '../desk/desk.ts';
import { userFolder, userName } from '../desk/user-folder.ts';
import { rememberedWindow, rememberWindow } from '../desk/window-state.ts';
import { bookAmong } from './command-line.ts';
import { electronHost } from './host.ts';
import { joinDesk } from './ipc.ts';
import { setMenu } from './menu.ts';
import { serveWindowFiles, WINDOW_URL } from './protocol.ts';
import { restrictContents, restrictSession, windowPreferences } from './security.ts';

const inProgram = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Opens the window when the app is ready, and sees desk and window to their end. */
export function runWindow(): void {
  let window: BrowserWindow | null = null;
  let desk: Desk | null = null;
  let closed = false;

  function show(): BrowserWindow {
    window = openWindow();
    window.on('closed', () => {
      window = null;
    });
    return window;
  }

  /** Opens a book that the system handed over, and says in the window why when it can't. */
  async function openBook(path: string): Promise<void> {
    if (desk === null) return;
    const answer = await answerCall(desk.handlers, 'book.open', { file: desk.offerFile(path) });
    if (!answer.ok) desk.emit('notice', { level: 'error', message: answer.error.message });
  }

  app.on('web-contents-created', (_event, contents) => restrictContents(contents));
  app.on('second-instance', (_event, started) => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
    const book = bookAmong(started);
    if (book !== null) void openBook(book);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void app.whenReady().then(() => openBook(path));
  });
  app.on('activate', () => {
    if (window === null && desk !== null) show();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (closed || desk === null) return;
    // The book closes in good order before the program ends.
    event.preventDefault();
    void desk.close().finally(() => {
      closed = true;
      app.quit();
    });
  });

  void app.whenReady().then(async () => {
    restrictSession(session.defaultSession);
    serveWindowFiles(session.defaultSession, inProgram('../renderer'));
    desk = createDesk({
      host: electronHost(() => window),
      userFolder: userFolder(),
      user: userName(),
      resourcesFolder: inProgram('../../resources'),
      version: app.getVersion(),
    });
    const { emit } = desk;
    joinDesk(desk, () => window);
    setMenu(process.platform, (command) => emit('window.command', { command }));
    const book = bookAmong(process.argv);
    const page = show().webContents;
    if (book !== null) page.once('did-finish-load', () => void openBook(book));
  });
}

const minimum = { width: 960, height: 600 } as const;

function openWindow(): BrowserWindow {
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const former = rememberedWindow(userFolder(), screens, minimum);
  const window = new BrowserWindow({
    title: 'Margrave',
    ...(former?.bounds ?? { width: 1440, height: 900 }),
    minWidth: minimum.width,
    minHeight: minimum.height,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14171c' : '#ffffff',
    webPreferences: windowPreferences(inProgram('../preload/preload.cjs'), !app.isPackaged),
  });
  if (former?.maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    rememberWindow(userFolder(), { bounds: window.getNormalBounds(), maximised: window.isMaximized() }),
  );
  void window.loadURL(WINDOW_URL);
  return window;
}
