// Where an entry's initial margin comes from: by position and driver, and the positions themselves. May import the domain.
import type { MarginEntry } from '../../../domain/margin-result.ts';
import type { Position } from '../../../domain/portfolio.ts';
import { unitOf } from '../input-tables.ts';
import type { ReportInput } from '../report-input.ts';
import { breakable, type Content, money, percent, plain, type TableCell, table } from './pdf-style.ts';

const POSITIONS_SHOWN = 25;
const ROWS_SHOWN = 50;
/** Drivers with a column of their own; the others share one. */
const DRIVER_COLUMNS = 3;

interface InstrumentShare {
  instrument: string;
  byDriver: Map<string, number>;
  total: number;
}

/** Sums per instrument in the result's order, largest first. */
function sharesOf(entry: MarginEntry): InstrumentShare[] {
  const shares = new Map<string, InstrumentShare>();
  for (const { instrument, driver, amount } of entry.contributions) {
    if (instrument === null) continue;
    let share = shares.get(instrument);
    if (!share) {
      share = { instrument, byDriver: new Map(), total: 0 };
      shares.set(instrument, share);
    }
    share.byDriver.set(driver, (share.byDriver.get(driver) ?? 0) + Number(amount));
    share.total += Number(amount);
  }
  return [...shares.values()].sort(
    (a, b) => Math.abs(b.total) - Math.abs(a.total) || (a.instrument < b.instrument ? -1 : 1),
  );
}

export function contributionPart(input: ReportInput, entry: MarginEntry): Content[] {
  if (entry.contributions.length === 0) return [];
  const symbols = new Map(input.portfolio.instruments.map(({ id, symbol }) => [id, symbol]));
  const shares = sharesOf(entry);
  const drivers = [...new Set(shares.flatMap(({ byDriver }) => [...byDriver.keys()]))];
  const columns = drivers.slice(0, DRIVER_COLUMNS);
  const hasOther = drivers.length > columns.length;
  const margin = Number(entry.initialMargin);
  const shown = shares.slice(0, POSITIONS_SHOWN);
  const rest = shares.slice(POSITIONS_SHOWN);
  const cellsOf = (own: readonly InstrumentShare[]): TableCell[] => {
    const sumOf = (driver: string): number =>
      own.reduce((sum, { byDriver }) => sum + (byDriver.get(driver) ?? 0), 0);
    const other = drivers.slice(columns.length).reduce((sum, driver) => sum + sumOf(driver), 0);
    const total = own.reduce((sum, share) => sum + share.total, 0);
    return [
      ...columns.map((driver) => amountOf(sumOf(driver), entry.currency)),
      ...(hasOther ? [amountOf(other, entry.currency)] : []),
      ...totalCells(total, entry, margin),
    ];
  };
  const blanks = columns.map((): TableCell => '').concat(hasOther ? [''] : []);
  const rows: TableCell[][] = shown.map((share) => [
    breakable(symbols.get(share.instrument) ?? share.instrument),
    ...cellsOf([share]),
  ]);
  if (rest.length > 0) rows.push([`${rest.length} other positions together`, ...cellsOf(rest)]);
  for (const line of entry.contributions.filter(({ instrument }) => instrument === null)) {
    rows.push([line.label, ...blanks, ...totalCells(Number(line.amount), entry, margin)]);
  }
  rows.push([
    { text: 'Initial margin', bold: true },
    ...blanks,
    { text: money(entry.initialMargin, entry.currency), bold: true },
    { text: margin === 0 ? '' : percent('1'), bold: true },
  ]);
  return [
    table({
      caption: 'What each position brings to the initial margin',
      note: `${entry.currency}; + raises the requirement. The ${Math.min(POSITIONS_SHOWN, shares.length)} largest of ${shares.length} positions; the lines add up to the initial margin.`,
      columns: [
        { label: 'Position', width: '*' },
        ...columns.map((driver) => ({
          label: driverLabel(driver),
          width: 'fit' as const,
          align: 'right' as const,
        })),
        ...(hasOther ? [{ label: 'Other', width: 'fit' as const, align: 'right' as const }] : []),
        { label: 'Total', width: 'fit', align: 'right' },
        { label: 'Share', width: 'fit', align: 'right' },
      ],
      rows,
      totals: 1,
    }),
  ];
}

const amountOf = (amount: number, currency: string): string =>
  amount === 0 ? '' : money(amount.toFixed(20), currency);

const totalCells = (amount: number, entry: MarginEntry, margin: number): TableCell[] => [
  money(amount.toFixed(20), entry.currency),
  margin === 0 ? '' : percent((amount / margin).toFixed(20)),
];

/** `rollShock` as `Roll shock`. */
function driverLabel(driver: string): string {
  const words = driver.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The account's positions that belong to the entry, largest contribution first. */
export function positionsPart(input: ReportInput, entry: MarginEntry): Content[] {
  const instruments = new Map(input.portfolio.instruments.map((instrument) => [instrument.id, instrument]));
  const totals = new Map(sharesOf(entry).map(({ instrument, total }) => [instrument, total]));
  const own = input.portfolio.positions.filter(
    ({ account, instrument }) => account === entry.account && totals.has(instrument),
  );
  if (own.length === 0) return [];
  const sizeOf = ({ instrument }: Position): number => Math.abs(totals.get(instrument) ?? 0);
  const ranked = [...own].sort(
    (a, b) =>
      sizeOf(b) - sizeOf(a) ||
      (a.instrument + a.strategy + a.lot < b.instrument + b.strategy + b.lot ? -1 : 1),
  );
  const shown = ranked.slice(0, ROWS_SHOWN);
  const left = ranked.length - shown.length;
  return [
    table({
      caption: 'Positions by contribution',
      note: `${
        left > 0
          ? `The first ${shown.length} of ${ranked.length} positions that contribute; the other ${left} are in the XLSX and CSV reports of this run.`
          : `All ${ranked.length} positions that contribute.`
      } Contribution of the instrument, all lots and strategies together, ${entry.currency}.`,
      columns: [
        { label: 'Instrument', width: '*' },
        { label: 'Strategy', width: 104 },
        { label: 'Quantity', width: 'fit', align: 'right' },
        { label: 'In', width: 'fit' },
        { label: 'Average price', width: 'fit', align: 'right' },
        { label: 'Contribution', width: 'fit', align: 'right' },
      ],
      rows: shown.map((position): TableCell[] => {
        const instrument = instruments.get(position.instrument);
        return [
          breakable(instrument?.symbol ?? position.instrument),
          breakable(position.lot === '1' ? position.strategy : `${position.strategy} (lot ${position.lot})`),
          plain(position.quantity),
          unitOf(instrument),
          position.averagePrice === null ? '–' : plain(position.averagePrice),
          money((totals.get(position.instrument) ?? 0).toFixed(20), entry.currency),
        ];
      }),
    }),
  ];
}
