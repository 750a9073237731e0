// What the README says of the program's shape is held against the program.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rulebooks } from '../../src-main/margin/registry.ts';
import { roomPicture } from './room-picture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(`${root}/README.md`, 'utf8');

describe('README', () => {
  it('draws the rooms as the import matrix has them', () => {
    expect(readme).toContain(`\`\`\`mermaid\n${roomPicture()}\n\`\`\``);
  });

  it('points at files and folders that are there', () => {
    const places = [...readme.matchAll(/`((?:src-main|src-renderer|resources|test)\/[^`*<> ]*)`/g)].map(
      (match) => match[1]!,
    );
    expect(places.length).toBeGreaterThan(10);
    expect(places.filter((place) => !existsSync(`${root}/${place}`))).toEqual([]);
  });

  it('names only npm scripts that exist, and every rulebook', () => {
    const scripts = (
      JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> }
    ).scripts;
    const named = [...readme.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map((match) => match[1]!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    for (const { id } of rulebooks) expect(readme).toContain(`\`${id}\``);
  });
});
