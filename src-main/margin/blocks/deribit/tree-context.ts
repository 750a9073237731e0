// What the lines of one netting set's tree share, and the words of a line.
// May import the rulebook interface and margin/blocks.
import type { AccountValues, RequirementInput } from '../../rulebook.ts';
import type { NodeWords } from '../tree.ts';
import type { RiskUnit } from './risk-unit.ts';

/** What the lines of one set share. */
export interface TreeContext {
  values: AccountValues;
  /** `headline`: lines of positions are left out, and nothing else. */
  detail: RequirementInput['detail'];
  /** First segment of the ids. */
  root: string;
  currency: string;
  /** True when venue numbers confirm cells of this kind: inverse futures and perpetuals of one underlying. */
  cellsConfirmed: boolean;
  /** The same without regard to which instruments are held: parameters, currency, a single underlying. */
  kindConfirmed: boolean;
  /** Underlyings whose parameters venue numbers confirm. */
  confirmedUnits: ReadonlySet<RiskUnit>;
}

/** Words of a line in the set's currency. */
export function words(
  context: TreeContext,
  id: string,
  label: string,
  formula: string,
  confirmed: boolean,
  inputs?: Record<string, string>,
): NodeWords {
  return { id, label, currency: context.currency, formula, confirmed, ...(inputs ? { inputs } : {}) };
}
