// A rulebook's method page: the README of its own folder, which is packaged with the program. May import the rulebook registry and node.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MargraveError } from '../domain/errors.ts';
import { rulebookById } from '../margin/registry.ts';

/** Throws `not-found` for an unknown rulebook. */
export async function methodPage(
  resourcesFolder: string,
  id: string,
): Promise<{ id: string; markdown: string }> {
  const rulebook = rulebookById(id);
  const path = join(resourcesFolder, '..', 'src-main', 'margin', rulebook.id, 'README.md');
  try {
    return { id: rulebook.id, markdown: await readFile(path, 'utf8') };
  } catch {
    throw new MargraveError(
      'not-found',
      `The method page of ${rulebook.label} is not installed. Install Margrave again.`,
      { rulebook: id, path },
    );
  }
}
