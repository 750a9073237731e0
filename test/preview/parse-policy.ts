// A content policy as its directives, for comparing.

/** Directive → places, in their order. Throws when a directive is there twice: the second would not count. */
export function parsePolicy(policy: string | undefined): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  for (const part of (policy ?? '').split(';')) {
    const [name, ...places] = part.trim().split(/\s+/);
    if (name === undefined || name === '') continue;
    if (directives.has(name)) throw new Error(`${name} is there twice.`);
    directives.set(name, places);
  }
  return directives;
}
