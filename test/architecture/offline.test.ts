// Offline is provable: a room that reaches for a connection through one of the platform's globals fails the lint.
// (Through a module of Node it fails the import matrix: matrix.test.ts.)
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RULE = 'lint/style/noRestrictedGlobals';

/** Source file → what it holds, and whether the lint must report it. */
const SEEDS: Record<string, { text: string; reported: boolean }> = {
  'src-main/margin/asks.ts': {
    text: "export const ask = () => fetch('https://example.com');\n",
    reported: true,
  },
  'src-main/shell/streams.ts': {
    text: "export const open = () => new WebSocket('ws://example.com');\n",
    reported: true,
  },
  'src-renderer/views/asks.ts': { text: 'export const ask = () => new XMLHttpRequest();\n', reported: true },
  'src-main/preview/asks.ts': {
    text: "export const ask = () => fetch('http://127.0.0.1/');\n",
    reported: false,
  },
  'src-renderer/client/loopback.ts': { text: "export const call = () => fetch('/call');\n", reported: false },
  'src-main/desk/own-word.ts': {
    text: 'export const fetch = () => 1;\nexport const one = fetch();\n',
    reported: false,
  },
};

interface Diagnostic {
  category: string;
  location: { path: string | { file: string } };
}

function diagnosticsIn(folder: string): Promise<Diagnostic[]> {
  const tool = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const args = [tool, 'lint', '--reporter=json', '--max-diagnostics=none'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      // The lint's exit code counts findings; only an answer that can't be read is a failure here.
      const start = stdout.indexOf('{');
      if (start < 0) reject(new Error(`the lint printed nothing: ${stderr}`, { cause: error }));
      else resolve((JSON.parse(stdout.slice(start)) as { diagnostics: Diagnostic[] }).diagnostics);
    });
  });
}

describe('connections through globals', () => {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-offline-'));
  let reported: string[] = [];

  beforeAll(async () => {
    cpSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    for (const [path, { text }] of Object.entries(SEEDS)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const diagnostics = await diagnosticsIn(folder);
    reported = diagnostics
      .filter((diagnostic) => diagnostic.category === RULE)
      .map(({ location }) => (typeof location.path === 'string' ? location.path : location.path.file));
  }, 30_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const [path, seed] of Object.entries(SEEDS)) {
    it(`${seed.reported ? 'reports' : 'allows'} ${path}`, () => {
      expect(reported.includes(path)).toBe(seed.reported);
    });
  }
});
