// What the window may not do: permissions, navigation, new windows, embedded pages, the network. May import electron.
import { app, type Session, type WebContents, type WebPreferences } from 'electron';
import { isWindowAddress } from './protocol.ts';

/** The window's page: isolated, sandboxed, without Node. `devTools` only in a checkout. */
export function windowPreferences(preload: string, devTools: boolean): WebPreferences {
  return {
    preload,
    devTools,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // Its dictionaries would be downloaded.
    spellcheck: false,
  };
}

/** Switches off what Chromium does by itself over a network, and the resolving of any name. Before the app is ready. */
export function closeToTheNetwork(): void {
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
  app.commandLine.appendSwitch('disable-domain-reliability');
  app.commandLine.appendSwitch('disable-sync');
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
}

/** Denies every permission, and cancels every request that isn't for a file of the window. */
export function restrictSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((request, answer) =>
    answer({ cancel: !isWindowAddress(request.url) && !request.url.startsWith('devtools://') }),
  );
  // Files leave by the program's own dialog, never as a download of the page.
  session.on('will-download', (event) => event.preventDefault());
}

/** Keeps a page where it is: no navigation, no redirect, no new window, no embedded page. For every page there ever is. */
export function restrictContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
