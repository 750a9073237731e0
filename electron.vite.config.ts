// Builds the program (out/main), the bridge to the window (out/preload) and the window (out/renderer).
// Everything is bundled but better-sqlite3 (the one dependency) and Electron itself. out/main and src-main/<room> are
// both two levels deep, so `new URL('../../resources/…', import.meta.url)` means the same file from either.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Entry name → source: each becomes out/main/<name>.js, and workers find each other there as siblings. */
const programEntries = {
  main: 'src-main/shell/main.ts',
  cli: 'src-main/cli/main.ts',
  preview: 'src-main/preview/start.ts',
  'engine-worker': 'src-main/engine/engine-worker.ts',
  'book-worker': 'src-main/desk/book-worker.ts',
};
const windowEntry = { index: 'src-renderer/index.html' };
const preloadEntry = { preload: 'src-main/shell/preload.ts' };

/** The entries by absolute path. In CI a missing one is an error; elsewhere it is named and left out. */
function inputs(entries: Record<string, string>): Record<string, string> {
  const present: Record<string, string> = {};
  for (const [name, source] of Object.entries(entries)) {
    if (existsSync(here(source))) present[name] = here(source);
    else if (process.env.CI) throw new Error(`The build's input ${source} does not exist.`);
    else process.stderr.write(`left out of the build: ${source} does not exist\n`);
  }
  return present;
}

/** A chunk that only the preview uses says so in its name, which is how packaging leaves it out. */
function chunkName(chunk: { moduleIds: string[] }): string {
  const ofPreview = chunk.moduleIds.some((id) => id.includes('/src-main/preview/'));
  return ofPreview ? 'preview-[name]-[hash].js' : '[name]-[hash].js';
}

const main = inputs(programEntries);
const preload = inputs(preloadEntry);
const window = inputs(windowEntry);

export default defineConfig({
  main: {
    build: {
      minify: false,
      externalizeDeps: true,
      rolldownOptions: {
        input: main,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: chunkName },
      },
    },
  },
  ...(Object.keys(preload).length > 0 && {
    preload: {
      build: {
        minify: false,
        // A sandboxed preload can require nothing but Electron: it must be one file.
        externalizeDeps: false,
        rolldownOptions: {
          input: preload,
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    },
  }),
  ...(Object.keys(window).length > 0 && {
    renderer: {
      root: here('src-renderer'),
      plugins: [svelte({ configFile: false })],
      build: {
        outDir: here('out/renderer'),
        // Read by Chromium alone: a third of the bytes is a third of the time before the first paint.
        minify: true,
        // The content policy allows files of the program's own origin, and no data: scripts, styles or fonts.
        assetsInlineLimit: 0,
        // The polyfill would fetch, which the content policy forbids; Chromium preloads modules itself.
        modulePreload: { polyfill: false },
        rolldownOptions: { input: window, checks: { pluginTimings: false } },
      },
    },
  }),
});
