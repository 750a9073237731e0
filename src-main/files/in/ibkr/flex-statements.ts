// What the IBKR Flex statements of an import say, account by account: positions of the newest day, cash, marks. Rows are given whole by the readers of XML and CSV.
// May import the domain.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import { futuresExchanges } from '../../../domain/futures-products.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import type { MarketFigure } from '../../../domain/market.ts';
import { dayOfText, newYorkClose } from '../../times.ts';
import type { Gathering, Place } from '../gathering.ts';
import { type FlexColumn, type FlexValues, flexNumber } from './flex-columns.ts';
import { flexInstrument } from './flex-instrument.ts';

export interface FlexRow {
  values: FlexValues;
  place: Place;
  /** Of a corrected rejected row: keeps it apart from rows that were taken. */
  lot: string;
}

export interface FlexCash {
  currency: string;
  amount: string;
  place: Place;
}

/** What one file says of one account. */
export interface FlexStatement {
  file: string;
  account: string;
  /** The statement's last day as it stands; empty when the file doesn't say. */
  day: string;
  /** Whether the section is there: an empty one says that there is nothing. */
  hasPositions: boolean;
  hasCash: boolean;
  rows: FlexRow[];
  cash: FlexCash[];
  /** Currency → rate and what it converts into, where the file has rates. */
  rates: { from: string; to: string; rate: string; day: string }[];
}

const statementsOf = new WeakMap<Gathering, FlexStatement[]>();

/** Puts a statement by until all files are read: see `finishFlexStatements`. */
export function keepFlexStatement(gathering: Gathering, statement: FlexStatement): void {
  const kept = statementsOf.get(gathering);
  if (kept) kept.push(statement);
  else statementsOf.set(gathering, [statement]);
}

/**
 * Takes the newest statement of every account: of several files or days of one account, older ones are passed over. Positions without a level of
 * detail, or of level SUMMARY, are taken; tax lots (LOT) only where their instrument has no summary.
 */
export function finishFlexStatements(gathering: Gathering): void {
  const statements = statementsOf.get(gathering) ?? [];
  const accounts = new Set(statements.map(({ account }) => account));
  const asked = gathering.context.account;
  for (const account of accounts) {
    const own = statements.filter((statement) => statement.account === account);
    // One account in the file is the one that was asked for; of several, each keeps its name.
    const named = accounts.size === 1 && asked !== null && asked !== '' ? asked : account;
    const positions = newest(
      gathering,
      own.filter(({ hasPositions }) => hasPositions),
    );
    if (positions) new AccountPositions(gathering, named, positions).take();
    const cash = newest(
      gathering,
      own.filter(({ hasCash }) => hasCash),
    );
    if (cash) takeCash(gathering, named, cash);
  }
}

function newest(gathering: Gathering, statements: readonly FlexStatement[]): FlexStatement | undefined {
  const days = statements.map((statement) => dayOf(statement));
  const last = [...days].sort().at(-1);
  const chosen = statements[days.indexOf(last ?? '')];
  const passed = statements.length - 1;
  if (chosen && passed > 0)
    gathering.notice(
      `Account ${chosen.account} stands in ${passed + 1} statements: the one up to ${last === '' ? 'no day that is told' : last} (${chosen.file}) is taken, the others are passed over.`,
    );
  return chosen;
}

/** The last day that a statement tells, by itself or by its rows. */
function dayOf({ day, rows }: FlexStatement): string {
  const texts = new Set(rows.map(({ values }) => values.reportDate));
  const days = [...texts].map((text) => dayOfText(text) ?? '');
  return dayOfText(day) ?? days.sort().at(-1) ?? '';
}

class AccountPositions {
  readonly #gathering: Gathering;
  readonly #account: string;
  readonly #statement: FlexStatement;
  readonly #figures = new Map<string, MarketFigure>();
  readonly #notes = new Set<string>();
  readonly #venues = new Set<string>();
  #older = 0;
  #flat = 0;

  constructor(gathering: Gathering, account: string, statement: FlexStatement) {
    this.#gathering = gathering;
    this.#account = account;
    this.#statement = statement;
  }

  take(): void {
    const gathering = this.#gathering;
    const { file } = this.#statement;
    const day = dayOf(this.#statement);
    const days = new Map<string, string>();
    const groups = new Map<string, FlexRow[]>();
    for (const row of this.#statement.rows) {
      const text = row.values.reportDate;
      const reported = days.get(text) ?? dayOfText(text) ?? day;
      days.set(text, reported);
      if (reported < day) {
        this.#older += 1;
        continue;
      }
      const key = keyOf(row.values);
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
    for (const rows of groups.values()) for (const row of this.#countedRows(rows)) this.#position(row, day);
    gathering.snapshotOf.positions.add(this.#account);
    const onlyFutures =
      this.#venues.size > 0 && [...this.#venues].every((one) => futuresExchanges.includes(one));
    const venue = onlyFutures ? [...this.#venues].sort()[0]! : 'occ';
    gathering.nameAccount(this.#account, venue, onlyFutures ? 'span' : 'occ-cpm');
    for (const note of this.#notes) gathering.notice(`${file}: ${note}.`);
    if (this.#older > 0)
      gathering.notice(
        `${file}: ${this.#older} positions of account ${this.#account} from days before ${day} were passed over.`,
      );
    if (this.#flat > 0)
      gathering.notice(`${this.#flat} positions of quantity 0 in ${file} were passed over.`);
    this.#addFigures(day);
  }

  /** Summaries where there are any, else the tax lots. */
  #countedRows(rows: readonly FlexRow[]): readonly FlexRow[] {
    if (rows.length === 1) return rows;
    const lots = rows.filter(({ values }) => values.levelOfDetail.toUpperCase() === 'LOT');
    const summaries = rows.filter(({ values }) => values.levelOfDetail.toUpperCase() !== 'LOT');
    if (lots.length === 0 || summaries.length === 0) return rows;
    const [held, inLots] = [sumOf(summaries), sumOf(lots)];
    const symbol = summaries[0]!.values.symbol;
    if (held !== null && inLots !== null && held !== inLots)
      this.#notes.add(`the lots of ${symbol} add up to ${inLots}, its summary says ${held}, which is taken`);
    else this.#notes.add('tax lots that stand beside their summary are counted once, by the summary');
    return summaries;
  }

  #position(row: FlexRow, day: string): void {
    const { values } = row;
    const wrong = (column: FlexColumn, reason: string, remedy: string): void =>
      this.#gathering.reject('positions', row.place, column, values[column], reason, remedy, { ...values });
    const found = flexInstrument(values, this.#gathering);
    if ('column' in found) {
      wrong(found.column, found.reason, found.remedy);
      return;
    }
    const { instrument, note } = found;
    const quantity = flexNumber(values.position);
    if (quantity === null) {
      const reason =
        values.position === '' ? 'the quantity is missing' : 'the quantity is not a finite number';
      wrong('position', reason, 'Select Quantity in the Flex query, and write it as a plain number');
      return;
    }
    if (values.side.toUpperCase() === 'SHORT' && quantity !== '0' && !quantity.startsWith('-')) {
      wrong('side', 'the side is short but the quantity is positive', 'Correct the side or the sign');
      return;
    }
    const mark = this.#mark(values, instrument, wrong);
    if (mark === undefined) return;
    if (note !== null) this.#notes.add(note);
    if (quantity === '0') {
      this.#flat += 1;
      return;
    }
    const averagePrice = flexNumber(values.costBasisPrice);
    this.#gathering.addPosition({
      account: this.#account,
      instrument: instrument.id,
      strategy: '',
      lot: row.lot,
      quantity,
      averagePrice,
      // Cash holds a future's profit up to the mark of the day; an option's and a share's is in no cash.
      settledPrice: instrument.kind === 'future' ? mark : null,
    });
    this.#venues.add(instrument.venue);
    if (mark !== null) this.#addMark(instrument, mark, day);
  }

  /** The mark; null where the row has none, undefined once the row was rejected. */
  #mark(
    values: FlexValues,
    instrument: Instrument,
    wrong: (column: FlexColumn, reason: string, remedy: string) => void,
  ): DecimalText | null | undefined {
    if (values.markPrice === '') return null;
    const mark = flexNumber(values.markPrice);
    if (mark === null || (instrument.kind !== 'future' && mark.startsWith('-'))) {
      wrong(
        'markPrice',
        mark === null ? 'the mark is no number' : 'the mark is negative',
        'Correct the mark, or leave it empty',
      );
      return undefined;
    }
    return mark;
  }

  #addMark(instrument: Instrument, value: DecimalText, day: string): void {
    const stood = this.#gathering.timeOfFile(this.#statement.file);
    const time = day === '' ? stood.time : newYorkClose(day);
    const source = `IBKR markPrice (${this.#statement.file})`;
    const figure: MarketFigure = { class: 'mark', key: instrument.id, expiry: '', value, time, source };
    this.#figures.set(`mark ${instrument.id}`, figure);
    // A share's own price is the price that options on it depend on.
    if (instrument.kind === 'spot' && value !== '0')
      this.#figures.set(`index ${instrument.priceIndex}`, {
        ...figure,
        class: 'index',
        key: instrument.priceIndex,
      });
  }

  #addFigures(day: string): void {
    const { file, rates } = this.#statement;
    const [first] = this.#figures.values();
    const time = first?.time ?? (day === '' ? this.#gathering.timeOfFile(file).time : newYorkClose(day));
    for (const { from, to, rate, day: of } of rates) {
      const value = flexNumber(rate);
      if (value === null || from === to || from === '' || to === '' || (dayOfText(of) ?? day) !== day)
        continue;
      if (!new ExactDecimal(value).greaterThan(0)) continue;
      const key = `${from}/${to}`;
      const source = `IBKR ConversionRate (${file})`;
      this.#figures.set(`currencyRate ${key}`, {
        class: 'currencyRate',
        key,
        expiry: '',
        value,
        time,
        source,
      });
    }
    if (first !== undefined && day === '')
      this.#gathering.notice(
        `${file} doesn’t say the day of its marks: they are taken as of ${this.#gathering.timeOfFile(file).what}, ${time}.`,
      );
    this.#gathering.addFigures(file, time, [...this.#figures.values()], 'IBKR');
  }
}

/** What tells rows of one instrument apart from others: IBKR's contract id, else all that names it. */
function keyOf(values: FlexValues): string {
  if (values.conid !== '') return values.conid;
  const naming: readonly FlexColumn[] = [
    'assetCategory',
    'symbol',
    'listingExchange',
    'expiry',
    'strike',
    'putCall',
  ];
  return naming.map((column) => values[column]).join('\u0000');
}

function sumOf(rows: readonly FlexRow[]): DecimalText | null {
  let sum = new ExactDecimal(0);
  for (const { values } of rows) {
    const quantity = flexNumber(values.position);
    if (quantity === null) return null;
    sum = sum.plus(quantity);
  }
  return decimalText(sum);
}

function takeCash(gathering: Gathering, account: string, statement: FlexStatement): void {
  gathering.nameAccount(account, 'occ', gathering.isNamed(account) ? null : 'occ-cpm');
  gathering.snapshotOf.balances.add(account);
  for (const { currency, amount, place } of statement.cash) {
    const value = flexNumber(amount);
    // Given back as a row of Margrave's own balances, which its reader takes.
    const original = { account, kind: 'cash', currency, amount };
    const wrong = (column: string, shown: string, reason: string, remedy: string): void =>
      gathering.reject('balances', place, column, shown, reason, remedy, original);
    if (!/^[A-Z][A-Z0-9]{2,9}$/.test(currency))
      wrong('currency', currency, 'the currency is missing or none', 'Write it as USD');
    else if (value === null)
      wrong(
        'amount',
        amount,
        'the ending cash is missing or no number',
        'Select Ending Cash in the Flex query',
      );
    else if (!gathering.takeLot(account, 'balance', 'cash', currency))
      wrong(
        'currency',
        currency,
        'an earlier row states the account’s cash in this currency',
        'Keep one of them',
      );
    else if (!new ExactDecimal(value).isZero())
      gathering.balances.push({ account, kind: 'cash', currency, amount: value });
  }
}
