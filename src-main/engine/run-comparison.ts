// One account under several rulebooks, on one market and in one currency. A rulebook that can't answer says so on its own row.
// May import what run-margin may.
import type { ComparedRulebook } from '../domain/compared-rulebook.ts';
import {
  type DecimalText,
  decimalText,
  ExactDecimal,
  fromFloat,
  sumDecimals,
  toFloat,
} from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import type { ExcludedRow, MarginEntry, MarginTotal } from '../domain/margin-result.ts';
import { MarketFigures } from '../domain/market.ts';
import { CurrencyRates, convertAmount } from '../margin/blocks/currency-rates.ts';
import { rulebooks } from '../margin/registry.ts';
import type { Rulebook } from '../margin/rulebook.ts';
import { type ResolvedInputs, resolveInputs } from '../pricing/inputs.ts';
import { addBaseline } from './baseline-run.ts';
import type { ComparisonRequest } from './comparison-protocol.ts';
import { mappedRows } from './mapped-rows.ts';
import type { PackedPortfolio } from './protocol.ts';
import { runResolved, wantedInstruments } from './requirements.ts';
import {
  entriesAlone,
  entriesOfRest,
  type MarginRun,
  parametersOf,
  type RulebookRun,
} from './rulebook-run.ts';
import { runEntries } from './run-entries.ts';
import { phaseTick, type RunContext } from './run-margin.ts';
import { knownPart } from './unknown-underlyings.ts';
import type { Tick } from './valuation.ts';

/** Drivers of a contribution that are no add-on: the worst scenario, the positions by themselves, money in the scenario, and the rest. */
const notAddOns = new Set(['scenario', 'position', 'equity', 'notAllocable']);
/** Part of a sum that float64 additions in another order may change. */
const FLOAT_NOISE = 1e-12;
const statuses = ['passes', 'initial margin call', 'below maintenance'] as const;

interface Comparing {
  request: ComparisonRequest;
  context: RunContext;
  market: MarketFigures;
  inputs: ResolvedInputs;
  rates: CurrencyRates;
  /** The account's pack, reporting in the comparison's currency. */
  portfolio: PackedPortfolio;
}

/**
 * The rows of a comparison, in the order asked. Rows that a rulebook can't carry, or has no parameters for, are left out and listed; a rulebook without any
 * parameters, a missing rate or an account that can't be margined at all is a sentence in `failure`. Throws `cancelled` only.
 */
export function runComparison(request: ComparisonRequest, context: RunContext): ComparedRulebook[] {
  const market = new MarketFigures(request.market);
  const { instruments } = request.portfolio;
  const portfolio: PackedPortfolio = {
    ...request.portfolio,
    groups: [],
    accounts: request.portfolio.accounts.map((account) => ({
      ...account,
      group: null,
      reportingCurrency: request.currency,
    })),
  };
  const inputs = resolveInputs(wantedInstruments(portfolio), market, request.market.time, instruments);
  const comparing = { request, context, market, inputs, rates: new CurrencyRates(market), portfolio };
  return request.rulebooks.map((id, place) => {
    const rulebook = context.findRulebook(id);
    if (!rulebook) return { ...unasked(id, id, ''), failure: `There is no rulebook “${id}”.` };
    const tick = (label: string, part: number): Tick =>
      phaseTick(context, `${rulebook.label}: ${label}`, 2 * place + part, 2 * request.rulebooks.length);
    try {
      return compared(rulebook, comparing, tick);
    } catch (thrown) {
      if (!(thrown instanceof MargraveError) || thrown.code === 'cancelled') throw thrown;
      const { label, venue } = rulebook;
      const sets = request.parameters[id]?.sets ?? [];
      return { ...unasked(id, label, venue), sets, failure: thrown.message };
    }
  });
}

function unasked(rulebook: string, label: string, venue: string): ComparedRulebook {
  const nothing = {
    deposit: null,
    freeEquity: null,
    equity: null,
    initialMargin: null,
    maintenanceMargin: null,
  };
  return {
    rulebook,
    label,
    venue,
    failure: null,
    sets: [],
    ...nothing,
    depositFromZeroCash: null,
    baseline: null,
    baselineMissing: null,
    worstScenario: null,
    largestAddOn: null,
    ratio: null,
    status: null,
    entries: [],
    unconfirmed: [],
    assumptions: [],
    asHeld: 0,
    mapped: [],
    excluded: [],
  };
}

function compared(
  rulebook: Rulebook,
  { request, context, market, inputs, rates, portfolio: whole }: Comparing,
  tick: (label: string, part: number) => Tick,
): ComparedRulebook {
  const { history, parameters, currency } = request;
  const asked = { market, inputs, history, rulebook: rulebook.id, parameters, allowExcluded: true };
  let portfolio = whole;
  let unknown: ExcludedRow[] = [];
  let run: MarginRun;
  try {
    run = runResolved({ ...asked, portfolio }, context, tick('valuing', 0), 'whole');
  } catch (thrown) {
    if (!(thrown instanceof MargraveError) || thrown.code !== 'invalid-input') throw thrown;
    const part = knownPart(whole, (some) => {
      runResolved({ ...asked, portfolio: some }, context, tick('valuing', 0), 'levels');
    });
    if (!part) throw thrown;
    ({ portfolio, left: unknown } = part);
    run = runResolved({ ...asked, portfolio }, context, tick('valuing', 0), 'whole');
  }
  const [own] = run.runs;
  const row = unasked(rulebook.id, rulebook.label, rulebook.venue);
  row.sets = parametersOf(rulebook, run.sources).sets;
  row.excluded = [...unknown, ...run.screened.excluded];
  if (own) row.mapped = mappedRows(own, (holding) => portfolio.holdingQuantity[holding]!);
  const failure = own?.accounts[0]?.failure;
  if (failure) return { ...row, failure: failure.message };
  const margined = own?.accounts[0]?.places.length ?? 0;
  row.asHeld = margined - row.mapped.length;
  if (margined + run.screened.settled.length === 0 && row.excluded.length > 0) {
    const [first] = row.excluded;
    return {
      ...row,
      failure: `None of the account’s positions can be carried. ${first!.instrument}: ${first!.reason}`,
    };
  }
  if (own && rulebook.isolatedBaseline !== null)
    addBaseline(own, run.screened.shares[0]!, run.sources, context.findRulebook, tick('its baseline', 1));
  const { entries: byAccount, totals, excluded: left } = runEntries(portfolio, run);
  const entries = [...byAccount.values()].flat();
  row.entries = entries.map(({ tree: _tree, tables: _tables, contributions: _lines, ...entry }) => entry);
  row.unconfirmed = [...new Set(entries.flatMap(({ unconfirmed }) => unconfirmed))];
  row.assumptions = [...new Set(entries.flatMap(({ assumptions }) => assumptions))];
  const total = totals.find(({ node }) => node.startsWith('account:'));
  if (!total) {
    const missing = left[run.screened.excluded.length];
    return {
      ...row,
      failure: missing ? `${missing.reason} ${missing.remedy}` : 'It asks nothing of the account.',
    };
  }
  const { deposit, freeEquity, equity, initialMargin, maintenanceMargin, depositFromZeroCash } = total;
  Object.assign(row, { deposit, freeEquity, equity, initialMargin, maintenanceMargin, depositFromZeroCash });
  const convert = (amount: DecimalText, from: string): DecimalText | null => {
    const found = rates.between(from, currency);
    return found && convertAmount(amount, found.rate);
  };
  Object.assign(
    row,
    rulebook.isolatedBaseline !== null
      ? ownBaseline(rulebook.isolatedBaseline, total, entries)
      : isBaselineOfOthers(rulebook, request, context)
        ? {
            baseline: null,
            baselineMissing:
              'It is an isolated baseline itself: savings of other rulebooks are measured against it.',
          }
        : eachAlone(own, run, total, convert, tick('each position alone', 1)),
  );
  const inCurrency = (entry: MarginEntry): number =>
    toFloat(convert(entry.initialMargin, entry.currency) ?? '0');
  const bySize = [...entries].sort((a, b) => inCurrency(b) - inCurrency(a));
  const worst = bySize.find(({ worstScenario }) => worstScenario !== null);
  if (worst?.worstScenario) {
    const { label, table, profitAndLoss } = worst.worstScenario;
    row.worstScenario = {
      nettingSet: worst.nettingSet,
      label,
      table,
      profitAndLoss: convert(profitAndLoss, worst.currency) ?? '0',
    };
  }
  row.largestAddOn = largestAddOn(entries, convert);
  row.ratio = bySize.find(({ ratio }) => ratio)?.ratio ?? null;
  row.status = statuses.findLast((status) => entries.some((entry) => entry.status === status)) ?? null;
  return row;
}

type Baseline = Pick<ComparedRulebook, 'baseline' | 'baselineMissing'>;

/** Whether a rulebook of the program, or of those compared, states its saving against this one. */
function isBaselineOfOthers(
  { id }: Rulebook,
  { rulebooks: compared }: ComparisonRequest,
  { findRulebook }: RunContext,
): boolean {
  return [...rulebooks, ...compared.map(findRulebook)].some((one) => one?.isolatedBaseline === id);
}

/** The saving that the entries state against their own baseline rulebook, or why they state none. */
function ownBaseline(rulebook: string, total: MarginTotal, entries: readonly MarginEntry[]): Baseline {
  const { baselineDepositFromZeroCash: depositFromZeroCash, saving, savingFraction } = total;
  if (depositFromZeroCash !== null && saving !== null)
    return { baseline: { rulebook, depositFromZeroCash, saving, savingFraction }, baselineMissing: null };
  const said = entries
    .flatMap(({ assumptions }) => assumptions)
    .find((text) => /^No (baseline|comparison)/.test(text));
  return { baseline: null, baselineMissing: said ?? 'The account holds nothing to compare.' };
}

/**
 * The baseline of a rulebook that has none: the deposits that each position would need by itself, and the account's money and
 * orders without any, added up. Money and orders are on both sides, so the saving is what margining the positions together does.
 */
function eachAlone(
  own: RulebookRun | undefined,
  run: MarginRun,
  total: MarginTotal,
  convert: (amount: DecimalText, from: string) => DecimalText | null,
  tick: Tick,
): Baseline {
  const alone: DecimalText[] = [];
  const add = (entries: readonly MarginEntry[]): void => {
    for (const { depositFromZeroCash, currency } of entries) {
      if (depositFromZeroCash === '0') continue;
      const amount = convert(depositFromZeroCash, currency);
      if (amount === null) {
        const sentence = `No baseline is shown: the snapshot has no rate from ${currency} to ${total.currency}.`;
        throw new MargraveError('incomplete', sentence, { currency });
      }
      alone.push(amount);
    }
  };
  try {
    for (const accountRun of own?.accounts ?? []) {
      const { account, values } = accountRun;
      values.holdings.forEach((holding, place) => {
        tick(place, values.holdings.length);
        add(entriesAlone(own!, account, holding, run.sources));
      });
      add(entriesOfRest(own!, accountRun, run.sources));
    }
  } catch (thrown) {
    if (!(thrown instanceof MargraveError) || thrown.code === 'cancelled') throw thrown;
    return { baseline: null, baselineMissing: thrown.message };
  }
  const depositFromZeroCash = sumDecimals(alone);
  const exact = decimalText(new ExactDecimal(depositFromZeroCash).minus(total.depositFromZeroCash));
  const base = toFloat(depositFromZeroCash);
  // The deposits are floats added up in different orders: what is within their noise is no saving and no cost.
  const saving = Math.abs(toFloat(exact)) <= FLOAT_NOISE * base ? '0' : exact;
  const savingFraction = base > 0 ? fromFloat(toFloat(saving) / base) : null;
  return { baseline: { rulebook: null, depositFromZeroCash, saving, savingFraction }, baselineMissing: null };
}

function largestAddOn(
  entries: readonly MarginEntry[],
  convert: (amount: DecimalText, from: string) => DecimalText | null,
): ComparedRulebook['largestAddOn'] {
  const byDriver = new Map<string, { labels: Set<string>; amounts: DecimalText[] }>();
  for (const { contributions, currency } of entries) {
    for (const { driver, label, amount } of contributions) {
      if (notAddOns.has(driver)) continue;
      const known = byDriver.get(driver) ?? { labels: new Set(), amounts: [] };
      byDriver.set(driver, known);
      known.labels.add(label);
      known.amounts.push(convert(amount, currency) ?? '0');
    }
  }
  let largest: ComparedRulebook['largestAddOn'] = null;
  for (const [driver, { labels, amounts }] of [...byDriver].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const amount = sumDecimals(amounts);
    if (toFloat(amount) <= Math.max(0, toFloat(largest?.amount ?? '0'))) continue;
    const [only] = labels;
    largest = { driver, label: labels.size === 1 && only ? only : inWords(driver), amount };
  }
  return largest;
}

/** `rollShock` → `Roll shock`. */
function inWords(driver: string): string {
  const words = driver.replace(
    /([a-z])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}
