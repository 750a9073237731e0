// Margins that were computed and can be asked about further: trees, contributions and tables by the page. The newest eight are kept.
// May import domain and contract types.
import { randomBytes } from 'node:crypto';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import type { Agreement } from '../../contract/venue-views.ts';
import type { GreekTotal, MarginView } from '../../contract/views.ts';
import { type DecimalText, fromFloat, sumDecimals, toFloat } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginEntry, MarginNode, MarginResult } from '../../domain/margin-result.ts';
import type { MarginAnswer } from '../../engine/protocol.ts';

export interface KeptView {
  view: MarginView;
  answer: MarginAnswer;
  instruments: ReadonlyMap<string, Instrument>;
}

const VIEWS_KEPT = 8;
type EntryPlace = { view: string; account: string; nettingSet: string; currency: string };

export class MarginViews {
  readonly #views = new Map<string, KeptView>();

  keep(kept: KeptView): void {
    this.#views.set(kept.view.view, kept);
    const oldest = this.#views.keys().next().value;
    if (this.#views.size > VIEWS_KEPT && oldest !== undefined) this.#views.delete(oldest);
  }

  clear(): void {
    this.#views.clear();
  }

  /** Throws `not-found` when it was pushed out or the book was closed since. */
  get(view: string): KeptView {
    const kept = this.#views.get(view);
    if (!kept)
      throw new MargraveError('not-found', 'This margin is no longer kept. Compute it again.', { view });
    return kept;
  }

  tree(input: CallInput<'margin.tree'>): CallOutput<'margin.tree'> {
    const root = this.#entry(input).tree;
    const node = input.node === null ? root : findNode(root, input.node);
    if (!node)
      throw new MargraveError('not-found', `The margin's tree has no line “${input.node}”.`, {
        node: input.node,
      });
    return {
      node: withoutChildren(node),
      children: node.children.slice(input.offset, input.offset + input.limit).map((child) => ({
        ...withoutChildren(child),
        childCount: child.children.length,
      })),
      total: node.children.length,
    };
  }

  wholeTree(input: CallInput<'margin.wholeTree'>): CallOutput<'margin.wholeTree'> {
    return this.#entry(input).tree;
  }

  /** Largest absolute contribution first; equal ones in the order of their instrument. */
  contributions(input: CallInput<'margin.contributions'>): CallOutput<'margin.contributions'> {
    const entry = this.#entry(input);
    const size = (amount: DecimalText): number => Math.abs(Number(amount));
    const rows = [...entry.contributions].sort((a, b) => size(b.amount) - size(a.amount));
    return {
      currency: entry.currency,
      total: sumDecimals(rows.map(({ amount }) => amount)),
      rows: rows.slice(input.offset, input.offset + input.limit),
      count: rows.length,
    };
  }

  tables(input: CallInput<'margin.tables'>): CallOutput<'margin.tables'> {
    return {
      tables: this.get(input.view).answer.result.entries.map(({ account, nettingSet, currency, tables }) => ({
        account,
        nettingSet,
        currency,
        tables,
      })),
    };
  }

  #entry(place: EntryPlace): MarginEntry {
    const entry = this.get(place.view).answer.result.entries.find(
      ({ account, nettingSet, currency }) =>
        account === place.account && nettingSet === place.nettingSet && currency === place.currency,
    );
    if (!entry) {
      throw new MargraveError(
        'not-found',
        `The margin has no entry for ${place.account}, ${place.nettingSet} in ${place.currency}.`,
        { ...place },
      );
    }
    return entry;
  }
}

function withoutChildren(node: MarginNode): Omit<MarginNode, 'children'> {
  const { children: _children, ...rest } = node;
  return rest;
}

function findNode(root: MarginNode, id: string): MarginNode | null {
  if (root.id === id) return root;
  for (const child of root.children) {
    const found = findNode(child, id);
    if (found) return found;
  }
  return null;
}

/** The answer as the window sees it at first: everything but trees, tables and contributions, which it pages through. */
export function marginView(
  answer: MarginAnswer,
  instruments: ReadonlyMap<string, Instrument>,
  about: Pick<MarginView, 'revision' | 'milliseconds' | 'positions' | 'market'> & { agreements: Agreement[] },
): MarginView {
  const { result } = answer;
  return {
    view: randomBytes(16).toString('base64url'),
    revision: about.revision,
    asOf: result.asOf,
    engineVersion: result.engineVersion,
    kernel: result.kernel,
    milliseconds: about.milliseconds,
    run: null,
    entries: result.entries.map(
      ({ tree: _tree, tables: _tables, contributions: _contributions, ...entry }) => entry,
    ),
    totals: result.totals,
    excluded: result.excluded,
    parameters: result.parameters.map(({ rulebook, sets }) => ({ rulebook, sets })),
    marketAge: result.marketAge,
    market: about.market,
    byUnderlying: contributionsBy(result, (id) => instruments.get(id)?.underlying ?? '').map(
      ({ key: underlying, ...sum }) => ({ underlying, ...sum }),
    ),
    byExpiry: contributionsBy(result, (id) => instruments.get(id)?.expiry ?? '').map(
      ({ key: expiry, ...sum }) => ({ expiry, ...sum }),
    ),
    instruments: answer.instruments.length,
    positions: about.positions,
    greeks: greekTotals(answer, instruments),
    ...mappedRows(result.mapped),
    ...(about.agreements.length === 0 ? {} : { agreements: about.agreements }),
  };
}

const MAPPED_LISTED = 500;

/** Left out where no row was margined as another instrument. */
const mappedRows = (rows: MarginResult['mapped']): Pick<MarginView, 'mapped'> =>
  rows === undefined || rows.length === 0
    ? {}
    : { mapped: { total: rows.length, rows: rows.slice(0, MAPPED_LISTED) } };

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Contributions summed by a trait of their instrument and by currency. What no instrument brings stands under the empty one. */
function contributionsBy(
  result: MarginResult,
  traitOf: (instrument: string) => string,
): { key: string; currency: string; contribution: DecimalText }[] {
  const amounts = new Map<string, number>();
  for (const { currency, contributions } of result.entries) {
    for (const { instrument, amount } of contributions) {
      const key = `${instrument === null ? '' : traitOf(instrument)}\u0000${currency}`;
      amounts.set(key, (amounts.get(key) ?? 0) + toFloat(amount));
    }
  }
  return [...amounts.entries()]
    .sort(([a], [b]) => byText(a, b))
    .map(([pair, sum]) => {
      const [key = '', currency = ''] = pair.split('\u0000');
      return { key, currency, contribution: fromFloat(sum) };
    });
}

/** Unit Greeks times holdings, summed by account, underlying and quote currency in the order of the holdings. */
function greekTotals(answer: MarginAnswer, instruments: ReadonlyMap<string, Instrument>): GreekTotal[] {
  const measures = new Map(answer.instruments.map((measure) => [measure.instrument, measure]));
  const sums = new Map<string, { delta: number; gamma: number; vega: number; theta: number }>();
  const { account, instrument, quantity } = answer.holdings;
  for (let row = 0; row < quantity.length; row++) {
    const id = instrument[row] ?? '';
    const known = instruments.get(id);
    const measure = measures.get(id);
    if (!known || !measure) continue;
    const key = `${account[row]}\u0000${known.underlying}\u0000${known.quoteCurrency}`;
    let sum = sums.get(key);
    if (!sum) {
      sum = { delta: 0, gamma: 0, vega: 0, theta: 0 };
      sums.set(key, sum);
    }
    const held = quantity[row] ?? 0;
    sum.delta += measure.delta * held;
    sum.gamma += measure.gamma * held;
    sum.vega += measure.vega * held;
    sum.theta += measure.theta * held;
  }
  return [...sums.entries()]
    .sort(([a], [b]) => byText(a, b))
    .map(([key, sum]) => {
      const [owner = '', underlying = '', quoteCurrency = ''] = key.split('\u0000');
      return {
        account: owner,
        underlying,
        quoteCurrency,
        delta: fromFloat(sum.delta),
        gamma: fromFloat(sum.gamma),
        vega: fromFloat(sum.vega),
        theta: fromFloat(sum.theta),
      };
    });
}
