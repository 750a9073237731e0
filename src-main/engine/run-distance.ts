// Distances to the levels: every move of price or volatility at which an account's equity meets a requirement.
// May import what run-margin may.
import { betasAgainst, movedByBeta } from '../analysis/betas.ts';
import { findRoots } from '../analysis/roots.ts';
import { MargraveError } from '../domain/errors.ts';
import { CurrencyRates } from '../margin/blocks/currency-rates.ts';
import { AccountLevels, type LevelsThere } from './account-levels.ts';
import type { DistanceRequest, DistanceResult, MovedVariable } from './risk-protocol.ts';
import { phaseTick, type RunContext, throwIfCancelled } from './run-margin.ts';
import { settledAtMark } from './settled-at-mark.ts';
import { startingMarket, underlyingPrice, underlyingsOf } from './subject.ts';
import { pricesMoved } from './what-if-moves.ts';

/** Range searched, as relative moves. */
const FROM = -0.99;
const TO = 4;
const CELLS = 10_000;
const CELL = (TO - FROM) / CELLS;
/** Equity meets a requirement when they differ by no more than this, USD. The promise is 0.01. */
const TOLERANCE_USD = 0.002;

/**
 * All roots of equity − requirement of every entry and level of one account, along the price of each underlying alone, all
 * prices together by beta, and all volatilities; every evaluation revalues the account whole (`AccountLevels`).
 * How nothing is missed: `findRoots`. Where the account has one underlying, moving all prices is moving that one.
 * Throws as `runMargin` does.
 */
export function runDistance(request: DistanceRequest, context: RunContext): DistanceResult {
  const { history, rulebook, parameters, allowExcluded } = request;
  const now = startingMarket(request.portfolio, request.market, null);
  // Profit from here on counts, of futures whose profit so far is all in the cash as well.
  const portfolio = settledAtMark(request.portfolio, now.inputs);
  const start = request.base === null ? now : startingMarket(portfolio, request.market, request.base);
  const account = new AccountLevels(
    { portfolio, ...start, carriedAt: now.inputs, history, rulebook, parameters, allowExcluded },
    context,
    () => throwIfCancelled(context),
  );
  const underlyings = movedUnderlyings(request, account);
  const leading = leadingUnderlying(request, account, underlyings);
  const betas = betasAgainst(leading, underlyings, request.prices, request.market.time);
  const variables: MovedVariable[] = [
    ...underlyings.map((underlying): MovedVariable => ({ kind: 'price', underlying })),
    ...(underlyings.length > 0 ? [{ kind: 'allPrices' } as const] : []),
    ...([...account.inputs.valued.values()].some(({ volatility }) => volatility !== null)
      ? [{ kind: 'volatility' } as const]
      : []),
  ];
  const answer: DistanceResult = {
    asOf: account.market.snapshot.time,
    levels: account.levels,
    roots: [],
    betas,
    searched: { from: FROM, to: TO },
    pictures: [],
    excluded: [...account.excluded],
  };
  let alone: Found | null = null;
  variables.forEach((variable, phase) => {
    const tick = phaseTick(context, labelOf(variable), phase, variables.length);
    if (variable.kind === 'allPrices' && underlyings.length === 1 && alone !== null) {
      addFound(answer, account, variable, leading, alone);
      return;
    }
    let evaluated = 0;
    const found = search(
      (move) => {
        // How many there will be isn't known: the bar nears its end and never gets there early.
        tick(evaluated, evaluated + 200);
        evaluated++;
        if (variable.kind === 'volatility') return account.at({ price: new Map(), volatility: move });
        const price =
          variable.kind === 'price'
            ? new Map([[variable.underlying, move]])
            : new Map(betas.map(({ underlying, beta }) => [underlying, movedByBeta(move, beta)]));
        return account.at({ price, volatility: 0 });
      },
      variable.kind === 'volatility'
        ? []
        : bends(account, variable.kind === 'price' ? variable.underlying : null),
    );
    if (variable.kind === 'price') alone = found;
    addFound(answer, account, variable, leading, found);
  });
  return answer;
}

interface Found {
  roots: ReturnType<typeof findRoots>['roots'];
  /** Evaluated moves in order, for the picture. */
  moves: number[];
  there: ReadonlyMap<number, LevelsThere>;
}

function search(evaluate: (move: number) => LevelsThere, bends: readonly number[]): Found {
  const there = new Map<number, LevelsThere>();
  const seeds = thinned([...geometric(), ...bends]);
  const { roots } = findRoots(
    (move) => {
      const levels = evaluate(move);
      there.set(move, levels);
      return levels.gapInUsd;
    },
    {
      from: FROM,
      to: TO,
      cells: CELLS,
      seeds,
      finest: (move) => CELL * Math.min(1, 1 + move),
      tolerance: TOLERANCE_USD,
      centre: 0,
    },
  );
  const moves = [...there.keys()].sort((a, b) => a - b);
  return { roots, moves, there };
}

/** A price is multiplied by this from one seed to the next: finely where people look and strikes are, coarsely beyond. */
const NEAR_RATIO = 1.03;
const FAR_RATIO = 1.1;
const NEAR_FROM = 0.5;
const NEAR_TO = 2;
/** Seeds nearer to each other than this share of the price are one. */
const SEEDS_APART = 0.01;

function geometric(): number[] {
  const seeds: number[] = [];
  const ratio = (factor: number): number => (factor > NEAR_FROM && factor < NEAR_TO ? NEAR_RATIO : FAR_RATIO);
  for (let factor = NEAR_RATIO; factor < 1 + TO; factor *= ratio(factor)) seeds.push(factor - 1);
  for (let factor = 1 / NEAR_RATIO; factor > 1 + FROM; factor /= ratio(factor)) seeds.push(factor - 1);
  return seeds;
}

/** In order, without those that are nearly the same. */
function thinned(seeds: readonly number[]): number[] {
  const kept: number[] = [];
  for (const seed of [...seeds].sort((a, b) => a - b)) {
    const last = kept.at(-1);
    if (last === undefined || (1 + seed) / (1 + last) > 1 + SEEDS_APART) kept.push(seed);
  }
  return kept;
}

/** Moves at which the price of an underlying stands at a strike. */
function bends(account: AccountLevels, underlying: string | null): number[] {
  const moves = new Set<number>();
  for (const { instrument, forward } of account.inputs.valued.values()) {
    if (instrument.strike === null || (underlying !== null && instrument.underlying !== underlying)) continue;
    moves.add(Number(instrument.strike) / forward - 1);
  }
  return [...moves];
}

/** Underlyings that the account's positions or its money hang on, in code-point order. */
function movedUnderlyings(request: DistanceRequest, account: AccountLevels): string[] {
  const held = new Set(underlyingsOf(account.inputs));
  const moved = pricesMoved(request.portfolio, 0);
  const rates = new CurrencyRates(account.market);
  // Money in a coin that has a price here moves with it.
  for (const { currency } of request.portfolio.balances)
    if (moved.has(currency) && rates.between(currency, 'USD')) held.add(currency);
  return [...held].sort();
}

/** The underlying with the largest gross notional; the first in order among equals. */
function leadingUnderlying(
  request: DistanceRequest,
  account: AccountLevels,
  underlyings: readonly string[],
): string {
  const gross = new Map<string, number>();
  const { portfolio } = request;
  portfolio.holdingInstrument.forEach((index, holding) => {
    const instrument = portfolio.instruments[index]!;
    const input = account.inputs.valued.get(instrument.id);
    if (!input) return;
    const size = Math.abs(portfolio.holdingQuantity[holding]!);
    const notional =
      instrument.quantityUnit === 'quote' ? size : size * Number(instrument.multiplier) * input.forward;
    gross.set(instrument.underlying, (gross.get(instrument.underlying) ?? 0) + notional);
  });
  let leading = underlyings[0] ?? '';
  for (const underlying of underlyings)
    if ((gross.get(underlying) ?? 0) > (gross.get(leading) ?? 0)) leading = underlying;
  return leading;
}

function labelOf(variable: MovedVariable): string {
  if (variable.kind === 'price') return `Moving the price of ${variable.underlying}`;
  return variable.kind === 'allPrices' ? 'Moving all prices' : 'Moving volatilities';
}

/** Points of a picture besides the roots. */
const PICTURE_POINTS = 240;

function addFound(
  answer: DistanceResult,
  account: AccountLevels,
  variable: MovedVariable,
  leading: string,
  { roots, moves, there }: Found,
): void {
  const moved = variable.kind === 'price' ? variable.underlying : leading;
  const price =
    variable.kind === 'volatility' ? null : underlyingPrice(account.market, account.inputs, moved);
  const own = roots.map(({ curve, at, rising, jump }) => {
    const levels = there.get(at);
    if (!levels) throw new MargraveError('internal', `The root ${at} was not evaluated.`, { at });
    return {
      level: curve,
      variable,
      move: at,
      price: price === null ? null : price * (1 + at),
      // Going away from now: to the right of it a falling curve breaks, to the left of it a rising one.
      crossing: rising === at < 0 ? ('breaks' as const) : ('recovers' as const),
      gap: levels.equity[curve]! - levels.requirement[curve]!,
      jump,
    };
  });
  own.sort((a, b) => a.level - b.level || Math.abs(a.move) - Math.abs(b.move));
  answer.roots.push(...own);
  const shown = pictureMoves(moves, new Set(own.map(({ move }) => move)));
  const column = (value: (levels: LevelsThere) => number): Float64Array =>
    Float64Array.from(shown, (move) => value(there.get(move)!));
  const entries = Map.groupBy(account.levels.keys(), (place) => {
    const { nettingSet, currency } = account.levels[place]!;
    return `${nettingSet}\u0000${currency}`;
  });
  for (const places of entries.values()) {
    const { nettingSet, currency } = account.levels[places[0]!]!;
    const place = (level: string): number | undefined =>
      places.find((own) => account.levels[own]!.level === level);
    const requirement = (level: string): Float64Array => {
      const own = place(level);
      return column((levels) => (own === undefined ? 0 : levels.requirement[own]!));
    };
    answer.pictures.push({
      nettingSet,
      currency,
      variable,
      moves: Float64Array.from(shown),
      equity: column((levels) => levels.equity[places[0]!]!),
      initial: requirement('initial'),
      maintenance: requirement('maintenance'),
    });
  }
}

/** Evaluated moves that a picture needs: roots, ends, now, and others evenly by price ratio. */
function pictureMoves(moves: readonly number[], roots: ReadonlySet<number>): number[] {
  const apart = Math.log((1 + TO) / (1 + FROM)) / PICTURE_POINTS;
  let last = Number.NEGATIVE_INFINITY;
  return moves.filter((move, index) => {
    const place = Math.log1p(move);
    const isKept =
      roots.has(move) || move === 0 || index === 0 || index === moves.length - 1 || place - last >= apart;
    if (isKept) last = place;
    return isKept;
  });
}
