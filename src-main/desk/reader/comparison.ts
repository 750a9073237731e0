// One account under several rulebooks, asked of the engine with inputs read from the book at one revision. May import domain, contract, book types and engine.
import type { CallInput } from '../../contract/calls.ts';
import type { ComparisonAnswer, ComparisonRow } from '../../contract/venue-views.ts';
import type { ComparedRulebook } from '../../domain/compared-rulebook.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { EffectiveParameters, ParameterSet } from '../../domain/parameters.ts';
import type { Engine } from '../../engine/engine-client.ts';
import { packPortfolio } from '../../engine/pack.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import type { MarginInputs } from './ask-engine.ts';
import { checkNamed, effectiveParameters } from './effective-parameters.ts';
import { atOneRevision, type InputsQuestion, readBook } from './margin-compute.ts';
import type { OpenBook } from './open-book.ts';
import { historySeries, type RulebookUse, rulebooksUsed } from './rulebooks-used.ts';

const ROWS_LISTED = 500;

/** Throws `invalid-input` when the place is several accounts; `rule` says what asks for one. */
export function checkIsOne(book: OpenBook, account: string | null, rule: string): void {
  if (book.accounts(account).length === 1) return;
  throw new MargraveError('invalid-input', `${rule}, and ${account} is several. Name an account.`, {
    account,
  });
}

/** Inputs of an account under several rulebooks, read at one revision. One that lacks parameters is left to say so itself. Throws as `readBook` and `checkNamed` do. */
export function readForRulebooks(
  book: OpenBook,
  presets: readonly ParameterSet[],
  input: Pick<InputsQuestion, 'account' | 'market' | 'parameters'>,
  rulebooks: readonly string[],
): MarginInputs {
  return atOneRevision(book, () => {
    const read = readBook(book, presets, input);
    const uses = rulebooks.flatMap((rulebook) => rulebooksUsed(read.portfolio, rulebook));
    const series = historySeries(uses);
    checkNamed(read.sets, uses, input.parameters);
    return {
      ...read,
      history: series.length > 0 ? book.reader.history(series) : [],
      parameters: Object.assign({}, ...uses.map((use) => parametersWhereKnown(use, read, input.parameters))),
    };
  });
}

/**
 * The account side by side. A rulebook that can't answer says why on its row. Throws `not-found` for an account, rulebook, set
 * or market that there isn't, and `invalid-input` when the account is several.
 */
export async function compareRulebooks(
  book: OpenBook,
  engine: Engine,
  presets: readonly ParameterSet[],
  input: Omit<CallInput<'comparison.compute'>, 'task'>,
  context: CallContext,
): Promise<ComparisonAnswer> {
  const started = performance.now();
  checkIsOne(book, input.account, 'Rulebooks are compared on one account');
  context.progress({ done: 0, total: 1, label: 'Reading the book' });
  const rulebooks = [...new Set(input.rulebooks)];
  const { portfolio, market, history, parameters } = readForRulebooks(book, presets, input, rulebooks);
  const currency = input.currency ?? portfolio.accounts[0]!.reportingCurrency;
  const rows = await engine.call(
    'comparison',
    {
      question: `comparison ${input.account}`,
      portfolio: packPortfolio(portfolio),
      market,
      history,
      rulebooks,
      parameters,
      currency,
    },
    { signal: context.signal, onProgress: (progress) => context.progress(progress) },
  );
  const { id, time, label } = market;
  return {
    account: portfolio.accounts[0]!.id,
    currency,
    market: { id, time, label },
    rows: rows.map(comparisonRow),
    milliseconds: Math.round(performance.now() - started),
  };
}

/** Sets of one rulebook; none when there are none for it, which its own row then says. */
function parametersWhereKnown(
  use: RulebookUse,
  { sets, market, documents }: Pick<ReturnType<typeof readBook>, 'sets' | 'market' | 'documents'>,
  named: readonly string[] | null,
): Record<string, EffectiveParameters> {
  const own = named?.filter((name) =>
    sets.some(({ id, rulebook }) => id === name && rulebook === use.rulebook.id),
  );
  try {
    return effectiveParameters(sets, [use], market, own ?? null, { ...documents, whenMissing: 'leave' });
  } catch (thrown) {
    if (thrown instanceof MargraveError && thrown.code === 'invalid-input') return {};
    throw thrown;
  }
}

function comparisonRow(row: ComparedRulebook): ComparisonRow {
  const listed = <Row>(rows: readonly Row[]): { total: number; rows: Row[] } => ({
    total: rows.length,
    rows: rows.slice(0, ROWS_LISTED),
  });
  return { ...row, mapped: listed(row.mapped), excluded: listed(row.excluded) };
}
