// Where the window was, so that it opens there again: one small file of the user's folder. Losing it loses nothing else.
// May import node.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Screen coordinates in device-independent pixels. */
export interface WindowBounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface WindowState {
  /** The window as it is when it isn't maximised. */
  bounds: WindowBounds;
  maximised: boolean;
}

/** At least this much of the window's top edge must be on some screen, or nobody could reach it. */
const REACHABLE = 120;

/**
 * The state that was remembered; null where there is none, it can't be read, it is smaller than `minimum`, or the screen
 * that the window was on is gone.
 */
export function rememberedWindow(
  userFolder: string,
  screens: readonly WindowBounds[],
  minimum: Pick<WindowBounds, 'width' | 'height'>,
): WindowState | null {
  let state: Partial<WindowState> | null;
  try {
    state = JSON.parse(readFileSync(fileOf(userFolder), 'utf8')) as Partial<WindowState> | null;
  } catch {
    return null;
  }
  const bounds = state?.bounds;
  if (typeof bounds !== 'object' || bounds === null) return null;
  const { x, y, width, height } = bounds;
  if (![x, y, width, height].every((side) => Number.isSafeInteger(side))) return null;
  if (width < minimum.width || height < minimum.height) return null;
  const isReachable = screens.some((screen) => {
    const across = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
    return across >= REACHABLE && y >= screen.y && y <= screen.y + screen.height - REACHABLE;
  });
  return isReachable ? { bounds: { x, y, width, height }, maximised: state?.maximised === true } : null;
}

/** Writes down where a window is as it closes. What goes wrong is let go: the window opens in its first place then. */
export function rememberWindow(userFolder: string, state: WindowState): void {
  const path = fileOf(userFolder);
  try {
    writeFileSync(`${path}.partial`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
    renameSync(`${path}.partial`, path);
  } catch {
    // A folder that can't be written must not keep the window from closing.
  }
}

const fileOf = (userFolder: string): string => join(userFolder, 'window-state.json');
