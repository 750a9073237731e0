// One account of listed instruments, asked of the engine with inputs read from the book at one revision.
// May import domain, contract, book types and engine.
import type { CallInput } from '../../contract/calls.ts';
import type { ListedAnswer } from '../../contract/listed-views.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import type { Engine } from '../../engine/engine-client.ts';
import { listedRulebooks } from '../../engine/listed-protocol.ts';
import { packPortfolio } from '../../engine/pack.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import { checkIsOne, readForRulebooks } from './comparison.ts';
import type { OpenBook } from './open-book.ts';

/** Throws `not-found` for an account, set or market that there isn't, and `invalid-input` when the account is several. */
export async function listedAccount(
  book: OpenBook,
  engine: Engine,
  presets: readonly ParameterSet[],
  input: Omit<CallInput<'listed.compute'>, 'task'>,
  context: CallContext,
): Promise<ListedAnswer> {
  const started = performance.now();
  checkIsOne(book, input.account, 'Listed markets are shown for one account');
  context.progress({ done: 0, total: 1, label: 'Reading the book' });
  const { portfolio, market, history, parameters } = readForRulebooks(book, presets, input, listedRulebooks);
  const answer = await engine.call(
    'listed',
    { question: `listed ${input.account}`, portfolio: packPortfolio(portfolio), market, history, parameters },
    { signal: context.signal, onProgress: (progress) => context.progress(progress) },
  );
  const { id, time, label } = market;
  return { ...answer, market: { id, time, label }, milliseconds: Math.round(performance.now() - started) };
}
