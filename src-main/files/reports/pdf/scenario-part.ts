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
  percent,
  type TableCell,
  table,
} from './pdf-style.ts';

type Scenario = ScenarioTable['scenarios'][number];

export function scenarioPart(entry: MarginEntry): Content[] {
  const [first] = entry.tables;
  return [
    ...(first ? chart(first, entry.currency) : []),
    ...entry.tables.map((each) => gridTable(each, entry)),
  ];
}

/** Volatility states in the order of the table, and price moves with one scenario per state. */
function gridOf({ scenarios }: ScenarioTable): {
  states: string[];
  rows: { label: string; cells: (Scenario | undefined)[] }[];
} {
  const states = [...new Set(scenarios.map(({ volatility }) => volatility))];
  const byMove = Map.groupBy(scenarios, rowLabel);
  const rows = [...byMove].map(([label, own]) => ({
    label,
    cells: states.map((state) => own.find(({ volatility }) => volatility === state)),
  }));
  return { states, rows };
}

/** The scenario's name without its volatility. */
function rowLabel({ label, volatility, priceMove }: Scenario): string {
  const suffix = `, volatility ${volatility}`;
  return label.endsWith(suffix) ? label.slice(0, -suffix.length) : percent(priceMove, 2);
}

function gridTable(grid: ScenarioTable, entry: MarginEntry): Content {
  const { states, rows } = gridOf(grid);
  const cell = (scenario: Scenario | undefined): TableCell => {
    if (!scenario) return '';
    const text = money(scenario.counted, entry.currency);
    if (!scenario.worst) return text;
    return { text, bold: true, color: colour.alarm, fillColor: colour.alarmBand };
  };
  return table({
    caption: grid.label,
    note: `Profit (+) or loss (−) of the netting set as the rulebook counts it, ${entry.currency}.${
      grid.scenarios.some(({ worst }) => worst) ? ' The worst cell is shaded.' : ''
    }`,
    columns: [
      { label: 'Price move', width: '*' },
      ...states.map((state) => ({
        label: `Volatility ${state}`,
        width: states.length > 4 ? 66 : 92,
        align: 'right' as const,
      })),
    ],
    rows: rows.map(({ label, cells }): TableCell[] => [label, ...cells.map(cell)]),
  });
}

const CHART_HEIGHT = 170;
const LEFT = 78;
const RIGHT = 78;
const TOP = 12;
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
      label(percent(move.toFixed(10), 0), x(move) - 25, floor + 10, 50, 'center'),
    ),
    label(currency, 0, floor + 10, LEFT - 6, 'right'),
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
          text: `${grid.label}, as the rulebook counts it. The dot is the worst cell.`,
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
