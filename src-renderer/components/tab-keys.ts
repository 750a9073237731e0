// Which tab a key goes to, as tab lists work everywhere: arrows go round, Home and End to the ends. May import nothing.

/** The place of the next of `count` tabs from the one `at`; null for a key that moves nothing. */
export function tabAfter(key: string, at: number, count: number): number | null {
  const places: Record<string, number> = {
    ArrowRight: (at + 1) % count,
    ArrowLeft: (at - 1 + count) % count,
    Home: 0,
    End: count - 1,
  };
  return places[key] ?? null;
}
