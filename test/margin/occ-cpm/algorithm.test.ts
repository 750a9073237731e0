// Customer portfolio margin against its algorithm written out, and its tables taken apart into positions.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EffectiveParameters } from '../../../src-main/domain/parameters.ts';
import type { Portfolio } from '../../../src-main/domain/portfolio.ts';
import { occCpm } from '../../../src-main/margin/occ-cpm/margin.ts';
import { chooseParameterSets } from '../../../src-main/margin/registry.ts';
import type { RequirementInput } from '../../../src-main/margin/rulebook.ts';
import { parametersUnder } from '../engine-books.ts';
import {
  everythingListed,
  LISTED_TIME,
  listedMarket,
  listedRichBooks,
  randomListedBook,
} from '../listed-books.ts';
import { naiveInput } from '../naive-values.ts';
import { presets } from '../presets.ts';

/** The rows that the account may hold, valued by the naive valuer: what is scanned is the same on both sides. */
function inputOf(book: Portfolio, parameters: EffectiveParameters): RequirementInput {
  const instruments = book.instruments.filter((one) => occCpm.refuses(one) === null);
  const ids = new Set(instruments.map(({ id }) => id));
  const positions = book.positions.filter(({ instrument }) => ids.has(instrument));
  const portfolio = { ...book, instruments, positions, orders: [] };
  return naiveInput({ rulebook: occCpm, portfolio, market: listedMarket, parameters });
}

/** Σ portfolio groups max(loss, minimum): gains are scaled at each point before they are summed. */
function requirementOf({ values }: RequirementInput, parameters: EffectiveParameters): number {
  const rows = new Map(parameters.parameters.map(({ path, value }) => [path, String(value)]));
  const named = (path: string, otherwise: string): string => rows.get(path) ?? otherwise;
  const scaled = (amounts: readonly number[], factor: number): number =>
    amounts.reduce((sum, one) => sum + Math.min(one, 0) + factor * Math.max(one, 0), 0);
  const placed = values.holdings.map((holding) => {
    const { product = '', priceIndex, kind, multiplier, deliversFuture } = holding.instrument;
    const byIndex = named(`underlying.${priceIndex}.classGroup`, priceIndex);
    const isFuture = kind === 'future' || deliversFuture !== undefined;
    const own = isFuture ? named(`product.${product.toLowerCase()}.classGroup`, byIndex) : byIndex;
    const group = named(`classGroup.${own}.productGroup`, own);
    const { quantity, row } = holding;
    const least = kind === 'option' ? Math.abs(quantity) * Number(multiplier) * 0.375 : 0;
    return {
      ...{ own, group, portfolio: named(`productGroup.${group}.portfolioGroup`, group), quantity, row },
      minimum: quantity < 0 ? least : Math.min(least, quantity * values.measures(row).value),
    };
  });
  let required = 0;
  for (const members of Map.groupBy(placed, ({ portfolio }) => portfolio).values()) {
    const minimum = members.reduce((sum, one) => sum + one.minimum, 0);
    const losses = Array.from({ length: 10 }, (_, point) => {
      const products = [...Map.groupBy(members, ({ group }) => group)].map(([group, inGroup]) => {
        const classes = [...Map.groupBy(inGroup, ({ own }) => own).values()].map((inClass) =>
          inClass.reduce(
            (sum, { quantity, row }) => sum + quantity * values.unitProfitAndLoss(row, point),
            0,
          ),
        );
        return scaled(classes, Number(named(`productGroup.${group}.offset`, '0')));
      });
      return -scaled(products, Number(named(`portfolioGroup.${members[0]!.portfolio}.offset`, '0')));
    });
    required += Math.max(0, minimum, ...losses);
  }
  return required;
}

it('is Σ portfolio groups max(loss, minimum), gains scaled at each point before they are summed', () => {
  const parameters = parametersUnder('occ-cpm', everythingListed, LISTED_TIME);
  fc.assert(
    fc.property(randomListedBook, (book) => {
      const input = inputOf(book, parameters);
      const made = Number(occCpm.requirement(input)[0]?.initialMargin ?? 0);
      expect(made).toBeCloseTo(requirementOf(input, parameters), 5);
    }),
    { seed: 5, numRuns: 40 },
  );
});

it('every cell of every table is taken apart into positions that add up to it', () => {
  const house = chooseParameterSets('occ-cpm', ['offsets'], LISTED_TIME, presets, [
    'occ-cpm@2026-11-22-house',
  ]);
  const parameters = {
    ...house,
    parameters: house.parameters.map((row) =>
      row.path === 'concentration.shareOfRequirement' ? { ...row, value: '0.01' } : row,
    ),
  };
  const input = inputOf(listedRichBooks[0]!.portfolio, parameters);
  const [entry] = occCpm.requirement(input);
  expect(entry!.tables.map(({ table }) => table)).toEqual([
    ...['point:aapl', 'stress:aapl', 'point:high-cap', 'class:djx', 'class:ndx', 'class:spx'],
    ...['point:ko', 'stress:ko', 'point:non-high-cap'],
  ]);
  const places = input.values.scenarios.scenarios.map(({ id }) => id);
  for (const { table, scenarios } of entry!.tables) {
    for (const { id, profitAndLoss } of scenarios) {
      const shares = occCpm.scenarioShares!(input, { ...entry!, table }, places.indexOf(id));
      const total = shares.reduce((sum, { amount }) => sum + amount, 0);
      expect(total, `${table} ${id}`).toBeCloseTo(Number(profitAndLoss), 5);
    }
  }
});
