// The interface of a rulebook: two pure functions and what is known about it. Knows nothing of SQLite, threads, windows or clocks.
// May import the domain, pricing and scenarios.
import type { Account } from '../domain/account.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarginEntry, ScenarioTable } from '../domain/margin-result.ts';
import type { HistoryPoint, MarketFigures } from '../domain/market.ts';
import type { EffectiveParameters, Parameter, ParameterField } from '../domain/parameters.ts';
import type { Portfolio } from '../domain/portfolio.ts';
import type { OptionTerms } from '../pricing/listed-option.ts';
import type { InstrumentColumns, ScenarioSet } from '../scenarios/scenario-set.ts';

/** A netted holding as the valuation sees it. */
export interface ValuedHolding {
  /** Row of `columns`. */
  row: number;
  instrument: Instrument;
  /** Signed, in the instrument's quantity unit. */
  quantity: number;
  /** Value at settled prices in settlement currency (see Holding.cost) and the quantity it stands for; null when all profit is in cash. */
  cost: number | null;
  unsettledQuantity: number;
}

/** Greeks and value per unit of quantity. See InstrumentMeasure for units. */
export interface UnitMeasures {
  /** Value in the settlement currency; 0 for futures and perpetuals. */
  value: number;
  /** In units of the underlying; inverse options net of the mark. */
  delta: number;
  gamma: number;
  vega: number;
  theta: number;
}

/**
 * The values of one margin account. The engine values; a rulebook asks. All P&L is in the instrument's settlement currency:
 * inverse instruments are valued in coin at the shocked forward, linear ones in the quote currency.
 */
export interface AccountValues {
  columns: InstrumentColumns;
  scenarios: ScenarioSet;
  holdings: readonly ValuedHolding[];
  /** P&L per scenario of the account's holdings in one risk group (`Rulebook.riskGroup`); undefined when it holds nothing there. Do not modify. */
  profitAndLoss(group: string): Float64Array | undefined;
  /** Risk groups this account has holdings in, in code-point order. */
  groups(): readonly string[];
  /** P&L of one unit of quantity of a row in one scenario. Valued on demand and remembered. */
  unitProfitAndLoss(row: number, scenario: number): number;
  measures(row: number): UnitMeasures;
  /** Mark of the row in the venue's quotation, else null. */
  mark(row: number): number | null;
  /** Of a row that is a listed option: what its value rests on beside its inputs; undefined for others. What of it was assumed the engine says itself. */
  terms?(row: number): OptionTerms | undefined;
  /** Row of an instrument id that the portfolio or its orders hold. */
  rowOf(instrument: string): number | undefined;
}

/** What one account's requirement is made from. `portfolio` holds this account's rows only. */
export interface RequirementInput {
  account: Account;
  values: AccountValues;
  portfolio: Portfolio;
  market: MarketFigures;
  parameters: EffectiveParameters;
  history: readonly HistoryPoint[];
  /**
   * `whole`: the entry with its tree, tables and contributions. `headline`: amounts, thresholds, status, worst scenario and doubts only, the same to
   * the bit; the tree is its root alone, tables and contributions are empty. For what is asked many times: live what-ifs.
   * `levels`: equity, requirements and thresholds alone, the same to the bit; nothing else need be filled. For what is asked thousands of times: distances.
   */
  detail: 'whole' | 'headline' | 'levels';
  /**
   * To be called now and then by a rulebook that searches for seconds, with the part of its work that is done (0 to 1, of the most it may take): throws once
   * nobody waits for the answer any more. Nothing of an entry may depend on it.
   */
  checkpoint?(done: number): void;
}

/** What one position, or what is no position, brings to a scenario of a table, in the entry's currency. */
export interface ScenarioShare {
  /** Null for what no position brings: coin equity. */
  holding: ValuedHolding | null;
  label: string;
  /** Profit (+) or loss (−). */
  amount: number;
}

export interface InstrumentTwin {
  instrument: Instrument;
  /** What it is carried as, such as `linear option settled in USDC`. */
  carriedAs: string;
}

export interface Rulebook {
  /** Folder name = id. */
  id: string;
  label: string;
  venue: string;
  /** One sentence for lists and reports. */
  summary: string;
  /** Id of the rulebook that margins each position by itself and serves as baseline; null for such a rulebook itself. */
  isolatedBaseline: string | null;
  parameterFields: readonly ParameterField[];
  /** Null when the rulebook can carry the instrument or a twin of it; otherwise why not, as a sentence. */
  refuses(instrument: Instrument): string | null;
  /**
   * The nearest instrument that the venue lists, for one that it doesn't (conventions 28); null when it is carried as it is, which a venue's own
   * instruments always are. Under the same id, price index, expiry, strike and right, so that prices and contributions stay its own; payoff, currencies,
   * quantity unit and multiplier are the venue's. The engine turns quantities so that the exposure in the underlying at the snapshot's price stays, pays
   * unrealised profit out to cash in its own currency, and states what is left on the row. A rulebook without this method carries only what it doesn't refuse.
   */
  twin?(instrument: Instrument): InstrumentTwin | null;
  /** Finest group for which P&L vectors are wanted, such as `btc_usd BTC inverse`. */
  riskGroup(instrument: Instrument): string;
  /** Asset names (`BTC`, `ETH`) whose parameter sets this portfolio needs. */
  assets(instruments: readonly Instrument[], currencies: readonly string[]): string[];
  /** Names of the price history series that it reads for these; a rulebook without this method reads none and is given none. */
  historySeries?(instruments: readonly Instrument[], currencies: readonly string[]): string[];
  /**
   * Rows that a portfolio of these instruments needs out of a data set too large to be rows (a clearing house's risk arrays): `row` is the parameter
   * that names the data set by its hash (unit `document`), `content` its text. The desk puts them beside the other parameters, so that a run holds all that it used.
   * Throws `invalid-input` when the content isn't what the rulebook writes.
   */
  rowsFromDocument?(row: Parameter, content: string, instruments: readonly Instrument[]): Parameter[];
  /** Throws `invalid-input` naming the missing or out-of-bounds parameter path. Returns an empty set (no scenarios) when the rulebook has no grid. */
  scenarios(
    columns: InstrumentColumns,
    market: MarketFigures,
    history: readonly HistoryPoint[],
    parameters: EffectiveParameters,
  ): ScenarioSet;
  /** One entry per netting set and currency of the account. `baseline` is left null: the engine fills it from the baseline rulebook's entries of the same account and currency. */
  requirement(input: RequirementInput): MarginEntry[];
  /**
   * What is behind one scenario of one of an entry's tables, by its place in `values.scenarios`: shares that add up to
   * `profitAndLoss` there. A rulebook without tables doesn't have it.
   */
  scenarioShares?(
    input: RequirementInput,
    place: Pick<MarginEntry, 'nettingSet' | 'currency'> & Pick<ScenarioTable, 'table'>,
    scenario: number,
  ): ScenarioShare[];
}
