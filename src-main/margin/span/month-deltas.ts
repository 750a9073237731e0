// Net deltas by month that spreads use up: nearest month first, long and short months apart.
// May import what is beside it.

export interface MonthDelta {
  month: string;
  /** What is left of it, signed. */
  left: number;
}

export class MonthDeltas {
  readonly #months: MonthDelta[];

  /** @param months in any order; deltas of one month are added in theirs */
  constructor(months: readonly { month: string; delta: number }[]) {
    const left = new Map<string, number>();
    for (const { month, delta } of months) left.set(month, (left.get(month) ?? 0) + delta);
    this.#months = [...left.keys()].sort().map((month) => ({ month, left: left.get(month) ?? 0 }));
  }

  /** Nearest first. */
  get months(): readonly MonthDelta[] {
    return this.#months;
  }

  /** Left in the months, with long and short ones netted. */
  net(isMember: (month: string) => boolean): number {
    return this.#months.reduce((sum, { month, left }) => (isMember(month) ? sum + left : sum), 0);
  }

  /** Left in the months that are long (sign 1) or short (−1), positive. */
  oneSided(isMember: (month: string) => boolean, sign: number): number {
    return this.#months.reduce(
      (sum, { month, left }) => (isMember(month) && sign * left > 0 ? sum + sign * left : sum),
      0,
    );
  }

  /** Takes up to `amount` from those months of the sign, nearest first. Returns which and how much of each. */
  take(
    isMember: (month: string) => boolean,
    sign: number,
    amount: number,
  ): { month: string; amount: number }[] {
    const taken: { month: string; amount: number }[] = [];
    let wanted = amount;
    for (const row of this.#months) {
      if (wanted <= 0) break;
      if (!isMember(row.month) || sign * row.left <= 0) continue;
      const part = Math.min(wanted, sign * row.left);
      row.left -= sign * part;
      wanted -= part;
      taken.push({ month: row.month, amount: part });
    }
    return taken;
  }
}
