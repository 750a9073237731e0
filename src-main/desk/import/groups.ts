// Reporting groups of an import in an order that a book can take. May import domain.
import type { Account, ReportingGroup } from '../../domain/account.ts';
import { MargraveError } from '../../domain/errors.ts';

/**
 * Groups with parents first; a group that an account or group names and nobody defines is made, with its id for a name.
 * @throws `invalid-file` when groups stand above each other in a circle.
 */
export function withMissingGroups(
  groups: readonly ReportingGroup[],
  accounts: readonly Account[],
  current: readonly ReportingGroup[],
): ReportingGroup[] {
  const known = new Map(current.map((group) => [group.id, group]));
  const fresh = new Map(groups.map((group) => [group.id, group]));
  const named = [...accounts.map((account) => account.group), ...groups.map((group) => group.parent)];
  for (const id of named) {
    if (id !== null && !known.has(id) && !fresh.has(id)) fresh.set(id, { id, name: id, parent: null });
  }
  const ordered = new Set<ReportingGroup>();
  for (const start of fresh.values()) {
    const path = new Set<ReportingGroup>();
    for (let at: ReportingGroup | undefined = start; at && !ordered.has(at); ) {
      if (path.has(at)) {
        throw new MargraveError(
          'invalid-file',
          `The reporting groups stand above each other in a circle: ${[...path, at]
            .slice(0, 20)
            .map(({ id }) => id.slice(0, 40))
            .join(' → ')}. Nothing was changed. Correct the parent of one of them.`,
          { group: at.id },
        );
      }
      path.add(at);
      const parent: string | null = at.parent;
      at = parent === null ? undefined : (fresh.get(parent) ?? known.get(parent));
    }
    for (const group of [...path].reverse()) if (fresh.has(group.id)) ordered.add(group);
  }
  return [...ordered];
}
