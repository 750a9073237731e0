import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  const commands = readFileSync(join(ROOT, 'src-renderer/state/commands.svelte.ts'), 'utf8');

  it.each(['darwin', 'win32', 'linux'] as const)(
    'on %s names only commands that the window has',
    (platform) => {
      const asked: string[] = [];
      const template = menuTemplate(platform, (command) => asked.push(command));
      const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
      for (const item of items) (item.click as (() => void) | undefined)?.();
      expect(asked.length).toBeGreaterThan(10);
      for (const command of asked) {
        const known = command.startsWith('go.')
          ? commands.includes(`goTo('${command.slice(3)}'`)
          : commands.includes(`id: '${command}'`);
        expect(known, command).toBe(true);
      }
      // The window acts on its keys; a menu that did too would act twice.
      for (const item of items) if (item.accelerator) expect(item.registerAccelerator).toBe(false);
      expect(template.some(({ role }) => role === 'appMenu')).toBe(platform === 'darwin');
    },
  );
});
