// The import matrix is only worth something when a forbidden import is seen: each case is one seeded mistake.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONFIGURATION = '.dependency-cruiser.cjs';
const { matrix } = createRequire(import.meta.url)(join(ROOT, CONFIGURATION)) as {
  matrix: Record<string, { rooms: string[]; packages: string[] }>;
};

/** Source file → what it holds, and the start of the rule's name that must report it (undefined: it is allowed;
 * null: it is there for another seed). */
const SEEDS: Record<string, { text: string; reported?: string | null }> = {
  'src-main/domain/words.ts': { text: 'export const word = 1;\nexport interface Word { a: string }\n' },
  'src-main/contract/calls.ts': {
    text: "import { word } from '../domain/words.ts';\nexport const calls = word;\n",
  },
  'src-main/margin/registry.ts': { text: 'export const rulebooks = 1;\n' },
  'src-main/margin/rule.ts': { text: 'export const rule = 1;\n' },
  'src-main/desk/lists-rulebooks.ts': {
    text: "import { rulebooks } from '../margin/registry.ts';\nexport const list = rulebooks;\n",
  },
  'src-main/shell/opens-window.ts': { text: "import { app } from 'electron';\nexport const name = app;\n" },
  'src-main/book/opens-book.ts': {
    text: "import Database from 'better-sqlite3';\nexport const open = Database;\n",
  },
  'src-main/preview/serves.ts': {
    text: "import { createServer } from 'node:http';\nexport const serve = createServer;\n",
  },
  'src-renderer/client/typed.ts': {
    text: "import type { calls } from '../../src-main/contract/calls.ts';\nexport type Calls = typeof calls;\n",
  },

  'src-main/domain/prices.ts': {
    text: "import { calls } from '../contract/calls.ts';\nexport const price = calls;\n",
    reported: 'src-main/domain touches only',
  },
  'src-main/domain/reads-clock.ts': {
    text: "import { hrtime } from 'node:process';\nexport const clock = hrtime;\n",
    reported: 'src-main/domain uses of Node only',
  },
  'src-main/scenarios/prices.ts': {
    text: "import type { rule } from '../margin/rule.ts';\nexport type Rule = typeof rule;\n",
    reported: 'src-main/scenarios touches only',
  },
  'src-main/margin/stores.ts': {
    text: "import Database from 'better-sqlite3';\nexport const open = Database;\n",
    reported: 'src-main/margin uses only these packages',
  },
  'src-main/desk/computes.ts': {
    text: "import { rule } from '../margin/rule.ts';\nexport const compute = rule;\n",
    reported: 'src-main/desk touches only',
  },
  'src-main/desk/shows.ts': {
    text: "import { dialog } from 'electron';\nexport const show = dialog;\n",
    reported: 'src-main/desk uses only these packages',
  },
  'src-main/files/downloads.ts': {
    text: "import { get } from 'node:https';\nexport const download = get;\n",
    reported: 'src-main/files opens no network connection',
  },
  'src-main/cli/listens.ts': {
    text: "import { createServer } from 'net';\nexport const listen = createServer;\n",
    reported: 'src-main/cli opens no network connection',
  },
  'src-main/shell/tests.ts': {
    text: "import { given } from '../../test/given.ts';\nexport const test = given;\n",
    reported: 'src-main/shell touches only',
  },
  'src-renderer/client/loads.ts': {
    text: "import { calls } from '../../src-main/contract/calls.ts';\nexport const loaded = calls;\n",
    reported: 'src-renderer takes types alone from contract',
  },
  'src-renderer/views/Reads.svelte': {
    text: '<script lang="ts">\n  import { word } from \'../../src-main/domain/words.ts\';\n</script>\n\n<p>{word}</p>\n',
    reported: 'src-renderer touches only',
  },
  'src-main/analysis/first.ts': {
    text: "import { second } from './second.ts';\nexport const first = () => second;\n",
    reported: 'no cycles',
  },
  // A cycle is reported once, from its first file.
  'src-main/analysis/second.ts': {
    text: "import { first } from './first.ts';\nexport const second = () => first;\n",
    reported: null,
  },
  'src-main/common/alone.ts': {
    text: 'export const alone = 1;\n',
    reported: 'every folder of src-main is a room',
  },
  'src-main/common/imports.ts': {
    text: "import { word } from '../domain/words.ts';\nexport const common = word;\n",
    reported: 'every folder of src-main is a room',
  },
  'src-main/engine/lost.ts': {
    text: "import { nothing } from './nowhere.ts';\nexport const lost = nothing;\n",
    reported: 'every import resolves',
  },
  'test/given.ts': { text: 'export const given = 1;\n', reported: null },
};

interface Violation {
  from: string;
  rule: { name: string };
}

/** Runs the lint over a folder and returns what it reports. */
function violationsIn(folder: string): Promise<Violation[]> {
  const tool = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [tool, '--config', CONFIGURATION, '--output-type', 'json', 'src-main', 'src-renderer'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      // The lint's exit code counts violations; only an answer that can't be read is a failure here.
      if (stdout === '') reject(new Error(`the lint printed nothing: ${stderr}`, { cause: error }));
      else resolve((JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations);
    });
  });
}

describe('the import matrix', () => {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-matrix-'));
  let violations: Violation[] = [];

  beforeAll(async () => {
    for (const name of [CONFIGURATION, 'package.json', 'tsconfig.json'])
      cpSync(join(ROOT, name), join(folder, name));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, { text }] of Object.entries(SEEDS)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    violations = await violationsIn(folder);
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const [path, { reported }] of Object.entries(SEEDS)) {
    if (reported === null) continue;
    if (reported === undefined) {
      it(`allows ${path}`, () => {
        expect(violations.filter((violation) => violation.from === path)).toEqual([]);
      });
    } else {
      it(`reports ${path}: ${reported}`, () => {
        const names = violations
          .filter((violation) => violation.from === path)
          .map((violation) => violation.rule.name);
        expect(names.some((name) => name.startsWith(reported))).toBe(true);
      });
    }
  }

  it('names every folder of src-main', () => {
    const folders = readdirSync(join(ROOT, 'src-main'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `src-main/${entry.name}`);
    expect(folders.filter((folder) => matrix[folder] === undefined)).toEqual([]);
    expect(folders.length).toBeGreaterThan(0);
  });

  it('lets only the shell use Electron and only the book use SQLite', () => {
    const users = (name: string) =>
      Object.keys(matrix).filter((room) => matrix[room]?.packages.includes(name));
    expect(users('electron')).toEqual(['src-main/shell']);
    expect(users('better-sqlite3')).toEqual(['src-main/book']);
  });
});
