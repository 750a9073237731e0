// Adds the combinations up as they come: every measure of every entry, and every instrument's contribution. Sums are exact, so the
// rows of positions make the entry's initial margin, factor by factor. May import the domain and analysis.
import { type Ends, MEASURES, type Measure, ShapleySum, sumOfParts } from '../analysis/change-split.ts';
import { exactSum } from '../analysis/shapley.ts';
import type { DecimalText } from '../domain/decimal.ts';
import type { MarginEntry, MarginTotal } from '../domain/margin-result.ts';
import type { ChangeNotices } from './change-notices.ts';
import type {
  ChangeOfEntry,
  ChangeOfMeasure,
  ChangeOfPosition,
  ChangeOfState,
  ChangeOfTotal,
  ChangeSide,
  PositionParts,
  PositionState,
} from './change-protocol.ts';
import { instrumentOf, quantityOf } from './pack.ts';

class EntrySums {
  readonly account: string;
  readonly nettingSet: string;
  readonly currency: string;
  readonly measures: Record<Measure, ShapleySum>;
  readonly byInstrument = new Map<string, ShapleySum>();
  /** The initial margin less what instruments bring. */
  readonly rest = new ShapleySum();

  constructor({ account, nettingSet, currency }: Pick<MarginEntry, 'account' | 'nettingSet' | 'currency'>) {
    this.account = account;
    this.nettingSet = nettingSet;
    this.currency = currency;
    this.measures = measureSums();
  }
}

const measureSums = (): Record<Measure, ShapleySum> =>
  Object.fromEntries(MEASURES.map((measure) => [measure, new ShapleySum()])) as Record<Measure, ShapleySum>;

export class ChangeLedger {
  readonly #sides: { from: Held; to: Held };
  readonly #entries = new Map<string, EntrySums>();
  readonly #total = measureSums();
  /** Currency of the book's total; null once it differs or a total is missing. */
  #currency: string | null | undefined;
  #missingTotals = 0;

  constructor(from: ChangeSide, to: ChangeSide) {
    this.#sides = { from: new Held(from), to: new Held(to) };
  }

  add(
    entries: readonly MarginEntry[],
    total: MarginTotal | null,
    weights: readonly bigint[],
    ends: Ends,
  ): void {
    for (const entry of entries) this.#addEntry(entry, weights, ends);
    if (total === null) this.#missingTotals++;
    if (this.#currency === undefined) this.#currency = total?.currency ?? null;
    else if (this.#currency !== total?.currency) this.#currency = null;
    if (total === null) return;
    for (const measure of MEASURES) this.#total[measure].add(total[measure], weights, ends);
  }

  #addEntry(entry: MarginEntry, weights: readonly bigint[], ends: Ends): void {
    const key = JSON.stringify([entry.account, entry.nettingSet, entry.currency]);
    let sums = this.#entries.get(key);
    if (!sums) {
      sums = new EntrySums(entry);
      this.#entries.set(key, sums);
    }
    for (const measure of MEASURES) sums.measures[measure].add(entry[measure], weights, ends);
    sums.rest.add(entry.initialMargin, weights, ends);
    for (const { instrument, amount } of entry.contributions) {
      if (instrument === null) continue;
      let sum = sums.byInstrument.get(instrument);
      if (!sum) {
        sum = new ShapleySum();
        sums.byInstrument.set(instrument, sum);
      }
      sum.add(amount, weights, ends);
      sums.rest.add(amount, weights, ends, -1n);
    }
  }

  /** Entries that any combination asks something of, in the order of their accounts. */
  entries(): ChangeOfEntry[] {
    return [...this.#entries.values()]
      .filter(({ measures }) => MEASURES.some((measure) => !measures[measure].isNothing))
      .map((sums) => {
        const { account, nettingSet, currency } = sums;
        const rows = this.#rows(sums);
        return {
          account,
          nettingSet,
          currency,
          measures: measuresOf(sums, rows),
          states: statesOf(rows),
          rows,
        };
      })
      .sort((a, b) => byText(a.account, b.account));
  }

  #rows(sums: EntrySums): ChangeOfPosition[] {
    const { from, to } = this.#sides;
    const rows = [...sums.byInstrument].map(([instrument, sum]): ChangeOfPosition => {
      const quantityFrom = from.quantity(sums.account, instrument);
      const quantityTo = to.quantity(sums.account, instrument);
      const isExpired =
        quantityFrom !== null &&
        (quantityTo === null
          ? from.expiresBy(instrument, to.side.market.time)
          : to.settled(instrument, from.side.market.time));
      return {
        instrument,
        symbol: from.symbol(instrument) ?? to.symbol(instrument) ?? instrument,
        state: isExpired ? 'expired' : stateOf(quantityFrom, quantityTo),
        quantityFrom,
        quantityTo,
        ...sum.split(),
      };
    });
    if (!sums.rest.isNothing) {
      rows.push({
        instrument: null,
        symbol: '',
        state: 'none',
        quantityFrom: null,
        quantityTo: null,
        ...sums.rest.split(),
      });
    }
    return rows
      .map((row) => ({ row, size: Math.abs(Number(row.change)) }))
      .sort((a, b) => b.size - a.size || byText(a.row.instrument ?? '', b.row.instrument ?? ''))
      .map(({ row }) => row);
  }

  /** The book's total, or null with the reason told. */
  total(notices: ChangeNotices): ChangeOfTotal | null {
    const { from, to } = this.#sides;
    if (this.#missingTotals > 0) {
      notices.say(
        'The change of the book’s total can’t be formed: a rate to the reporting currency is missing in one of the combinations. Each account’s own change stands.',
      );
      return null;
    }
    if (this.#currency === null || this.#currency === undefined) {
      notices.say(
        `The change of the book’s total can’t be formed: run ${from.side.run} and run ${to.side.run} report in different currencies. Each account’s own change stands.`,
      );
      return null;
    }
    return {
      currency: this.#currency,
      measures: MEASURES.map((measure) => ({
        measure,
        ...this.#total[measure].split(),
        positionParts: null,
      })),
    };
  }
}

/** The initial margin's parts are the sums of the rows': both then tie, across and down. */
function measuresOf(sums: EntrySums, rows: readonly ChangeOfPosition[]): ChangeOfMeasure[] {
  return MEASURES.map((measure) => {
    const split = sums.measures[measure].split();
    if (measure !== 'initialMargin') return { measure, ...split, positionParts: null };
    return {
      measure,
      ...split,
      parts: sumOfParts(rows.map(({ parts }) => parts)),
      positionParts: positionPartsOf(rows),
    };
  });
}

const STATES: readonly PositionState[] = ['new', 'closed', 'changed', 'expired', 'kept', 'none'];

function statesOf(rows: readonly ChangeOfPosition[]): ChangeOfState[] {
  return STATES.map((state) => ({ state, own: rows.filter((row) => row.state === state) }))
    .filter(({ own }) => own.length > 0)
    .map(({ state, own }) => ({
      state,
      count: own.length,
      change: exactSum(own.map(({ change }) => change)),
      parts: sumOfParts(own.map(({ parts }) => parts)),
    }));
}

const partOfState: Record<PositionState, keyof PositionParts> = {
  new: 'newTrades',
  closed: 'closedTrades',
  changed: 'changedQuantities',
  expired: 'expiries',
  kept: 'other',
  none: 'other',
};

function positionPartsOf(rows: readonly ChangeOfPosition[]): PositionParts {
  const of = (part: keyof PositionParts): DecimalText =>
    exactSum(rows.filter(({ state }) => partOfState[state] === part).map(({ parts }) => parts.positions));
  return {
    newTrades: of('newTrades'),
    closedTrades: of('closedTrades'),
    changedQuantities: of('changedQuantities'),
    expiries: of('expiries'),
    other: of('other'),
  };
}

function stateOf(from: DecimalText | null, to: DecimalText | null): PositionState {
  if (from === null) return to === null ? 'none' : 'new';
  if (to === null) return 'closed';
  return from === to ? 'kept' : 'changed';
}

/** What a side holds, by account and instrument. */
class Held {
  readonly side: ChangeSide;
  readonly #quantities = new Map<string, DecimalText>();
  readonly #instruments: ReadonlyMap<string, ChangeSide['portfolio']['instruments'][number]>;

  constructor(side: ChangeSide) {
    this.side = side;
    const { portfolio } = side;
    this.#instruments = new Map(portfolio.instruments.map((instrument) => [instrument.id, instrument]));
    for (let holding = 0; holding < portfolio.holdingAccount.length; holding++) {
      const account = portfolio.accounts[portfolio.holdingAccount[holding]!]!.id;
      const quantity = quantityOf(portfolio, holding);
      if (quantity !== '0') {
        this.#quantities.set(`${account}\u0000${instrumentOf(portfolio, holding).id}`, quantity);
      }
    }
  }

  quantity(account: string, instrument: string): DecimalText | null {
    return this.#quantities.get(`${account}\u0000${instrument}`) ?? null;
  }

  symbol(instrument: string): string | undefined {
    return this.#instruments.get(instrument)?.symbol;
  }

  expiresBy(instrument: string, time: string): boolean {
    const expiry = this.#instruments.get(instrument)?.expiry ?? null;
    return expiry !== null && Date.parse(expiry) <= Date.parse(time);
  }

  /** Whether it was alive at `since` and is paid out here, though its row is still in the book: a run settles what expired before its time. */
  settled(instrument: string, since: string): boolean {
    const expiry = this.#instruments.get(instrument)?.expiry ?? null;
    if (expiry === null) return false;
    const instant = Date.parse(expiry);
    return Date.parse(since) <= instant && instant < Date.parse(this.side.market.time);
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
