// Why a margin changed from one stored run to another: the runs' documents given to the engine, the newest answers kept so that their
// positions can be paged. May import domain, book, engine and contract.
import { randomBytes } from 'node:crypto';
import type { BookReader } from '../../book/book.ts';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { MarginResult } from '../../domain/margin-result.ts';
import type { Portfolio } from '../../domain/portfolio.ts';
import type { ChangeSide, ComputedChange } from '../../engine/change-protocol.ts';
import type { Engine } from '../../engine/engine-client.ts';
import { packPortfolio } from '../../engine/pack.ts';
import type { CallContext } from '../../engine/thread-calls.ts';

type PositionPage = CallOutput<'change.positions'>;

interface KeptChange {
  entries: ComputedChange['entries'];
}

const CHANGES_KEPT = 6;

export class Changes {
  readonly #kept = new Map<string, KeptChange>();

  clear(): void {
    this.#kept.clear();
  }

  /** Throws `not-found` for an unknown run, `invalid-input` when both are the same run, and what the engine throws. */
  async compute(
    reader: BookReader,
    engine: Engine,
    { from, to }: Omit<CallInput<'change.compute'>, 'task'>,
    context: CallContext,
  ): Promise<CallOutput<'change.compute'>> {
    const started = performance.now();
    if (from === to) {
      throw new MargraveError(
        'invalid-input',
        'A run doesn’t differ from itself. Choose two runs: one to start from, one to end at.',
        { run: from },
      );
    }
    context.progress({ done: 0, total: 1, label: 'Reading the runs' });
    const first = runSide(reader, from);
    const second = runSide(reader, to);
    context.throwIfCancelled();
    const computed = await engine.call(
      'change',
      { question: 'change', from: first.side, to: second.side },
      { signal: context.signal, onProgress: (progress) => context.progress(progress) },
    );
    const change = randomBytes(16).toString('base64url');
    this.#keep(change, { entries: computed.entries });
    return {
      change,
      from: first.about,
      to: second.about,
      entries: computed.entries.map(({ rows: _rows, states: _states, ...entry }) => entry),
      total: computed.total,
      notices: computed.notices,
      milliseconds: Math.round(performance.now() - started),
    };
  }

  #keep(change: string, kept: KeptChange): void {
    this.#kept.set(change, kept);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > CHANGES_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** Throws `not-found` when the change is no longer kept, or has no such entry. */
  positions(input: CallInput<'change.positions'>): PositionPage {
    const kept = this.#kept.get(input.change);
    if (!kept) {
      throw new MargraveError('not-found', 'This change is no longer kept. Compute it again.', {
        change: input.change,
      });
    }
    const entry = kept.entries.find(
      ({ account, nettingSet, currency }) =>
        account === input.account && nettingSet === input.nettingSet && currency === input.currency,
    );
    const initial = entry?.measures.find(({ measure }) => measure === 'initialMargin');
    if (!entry || !initial) {
      throw new MargraveError(
        'not-found',
        `The change has no entry for ${input.account}, ${input.nettingSet} in ${input.currency}. Choose one of its entries.`,
        { account: input.account, nettingSet: input.nettingSet, currency: input.currency },
      );
    }
    const { state, offset, limit } = input;
    const nothing = { change: '0', parts: { positions: '0', market: '0', parameters: '0', time: '0' } };
    const whole = state === null ? initial : (entry.states.find((one) => one.state === state) ?? nothing);
    const rows = state === null ? entry.rows : entry.rows.filter((row) => row.state === state);
    return {
      currency: entry.currency,
      rows: rows.slice(offset, offset + limit),
      total: { ...whole.parts, change: whole.change },
      count: rows.length,
      states: entry.states,
    };
  }
}

/** A stored run as a side of a change. */
function runSide(
  reader: BookReader,
  id: string,
): { side: ChangeSide; about: CallOutput<'change.compute'>['from'] } {
  const stored = reader.run(id);
  if (!stored) throw new MargraveError('not-found', `The book has no run “${id}”.`, { run: id });
  const { documents, inputs, engineVersion, kernel } = stored;
  const result = JSON.parse(documents.result) as MarginResult;
  const { rulebook } = JSON.parse(stored.request) as { rulebook: string | null };
  return {
    side: {
      run: id,
      engineVersion,
      kernel,
      portfolio: packPortfolio(JSON.parse(documents.portfolio) as Portfolio),
      market: JSON.parse(documents.market) as ChangeSide['market'],
      history: JSON.parse(documents.history) as ChangeSide['history'],
      rulebook,
      parameters: JSON.parse(documents.parameters) as ChangeSide['parameters'],
      hashes: { portfolio: inputs.portfolio, parameters: inputs.parameters, history: inputs.history },
      stored: result.entries.map((entry) => ({
        account: entry.account,
        nettingSet: entry.nettingSet,
        currency: entry.currency,
        initialMargin: entry.initialMargin,
        maintenanceMargin: entry.maintenanceMargin,
        equity: entry.equity,
        freeEquity: entry.freeEquity,
        deposit: entry.deposit,
      })),
    },
    about: { run: id, createdAt: stored.createdAt, asOf: result.asOf, label: stored.label },
  };
}
