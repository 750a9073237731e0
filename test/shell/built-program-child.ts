// The built main and preload under the fake Electron, in a Node process of their own: exactly the files that a package
// holds. Asked by built-program.ts, message by message.
import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Bridge } from '../../src-renderer/client/bridge.ts';

const fakeAddress = new URL('fake-electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fakeAddress, shortCircuit: true } : next(specifier, context),
});
const fake: typeof import('./fake-electron.ts') = await import(fakeAddress);
const { system, app, session } = fake;

const heard: { name: string; event: unknown }[] = [];
const bridge = (): Bridge => system.exposed.margrave as Bridge;
const contents = () => {
  const window = system.windows.at(-1);
  if (window === undefined) throw new Error('There is no window.');
  return window.contents;
};

/** What a test may ask. Each answer is plain. */
const asks = {
  async call(name: string, input: unknown) {
    return bridge().call(name, input);
  },
  async offer(path: string | null) {
    const file = new File(['bytes'], 'dropped.csv');
    if (path !== null) system.dropped.set(file, path);
    return bridge().offerFile(file);
  },
  listen(name: string) {
    bridge().on(name, (event) => heard.push({ name, event }));
  },
  heard: () => heard,
  /** A message that the page never could send, straight to main. */
  async message(channel: string, ...values: unknown[]) {
    return fake.ipcRenderer.invoke(channel, ...values);
  },
  sendAs(sender: { url: string } | 'none' | null) {
    system.sender = sender;
  },
  facts() {
    const { exposed, windows } = system;
    const [window] = windows;
    return {
      channels: fake.channels(),
      exposed: Object.entries(exposed).map(([key, api]) => [key, Object.keys(api as object).sort()] as const),
      schemes: system.schemes,
      switches: [...system.switches.keys()],
      resolver: system.switches.get('host-resolver-rules'),
      sandboxed: system.sandboxed,
      profile: system.paths.get('userData'),
      windows: windows.length,
      addresses: window?.addresses ?? [],
      preferences: window?.options.webPreferences ?? null,
      spellChecker: session.defaultSession.spellChecker,
      quits: system.quits,
      exits: system.exits,
      focused: window?.focused ?? 0,
      menu: (system.menu ?? []).map(({ label, role }) => label ?? role),
    };
  },
  async file(address: string, method: string) {
    const serve = session.defaultSession.schemeHandlers.get('app');
    if (serve === undefined) throw new Error('Nothing serves app://.');
    // A Request normalises an address; Electron hands on what Chromium normalised, so ask with both.
    const response = await serve({ url: address, method } as Request);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
    };
  },
  permission(name: string) {
    const { permissionRequest, permissionCheck, devicePermission } = session.defaultSession;
    const answers: unknown[] = [];
    permissionRequest?.({} as never, name as never, (granted) => answers.push(granted), {} as never);
    answers.push(permissionCheck?.(null, name as never, 'app://margrave', {} as never));
    answers.push(devicePermission?.({} as never));
    return answers;
  },
  request(address: string) {
    let cancelled: boolean | undefined;
    session.defaultSession.beforeRequest?.({ url: address }, ({ cancel }) => {
      cancelled = cancel;
    });
    return cancelled;
  },
  sessionEvent: (name: string) => session.defaultSession.tell(name),
  pageEvent: (name: string, ...values: unknown[]) => contents().tell(name, ...values),
  openWindow: (address: string) => contents().windowOpenHandler?.({ url: address } as never) ?? null,
  appEvent: (name: string, ...values: unknown[]) => app.tell(name, ...values),
  menu(label: string) {
    const items = (system.menu ?? []).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    const item = items.find((candidate) => candidate.label === label);
    (item?.click as (() => void) | undefined)?.();
    return item !== undefined;
  },
  /** The commands of a menu by their labels, as a click would send them. */
  menuLabels: (label: string) => {
    const menu = (system.menu ?? []).find((candidate) => (candidate.label ?? candidate.role) === label);
    return (Array.isArray(menu?.submenu) ? menu.submenu : []).map((item) => item.label ?? item.role ?? '—');
  },
  place: (bounds: { x: number; y: number; width: number; height: number }, maximized: boolean) => {
    const window = system.windows.at(-1);
    if (window) Object.assign(window, { bounds, maximized });
  },
  opened: () => {
    const window = system.windows.at(-1);
    return { bounds: window?.bounds, maximized: window?.maximized };
  },
  dialogs: (open: string[] | null, save: string | null) => {
    system.openDialog = { canceled: open === null, filePaths: open ?? [] };
    system.saveDialog = { canceled: save === null, filePath: save ?? '' };
  },
  asked: () => JSON.parse(JSON.stringify(system.dialogs)) as { title?: string; defaultPath?: string }[],
  closeWindow: () => system.windows.at(-1)?.closeByPerson(),
};

export type Asks = typeof asks;

const settings = JSON.parse(process.env.MARGRAVE_FAKE ?? '{}') as {
  packaged?: boolean;
  lockIsFree?: boolean;
};
system.packaged = settings.packaged ?? false;
system.lockIsFree = settings.lockIsFree ?? true;

// Run by itself, without a test to ask it things, it ends as Electron would.
if (process.send === undefined) system.onExit = (code) => process.exit(code);

await import(new URL('../../out/main/main.js', import.meta.url).href);
system.ready();
await new Promise((later) => setTimeout(later, 20));
if (system.windows.length > 0) {
  createRequire(import.meta.url)(fileURLToPath(new URL('../../out/preload/preload.cjs', import.meta.url)));
}

process.on('message', async ({ id, ask, given }: { id: number; ask: keyof Asks; given: unknown[] }) => {
  try {
    const value = await (asks[ask] as (...values: unknown[]) => unknown)(...given);
    process.send?.({ id, value });
  } catch (failure) {
    process.send?.({ id, failure: failure instanceof Error ? { message: failure.message } : failure });
  }
});
process.send?.({ id: 0 });
