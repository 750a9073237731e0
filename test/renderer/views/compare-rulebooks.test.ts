import { afterEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { comparedText } from '../../../src-renderer/views/margin/compared-text.ts';
import type { FixtureOptions } from '../fixtures/bridge.ts';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => {
  localStorage.removeItem('margrave.comparison');
  return opened.close();
});

const table = 'table[aria-label="Rulebooks side by side, in USD"]';
const lineOf = (label: string): string =>
  plain(
    [...document.querySelectorAll(`${table} tr.line`)].find((row) => plain(row).startsWith(label)) ?? null,
  );
async function compare(options: Partial<FixtureOptions> = {}): Promise<void> {
  opened = await openWindow({ size: 60, ...options });
  await userEvent.keyboard('{Alt>}c{/Alt}');
  await until(
    () => document.querySelector(table) ?? document.querySelector('[role=alert]'),
    'the comparison',
  );
}

it('stands rulebooks side by side, the cheapest of those that carry every row first, failures as sentences', async () => {
  await compare();
  const labels = [...document.querySelectorAll(`${table} .open`)].map(plain);
  expect(labels.slice(0, 2)).toEqual(['OKX portfolio margin', 'Deribit portfolio margin']);
  expect(lineOf('OKX')).toMatch(
    /^OKX portfolio margin cheapest · 238 mapped · 2 unconfirmed 0\.00 1\s247\s226\.38 301\s774\.12/,
  );
  expect(document.querySelectorAll('.tag')).toHaveLength(1);
  // Cheaper still, but of part of the account: below, and not called so.
  expect(lineOf('Hyperliquid')).toMatch(/leaves out 214 rows .* passes margin ratio 0\.7118/);
  expect(labels.indexOf('Hyperliquid portfolio margin')).toBeGreaterThan(
    labels.indexOf('Deribit standard margin'),
  );
  expect(lineOf('Derive portfolio margin (PMRM 2)')).toContain(
    'a Derive portfolio-margin account holds one market',
  );
});

it('is walked and opened by keys: levels of a ratio, what was left out, how rows were carried', async () => {
  await compare({ kept: 3 });
  one(`${table} .open`).focus();
  await userEvent.keyboard('{Enter}');
  await until(() => document.querySelector('.detail'), 'what is behind it');
  const okx = plain(one('tr.detail'));
  expect(okx).toContain('238 rows carried as their nearest instrument there');
  expect(okx).toContain(
    'Confirmed. MR7’s tiers follow the published table; no answer in hand holds a book past the first tier — confirmed on 2 answers up to 2026-11-10',
  );
  expect(okx).toContain('Unconfirmed. Borrowing against options’ value');
  await userEvent.keyboard('{Enter}');
  await userEvent.click(button('Binance portfolio margin'));
  await until(() => plain(document.querySelector('tr.detail')).includes('uniMMR'), 'the ratio');
  const binance = plain(one('tr.detail'));
  expect(binance).toMatch(/uniMMR 1\.3814 = adjusted equity \/ maintenance margin; higher is safer/);
  expect(binance).toMatch(/Only reducing trades 1\.5 1\s684\s120\.50 −135\s120\.22 135\s120\.22/);
  expect(binance).toMatch(/214 rows that can’t be carried there .* Binance lists no options/);
});

it('remembers which rulebooks were chosen; copies every digit', async () => {
  localStorage.setItem('margrave.comparison', '["okx-pm","binance-pm","gone-pm"]');
  await compare();
  const { comparison } = opened.desk;
  expect(document.querySelectorAll(`${table} tr.line`)).toHaveLength(2);
  const text = comparedText(comparison.rows, 'USD')
    .split('\n')
    .map((line) => line.split('\t'));
  expect(text[0]?.slice(0, 4)).toEqual(['Rulebook', 'Status', 'Deposit', 'Free equity']);
  expect(text[2]?.slice(0, 4)).toEqual(['binance-pm', 'initial margin call', '135120.22', '-135120.22']);
  await userEvent.click(button('Copy'));
  await until(
    () => opened.desk.notices.list.some(({ message }) => message.startsWith('Copied 2 rulebooks')),
    'the copy',
  );
  expect(comparison.stale).toBe(false);
  opened.fixture.change();
  await until(() => comparison.stale, 'the book to move on');
  await comparison.compute();
  expect(comparison.stale).toBe(false);
  comparison.choose(null);
  expect([comparison.stale, localStorage.getItem('margrave.comparison')]).toEqual([true, null]);
});

it('a failure has its remedy, and the way back leads to the margin', async () => {
  await compare({ venueFails: 'error' });
  expect(plain(one('[role=alert]'))).toMatch(/^There is no rate between USD and SOL .* Try again$/);
  await userEvent.click(button('Margin', one('.compare')));
  await until(() => document.querySelector('.entries'), 'the requirements');
});
