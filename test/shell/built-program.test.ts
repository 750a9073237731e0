// What the built program does with its window, its menu, dropped files, a second start and its end.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltProgram, startBuiltProgram } from './built-program.ts';

let folder = '';
let program: BuiltProgram | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margrave-built-'));
});
afterEach(async () => {
  await program?.end();
  program = null;
  rmSync(folder, { recursive: true, force: true });
});

async function started(settings: { words?: string[]; lockIsFree?: boolean } = {}): Promise<BuiltProgram> {
  program = await startBuiltProgram({ userFolder: folder, ...settings });
  return program;
}

describe('the built program', () => {
  it('opens one window, shows it when it is ready, and keeps Chromium’s files apart', async () => {
    const { ask } = await started();
    const facts = await ask('facts');
    expect(facts.windows).toBe(1);
    expect(facts.profile).toBe(join(folder, 'window'));
    expect(facts.menu).toEqual(['&File', '&Edit', '&View', 'windowMenu', 'help']);
  });

  it('keeps an error’s code and detail on the way to the page', async () => {
    const { ask } = await started();
    const answer = await ask('call', 'book.openRecent', { path: join(folder, 'missing.margrave') });
    expect(answer).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^[a-z-]+$/) } });
    expect(await ask('call', 'runs.get', { run: '' })).toMatchObject({
      ok: false,
      error: { code: 'invalid-input', detail: { call: 'runs.get', place: 'run' } },
    });
    expect(await ask('call', '__proto__', {})).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('turns a dropped file into a token and a name; what is no file of this machine is refused', async () => {
    const { ask } = await started();
    const path = join(folder, 'positions.csv');
    writeFileSync(path, 'x');
    const offered = await ask('offer', path);
    expect(offered).toEqual({
      token: expect.stringMatching(/^[A-Za-z0-9_-]{16,64}$/),
      name: 'positions.csv',
    });
    await expect(ask('offer', null)).rejects.toMatchObject({ code: 'invalid-input', detail: {} });
  });

  it('sends a menu’s command to the window, by events that the page listens to', async () => {
    const { ask } = await started();
    await ask('listen', 'window.command');
    expect(await ask('menu', 'Open Book…')).toBe(true);
    expect(await ask('heard')).toEqual([{ name: 'window.command', event: { command: 'book.open' } }]);
  });

  it('leaves the field to an instance that is already there', async () => {
    const { ask } = await started({ lockIsFree: false });
    const facts = await ask('facts');
    expect([facts.windows, facts.quits, facts.channels]).toEqual([0, 1, []]);
  });

  it('comes forward when it is started again, and opens the book that was named', async () => {
    const { ask } = await started();
    await ask('listen', 'notice');
    await ask('appEvent', 'second-instance', ['margrave', '--flag', join(folder, 'none.margrave')]);
    expect((await ask('facts')).focused).toBe(1);
    await expect.poll(async () => (await ask('heard')).length, { timeout: 10_000 }).toBe(1);
    expect(await ask('heard')).toMatchObject([{ name: 'notice', event: { level: 'error' } }]);
  });

  it('opens its window where it was when it closed', async () => {
    const first = await started();
    expect(await first.ask('opened')).toEqual({
      bounds: { x: 0, y: 0, width: 1440, height: 900 },
      maximized: false,
    });
    const bounds = { x: 100, y: 60, width: 1100, height: 700 };
    await first.ask('place', bounds, true);
    await first.ask('closeWindow');
    await first.end();
    const second = await started();
    expect(await second.ask('opened')).toEqual({ bounds, maximized: true });
  });

  it('lists the window’s views in its menu, in the order of the navigation', async () => {
    const source = readFileSync(new URL('../../src-renderer/views/views.ts', import.meta.url), 'utf8');
    const titles = [...source.matchAll(/name: '[a-z-]+',\s+title: '([^']+)'/g)].map(([, title]) => title);
    const { ask } = await started();
    const labels = await ask('menuLabels', '&View');
    expect(titles.length).toBeGreaterThan(2);
    expect(labels.slice(0, titles.length)).toEqual(titles);
    expect(labels[titles.length]).toBe('—');
  });

  it('closes the desk before it ends, and leaves no made files', async () => {
    const { ask } = await started();
    expect(await ask('call', 'book.openSample', {})).toMatchObject({ ok: true });
    await ask('closeWindow');
    await expect.poll(async () => (await ask('facts')).exits, { timeout: 10_000 }).toEqual([0]);
    expect((await ask('facts')).quits).toBe(2);
    expect(readdirSync(folder).filter((name) => name.startsWith('made-'))).toEqual([]);
  });
});
