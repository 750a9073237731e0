// An account from its Bybit logs. A log is no snapshot: what is held is the last position of each contract and the last wallet balance of each currency. Logs
// of one import are one: exports come in parts, by month or by size.
import type { DecimalText } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { type LogRow, reconstruct, signedPosition } from './bybit-entry.ts';
import { isZero } from './deribit-fields.ts';
import type { Gathering } from './gathering.ts';

const venue = 'bybit';
/** Bybit's own rules have no rulebook here: the name says so wherever the account is shown. */
const model = 'bybit-pm';
/** Rows named in a notice. */
const mostNamed = 12;

export interface BybitRow extends LogRow {
  file: string;
  time: number;
  /** Later rows of one time and file have the larger one. */
  order: number;
  user: string;
  currency: string;
  contract: string;
  orderId: string;
  change: DecimalText | null;
  balance: DecimalText | null;
  /** False where the balance is left empty; a balance that is no number is stated, and wrong. */
  statesBalance: boolean;
  /** The cells, to know a row that stands in two exports. */
  text: string;
  /** `canComeBack`: the row by itself, corrected, is as good as in the log. */
  reject(
    section: 'positions' | 'balances',
    column: string,
    reason: string,
    remedy: string,
    canComeBack: boolean,
  ): void;
}

interface Log {
  file: string;
  rows: readonly BybitRow[];
  /** Rows rejected earlier, corrected: they say nothing of balances, nor of rows that were taken. */
  isCorrected: boolean;
}

const logs = new WeakMap<Gathering, Log[]>();

/** Keeps what one file holds until all are read. */
export function joinBybitLog(gathering: Gathering, log: Log): void {
  const known = logs.get(gathering);
  if (known) known.push(log);
  else logs.set(gathering, [log]);
}

/** Makes accounts of the logs that were joined, once all files are read. */
export function finishBybitLogs(gathering: Gathering): void {
  const all = logs.get(gathering) ?? [];
  logs.delete(gathering);
  const rows = joined(all);
  if (all.length === 0) return;
  const files = [...new Set(all.map(({ file }) => file))].sort().join(', ');
  if (rows.length === 0) {
    gathering.notice(`${files} holds no row that could be read: nothing is taken from it.`);
    return;
  }
  const users = Map.groupBy(rows, ({ user }) => user);
  const isCorrected = all.every((log) => log.isCorrected);
  for (const user of [...users.keys()].sort()) {
    const account = gathering.defaultAccount(venue, users.size > 1 ? user : '');
    new AccountOfLog(gathering, account, files, isCorrected).take(users.get(user)!);
  }
}

/** All rows, oldest first; a row that stands in several files once. */
function joined(all: readonly Log[]): BybitRow[] {
  const seen = new Set<string>();
  const isFirst = ({ text }: BybitRow): boolean => !seen.has(text) && seen.add(text).size > 0;
  const rows = all.flatMap((log) => log.rows);
  return (all.length > 1 ? rows.filter(isFirst) : rows).sort((a, b) => a.time - b.time || a.order - b.order);
}

class AccountOfLog {
  readonly #gathering: Gathering;
  readonly #account: string;
  readonly #files: string;
  readonly #isCorrected: boolean;
  readonly #held: string[] = [];
  readonly #withoutEntry: string[] = [];
  readonly #pairs: string[] = [];

  constructor(gathering: Gathering, account: string, files: string, isCorrected: boolean) {
    this.#gathering = gathering;
    this.#account = account;
    this.#files = files;
    this.#isCorrected = isCorrected;
  }

  /** `rows` oldest first. */
  take(rows: readonly BybitRow[]): void {
    const gathering = this.#gathering;
    gathering.nameAccount(this.#account, venue, model);
    gathering.snapshotOf.positions.add(this.#account);
    const contracts = Map.groupBy(
      rows.filter(({ contract }) => contract !== ''),
      ({ contract }) => contract,
    );
    for (const contract of [...contracts.keys()].sort())
      this.#takeContract(contract, contracts.get(contract)!);
    const balances = this.#isCorrected ? [] : this.#takeBalances(rows);
    if (!this.#isCorrected) this.#sayWhat(rows.length, balances);
    this.#sayDoubts();
  }

  #takeContract(contract: string, rows: readonly BybitRow[]): void {
    const resolution = this.#gathering.resolve(contract, venue);
    if ('reason' in resolution || resolution.instrument.kind === 'spot') {
      // A pair that only changes coins holds nothing; its coins are in the balances.
      if (rows.every(({ position }) => position === null || isZero(position))) {
        this.#pairs.push(contract);
        return;
      }
      const { reason, remedy } =
        'reason' in resolution
          ? resolution
          : { reason: `${contract} is a spot pair`, remedy: 'Correct the contract, or leave the row out' };
      rows.at(-1)!.reject('positions', 'contract', reason, remedy, true);
      return;
    }
    const own = withoutSpot(rows, resolution.instrument);
    const last = own.at(-1);
    if (!last) this.#pairs.push(contract);
    else if (signedPosition(last) === null) {
      last.reject(
        'positions',
        'position',
        `the position after the last row of ${contract} is not a finite number`,
        'Write the signed position as a plain number, with a decimal point',
        true,
      );
    } else this.#takePosition(resolution.instrument, own, last);
  }

  #takePosition(instrument: Instrument, rows: readonly BybitRow[], last: BybitRow): void {
    const { quantity, averagePrice, settledPrice, gap } = reconstruct(instrument, rows);
    const { symbol } = instrument;
    if (gap !== null) {
      this.#gathering.notice(
        `The positions of ${symbol} in ${this.#placeOf(gap[0])} and ${this.#placeOf(gap[1])} don’t follow from one another: rows are missing between them, or it is held long and short at once. The last row counts: check ${quantity}.`,
      );
    }
    if (isZero(quantity)) return;
    this.#gathering.addPosition({
      account: this.#account,
      instrument: instrument.id,
      strategy: '',
      lot: '',
      quantity,
      averagePrice,
      settledPrice,
    });
    this.#held.push(`${symbol} ${quantity} (${this.#placeOf(last)})`);
    if (instrument.kind !== 'option' && settledPrice === null) this.#withoutEntry.push(symbol);
  }

  #takeBalances(rows: readonly BybitRow[]): string[] {
    this.#gathering.snapshotOf.balances.add(this.#account);
    const newest = new Map<string, BybitRow>();
    for (const row of rows) if (row.currency !== '' && row.statesBalance) newest.set(row.currency, row);
    const taken: string[] = [];
    for (const currency of [...newest.keys()].sort()) {
      const row = newest.get(currency)!;
      const again = 'in the log, and import the log again';
      if (!/^[A-Z0-9]{1,20}$/.test(currency)) {
        row.reject('balances', 'currency', 'it can be no currency', `Correct it ${again}`, false);
      } else if (row.balance === null) {
        const reason = `the last wallet balance of ${currency} is not a finite number`;
        row.reject('balances', 'walletbalance', reason, `Write a plain number ${again}`, false);
      } else if (!isZero(row.balance)) {
        this.#gathering.balances.push({
          account: this.#account,
          kind: 'cash',
          currency,
          amount: row.balance,
        });
        taken.push(`${currency} ${row.balance} (${this.#placeOf(row)})`);
      }
    }
    return taken;
  }

  /** Where a row stood; the file is named where there are several. */
  #placeOf({ file, line }: BybitRow): string {
    return file === this.#files ? `line ${line}` : `${file} line ${line}`;
  }

  #sayWhat(rows: number, balances: readonly string[]): void {
    const held = this.#held.length === 0 ? 'no position is open' : `positions are ${named(this.#held)}`;
    const money = balances.length === 0 ? 'no wallet balance is stated' : `balances are ${named(balances)}`;
    this.#gathering.notice(
      `Read from ${this.#files}, a log (${rows === 1 ? '1 row' : `${rows} rows`}), no snapshot. Account ${this.#account} is reconstructed from the last position of each contract and the last wallet balance of each currency: ${held}; ${money}. What was opened before the log and not traded in it is not here.`,
    );
  }

  #sayDoubts(): void {
    const gathering = this.#gathering;
    const without = this.#withoutEntry;
    if (without.length > 0) {
      gathering.notice(
        `${this.#files} doesn’t say at what price ${named(without)} ${without.length === 1 ? 'was' : 'were'} entered: it begins later, lacks rows, or has a price that is no number. Profit since the entry is taken as paid already. Export a longer log, or enter the settled price of the position.`,
      );
    }
    if (this.#pairs.length > 0) {
      gathering.notice(`Spot trades in ${named(this.#pairs)} are in the balances; they are no positions.`);
    }
    if (gathering.context.accounts.get(this.#account) === undefined) {
      gathering.notice(
        `Margrave has no rulebook of Bybit: account ${this.#account} is marked ${model}, which nothing computes. Margin it under a rulebook that you choose, such as okx-pm, or compare several on it, to see what another venue would ask; or give the account another margin model.`,
      );
    }
  }
}

/**
 * Perpetuals in USDT and spot pairs share their names. A spot trade is two rows, one per currency, whose cash flow is the quantity itself: a row in another
 * currency than the contract's is one of them, and so is the row in that currency beside it.
 */
function withoutSpot(rows: readonly BybitRow[], { settlementCurrency }: Instrument): BybitRow[] {
  const tradeOf = ({ time, orderId }: BybitRow): string => `${time} ${orderId}`;
  const isOther = (row: BybitRow): boolean => row.type === 'TRADE' && row.currency !== settlementCurrency;
  const ofSpot = new Set(rows.filter(isOther).map(tradeOf));
  return rows.filter((row) => {
    if (isOther(row)) return false;
    const isLeg = row.type === 'TRADE' && row.cashFlow !== null && row.cashFlow === row.quantity;
    return !(isLeg && !isZero(row.cashFlow!) && ofSpot.has(tradeOf(row)));
  });
}

function named(list: readonly string[]): string {
  const shown = list.slice(0, mostNamed).join(', ');
  return list.length > mostNamed ? `${shown} and ${list.length - mostNamed} more` : shown;
}
