// The window opens where it was, unless nobody could reach it there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rememberedWindow, rememberWindow } from '../../src-main/desk/window-state.ts';

const minimum = { width: 960, height: 600 };
const laptop = { x: 0, y: 0, width: 1440, height: 900 };
const monitor = { x: 1440, y: -200, width: 2560, height: 1440 };
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margrave-window-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('on the second monitor, maximised, as it was left', () => {
  const state = { bounds: { x: 1500, y: -100, width: 1600, height: 1000 }, maximised: true };
  rememberWindow(folder, state);
  expect(rememberedWindow(folder, [laptop, monitor], minimum)).toEqual(state);
});

test('in its first place when that monitor is gone, or too little of it is in sight', () => {
  rememberWindow(folder, { bounds: { x: 1500, y: -100, width: 1600, height: 1000 }, maximised: false });
  expect(rememberedWindow(folder, [laptop], minimum)).toBeNull();
  rememberWindow(folder, { bounds: { x: 1400, y: 10, width: 1000, height: 700 }, maximised: false });
  expect(rememberedWindow(folder, [laptop], minimum)).toBeNull();
});

test.each(['', 'null', '{"bounds":{"x":0}}', '{"bounds":{"x":0,"y":0,"width":1e9999,"height":700}}', '[]'])(
  'in its first place when the file says %s',
  (text) => {
    writeFileSync(join(folder, 'window-state.json'), text);
    expect(rememberedWindow(folder, [laptop], minimum)).toBeNull();
  },
);

test('a folder that can’t be written stops nothing', () => {
  rememberWindow(join(folder, 'missing'), { bounds: laptop, maximised: false });
  expect(rememberedWindow(join(folder, 'missing'), [laptop], minimum)).toBeNull();
});
