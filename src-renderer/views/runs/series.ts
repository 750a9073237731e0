// Which runs are drawn over time, and which lines: amounts of one currency only, the newest run's. May import the client's types.
import type { RunPoint } from '../../client/nouns.ts';

interface DrawnSeries {
  currency: string;
  points: RunPoint[];
  /** Runs in another currency, which one axis can't hold. */
  leftOut: number;
  series: { label: string; values: (string | null)[]; emphasis?: boolean; dashed?: boolean }[];
}

/** @param points oldest first */
export function seriesOf(points: readonly RunPoint[]): DrawnSeries {
  const currency = points.at(-1)?.currency ?? '';
  const own = points.filter((point) => point.currency === currency);
  const series: DrawnSeries['series'] = [
    { label: 'Initial margin', values: own.map(({ initialMargin }) => initialMargin), emphasis: true },
    { label: 'Maintenance margin', values: own.map(({ maintenanceMargin }) => maintenanceMargin) },
    { label: 'Equity', values: own.map(({ equity }) => equity) },
    { label: 'Deposit needed', values: own.map(({ deposit }) => deposit), dashed: true },
  ];
  if (own.some(({ baselineInitialMargin }) => baselineInitialMargin !== null)) {
    series.push({
      label: 'Isolated baseline’s initial margin',
      values: own.map(({ baselineInitialMargin }) => baselineInitialMargin),
      dashed: true,
    });
  }
  return { currency, points: own, leftOut: points.length - own.length, series };
}
