// What the engine is measured against: the loop that anyone would write first, its Black-76, and the loop with the
// engine's kernel but without netting. The peers take float64 columns too, so that only the method differs.
import type { Kernel } from '../../src-main/pricing/kernel.ts';
import type { InstrumentColumns, ScenarioSet } from '../../src-main/scenarios/scenario-set.ts';
import { ACCOUNTS, UNDERLYINGS } from './workload.ts';

/** Positions with instrument rows of the columns. */
export interface FlatBook {
  columns: InstrumentColumns;
  set: ScenarioSet;
  account: Int32Array;
  row: Int32Array;
  quantity: Float64Array;
  /** Underlying of a row. */
  underlying: Int32Array;
}

/** Standard normal distribution function by Hart's rational approximation as West (2005) prints it: the usual choice. */
function normalDistribution(x: number): number {
  const z = Math.abs(x);
  let tail = 0;
  if (z <= 37) {
    const density = Math.exp((-z * z) / 2);
    if (z < 7.07106781186547) {
      let top = 3.52624965998911e-2 * z + 0.700383064443688;
      top = top * z + 6.37396220353165;
      top = top * z + 33.912866078383;
      top = top * z + 112.079291497871;
      top = top * z + 221.213596169931;
      top = top * z + 220.206867912376;
      let bottom = 8.83883476483184e-2 * z + 1.75566716318264;
      bottom = bottom * z + 16.064177579207;
      bottom = bottom * z + 86.7807322029461;
      bottom = bottom * z + 296.564248779674;
      bottom = bottom * z + 637.333633378831;
      bottom = bottom * z + 793.826512519948;
      bottom = bottom * z + 440.413735824752;
      tail = (density * top) / bottom;
    } else {
      tail = density / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))) / 2.506628274631;
    }
  }
  return x > 0 ? 1 - tail : tail;
}

function black(right: number, forward: number, strike: number, volatility: number, time: number): number {
  const deviation = volatility * Math.sqrt(time);
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  const d2 = d1 - deviation;
  return right === 1
    ? forward * normalDistribution(d1) - strike * normalDistribution(d2)
    : strike * normalDistribution(-d2) - forward * normalDistribution(-d1);
}

/** The straightforward formula behind the engine's kernel interface: netting without the kernel's gain. */
export const straightforwardKernel: Kernel = {
  name: 'straightforward',
  optionValues(count, forward, strike, volatility, time, isCall, out) {
    for (let i = 0; i < count; i++) {
      out[i] = strike[i]! > 0 ? black(isCall[i]!, forward[i]!, strike[i]!, volatility[i]!, time[i]!) : 0;
    }
  },
};

/** Every position re-valued in every scenario, one by one. P&L per account × underlying × scenario. */
export function straightforwardLoop(book: FlatBook): Float64Array {
  const { columns, set, account, row, quantity, underlying } = book;
  const total = set.scenarios.length;
  const sums = new Float64Array(ACCOUNTS * UNDERLYINGS * total);
  for (let position = 0; position < account.length; position++) {
    const r = row[position]!;
    const f = columns.forward[r]!;
    const k = columns.strike[r]!;
    const right = columns.right[r]!;
    const target = (account[position]! * UNDERLYINGS + underlying[r]!) * total;
    const cell = columns.bucket[r]! * total;
    const now = right === 255 ? f : black(right, f, k, columns.volatility[r]!, columns.time[r]!);
    for (let s = 0; s < total; s++) {
      const shocked = f * set.forwardFactor[cell + s]!;
      const value =
        right === 255
          ? shocked
          : black(
              right,
              shocked,
              k,
              columns.volatility[r]! * set.volatilityFactor[cell + s]!,
              columns.time[r]!,
            );
      sums[target + s]! += quantity[position]! * (value - now);
    }
  }
  return sums;
}

const WIDTH = 256;

/** The engine's kernel without netting: each position's scenarios valued in blocks, whoever else holds the instrument. */
export function kernelLoop(book: FlatBook, kernel: Kernel): Float64Array {
  const { columns, set, account, row, quantity, underlying } = book;
  const total = set.scenarios.length;
  const sums = new Float64Array(ACCOUNTS * UNDERLYINGS * total);
  const make = (): Float64Array => new Float64Array(WIDTH);
  const [forward, strike, volatility, time, out] = [make(), make(), make(), make(), make()] as const;
  const isCall = new Uint8Array(WIDTH);
  for (let position = 0; position < account.length; position++) {
    const r = row[position]!;
    const f = columns.forward[r]!;
    const target = (account[position]! * UNDERLYINGS + underlying[r]!) * total;
    const cell = columns.bucket[r]! * total;
    const isOption = columns.right[r] !== 255;
    let now = f;
    if (isOption) {
      forward[0] = f;
      strike.fill(columns.strike[r]!);
      time.fill(columns.time[r]!);
      volatility[0] = columns.volatility[r]!;
      isCall.fill(columns.right[r]!);
      kernel.optionValues(1, forward, strike, volatility, time, isCall, out);
      now = out[0]!;
    }
    for (let first = 0; first < total; first += WIDTH) {
      const width = Math.min(WIDTH, total - first);
      for (let s = 0; s < width; s++) {
        forward[s] = f * set.forwardFactor[cell + first + s]!;
        volatility[s] = columns.volatility[r]! * set.volatilityFactor[cell + first + s]!;
      }
      if (isOption) kernel.optionValues(width, forward, strike, volatility, time, isCall, out);
      const values = isOption ? out : forward;
      for (let s = 0; s < width; s++) sums[target + first + s]! += quantity[position]! * (values[s]! - now);
    }
  }
  return sums;
}
