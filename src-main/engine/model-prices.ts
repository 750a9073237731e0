// The model's price of an instrument in the venue's quotation. May import the domain, pricing and scenarios.
import type { ResolvedInputs } from '../pricing/inputs.ts';
import type { Kernel } from '../pricing/kernel.ts';
import { noScenarios } from '../scenarios/scenario-set.ts';
import { buildColumns } from './columns.ts';
import { UnitValues } from './unit-values.ts';
import type { ModelPrice } from './what-if-protocol.ts';

/** Prices by instrument id: options at their model value (coin when inverse), others at the price they are valued at; else why there is none. */
export function modelPrices(
  inputs: ResolvedInputs,
  wanted: readonly string[],
  kernel: Kernel,
): Map<string, ModelPrice> {
  const found = wanted.flatMap((id) => inputs.valued.get(id) ?? []);
  const engineColumns = buildColumns(found);
  const units = new UnitValues(engineColumns, noScenarios, kernel);
  const prices = new Map<string, ModelPrice>();
  engineColumns.inputs.forEach(({ instrument, forward }, row) => {
    const isOption = instrument.kind === 'option';
    const value = units.settledValue(row) / engineColumns.columns.multiplier[row]!;
    prices.set(instrument.id, { price: isOption ? value : forward });
  });
  for (const id of wanted) {
    const unvalued = inputs.unvalued.get(id);
    if (unvalued) prices.set(id, { reason: unvalued.reason, remedy: unvalued.remedy });
  }
  return prices;
}
