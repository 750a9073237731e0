// Equity and levels of one account wherever its market is moved to, by full revaluation each time: what distances are found on.
// May import the domain, pricing, scenarios and margin.
import { toFloat } from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import type { ExcludedRow, MarginEntry } from '../domain/margin-result.ts';
import type { MarketFigures } from '../domain/market.ts';
import { CurrencyRates } from '../margin/blocks/currency-rates.ts';
import type { ResolvedInputs } from '../pricing/inputs.ts';
import { type MarketMove, MarketMover } from '../pricing/market-move.ts';
import { type RequirementContext, type ResolvedRequest, runHeadline } from './requirements.ts';
import { type RunSources, runRulebook } from './rulebook-run.ts';
import type { RulebookShare } from './screen.ts';

/** A level of an entry, as it stands before any move. */
export interface AccountLevel {
  nettingSet: string;
  currency: string;
  level: string;
  label: string;
  equity: number;
  requirement: number;
}

/** All levels at one move; places as `AccountLevels.levels`. */
export interface LevelsThere {
  /** Equity of the level's entry, in its currency. */
  equity: Float64Array;
  requirement: Float64Array;
  /** (equity − requirement) in USD at the moved rates: two currencies' gaps on one scale, and signs as they are. */
  gapInUsd: Float64Array;
}

const HUB = 'USD';

/** The levels of one account, asked at as many moves as are wanted. */
export class AccountLevels {
  readonly levels: AccountLevel[];
  readonly excluded: readonly ExcludedRow[];
  /** Inputs of what the account holds. */
  readonly inputs: ResolvedInputs;
  readonly market: MarketFigures;
  readonly #share: RulebookShare | undefined;
  readonly #sources: RunSources;
  readonly #mover: MarketMover;

  readonly #look: () => void;

  /**
   * @param request the portfolio of one account. Throws as `runHeadline` does.
   * @param look called while values and requirements are made, now and at each move; may throw to stop
   */
  constructor(request: ResolvedRequest, context: RequirementContext, look: () => void = () => {}) {
    this.#look = look;
    const run = runHeadline(request, context, look);
    this.inputs = request.inputs;
    this.market = request.market;
    this.excluded = run.screened.excluded;
    this.#share = run.screened.shares[0];
    const like = run.runs[0]?.values.engineColumns;
    const sources: RunSources = { ...run.sources, carriedAt: request.carriedAt ?? request.inputs };
    this.#sources = like ? { ...sources, like } : sources;
    this.#mover = new MarketMover(request.inputs, request.market);
    const entries = run.runs.flatMap(({ accounts }) => accounts.flatMap((account) => account.entries));
    this.levels = entries.flatMap(({ nettingSet, currency, equity, thresholds }) =>
      thresholds.map(({ level, label, requirement }) => ({
        nettingSet,
        currency,
        level,
        label,
        equity: toFloat(equity),
        requirement: toFloat(requirement),
      })),
    );
  }

  /** Equity and requirements after a move that lets no time pass. */
  at(move: Omit<MarketMove, 'to'>): LevelsThere {
    const { market, inputs } = this.#mover.to({ ...move, to: null });
    const count = this.levels.length;
    const there: LevelsThere = {
      equity: new Float64Array(count),
      requirement: new Float64Array(count),
      gapInUsd: new Float64Array(count),
    };
    if (!this.#share) return there;
    const sources: RunSources = { ...this.#sources, market, inputs };
    const run = runRulebook(this.#share, sources, this.#look, 'levels');
    const rates = new CurrencyRates(market);
    let place = 0;
    for (const entry of run.accounts.flatMap(({ entries }) => entries)) {
      const rate = rates.between(entry.currency, HUB)?.rate.toNumber() ?? 1;
      const equity = toFloat(entry.equity);
      for (const { level, requirement } of entry.thresholds) {
        this.#check(place, entry, level);
        there.equity[place] = equity;
        there.requirement[place] = toFloat(requirement);
        there.gapInUsd[place] = (equity - there.requirement[place]!) * rate;
        place++;
      }
    }
    if (place === count) return there;
    const [failed] = run.accounts.flatMap(({ failure }) => failure ?? []);
    throw failed ?? new MargraveError('internal', 'Under the moved market the account has fewer levels.', {});
  }

  /** A rulebook asks the same levels of the same entries wherever the market is. */
  #check(place: number, entry: MarginEntry, level: string): void {
    const known = this.levels[place];
    if (known?.nettingSet === entry.nettingSet && known.currency === entry.currency && known.level === level)
      return;
    throw new MargraveError(
      'internal',
      `Under the moved market the account has a level ${level} of ${entry.nettingSet} that it doesn’t have now.`,
      { nettingSet: entry.nettingSet, level },
    );
  }
}
