// The presets of resources/parameters, read for tests.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ParameterSet } from '../../src-main/domain/parameters.ts';

const folder = fileURLToPath(new URL('../../resources/parameters/', import.meta.url));

export const presets: readonly ParameterSet[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as ParameterSet);

export const presetFileNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();
