// The program's own log: what is in it, that it stays small, and that it never stands in the way.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProgramLog } from '../../src-main/desk/program-log.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margrave-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('lines come back in the order they were written, one line each', async () => {
  const log = new ProgramLog(folder);
  log.write('information', 'first');
  log.write('error', 'second\nwith a break');
  expect((await log.lines()).map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'information first',
    'error second with a break',
  ]);
  expect(readFileSync(log.path, 'utf8')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z information first\n/);
});

test('a long log gives way to a new file, and its newest lines are still shown', async () => {
  const log = new ProgramLog(folder);
  writeFileSync(log.path, `${'x'.repeat(99)}\n`.repeat(10_001));
  log.write('warning', 'after');
  const lines = await log.lines();
  expect(lines.at(-1)).toMatch(/warning after$/);
  expect(lines).toHaveLength(400);
  expect(readFileSync(log.path, 'utf8').length).toBeLessThan(100);
});

test('a folder that can’t be written stops nothing', async () => {
  const log = new ProgramLog(join(folder, 'missing', 'folder'));
  log.write('error', 'lost');
  expect(await log.lines()).toEqual([]);
});
