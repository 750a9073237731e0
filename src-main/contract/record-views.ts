// What the calls of record-calls.ts answer: plain values, as in views.ts.
import type { DecimalText } from '../domain/decimal.ts';

/** A stored run's totals of one node of the reporting tree, in its currency. */
export interface RunPoint {
  run: string;
  createdAt: string;
  asOf: string;
  label: string;
  user: string;
  currency: string;
  equity: DecimalText;
  initialMargin: DecimalText;
  maintenanceMargin: DecimalText;
  deposit: DecimalText;
  baselineInitialMargin: DecimalText | null;
}

export interface RunLinePage {
  rows: {
    account: string;
    nettingSet: string;
    currency: string;
    /** Id of the tree's line, and how deep it stands. */
    line: string;
    label: string;
    depth: number;
    /** Null where the run lacks the line. */
    from: DecimalText | null;
    to: DecimalText | null;
    difference: DecimalText;
  }[];
  total: number;
  /** Lines that differ, whatever is shown. */
  different: number;
}

/** What a change is made of. The four add up to the whole, to the last digit shown. */
export interface ChangeParts {
  positions: DecimalText;
  market: DecimalText;
  parameters: DecimalText;
  time: DecimalText;
}

/** `positions` again, by what happened to them; these add up to it. */
export interface PositionParts {
  newTrades: DecimalText;
  closedTrades: DecimalText;
  changedQuantities: DecimalText;
  expiries: DecimalText;
  /** Cash, collateral, orders and what no position brings. */
  other: DecimalText;
}

export interface ChangeMeasure {
  measure: 'initialMargin' | 'maintenanceMargin' | 'equity' | 'freeEquity' | 'deposit';
  from: DecimalText;
  to: DecimalText;
  /** to − from. */
  change: DecimalText;
  parts: ChangeParts;
  /** Of the initial margin only: equity and levels have no shares of positions. */
  positionParts: PositionParts | null;
}

export interface ChangeAnswer {
  change: string;
  from: { run: string; createdAt: string; asOf: string; label: string };
  to: { run: string; createdAt: string; asOf: string; label: string };
  entries: { account: string; nettingSet: string; currency: string; measures: ChangeMeasure[] }[];
  /** The book's total, in the reporting currency; null where the runs report in different ones or a rate is missing. */
  total: { currency: string; measures: ChangeMeasure[] } | null;
  /** What had to be assumed: figures that one snapshot lacks, rows settled, one sentence each. */
  notices: string[];
  milliseconds: number;
}

export type ChangePositionState = 'new' | 'closed' | 'changed' | 'expired' | 'kept' | 'none';

export interface ChangePositionPage {
  currency: string;
  rows: {
    /** Null: what no position brings. */
    instrument: string | null;
    symbol: string;
    state: ChangePositionState;
    quantityFrom: DecimalText | null;
    quantityTo: DecimalText | null;
    from: DecimalText;
    to: DecimalText;
    change: DecimalText;
    parts: ChangeParts;
  }[];
  /** Of the rows that were asked for, shown or not. */
  total: ChangeParts & { change: DecimalText };
  count: number;
  /** The entry's rows by what happened to the position, whatever was asked for; states without a row are left out. */
  states: { state: ChangePositionState; count: number; change: DecimalText; parts: ChangeParts }[];
}
