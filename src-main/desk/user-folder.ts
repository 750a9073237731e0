// Where this user's own files lie: the same folder for window, preview and command line. May import node.
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/** `MARGRAVE_USER_FOLDER`, or the place this system keeps a program's own files at. */
export function userFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): string {
  const named = environment.MARGRAVE_USER_FOLDER;
  if (named) return named;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Margrave');
  if (platform === 'win32') {
    return join(environment.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'Margrave');
  }
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'margrave');
}

/** The user's name for the audit chain: `MARGRAVE_USER`, or the system's. */
export function userName(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.MARGRAVE_USER) return environment.MARGRAVE_USER;
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
