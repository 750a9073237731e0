// Derive's first portfolio margin: every rule by hand, and what must hold for every book.
import { describe, expect, it } from 'vitest';
import { toFloat } from '../../../src-main/domain/decimal.ts';
import type { MarginEntry } from '../../../src-main/domain/margin-result.ts';
import { treeFaults } from '../../../src-main/margin/blocks/tree.ts';
import { derivePmrm1 } from '../../../src-main/margin/derive-pmrm1/margin.ts';
import { amountOf } from '../books.ts';
import { type AccountWords, accountOf, books, entriesOf, inputOf } from './accounts.ts';

const sum = (texts: readonly string[]): number => texts.reduce((total, text) => total + toFloat(text), 0);
const only = (words: AccountWords): MarginEntry => {
  const [entry, ...others] = entriesOf(words);
  if (!entry || others.length > 0) throw new Error('one market was expected');
  return entry;
};
const close = (amount: string | number, wanted: number): void =>
  expect(Number(amount)).toBeCloseTo(wanted, 8);

describe('by hand, with the main network’s parameters', () => {
  it('a perpetual loses 20 % of its price, 3 % of spot stands beside it, a quarter more initially', () => {
    const entry = only({ perpetuals: { ETH: ['2', '1900'] }, cash: '100' });
    const loss = 2 * 2001 * 0.2 + 2 * 2000 * 0.03;
    close(entry.maintenanceMargin, loss);
    close(entry.initialMargin, loss * 1.25);
    close(entry.equity, 100 + 2 * (2001 - 1900));
    expect(entry.worstScenario).toMatchObject({ priceMove: '-0.2', volatility: 'up', table: 'regular' });
    expect(entry.contributions.map(({ driver }) => driver)).toEqual(['scenario', 'perpetualContingency']);
  });

  it('a coin is equity at spot, falls with it, and has a contingency instead of a haircut', () => {
    const entry = only({ coins: { ETH: '3' } });
    close(entry.equity, 6000);
    close(entry.maintenanceMargin, 6000 * 0.2 + 6000 * 0.03);
    expect(entry.contributions.map(({ driver, instrument }) => [driver, instrument])).toEqual([
      ['scenario', null],
      ['collateralContingency', null],
    ]);
  });

  it('a short call far in the money moves with the forward; its strike has one naked short', () => {
    const entry = only({ options: { ETH: [[1, '1', 'call', '-1']] } });
    // Up 20 %: −2010·0.2, worth less than 0, so not discounted; the contingency of its forward is 5 %·(1 + 1.2·T).
    close(amountOf(entry, 'initialMargin/loss/worst'), 402);
    close(amountOf(entry, 'initialMargin/loss/nakedShorts'), 2000 * 0.02);
    close(
      amountOf(entry, 'initialMargin/loss/worst/forwardContingency'),
      -100.5 * (1 + (1.2 * 22) / 3 / 365),
    );
  });

  it('what an expiry is worth is discounted: a long call in the money falls and is discounted', () => {
    const entry = only({ options: { ETH: [[1, '1', 'call', '1']] } });
    const discount = 0.95 * Math.exp((-(22 / 3) / 365) * (0.03 * 1 + 0.12));
    close(amountOf(entry, 'initialMargin/loss/worst'), 2009 - discount * (2010 * 0.8 - 1));
    close(amountOf(entry, 'initialMargin/loss/nakedShorts'), 0);
  });

  it('in the last half hour only what isn’t fixed yet moves', () => {
    const entry = only({ options: { ETH: [[0, '1', 'call', '-1']] } });
    close(amountOf(entry, 'initialMargin/loss/worst'), (2010 * 0.2) / 3);
    expect(entry.assumptions.join()).toContain('settlement average');
  });

  it('doubted oracles are charged initially only; below the peg the loss factor rises', () => {
    const words: AccountWords = {
      options: {
        ETH: [
          [1, '2000', 'call', '-3'],
          [1, '2000', 'put', '-1'],
        ],
      },
      perpetuals: { ETH: ['2', '2000'] },
      coins: { ETH: '1' },
      cash: '9000',
    };
    const sure = only(words);
    const doubted = only({ ...words, confidences: { rate: '0.5', perpetual: '0.1' } });
    close(amountOf(doubted, 'initialMargin/confidence'), 0.5 * 0.5 * 4 * 2000 + 0.9 * 0.5 * 2 * 2000);
    expect(doubted.maintenanceMargin).toBe(sure.maintenanceMargin);
    const spot = only({ ...words, confidences: { spot: '0.2' } });
    close(amountOf(spot, 'initialMargin/confidence'), 0.8 * 0.5 * 2000 * (4 + 2 + 1));
    const pegLost = only({ ...words, stable: '0.9' });
    close(pegLost.initialMargin, Number(pegLost.maintenanceMargin) * (1.25 + (0.98 - 0.9) * 2));
    expect(pegLost.unconfirmed.join()).toContain('below its peg');
    // The coin is worth more of a USDC that is worth less, and falls by more of them.
    close(pegLost.equityParts.collateral ?? '', 2000 / 0.9);
  });

  it('the forward contingency binds where expiries hold each other', () => {
    const entry = only(books.rolls!);
    expect(entry.worstScenario?.table).toBe('forwardContingency');
    // Long the near forward, short the far one: each loses 5 % of 2,010 when its own moves the wrong way.
    const years = [22 / 3 / 365, (86 + 1 / 3) / 365];
    close(amountOf(entry, 'initialMargin/loss/worst'), 1005 * (2 + 1.2 * (years[0]! + years[1]!)));
    expect(new Set(entry.contributions.map(({ driver }) => driver))).toContain('basisContingency');
  });

  it('the outermost scenarios have volatility up only; what doesn’t count is said', () => {
    const entry = only({ ...books.longs, coins: { ETH: '2', BTC: '1' } });
    const { scenarios } = entry.tables[0]!;
    expect(
      scenarios.map(({ priceMove }) => priceMove).filter((move) => Math.abs(Number(move)) === 0.2),
    ).toHaveLength(2);
    expect(scenarios).toHaveLength(23);
    expect(entry.assumptions.join()).toContain('BTC doesn’t count');
    expect(entry.unconfirmed.join()).toContain('No published number confirms these parameters');
  });
});

describe('every book', () => {
  it('recombines, adds up, and says the same in every detail', () => {
    for (const [name, words] of Object.entries(books)) {
      const whole = entriesOf(words);
      expect(
        whole.map(({ nettingSet }) => nettingSet),
        name,
      ).toEqual(name === 'everything' ? ['BTC', 'ETH'] : ['ETH']);
      const headline = entriesOf(words, 'headline');
      const levels = entriesOf(words, 'levels');
      whole.forEach((entry, place) => {
        expect(treeFaults(entry.tree), name).toEqual([]);
        expect(sum(Object.values(entry.equityParts)), name).toBe(toFloat(entry.equity));
        expect(sum(entry.contributions.map(({ amount }) => amount)), name).toBe(toFloat(entry.initialMargin));
        expect(entry.tree.amount, name).toBe(entry.initialMargin);
        const rest = entry.contributions.filter(({ driver }) => driver === 'notAllocable');
        expect(Math.abs(sum(rest.map(({ amount }) => amount))), name).toBeLessThan(1e-8);
        expect(headline[place], name).toEqual({
          ...entry,
          tables: [],
          contributions: [],
          tree: { ...entry.tree, children: [] },
        });
        const { equityParts, equity, initialMargin, maintenanceMargin, deposit, status } = levels[place]!;
        expect(entry, name).toMatchObject({
          equityParts,
          equity,
          initialMargin,
          maintenanceMargin,
          deposit,
          status,
        });
      });
    }
  });

  it('what stands behind a scenario adds up to it; exactly one row of the tables is the worst', () => {
    for (const [name, words] of Object.entries(books)) {
      const input = inputOf(words);
      for (const entry of derivePmrm1.requirement(input)) {
        const rows = entry.tables.flatMap(({ table, scenarios }) =>
          scenarios.map((row) => ({ ...row, table })),
        );
        expect(rows.filter(({ worst }) => worst).length, name).toBeGreaterThan(0);
        expect(rows.find(({ worst }) => worst)?.table, name).toBe(entry.worstScenario?.table);
        for (const row of rows) {
          const place = input.values.scenarios.scenarios.findIndex(({ id }) => id === row.id);
          const { nettingSet, currency } = entry;
          const shares = derivePmrm1.scenarioShares!(
            input,
            { nettingSet, currency, table: row.table },
            place,
          );
          const total = shares.reduce((all, { amount }) => all + amount, 0);
          expect(total, `${name} ${row.id}`).toBeCloseTo(Number(row.profitAndLoss), 6);
        }
      }
    }
  });

  it('order and lots of rows change no bit', () => {
    for (const [name, words] of Object.entries(books)) {
      const plain = JSON.stringify(entriesOf(words));
      const account = accountOf(words);
      account.portfolio.positions = account.portfolio.positions
        .flatMap((row) => [
          { ...row, lot: `${row.lot} a`, quantity: '0.3' },
          row,
          { ...row, lot: `${row.lot} b`, quantity: '-0.3' },
        ])
        .reverse();
      account.portfolio.instruments.reverse();
      account.portfolio.balances.reverse();
      expect(JSON.stringify(derivePmrm1.requirement(inputOf(words, 'whole', account))), name).toBe(plain);
    }
  });

  it('feels every parameter', () => {
    const amounts = (words: AccountWords): string[] =>
      entriesOf(words, 'levels').flatMap(({ initialMargin, maintenanceMargin }) => [
        initialMargin,
        maintenanceMargin,
      ]);
    const whole = inputOf(books.longs!).parameters.parameters;
    const felt = new Set<string>();
    for (const { path, value } of whole) {
      const [section = '', place = '', name] = path.split('.');
      const changed =
        section === 'scenario'
          ? // A far move makes any scenario the worst one; there its volatility is felt too.
            name === 'spotMove'
            ? [{ [path]: '-0.7' }]
            : ['up', 'down'].map((state) => ({ [`scenario.${place}.spotMove`]: '-0.4', [path]: state }))
          : [{ [path]: String(Number(value) * 0.7) }];
      for (const words of Object.values(books)) {
        const plain = changed.length > 1 ? { ...words, replaced: changed[1]! } : words;
        const other = { ...words, replaced: changed[0]! };
        if (JSON.stringify(amounts(other)) !== JSON.stringify(amounts(plain))) felt.add(path);
        if (felt.has(path)) break;
      }
    }
    const unfelt = whole.map(({ path }) => path).filter((path) => !felt.has(path));
    expect(unfelt).toEqual([]);
  });
});
