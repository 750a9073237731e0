// The parts of chart.js that the window uses, in the theme's colours: what every chart has in common. May import chart.js.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  type PointStyle,
  Tooltip,
} from 'chart.js';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

export { Chart };

/** A configuration of any of our charts. */
export type Configuration = ChartConfiguration<'line' | 'bar', unknown[], string>;

export interface Colours {
  text: string;
  quiet: string;
  line: string;
  lineStrong: string;
  surface: string;
  accent: string;
  negative: string;
  bar: string;
  barQuiet: string;
  barNegative: string;
  font: string;
  series: string[];
}

const token = (key: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(key).trim();

/** The theme's colours as they are now. */
export function themeColours(): Colours {
  return {
    text: token('--text'),
    quiet: token('--text-quiet'),
    line: token('--line'),
    lineStrong: token('--line-strong'),
    surface: token('--surface'),
    accent: token('--accent'),
    negative: token('--negative'),
    bar: token('--bar-fill'),
    barQuiet: token('--bar-fill-quiet'),
    barNegative: token('--bar-fill-negative'),
    font: token('--font'),
    series: [1, 2, 3, 4, 5, 6].map((number) => token(`--series-${number}`)),
  };
}

/** Dashes and markers, so that no line is known by its colour alone. */
export const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4]];
export const markers: readonly PointStyle[] = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star'];

/** Whether the person asked for less motion; charts then change at once. */
export function stillness(): false | { duration: number } {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? false : { duration: 160 };
}

/** Text with a ground of its own, so that lines behind it don't cross it out. */
export function label(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colours: Pick<Colours, 'surface' | 'font'> & { ink: string },
  weight = 400,
): void {
  context.font = `${weight} 11px ${colours.font}`;
  const width = context.measureText(text).width;
  context.globalAlpha = 0.86;
  context.fillStyle = colours.surface;
  context.fillRect(x - 2, y - 7, width + 4, 14);
  context.globalAlpha = 1;
  context.fillStyle = colours.ink;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(text, x, y);
}

export interface DrawnLine {
  at: number;
  text: string;
  strong: boolean;
}
export interface DrawnMark {
  x: number;
  y: number;
  text: string;
}

/** Vertical lines with their names at the top, one under the other where they would meet, and marked points. */
export function annotations(
  lines: readonly DrawnLine[],
  marks: readonly DrawnMark[],
  colours: Colours,
): Plugin<'line'> {
  return {
    id: 'annotations',
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      const { x, y } = scales;
      if (!x || !y) return;
      ctx.save();
      const rows: number[] = [];
      for (const { at, text, strong } of [...lines].sort((a, b) => a.at - b.at)) {
        const left = Math.round(x.getPixelForValue(at)) + 0.5;
        if (left < chartArea.left - 1 || left > chartArea.right + 1) continue;
        ctx.strokeStyle = strong ? colours.text : colours.quiet;
        ctx.lineWidth = strong ? 1.5 : 1;
        ctx.setLineDash(strong ? [] : [3, 3]);
        ctx.beginPath();
        ctx.moveTo(left, chartArea.top);
        ctx.lineTo(left, chartArea.bottom);
        ctx.stroke();
        ctx.setLineDash([]);
        if (text === '') continue;
        ctx.font = `${strong ? 600 : 400} 11px ${colours.font}`;
        const width = ctx.measureText(text).width;
        const start = Math.min(left + 4, chartArea.right - width);
        const free = rows.findIndex((end) => end < start);
        const row = free === -1 ? rows.length : free;
        rows[row] = start + width + 6;
        const ink = strong ? colours.text : colours.quiet;
        label(ctx, text, start, chartArea.top + 8 + row * 14, { ...colours, ink }, strong ? 600 : 400);
      }
      for (const mark of marks) {
        const [left, top] = [x.getPixelForValue(mark.x), y.getPixelForValue(mark.y)];
        if (left < chartArea.left - 6 || left > chartArea.right + 6) continue;
        ctx.lineWidth = 2;
        ctx.strokeStyle = colours.negative;
        ctx.fillStyle = colours.surface;
        ctx.beginPath();
        ctx.arc(left, top, 5, 0, 2 * Math.PI);
        ctx.fill();
        ctx.stroke();
        ctx.font = `600 11px ${colours.font}`;
        const width = ctx.measureText(mark.text).width;
        const start = left + 10 + width > chartArea.right ? left - 10 - width : left + 10;
        const height = top + 14 > chartArea.bottom ? top - 12 : top + 12;
        label(ctx, mark.text, start, height, { ...colours, ink: colours.negative }, 600);
      }
      ctx.restore();
    },
  };
}

export interface LegendItem {
  label: string;
  colour: string;
  kind: 'line' | 'bar';
  dash: readonly number[];
  thick: boolean;
}

/**
 * The chart as a PNG in base64, twice as fine as a plain screen whatever this one is: title, legend and picture on the theme's surface.
 * `width` and `height` are those of the picture, in CSS pixels.
 */
export function picture(
  configuration: Configuration,
  about: { title: string; note: string; legend: readonly LegendItem[]; width: number; height: number },
  colours: Colours,
): string {
  const fine = 2;
  const head = about.legend.length > 0 ? 48 : 28;
  const canvas = document.createElement('canvas');
  canvas.width = about.width;
  canvas.height = about.height;
  const chart = new Chart(canvas, {
    ...configuration,
    options: {
      ...configuration.options,
      animation: false,
      responsive: false,
      devicePixelRatio: fine,
    },
  } as Configuration);
  chart.update('none');
  const sheet = document.createElement('canvas');
  sheet.width = (about.width + 16) * fine;
  sheet.height = (about.height + head + 8) * fine;
  const context = sheet.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw on.');
  context.scale(fine, fine);
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, about.width + 16, about.height + head + 8);
  context.textBaseline = 'middle';
  context.fillStyle = colours.text;
  context.font = `600 13px ${colours.font}`;
  context.fillText(about.title, 8, 15);
  const after = 8 + context.measureText(about.title).width + 10;
  context.fillStyle = colours.quiet;
  context.font = `400 11.5px ${colours.font}`;
  context.fillText(about.note, after, 15);
  let left = 8;
  for (const item of about.legend) {
    context.strokeStyle = item.colour;
    context.fillStyle = item.colour;
    if (item.kind === 'bar') context.fillRect(left, 33, 12, 8);
    else {
      context.lineWidth = item.thick ? 2.5 : 1.5;
      context.setLineDash([...item.dash]);
      context.beginPath();
      context.moveTo(left, 37);
      context.lineTo(left + 22, 37);
      context.stroke();
      context.setLineDash([]);
    }
    left += item.kind === 'bar' ? 17 : 27;
    context.fillStyle = colours.text;
    context.fillText(item.label, left, 37);
    left += context.measureText(item.label).width + 16;
  }
  context.drawImage(canvas, 8, head, about.width, about.height);
  chart.destroy();
  return sheet.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
