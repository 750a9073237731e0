// A what-if as one change of the book, with the sentence that the audit keeps. May import domain, contract and book types.
import type { Change } from '../../book/book.ts';
import type { LegState } from '../../contract/risk-views.ts';
import type { Account, Balance } from '../../domain/account.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Traded } from './trades.ts';

export interface ToApply {
  /** The book's revision that the change was made from. */
  revision: number;
  changes: Change[];
  summary: string;
}

const NAMED = 4;

/**
 * Instruments, positions and cash of what-if legs as one change. Throws `invalid-input` when a leg that is on has a problem, or none is on.
 * @param instruments those that the legs name, by id
 */
export function whatIfChanges(
  account: Account,
  legs: readonly LegState[],
  instruments: ReadonlyMap<string, Instrument>,
  { rows, cash }: Traded,
  balances: readonly Balance[],
  label: string,
): Omit<ToApply, 'revision'> {
  const on = legs.filter((leg) => leg.on);
  const wrong = on.filter((leg) => leg.problem !== null);
  const first = wrong[0]?.problem;
  if (first) {
    const others = wrong.length > 1 ? ` ${wrong.length - 1} more can’t be read either.` : '';
    throw new MargraveError(
      'invalid-input',
      `A leg can’t be applied: ${first.message} ${first.remedy}${others} Nothing was written; correct the leg or switch it off.`,
      { legs: wrong.map(({ id, problem }) => ({ id, ...problem })) },
    );
  }
  if (on.length === 0) {
    throw new MargraveError(
      'invalid-input',
      'No leg is on, so there is nothing to apply. Nothing was written.',
      {},
    );
  }
  const fresh = on.filter(({ newInstrument }) => newInstrument).map(({ instrument }) => instrument!);
  const changes: Change[] = [];
  if (fresh.length > 0) {
    const ids = [...new Set(fresh)].sort();
    changes.push({ kind: 'putInstruments', instruments: ids.map((id) => instruments.get(id)!) });
  }
  const positions = [...rows.values()].map(
    ({ identity, row }) => row ?? { ...identity, quantity: '0', averagePrice: null, settledPrice: null },
  );
  changes.push({ kind: 'putPositions', positions });
  if (balances.length > 0) changes.push({ kind: 'putBalances', balances: [...balances] });
  return { changes, summary: summaryOf(account, on, cash, label) };
}

function summaryOf(account: Account, legs: readonly LegState[], cash: Traded['cash'], label: string): string {
  const signed = (amount: string): string =>
    amount.startsWith('-') ? amount.replace('-', '−') : `+${amount}`;
  const named = legs
    .slice(0, NAMED)
    .map(({ quantity, symbol, price }) => `${signed(quantity!)} ${symbol} @ ${price}`);
  const more = legs.length > NAMED ? [`${legs.length - NAMED} more`] : [];
  const paid = [...cash].map(([currency, amount]) => `${signed(amount)} ${currency}`);
  const title = label.trim() === '' ? '' : ` “${label.trim()}”`;
  return `What-if${title} applied to ${account.name}: ${[...named, ...more].join(', ')}${paid.length > 0 ? `; cash ${paid.join(', ')}` : ''}`;
}
