// Electron's main: one window on one desk, or the command line. The only room that imports electron.
// May import desk, contract and electron.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { app } from 'electron';
import { userFolder } from '../desk/user-folder.ts';
import { commandLineWords } from './command-line.ts';
import { registerWindowScheme } from './protocol.ts';
import { closeToTheNetwork } from './security.ts';
import { runWindow } from './window.ts';

// Chromium's own files lie apart from the user's. One instance runs per user folder.
const profile = join(userFolder(), 'window');
mkdirSync(profile, { recursive: true, mode: 0o700 });
app.setPath('userData', profile);

const words = commandLineWords(process.argv);
if (words !== null) {
  // The command line is a sibling of this file. It runs when it is what was started, which is said here in its place.
  const commandLine = fileURLToPath(new URL('cli.js', import.meta.url));
  process.argv = [process.execPath, commandLine, ...words];
  await import(pathToFileURL(commandLine).href);
  process.stdout.write('', () => app.exit(Number(process.exitCode ?? 0)));
} else if (!app.requestSingleInstanceLock()) {
  // The instance that is already there was told, and shows its window.
  app.quit();
} else {
  registerWindowScheme();
  closeToTheNetwork();
  app.enableSandbox();
  runWindow();
}
