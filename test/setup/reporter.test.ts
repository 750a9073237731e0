// The closing line is read by people and by scripts: its words, and that nothing follows it, are held here.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { closingLine } from './reporter.ts';
import { skippedText } from './shared.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs vitest over one file with the reporter alone; what it printed and its exit code. */
function runTests(folder: string, text: string): Promise<{ lines: string[]; code: number }> {
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {};\n');
  writeFileSync(join(folder, 'seeded.test.ts'), text);
  const tool = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const reporter = join(ROOT, 'test/setup/reporter.ts');
  const args = [tool, 'run', '--root', folder, '--globals', '--reporter', reporter];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (error, stdout) => {
      resolve({
        lines: stdout.trimEnd().split('\n'),
        code: typeof error?.code === 'number' ? error.code : 0,
      });
    });
  });
}

describe('the closing line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-reporter-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names what was skipped only when something was', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(closingLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
  });

  it('is the last thing printed, after each failure in full, and failures set the exit code', async () => {
    const { lines, code } = await runTests(
      folder,
      "it('adds', () => expect(1).toBe(1));\nit('fails', () => expect('one').toBe('two'));\nit.skip('skipped: no moon', () => {});\n",
    );
    expect(lines.at(-1)).toBe('1 passed, 1 failed, 1 skipped');
    expect(lines.join('\n')).toContain("expected 'one' to be 'two'");
    expect(lines.join('\n')).toContain('skipped: no moon');
    expect(code).toBe(1);
  });

  it('counts a file that cannot be loaded as a failure', async () => {
    const { lines, code } = await runTests(folder, "throw new Error('not a test');\n");
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
    expect(lines.join('\n')).toContain('not a test');
    expect(code).toBe(1);
  });
});

it('says which room of ../shared a skipped suite misses', () => {
  expect(skippedText('vectors/deribit/x.json')).toBe('skipped: no ../shared/vectors');
  expect(skippedText('data')).toBe('skipped: no ../shared/data');
});
