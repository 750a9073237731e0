// Facts of listing: the roots of index options. Every other root is a share or fund option. May import the domain.
import type { ExerciseStyle } from './instrument.ts';

/** What the contract specifications of an index option say. */
export interface IndexOptionRoot {
  /** The index, by the name of its own level: a reduced-value index (XSP) is an index of its own. */
  underlying: string;
  exercise: ExerciseStyle;
  settles: 'am' | 'pm';
  /** USD per index point. */
  multiplier: string;
}

const european = (underlying: string, settles: 'am' | 'pm'): IndexOptionRoot => ({
  underlying,
  exercise: 'european',
  settles,
  multiplier: '100',
});

/**
 * By root. From the exchanges' contract specifications (Cboe: SPX, SPXW, XSP, RUT, RUTW, MRUT, DJX, OEX, XEO, VIX, VIXW; Nasdaq PHLX: NDX, NDXP, XND, NQX).
 * AM-settled series stop trading the day before and settle on opening prices. Series of these roots trade until 16:15 New York time, but PM-settled ones
 * end at 16:00 on their last day. VIX options settle on the volatility index at the open and are priced from its futures, not from its level.
 */
export const indexOptionRoots: Readonly<Record<string, IndexOptionRoot>> = {
  SPX: european('SPX', 'am'),
  SPXW: european('SPX', 'pm'),
  SPXPM: european('SPX', 'pm'),
  XSP: european('XSP', 'pm'),
  NDX: european('NDX', 'am'),
  NDXP: european('NDX', 'pm'),
  XND: european('XND', 'pm'),
  NQX: european('NQX', 'pm'),
  RUT: european('RUT', 'am'),
  RUTW: european('RUT', 'pm'),
  MRUT: european('MRUT', 'pm'),
  DJX: european('DJX', 'am'),
  OEX: { underlying: 'OEX', exercise: 'american', settles: 'pm', multiplier: '100' },
  XEO: european('XEO', 'pm'),
  VIX: european('VIX', 'am'),
  VIXW: european('VIX', 'am'),
};

/** Roots of options that follow the futures of their index, whose level can be far from them. */
export const followsFutures: ReadonlySet<string> = new Set(['VIX', 'VIXW']);
