// One margin: inputs read from the book at one revision, valued by the engine, kept as a view, and turned into a run's documents when asked.
// May import domain, book types, engine and the rulebook registry.
import { createHash, randomBytes } from 'node:crypto';
import type { BookReader } from '../../book/book.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import type { Engine } from '../../engine/engine-client.ts';
import type { MarginAnswer } from '../../engine/protocol.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import { agreementsAbout } from '../kept-agreement.ts';
import type { MarginQuestion, RunToStore } from '../worker-calls.ts';
import { askEngine, type MarginInputs } from './ask-engine.ts';
import { type DocumentSource, effectiveParameters } from './effective-parameters.ts';
import type { KeptView } from './margin-views.ts';
import { marginView } from './margin-views.ts';
import type { OpenBook } from './open-book.ts';
import { historySeries, rulebooksUsed } from './rulebooks-used.ts';

interface Inputs extends MarginInputs {
  revision: number;
}

/**
 * Computes the margin that `question` asks for. Throws `incomplete` with the rows that can't be valued unless they may be left out,
 * and `not-found` when there is no account or no market.
 */
export async function computeMargin(
  book: OpenBook,
  engine: Engine,
  presets: readonly ParameterSet[],
  question: MarginQuestion,
  context: CallContext,
): Promise<{ kept: KeptView; toStore: RunToStore | null }> {
  const started = performance.now();
  context.progress({ done: 0, total: 1, label: 'Reading the book' });
  const inputs = inputsAtOneRevision(book, presets, question);
  const { account, rulebook, allowExcluded } = question;
  const asked = {
    question: JSON.stringify([account, rulebook, question.parameters, question.market]),
    rulebook,
    allowExcluded,
  };
  const answer = await askEngine(engine, inputs, asked, context);
  const instruments = new Map(inputs.portfolio.instruments.map((instrument) => [instrument.id, instrument]));
  const { id, time, label } = inputs.market;
  const view = marginView(answer, instruments, {
    revision: inputs.revision,
    milliseconds: Math.round(performance.now() - started),
    positions: inputs.portfolio.positions.length,
    market: { id, time, label },
    agreements: agreementsAbout(book.reader, answer.result.entries),
  });
  const toStore = question.documents ? runToStore(question, inputs, answer, context) : null;
  return { kept: { view, answer, instruments }, toStore };
}

/** What chooses the inputs of a margin, and of whatever else is asked of a rulebook. */
export type InputsQuestion = Pick<MarginQuestion, 'account' | 'rulebook' | 'parameters' | 'market'>;

const READINGS_TRIED = 4;

/** Inputs of a margin, read at one revision. */
export function inputsAtOneRevision(
  book: OpenBook,
  presets: readonly ParameterSet[],
  question: InputsQuestion,
): Inputs {
  return atOneRevision(book, () => readInputs(book, presets, question));
}

/** Several reads make the inputs: a write that falls between them would mix two books, so they are read again then. */
export function atOneRevision<Read>(book: OpenBook, read: () => Read): Read & { revision: number } {
  for (let tried = 0; tried < READINGS_TRIED; tried++) {
    const { revision } = book.reader.status();
    const found = read();
    if (book.reader.status().revision === revision) return { revision, ...found };
  }
  throw new MargraveError(
    'conflict',
    'The book kept changing while it was read. Compute again when the import is done.',
    {},
  );
}

function readInputs(
  book: OpenBook,
  presets: readonly ParameterSet[],
  question: InputsQuestion,
): MarginInputs {
  const { portfolio, market, sets, documents } = readBook(book, presets, question);
  const uses = rulebooksUsed(portfolio, question.rulebook);
  const series = historySeries(uses);
  return {
    portfolio,
    market,
    history: series.length > 0 ? book.reader.history(series) : [],
    parameters: effectiveParameters(sets, uses, market, question.parameters, documents),
  };
}

/** Positions, market and all parameter sets: what doesn't depend on the rulebook. Throws `not-found` when there is no account or market. */
export function readBook(
  book: OpenBook,
  presets: readonly ParameterSet[],
  question: Pick<InputsQuestion, 'account' | 'market'>,
): Pick<MarginInputs, 'portfolio' | 'market'> & { sets: ParameterSet[]; documents: DocumentSource } {
  const { reader } = book;
  const accounts = book.accounts(question.account);
  if (accounts.length === 0) {
    throw new MargraveError('not-found', 'The book holds no account yet. Import a position file first.', {});
  }
  const market = chosenMarket(reader, question.market);
  return {
    portfolio: reader.portfolio(accounts, quotedInstruments(market)),
    market,
    sets: [...presets, ...reader.parameterSets()],
    documents: { find: (hash) => reader.document(hash), whenMissing: 'throw' },
  };
}

/**
 * Instruments that the snapshot quotes. Held by these accounts or not, their quotes fill what others lack: an account's margin
 * must not depend on which other accounts are asked about with it.
 */
function quotedInstruments({ figures }: MarketSnapshot): Set<string> {
  const quoted = new Set<string>();
  for (const figure of figures)
    if (figure.class === 'mark' || figure.class === 'volatility') quoted.add(figure.key);
  return quoted;
}

function chosenMarket(reader: BookReader, id: string | null): MarketSnapshot {
  const market = reader.snapshot(id ?? undefined);
  if (market) return market;
  throw new MargraveError(
    'not-found',
    id === null
      ? 'The book holds no market snapshot. Import a capture of prices, such as instruments with tickers.'
      : `The book has no market snapshot “${id}”.`,
    { market: id },
  );
}

const encoder = new TextEncoder();
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The documents of a run, as bytes that are handed over. */
function runToStore(
  question: MarginQuestion,
  inputs: Inputs,
  answer: MarginAnswer,
  context: CallContext,
): RunToStore {
  const bytes = (value: unknown): Uint8Array => {
    const encoded = encoder.encode(canonicalJson(value));
    context.transfer(encoded.buffer as ArrayBuffer);
    return encoded;
  };
  const documents = {
    portfolio: bytes(inputs.portfolio),
    market: bytes(inputs.market),
    parameters: bytes(inputs.parameters),
    history: bytes(inputs.history),
    result: bytes(answer.result),
  };
  const createdAt = new Date().toISOString();
  const { account, rulebook, allowExcluded } = question;
  return {
    run: {
      id: `${createdAt.slice(0, 19).replace(/[-:]/g, '')}Z-${randomBytes(4).toString('hex')}`,
      createdAt,
      user: question.user,
      label: question.label,
      request: canonicalJson({ account, rulebook, allowExcluded, parameters: question.parameters }),
      inputs: {
        portfolio: sha256(documents.portfolio),
        market: sha256(documents.market),
        parameters: sha256(documents.parameters),
        history: sha256(documents.history),
      },
      engineVersion: answer.result.engineVersion,
      kernel: answer.result.kernel,
      resultHash: sha256(documents.result),
    },
    documents,
  };
}
