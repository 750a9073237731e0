// Timing: several ways of one job in interleaved rounds, medians, so that a slow spell of the machine hits all alike.
import { pathToFileURL } from 'node:url';

/** Medians of one way, in milliseconds. */
export interface Timing {
  /** Processor time of this thread: what is compared, since others share the machine. */
  processor: number;
  /** Time on the wall. */
  wall: number;
}

/** Median times per way, rounds interleaved. Compile the ways before, on a smaller job. */
export function interleavedMedians<Name extends string>(
  ways: Readonly<Record<Name, () => void>>,
  rounds: number,
): Record<Name, Timing> {
  const names = Object.keys(ways) as Name[];
  const times = new Map(names.map((name) => [name, { processor: [] as number[], wall: [] as number[] }]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const wall = performance.now();
      const before = process.threadCpuUsage();
      ways[name]();
      const { user, system } = process.threadCpuUsage(before);
      times.get(name)!.processor.push((user + system) / 1000);
      times.get(name)!.wall.push(performance.now() - wall);
    }
  }
  const medians = names.map((name) => {
    const { processor, wall } = times.get(name)!;
    return [name, { processor: median(processor), wall: median(wall) }] as const;
  });
  return Object.fromEntries(medians) as Record<Name, Timing>;
}

export function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length % 2 === 1 ? ordered[middle]! : (ordered[middle - 1]! + ordered[middle]!) / 2;
}

/** Lines of a table: the first column to the left, the others to the right. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!)))
      .join('  '),
  );
}

/** True when the file was started itself rather than imported. */
export function isStarted(moduleUrl: string): boolean {
  return process.argv[1] !== undefined && moduleUrl === pathToFileURL(process.argv[1]).href;
}
