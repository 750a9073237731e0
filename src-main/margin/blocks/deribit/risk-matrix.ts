// The risk matrix of one netting set: cells, what counts of them, worst case, roll shock, delta shock, correlation.
// May import the rulebook interface and margin/blocks.
import type { AccountValues } from '../../rulebook.ts';
import { FLOAT_NOISE } from '../constants.ts';
import type { GeneralParameters } from './grid-parameters.ts';
import { type RiskUnit, riskGroupOf } from './risk-unit.ts';

/** Quantity added to rows, by row: what open orders would bring. */
export type AddedQuantities = ReadonlyMap<number, { quantity: number; group: string }>;

export interface UnitCells {
  unit: RiskUnit;
  /** Profit (+) or loss (−) per scenario, in the set's currency, before offsets. */
  raw: Float64Array;
  /** What counts of it: profits offset and capped, extended results dampened. */
  counted: Float64Array;
  /** −min(counted), at least 0, and the first scenario where it stands. */
  worst: number;
  worstCell: number;
}

export interface RollShock {
  unit: RiskUnit;
  group: string;
  /** Expiry, or null for perpetuals. */
  expiry: string | null;
  /** Signed delta in coins. */
  delta: number;
  /** |delta| in the set's currency. */
  exposure: number;
  /** Share charged. */
  rate: number;
  /** True when the least move is what is charged: the branch that a venue number confirms. */
  atMinimum: boolean;
  amount: number;
}

export interface DeltaShock {
  unit: RiskUnit;
  delta: number;
  /** |delta| in USD. */
  deltaUsd: number;
  /** Charges in the set's currency; the amount is the smaller. */
  incremental: number;
  limit: number;
  amount: number;
}

export interface RiskMatrix {
  units: UnitCells[];
  /** Units of the correlated set added cell by cell; null when there are fewer than two. */
  correlated: { units: UnitCells[]; counted: Float64Array; worst: number; worstCell: number } | null;
  /** All units cell by cell. */
  total: Float64Array;
  totalWorstCell: number;
  cellByCell: number;
  sumOfWorsts: number;
  joined: 'single' | 'sumOfWorsts' | 'cellByCell';
  worstCase: number;
  rollShocks: RollShock[];
  rollShock: number;
  deltaShocks: DeltaShock[];
  deltaShock: number;
  correlationContingency: number;
  /** worst case + delta shock + roll shock + correlation contingency. */
  amount: number;
}

/** The risk matrix of the units as held, or with quantities added. */
export function riskMatrix(
  values: AccountValues,
  general: GeneralParameters,
  units: readonly RiskUnit[],
  added: AddedQuantities = new Map(),
): RiskMatrix {
  const cells = units.map((unit) => unitCells(values, unit, added));
  const count = values.scenarios.scenarios.length;
  const total = new Float64Array(count);
  for (const unit of cells) addInto(total, unit.counted);
  const members = cells.filter((unit) => unit.unit.currency.correlationSet);
  const correlated = members.length < 2 ? null : correlatedCells(members, count);
  const alone = cells.filter((unit) => !correlated?.units.includes(unit));
  const sumOfWorsts = [...alone.map((unit) => unit.worst), ...(correlated ? [correlated.worst] : [])].reduce(
    (sum, amount) => sum + amount,
    0,
  );
  const totalWorstCell = lowest(total);
  const cellByCell = Math.max(0, -(total[totalWorstCell] ?? 0));
  const single = cells.length < 2;
  const chosen =
    general.acrossUnderlyings === 'larger'
      ? Math.max(sumOfWorsts, cellByCell)
      : general.acrossUnderlyings === 'sumOfWorsts'
        ? sumOfWorsts
        : cellByCell;
  const held = units.map((unit) => quantitiesOf(unit, added));
  const rollShocks = units.flatMap((unit, place) => rollShocksOf(values, general, unit, held[place]!));
  const deltaShocks = units.map((unit, place) => deltaShockOf(values, general, unit, held[place]!));
  const worstCase = single ? (cells[0]?.worst ?? 0) : chosen;
  const rollShock = rollShocks.reduce((sum, shock) => sum + shock.amount, 0);
  const deltaShock = deltaShocks.reduce((sum, shock) => sum + shock.amount, 0);
  const correlationContingency = correlated
    ? general.correlationContingency * (members.reduce((sum, unit) => sum + unit.worst, 0) - correlated.worst)
    : 0;
  return {
    units: cells,
    correlated,
    total,
    totalWorstCell,
    cellByCell,
    sumOfWorsts,
    joined: single ? 'single' : chosen === sumOfWorsts ? 'sumOfWorsts' : 'cellByCell',
    worstCase,
    rollShocks,
    rollShock,
    deltaShocks,
    deltaShock,
    correlationContingency,
    amount: worstCase + deltaShock + rollShock + correlationContingency,
  };
}

/** True where both ways of joining underlyings ask the same, so that nothing rests on which one the venue takes. */
export const joinsAgree = (matrix: RiskMatrix): boolean =>
  matrix.sumOfWorsts - matrix.cellByCell <= FLOAT_NOISE * matrix.sumOfWorsts;

/** Profit offset: positive cells × offset, at most the offsetable profit (USD, at the cell's price); losses untouched. */
function offsetProfit(unit: RiskUnit, cell: number, amount: number): number {
  if (amount <= 0) return amount;
  return Math.min(amount * unit.currency.profitOffset, profitLimit(unit, cell));
}

/** The largest profit that counts in a cell, in the set's currency. */
export function profitLimit(unit: RiskUnit, cell: number): number {
  return unit.currency.maximumOffsetableProfit / (unit.usdAtCell[cell] ?? Number.NaN);
}

/** By how much an extended result moves towards 0, in the set's currency, not negative: min((max(|m|/R, 1) − 1)·dampener, |result|). */
export function dampening(unit: RiskUnit, cell: number, amount: number): number {
  if (!unit.extended[cell]) return 0;
  const multiple = Math.max(Math.abs(unit.moves[cell] ?? 0) / unit.pair.priceRange, 1) - 1;
  const allowance = (multiple * unit.currency.extendedDampener) / (unit.usdAtCell[cell] ?? Number.NaN);
  return Math.min(allowance, Math.abs(amount));
}

/** Annualised move of an expiry as a share of its delta, and whether the least move is what counts. `time` in years, 0 for perpetuals. */
function rollRate(
  unit: RiskUnit,
  general: GeneralParameters,
  time: number,
): { rate: number; atMinimum: boolean } {
  const risk = unit.currency.annualisedMoveRisk * time;
  const move = general.rollShockForm === 'exponential' ? Math.expm1(risk) : risk;
  const least = unit.currency.minimumAnnualisedMove;
  return move > least ? { rate: move, atMinimum: false } : { rate: least, atMinimum: true };
}

/**
 * Delta that the delta shock is taken on. Long options may bring the delta of futures and short options towards 0, not beyond:
 * with δ1 of long options and δ2 of the rest, δ2 < 0 → min(max(δ1 + δ2, δ2), 0), else max(min(δ1 + δ2, δ2), 0).
 */
export function nettedDelta(longOptions: number, others: number, rule: string): number {
  if (rule === 'netDelta') return longOptions + others;
  const net = longOptions + others;
  return others < 0 ? Math.min(Math.max(net, others), 0) : Math.max(Math.min(net, others), 0);
}

function unitCells(values: AccountValues, unit: RiskUnit, added: AddedQuantities): UnitCells {
  const count = values.scenarios.scenarios.length;
  const raw = new Float64Array(count);
  for (const group of unit.groups) {
    const own = values.profitAndLoss(group.id);
    const extra = [...added].filter(([, addition]) => addition.group === group.id);
    for (let cell = 0; cell < count; cell++) {
      let amount = own?.[cell] ?? 0;
      for (const [row, { quantity }] of extra) amount += quantity * values.unitProfitAndLoss(row, cell);
      raw[cell] = (raw[cell] ?? 0) + (group.scale[cell] ?? 0) * amount;
    }
  }
  if (unit.equityCells) addInto(raw, unit.equityCells);
  const counted = raw.map((amount, cell) => {
    const offset = offsetProfit(unit, cell, amount);
    if (!unit.extended[cell]) return offset;
    const towards = dampening(unit, cell, offset);
    return offset > 0 ? offset - towards : offset + towards;
  });
  const worstCell = lowest(counted);
  return { unit, raw, counted, worst: Math.max(0, -(counted[worstCell] ?? 0)), worstCell };
}

function correlatedCells(units: UnitCells[], count: number): NonNullable<RiskMatrix['correlated']> {
  const counted = new Float64Array(count);
  for (const unit of units) addInto(counted, unit.counted);
  const worstCell = lowest(counted);
  return { units, counted, worst: Math.max(0, -(counted[worstCell] ?? 0)), worstCell };
}

/** Adds `amounts` to `target`, place by place. */
export function addInto(target: Float64Array, amounts: Float64Array): void {
  for (let place = 0; place < target.length; place++)
    target[place] = (target[place] ?? 0) + (amounts[place] ?? 0);
}

/** First place of the smallest number. */
function lowest(amounts: Float64Array): number {
  let place = 0;
  for (let index = 1; index < amounts.length; index++) {
    if ((amounts[index] as number) < (amounts[place] as number)) place = index;
  }
  return place;
}

interface RowQuantity {
  row: number;
  quantity: number;
  group: string;
}

/** Quantities by row of a unit, as held plus added, rows ascending. */
function quantitiesOf(unit: RiskUnit, added: AddedQuantities): RowQuantity[] {
  const { holdings } = unit;
  if (added.size === 0 && holdings.every(({ row }, place) => place === 0 || row > holdings[place - 1]!.row)) {
    return holdings.map(({ row, quantity, instrument }) => ({
      row,
      quantity,
      group: riskGroupOf(instrument),
    }));
  }
  const rows = new Map<number, { row: number; quantity: number; group: string }>();
  for (const holding of unit.holdings) {
    rows.set(holding.row, {
      row: holding.row,
      quantity: holding.quantity,
      group: riskGroupOf(holding.instrument),
    });
  }
  const groups = new Set(unit.groups.map((group) => group.id));
  for (const [row, addition] of added) {
    if (!groups.has(addition.group)) continue;
    const held = rows.get(row)?.quantity ?? 0;
    rows.set(row, { row, quantity: held + addition.quantity, group: addition.group });
  }
  return [...rows.values()].sort((a, b) => a.row - b.row);
}

function rollShocksOf(
  values: AccountValues,
  general: GeneralParameters,
  unit: RiskUnit,
  held: readonly RowQuantity[],
): RollShock[] {
  const { columns } = values;
  const deltas = new Map<number, { delta: number; group: string }>();
  for (const { row, quantity, group } of held) {
    const bucket = columns.bucket[row] as number;
    const sum = deltas.get(bucket) ?? { delta: 0, group };
    sum.delta += quantity * values.measures(row).delta;
    deltas.set(bucket, sum);
  }
  const perCoin = new Map(unit.groups.map((group) => [group.id, group.exposurePerCoin]));
  return [...deltas.entries()]
    .map(([bucketRow, { delta, group }]) => {
      const bucket = columns.buckets[bucketRow];
      const { rate, atMinimum } = rollRate(unit, general, Math.max(0, bucket?.time ?? 0));
      const exposure = Math.abs(delta) * (perCoin.get(group) ?? Number.NaN);
      return {
        unit,
        group,
        expiry: bucket?.expiry ?? null,
        delta,
        exposure,
        rate,
        atMinimum,
        amount: exposure * rate,
      };
    })
    .sort((a, b) => (`${a.group} ${a.expiry ?? ''}` < `${b.group} ${b.expiry ?? ''}` ? -1 : 1));
}

function deltaShockOf(
  values: AccountValues,
  general: GeneralParameters,
  unit: RiskUnit,
  held: readonly RowQuantity[],
): DeltaShock {
  let longOptions = 0;
  let others = 0;
  for (const { row, quantity } of held) {
    const delta = quantity * values.measures(row).delta;
    const isOption = (values.columns.right[row] as number) <= 1;
    if (isOption && quantity > 0) longOptions += delta;
    else others += delta;
  }
  const delta = nettedDelta(longOptions, others, general.deltaNetting);
  const { pair, index } = unit;
  const deltaUsd = Math.abs(delta) * index;
  const usdPerUnit = unit.usdAtIndex;
  const above = Math.max(deltaUsd - pair.deltaShockThreshold, 0);
  const incremental = (above * Math.abs(delta) * pair.deltaShockIncrement) / usdPerUnit;
  const limit = (pair.maximumDeltaShock * deltaUsd) / usdPerUnit;
  return { unit, delta, deltaUsd, incremental, limit, amount: Math.min(incremental, limit) };
}
