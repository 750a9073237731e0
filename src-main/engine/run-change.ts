// Why a margin changed: the sixteen combinations of two runs' positions, market, parameters and time, each margined once, and the
// change split among the four. May import what run-margin may.
import { ALL, FACTORS, MEASURES, mergedCoefficients } from '../analysis/change-split.ts';
import { marginTotals } from '../analysis/totals.ts';
import { MargraveError } from '../domain/errors.ts';
import type { MarginEntry } from '../domain/margin-result.ts';
import { ChangeLedger } from './change-ledger.ts';
import { type CompletedMarket, completeMarket, heldInstruments, MarketSide } from './change-market.ts';
import { ChangeNotices } from './change-notices.ts';
import { type CompletedParameters, completeParameters } from './change-parameters.ts';
import type { ChangeRequest, ChangeSide, ComputedChange } from './change-protocol.ts';
import { differingFactors, factorBit } from './change-sides.ts';
import type { PackedPortfolio } from './packed-portfolio.ts';
import { phaseTick, type RunContext, runRequirements } from './run-margin.ts';
import { ENGINE_VERSION } from './version.ts';

/**
 * Splits the change from one run to another. Parts of every measure add up to its change to the last digit, and so do the positions' rows
 * to the initial margin's parts. Shapley values: no order of the factors is preferred.
 * Throws `integrity` when a run recomputed by the very engine that made it comes out differently; `cancelled`; `invalid-input` when a combination
 * needs parameters that neither run has.
 */
export function runChange({ from, to }: ChangeRequest, context: RunContext): ComputedChange {
  const differing = differingFactors(from, to);
  const coefficients = mergedCoefficients(differing);
  const combinations = new Combinations(from, to, differing);
  const ledger = new ChangeLedger(from, to);
  const { notices } = combinations;
  let phase = 0;
  for (const [combination, weights] of coefficients) {
    const label = `Combination ${phase + 1} of ${coefficients.size}`;
    const tick = phaseTick(context, label, phase, coefficients.size);
    const computed = combinations.compute(combination, context, tick);
    const end = { isFrom: combination === 0, isTo: combination === (ALL & differing) };
    if (end.isFrom) checkAgainstStored(from, computed.entries, context, notices);
    if (end.isTo) checkAgainstStored(to, computed.entries, context, notices);
    ledger.add(computed.entries, computed.total, weights, end);
    phase++;
  }
  return {
    entries: ledger.entries(),
    total: ledger.total(notices),
    notices: notices.sentences(),
    combinations: coefficients.size,
  };
}

/** Entries and book total of one combination. */
interface ComputedCombination {
  entries: MarginEntry[];
  /** Null where a rate is missing. */
  total: ReturnType<typeof marginTotals>['totals'][number] | null;
}

class Combinations {
  readonly notices: ChangeNotices;
  readonly #from: ChangeSide;
  readonly #to: ChangeSide;
  readonly #differing: number;
  readonly #markets = new Map<string, CompletedMarket>();
  readonly #parameters = new Map<string, CompletedParameters>();
  readonly #marketSides: { from: MarketSide; to: MarketSide } | null;

  constructor(from: ChangeSide, to: ChangeSide, differing: number) {
    this.#from = from;
    this.#to = to;
    this.#differing = differing;
    this.notices = new ChangeNotices(from, to);
    const instruments = new Map(
      [from, to].flatMap(({ portfolio }) => heldInstruments(portfolio)).map((one) => [one.id, one]),
    );
    this.#marketSides =
      differing === 0
        ? null
        : {
            from: new MarketSide(from, [...instruments.values()]),
            to: new MarketSide(to, [...instruments.values()]),
          };
  }

  compute(combination: number, context: RunContext, tick: ReturnType<typeof phaseTick>): ComputedCombination {
    const side = (factor: (typeof FACTORS)[number]): ChangeSide =>
      (combination & factorBit(factor)) === 0 ? this.#from : this.#to;
    const market = this.#market(combination);
    const { rulebook } = side('parameters');
    const pure = combination === 0 ? this.#from : combination === this.#differing ? this.#to : null;
    const portfolio = pure?.portfolio ?? withQuoted(side('positions').portfolio, side('market').portfolio);
    try {
      const { runs, screened, sources } = runRequirements(
        {
          portfolio,
          market,
          history: side('market').history,
          rulebook,
          parameters: this.#parametersOf(combination),
          allowExcluded: true,
        },
        context,
        tick,
      );
      this.notices.excluded(screened.excluded, pure);
      const byAccount = new Map(
        runs.flatMap(({ accounts }) => accounts.map(({ account, entries }) => [account.id, entries])),
      );
      const entries = portfolio.accounts.flatMap(({ id }) => byAccount.get(id) ?? []);
      const totals = marginTotals(portfolio.accounts, [], entries, sources.market);
      return { entries, total: totals.totals.find(({ node }) => node === 'book') ?? null };
    } catch (thrown) {
      if (!(thrown instanceof MargraveError) || pure || passedOn.has(thrown.code)) throw thrown;
      const words = FACTORS.map((factor) => `${factor} of ${side(factor).run}`).join(', ');
      throw new MargraveError(
        thrown.code,
        `The change can’t be split: the margin of one combination (${words}) can’t be computed. ${thrown.message}`,
        { ...thrown.detail, combination },
      );
    }
  }

  /** Whether these factors, as far as the runs differ in them, are all of one run here: what that run had then needs no completion. */
  #isOfOneRun(combination: number, factors: readonly (typeof FACTORS)[number][]): boolean {
    const mask = factors.reduce((bits, factor) => bits | factorBit(factor), 0) & this.#differing;
    const chosen = combination & mask;
    return chosen === 0 || chosen === mask;
  }

  #market(combination: number): ChangeSide['market'] {
    const of = (bit: number): ChangeSide => ((combination & bit) === 0 ? this.#from : this.#to);
    const own = of(factorBit('market'));
    const { time } = of(factorBit('time')).market;
    if (this.#marketSides === null || this.#isOfOneRun(combination, ['positions', 'market', 'time'])) {
      return { ...own.market, time };
    }
    const key = String(combination & ~factorBit('parameters'));
    let completed = this.#markets.get(key);
    if (!completed) {
      const { from, to } = this.#marketSides;
      const isFrom = own === this.#from;
      const { portfolio } = of(factorBit('positions'));
      completed = completeMarket(isFrom ? from : to, isFrom ? to : from, portfolio, time);
      this.#markets.set(key, completed);
      this.notices.market(own, completed);
    }
    return completed.market;
  }

  #parametersOf(combination: number): ChangeSide['parameters'] {
    const isFrom = (combination & factorBit('parameters')) === 0;
    const own = isFrom ? this.#from : this.#to;
    if (this.#isOfOneRun(combination, ['positions', 'parameters'])) return own.parameters;
    const other = isFrom ? this.#to : this.#from;
    let completed = this.#parameters.get(own.run);
    if (!completed) {
      completed = completeParameters(own.parameters, other.parameters);
      this.#parameters.set(own.run, completed);
      this.notices.parameters(own, completed.taken);
    }
    return completed.parameters;
  }
}

/** Positions of one run, with the instruments of the run whose market is used: what that market quotes helps to value. */
function withQuoted(positions: PackedPortfolio, market: PackedPortfolio): PackedPortfolio {
  const known = new Set(positions.instruments.map(({ id }) => id));
  const more = market.instruments.filter(({ id }) => !known.has(id));
  return more.length === 0 ? positions : { ...positions, instruments: [...positions.instruments, ...more] };
}

/** Errors that are about the request as a whole, not about one combination. */
const passedOn = new Set(['cancelled', 'superseded', 'internal']);

/** A run computed again must be what was stored, unless another engine stored it. */
function checkAgainstStored(
  side: ChangeSide,
  entries: readonly MarginEntry[],
  context: RunContext,
  notices: ChangeNotices,
): void {
  const key = (entry: { account: string; nettingSet: string; currency: string }): string =>
    JSON.stringify([entry.account, entry.nettingSet, entry.currency]);
  const now = new Map(entries.map((entry) => [key(entry), entry]));
  const different = side.stored.filter((entry) => {
    const again = now.get(key(entry));
    return MEASURES.some((measure) => entry[measure] !== (again?.[measure] ?? '0'));
  });
  const first = different[0];
  if (!first && now.size === side.stored.length) return;
  if (side.engineVersion !== ENGINE_VERSION || side.kernel !== context.kernel.name) {
    notices.otherEngine(side, different.length);
    return;
  }
  const what = first ? `${first.account} ${first.nettingSet} ${first.currency}` : 'its list of entries';
  throw new MargraveError(
    'integrity',
    `Run ${side.run} doesn’t come out as it was stored: ${what} is different when computed again by the same engine (${ENGINE_VERSION}). Verify the book; nothing was changed.`,
    { run: side.run },
  );
}
