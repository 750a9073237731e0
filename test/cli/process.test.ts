// The command line as a process of its own: it ends by itself, says its exit code, and writes no escape codes into a pipe.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../src-main/cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'margrave-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function margrave(words: string[], started = script): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [started, ...words], {
    encoding: 'utf8',
    timeout: 30_000,
    env: {
      ...process.env,
      MARGRAVE_USER_FOLDER: join(folder, 'user'),
      MARGRAVE_USER: 'ada',
      FORCE_COLOR: '1',
    },
  });
  return { code: status, out: stdout, error: stderr };
}

test('a command makes a book and ends; the same again fails with a sentence', { timeout: 60_000 }, () => {
  const book = join(folder, 'desk.margrave');
  const made = margrave(['init', '--book', book]);
  expect(made).toMatchObject({ code: 0, error: '' });
  expect(made.out).toContain('0 accounts');
  const again = margrave(['init', '--book', book]);
  expect([again.code, again.out]).toEqual([1, '']);
  expect(again.error).toMatch(/^margrave: There is a file at .*\n$/);
});

test('wrong usage is 2; nothing in a pipe is coloured', { timeout: 60_000 }, () => {
  const wrong = margrave(['report']);
  expect(wrong.code).toBe(2);
  expect(`${wrong.out}${wrong.error}`).not.toContain('\u001b');
});

test('it starts through a link, as an installed command does', { timeout: 60_000 }, () => {
  const link = join(folder, 'margrave');
  symlinkSync(script, link);
  expect(margrave(['--version'], link)).toMatchObject({ code: 0, error: '' });
});
