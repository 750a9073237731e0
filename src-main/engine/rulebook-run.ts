// One rulebook over its accounts: scenarios once, valuation once, one requirement per account.
// May import the domain, pricing, scenarios and margin.
import type { Account, Balance, GivenRequirement } from '../domain/account.ts';
import { fromFloat, toFloat } from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import type { MarginEntry } from '../domain/margin-result.ts';
import type { HistoryPoint, MarketFigures } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { OpenOrder, Portfolio, Position } from '../domain/portfolio.ts';
import type { AccountValues, RequirementInput, Rulebook, ValuedHolding } from '../margin/rulebook.ts';
import type { ResolvedInputs } from '../pricing/inputs.ts';
import type { Kernel } from '../pricing/kernel.ts';
import { RulebookValues } from './account-values.ts';
import { type CarriedInstrument, carryShare } from './carried-rows.ts';
import type { EngineColumns } from './columns.ts';
import { HeldMeasures } from './held-measures.ts';
import type { KeptValues } from './kept-values.ts';
import type { RulebookShare, ScreenedPortfolio } from './screen.ts';
import type { Tick } from './valuation.ts';

/** What every rulebook of a run shares. */
export interface RunSources {
  market: MarketFigures;
  history: readonly HistoryPoint[];
  parameters: Readonly<Record<string, EffectiveParameters>>;
  inputs: ResolvedInputs;
  /** Inputs before a move of the market: rows carried as another instrument are taken over at these prices. None: at `inputs`. */
  carriedAt?: ResolvedInputs;
  kernel: Kernel;
  /** Valuations of earlier runs that may serve again; none for a run of its own. */
  kept?: KeptValues;
  /** Columns of a run of the same holdings at the same time under another market; none for a run of its own. */
  like?: EngineColumns;
  /** Balances and given requirements by account. */
  balances: ReadonlyMap<string, readonly Balance[]>;
  given: ReadonlyMap<string, readonly GivenRequirement[]>;
}

export interface AccountRun {
  account: Account;
  values: AccountValues;
  /** Balances that the requirement was asked with: the account's own, and profit paid out of rows carried as other instruments. */
  balances: readonly Balance[];
  /** Open orders as they are carried. */
  orders: readonly OpenOrder[];
  /** Row of the pack of each of `values.holdings`. */
  places: Int32Array;
  entries: MarginEntry[];
  /** Set, with no entries, when the market lacks something that the account as a whole needs (`incomplete`). */
  failure?: MargraveError;
}

export interface RulebookRun {
  rulebook: Rulebook;
  values: RulebookValues;
  /** Instruments carried as another one, by id (conventions 28). */
  mapped: ReadonlyMap<string, CarriedInstrument>;
  /** Their measures as they are held; null when there are none. */
  held: HeldMeasures | null;
  /** In the order of the share's accounts. */
  accounts: AccountRun[];
}

/** What a run has in hand when its requirements are made: for callers that go on from there (grids, reconciliation). */
export interface MarginRun {
  runs: RulebookRun[];
  screened: ScreenedPortfolio;
  sources: RunSources;
}

/** The parameters of a rulebook, or `invalid-input` when the request brought none. */
export function parametersOf(
  rulebook: Rulebook,
  sources: Pick<RunSources, 'parameters'>,
): EffectiveParameters {
  const found = Object.hasOwn(sources.parameters, rulebook.id) ? sources.parameters[rulebook.id] : undefined;
  if (found) return found;
  throw new MargraveError(
    'invalid-input',
    `No parameter set of ${rulebook.label} was chosen. Choose one of ${rulebook.id}, or import one.`,
    { rulebook: rulebook.id },
  );
}

/** Runs a rulebook over its share of the portfolio; entries as `detail` says. Throws what the rulebook throws, and what `tick` throws. */
export function runRulebook(
  share: RulebookShare,
  sources: RunSources,
  tick: Tick,
  detail: RequirementInput['detail'] = 'whole',
): RulebookRun {
  const { rulebook } = share;
  const parameters = parametersOf(rulebook, sources);
  const { market, history, kernel } = sources;
  const carried = carryShare(share, sources.inputs, sources.carriedAt);
  const { inputs, mapped } = carried;
  const { like } = sources;
  const context = { rulebook, market, history, parameters, kernel, tick, ...(like ? { like } : {}) };
  const values = sources.kept?.of(inputs, context) ?? new RulebookValues(inputs, context);
  const views = values.accounts(
    share.accounts.map(({ id }) => id),
    carried.holdings,
    // Valuing is the first half, requirements are the second.
    (done, total) => tick(done, 2 * total),
  );
  const holdings = Map.groupBy(carried.holdings, ({ account }) => account);
  const orders = Map.groupBy(carried.orders, ({ account }) => account);
  const count = share.accounts.length;
  const accounts = share.accounts.map((account, place): AccountRun => {
    const checkpoint = (done: number): void => tick(count + place + done, 2 * count);
    checkpoint(0);
    const view = views.get(account.id)!;
    const places = Int32Array.from(holdings.get(account.id) ?? [], ({ place }) => place);
    const balances = [
      ...(sources.balances.get(account.id) ?? []),
      ...(carried.paidOut.get(account.id) ?? []),
    ];
    const given = sources.given.get(account.id) ?? [];
    const ordered = orders.get(account.id) ?? [];
    const portfolio = accountPortfolio(account, view, ordered, values, { balances, given });
    const made = { account, values: view, balances, orders: ordered, places };
    try {
      const input = { account, values: view, portfolio, market, parameters, history, detail, checkpoint };
      return { ...made, entries: rulebook.requirement(input) };
    } catch (thrown) {
      if (!(thrown instanceof MargraveError) || thrown.code !== 'incomplete') throw thrown;
      return { ...made, entries: [], failure: thrown };
    }
  });
  const held = mapped.size > 0 ? new HeldMeasures(mapped, kernel) : null;
  return { rulebook, values, mapped, held, accounts };
}

/** Headlines of one position by itself, without any money of the account. Throws what the rulebook throws. */
export function entriesAlone(
  run: RulebookRun,
  account: Account,
  holding: ValuedHolding,
  sources: RunSources,
): MarginEntry[] {
  const values = run.values.alone(holding);
  const portfolio = accountPortfolio(account, values, [], run.values, { balances: [], given: [] });
  return headlines(run, values, portfolio, sources);
}

/** Headlines of an account's money, orders and given amounts, as if it held no position. Throws what the rulebook throws. */
export function entriesOfRest(run: RulebookRun, own: AccountRun, sources: RunSources): MarginEntry[] {
  const { account, balances, orders } = own;
  const values = run.values.accounts([account.id], [], () => {}).get(account.id)!;
  const given = sources.given.get(account.id) ?? [];
  return headlines(
    run,
    values,
    accountPortfolio(account, values, orders, run.values, { balances, given }),
    sources,
  );
}

function headlines(
  run: RulebookRun,
  values: AccountValues,
  portfolio: Portfolio,
  sources: RunSources,
): MarginEntry[] {
  return run.rulebook.requirement({
    account: portfolio.accounts[0]!,
    values,
    portfolio,
    market: sources.market,
    parameters: parametersOf(run.rulebook, sources),
    history: sources.history,
    detail: 'headline',
  });
}

/** Initial margin of one position by itself, summed over the entries it makes; NaN when those are in several currencies. */
export function standaloneMargin(
  run: RulebookRun,
  account: Account,
  holding: ValuedHolding,
  sources: RunSources,
): number {
  const entries = entriesAlone(run, account, holding, sources);
  const asking = entries.filter(({ initialMargin }) => initialMargin !== '0');
  if (new Set(asking.map(({ currency }) => currency)).size > 1) return Number.NaN;
  return asking.reduce((sum, { initialMargin }) => sum + toFloat(initialMargin), 0);
}

function accountPortfolio(
  account: Account,
  view: AccountValues,
  orders: readonly OpenOrder[],
  values: RulebookValues,
  { balances, given }: { balances: readonly Balance[]; given: readonly GivenRequirement[] },
): Portfolio {
  const instruments = new Map(view.holdings.map(({ instrument }) => [instrument.id, instrument]));
  for (const order of orders) {
    const row = values.engineColumns.rowOf.get(order.instrument)!;
    instruments.set(order.instrument, values.engineColumns.inputs[row]!.instrument);
  }
  let positions: Position[] | undefined;
  return {
    groups: [],
    accounts: [account],
    instruments: [...instruments.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    // Rulebooks work on `values.holdings`; a hundred thousand rows are made only for one that asks.
    get positions() {
      positions ??= view.holdings.map((holding) => ({
        account: account.id,
        instrument: holding.instrument.id,
        strategy: '',
        lot: '1',
        quantity: fromFloat(holding.quantity),
        averagePrice: null,
        settledPrice: null,
      }));
      return positions;
    },
    orders: [...orders],
    balances: [...balances],
    given: [...given],
  };
}
