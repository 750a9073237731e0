// What had to be assumed while a change was split, as sentences: each thing once, however many combinations needed it.
// May import the domain.
import type { ExcludedRow } from '../domain/margin-result.ts';
import type { CompletedMarket, TakenFigure } from './change-market.ts';
import type { ChangeSide } from './change-protocol.ts';

const NAMED = 3;

/** `a, b, c and 4 more`. */
function named(list: readonly string[]): string {
  const more = list.length - NAMED;
  return `${list.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export class ChangeNotices {
  readonly #from: ChangeSide;
  readonly #to: ChangeSide;
  readonly #said = new Set<string>();
  /** Figures taken from the other snapshot, by the run whose market lacked them. */
  readonly #taken = new Map<ChangeSide, Map<string, TakenFigure>>();
  readonly #settled = new Map<string, { symbol: string; prices: Set<string> }>();
  /** Rows that a run itself left out, and rows that only a mixed combination can't count. */
  readonly #leftOut = new Map<ChangeSide, ExcludedRow[]>();
  readonly #lost = new Map<string, ExcludedRow>();

  constructor(from: ChangeSide, to: ChangeSide) {
    this.#from = from;
    this.#to = to;
  }

  say(sentence: string): void {
    this.#said.add(sentence);
  }

  #otherOf(side: ChangeSide): ChangeSide {
    return side === this.#from ? this.#to : this.#from;
  }

  market(side: ChangeSide, completed: CompletedMarket): void {
    const known = this.#taken.get(side) ?? new Map<string, TakenFigure>();
    this.#taken.set(side, known);
    for (const figure of completed.taken) known.set(`${figure.class} ${figure.key} ${figure.expiry}`, figure);
    for (const { instrument, price } of completed.settledAtIndex) {
      const found = this.#settled.get(instrument.id) ?? { symbol: instrument.symbol, prices: new Set() };
      this.#settled.set(instrument.id, found);
      found.prices.add(price);
    }
  }

  parameters(side: ChangeSide, taken: readonly string[]): void {
    if (taken.length === 0) return;
    this.say(
      `The parameter sets of run ${side.run} say nothing of ${named(taken)}, which the other run’s positions need: taken from run ${this.#otherOf(side).run} for the mixed combinations.`,
    );
  }

  /** @param side the run whose own combination it is; null for a mixed one */
  excluded(rows: readonly ExcludedRow[], side: ChangeSide | null): void {
    if (side) {
      if (rows.length > 0) this.#leftOut.set(side, [...rows]);
      return;
    }
    for (const row of rows) this.#lost.set(`${row.account}\u0000${row.instrument}`, row);
  }

  otherEngine(side: ChangeSide, entries: number): void {
    this.say(
      `Run ${side.run} was made by engine ${side.engineVersion} (kernel ${side.kernel}); computed again by this one, ${counted(entries, 'entry comes', 'entries come')} out differently. The change is split from the figures as they come out now, so it can differ from the stored ones.`,
    );
  }

  /** All that there is to say, in a fixed order. */
  sentences(): string[] {
    const sentences = [...this.#said];
    for (const [side, figures] of this.#taken) {
      const sentence = this.#takenSentence(side, [...figures.values()]);
      if (sentence !== '') sentences.push(sentence);
    }
    if (this.#settled.size > 0) {
      const list = [...this.#settled.values()].map(
        ({ symbol, prices }) => `${symbol} at ${[...prices].join(' and ')}`,
      );
      sentences.push(
        `Neither snapshot has a settlement price of ${counted(list.length, 'expired instrument', 'expired instruments')}; settled at the index of each combination: ${named(list)}.`,
      );
    }
    for (const [side, rows] of this.#leftOut) {
      sentences.push(
        `Run ${side.run} left ${counted(rows.length, 'row', 'rows')} out (${named(rows.map(({ instrument, account }) => instrument || account))}); what it left out counts nothing in it.`,
      );
    }
    const known = new Set(
      [...this.#leftOut.values()].flat().map(({ account, instrument }) => `${account}\u0000${instrument}`),
    );
    const lost = [...this.#lost].filter(([key]) => !known.has(key)).map(([, row]) => row);
    const first = lost[0];
    if (first) {
      sentences.push(
        `${counted(lost.length, 'row counts', 'rows count')} nothing in some of the mixed combinations: ${named(lost.map(({ instrument, account }) => instrument || account))}. ${first.reason}`,
      );
    }
    return sentences;
  }

  #takenSentence(side: ChangeSide, figures: readonly TakenFigure[]): string {
    if (figures.length === 0) return '';
    const classes = [...Map.groupBy(figures, (figure) => figure.class)].map(
      ([name, own]) => `${own.length} of class ${name}`,
    );
    const moved = figures.some((figure) => figure.class === 'mark' || figure.class === 'forward');
    return `The market of run ${side.run} lacks ${counted(figures.length, 'figure', 'figures')} that the mixed combinations need (${classes.join(', ')}; ${named(figures.map(({ key }) => key))}): taken from run ${this.#otherOf(side).run}${moved ? ', prices moved with their index' : ''}.`;
  }
}
