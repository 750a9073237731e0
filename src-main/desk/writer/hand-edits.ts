// Copies of market and parameters written into the book, and sets taken out of it, each as one change that undo takes back.
// May import domain, contract and book.
import type { BookWriter } from '../../book/book.ts';
import type { CallOutput } from '../../contract/calls.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import { instantOfText } from '../../files/times.ts';
import { marketCopy } from '../market/market-copy.ts';
import { parameterCopy, parameterSetById } from '../parameters/parameter-copy.ts';
import type { WriterCalls } from '../worker-calls.ts';

/** Throws `not-found` for an unknown snapshot, `invalid-input` naming the figure or the time that can't be taken; nothing is written then. */
export function saveMarketCopy(
  book: BookWriter,
  { user, ...input }: WriterCalls['saveMarketCopy']['input'],
  now: Date,
): CallOutput<'market.saveCopy'> {
  const from = book.snapshot(input.from);
  if (!from) {
    throw new MargraveError(
      'not-found',
      `The book has no market snapshot “${input.from}”. No copy was made. Choose one that is listed.`,
      { id: input.from },
    );
  }
  const until = input.until === null ? null : instantOfText(input.until);
  if (input.until !== null && until === null) {
    throw new MargraveError(
      'invalid-input',
      `“${input.until}” is no time. Write it as 2026-02-16T08:00:00Z, or as a day. No copy was made.`,
      { until: input.until },
    );
  }
  if (until !== null && Date.parse(until) < now.getTime()) {
    throw new MargraveError(
      'invalid-input',
      `The copy should be used until ${until}, which is over already. No copy was made. Write a later time, or none.`,
      { until },
    );
  }
  const keys = new Set(input.changes.map(({ key }) => key));
  const instruments = new Map(book.instruments([...keys]).map((instrument) => [instrument.id, instrument]));
  const taken = new Set(book.snapshots().map(({ id }) => id));
  const { snapshot, changed, added, removed } = marketCopy(
    from,
    { ...input, until, user, at: now.toISOString() },
    { instrument: (id) => instruments.get(id) },
    taken,
  );
  const counts = `${changed} changed, ${added} added, ${removed} taken out`;
  book.apply([{ kind: 'putSnapshot', snapshot }], {
    user,
    action: 'edit',
    summary: `Market “${input.label}” made from ${from.id}: ${counts} (${input.reason})`,
  });
  const { id, time, label, figures } = snapshot;
  const edited = book.sourcesByHand().filter((row) => row.snapshot === id).length;
  return { id, time, label, figures: figures.length, copy: true, edited, ended: 0 };
}

/** Throws `not-found` for an unknown set, `invalid-input` naming the path that can't be taken; nothing is written then. */
export function saveParameterCopy(
  book: BookWriter,
  presets: readonly ParameterSet[],
  { user, from, ...input }: WriterCalls['saveParameterCopy']['input'],
  now: Date,
): CallOutput<'parameters.saveCopy'> {
  const sets = [...presets, ...book.parameterSets()];
  const original = parameterSetById(sets, from);
  const set = parameterCopy(original, { ...input, user, at: now.toISOString() }, sets);
  const count = input.changes.length;
  book.apply([{ kind: 'putParameterSet', set }], {
    user,
    action: 'edit',
    summary: `Parameter set “${input.label}” made from ${from}: ${count} ${count === 1 ? 'value' : 'values'} changed (${input.reason})`,
  });
  return { id: set.id, label: set.label, rulebook: set.rulebook };
}

/** Throws `invalid-input` for a preset, `not-found` for a set that the book doesn't hold. */
export function removeParameterSet(
  book: BookWriter,
  presets: readonly ParameterSet[],
  { id, user }: WriterCalls['removeParameterSet']['input'],
): null {
  if (presets.some((preset) => preset.id === id)) {
    throw new MargraveError(
      'invalid-input',
      `${id} comes with Margrave and can’t be taken out. Choose another set instead.`,
      { id },
    );
  }
  const set = parameterSetById(book.parameterSets(), id);
  book.apply([{ kind: 'removeParameterSet', id }], {
    user,
    action: 'edit',
    summary: `Parameter set “${set.label}” (${id}) taken out`,
  });
  return null;
}
