// A packed portfolio of one account with some of its holdings changed: what packing the changed rows would give, without packing them all.
// May import the domain.
import type { Instrument } from '../domain/instrument.ts';
import type { PackedPortfolio } from './protocol.ts';
import type { HoldingChange, WhatIfChange } from './what-if-protocol.ts';

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The pack after the change: the same, row for row, as `packPortfolio` makes of the changed rows. */
export function changedPack(base: PackedPortfolio, change: WhatIfChange): PackedPortfolio {
  const dropped = new Set(change.dropped);
  const instruments =
    change.added.length + dropped.size === 0
      ? base.instruments
      : [...base.instruments.filter(({ id }) => !dropped.has(id)), ...change.added].sort(byId);
  const placeOf = new Map(instruments.map(({ id }, place) => [id, place]));
  const changed = new Map<string, HoldingChange | null>([
    ...change.gone.map((id) => [id, null] as const),
    ...change.holdings.map((holding) => [holding.instrument.id, holding] as const),
  ]);
  const rows: { instrument: Instrument; row: number; changed: HoldingChange | null }[] = [];
  for (let row = 0; row < base.holdingInstrument.length; row++) {
    const instrument = base.instruments[base.holdingInstrument[row]!]!;
    if (!changed.has(instrument.id)) rows.push({ instrument, row, changed: null });
  }
  for (const holding of changed.values()) {
    if (holding) rows.push({ instrument: holding.instrument, row: -1, changed: holding });
  }
  // What was left in place is in order already; only then is there anything to sort.
  if (change.holdings.length > 0) rows.sort((a, b) => byId(a.instrument, b.instrument));
  const balances = change.balances
    ? [...change.balances].sort((a, b) => byText(balanceKey(a), balanceKey(b)))
    : base.balances;
  const column = (from: Float64Array, own: (holding: HoldingChange) => number): Float64Array =>
    Float64Array.from(rows, ({ row, changed: holding }) => (holding ? own(holding) : from[row]!));
  return {
    ...base,
    instruments,
    balances,
    holdingAccount: new Int32Array(rows.length),
    holdingInstrument: Int32Array.from(rows, ({ instrument }) => placeOf.get(instrument.id)!),
    holdingQuantity: column(base.holdingQuantity, ({ quantity }) => quantity),
    holdingCost: column(base.holdingCost, ({ cost }) => cost),
    holdingUnsettled: column(base.holdingUnsettled, ({ unsettled }) => unsettled),
  };
}

const balanceKey = (row: PackedPortfolio['balances'][number]): string =>
  `${row.account}\u0000${row.currency}\u0000${row.kind}\u0000${row.amount}`;
