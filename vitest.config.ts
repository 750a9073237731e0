// Four projects: `node` (the program), `browser` (components in a real browser), `e2e` (the built window and
// the package), `long` (campaigns).
// `npm test` runs the first three; `npm run test:long` the last.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { BROWSER_FLAGS, browserExecutable } from './test/setup/browser.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const alias = { electron: here('./test/shell/fake-electron.ts') };
const executable = await browserExecutable();
// Threads and processes that tests start read the sources anew, some hundred times in all: compiled once, they start in half the time.
process.env.NODE_COMPILE_CACHE ??= here('./node_modules/.cache/compiled');

/** The icons that the window imports, each a module of its own. */
function windowIcons(): string[] {
  const sources = readdirSync(here('./src-renderer'), { recursive: true, encoding: 'utf8' });
  const icons = sources
    .filter((path) => path.endsWith('.svelte'))
    .flatMap(
      (path) =>
        readFileSync(here(`./src-renderer/${path}`), 'utf8').match(/@lucide\/svelte\/icons\/[a-z0-9-]+/g) ??
        [],
    );
  return [...new Set(icons)].sort();
}

/** Component tests need a browser; where there is none the closing line counts one visible skip in their place. */
function componentTests(): TestProjectConfiguration {
  if (executable === undefined) {
    return { test: { name: 'browser', include: ['test/setup/no-browser.ts'] } };
  }
  return {
    root: here('.'),
    plugins: [svelte({ configFile: false })],
    resolve: { conditions: ['browser'] },
    // All that the window and its tests import, named ahead: a dependency found later would load the page again.
    optimizeDeps: {
      include: [
        'svelte',
        'decimal.js',
        'marked',
        'chart.js',
        'bits-ui',
        'axe-core',
        'fast-check',
        'zod',
        ...windowIcons(),
      ],
    },
    test: {
      name: 'browser',
      include: ['test/renderer/**/*.test.ts'],
      // All files in one page, which loads the window's modules once; what the window keeps in the browser is cleared after each test.
      isolate: false,
      setupFiles: ['test/setup/forget.ts'],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: {
            executablePath: executable.path,
            args: [...BROWSER_FLAGS],
            env: executable.environment,
          },
        }),
        instances: [{ browser: 'chromium' }],
        viewport: { width: 1280, height: 800 },
      },
    },
  };
}

export default defineConfig({
  test: {
    reporters: ['./test/setup/reporter.ts'],
    // Two even where there are only two cores: half of what the tests do is waiting for a browser or a thread.
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
          environment: 'node',
          // The files of a worker share its process and the modules they import: a process for each would take twice the time. What
          // a file changes outside itself (a registered rulebook, a spy, the environment) it therefore takes back.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/renderer/**', 'test/e2e/**', 'test/package/**', 'test/bench/**', 'test/long/**'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      componentTests(),
      {
        resolve: { alias },
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts', 'test/package/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'long',
          environment: 'node',
          include: ['test/long/**/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
