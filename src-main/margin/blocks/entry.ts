// The end of every rulebook: free equity, deposit, thresholds, status, contributions that add up to the bit.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat, toFloat } from '../../domain/decimal.ts';
import type { Contribution, MarginEntry, Threshold } from '../../domain/margin-result.ts';
import type { RequirementInput } from '../rulebook.ts';
import { closingResidues } from './tree.ts';

/** Amounts of an entry, in its currency. */
export interface EntryAmounts {
  /** Parts of equity on the rulebook's basis, in the order they are summed. */
  equityParts: Record<string, number>;
  /** Cash + collateral + unrealised profit + option value, whatever the basis counts. */
  totalEquity: number;
  initialMargin: number;
  maintenanceMargin: number;
  /** What one unit of the deposit's currency adds to the initial margin, a fraction (a haircut that raises the requirement); 0 for most. */
  depositCharge?: number;
  /** `maintenance`: free equity, deposit and status count on the maintenance margin (conventions 27); see `MarginEntry.requirementLevel`. */
  requirementLevel?: 'maintenance';
}

/** Fields that follow from the amounts. */
export type EntryFigures = Pick<
  MarginEntry,
  | 'equity'
  | 'equityParts'
  | 'initialMargin'
  | 'maintenanceMargin'
  | 'freeEquity'
  | 'deposit'
  | 'depositFromZeroCash'
  | 'thresholds'
  | 'status'
  | 'requirementLevel'
>;

/**
 * Free equity, deposit D, deposit from zero, thresholds and status (conventions 2).
 * - D = max(0, initial margin − equity), over what a unit of deposit leaves after its own charge.
 * - From zero: the deposit of an account that has just opened these holdings at their marks and owns nothing else. Premium paid or received is then in its cash,
 *   so total equity is 0 and equity on the basis is (basis − total): max(0, initial margin − (equity − total equity)).
 *   What the account's own money does to the requirement (haircuts, coin equity in a grid) stays in it, so that a saving against another rulebook
 *   over the same money is the difference of free equity.
 *   A short call marked .05: standard .20 − .05 = .15 (its basis leaves the option out), portfolio .12 − 0 = .12.
 * - Where the initial margin is a rule about opening a trade, D and status count on the maintenance margin; from zero counts on the initial margin,
 *   since it is the deposit of who opens these holdings today.
 */
export function entryFigures(amounts: EntryAmounts): EntryFigures {
  const equity = Object.values(amounts.equityParts).reduce((sum, part) => sum + part, 0);
  const { initialMargin, maintenanceMargin, requirementLevel } = amounts;
  const required = requirementLevel === 'maintenance' ? maintenanceMargin : initialMargin;
  const kept = 1 - (amounts.depositCharge ?? 0);
  const level = (name: Threshold['level'], label: string, requirement: number): Threshold => ({
    level: name,
    label,
    requirement: fromFloat(requirement),
    distance: fromFloat(equity - requirement),
  });
  return {
    equity: fromFloat(equity),
    equityParts: Object.fromEntries(
      Object.entries(amounts.equityParts).map(([name, amount]) => [name, fromFloat(amount)]),
    ),
    initialMargin: fromFloat(initialMargin),
    maintenanceMargin: fromFloat(maintenanceMargin),
    freeEquity: fromFloat(equity - required),
    deposit: fromFloat(Math.max(0, required - equity) / kept),
    depositFromZeroCash: fromFloat(Math.max(0, initialMargin - (equity - amounts.totalEquity))),
    thresholds: [
      level('initial', 'Initial margin', initialMargin),
      level('maintenance', 'Maintenance margin', maintenanceMargin),
    ],
    status:
      equity < maintenanceMargin ? 'below maintenance' : equity < required ? 'initial margin call' : 'passes',
    ...(requirementLevel === undefined ? {} : { requirementLevel }),
  };
}

/** A contribution before it is text. */
export interface RawContribution extends Omit<Contribution, 'amount'> {
  amount: number;
}

/**
 * Contributions as text, zero lines left out, followed by what can't be allocated, so that the amounts summed left to right are `total` to the bit.
 * `why` says what the last line holds.
 */
export function closedContributions(
  raw: readonly RawContribution[],
  total: number,
  why: string,
): Contribution[] {
  const lines = raw
    .filter((line) => line.amount !== 0)
    .map((line): Contribution => ({ ...line, amount: fromFloat(line.amount) }));
  const residues = closingResidues(
    lines.map((line) => toFloat(line.amount)),
    total,
  );
  return [
    ...lines,
    ...residues.map(
      (residue): Contribution => ({
        instrument: null,
        driver: 'notAllocable',
        label: why,
        amount: fromFloat(residue),
      }),
    ),
  ];
}

/** True for an account without holdings, orders, balances or amounts given: there is nothing to make an entry of. */
export const isEmptyAccount = ({ values, portfolio }: RequirementInput): boolean =>
  [values.holdings, portfolio.balances, portfolio.orders, portfolio.given].every(
    ({ length }) => length === 0,
  );
