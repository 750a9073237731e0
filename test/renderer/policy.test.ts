// What the content policy would refuse at run time is refused here in the source; the built window is watched end to end.
import { describe, expect, it } from 'vitest';

const sources = import.meta.glob<string>('../../src-renderer/**/*.{svelte,ts,html}', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const holding = (pattern: RegExp, except: readonly string[] = []): string[] =>
  Object.entries(sources)
    .filter(([path, text]) => !except.some((name) => path.endsWith(name)) && pattern.test(text))
    .map(([path]) => path);

describe('the window’s own source', () => {
  it('is all of it here', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(50);
    expect(holding(/<dialog/)).toContain('../../src-renderer/components/Dialog.svelte');
  });

  it('holds no style attribute, no markup from text and no code from text', () => {
    expect(holding(/\sstyle=["'{]/)).toEqual([]);
    expect(holding(/\{@html|innerHTML|insertAdjacentHTML|document\.write/)).toEqual([]);
    expect(holding(/\beval\(|new Function\(|setTimeout\(\s*["'`]/)).toEqual([]);
  });

  it('opens no connection but in the preview’s bridge', () => {
    expect(
      holding(/(?<![#.\w])fetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon/, ['client/loopback.ts']),
    ).toEqual([]);
    expect(holding(/https?:\/\/(?!www\.w3\.org)/)).toEqual([]);
  });

  it('takes nothing but types from the program', () => {
    expect(holding(/^\s*(?:import|export)\s+(?!type\b)[^;]*src-main/m)).toEqual([]);
  });
});
