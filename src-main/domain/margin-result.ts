// What a margin run answers: a list of entries, and the tree that explains each (conventions 4 and 5). Plain data: it is stored whole and crosses threads.
import type { DecimalText } from './decimal.ts';
import type { EffectiveParameters } from './parameters.ts';
import type { SpanCommodityView } from './span-commodity.ts';

/** How children join to their parent. Leaves use `value` (computed from inputs) or `given` (taken from the venue or the user). */
export type TreeOperator =
  | 'value'
  | 'given'
  | 'sum'
  | 'max'
  | 'min'
  | 'cap'
  | 'floor'
  | 'product'
  | 'tieredSum'
  | 'scaledGains'
  | 'rootOfQuadraticForm'
  | 'orderStatistic'
  | 'ratio'
  | 'optimum'
  | 'currencyConversion'
  | 'rounding';

/** A named line. Requirements are positive; losses negative. */
export interface MarginNode {
  /** Unique within its tree, made of path segments: `BTC/initialMargin/worstCase`. */
  id: string;
  label: string;
  amount: DecimalText;
  currency: string;
  operator: TreeOperator;
  /** The name of the formula, as the rulebook's README has it. */
  formula: string;
  /** Inputs by name, as text with their unit where it isn't plain. */
  inputs: Record<string, string>;
  /** True when a venue's number confirms this line's formula for what it holds. */
  confirmed: boolean;
  children: MarginNode[];
}

/** A share of a requirement that a position (or one of its drivers) brings. Contributions and the `notAllocable` ones add up to the requirement. */
export interface Contribution {
  /** Instrument id; null for what can't be allocated. */
  instrument: string | null;
  /** `scenario`, `rollShock`, `openOrders`, … or `notAllocable`. */
  driver: string;
  label: string;
  /** Requirement, positive raises it; in the entry's currency. */
  amount: DecimalText;
}

/** A level of a rulebook and how far the account is from it, on equity: positive is room left. */
export interface Threshold {
  level: 'initial' | 'maintenance' | string;
  label: string;
  /** Equity at which the level is met. */
  requirement: DecimalText;
  /** Equity − requirement. */
  distance: DecimalText;
  /** Of a level that is a ratio: the ratio at which it is met. */
  ratio?: DecimalText;
  /** Least additional cash in the entry's currency at which the level is met; of ratio models, whose deposits don't follow from the distance. */
  deposit?: DecimalText;
}

/** What a ratio model states: the account's ratio, and whether more is safer. */
export interface MarginRatio {
  /** The venue's name of it, such as `uniMMR`. */
  name: string;
  formula: string;
  /** Null when it has no denominator: nothing is asked. */
  value: DecimalText | null;
  saferWhen: 'higher' | 'lower';
}

/** A row that the rulebook's venue doesn't list as it is, and the nearest instrument that it is margined as (conventions 28). */
export interface MappedRow {
  account: string;
  instrument: string;
  /** Signed, in the units of each. */
  quantity: DecimalText;
  carriedQuantity: DecimalText;
  /** What it is carried as, in words: payoff, currency, multiplier. */
  carriedAs: string;
  /** Delta of the carried row − delta of the held one, in units of the underlying. */
  residualDelta: DecimalText;
}

export interface WorstScenario {
  id: string;
  label: string;
  /** Relative price move, such as −0.16, as decimal text. */
  priceMove: DecimalText;
  volatility: 'up' | 'same' | 'down' | string;
  /** `standard`, `extended`, … */
  table: string;
  /** Profit (+) or loss (−) of the netting set there, in the entry's currency, as the rulebook counts it. */
  profitAndLoss: DecimalText;
}

/** The isolated baseline beside an entry: the same holdings without portfolio margin. Savings are on deposit (conventions 2). */
export interface BaselineComparison {
  rulebook: string;
  initialMargin: DecimalText;
  maintenanceMargin: DecimalText;
  equity: DecimalText;
  freeEquity: DecimalText;
  deposit: DecimalText;
  /**
   * Deposit an account would need that has just opened these holdings at their marks and owns nothing else: its premium is then in its cash, total equity is 0,
   * and equity on the basis is (basis − total). Standard margin of a short call: .20 − .05 = .15; portfolio margin: .12 (conventions 2).
   */
  depositFromZeroCash: DecimalText;
  /** baseline depositFromZeroCash − portfolio depositFromZeroCash. */
  saving: DecimalText;
  /** saving / baseline depositFromZeroCash, a fraction; null when the baseline asks for nothing. */
  savingFraction: DecimalText | null;
  confirmed: boolean;
}

/** The grid as a table: P&L of the netting set per price move (rows) and volatility state (columns), in the entry's currency. */
export interface ScenarioTable {
  table: string;
  label: string;
  scenarios: {
    id: string;
    label: string;
    priceMove: DecimalText;
    volatility: string;
    profitAndLoss: DecimalText;
    counted: DecimalText;
    worst: boolean;
  }[];
}

/** Legs that a strategy-based rulebook margins together. A position may be cut over several. */
export interface FormedStrategy {
  /** The underlying whose legs were paired. */
  underlying: string;
  /** Its usual name, such as `short call vertical`, `conversion`, `uncovered short put`. */
  strategy: string;
  /** Signed quantities, in the units of each instrument. */
  legs: { instrument: string; quantity: DecimalText }[];
  /** Which level's pairing it belongs to: the least requirement may be reached by other pairs at each. */
  level: 'initial' | 'maintenance';
  /** Requirement in the entry's currency, positive. */
  requirement: DecimalText;
  /** With its numbers: `100 × (K_long − K_short)`. */
  formula: string;
}

/** How good an underlying's pairing is known to be. */
export interface PairingProof {
  underlying: string;
  level: 'initial' | 'maintenance';
  /** True when no pairing of these legs asks less. */
  isExact: boolean;
  requirement: DecimalText;
  /** No pairing asks less than this; equal to the requirement when exact. */
  lowerBound: DecimalText;
}

/** A spread that a scanning rulebook charges for or gives credit for. */
export interface FormedSpread {
  kind: 'series' | 'tier' | 'delivery' | 'inter-commodity' | 'scanning-based' | 'super-spread';
  /** In the order in which they were formed, from 1. */
  priority: number;
  label: string;
  legs: {
    combinedCommodity: string;
    months: string;
    side: 'A' | 'B';
    deltaPerSpread: DecimalText;
    deltaUsed: DecimalText;
  }[];
  /** Spreads formed; 0 where none are counted. */
  count: DecimalText;
  /** Charge (+) or credit (−), in the entry's currency. */
  amount: DecimalText;
}

/** One requirement: margin account × netting set of the rulebook × currency. */
export interface MarginEntry {
  account: string;
  rulebook: string;
  nettingSet: string;
  currency: string;
  /** Equity on the rulebook's basis. */
  equity: DecimalText;
  /** What the basis counts, in words. */
  equityBasis: string;
  /** The parts of equity by name: cash, collateral, unrealised profit, option value. They add up to equity. */
  equityParts: Record<string, DecimalText>;
  initialMargin: DecimalText;
  maintenanceMargin: DecimalText;
  freeEquity: DecimalText;
  deposit: DecimalText;
  depositFromZeroCash: DecimalText;
  thresholds: Threshold[];
  /** Of a ratio model; others lack it. */
  ratio?: MarginRatio;
  /**
   * `maintenance` where the initial margin is a rule about opening a trade (conventions 27): free equity, deposit and status then are counted on the
   * maintenance margin, `initialMargin` is what the holdings would ask if they were opened today, and so does `depositFromZeroCash`. Left out: on the initial margin.
   */
  requirementLevel?: 'maintenance';
  /** Of strategy-based rulebooks: what was paired, and how good the pairing is. */
  strategies?: FormedStrategy[];
  pairings?: PairingProof[];
  /** Of scanning rulebooks: spreads formed and credits given. */
  spreads?: FormedSpread[];
  /** Of scanning rulebooks: each combined commodity's risk array and what was added and credited. */
  commodities?: SpanCommodityView[];
  status: 'passes' | 'initial margin call' | 'below maintenance';
  worstScenario: WorstScenario | null;
  tables: ScenarioTable[];
  /** Add up to the initial margin. */
  contributions: Contribution[];
  baseline: BaselineComparison | null;
  /** Everything that no venue number confirms and that this entry rests on, one sentence each. */
  unconfirmed: string[];
  /** What was assumed because an input was missing. */
  assumptions: string[];
  tree: MarginNode;
}

/** A row that was left out, by the user's leave, and why. */
export interface ExcludedRow {
  account: string;
  instrument: string;
  quantity: DecimalText;
  reason: string;
  remedy: string;
}

/** How an option's volatility was found (conventions 9). */
export type VolatilityLevel =
  | 'own quote'
  | 'implied from mark'
  | 'fitted surface'
  | 'same expiry'
  | 'neighbouring expiry'
  | 'no time value'
  | 'proxy';

/** Value and Greeks of one instrument per unit of quantity, as used by the run. */
export interface InstrumentMeasure {
  instrument: string;
  /** Forward or futures price used, quote currency. */
  forward: number;
  /** Fraction per year; null for futures and spot. */
  volatility: number | null;
  volatilityLevel: VolatilityLevel | null;
  /** Years to expiry, actual/365; null when it doesn't expire. */
  time: number | null;
  /** Value per unit of quantity in the settlement currency (futures and perpetuals: 0, their profit is in equity). */
  value: number;
  /** Mark in the venue's quotation, when the snapshot has one. */
  mark: number | null;
  /** Per unit of quantity. Delta in units of the underlying (inverse options: net of the mark, as the venue counts it). */
  delta: number;
  /** Change of delta per 1 unit of quote currency. */
  gamma: number;
  /** Quote currency per volatility point (0.01). */
  vega: number;
  /** Quote currency per calendar day. */
  theta: number;
}

/** Per holding, in the order of `netPositions`. Typed arrays so that 100,000 rows cross threads at once. */
export interface HoldingMeasures {
  account: string[];
  instrument: string[];
  quantity: Float64Array;
  /** Value in the settlement currency. */
  value: Float64Array;
  /** Contribution to the account's initial margin, settlement currency of the entry it belongs to. */
  contribution: Float64Array;
  /** Initial margin of the holding alone under the same rulebook; NaN where it wasn't asked for. */
  standalone: Float64Array;
}

export interface MarginResult {
  engineVersion: string;
  kernel: string;
  /** Valuation time: the snapshot's. */
  asOf: string;
  market: string;
  parameters: EffectiveParameters[];
  entries: MarginEntry[];
  excluded: ExcludedRow[];
  /** Rows margined as another instrument than they are; runs of versions before 0.2 lack it. */
  mapped?: MappedRow[];
  /** Sums over accounts and the reporting tree, in the reporting currency, never netted across accounts. */
  totals: MarginTotal[];
  marketAge: MarketAge;
}

/** A node of the reporting tree with its sums, in one currency. */
export interface MarginTotal {
  /** `account:<id>`, `group:<id>` or `book`. */
  node: string;
  label: string;
  parent: string | null;
  currency: string;
  equity: DecimalText;
  initialMargin: DecimalText;
  maintenanceMargin: DecimalText;
  freeEquity: DecimalText;
  deposit: DecimalText;
  baselineInitialMargin: DecimalText | null;
  baselineDeposit: DecimalText | null;
  /** What opening the same holdings today at their marks would need, here and under the baseline: the two that the saving compares. */
  depositFromZeroCash: DecimalText;
  baselineDepositFromZeroCash: DecimalText | null;
  /** Sum of the entries' savings, and over the sum of their baselines' deposits from zero cash; null where an entry has no baseline. */
  saving: DecimalText | null;
  savingFraction: DecimalText | null;
  /** Of a node that is compared in part: the same four of the entries that have a baseline, and the accounts of those that have none. */
  comparedPart?: {
    depositFromZeroCash: DecimalText;
    baselineDepositFromZeroCash: DecimalText;
    saving: DecimalText;
    savingFraction: DecimalText | null;
    without: string[];
  };
  /** Currency rates used, `BTC/USD` → rate. */
  rates: Record<string, DecimalText>;
}

/** Ages of the inputs against the valuation time, in seconds (conventions 8). */
export interface MarketAge {
  oldest: string;
  newest: string;
  spreadSeconds: number;
  byClass: {
    /** A figure's class; `perpetual` for the marks of perpetuals. */
    class: string;
    figures: number;
    oldest: string;
    maximumAgeSeconds: number;
    /** Age up to which a figure of the class counts as fresh; null where none is set. */
    limitSeconds?: number | null;
    /** How many figures are older. */
    pastLimit?: number;
  }[];
  /** Per entry, how much of its margin rests on figures past their limit. Runs of earlier versions lack it. */
  agedShares?: AgedShare[];
}

/** Share of an entry's instrument contributions, by size, that rests on figures past their class' limit: a fraction. */
export interface AgedShare {
  account: string;
  nettingSet: string;
  currency: string;
  share: DecimalText;
}
