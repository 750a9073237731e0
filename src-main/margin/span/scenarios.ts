// The scenarios that risk arrays are built by where no file has them, and those that a composite delta is taken from.
// May import the domain, scenarios and margin/blocks.
import { optionsProduct } from '../../domain/futures-products.ts';
import { isSameMonth, namedContract } from '../../domain/span-contracts.ts';
import { movePercent } from '../../scenarios/price-volatility-grid.ts';
import type { InstrumentColumns, Scenario, ScenarioSet } from '../../scenarios/scenario-set.ts';
import { DAYS_PER_YEAR } from '../blocks/constants.ts';
import { placeByProduct } from './listing.ts';
import type { CommodityTerms, ScanRange, ScenarioRow, SpanParameters } from './typed-parameters.ts';

/** Names of the tables; of several commodities each has its own, `scan:ES`. */
export const tableNames = { scan: 'scan', delta: 'delta' } as const;

/**
 * The scan's scenarios, then for each delta point a price a step above and a step below it. A bucket moves as its first row with a known product does; one
 * without a scan range doesn't move: its contracts need arrays of a file. Throws `invalid-input` naming a missing or out-of-bounds parameter.
 */
export function spanScenarios(columns: InstrumentColumns, parameters: SpanParameters): ScenarioSet {
  const { scenarios: rows, deltaPoints } = parameters;
  const step = parameters.number('general.deltaStep');
  const moves: Pick<ScenarioRow, 'price' | 'volatility'>[] = [
    ...rows,
    ...deltaPoints.flatMap(({ price }) =>
      [step, -step].map((aside) => ({ price: price + aside, volatility: 0 })),
    ),
  ];
  const scenarios = moves.map((move, place): Scenario => {
    const table = place < rows.length ? tableNames.scan : tableNames.delta;
    const number = place < rows.length ? place + 1 : place - rows.length + 1;
    return {
      id: `${table}/${number}`,
      label: scenarioLabel(move),
      table,
      priceMove: move.price,
      volatility: volatilityState(move.volatility),
    };
  });
  const count = scenarios.length;
  const size = count * columns.buckets.length;
  const set: ScenarioSet = {
    scenarios,
    forwardFactor: new Float64Array(size).fill(1),
    volatilityFactor: new Float64Array(size).fill(1),
    volatilityShift: new Float64Array(size),
    volatilityFloor: new Float64Array(size),
    forwardShift: new Float64Array(size),
    timePassed: new Float64Array(count).fill(parameters.number('general.lookAheadDays') / DAYS_PER_YEAR),
    weight: Float64Array.from(moves, (_, place) => rows[place]?.cover ?? 0),
  };
  bucketRanges(columns, parameters).forEach((range, bucket) => {
    if (!range) return;
    moves.forEach(({ price, volatility }, place) => {
      const cell = bucket * count + place;
      set.forwardFactor[cell] = 1 + price * range.factor;
      if (set.forwardShift) set.forwardShift[cell] = price * range.shift;
      if (range.isRelative) set.volatilityFactor[cell] = Math.max(0, 1 + volatility * range.volatility);
      else set.volatilityShift[cell] = volatility * range.volatility;
    });
  });
  return set;
}

/** How far one price scan range moves a price: by a part of it, or by price units. */
interface PriceRange {
  factor: number;
  shift: number;
  volatility: number;
  isRelative: boolean;
}

/** Per bucket; undefined where no product or no range is known. */
function bucketRanges(columns: InstrumentColumns, parameters: SpanParameters): (PriceRange | undefined)[] {
  const ranges: (PriceRange | undefined)[] = new Array(columns.buckets.length);
  for (let row = 0; row < columns.count; row++) {
    const bucket = columns.bucket[row] ?? 0;
    if (ranges[bucket]) continue;
    const [venue = '', symbol = ''] = (columns.ids[row] ?? '').split(':');
    const named = namedContract(symbol);
    if (!named) continue;
    const kind = symbol.includes('-') ? 'option' : 'future';
    // An option whose product no set names moves as the future that options of its code deliver.
    const delivered =
      optionsProduct(venue, named.product)?.product ?? columns.buckets[bucket]?.underlying ?? null;
    const place = placeByProduct(parameters, venue, named.product, kind, delivered);
    if (!place) continue;
    const terms = parameters.commodity(place.commodity);
    const range = scanRangeOf(terms, named.month);
    if (!range) continue;
    const { price, volatility } = range;
    ranges[bucket] = {
      factor: terms.priceForm === 'fraction' ? price : 0,
      shift:
        terms.priceForm === 'fraction'
          ? 0
          : terms.priceForm === 'price'
            ? price
            : (price * place.deltaScale) / (columns.multiplier[row] ?? 1),
      volatility,
      isRelative: terms.volatilityForm === 'relative',
    };
  }
  return ranges;
}

/**
 * The scan range of a month: its own, else that of every month, else the next month's that has one, else the last one's. Null when the commodity has none above 0.
 */
export function scanRangeOf({ scanRanges }: CommodityTerms, month: string): ScanRange | null {
  const known = scanRanges.filter(({ price }) => price > 0);
  return (
    known.find((range) => range.month !== '' && month !== '' && isSameMonth(month, range.month)) ??
    known.find((range) => range.month === '') ??
    known.find((range) => range.month >= month) ??
    known.at(-1) ??
    null
  );
}

/** As people read it: `price +33.3 % of its range, volatility up`. */
export const scenarioLabel = ({ price, volatility }: Pick<ScenarioRow, 'price' | 'volatility'>): string =>
  `price ${movePercent(price)} of its range, volatility ${volatilityState(volatility)}`;

export const volatilityState = (volatility: number): Scenario['volatility'] =>
  volatility > 0 ? 'up' : volatility < 0 ? 'down' : 'same';
