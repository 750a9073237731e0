// Every strategy that the legs of a group can form, with what one unit of it takes of each leg and asks.
// May import the domain, the rulebook interface and margin/blocks.
import {
  exchangedShares,
  type Leg,
  type LegGroup,
  type OptionLeg,
  type ShareLeg,
  sharesCovering,
} from './legs.ts';
import type { PairingColumn } from './pairing/columns.ts';
import type { StrategyParameters } from './parameters.ts';
import { type Level, requirementParts, type StrategyKind, total, type Uses } from './requirements.ts';

/** A column of the pairing that knows which strategy it is; `legs` are places in the group, in the order of the strategy's members. */
export interface StrategyColumn extends PairingColumn {
  kind: StrategyKind;
}

interface Placed<Of extends Leg> {
  place: number;
  leg: Of;
}
type Option = Placed<OptionLeg>;

/** Makes columns of one group at one level. A strategy that asks more than its legs by themselves is none. */
export class ColumnMaker {
  readonly #group: LegGroup;
  readonly #level: Level;
  readonly #parameters: StrategyParameters;
  readonly singles: readonly StrategyColumn[];

  constructor(group: LegGroup, level: Level, parameters: StrategyParameters) {
    this.#group = group;
    this.#level = level;
    this.#parameters = parameters;
    this.singles = group.legs.map((leg, place) => this.#made(singleKind(leg), [place], [1]));
  }

  #made(kind: StrategyKind, legs: readonly number[], uses: Uses): StrategyColumn {
    const members = legs.map((place) => this.#group.legs[place] as Leg);
    return {
      kind,
      legs,
      uses,
      cost: total(requirementParts(kind, members, uses, this.#level, this.#parameters)),
    };
  }

  /** The column, unless its legs ask less by themselves or there aren't enough of them. */
  try(kind: StrategyKind, legs: readonly number[], uses: Uses = legs.map(() => 1)): StrategyColumn[] {
    if (legs.some((place, at) => (this.#group.legs[place] as Leg).count < (uses[at] ?? 1))) return [];
    const column = this.#made(kind, legs, uses);
    const apart = legs.reduce(
      (sum, place, at) => sum + (this.singles[place] as StrategyColumn).cost * (uses[at] ?? 1),
      0,
    );
    return column.cost <= apart ? [column] : [];
  }
}

const singleKind = (leg: Leg): StrategyKind =>
  leg.kind === 'shares'
    ? leg.isLong
      ? 'longStock'
      : 'shortStock'
    : leg.isLong
      ? 'longOption'
      : 'uncoveredOption';

/** All strategies but condors, of which there may be very many: `condors.ts` finds those that matter. Singles come first, in the order of legs. */
export function explicitColumns(
  group: LegGroup,
  maker: ColumnMaker,
  parameters: StrategyParameters,
): StrategyColumn[] {
  const placed = group.legs.map((leg, place) => ({ leg, place })).filter(({ leg }) => leg.count > 0);
  const options = placed.filter((one): one is Option => one.leg.kind === 'option');
  const shares = placed.filter((one): one is Placed<ShareLeg> => one.leg.kind === 'shares');
  return [
    ...maker.singles,
    ...shares.flatMap((long) => (long.leg.isLong ? againstShares(long, shares, maker, parameters) : [])),
    ...shares.flatMap((stock) => withOptions(stock, options, maker, parameters)),
    ...[...Map.groupBy(options, ({ leg }) => leg.contract).values()].flatMap((alike) => [
      ...ofTwo(alike, maker),
      ...[...Map.groupBy(alike, ({ leg }) => leg.expiry).values()].flatMap((together) => [
        ...boxes(together, maker),
        ...butterflies(together, maker),
      ]),
    ]),
  ];
}

function againstShares(
  long: Placed<ShareLeg>,
  shares: readonly Placed<ShareLeg>[],
  maker: ColumnMaker,
  parameters: StrategyParameters,
): StrategyColumn[] {
  return shares.flatMap((short) => {
    if (short.leg.isLong) return [];
    const count = exchangedShares(long.leg.instrument, short.leg.instrument, parameters);
    if (count === 0 || long.leg.size !== 1 || short.leg.size !== 1) return [];
    const isSame = long.leg.instrument.priceIndex === short.leg.instrument.priceIndex;
    return maker.try(isSame ? 'longAndShort' : 'exchangeable', [long.place, short.place], [1, count]);
  });
}

/** Covered and protected shares, collars and conversions. */
function withOptions(
  stock: Placed<ShareLeg>,
  options: readonly Option[],
  maker: ColumnMaker,
  parameters: StrategyParameters,
): StrategyColumn[] {
  const { isLong, instrument, size } = stock.leg;
  const covered = options
    .map((option) => ({ ...option, lots: sharesCovering(instrument, option.leg, parameters) / size }))
    .filter(({ lots }) => lots > 0);
  // What the short option obliges to deliver or take is there; what the long one gives the right to bounds the loss.
  const shorts = covered.filter(({ leg }) => !leg.isLong && leg.isCall === isLong);
  const longs = covered.filter(({ leg }) => leg.isLong && leg.isCall !== isLong);
  return [
    ...shorts.flatMap(({ place, lots }) =>
      maker.try(isLong ? 'coveredCall' : 'coveredPut', [stock.place, place], [lots, 1]),
    ),
    ...longs.flatMap(({ place, lots }) =>
      maker.try(isLong ? 'protectivePut' : 'protectiveCall', [stock.place, place], [lots, 1]),
    ),
    ...longs.flatMap((long) =>
      shorts.flatMap((short) => {
        if (long.leg.contract !== short.leg.contract || long.leg.expiry !== short.leg.expiry) return [];
        const legs = [stock.place, long.place, short.place];
        const uses = [long.lots, 1, 1];
        if (long.leg.strike === short.leg.strike) {
          return maker.try(isLong ? 'conversion' : 'reverseConversion', legs, uses);
        }
        return isLong && long.leg.strike < short.leg.strike ? maker.try('collar', legs, uses) : [];
      }),
    ),
  ];
}

/** Spreads, whose long leg lives at least as long as the short one, and pairs of a short call with a short put. */
function ofTwo(options: readonly Option[], maker: ColumnMaker): StrategyColumn[] {
  const shorts = options.filter(({ leg }) => !leg.isLong);
  const spreads = shorts.flatMap((short) =>
    options.flatMap((long) =>
      long.leg.isLong && long.leg.isCall === short.leg.isCall && long.leg.expiry >= short.leg.expiry
        ? maker.try('spread', [long.place, short.place])
        : [],
    ),
  );
  const straddles = shorts.flatMap((call) =>
    shorts.flatMap((put) =>
      call.leg.isCall && !put.leg.isCall ? maker.try('shortStraddle', [call.place, put.place]) : [],
    ),
  );
  return [...spreads, ...straddles];
}

function boxes(options: readonly Option[], maker: ColumnMaker): StrategyColumn[] {
  const byStrike = [...Map.groupBy(options, ({ leg }) => leg.strike)]
    .sort(([a], [b]) => a - b)
    .map(([, at]) => at);
  const found = (at: readonly Option[], isCall: boolean, isLong: boolean): Option[] =>
    at.filter(({ leg }) => leg.isCall === isCall && leg.isLong === isLong);
  return byStrike.flatMap((low, place) =>
    byStrike.slice(place + 1).flatMap((high) =>
      [true, false].flatMap((isLongBox) =>
        found(low, true, isLongBox).flatMap((lowCall) =>
          found(high, true, !isLongBox).flatMap((highCall) =>
            found(low, false, !isLongBox).flatMap((lowPut) =>
              found(high, false, isLongBox).flatMap((highPut) =>
                maker.try(
                  isLongBox ? 'longBox' : 'shortBox',
                  [lowCall, highCall, lowPut, highPut].map((member) => member.place),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Of calls or of puts, strikes equally far apart. */
function butterflies(options: readonly Option[], maker: ColumnMaker): StrategyColumn[] {
  return [true, false].flatMap((isCall) => {
    const own = options
      .filter(({ leg }) => leg.isCall === isCall)
      .sort((a, b) => a.leg.strike - b.leg.strike);
    return own.flatMap((low, place) =>
      own.slice(place + 1).flatMap((middle) => {
        // Two contracts of one strike aren't wings apart: one leg would stand for both wings.
        if (middle.leg.isLong === low.leg.isLong || middle.leg.strike === low.leg.strike) return [];
        const wanted = 2 * middle.leg.strike - low.leg.strike;
        return own
          .filter(({ leg }) => leg.strike === wanted && leg.isLong === low.leg.isLong)
          .flatMap((high) =>
            maker.try(
              low.leg.isLong ? 'longButterfly' : 'shortButterfly',
              [low.place, middle.place, high.place],
              [1, 2, 1],
            ),
          );
      }),
    );
  });
}
