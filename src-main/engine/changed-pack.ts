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
  const placeOf = placesOf(instruments);
  const changed = new Map<string, HoldingChange | null>([
    ...change.gone.map((id) => [id, null] as const),
    ...change.holdings.map((holding) => [holding.instrument.id, holding] as const),
  ]);
  const coming = [...changed.values()]
    .filter((holding) => holding !== null)
    .sort((a, b) => byId(a.instrument, b.instrument));
  // Both lists are in order: row ≥ 0 is a row of the base, below that the changed holding −1 − row.
  const rows: number[] = [];
  let next = 0;
  for (let row = 0; row < base.holdingInstrument.length; row++) {
    const { id } = base.instruments[base.holdingInstrument[row]!]!;
    while (next < coming.length && coming[next]!.instrument.id < id) rows.push(-1 - next++);
    if (!changed.has(id)) rows.push(row);
  }
  while (next < coming.length) rows.push(-1 - next++);
  const balances = change.balances
    ? [...change.balances].sort((a, b) => byText(balanceKey(a), balanceKey(b)))
    : base.balances;
  const column = (from: Float64Array, own: (holding: HoldingChange) => number): Float64Array => {
    const made = new Float64Array(rows.length);
    rows.forEach((row, place) => {
      made[place] = row < 0 ? own(coming[-1 - row]!) : from[row]!;
    });
    return made;
  };
  const isSameList = instruments === base.instruments;
  const instrumentOfRow = (row: number): number => {
    if (row < 0) return placeOf.get(coming[-1 - row]!.instrument.id)!;
    const place = base.holdingInstrument[row]!;
    return isSameList ? place : placeOf.get(base.instruments[place]!.id)!;
  };
  return {
    ...base,
    instruments,
    balances,
    holdingAccount: new Int32Array(rows.length),
    holdingInstrument: Int32Array.from(rows, instrumentOfRow),
    holdingQuantity: column(base.holdingQuantity, ({ quantity }) => quantity),
    holdingCost: column(base.holdingCost, ({ cost }) => cost),
    holdingUnsettled: column(base.holdingUnsettled, ({ unsettled }) => unsettled),
  };
}

const places = new WeakMap<readonly Instrument[], Map<string, number>>();

/** Place of each instrument by id, made once per list. */
function placesOf(instruments: readonly Instrument[]): Map<string, number> {
  const known = places.get(instruments) ?? new Map(instruments.map(({ id }, place) => [id, place]));
  places.set(instruments, known);
  return known;
}

const balanceKey = (row: PackedPortfolio['balances'][number]): string =>
  `${row.account}\u0000${row.currency}\u0000${row.kind}\u0000${row.amount}`;
