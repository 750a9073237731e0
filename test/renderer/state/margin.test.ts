import { describe, expect, it } from 'vitest';
import { connect } from '../../../src-renderer/client/client.ts';
import { Desk } from '../../../src-renderer/state/desk.svelte.ts';
import { type FixtureOptions, fixture } from '../fixtures/bridge.ts';
import { until } from '../open-window.ts';

async function started(options: FixtureOptions) {
  const given = fixture(options);
  const desk = new Desk(connect(given.bridge));
  await desk.start();
  return { desk, given };
}
const computed = (given: { calls: { name: string }[] }): number =>
  given.calls.filter((call) => call.name === 'margin.compute').length;

describe('how the margin on screen stands to the book', () => {
  it('is computed at once when a book is open, and is then current', async () => {
    const { desk } = await started({ size: 60 });
    await until(() => desk.margin.standing === 'current', 'a current margin');
    expect(desk.margin.total?.node).toBe('book');
    expect(desk.margin.total?.currency).toBe('USD');
  });

  it('is computed again by itself after a change when that is quick', async () => {
    const { desk, given } = await started({ size: 60 });
    await until(() => desk.margin.standing === 'current', 'a current margin');
    given.change();
    await until(() => computed(given) === 2 && desk.margin.standing === 'current', 'the second margin');
    expect(desk.margin.shown?.revision).toBe(desk.book?.revision);
  });

  it('is marked stale, and stays on screen, after a change when it is slow', async () => {
    const { desk, given } = await started({ size: 60 });
    await until(() => desk.margin.standing === 'current', 'a current margin');
    const slow = { ...desk.margin.shown!, milliseconds: 5_000 };
    desk.margin.shown = slow;
    given.change();
    await until(() => desk.margin.standing === 'stale', 'the stale mark');
    expect(desk.margin.shown).toBe(slow);
    expect(computed(given)).toBe(1);
  });

  it('names the rows that stop it, and leaves them out only when told', async () => {
    const { desk } = await started({ size: 607, marginFails: 'incomplete' });
    await until(() => desk.margin.standing === 'incomplete', 'the incomplete mark');
    expect(desk.margin.shown).toBeNull();
    expect(desk.margin.stopped).toHaveLength(3);
    expect(desk.margin.stopped[0]?.reason).toMatch(/^No volatility/);
    await desk.margin.computeWithout();
    expect(desk.margin.standing).toBe('incomplete');
    expect(desk.margin.shown?.excluded).toHaveLength(3);
    expect(desk.margin.failure).toBeNull();
  });

  it('runs with progress and can be cancelled, which is no failure', async () => {
    const { desk } = await started({ size: 60, marginFails: 'never' });
    await until(
      () => desk.margin.standing === 'running' && desk.tasks.progress[desk.margin.task ?? '']?.total === 377,
      'progress',
    );
    await desk.margin.cancel();
    await until(() => desk.margin.standing === 'none', 'the end of the task');
    expect(desk.margin.failure).toBeNull();
    expect(Object.keys(desk.tasks.progress)).toHaveLength(0);
  });

  it('takes the newest request’s answer, whichever comes first', async () => {
    const { desk } = await started({ size: 60 });
    await until(() => desk.margin.standing === 'current', 'a current margin');
    const first = desk.margin.compute();
    desk.margin.account = 'treasury';
    const second = desk.margin.compute();
    expect(await first).toBeNull();
    expect((await second)?.entries.every((entry) => entry.account === 'treasury')).toBe(true);
    expect(desk.margin.total?.node).toBe('account:treasury');
  });

  it('says in which currency a position’s share stands: its own, or that of the account’s one entry', async () => {
    const { desk } = await started({ size: 60 });
    await until(() => desk.margin.standing === 'current', 'a current margin');
    expect(desk.margin.shareCurrency('prime-a', 'ETH')).toBe('ETH');
    expect(desk.margin.shareCurrency('prime-b', 'BTC')).toBe('USD');
    expect(desk.margin.shareCurrency('prime-a', 'USDC')).toBe('');
  });

  it('makes a report from a stored run, and stores only once', async () => {
    const { desk, given } = await started({ size: 60 });
    await until(() => desk.margin.standing === 'current', 'a current margin');
    await desk.reports.make('pdf');
    await desk.reports.make('json');
    const stores = given.calls.filter(
      ({ name, input }) => name === 'margin.compute' && (input as { store: boolean }).store,
    );
    expect(stores).toHaveLength(1);
    const made = given.calls
      .filter(({ name }) => name === 'report.make')
      .map(({ input }) => input as { run: string; format: string });
    expect(made.map(({ format }) => format)).toEqual(['pdf', 'json']);
    expect(new Set(made.map(({ run }) => run)).size).toBe(1);
  });
});
