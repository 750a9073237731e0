// The program's own parameter sets, one JSON file each in resources/parameters. Read once per thread. May import the domain and node.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MargraveError } from '../domain/errors.ts';
import type { ParameterSet } from '../domain/parameters.ts';

/** The presets, read when first asked for. */
export function presetsOf(resources: string): () => ParameterSet[] {
  let read: ParameterSet[] | null = null;
  return () => {
    read ??= readPresets(resources);
    return read;
  };
}

/** All presets, ordered by id. Throws `invalid-file` naming a preset that is no parameter set, `input-output` when the folder can't be read. */
function readPresets(resources: string): ParameterSet[] {
  const folder = join(resources, 'parameters');
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (thrown) {
    throw new MargraveError(
      'input-output',
      `The program's parameter sets can't be read: ${thrown instanceof Error ? thrown.message : String(thrown)}. Install Margrave again.`,
      { folder },
    );
  }
  return names.sort().map((name) => readPreset(join(folder, name), name));
}

function readPreset(path: string, name: string): ParameterSet {
  const set: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isParameterSet(set)) {
    throw new MargraveError('invalid-file', `The preset ${name} is no parameter set.`, { name });
  }
  return set;
}

function isParameterSet(value: unknown): value is ParameterSet {
  if (typeof value !== 'object' || value === null) return false;
  const set = value as Partial<Record<keyof ParameterSet, unknown>>;
  return (
    typeof set.id === 'string' &&
    typeof set.rulebook === 'string' &&
    typeof set.effective === 'string' &&
    typeof set.assumed === 'boolean' &&
    Array.isArray(set.parameters) &&
    set.parameters.every(
      (row: unknown) =>
        typeof row === 'object' &&
        row !== null &&
        'path' in row &&
        'value' in row &&
        'source' in row &&
        'confirmed' in row,
    )
  );
}
