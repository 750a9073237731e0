// Sums over margin accounts and the reporting tree. They only add: nothing is netted across accounts (conventions 3).
// May import the domain and the rates of margin/blocks.
import type { Account, ReportingGroup } from '../domain/account.ts';
import { type DecimalText, fromFloat, sumDecimals, toFloat } from '../domain/decimal.ts';
import type { MarginEntry, MarginTotal } from '../domain/margin-result.ts';
import type { MarketFigures } from '../domain/market.ts';
import { CurrencyRates, convertAmount, rateText } from '../margin/blocks/currency-rates.ts';

/** A total that can't be formed: a currency of its entries has no rate. Left out whole, since a part would be wrong. */
export interface MissingTotal {
  node: string;
  label: string;
  /** Accounts whose entry lacks the rate. */
  accounts: string[];
  from: string;
  to: string;
}

export interface Totals {
  totals: MarginTotal[];
  missing: MissingTotal[];
  /** What was assumed, by account. */
  assumptions: Map<string, string[]>;
}

interface Node {
  id: string;
  label: string;
  parent: string | null;
  currency: string;
  accounts: Set<string>;
}

const AMOUNTS = ['equity', 'initialMargin', 'maintenanceMargin', 'freeEquity', 'deposit'] as const;

/**
 * One total per account, per reporting group and for the book, each converted entry by entry to the node's currency: the
 * account's reporting currency; above it the currency that all accounts below share, else USD.
 * Savings are on deposit from zero cash (conventions 2), and null as soon as one entry has no baseline: `comparedPart` then is of those that have.
 */
export function marginTotals(
  accounts: readonly Account[],
  groups: readonly ReportingGroup[],
  entries: readonly MarginEntry[],
  market: MarketFigures,
): Totals {
  const rates = new CurrencyRates(market);
  const result: Totals = { totals: [], missing: [], assumptions: new Map() };
  for (const node of reportingNodes(accounts, groups)) {
    const own = entries.filter((entry) => node.accounts.has(entry.account));
    totalOf(node, own, rates, result);
  }
  return result;
}

/** Accounts, then groups, then the book; parents named, cycles of groups cut at the book. */
function reportingNodes(accounts: readonly Account[], groups: readonly ReportingGroup[]): Node[] {
  const groupById = new Map(groups.map((group) => [group.id, group]));
  const parentOf = (group: string | null): string =>
    group !== null && groupById.has(group) ? `group:${group}` : 'book';
  const below = new Map<string, Account[]>(groups.map(({ id }) => [id, []]));
  for (const account of accounts) {
    const seen = new Set<string>();
    let group = account.group;
    while (group !== null && groupById.has(group) && !seen.has(group)) {
      seen.add(group);
      below.get(group)!.push(account);
      group = groupById.get(group)!.parent;
    }
  }
  const shared = (members: readonly Account[]): string => {
    const currencies = new Set(members.map(({ reportingCurrency }) => reportingCurrency));
    return currencies.size === 1 ? [...currencies][0]! : 'USD';
  };
  const ids = (members: readonly Account[]): Set<string> => new Set(members.map(({ id }) => id));
  return [
    ...accounts.map((account) => ({
      id: `account:${account.id}`,
      label: account.name,
      parent: parentOf(account.group),
      currency: account.reportingCurrency,
      accounts: ids([account]),
    })),
    ...groups.map((group) => ({
      id: `group:${group.id}`,
      label: group.name,
      parent: parentOf(group.parent),
      currency: shared(below.get(group.id)!),
      accounts: ids(below.get(group.id)!),
    })),
    { id: 'book', label: 'Book', parent: null, currency: shared(accounts), accounts: ids(accounts) },
  ];
}

const isNothing = (entry: MarginEntry): boolean =>
  AMOUNTS.every((name) => entry[name] === '0') &&
  (entry.baseline === null || (entry.baseline.depositFromZeroCash === '0' && entry.baseline.deposit === '0'));

function totalOf(node: Node, entries: readonly MarginEntry[], rates: CurrencyRates, result: Totals): void {
  const used: Record<string, DecimalText> = {};
  const converted: { entry: MarginEntry; convert: (amount: DecimalText) => DecimalText }[] = [];
  const missing = new Map<string, Set<string>>();
  for (const entry of entries) {
    if (isNothing(entry)) continue;
    const found = rates.between(entry.currency, node.currency);
    if (!found) {
      const lacking = missing.get(entry.currency) ?? new Set();
      missing.set(entry.currency, lacking.add(entry.account));
      continue;
    }
    if (entry.currency !== node.currency) used[`${entry.currency}/${node.currency}`] = rateText(found.rate);
    if (found.assumptions.length > 0) {
      const list = result.assumptions.get(entry.account) ?? [];
      for (const sentence of found.assumptions) if (!list.includes(sentence)) list.push(sentence);
      result.assumptions.set(entry.account, list);
    }
    converted.push({ entry, convert: (amount) => convertAmount(amount, found.rate) });
  }
  if (missing.size > 0) {
    for (const [from, lacking] of missing) {
      const { id, label, currency } = node;
      result.missing.push({ node: id, label, accounts: [...lacking].sort(), from, to: currency });
    }
    return;
  }
  const sum = (pick: (entry: MarginEntry) => DecimalText, of = converted): DecimalText =>
    sumDecimals(of.map(({ entry, convert }) => convert(pick(entry))));
  const compared = converted.filter(({ entry }) => entry.baseline !== null);
  const isCompared = converted.length > 0 && compared.length === converted.length;
  const saving = sum((entry) => entry.baseline!.saving, compared);
  const isolated = sum((entry) => entry.baseline!.depositFromZeroCash, compared);
  const base = toFloat(isolated);
  const savingFraction = base > 0 ? fromFloat(toFloat(saving) / base) : null;
  const without = new Set(
    converted.filter(({ entry }) => entry.baseline === null).map(({ entry }) => entry.account),
  );
  result.totals.push({
    node: node.id,
    label: node.label,
    parent: node.parent,
    currency: node.currency,
    equity: sum((entry) => entry.equity),
    initialMargin: sum((entry) => entry.initialMargin),
    maintenanceMargin: sum((entry) => entry.maintenanceMargin),
    freeEquity: sum((entry) => entry.freeEquity),
    deposit: sum((entry) => entry.deposit),
    baselineInitialMargin: isCompared ? sum((entry) => entry.baseline!.initialMargin) : null,
    baselineDeposit: isCompared ? sum((entry) => entry.baseline!.deposit) : null,
    depositFromZeroCash: sum((entry) => entry.depositFromZeroCash),
    baselineDepositFromZeroCash: isCompared ? isolated : null,
    saving: isCompared ? saving : null,
    savingFraction: isCompared ? savingFraction : null,
    ...(isCompared || compared.length === 0
      ? {}
      : {
          comparedPart: {
            depositFromZeroCash: sum((entry) => entry.depositFromZeroCash, compared),
            baselineDepositFromZeroCash: isolated,
            saving,
            savingFraction,
            without: [...without].sort(),
          },
        }),
    rates: used,
  });
}
