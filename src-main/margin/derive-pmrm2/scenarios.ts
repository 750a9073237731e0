// The scenario set: the list of the parameters by place, then the two moves of the basis contingency.
// May import the domain, scenarios and margin/blocks.
import type { MarketFigures } from '../../domain/market.ts';
import { movePercent } from '../../scenarios/price-volatility-grid.ts';
import type { InstrumentColumns, Scenario, ScenarioSet } from '../../scenarios/scenario-set.ts';
import { DAYS_PER_YEAR } from '../blocks/constants.ts';
import { forwardParts } from '../blocks/derive/forward-fixing.ts';
import type { Pmrm2Parameters, ScenarioParameters, SkewParameters } from './parameters.ts';

/** Table of the two moves that only the basis contingency reads. */
export const BASIS = 'basis';

const volatilityWords: Record<ScenarioParameters['volatility'], string> = {
  up: 'volatility up',
  same: 'volatility same',
  down: 'volatility down',
  linear: 'linear skew',
  absolute: 'absolute skew',
};

const tilts = (scenario: ScenarioParameters): boolean => scenario.table === 'skews';

const lists = new WeakMap<Pmrm2Parameters, readonly Scenario[]>();

/** Scenarios by place, then basis up and basis down; made once per parameters. */
export function scenarioList(parameters: Pmrm2Parameters): readonly Scenario[] {
  const known = lists.get(parameters) ?? makeList(parameters);
  lists.set(parameters, known);
  return known;
}

function makeList({ scenarios, basis }: Pmrm2Parameters): Scenario[] {
  return [
    ...scenarios.map(({ place, move, volatility, table, dampening }): Scenario => {
      const dampened = dampening === 1 ? '' : `, × ${dampening}`;
      return {
        id: `${table}/${place}`,
        label: `${movePercent(move)}, ${volatilityWords[volatility]}${dampened}`,
        table,
        priceMove: move,
        volatility: volatility === 'up' || volatility === 'down' ? volatility : 'same',
      };
    }),
    ...[basis.moveUp, basis.moveDown].map(
      (move, side): Scenario => ({
        id: `${BASIS}/${side === 0 ? 'up' : 'down'}`,
        label: `${movePercent(move)}, forwards alone`,
        table: BASIS,
        priceMove: move,
        volatility: 'same',
      }),
    ),
  ];
}

/** Scenarios by place, then basis up and basis down. Options’ forwards stay in a skew; what is fixed of a forward never moves. */
export function pmrm2Scenarios(
  columns: InstrumentColumns,
  market: MarketFigures,
  parameters: Pmrm2Parameters,
): ScenarioSet {
  const own = parameters.scenarios;
  const scenarios = scenarioList(parameters);
  const count = scenarios.length;
  const cells = count * columns.buckets.length;
  const set: ScenarioSet = {
    scenarios,
    forwardFactor: new Float64Array(cells).fill(1),
    volatilityFactor: new Float64Array(cells).fill(1),
    volatilityShift: new Float64Array(cells),
    volatilityFloor: new Float64Array(cells),
    timePassed: new Float64Array(count),
    weight: new Float64Array(count).fill(1),
    rowVolatility: own.filter(tilts).map(({ place, volatility }) => ({
      scenario: place - 1,
      factor: skewFactors(columns, parameters, volatility === 'absolute'),
    })),
  };
  const rowOf = firstRows(columns);
  columns.buckets.forEach((bucket, place) => {
    const start = place * count;
    const isExpiry = bucket.expiry !== null && bucket.time !== null;
    let fixedShare = 0;
    if (bucket.expiry !== null && bucket.time !== null) {
      const forward = columns.forward[rowOf[place] ?? 0] ?? 0;
      const { averagingSeconds } = parameters;
      const parts = forwardParts(
        market,
        bucket.priceIndex,
        bucket.expiry,
        forward,
        bucket.time,
        averagingSeconds,
      );
      fixedShare = parts.fixed / forward;
    }
    const factors = volatilityFactors(bucket.time ?? 0, parameters);
    for (let s = 0; s < count; s++) {
      const scenario = own[s];
      const move = isExpiry && scenario && tilts(scenario) ? 0 : (scenarios[s]?.priceMove ?? 0);
      set.forwardFactor[start + s] = 1 + move * (1 - fixedShare);
      if (scenario?.volatility === 'up') {
        set.volatilityFactor[start + s] = factors.up;
        set.volatilityFloor[start + s] = parameters.volatility.leastUp;
      } else if (scenario?.volatility === 'down') {
        set.volatilityFactor[start + s] = factors.down;
      }
    }
  });
  return set;
}

/** First row of each bucket; options of one bucket share its forward. */
function firstRows(columns: InstrumentColumns): Int32Array {
  const first = new Int32Array(columns.buckets.length).fill(-1);
  columns.bucket.forEach((bucket, row) => {
    if (first[bucket] === -1) first[bucket] = row;
  });
  return first;
}

/** 1 + rangeUp·t and max(0, 1 − rangeDown·t), t = (term/days)^power. At expiry there is no time for volatility to matter. */
function volatilityFactors(time: number, { volatility }: Pmrm2Parameters): { up: number; down: number } {
  const days = time * DAYS_PER_YEAR;
  const counted = Math.max(days, volatility.floorDays);
  if (!(counted > 0)) return { up: 1, down: 1 };
  const power = days <= volatility.termDays ? volatility.shortPower : volatility.longPower;
  const scale = (volatility.termDays / counted) ** power;
  return { up: 1 + volatility.rangeUp * scale, down: Math.max(0, 1 - volatility.rangeDown * scale) };
}

function skewFactors(
  columns: InstrumentColumns,
  parameters: Pmrm2Parameters,
  absolute: boolean,
): Float64Array {
  const side = absolute ? parameters.skew.absolute : parameters.skew.linear;
  return Float64Array.from(columns.strike, (strike, row) => {
    const logarithm = Math.log(strike / (columns.forward[row] ?? 1));
    const moneyness = absolute ? Math.abs(logarithm) : logarithm;
    return skewFactor(moneyness, Math.sqrt(columns.time[row] ?? 0), side, parameters.skew);
  });
}

/**
 * Factor on a volatility at log-moneyness k: max(0, 1 + k·cap/k*), cap = scaleCap + base·√T, k* = max(least width, √T·width scale·(fixed + √T·scale));
 * at or above the forward the move is at most cap, below it at least −cap, which is how the venue bounds it even where cap is negative.
 */
function skewFactor(
  moneyness: number,
  rootTime: number,
  side: SkewParameters,
  skew: Pmrm2Parameters['skew'],
): number {
  const cap = side.scaleCap + side.base * rootTime;
  const width = Math.max(
    skew.leastWidth,
    rootTime * skew.widthScale * (skew.volatilityFixed + rootTime * skew.volatilityScale),
  );
  // A strike of 0 lies infinitely far below, and its value doesn't depend on volatility: a negative cap, which doesn't bound it, moves it nowhere.
  if (!Number.isFinite(moneyness) && cap < 0) return 1;
  const move = moneyness === 0 || cap === 0 ? 0 : (moneyness * cap) / width;
  const bounded = moneyness >= 0 ? Math.min(move, cap) : Math.max(move, -cap);
  return Math.max(0, 1 + bounded);
}
