// Light or dark: the person's choice, or the system's while they made none. Kept in the window's own storage.
export type ThemeChoice = 'system' | 'light' | 'dark';
const storageKey = 'margrave.theme';

function stored(): ThemeChoice {
  const kept = globalThis.localStorage?.getItem(storageKey);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export class Theme {
  choice = $state<ThemeChoice>(stored());
  #systemDark = $state(matchMedia('(prefers-color-scheme: dark)').matches);
  shown = $derived<'light' | 'dark'>(
    this.choice === 'system' ? (this.#systemDark ? 'dark' : 'light') : this.choice,
  );

  constructor() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
      this.#systemDark = event.matches;
    });
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    if (choice === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, choice);
  }

  toggle(): void {
    this.choose(this.shown === 'dark' ? 'light' : 'dark');
  }
}
