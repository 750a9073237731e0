// Value and Greeks of rows as they are held, where they are margined as another instrument.
// May import the domain, pricing, scenarios and margin.
import type { UnitMeasures } from '../margin/rulebook.ts';
import type { Kernel } from '../pricing/kernel.ts';
import { noScenarios } from '../scenarios/scenario-set.ts';
import type { CarriedInstrument } from './carried-rows.ts';
import { buildColumns, type EngineColumns } from './columns.ts';
import { unitMeasures } from './measures.ts';
import { UnitValues } from './unit-values.ts';

/** Measures of the held instruments that a rulebook carries as others. */
export class HeldMeasures {
  readonly engineColumns: EngineColumns;
  readonly #units: UnitValues;
  readonly #known: (UnitMeasures | undefined)[] = [];

  constructor(mapped: ReadonlyMap<string, CarriedInstrument>, kernel: Kernel) {
    this.engineColumns = buildColumns([...mapped.values()].map(({ held }) => held));
    this.#units = new UnitValues(this.engineColumns, noScenarios, kernel);
  }

  row(row: number): UnitMeasures {
    this.#known[row] ??= unitMeasures(this.engineColumns, row, this.#units.settledValue(row));
    return this.#known[row]!;
  }

  /** Undefined for an instrument that is carried as it is. */
  of(id: string): UnitMeasures | undefined {
    const row = this.engineColumns.rowOf.get(id);
    return row === undefined ? undefined : this.row(row);
  }
}
