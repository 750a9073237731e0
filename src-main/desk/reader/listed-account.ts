// One account of listed instruments, asked of the engine with inputs read from the book at one revision.
// May import domain, contract, book types and engine.
import type { CallInput } from '../../contract/calls.ts';
import type { ListedAnswer } from '../../contract/listed-views.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import type { Engine } from '../../engine/engine-client.ts';
import { listedRulebooks } from '../../engine/listed-protocol.ts';
import { packPortfolio } from '../../engine/pack.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import { parametersWhereKnown } from './comparison.ts';
import { checkNamed } from './effective-parameters.ts';
import { atOneRevision, readBook } from './margin-compute.ts';
import type { OpenBook } from './open-book.ts';
import { historySeries, rulebooksUsed } from './rulebooks-used.ts';

/** Throws `not-found` for an account, set or market that there isn't, and `invalid-input` when the account is several. */
export async function listedAccount(
  book: OpenBook,
  engine: Engine,
  presets: readonly ParameterSet[],
  input: Omit<CallInput<'listed.compute'>, 'task'>,
  context: CallContext,
): Promise<ListedAnswer> {
  const started = performance.now();
  if (book.accounts(input.account).length !== 1) {
    throw new MargraveError(
      'invalid-input',
      `Listed markets are shown for one account, and ${input.account} is several. Name an account.`,
      { account: input.account },
    );
  }
  context.progress({ done: 0, total: 1, label: 'Reading the book' });
  const { portfolio, market, history, parameters } = atOneRevision(book, () => {
    const read = readBook(book, presets, input);
    const uses = listedRulebooks.flatMap((rulebook) => rulebooksUsed(read.portfolio, rulebook));
    const series = historySeries(uses);
    checkNamed(read.sets, uses, input.parameters);
    return {
      ...read,
      history: series.length > 0 ? book.reader.history(series) : [],
      parameters: Object.assign({}, ...uses.map((use) => parametersWhereKnown(use, read, input.parameters))),
    };
  });
  const answer = await engine.call(
    'listed',
    { question: `listed ${input.account}`, portfolio: packPortfolio(portfolio), market, history, parameters },
    { signal: context.signal, onProgress: (progress) => context.progress(progress) },
  );
  const { id, time, label } = market;
  return { ...answer, market: { id, time, label }, milliseconds: Math.round(performance.now() - started) };
}
