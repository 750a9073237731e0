// What a command is, and how its shortcut is written: known to every list of commands. May import nothing.

export interface Command {
  id: string;
  title: string;
  section:
    | 'Go to'
    | 'Book'
    | 'Margin'
    | 'Reports'
    | 'Window'
    | 'What-if'
    | 'Market'
    | 'Parameters'
    | 'Positions'
    | 'Reconciliation';
  /** As shown and as matched: `Mod+K`, `Alt+1`, `F9`, `?`. */
  keys: string | null;
  enabled(): boolean;
  run(): void | Promise<void>;
}

export const onMac = navigator.userAgent.includes('Mac');

/** A shortcut as this system writes it. */
export function keyLabel(keys: string): string {
  return onMac
    ? keys.replace('Mod+', '⌘').replace('Alt+', '⌥').replace('Shift+', '⇧')
    : keys.replace('Mod+', 'Ctrl ').replace('Alt+', 'Alt ').replace('Shift+', 'Shift ');
}
