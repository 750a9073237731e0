// A figure or parameter set by hand says so in its source: who, when, until when, instead of what, and why. This is the one
// place where that text is written and read. May import the domain only.

/** What the source of a hand-set figure tells. Instants are ISO 8601 in UTC. */
export interface HandSet {
  user: string;
  at: string;
  /** Instant after which it shouldn't be used any more; null when it has no end. */
  until: string | null;
  /** The market's (or the preset's) own figure, also over several copies; null where there was none. */
  former: { value: string; source: string } | null;
  reason: string;
}

/** How every source of a hand-set figure begins. */
export const handSetPrefix = 'set by hand by ';

const shape =
  /^set by hand by (.+?) at (\d{4}-\d\d-\d\dT[\d:.]+Z)(?: until (\d{4}-\d\d-\d\dT[\d:.]+Z))?(?:; instead of (\S+) from ([\s\S]*?))?; because: ([\s\S]*)$/;

/** `set by hand by anna at 2026-02-15T09:12:00Z until 2026-02-16T00:00:00Z; instead of 0.55 from deribit ticker; because: quote is stale` */
export function handSetSource({ user, at, until, former, reason }: HandSet): string {
  const end = until === null ? '' : ` until ${until}`;
  const before =
    former === null
      ? ''
      : `; instead of ${former.value} from ${former.source.replaceAll('; because: ', ', ')}`;
  return `${handSetPrefix}${user} at ${at}${end}${before}; because: ${reason}`;
}

/** What a source tells of a setting by hand; null when it is not one. */
export function readHandSet(source: string): HandSet | null {
  const match = shape.exec(source);
  if (!match) return null;
  const [, user = '', at = '', until, value, from = '', reason = ''] = match;
  return {
    user,
    at,
    until: until ?? null,
    former: value === undefined ? null : { value, source: from },
    reason,
  };
}

/** A label as the ending of an id: lower-case letters, digits and dashes. */
export function idEnding(label: string): string {
  const ending = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return ending === '' ? 'copy' : ending;
}

/** `wanted`, or the first of `wanted-2`, `wanted-3`, … that isn't taken. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let count = 2; taken.has(id); count++) id = `${wanted}-${count}`;
  return id;
}
