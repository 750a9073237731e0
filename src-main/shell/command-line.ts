// What the words the program was started with ask for. May import nothing.

/** The words after `--cli`, or null when a window is asked for. */
export function commandLineWords(started: readonly string[]): string[] | null {
  const place = started.indexOf('--cli');
  return place === -1 ? null : started.slice(place + 1);
}

/** The book among the words, as a system passes it when its icon is opened; null when there is none. */
export function bookAmong(started: readonly string[]): string | null {
  return started.slice(1).find((word) => !word.startsWith('-') && word.endsWith('.margrave')) ?? null;
}
