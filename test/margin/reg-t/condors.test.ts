// Condors of large books are found by a sweep: it finds the one that undercuts the prices of its legs the most.
import { expect, it } from 'vitest';
import { ColumnMaker } from '../../../src-main/margin/reg-t/columns.ts';
import { condorsOf } from '../../../src-main/margin/reg-t/condors.ts';
import { type LegGroup, type OptionLeg, onGrid } from '../../../src-main/margin/reg-t/legs.ts';
import { typedParameters } from '../../../src-main/margin/reg-t/parameters.ts';
import { parametersOf } from '../books.ts';
import { listedOption } from '../listed-instruments.ts';
import { seeded } from './random-legs.ts';

const parameters = typedParameters(parametersOf('reg-t', [], {}, undefined, '2023-04-20'));
const DAY = '2023-05-19';

/** Legs at every strike: enough spreads that condors aren't listed one by one. */
function groupOf(next: () => number, rights: readonly boolean[]): LegGroup {
  const legs = rights.flatMap((isCall) =>
    Array.from({ length: 24 }, (_, place): OptionLeg => {
      const strike = 88 + place;
      const isLong = next() < 0.5;
      return {
        kind: 'option',
        instrument: listedOption('X', DAY, isCall ? 'call' : 'put', strike),
        held: isLong ? 3 : -3,
        isLong,
        ...{ count: 3, size: 1, odd: 0, isCall, strike: strike * 100, delivered: 10_000, units: 100 },
        ...{ price: 500, expiry: 0, contract: 'X', isEuropeanInCash: false, hasLongLife: false },
      };
    }),
  );
  return { name: 'X', legs };
}

it.each([
  ['condors and iron condors', [false, true]],
  ['condors of calls', [true]],
])('finds the best of %s at any prices', (_name, rights) => {
  const next = seeded(20261123);
  for (let round = 0; round < 4; round++) {
    const group = groupOf(next, rights);
    const { legs } = group;
    const preference = 0.001;
    const maker = new ColumnMaker(group, 'maintenance', parameters);
    const { find } = condorsOf(group, maker, parameters, preference);
    const prices = Float64Array.from(legs, ({ isLong }) => onGrid((isLong ? -1 : 1) * 600 * next()));
    const counts = Float64Array.from(legs, ({ count }) => (next() < 0.1 ? 0 : count));
    const { worst, columns } = find(prices, counts, -1e-9);
    let least = 0;
    const tried = (members: [low: number, high: number, from: number, to: number], width: number): void => {
      if (members.some((place) => counts[place] === 0)) return;
      const reduced =
        onGrid(width * 100) + preference - members.reduce((sum, place) => sum + prices[place]!, 0);
      least = Math.min(least, reduced);
    };
    const at = (place: number): OptionLeg => legs[place] as OptionLeg;
    const strike = (place: number): number => at(place).strike / 100;
    const spreads = legs.flatMap((_, low) =>
      legs.flatMap((_, high): [number, number][] =>
        at(low).isCall === at(high).isCall && strike(low) < strike(high) && at(low).isLong !== at(high).isLong
          ? [[low, high]]
          : [],
      ),
    );
    for (const [low, high] of spreads) {
      for (const [from, to] of spreads) {
        const widths = [strike(high) - strike(low), strike(to) - strike(from)];
        if (!at(low).isCall && at(from).isCall) {
          // Long put below short put, at or below short call below long call.
          if (at(low).isLong && at(to).isLong && strike(high) <= strike(from)) {
            tried([low, high, from, to], Math.max(...widths));
          }
        } else if (
          at(low).isCall === at(from).isCall &&
          widths[0] === widths[1] &&
          strike(from) > strike(high) &&
          at(low).isLong === at(to).isLong
        ) {
          tried([low, high, from, to], at(low).isLong ? 0 : widths[0]!);
        }
      }
    }
    expect(least).toBeLessThan(0);
    expect(Math.abs(worst - least)).toBeLessThan(1e-6);
    expect(columns.length).toBeGreaterThan(0);
  }
});
