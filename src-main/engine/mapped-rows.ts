// What the answer says about rows that are margined as another instrument: their own measures, and what the mapping leaves open.
// May import the domain, pricing and margin.
import { fromFloat } from '../domain/decimal.ts';
import type { MappedRow } from '../domain/margin-result.ts';
import type { UnitMeasures } from '../margin/rulebook.ts';
import type { RulebookRun } from './rulebook-run.ts';

/** Measures of one unit of each instrument of a run as it is held, whatever it is margined as. */
export function heldMeasures(run: RulebookRun): (id: string) => UnitMeasures | undefined {
  return (id) => {
    const own = run.held?.of(id);
    if (own) return own;
    const row = run.values.engineColumns.rowOf.get(id);
    return row === undefined ? undefined : run.values.measures(row);
  };
}

/** Every holding that a run carries as another instrument, in the order of accounts and ids. */
export function mappedRows(run: RulebookRun, heldQuantity: (place: number) => number): MappedRow[] {
  if (!run.held) return [];
  const rows: MappedRow[] = [];
  for (const { account, values, places, failure } of run.accounts) {
    if (failure) continue;
    values.holdings.forEach(({ row, instrument, quantity: carried }, index) => {
      const mapped = run.mapped.get(instrument.id);
      if (!mapped) return;
      const quantity = heldQuantity(places[index]!);
      const residual = carried * values.measures(row).delta - quantity * run.held!.of(instrument.id)!.delta;
      rows.push({
        account: account.id,
        instrument: instrument.id,
        quantity: fromFloat(quantity),
        carriedQuantity: fromFloat(carried),
        carriedAs: mapped.carriedAs,
        residualDelta: fromFloat(residual),
      });
    });
  }
  return rows;
}
