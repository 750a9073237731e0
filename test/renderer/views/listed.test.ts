import { afterEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { FixtureOptions } from '../fixtures/bridge.ts';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

const panel = (): string => plain(document.querySelector('[role=tabpanel]'));
async function look(options: Partial<FixtureOptions> = {}): Promise<void> {
  opened = await openWindow({ size: 60, ...options });
  await userEvent.keyboard('{Alt>}l{/Alt}');
}

it('sets portfolio margin beside strategy-based margin on deposit, per underlying and for the account', async () => {
  await look();
  await until(
    () => document.querySelector('table[aria-label="Deposits by underlying, in USD"]'),
    'the deposits',
  );
  expect(panel()).toMatch(/KO 4 8\s420\.00 35\s004\.00 26\s584\.00 75\.9\s%/);
  expect(panel()).toMatch(
    /The account, netted 812\s400\.00 2\s944\.100|The account, netted 812\s400\.00 2\s944\s100\.00/,
  );
  expect(panel()).toContain('1 underlying belongs to a futures account: see SPAN.');
  expect(panel()).toContain('Unconfirmed. The offsets of product groups');
  expect(panel()).toContain('Margin it under span.');
});

it('is walked by keys: pairs of a level and underlying, SPAN’s arrays and spreads, expiry and dividends', async () => {
  await look();
  await until(() => document.querySelector('[role=tab]'), 'the parts');
  one('[role=tab][aria-selected=true]').focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(panel()).toMatch(/AAPL iron condor 10 occ:AAPL260320P00200000 −10 .* 10\s000\.00/);
  expect(panel()).toMatch(/SPX\s?: the best pairing found asks 232\s110\.00.* at most 1\s210\.00 USD/);
  opened.desk.listed.underlying = 'AAPL';
  opened.desk.listed.level = 'initial';
  await until(() => panel().includes('Exact: no other pairing asks less.'), 'the initial pairs');
  expect(document.querySelectorAll('table[aria-label="Pairs, in USD"] tbody tr')).toHaveLength(1);
  one('[role=tab][aria-selected=true]').focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(panel()).toMatch(/13 −1 up 61\s000\.00 active/);
  expect(document.querySelectorAll('table[aria-label="Risk array of CL"] tbody tr')).toHaveLength(16);
  expect(panel()).toContain('Tier 1 against tier 2');
  one('[aria-pressed=true]').focus();
  await userEvent.keyboard('{ArrowDown}');
  await until(() => document.querySelector('table[aria-label="Risk array of GC"]'), 'the other array');
  expect(panel()).not.toContain('Tier 1 against tier 2');
  one('[role=tab][aria-selected=true]').focus();
  await userEvent.keyboard('{End}');
  expect(panel()).toMatch(/occ:KO260320C00065000 −20 .* 0\.51 expected 0\.2000 5\.00 1\s020\.00/);
  expect(panel()).toMatch(/nymex:LOH26-64-C 3 .* 64\.20 64 0\.20 not known/);
});

it('says that an account holds nothing listed, fails with a remedy, and can be cancelled', async () => {
  await look({ listed: 'none' });
  await until(() => plain(one('main')).includes('holds nothing that is listed'), 'the sentence');
  await opened.close();
  await look({ listed: 'error' });
  await until(() => document.querySelector('main [role=alert]'), 'the failure');
  expect(plain(one('main'))).toContain('Choose another one.');
  await opened.close();
  await look({ listed: 'never' });
  await until(() => plain(one('main')).includes('Margining'), 'the computation');
  await userEvent.click(button('Cancel'));
  await until(() => plain(one('main')).includes('Nothing is computed yet.'), 'the end');
});
