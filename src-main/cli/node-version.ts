// Whether this Node can load the book's database driver, asked before anything loads it: on older ones it ends the process without a word.
// May import nothing.

const needed = { major: 22, minor: 14 };

/** A sentence that says what to do when the version is too old, or null. `version` is like `24.21.0`. */
export function nodeTooOld(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > needed.major || (major === needed.major && minor >= needed.minor)) return null;
  return (
    `Margrave needs Node ${needed.major}.${needed.minor} or newer, and this is Node ${version}. ` +
    'Start it with “npm run -s margrave -- …”, which brings its own Node on Linux, or install a newer Node.'
  );
}
