// The strategies of least requirement that a group's legs form at one level.
// May import the domain, the rulebook interface and margin/blocks.
import { MILLION_STEPS, PERCENT } from '../blocks/constants.ts';
import { ColumnMaker, explicitColumns, type StrategyColumn } from './columns.ts';
import { condorsOf } from './condors.ts';
import { fromGrid, type Leg, type LegGroup } from './legs.ts';
import { ColumnTable } from './pairing/columns.ts';
import type { PairingProblem, Work } from './pairing/relaxation.ts';
import { leastPairing, type Pairing } from './pairing/search.ts';
import type { StrategyParameters } from './parameters.ts';
import { type Level, requirementParts, type StrategyKind, total, type Uses } from './requirements.ts';

export interface FormedPair {
  kind: StrategyKind;
  /** In the order of the strategy's members. */
  members: readonly Leg[];
  uses: Uses;
  /** Units of the strategy; a fraction only for what is left over whole units. */
  units: number;
  /** Money, by member; adds up to the requirement. */
  parts: readonly number[];
  requirement: number;
}

export interface PairedGroup {
  group: LegGroup;
  level: Level;
  pairs: FormedPair[];
  requirement: number;
  bound: number;
  isExact: boolean;
  /** Names of the columns that the relaxation was made of. */
  columns: readonly string[];
}

/**
 * A group at both levels. Where the search for the least maintenance margin was cut short, the pairs of the initial level may ask less to be kept than those
 * found: then they are taken, so that maintenance is never more than initial margin.
 * @param checkpoint called between steps of the search with the part that is done: see `RequirementInput.checkpoint`
 */
export function pairedLevels(
  group: LegGroup,
  parameters: StrategyParameters,
  checkpoint: (done: number) => void = () => {},
): Record<Level, PairedGroup> {
  const maintenance = pairedGroup(group, 'maintenance', parameters, [], () => checkpoint(0));
  // Strategies of options alone ask the same at both levels.
  if (group.legs.every(({ kind }) => kind === 'option')) {
    return { initial: { ...maintenance, level: 'initial' }, maintenance };
  }
  const initial = pairedGroup(group, 'initial', parameters, maintenance.columns, () => checkpoint(0.5));
  if (maintenance.isExact) return { initial, maintenance };
  const pairs = initial.pairs.map((pair): FormedPair => {
    const amounts = requirementParts(pair.kind, pair.members, pair.uses, 'maintenance', parameters);
    const scaled = (amount: number): number => fromGrid(amount * pair.units);
    return { ...pair, parts: amounts.map(scaled), requirement: scaled(total(amounts)) };
  });
  const requirement = pairs.reduce((sum, pair) => sum + pair.requirement, 0);
  return {
    initial,
    maintenance: requirement < maintenance.requirement ? { ...maintenance, pairs, requirement } : maintenance,
  };
}

/** Each expiry paired by itself, shares with the first: a pairing of the whole, since legs of different expiries are different legs. Null with one expiry. */
function pairedByExpiry(
  { legs }: LegGroup,
  problem: PairingProblem<StrategyColumn>,
  counts: Float64Array,
  work: Work,
): Pick<Pairing, 'units' | 'cost'> | null {
  const days = [...new Set(legs.flatMap((leg) => (leg.kind === 'option' ? [leg.expiry] : [])))];
  if (days.length < 2) return null;
  const first = Math.min(...days);
  const parts = days
    .sort((a, b) => a - b)
    .map((day) => {
      const own = counts.map((count, place) => {
        const leg = legs[place]!;
        return (leg.kind === 'option' ? leg.expiry : first) === day ? count : 0;
      });
      return leastPairing(problem, own, { ...work, left: work.left / days.length });
    });
  return {
    units: parts.flatMap(({ units }) => units).sort((a, b) => a.column - b.column),
    cost: parts.reduce((sum, { cost }) => sum + cost, 0),
  };
}

const columnName = ({ kind, legs }: StrategyColumn): string => `${kind} ${legs.join(' ')}`;

/**
 * Pairs in the order of strategies and legs; the requirement is their sum in that order.
 * @param first columns that the relaxation of the other level was made of, by name
 */
function pairedGroup(
  group: LegGroup,
  level: Level,
  parameters: StrategyParameters,
  first: readonly string[],
  checkpoint: () => void,
): PairedGroup {
  const counts = Float64Array.from(group.legs, ({ count }) => count);
  const units = counts.reduce((sum, count) => sum + count, 0);
  const maker = new ColumnMaker(group, level, parameters);
  // Less than half a unit of cost in all, whatever is paired.
  const preference = (0.5 * 0.5) / Math.max(1, units);
  const table = new ColumnTable<StrategyColumn>();
  const condors = condorsOf(group, maker, parameters, preference);
  for (const column of explicitColumns(group, maker, parameters)) table.add(column);
  for (const column of condors.listed) table.add(column);
  const wanted = new Set(first);
  const begin = table.columns.flatMap((column, place) => (wanted.has(columnName(column)) ? [place] : []));
  const problem = { table, legs: group.legs.length, find: condors.find, preference };
  const most = parameters.at('pairing.work') * MILLION_STEPS;
  const whole = leastPairing(problem, counts, { left: most, checkpoint }, begin);
  // The work ended long before the search did: expiries by themselves are small enough, and pairs across them matter less.
  const isFar = whole.cost > whole.bound * (1 + 1 / PERCENT);
  const apart =
    whole.isExact || !isFar ? null : pairedByExpiry(group, problem, counts, { left: most, checkpoint });
  const found = apart !== null && apart.cost < whole.cost ? { ...whole, ...apart } : whole;
  const pairOf = (kind: StrategyKind, legs: readonly number[], uses: Uses, count: number): FormedPair => {
    const members = legs.map((place) => group.legs[place]!);
    const parts = requirementParts(kind, members, uses, level, parameters);
    // Whole units: one division, so that cents stay cents.
    const scaled = (amount: number): number => fromGrid(amount * count);
    return { kind, members, uses, units: count, parts: parts.map(scaled), requirement: scaled(total(parts)) };
  };
  const odd = group.legs.flatMap((leg, place) => {
    const { kind } = maker.singles[place]!;
    // The lot of what is left over is one share.
    const single = leg.kind === 'shares' ? { ...leg, size: 1 } : leg;
    if (leg.odd === 0) return [];
    // Shares are rounded together: a million times what one share is rounded by would be seen.
    const [amount = 0] = requirementParts(kind, [single], [leg.odd], level, parameters);
    const requirement = fromGrid(leg.kind === 'shares' ? amount : amount * leg.odd);
    return [{ kind, members: [single], uses: [1], units: leg.odd, parts: [requirement], requirement }];
  });
  const pairs = [
    ...found.units.map(({ column, units: count }) => {
      const { kind, legs, uses } = table.columns[column]!;
      return pairOf(kind, legs, uses, count);
    }),
    ...odd,
  ];
  const oddRequirement = odd.reduce((sum, { requirement }) => sum + requirement, 0);
  const requirement = pairs.reduce((sum, pair) => sum + pair.requirement, 0);
  return {
    group,
    level,
    pairs,
    requirement,
    bound: found.isExact ? requirement : fromGrid(found.bound) + oddRequirement,
    isExact: found.isExact,
    columns: found.columns.map((column) => columnName(table.columns[column]!)),
  };
}
