// The scenario set of Deribit's risk matrix, and which instruments its rulebooks can carry.
// May import the domain, scenarios and margin/blocks.
import type { Instrument } from '../../../domain/instrument.ts';
import { gridScenarios } from '../../../scenarios/price-volatility-grid.ts';
import type { InstrumentColumns, ScenarioSet } from '../../../scenarios/scenario-set.ts';
import { coinVenueRefusal } from '../listed/refusal.ts';
import { type GridParameters, volatilityFactors } from './grid-parameters.ts';

/** Sets by buckets and parameters: they depend on nothing else, and a market that is moved keeps its buckets. */
const made = new WeakMap<InstrumentColumns['buckets'], WeakMap<GridParameters, ScenarioSet>>();

/** Standard and extended table for every bucket. Throws `invalid-input` naming a missing or out-of-bounds parameter. */
export function deribitScenarios(columns: InstrumentColumns, parameters: GridParameters): ScenarioSet {
  const known = made.get(columns.buckets) ?? new WeakMap<GridParameters, ScenarioSet>();
  made.set(columns.buckets, known);
  const set = known.get(parameters) ?? makeScenarios(columns, parameters);
  known.set(parameters, set);
  return set;
}

function makeScenarios(columns: InstrumentColumns, parameters: GridParameters): ScenarioSet {
  const { general } = parameters;
  const ranges = columns.buckets.map(
    (bucket) => parameters.pair(bucket.priceIndex, bucket.underlying).priceRange,
  );
  return gridScenarios(columns, general.shape, Math.max(0, ...new Set(ranges)), (bucket) => {
    const pair = parameters.pair(bucket.priceIndex, bucket.underlying);
    const factors = volatilityFactors(bucket.time ?? 0, pair, general);
    return {
      priceRange: pair.priceRange,
      factorUp: factors.up,
      floorUp: pair.minimumVolatilityForShockUp,
      factorDown: factors.down,
    };
  });
}

/** Why Deribit's rulebooks can't carry an instrument, as a sentence; null when they can. */
export function deribitRefusal(instrument: Instrument): string | null {
  const { symbol } = instrument;
  const listed = coinVenueRefusal(instrument, 'the venue');
  if (listed !== null) return listed;
  if (instrument.kind === 'spot') {
    return `${symbol} is a spot holding: enter it as a balance in ${instrument.underlying}.`;
  }
  if (instrument.exercise === 'american')
    return `${symbol} is an American option; the venue lists European ones only.`;
  if (instrument.payoff === 'inverse' && instrument.settlementCurrency !== instrument.underlying) {
    return `${symbol} is inverse but settles in ${instrument.settlementCurrency}, not in ${instrument.underlying}.`;
  }
  if (instrument.payoff === 'linear' && instrument.settlementCurrency === instrument.underlying) {
    return `${symbol} is linear but settles in its own underlying.`;
  }
  return null;
}
