// The values of all accounts under one rulebook: one scenario set, each instrument valued once, and a view per account.
// May import the domain, pricing, scenarios and margin.
import type { HistoryPoint, MarketFigures } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { AccountValues, Rulebook, UnitMeasures, ValuedHolding } from '../margin/rulebook.ts';
import type { ValuationInput } from '../pricing/inputs.ts';
import type { Kernel } from '../pricing/kernel.ts';
import { buildColumns, columnsLike, type EngineColumns } from './columns.ts';
import { unitMeasures } from './measures.ts';
import { SCENARIO_BLOCK, UnitValues } from './unit-values.ts';
import { profitAndLossVectors, type SparseHoldings, type Tick } from './valuation.ts';

/** A holding that will be valued, with the account it belongs to. */
export interface AccountHolding {
  account: string;
  instrument: string;
  quantity: number;
  cost: number | null;
  unsettledQuantity: number;
}

export interface ValuationContext {
  rulebook: Rulebook;
  market: MarketFigures;
  history: readonly HistoryPoint[];
  parameters: EffectiveParameters;
  kernel: Kernel;
  tick: Tick;
  /** Columns of the same instruments under another market, which order and buckets are taken from. */
  like?: EngineColumns;
}

/** All that was valued under one rulebook. */
export class RulebookValues {
  readonly engineColumns: EngineColumns;
  readonly units: UnitValues;
  readonly #rulebook: Rulebook;
  readonly #measures: (UnitMeasures | undefined)[];
  /** P&L of one unit per scenario asked for: scenario → row; NaN is not yet valued. */
  readonly #unitCells = new Map<number, Float64Array>();
  readonly #oneRow = new Int32Array(1);
  readonly #oneCell = new Float64Array(1);

  /** Makes the scenario set of the rulebook for these instruments. Throws what the rulebook throws. */
  constructor(inputs: Iterable<ValuationInput>, context: ValuationContext) {
    const { rulebook, market, history, parameters, kernel } = context;
    this.engineColumns = context.like ? columnsLike(context.like, inputs) : buildColumns(inputs);
    const { columns } = this.engineColumns;
    this.units = new UnitValues(
      this.engineColumns,
      rulebook.scenarios(columns, market, history, parameters),
      kernel,
    );
    this.#rulebook = rulebook;
    this.#measures = new Array(columns.count);
  }

  /**
   * Values the holdings of all accounts at once.
   * @param holdings ordered by account, then instrument id; every instrument has a row
   * @returns one AccountValues per account that is asked for, holdings or not
   */
  accounts(
    accounts: Iterable<string>,
    holdings: readonly AccountHolding[],
    tick: Tick,
  ): Map<string, AccountValues> {
    const { rowOf, inputs } = this.engineColumns;
    const sparse: SparseHoldings = {
      vector: new Int32Array(holdings.length),
      row: new Int32Array(holdings.length),
      quantity: new Float64Array(holdings.length),
      vectors: 0,
    };
    const groupOfRow: (string | undefined)[] = new Array(inputs.length);
    const byAccount = new Map<string, { holdings: ValuedHolding[]; vectors: Map<string, number> }>();
    for (const account of accounts) byAccount.set(account, { holdings: [], vectors: new Map() });
    holdings.forEach((holding, index) => {
      const row = rowOf.get(holding.instrument)!;
      const { instrument } = inputs[row]!;
      groupOfRow[row] ??= this.#rulebook.riskGroup(instrument);
      const group = groupOfRow[row];
      const own = byAccount.get(holding.account)!;
      let vector = own.vectors.get(group);
      if (vector === undefined) {
        vector = sparse.vectors++;
        own.vectors.set(group, vector);
      }
      sparse.vector[index] = vector;
      sparse.row[index] = row;
      sparse.quantity[index] = holding.quantity;
      const { quantity, cost, unsettledQuantity } = holding;
      own.holdings.push({ row, instrument, quantity, cost, unsettledQuantity });
    });
    const sums = profitAndLossVectors(this.units, sparse, tick);
    const total = this.units.scenarios.scenarios.length;
    const values = new Map<string, AccountValues>();
    for (const [account, own] of byAccount) {
      const vectors = new Map<string, Float64Array>();
      for (const [group, vector] of own.vectors) {
        vectors.set(group, sums.subarray(vector * total, (vector + 1) * total));
      }
      values.set(account, this.#view(own.holdings, vectors));
    }
    return values;
  }

  /** The view of an account that holds one position only, for its margin alone. */
  alone(holding: ValuedHolding): AccountValues {
    const total = this.units.scenarios.scenarios.length;
    const vector = new Float64Array(total);
    this.#oneRow[0] = holding.row;
    for (let first = 0; first < total; first += SCENARIO_BLOCK) {
      const width = Math.min(SCENARIO_BLOCK, total - first);
      this.units.fill(this.#oneRow, 0, 1, first, width, vector.subarray(first, first + width));
    }
    for (let scenario = 0; scenario < total; scenario++) vector[scenario]! *= holding.quantity;
    return this.#view([holding], new Map([[this.#rulebook.riskGroup(holding.instrument), vector]]));
  }

  measures(row: number): UnitMeasures {
    const known = this.#measures[row];
    if (known) return known;
    const measured = unitMeasures(this.engineColumns, row, this.units.settledValue(row));
    this.#measures[row] = measured;
    return measured;
  }

  #unitProfitAndLoss(row: number, scenario: number): number {
    let cells = this.#unitCells.get(scenario);
    if (!cells) {
      cells = new Float64Array(this.engineColumns.columns.count).fill(Number.NaN);
      this.#unitCells.set(scenario, cells);
    }
    const known = cells[row]!;
    if (!Number.isNaN(known)) return known;
    this.#oneRow[0] = row;
    this.units.fill(this.#oneRow, 0, 1, scenario, 1, this.#oneCell);
    cells[row] = this.#oneCell[0]!;
    return this.#oneCell[0]!;
  }

  #view(holdings: readonly ValuedHolding[], vectors: ReadonlyMap<string, Float64Array>): AccountValues {
    const { columns, rowOf, inputs } = this.engineColumns;
    const groups = [...vectors.keys()].sort();
    return {
      columns,
      scenarios: this.units.scenarios,
      holdings,
      profitAndLoss: (group) => vectors.get(group),
      groups: () => groups,
      unitProfitAndLoss: (row, scenario) => this.#unitProfitAndLoss(row, scenario),
      measures: (row) => this.measures(row),
      mark: (row) => inputs[row]?.mark ?? null,
      terms: (row) => inputs[row]?.terms,
      rowOf: (instrument) => rowOf.get(instrument),
    };
  }
}
