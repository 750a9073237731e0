import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bookAmong, commandLineWords } from '../../src-main/shell/command-line.ts';
import { menuTemplate } from '../../src-main/shell/menu.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the words the program was started with', () => {
  it('after --cli are the command line’s, all of them', () => {
    expect(commandLineWords(['margrave', '--cli', 'margin', '--book', 'a', '--cli'])).toEqual([
      'margin',
      '--book',
      'a',
      '--cli',
    ]);
    expect(commandLineWords(['electron', '.', '--cli'])).toEqual([]);
    expect(commandLineWords(['margrave', 'desk.margrave'])).toBeNull();
  });

  it('may name a book', () => {
    expect(bookAmong(['/opt/margrave', '--flag', '/home/a/desk.margrave'])).toBe('/home/a/desk.margrave');
    expect(bookAmong(['/opt/desk.margrave', '--x.margrave'])).toBeNull();
  });
});

describe('margrave --cli', () => {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-cli-'));
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'test/shell/built-program-child.ts'), '--cli', ...words], {
      encoding: 'utf8',
      env: { ...process.env, MARGRAVE_USER_FOLDER: folder },
    });

  it('is the command line: its words, its output, its exit codes, and no window', () => {
    const rulebooks = run('rulebooks', '--json');
    expect(JSON.stringify(JSON.parse(rulebooks.stdout))).toContain('deribit-pm');
    expect(rulebooks.status).toBe(0);
    expect(run('no-such-command').status).toBe(2);
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);
});

describe('the menu', () => {
  const text = (path: string): string => readFileSync(join(ROOT, 'src-renderer', path), 'utf8');
  const commands = readdirSync(join(ROOT, 'src-renderer/state'))
    .filter((name) => /commands(\.svelte)?\.ts$/.test(name))
    .map((name) => text(`state/${name}`))
    .join('\n');
  const views = [...text('views/views.ts').matchAll(/name: '([a-z-]+)',\s+title: '([A-Za-z-]+)'/g)];

  it.each(['darwin', 'win32', 'linux'] as const)(
    'on %s names only commands that the window has',
    (platform) => {
      const asked: string[] = [];
      const template = menuTemplate(platform, (command) => asked.push(command));
      const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
      for (const item of items) (item.click as (() => void) | undefined)?.();
      expect(asked.length).toBeGreaterThan(10);
      for (const command of asked) {
        if (!command.startsWith('go.')) expect(commands, command).toContain(`id: '${command}'`);
      }
      // The window's views, all of them, in the order of its navigation and under its keys.
      const places = items.filter(({ accelerator }) => /^Alt\+[\dL]$/.test(String(accelerator)));
      expect(asked.filter((command) => command.startsWith('go.'))).toEqual(
        views.map(([, name]) => `go.${name}`),
      );
      expect(places.map(({ label }) => label)).toEqual(views.map(([, , title]) => title));
      expect(views.length).toBeGreaterThan(2);
      // The window acts on its keys; a menu that did too would act twice.
      for (const item of items) if (item.accelerator) expect(item.registerAccelerator).toBe(false);
      expect(template.some(({ role }) => role === 'appMenu')).toBe(platform === 'darwin');
    },
  );
});
