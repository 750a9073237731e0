// Electron as far as the shell uses it, without its runtime: main and page in one process, everything that would cross
// a process cloned as Electron clones it. Typed from Electron's own declarations: a wrong name or shape fails the type check.
import type {
  App,
  BrowserWindowConstructorOptions,
  CommandLine,
  ContextBridge,
  CustomScheme,
  Dialog,
  Display,
  IpcMain,
  IpcMainInvokeEvent,
  IpcRenderer,
  MenuItemConstructorOptions,
  NativeTheme,
  OpenDialogReturnValue,
  Protocol,
  Menu as RealMenu,
  BrowserWindow as RealWindow,
  Rectangle,
  SaveDialogReturnValue,
  Screen,
  Session,
  WebContents,
  WebFrameMain,
  WebRequest,
  WebUtils,
} from 'electron';

type Listener = (...values: never[]) => unknown;

/** `on` returns `never` so that it stands for each of Electron's overloads, which return the emitter itself. */
class FakeEmitter {
  readonly #listeners = new Map<string, Listener[]>();

  on(event: string, listener: Listener): never {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this as never;
  }

  once(event: string, listener: Listener): never {
    return this.on(event, listener);
  }

  /** Tells the listeners, and says whether one of them prevented the default. */
  tell(event: string, ...values: unknown[]): { prevented: boolean; heard: number } {
    let prevented = false;
    const given = {
      preventDefault: () => {
        prevented = true;
      },
    };
    const listeners = this.#listeners.get(event) ?? [];
    for (const listener of listeners) listener(...([given, ...values] as never[]));
    return { prevented, heard: listeners.length };
  }
}

/** What Electron was told, and what the system would do to it. For tests. */
export const system = {
  packaged: false,
  /** False when another instance has the lock already. */
  lockIsFree: true,
  paths: new Map<string, string>(),
  switches: new Map<string, string>(),
  schemes: [] as CustomScheme[],
  sandboxed: false,
  quits: 0,
  exits: [] as number[],
  onExit: (_code: number): void => undefined,
  windows: [] as FakeBrowserWindow[],
  menu: null as MenuItemConstructorOptions[] | null,
  /** What preloads exposed to the page's world. */
  exposed: {} as Record<string, unknown>,
  /** The frame that messages come from; null stands for the window's own main frame. */
  sender: null as { url: string } | 'none' | null,
  /** Paths of files that were dropped, which only the preload may ask for. */
  dropped: new WeakMap<File, string>(),
  openDialog: { canceled: true, filePaths: [] } as OpenDialogReturnValue,
  saveDialog: { canceled: true, filePath: '' } as SaveDialogReturnValue,
  dialogs: [] as unknown[],
  ready: (): void => undefined,
};

const readiness = new Promise<void>((ready) => {
  system.ready = ready;
});

const commandLine: Pick<CommandLine, 'appendSwitch'> = {
  appendSwitch: (name, value) => void system.switches.set(name, value ?? ''),
};

type UsedApp =
  | 'isPackaged'
  | 'on'
  | 'whenReady'
  | 'quit'
  | 'exit'
  | 'getVersion'
  | 'enableSandbox'
  | 'setPath';

class FakeApp extends FakeEmitter implements Pick<App, UsedApp | 'requestSingleInstanceLock'> {
  readonly commandLine = commandLine as CommandLine;

  get isPackaged(): boolean {
    return system.packaged;
  }

  whenReady(): Promise<void> {
    return readiness;
  }

  quit(): void {
    system.quits += 1;
    if (!this.tell('will-quit').prevented) system.exits.push(0);
  }

  exit(code = 0): void {
    system.exits.push(code);
    system.onExit(code);
  }

  getVersion(): string {
    return '0.0.0-fake';
  }

  enableSandbox(): void {
    system.sandboxed = true;
  }

  setPath(name: string, path: string): void {
    system.paths.set(name, path);
  }

  requestSingleInstanceLock(): boolean {
    return system.lockIsFree;
  }
}

export const app = new FakeApp();

class FakeContents
  extends FakeEmitter
  implements Pick<WebContents, 'on' | 'once' | 'send' | 'setWindowOpenHandler'>
{
  readonly mainFrame = { url: 'about:blank' } as WebFrameMain;
  windowOpenHandler: Parameters<WebContents['setWindowOpenHandler']>[0] | null = null;

  send(channel: string, ...values: unknown[]): void {
    const copies = structuredClone(values);
    for (const listener of pageListeners.get(channel) ?? []) listener(...([{}, ...copies] as never[]));
  }

  setWindowOpenHandler(handler: Parameters<WebContents['setWindowOpenHandler']>[0]): void {
    this.windowOpenHandler = handler;
  }
}

type UsedWindow =
  | 'on'
  | 'once'
  | 'show'
  | 'focus'
  | 'restore'
  | 'isMinimized'
  | 'isDestroyed'
  | 'loadURL'
  | 'maximize'
  | 'isMaximized'
  | 'getNormalBounds'
  | 'webContents';

class FakeBrowserWindow extends FakeEmitter implements Pick<RealWindow, UsedWindow> {
  readonly options: BrowserWindowConstructorOptions;
  readonly contents = new FakeContents();
  readonly webContents = this.contents as unknown as WebContents;
  readonly addresses: string[] = [];
  shown = 0;
  focused = 0;
  minimized = false;
  maximized = false;
  destroyed = false;
  bounds: Rectangle;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    system.windows.push(this);
    app.tell('web-contents-created', this.contents);
  }

  async loadURL(address: string): Promise<void> {
    this.addresses.push(address);
    (this.contents.mainFrame as { url: string }).url = address;
  }

  show(): void {
    this.shown += 1;
  }

  focus(): void {
    this.focused += 1;
  }

  restore(): void {
    this.minimized = false;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  maximize(): void {
    this.maximized = true;
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  getNormalBounds(): Rectangle {
    return this.bounds;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  /** What the person does. */
  closeByPerson(): void {
    this.tell('close');
    this.destroyed = true;
    this.tell('closed');
    app.tell('window-all-closed');
  }
}

export const BrowserWindow = FakeBrowserWindow;

/** One screen of a laptop. */
export const screen: Pick<Screen, 'getAllDisplays'> = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 25, width: 1440, height: 875 } }] as Display[],
};

const handled = new Map<string, (event: IpcMainInvokeEvent, ...values: never[]) => unknown>();
const pageListeners = new Map<string, Listener[]>();

export const ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'> = {
  handle(channel, handler) {
    if (handled.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handled.set(channel, handler);
  },
  removeHandler: (channel) => void handled.delete(channel),
};

/** Names of the channels that main answers on. */
export const channels = (): string[] => [...handled.keys()].sort();

export const ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on'> = {
  async invoke(channel: string, ...values: unknown[]): Promise<unknown> {
    const handler = handled.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    const own = system.windows.at(-1)?.contents.mainFrame ?? null;
    const senderFrame = system.sender === 'none' ? null : ((system.sender as WebFrameMain | null) ?? own);
    const event = { senderFrame } as IpcMainInvokeEvent;
    return structuredClone(await handler(event, ...(structuredClone(values) as never[])));
  },
  on(channel: string, listener: Listener): never {
    pageListeners.set(channel, [...(pageListeners.get(channel) ?? []), listener]);
    return ipcRenderer as never;
  },
};

/** A value as it arrives on the other side of the bridge: functions as proxies, promises awaited, the rest cloned. */
function bridged(value: unknown): unknown {
  if (typeof value === 'function') {
    return (...given: unknown[]) => bridged(value(...given.map(bridged)));
  }
  if (value instanceof Promise) {
    return value.then(bridged, (failure) => Promise.reject(bridged(failure)));
  }
  // Of an error its message alone arrives.
  if (value instanceof Error) return new Error(value.message);
  if (value instanceof File) return value;
  if (Array.isArray(value)) return value.map(bridged);
  if (typeof value === 'object' && value !== null) {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return structuredClone(value);
    return Object.freeze(
      Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bridged(inner)])),
    );
  }
  return structuredClone(value);
}

export const contextBridge: Pick<ContextBridge, 'exposeInMainWorld'> = {
  exposeInMainWorld(key, api) {
    if (key in system.exposed) throw new Error(`Cannot bind an API on top of an existing property: ${key}`);
    system.exposed[key] = bridged(api);
  },
};

export const webUtils: Pick<WebUtils, 'getPathForFile'> = {
  getPathForFile: (file) => system.dropped.get(file) ?? '',
};

type UsedSession =
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setSpellCheckerEnabled'
  | 'on';

class FakeSession extends FakeEmitter implements Pick<Session, UsedSession> {
  permissionRequest: Parameters<Session['setPermissionRequestHandler']>[0] = null;
  permissionCheck: Parameters<Session['setPermissionCheckHandler']>[0] = null;
  devicePermission: Parameters<Session['setDevicePermissionHandler']>[0] = null;
  spellChecker = true;
  beforeRequest:
    | ((details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void)
    | null = null;
  schemeHandlers = new Map<string, (request: Request) => Response | Promise<Response>>();

  readonly webRequest: Pick<WebRequest, 'onBeforeRequest'> = {
    onBeforeRequest: (...given: unknown[]) => {
      if (given.length !== 1) throw new Error('The fake takes a listener for every address only.');
      this.beforeRequest = given[0] as typeof this.beforeRequest;
    },
  };

  readonly protocol: Pick<Protocol, 'handle'> = {
    handle: (scheme, handler) =>
      void this.schemeHandlers.set(scheme, handler as unknown as (request: Request) => Promise<Response>),
  };

  setPermissionRequestHandler(handler: Parameters<Session['setPermissionRequestHandler']>[0]): void {
    this.permissionRequest = handler;
  }

  setPermissionCheckHandler(handler: Parameters<Session['setPermissionCheckHandler']>[0]): void {
    this.permissionCheck = handler;
  }

  setDevicePermissionHandler(handler: Parameters<Session['setDevicePermissionHandler']>[0]): void {
    this.devicePermission = handler;
  }

  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled;
  }
}

export const session = { defaultSession: new FakeSession() };

export const protocol: Pick<Protocol, 'registerSchemesAsPrivileged'> = {
  registerSchemesAsPrivileged: (schemes) => void system.schemes.push(...schemes),
};

export const Menu = {
  buildFromTemplate: (template: MenuItemConstructorOptions[]) => template as unknown as RealMenu,
  setApplicationMenu(menu: RealMenu | null) {
    system.menu = menu as unknown as MenuItemConstructorOptions[] | null;
  },
} satisfies Pick<typeof RealMenu, 'buildFromTemplate' | 'setApplicationMenu'>;

export const dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'> = {
  showOpenDialog: async (...given: unknown[]) => {
    system.dialogs.push(given.at(-1));
    return system.openDialog;
  },
  showSaveDialog: async (...given: unknown[]) => {
    system.dialogs.push(given.at(-1));
    return system.saveDialog;
  },
};

export const nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors'> = { shouldUseDarkColors: false };
