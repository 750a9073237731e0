// The lines of a standard manager's case: both margins, and the parts that the source prints beside them.
// May import the domain, margin and the files beside it.
import { toFloat } from '../../../domain/decimal.ts';
import type { MarginEntry, MarginNode } from '../../../domain/margin-result.ts';
import type { AccountValues } from '../../../margin/rulebook.ts';
import type { JsonPlace } from '../json-place.ts';
import { reconcileLine, treeAmount } from '../lines.ts';
import type { ReconcileLine } from '../reconcile-case.ts';
import { onesAsFloat } from './fixed-point-text.ts';

/** What the case states rather than the entries: shares of their cash. */
export interface StatedMoney {
  funding: number;
  cash: number;
}

/** Lines for every quantity of `Result` that an entry states too; the source's own cross-checks (Hand…, …Bounded…) are none of the manager's. */
export function srmLines(
  result: JsonPlace,
  entries: readonly MarginEntry[],
  values: AccountValues,
  stated: StatedMoney,
): ReconcileLine[] {
  const total = (of: (entry: MarginEntry) => number): number =>
    entries.reduce((sum, entry) => sum + of(entry), 0);
  const equity = total((entry) => toFloat(entry.equity));
  const part = (entry: MarginEntry, name: string): number => toFloat(entry.equityParts[name] ?? '0');
  const line = (entry: MarginEntry, path: string): number => treeAmount(entry, path) ?? 0;
  const optionValue = values.holdings
    .filter(({ instrument }) => instrument.kind === 'option')
    .reduce((sum, { quantity, row }) => sum + quantity * values.measures(row).value, 0);
  const ofMarket = (market: string, of: (entry: MarginEntry) => number): number =>
    entries.filter(({ nettingSet }) => nettingSet === market).reduce((sum, entry) => sum + of(entry), 0);
  const levels = { MM: 'maintenanceMargin', IM: 'initialMargin' } as const;
  const computed: [name: string, amount: number, isGiven?: boolean][] = [
    ['realIM', total((entry) => toFloat(entry.freeEquity))],
    ['realMM', equity - total((entry) => toFloat(entry.maintenanceMargin))],
    ...['ETH', 'BTC'].flatMap((market) =>
      (['MM', 'IM'] as const).flatMap((level): [string, number][] => [
        [`${market}Option${level}`, -ofMarket(market, (entry) => line(entry, `${levels[level]}/options`))],
        [
          `${market}OptionIsolated${level}`,
          -ofMarket(market, (entry) => isolated(entry, `${levels[level]}/options`)),
        ],
      ]),
    ),
    ['PortfolioMtM', equity + optionValue],
    ['UnrealizedPNL', total((entry) => part(entry, 'unrealisedProfit'))],
    ['UnsettledFunding', stated.funding, true],
    ['PerpMargin', -total((entry) => line(entry, 'maintenanceMargin/perpetuals'))],
    ['OracleConts', -total((entry) => line(entry, 'initialMargin/oracleConfidence'))],
    ['DepegIMs', -total((entry) => line(entry, 'initialMargin/peg'))],
    ['BaseMargin', total((entry) => part(entry, 'collateral') - line(entry, 'maintenanceMargin/collateral'))],
    ['Cash', stated.cash, true],
  ];
  return computed
    .filter(([name]) => !result.at(name).missing)
    .map(([name, amount, given]) =>
      reconcileLine(result.at(name).path, onesAsFloat(result.at(name)), amount, {
        given: given ?? false,
      }),
    );
}

/** Σ expiries of the line that takes every short option by itself, whichever way binds. */
function isolated(entry: MarginEntry, path: string): number {
  const find = (node: MarginNode): MarginNode | undefined =>
    node.id === `${entry.tree.id}/${path}`
      ? node
      : node.children.map(find).find((found) => found !== undefined);
  const expiries = find(entry.tree)?.children ?? [];
  return expiries.reduce((sum, expiry) => {
    const own = expiry.children.find(({ id }) => id === `${expiry.id}/isolated`);
    return sum + (own ? toFloat(own.amount) : 0);
  }, 0);
}
