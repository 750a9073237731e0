// A picture of risk as a table: price moves across, volatility down. From a rulebook's own table, or from a grid that was asked for.
// Colour and place only; amounts stay the text that they came as. May import format.
import type { RiskGrid, ScenarioTable } from '../client/nouns.ts';
import { formatDecimal, formatMove, roundDecimal } from '../format/decimal.ts';

export interface HeatCell {
  /** Profit (+) or loss (−). */
  amount: string;
  title: string;
  worst: boolean;
  /** What to ask for the positions behind it. */
  behind:
    | { kind: 'grid'; price: number; volatility: number }
    | { kind: 'scenario'; table: string; scenario: string };
}

export interface Heat {
  key: string;
  label: string;
  currency: string;
  columns: { move: string; text: string; price: string | null; now: boolean }[];
  rows: { text: string; now: boolean }[];
  /** cells[row][column]; null where the rulebook has no such scenario. */
  cells: (HeatCell | null)[][];
  notes: string[];
  /** Distance from one column to the next where it is the same for all, as a relative move; null where it isn't. */
  step: number | null;
}

const volatilityWords: Record<string, string> = {
  up: 'Volatility up',
  same: 'Volatility same',
  down: 'Volatility down',
  linear: 'Linear skew',
  absolute: 'Absolute skew',
};
const volatilityOrder = ['up', 'same', 'down'];

/** A move to a tenth of a percent. */
function shortMove(move: string): string {
  return formatMove(roundDecimal(move, 3).replace(/\.?0+$/, ''));
}

function stepOf(moves: readonly string[]): number | null {
  const gaps = moves.slice(1).map((move, index) => Number(move) - Number(moves[index]));
  const first = gaps[0];
  return first !== undefined && gaps.every((gap) => Math.abs(gap - first) < 1e-6) ? first : null;
}

/** A rulebook's own table. With one state of volatility, what is counted of each profit stands in a row of its own. */
export function heatOfTable(table: ScenarioTable, currency: string): Heat {
  const moves = [...new Set(table.scenarios.map(({ priceMove }) => priceMove))].sort(
    (a, b) => Number(a) - Number(b),
  );
  const states = [...new Set(table.scenarios.map(({ volatility }) => volatility))].sort(
    (a, b) => volatilityOrder.indexOf(a) - volatilityOrder.indexOf(b),
  );
  const dampened = table.scenarios.some((scenario) => scenario.counted !== scenario.profitAndLoss);
  const listed = states.length === 1 && dampened;
  const find = (move: string, state: string): ScenarioTable['scenarios'][number] | undefined =>
    table.scenarios.find((scenario) => scenario.priceMove === move && scenario.volatility === state);
  const cell = (
    scenario: ScenarioTable['scenarios'][number] | undefined,
    pick: 'profitAndLoss' | 'counted',
    outlined: boolean,
  ): HeatCell | null =>
    scenario === undefined
      ? null
      : {
          amount: scenario[pick],
          title: `${scenario.label}: ${scenario.profitAndLoss} ${currency}${scenario.counted === scenario.profitAndLoss ? '' : `, counted as ${scenario.counted}`}`,
          worst: outlined && scenario.worst,
          behind: { kind: 'scenario', table: table.table, scenario: scenario.id },
        };
  const only = states[0] ?? '';
  const notes = [];
  if (dampened && !listed)
    notes.push('Some cells count for less than they lose; a cell’s tip says how much.');
  // One label with different percentages: the underlyings of this table move apart.
  if (table.scenarios.some(({ label }) => new Set(label.match(/[\d.]+(?= ?%)/g)).size > 1))
    notes.push(
      'Each underlying moves by its own range; the move shown is the widest, and a cell’s tip names all.',
    );
  return {
    key: table.table,
    label: table.label,
    currency,
    columns: moves.map((move) => ({ move, text: formatMove(move), price: null, now: Number(move) === 0 })),
    rows: listed
      ? [
          { text: 'Profit and loss', now: false },
          { text: 'As counted', now: false },
        ]
      : states.map((state) => ({ text: volatilityWords[state] ?? state, now: state === 'same' })),
    cells: listed
      ? [
          moves.map((move) => cell(find(move, only), 'profitAndLoss', false)),
          moves.map((move) => cell(find(move, only), 'counted', true)),
        ]
      : states.map((state) => moves.map((move) => cell(find(move, state), 'profitAndLoss', true))),
    notes,
    step: stepOf(moves),
  };
}

/** A grid that was asked for: the widest rise of volatility at the top. */
export function heatOfGrid(grid: RiskGrid): Heat {
  const prices = grid.priceMoves
    .map((move, index) => ({ move, index }))
    .sort((a, b) => Number(a.move) - Number(b.move));
  const volatilities = grid.volatilityMoves
    .map((move, index) => ({ move, index }))
    .sort((a, b) => Number(b.move) - Number(a.move));
  const moves = prices.map(({ move }) => move);
  return {
    key: 'free',
    label: 'Price by volatility',
    currency: grid.currency,
    columns: prices.map(({ move, index }) => ({
      move,
      text: shortMove(move),
      price: grid.prices[index] ?? null,
      now: Number(move) === 0,
    })),
    rows: volatilities.map(({ move }) => ({
      text: Number(move) === 0 ? 'Volatility same' : `Volatility ${shortMove(move)}`,
      now: Number(move) === 0,
    })),
    cells: volatilities.map((volatility) =>
      prices.map((price): HeatCell | null => {
        const amount = grid.cells[price.index]?.[volatility.index];
        if (amount === undefined) return null;
        return {
          amount,
          title: `price ${formatMove(price.move)}, volatility ${formatMove(volatility.move)}: ${amount} ${grid.currency}`,
          worst: grid.worst?.price === price.index && grid.worst.volatility === volatility.index,
          behind: { kind: 'grid', price: price.index, volatility: volatility.index },
        };
      }),
    ),
    notes: [],
    step: stepOf(moves),
  };
}

/** How cells are written: divided by a power of ten where whole units don't fit, and to so many places. */
export interface HeatScale {
  divisor: 1 | 1_000 | 1_000_000;
  places: number;
}

/** How broad a figure is, in digits: the thin spaces between its groups take less than half of one. */
function breadth(text: string): number {
  const spaces = text.split('\u2009').length - 1;
  return text.length - 0.55 * spaces;
}

/** The finest scale at which every amount is at most `characters` digits broad; `places` is what its currency takes. */
export function heatScale(heat: Heat, places: number, characters: number): HeatScale {
  const greatest = greatestOf(heat);
  const finest = greatest >= 1_000 ? 0 : greatest >= 100 ? Math.min(2, places) : places;
  const longest = (scale: HeatScale): number =>
    heat.cells.reduce(
      (most, row) =>
        row.reduce(
          (max, cell) => Math.max(max, cell === null ? 0 : breadth(heatText(cell.amount, scale))),
          most,
        ),
      0,
    );
  for (let at = finest; at >= 0; at -= 1) {
    const scale: HeatScale = { divisor: 1, places: at };
    if (longest(scale) <= characters) return scale;
  }
  const thousands: HeatScale = { divisor: 1_000, places: 0 };
  return longest(thousands) <= characters ? thousands : { divisor: 1_000_000, places: 1 };
}

/** An amount at a scale, for the eye: the cell's tip has every digit. */
export function heatText(amount: string, { divisor, places }: HeatScale): string {
  if (Number(amount) === 0) return '0';
  return divisor === 1
    ? formatDecimal(amount, places)
    : formatDecimal((Number(amount) / divisor).toFixed(places));
}

/** The largest amount of a table, by size: what colours are held against. */
export function greatestOf(heat: Heat): number {
  let greatest = 0;
  for (const row of heat.cells)
    for (const cell of row) if (cell !== null) greatest = Math.max(greatest, Math.abs(Number(cell.amount)));
  return greatest;
}

/** Odd many moves from −`range` % to +`range` %, evenly spread, none below −99 %. */
export function movesOver(range: number, count: number): string[] {
  const half = (count - 1) / 2;
  const moves = Array.from({ length: count }, (_, index) => {
    const text = (((index - half) * range) / half / 100).toFixed(6).replace(/\.?0+$/, '');
    return text === '-0' ? '0' : text;
  });
  return moves.filter((move) => Number(move) >= -0.99);
}

/** The cell that loses most of those that are outlined in their tables; null where none is. */
export function worstOf(heats: readonly Heat[]): { heat: Heat; row: number; column: number } | null {
  let found: { heat: Heat; row: number; column: number; amount: number } | null = null;
  for (const heat of heats)
    for (const [row, cells] of heat.cells.entries())
      for (const [column, cell] of cells.entries())
        if (cell?.worst && (found === null || Number(cell.amount) < found.amount))
          found = { heat, row, column, amount: Number(cell.amount) };
  return found;
}

/** The cell to begin with: the worst, else the one of no move. */
export function firstCell(heat: Heat): { row: number; column: number } {
  for (const [row, cells] of heat.cells.entries()) {
    const column = cells.findIndex((cell) => cell?.worst);
    if (column >= 0) return { row, column };
  }
  const row = Math.max(
    0,
    heat.rows.findIndex(({ now }) => now),
  );
  const column = Math.max(
    0,
    heat.columns.findIndex(({ now }) => now),
  );
  return { row, column };
}

/** The table as figures that leave: a row for each cell. */
export function heatFigures(heat: Heat): {
  columns: { title: string; numeric: boolean }[];
  rows: { shown: string[]; exact: string[] }[];
} {
  const withPrices = heat.columns.some(({ price }) => price !== null);
  return {
    columns: [
      { title: 'Price move', numeric: true },
      ...(withPrices ? [{ title: 'Price', numeric: true }] : []),
      ...heat.rows.map(({ text }) => ({ title: `${text}, ${heat.currency}`, numeric: true })),
    ],
    rows: heat.columns.map((column, at) => {
      const price = withPrices ? [column.price ?? ''] : [];
      const amounts = heat.cells.map((row) => row[at]?.amount ?? '');
      return {
        shown: [
          column.text,
          ...price,
          ...amounts.map((amount) => (amount === '' ? '' : formatDecimal(amount))),
        ],
        exact: [column.move, ...price, ...amounts],
      };
    }),
  };
}
