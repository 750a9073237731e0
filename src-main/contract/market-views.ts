// What the calls about market snapshots and parameter sets answer: plain values, as in views.ts.
import type { ArbitrageViolation, UnderlyingArbitrage } from '../domain/arbitrage.ts';
import type { DecimalText } from '../domain/decimal.ts';
import type { FigureClass } from '../domain/market.ts';
import type { ParameterSet } from '../domain/parameters.ts';

export interface MarketView {
  id: string;
  time: string;
  label: string;
  figures: {
    class: FigureClass;
    key: string;
    expiry: string;
    value: DecimalText;
    time: string;
    source: string;
    /** Seconds before the snapshot's time, and whether that is past the limit of its class. */
    ageSeconds: number;
    pastLimit: boolean;
    /** Set when its source says that it was set by hand. */
    byHand: FigureByHand | null;
  }[];
  total: number;
  copy: boolean;
  /** Figures that match the filter's other words, by class; its `class:` words are left aside. In the order of `figureClass`. */
  classes: { class: FigureClass; figures: number; pastLimit: number; byHand: number }[];
}

/** Arbitrage in the option prices of a snapshot and in the surfaces fitted to them. */
export interface MarketArbitrage {
  id: string;
  time: string;
  label: string;
  /** By price index and venue: what was tested, how many violations, the worst. */
  underlyings: (UnderlyingArbitrage & {
    /** The same in a sentence. */
    sentence: string;
  })[];
  /** One page, the worst first: those beyond bid and ask, then by amount. */
  violations: (ArbitrageViolation & Pick<UnderlyingArbitrage, 'underlying' | 'priceIndex' | 'venue'>)[];
  total: number;
}

/** Who set a figure by hand, until when, instead of what (null: there was none), why. `ended`: its time is over. */
export interface FigureByHand {
  user: string;
  at: string;
  until: string | null;
  former: { value: string; source: string } | null;
  reason: string;
  ended: boolean;
}

/** A set without its rows: how many there are, and how many no venue number confirms. */
export interface ParameterListRow extends Omit<ParameterSet, 'parameters'> {
  count: number;
  unconfirmed: number;
}
