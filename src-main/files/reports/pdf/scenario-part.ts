// Profit and loss by price move and volatility, as a chart and as tables, the worst cell marked. May import the domain.
import type { ContentCanvas } from 'pdfmake/interfaces';
import type { MarginEntry, ScenarioTable } from '../../../domain/margin-result.ts';
import {
  type Alignment,
  CONTENT_WIDTH,
  type Content,
  colour,
  grouped,
  money,
  sectionRow,
  move as signedMove,
  type TableCell,
  table,
} from './pdf-style.ts';

type Scenario = ScenarioTable['scenarios'][number];

export function scenarioPart(entry: MarginEntry): Content[] {
  const drawn = drawnTable(entry.tables);
  // `standard` and `extended`, `standard:BTC` and `extended:BTC`: tables of the same holdings stand together.
  const groups = Map.groupBy(entry.tables, ({ table: name }) => name.split(':')[1] ?? '');
  return [
    ...(drawn ? chart(drawn, entry.currency) : []),
    ...[...groups.values()].map((grids) => gridTables(grids, entry)),
  ];
}

/** The table that is drawn: where several groups each have a worst cell of their own, the group that loses most; else the first. */
function drawnTable(tables: readonly ScenarioTable[]): ScenarioTable | undefined {
  const worst = tables.flatMap((grid) => {
    const losses = grid.scenarios.filter((scenario) => scenario.worst).map(({ counted }) => Number(counted));
    return losses.length > 0 ? [{ grid, loss: Math.min(...losses) }] : [];
  });
  const [most] = worst.sort((a, b) => a.loss - b.loss);
  return worst.length > 1 ? most?.grid : tables[0];
}

/** Price moves of a table with one scenario per volatility state. */
function rowsOf({ scenarios }: ScenarioTable, states: readonly string[], currency: string): TableCell[][] {
  return [...Map.groupBy(scenarios, rowLabel)].map(([label, own]) => [
    label,
    ...states.map((state) =>
      cellOf(
        own.find(({ volatility }) => volatility === state),
        currency,
      ),
    ),
  ]);
}

function cellOf(scenario: Scenario | undefined, currency: string): TableCell {
  if (!scenario) return '';
  const text = money(scenario.counted, currency);
  return scenario.worst ? { text, bold: true, color: colour.alarm, fillColor: colour.alarmBand } : text;
}

/** The scenario's name without its volatility. */
function rowLabel({ label: name, volatility, priceMove }: Scenario): string {
  const suffix = `, volatility ${volatility}`;
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : signedMove(priceMove, 2);
}

/** Tables of the same holdings as one: price moves down, volatility across, a heading row before each. */
function gridTables(grids: readonly ScenarioTable[], { currency }: MarginEntry): Content {
  const scenarios = grids.flatMap((grid) => grid.scenarios);
  const states = [...new Set(scenarios.map(({ volatility }) => volatility))];
  const names = grids.map((grid) => grid.label);
  const shared = sharedEnd(names);
  return table({
    isDense: true,
    caption: `Scenarios${shared}`,
    note: `Profit (+) or loss (−) of the netting set as the rulebook counts it, ${currency}.${
      scenarios.some(({ worst }) => worst) ? ' The worst cell is shaded.' : ''
    }`,
    columns: [
      { label: 'Price move', width: '*' },
      ...states.map((state) => ({
        label: `Volatility ${state}`,
        width: states.length > 4 ? ('fit' as const) : 92,
        align: 'right' as const,
      })),
    ],
    rows: grids.flatMap((grid) => [
      sectionRow(shared === '' ? grid.label : grid.label.slice(0, -shared.length), states.length + 1),
      ...rowsOf(grid, states, currency),
    ]),
  });
}

/** What all names end with from a comma on, or nothing. */
function sharedEnd(names: readonly string[]): string {
  const ends = new Set(names.map((name) => /, [^,]*$/.exec(name)?.[0] ?? ''));
  const [end = ''] = ends;
  return ends.size === 1 && names.length > 1 ? end : '';
}

const CHART_HEIGHT = 152;
const LEFT = 78;
const RIGHT = 78;
const TOP = 20;
const BOTTOM = 26;
const LABEL_SIZE = 7.5;

interface ChartLine {
  state: string;
  stroke: string;
  points: { move: number; amount: number; worst: boolean }[];
}

/** Counted profit and loss over price moves, one line per volatility state that has at least three moves. */
function chartLines(grid: ScenarioTable): ChartLine[] {
  const byState = Map.groupBy(grid.scenarios, ({ volatility }) => volatility);
  return [...byState]
    .map(([state, scenarios], index) => ({
      state,
      stroke: colour.lines[index % colour.lines.length] ?? colour.ink,
      points: scenarios
        .map((scenario) => ({
          move: Number(scenario.priceMove),
          amount: Number(scenario.counted),
          worst: scenario.worst,
        }))
        .sort((a, b) => a.move - b.move),
    }))
    .filter(({ points }) => points.length >= 3);
}

/** The chart as vectors with its labels; none when there is nothing to draw. */
function chart(grid: ScenarioTable, currency: string): Content[] {
  const lines = chartLines(grid);
  const all = lines.flatMap(({ points }) => points);
  const moves = [...new Set(all.map(({ move }) => move))].sort((a, b) => a - b);
  const amounts = [0, ...all.map(({ amount }) => amount)];
  const ticks = niceTicks(Math.min(...amounts), Math.max(...amounts));
  const [least, most, bottom, top] = [moves[0], moves.at(-1), ticks[0], ticks.at(-1)];
  if (least === undefined || most === undefined || bottom === undefined || top === undefined) return [];
  if (least === most || bottom === top) return [];
  const right = CONTENT_WIDTH - RIGHT;
  const floor = CHART_HEIGHT - BOTTOM;
  const x = (move: number): number => LEFT + ((move - least) / (most - least)) * (right - LEFT);
  const y = (amount: number): number => floor - ((amount - bottom) / (top - bottom)) * (floor - TOP);
  const decimals = tickDecimals(ticks);
  const moveDecimals = moves.every((move) => Math.abs(move * 100 - Math.round(move * 100)) < 1e-9) ? 0 : 1;
  const vectors: ContentCanvas['canvas'] = ticks.map((tick) => ({
    type: 'line',
    x1: LEFT,
    y1: y(tick),
    x2: right,
    y2: y(tick),
    lineColor: tick === 0 ? colour.muted : colour.rule,
    lineWidth: tick === 0 ? 0.8 : 0.4,
  }));
  for (const { points, stroke } of lines) {
    const path = points.map(({ move, amount }) => ({ x: x(move), y: y(amount) }));
    vectors.push({ type: 'polyline', points: path, lineColor: stroke, lineWidth: 1.3 });
    for (const { move, amount, worst } of points) {
      if (worst)
        vectors.push({ type: 'ellipse', x: x(move), y: y(amount), r1: 3.2, r2: 3.2, color: colour.alarm });
    }
  }
  const labels = [
    ...ticks.map((tick) => label(grouped(tick.toFixed(10), decimals), 0, y(tick), LEFT - 6, 'right')),
    ...spread(moves, 9).map((move) =>
      label(signedMove(move.toFixed(10), moveDecimals), x(move) - 25, floor + 10, 50, 'center'),
    ),
    label(currency, 0, y(top) - LABEL_SIZE - 2, LEFT - 6, 'right'),
    ...lineNames(lines, y).map(({ state, stroke, at }) =>
      label(`volatility ${state}`, right + 5, at, RIGHT - 5, 'left', stroke),
    ),
  ];
  return [
    {
      unbreakable: true,
      stack: [
        { text: 'Profit and loss by price move', style: 'caption', margin: [0, 8, 0, 2] },
        ...labels,
        { canvas: vectors },
        {
          text: `${grid.label}, as the rulebook counts it. ${all.some(({ worst }) => worst) ? 'The dot is the worst cell.' : 'The worst cell is in another table.'}${
            grid.scenarios.some((scenario) => rowLabel(scenario).includes(', '))
              ? ' The axis shows the move of the underlying that loses most; the others’ moves are in the table.'
              : ''
          }`,
          style: 'note',
          margin: [0, 20, 0, 0],
        },
      ],
    },
  ];
}

/** A text whose middle is at height `middle`, beside the drawing. */
function label(
  text: string,
  left: number,
  middle: number,
  width: number,
  alignment: Alignment,
  color: string = colour.muted,
): Content {
  return {
    columns: [{ width, text, alignment, fontSize: LABEL_SIZE, color, noWrap: true }],
    relativePosition: { x: left, y: middle - LABEL_SIZE * 0.62 },
  };
}

/** Names at the lines' ends, moved apart where the ends meet. */
function lineNames(
  lines: readonly ChartLine[],
  y: (amount: number) => number,
): { state: string; stroke: string; at: number }[] {
  let free = Number.NEGATIVE_INFINITY;
  return lines
    .map(({ state, stroke, points }) => ({ state, stroke, at: y(points.at(-1)?.amount ?? 0) }))
    .sort((a, b) => a.at - b.at)
    .map((name) => {
      const at = Math.max(name.at, free);
      free = at + LABEL_SIZE + 2;
      return { ...name, at };
    });
}

/** Round steps of 1, 2 or 5 that cover the range, four to eight of them. */
export function niceTicks(low: number, high: number): number[] {
  const range = high - low;
  if (!(range > 0)) return [];
  const raw = range / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= raw) ?? 10 * power;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

function tickDecimals(ticks: readonly number[]): number {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
  return Math.min(8, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
}

/** At most `count` of the values, evenly picked, ends included. */
function spread(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values];
  const picked = Array.from(
    { length: count },
    (_, index) => values[Math.round((index * (values.length - 1)) / (count - 1))] as number,
  );
  return [...new Set(picked)];
}
