// What pictures of risk are asked with: the subject's positions, moves as numbers, and a holding's line on a page. May import domain and contract.
import type { CallInput } from '../../contract/calls.ts';
import type { CellRow } from '../../contract/risk-views.ts';
import { fromFloat, toFloat } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { countedIn } from '../../domain/listed-fields.ts';
import type { Portfolio } from '../../domain/portfolio.ts';

/** The portfolio with the subject's positions alone. Its instruments stay: their quotes help to value these. */
export function subjectOf(portfolio: Portfolio, subject: CallInput<'risk.grid'>['subject']): Portfolio {
  const wanted = subject.positions === null ? null : new Set(subject.positions);
  const underlyingOf = new Map(portfolio.instruments.map((row) => [row.id, row.underlying]));
  return {
    ...portfolio,
    orders: [],
    positions: portfolio.positions.filter(
      ({ account, instrument, strategy, lot }) =>
        (subject.underlying === null || underlyingOf.get(instrument) === subject.underlying) &&
        (wanted === null || wanted.has(`${account}|${instrument}|${strategy}|${lot}`)),
    ),
  };
}

/** Moves as numbers. Throws `invalid-input` for a price that falls by all of itself, or a volatility below 0. */
export function movesOf(moves: readonly string[], what: 'price' | 'volatility'): number[] {
  return moves.map((text) => {
    const move = toFloat(text);
    if (move > -1 || (what === 'volatility' && move === -1)) return move;
    throw new MargraveError(
      'invalid-input',
      `A ${what} can’t move by ${text}: ${what === 'price' ? 'a price falls by less than 100 %' : 'a volatility falls by 100 % at most'}.`,
      { move: text },
    );
  });
}

/** So many moves at even distances. Throws `invalid-input` for a range that doesn't rise. */
export function evenMoves(from: string, to: string, points: number): number[] {
  const [first, last] = movesOf([from, to], 'price') as [number, number];
  if (!(first < last)) {
    throw new MargraveError(
      'invalid-input',
      `The curve can’t run from ${from} to ${to}: the first must be the smaller.`,
      {
        from,
        to,
      },
    );
  }
  return Array.from({ length: points }, (_, index) =>
    // Rounded, so that an even range shows even moves.
    Number((first + ((last - first) * index) / (points - 1)).toPrecision(12)),
  );
}

/** A holding's line on a page. */
export function cellRow(
  account: string,
  instrument: Instrument,
  quantity: number,
  profitAndLoss: number,
): CellRow {
  return {
    id: `${account}|${instrument.id}`,
    account,
    symbol: instrument.symbol,
    instrument: instrument.id,
    quantity: fromFloat(quantity),
    quantityUnit: countedIn(instrument),
    profitAndLoss: fromFloat(profitAndLoss),
  };
}
