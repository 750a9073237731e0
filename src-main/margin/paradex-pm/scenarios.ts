// The weighted scenarios of Paradex as shocks per price index and expiry.
// May import the domain, scenarios and the parameters beside it.
import { movePercent } from '../../scenarios/price-volatility-grid.ts';
import type { InstrumentColumns, Scenario, ScenarioSet } from '../../scenarios/scenario-set.ts';
import { DAYS_PER_YEAR } from '../blocks/constants.ts';
import type { AssetScenario, ParadexParameters } from './parameters.ts';

/** Name of the one table; of several underlyings each has its own, `scan:BTC`. */
export const TABLE = 'scan';

/** Sets by buckets and parameters: they depend on nothing else, and a market that is moved keeps its buckets. */
const made = new WeakMap<InstrumentColumns['buckets'], WeakMap<ParadexParameters, ScenarioSet>>();

/** Every scenario for every bucket. Throws `invalid-input` naming a missing or out-of-bounds parameter. */
export function paradexScenarios(columns: InstrumentColumns, parameters: ParadexParameters): ScenarioSet {
  const known = made.get(columns.buckets) ?? new WeakMap<ParadexParameters, ScenarioSet>();
  made.set(columns.buckets, known);
  const set = known.get(parameters) ?? makeScenarios(columns, parameters);
  known.set(parameters, set);
  return set;
}

function makeScenarios({ buckets }: InstrumentColumns, parameters: ParadexParameters): ScenarioSet {
  const underlyings = [...new Set(buckets.map(({ underlying }) => underlying))].sort();
  const count = underlyings.length === 0 ? 0 : parameters.scenarioCount(underlyings);
  const shown = underlyings[0] === undefined ? [] : parameters.asset(underlyings[0]).scenarios;
  const size = buckets.length * count;
  const set: ScenarioSet = {
    scenarios: shown.map(
      (scenario, place): Scenario => ({
        id: `${TABLE}/${place + 1}`,
        label: scenarioLabel(scenario),
        table: TABLE,
        priceMove: scenario.move,
        volatility: volatilityState(scenario),
      }),
    ),
    forwardFactor: new Float64Array(size),
    volatilityFactor: new Float64Array(size).fill(1),
    volatilityShift: new Float64Array(size),
    volatilityFloor: new Float64Array(size),
    timePassed: new Float64Array(count),
    weight: Float64Array.from(shown, ({ weight }) => weight),
  };
  buckets.forEach((bucket, row) => {
    const { scenarios, minimumVolatilityUp } = parameters.asset(bucket.underlying);
    const scale = bucket.time === null ? 0 : termScale(bucket.time, parameters);
    scenarios.forEach((scenario, place) => {
      const cell = row * count + place;
      set.forwardFactor[cell] = 1 + scenario.move;
      if (bucket.time === null) return;
      set.volatilityFactor[cell] = Math.max(0, 1 + scenario.volatilityShock * scale);
      if (scenario.volatilityShock > 0) set.volatilityFloor[cell] = minimumVolatilityUp;
    });
  });
  return set;
}

/** (term / max(floor, days))^power: the power is chosen by the days that are left, the floor doesn't change which. */
function termScale(time: number, parameters: ParadexParameters): number {
  const days = time * DAYS_PER_YEAR;
  const term = parameters.general('volatilityTermDays');
  const power = parameters.general(days < term ? 'shortTermVegaPower' : 'longTermVegaPower');
  return (term / Math.max(parameters.general('daysToExpiryFloor'), days)) ** power;
}

/** As people read it: `+16 %, volatility up`. */
export function scenarioLabel(scenario: AssetScenario): string {
  return `${movePercent(scenario.move)}, volatility ${volatilityState(scenario)}`;
}

export function volatilityState({ volatilityShock }: AssetScenario): Scenario['volatility'] {
  return volatilityShock > 0 ? 'up' : volatilityShock < 0 ? 'down' : 'same';
}
