// The whole window on a bridge of fixtures, in the page of a component test.
import { mount, tick, unmount } from 'svelte';
import '../../src-renderer/theme/tokens.css';
import '../../src-renderer/theme/base.css';
import { page } from 'vitest/browser';
import App from '../../src-renderer/App.svelte';
import { connect } from '../../src-renderer/client/client.ts';
import { Commands } from '../../src-renderer/state/commands.svelte.ts';
import { Desk, type ViewName } from '../../src-renderer/state/desk.svelte.ts';
import { views } from '../../src-renderer/views/views.ts';
import { type Fixture, type FixtureOptions, fixture } from './fixtures/bridge.ts';

export interface OpenedWindow {
  desk: Desk;
  fixture: Fixture;
  root: HTMLElement;
  close(): Promise<void>;
}

/** Mounts the window, in the view named or its first, and waits until it has answered its first questions. */
export async function openWindow(
  { view, ...options }: FixtureOptions & { view?: ViewName },
  size: [width: number, height: number] = [1440, 900],
): Promise<OpenedWindow> {
  await page.viewport(...size);
  const given = fixture(options);
  const desk = new Desk(connect(given.bridge));
  if (view !== undefined) desk.view = view;
  const root = document.createElement('div');
  root.id = 'window';
  document.body.append(root);
  const app = mount(App, { target: root, props: { desk, commands: new Commands(desk, views) } });
  await desk.start();
  await until(() => desk.margin.task === null || options.marginFails === 'never', 'the first margin');
  await tick();
  return {
    desk,
    fixture: given,
    root,
    async close() {
      await unmount(app);
      root.remove();
    },
  };
}

/** Waits until something is so, at most three seconds. */
export async function until(so: () => unknown, what: string): Promise<void> {
  for (let turn = 0; turn < 300; turn += 1) {
    if (so()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Waited for ${what} in vain.`);
}

/** The one element that a selector finds; its absence is an error. */
export function one(selector: string, within: ParentNode = document): HTMLElement {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`There is no ${selector}.`);
  return found;
}

/** The text of an element: what its parts say with one plain space between, as it is read out. */
export function plain(element: Element | null): string {
  if (element === null) return '';
  const parts: string[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) parts.push(walker.currentNode.textContent ?? '');
  return parts.join(' ').replace(/\s+/gu, ' ').trim();
}

/** The button with a name. */
export function button(name: string | RegExp, within: ParentNode = document): HTMLButtonElement {
  const found = [...within.querySelectorAll('button')].find((candidate) => {
    const called = candidate.getAttribute('aria-label') ?? plain(candidate);
    return typeof name === 'string' ? called === name : name.test(called);
  });
  if (!found) throw new Error(`There is no button “${String(name)}”.`);
  return found;
}
