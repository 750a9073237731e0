// Pictures of risk and distances, asked of the engine with inputs read from the book at one revision; the newest grids are
// kept, so that the positions behind their cells can be paged. May import domain, book types and engine.
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import type { CellPage, CellRow, WhatIf } from '../../contract/risk-views.ts';
import { fromFloat } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import type { Engine } from '../../engine/engine-client.ts';
import { packPortfolio } from '../../engine/pack.ts';
import type {
  BaseMove,
  RiskCellAnswer,
  RiskScenarioAnswer,
  SubjectRequest,
} from '../../engine/risk-protocol.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import type { MarginInputs } from './ask-engine.ts';
import { type InputsQuestion, inputsAtOneRevision } from './margin-compute.ts';
import type { OpenBook } from './open-book.ts';
import { cellRow, evenMoves, movesOf, subjectOf } from './risk-inputs.ts';
import type { WhatIfs } from './what-ifs.ts';

type Input<Name extends keyof RiskInputs> = RiskInputs[Name];
interface RiskInputs {
  grid: Omit<CallInput<'risk.grid'>, 'task'>;
  curve: Omit<CallInput<'risk.curve'>, 'task'>;
  distance: Omit<CallInput<'distance.compute'>, 'task'>;
}

/** A grid as it was asked, for the drill-down. */
interface KeptGrid {
  request: SubjectRequest;
  priceMoves: number[];
  volatilityMoves: number[];
  days: number;
  /** The newest cell asked for: its pages may be asked at once. */
  cell: { key: string; answer: Promise<RiskCellAnswer> } | null;
}

const GRIDS_KEPT = 4;

export class RiskPictures {
  readonly #book: OpenBook;
  readonly #engine: () => Engine;
  readonly #presets: () => readonly ParameterSet[];
  readonly #whatIfs: WhatIfs;
  readonly #grids = new Map<string, KeptGrid>();
  /** The newest scenario asked for: its pages may be asked at once. */
  #scenario: {
    key: string;
    answer: Promise<RiskScenarioAnswer>;
    instruments: ReadonlyMap<string, Instrument>;
  } | null = null;
  #made = 0;

  constructor(
    book: OpenBook,
    engine: () => Engine,
    presets: () => readonly ParameterSet[],
    whatIfs: WhatIfs,
  ) {
    this.#whatIfs = whatIfs;
    this.#book = book;
    this.#engine = engine;
    this.#presets = presets;
  }

  clear(): void {
    this.#grids.clear();
    this.#scenario = null;
  }

  /** See `risk.grid`: amounts as the engine's `Subject` counts them. */
  async grid(input: Input<'grid'>, context: CallContext): Promise<CallOutput<'risk.grid'>> {
    const started = performance.now();
    const { inputs, base } = await this.#inputs(input, input.what, context);
    const request: SubjectRequest = {
      question: `grid ${input.account} ${input.subject.underlying}`,
      portfolio: packPortfolio(subjectOf(inputs.portfolio, input.subject)),
      market: inputs.market,
      base,
      allowExcluded: input.allowExcluded,
    };
    const priceMoves = movesOf(input.priceMoves, 'price');
    const volatilityMoves = movesOf(input.volatilityMoves, 'volatility');
    const { days } = input;
    const answer = await this.#engine().call(
      'riskGrid',
      { ...request, priceMoves, volatilityMoves, days },
      followed(context),
    );
    this.#made += 1;
    const grid = `grid-${this.#made}`;
    this.#grids.set(grid, { request, priceMoves, volatilityMoves, days, cell: null });
    const oldest = this.#grids.keys().next().value;
    if (this.#grids.size > GRIDS_KEPT && oldest !== undefined) this.#grids.delete(oldest);
    const width = volatilityMoves.length;
    const worst = answer.cells.reduce(
      (best, amount, cell) => (amount < answer.cells[best]! ? cell : best),
      0,
    );
    return {
      grid,
      asOf: answer.asOf,
      at: answer.at,
      currency: answer.currency,
      priceMoves: input.priceMoves,
      volatilityMoves: input.volatilityMoves,
      prices: [...answer.prices].map(fromFloat),
      cells: priceMoves.map((_, price) =>
        [...answer.cells.subarray(price * width, (price + 1) * width)].map(fromFloat),
      ),
      worst:
        (answer.cells[worst] ?? 0) < 0
          ? {
              price: Math.floor(worst / width),
              volatility: worst % width,
              profitAndLoss: fromFloat(answer.cells[worst]!),
            }
          : null,
      positions: answer.holdings,
      excluded: answer.excluded,
      milliseconds: Math.round(performance.now() - started),
    };
  }

  /** A page of the holdings behind a cell, largest loss first. Throws `not-found` when the grid isn't kept any more. */
  async cell(input: CallInput<'risk.cell'>, context: CallContext): Promise<CellPage> {
    const kept = this.#grids.get(input.grid);
    const price = kept?.priceMoves[input.price];
    const volatility = kept?.volatilityMoves[input.volatility];
    if (!kept || price === undefined || volatility === undefined) {
      throw new MargraveError(
        'not-found',
        'This grid is not kept any more, or has no such cell. Compute the grid again and choose the cell there.',
        { grid: input.grid, price: input.price, volatility: input.volatility },
      );
    }
    const key = `${input.price} ${input.volatility}`;
    if (kept.cell?.key !== key) {
      const request = { ...kept.request, question: `cell ${input.grid}`, price, volatility, days: kept.days };
      const asked = this.#engine().call('riskCell', request, followed(context));
      kept.cell = { key, answer: asked };
      asked.catch(() => {
        if (kept.cell?.answer === asked) kept.cell = null;
      });
    }
    const answer = await kept.cell.answer;
    const { portfolio } = kept.request;
    const { holding, profitAndLoss } = answer;
    const rows = [...holding.subarray(input.offset, input.offset + input.limit)].map(
      (place, index): CellRow => {
        const account = portfolio.accounts[portfolio.holdingAccount[place]!]!.id;
        const instrument = portfolio.instruments[portfolio.holdingInstrument[place]!]!;
        return cellRow(
          account,
          instrument,
          portfolio.holdingQuantity[place]!,
          profitAndLoss[input.offset + index]!,
        );
      },
    );
    const { label, currency, total } = answer;
    return { label, currency, total: fromFloat(total), rows, count: holding.length };
  }

  /** A page of the rows behind a scenario of a rulebook's table, largest loss first. */
  async scenario(input: CallInput<'risk.scenario'>, context: CallContext): Promise<CellPage> {
    const { account, nettingSet, currency, table, scenario, offset, limit } = input;
    const { rulebook, parameters: sets, market: snapshot, allowExcluded } = input;
    const { revision } = this.#book.reader.status();
    const place = { account, nettingSet, currency, table, scenario };
    const key = JSON.stringify([revision, place, rulebook, sets, snapshot, allowExcluded]);
    if (this.#scenario?.key !== key) {
      const asking = { account, rulebook, parameters: sets, market: snapshot };
      const inputs = inputsAtOneRevision(this.#book, this.#presets(), asking);
      const { market, history, parameters, portfolio } = inputs;
      const question = `scenario ${account} ${nettingSet}`;
      const request = { question, market, history, parameters, rulebook, allowExcluded, ...place };
      const asked = this.#engine().call(
        'riskScenario',
        { ...request, portfolio: packPortfolio(portfolio) },
        followed(context),
      );
      const instruments = new Map(portfolio.instruments.map((row) => [row.id, row]));
      this.#scenario = { key, answer: asked, instruments };
      asked.catch(() => {
        if (this.#scenario?.answer === asked) this.#scenario = null;
      });
    }
    const { instruments } = this.#scenario;
    const answer = await this.#scenario.answer;
    const rows = answer.rows.slice(offset, offset + limit).map((row): CellRow => {
      const instrument = row.instrument === null ? undefined : instruments.get(row.instrument);
      if (instrument) return cellRow(account, instrument, row.quantity, row.profitAndLoss);
      return {
        id: `${account}|${row.label}`,
        account,
        symbol: row.label,
        instrument: '',
        quantity: '0',
        quantityUnit: '',
        profitAndLoss: fromFloat(row.profitAndLoss),
      };
    });
    return {
      label: answer.label,
      currency: answer.currency,
      total: fromFloat(answer.total),
      rows,
      count: answer.rows.length,
    };
  }

  /** See `risk.curve`. */
  async curve(input: Input<'curve'>, context: CallContext): Promise<CallOutput<'risk.curve'>> {
    const started = performance.now();
    const { inputs, base } = await this.#inputs(input, input.what, context);
    const moves = evenMoves(input.from, input.to, input.points);
    const { market, history, parameters } = inputs;
    const answer = await this.#engine().call(
      'riskCurve',
      {
        question: `curve ${input.account} ${input.subject.underlying}`,
        portfolio: packPortfolio(subjectOf(inputs.portfolio, input.subject)),
        whole: packPortfolio(inputs.portfolio),
        market,
        history,
        parameters,
        rulebook: input.rulebook,
        base,
        allowExcluded: input.allowExcluded,
        moves,
      },
      followed(context),
    );
    const { asOf, currency, underlyings, worst, excluded } = answer;
    return {
      asOf,
      currency,
      moves: moves.map(fromFloat),
      prices: [...answer.prices].map(fromFloat),
      underlyings,
      lines: answer.lines.map(({ label, at, values }) => ({ label, at, values: [...values].map(fromFloat) })),
      worst: worst && {
        label: worst.label,
        move: fromFloat(worst.move),
        profitAndLoss: fromFloat(worst.profitAndLoss),
      },
      excluded,
      milliseconds: Math.round(performance.now() - started),
    };
  }

  /** See `distance.compute`. */
  async distance(input: Input<'distance'>, context: CallContext): Promise<CallOutput<'distance.compute'>> {
    const started = performance.now();
    if (this.#book.accounts(input.account).length !== 1) {
      throw new MargraveError(
        'invalid-input',
        `Distances are those of one account, and ${input.account} is several. Name an account.`,
        { account: input.account },
      );
    }
    const { inputs, base } = await this.#inputs(input, input.what, context);
    const { market, history, parameters } = inputs;
    const underlyings = new Set(inputs.portfolio.instruments.map(({ underlying }) => underlying));
    for (const { currency } of inputs.portfolio.balances) underlyings.add(currency);
    const answer = await this.#engine().call(
      'distance',
      {
        question: `distance ${input.account}`,
        portfolio: packPortfolio(inputs.portfolio),
        market,
        history,
        parameters,
        rulebook: input.rulebook,
        base,
        allowExcluded: input.allowExcluded,
        prices: this.#book.reader.history([...underlyings].sort()),
      },
      followed(context),
    );
    const place = (level: number) => answer.levels[level]!;
    const texts = (column: Float64Array): string[] => [...column].map(fromFloat);
    return {
      account: input.account,
      asOf: answer.asOf,
      currency: inputs.portfolio.accounts[0]!.reportingCurrency,
      levels: answer.levels.map((level) => ({
        ...level,
        equity: fromFloat(level.equity),
        requirement: fromFloat(level.requirement),
      })),
      roots: answer.roots.map((root) => ({
        nettingSet: place(root.level).nettingSet,
        currency: place(root.level).currency,
        level: place(root.level).level,
        variable: root.variable,
        move: fromFloat(root.move),
        price: root.price === null ? null : fromFloat(root.price),
        crossing: root.crossing,
        gap: fromFloat(root.gap),
        jump: root.jump,
      })),
      betas: answer.betas.map(({ underlying, beta, from }) => ({ underlying, beta: fromFloat(beta), from })),
      searched: {
        priceFrom: fromFloat(answer.searched.from),
        priceTo: fromFloat(answer.searched.to),
        volatilityFrom: fromFloat(answer.searched.from),
        volatilityTo: fromFloat(answer.searched.to),
      },
      pictures: answer.pictures.map((picture) => ({
        nettingSet: picture.nettingSet,
        currency: picture.currency,
        variable: picture.variable,
        moves: texts(picture.moves),
        equity: texts(picture.equity),
        initial: texts(picture.initial),
        maintenance: texts(picture.maintenance),
      })),
      excluded: answer.excluded,
      milliseconds: Math.round(performance.now() - started),
    };
  }

  /** The book's own inputs, or those of a hypothetical with the move that comes before whatever is asked of it. */
  async #inputs(
    { account, rulebook, parameters, market }: InputsQuestion,
    what: WhatIf | null,
    context: CallContext,
  ): Promise<{ inputs: MarginInputs; base: BaseMove | null }> {
    const question = { account, rulebook, parameters, market };
    if (what === null) {
      return { inputs: inputsAtOneRevision(this.#book, this.#presets(), question), base: null };
    }
    if (account !== what.account) {
      throw new MargraveError(
        'invalid-input',
        `The hypothetical is one of account ${what.account}, and the question is of ${account ?? 'all accounts'}. Ask of ${what.account}.`,
        { account, what: what.account },
      );
    }
    const { inputs, move } = await this.#whatIfs.hypothetical(question, what, context);
    return { inputs, base: move };
  }
}

const followed = (context: CallContext) => ({
  signal: context.signal,
  onProgress: (progress: Parameters<CallContext['progress']>[0]) => context.progress(progress),
});
