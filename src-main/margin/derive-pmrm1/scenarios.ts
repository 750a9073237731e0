// What PMRM v1 asks the engine to value: the listed scenarios, and two moves of the forwards alone for their contingency.
// May import the domain, scenarios and margin/blocks.
import type { MarketFigures } from '../../domain/market.ts';
import { movePercent } from '../../scenarios/price-volatility-grid.ts';
import type { InstrumentColumns, Scenario, ScenarioSet, ShockBucket } from '../../scenarios/scenario-set.ts';
import { DAYS_PER_YEAR } from '../blocks/constants.ts';
import { forwardParts } from '../blocks/derive/forward-fixing.ts';
import type { Pmrm1Parameters } from './parameters.ts';

/** Table of the listed scenarios, and of the moves of the forward contingency. */
export const REGULAR = 'regular';
export const FORWARD = 'forwardContingency';

type Parameters = Pmrm1Parameters<number>;

/** The listed scenarios in their order, then the forward moved up, then down. */
export function pmrm1Scenarios(
  columns: InstrumentColumns,
  market: MarketFigures,
  parameters: Parameters,
): ScenarioSet {
  const scenarios = scenarioList(parameters);
  const count = scenarios.length;
  const size = columns.buckets.length * count;
  const forwardFactor = new Float64Array(size);
  const volatilityFactor = new Float64Array(size).fill(1);
  columns.buckets.forEach((bucket, place) => {
    const moving = movingShare(columns, bucket, place, market, parameters);
    const shock = volatilityShock(bucket.time ?? 0, parameters);
    scenarios.forEach((scenario, index) => {
      const cell = place * count + index;
      // All of it moves nearly always: then the factor is made of the move alone, without another rounding.
      forwardFactor[cell] = 1 + (moving === 1 ? scenario.priceMove : moving * scenario.priceMove);
      if (bucket.expiry === null) return;
      if (scenario.volatility === 'up') volatilityFactor[cell] = shock.up;
      if (scenario.volatility === 'down') volatilityFactor[cell] = shock.down;
    });
  });
  return {
    scenarios,
    forwardFactor,
    volatilityFactor,
    volatilityShift: new Float64Array(size),
    volatilityFloor: new Float64Array(size),
    timePassed: new Float64Array(count),
    weight: new Float64Array(count).fill(1),
  };
}

/** Factors on the volatility of options so far from expiry (years): 1 + rangeUp·t and max(0, 1 − rangeDown·t), t = (term/max(days, floor))^power. */
export function volatilityShock(years: number, { volatility }: Parameters): { up: number; down: number } {
  const days = Math.max(years * DAYS_PER_YEAR, volatility.floorDays);
  const power = days <= volatility.termDays ? volatility.shortTermPower : volatility.longTermPower;
  const scale = (volatility.termDays / days) ** power;
  return { up: 1 + volatility.rangeUp * scale, down: Math.max(0, 1 - volatility.rangeDown * scale) };
}

function scenarioList({ scenarios, basis }: Parameters): Scenario[] {
  const forward = (id: string, priceMove: number): Scenario => ({
    id: `${FORWARD}/${id}`,
    label: `Forwards ${movePercent(priceMove)}`,
    table: FORWARD,
    priceMove,
    volatility: 'same',
  });
  return [
    ...scenarios.map(
      ({ name, spotMove, volatility }): Scenario => ({
        id: `${REGULAR}/${name}`,
        label: `${movePercent(spotMove)}, volatility ${volatility}`,
        table: REGULAR,
        priceMove: spotMove,
        volatility,
      }),
    ),
    forward('up', basis.moveUp),
    forward('down', basis.moveDown),
  ];
}

/** The share of a bucket's forward that the settlement average hasn't fixed yet; 1 of what doesn't expire. */
function movingShare(
  columns: InstrumentColumns,
  bucket: ShockBucket,
  place: number,
  market: MarketFigures,
  { averagingSeconds }: Parameters,
): number {
  if (bucket.expiry === null) return 1;
  const forward = columns.forward[columns.bucket.indexOf(place)] ?? 0;
  const { fixed, variable } = forwardParts(
    market,
    bucket.priceIndex,
    bucket.expiry,
    forward,
    bucket.time ?? 0,
    averagingSeconds,
  );
  return fixed === 0 || forward === 0 ? 1 : variable / forward;
}
