// Rows on underlyings that a rulebook has no parameters for: left out one by one, where a comparison would else have nothing.
// May import what run-margin may.
import { MargraveError } from '../domain/errors.ts';
import type { ExcludedRow } from '../domain/margin-result.ts';
import { instrumentOf, quantityOf, selectHoldings } from './pack.ts';
import type { PackedPortfolio } from './protocol.ts';

export interface KnownPart {
  /** The account without the rows that are left out. */
  portfolio: PackedPortfolio;
  left: ExcludedRow[];
}

/**
 * The part of an account that a rulebook has parameters for, found by asking each underlying by itself.
 * @param ask margins a portfolio; throws `invalid-input` where a parameter is missing
 * @returns null when no underlying fails by itself, or each of them does: then leaving rows out is no help
 */
export function knownPart(
  portfolio: PackedPortfolio,
  ask: (portfolio: PackedPortfolio) => void,
): KnownPart | null {
  const underlyingOf = new Map(portfolio.instruments.map(({ id, underlying }) => [id, underlying]));
  const held = Array.from(portfolio.holdingInstrument, (_, row) => instrumentOf(portfolio, row).underlying);
  const ordered = portfolio.orders.map(({ instrument }) => underlyingOf.get(instrument) ?? '');
  const underlyings = [...new Set([...held, ...ordered])].sort();
  const part = (isKept: (underlying: string) => boolean): PackedPortfolio => ({
    ...selectHoldings(portfolio, (row) => isKept(held[row]!)),
    orders: portfolio.orders.filter((_, row) => isKept(ordered[row]!)),
  });
  const reasons = new Map<string, string>();
  for (const underlying of underlyings) {
    try {
      ask({ ...part((one) => one === underlying), balances: [], given: [] });
    } catch (thrown) {
      if (!(thrown instanceof MargraveError) || thrown.code !== 'invalid-input') throw thrown;
      reasons.set(underlying, thrown.message);
    }
  }
  if (reasons.size === 0 || reasons.size === underlyings.length) return null;
  const remedy = 'Import parameters for it, or leave the row out.';
  const left: ExcludedRow[] = [];
  held.forEach((underlying, row) => {
    const reason = reasons.get(underlying);
    if (reason === undefined) return;
    const account = portfolio.accounts[portfolio.holdingAccount[row]!]!.id;
    left.push({
      account,
      instrument: instrumentOf(portfolio, row).id,
      quantity: quantityOf(portfolio, row),
      reason,
      remedy,
    });
  });
  for (const { account, id, instrument, side, quantity } of portfolio.orders) {
    const reason = reasons.get(underlyingOf.get(instrument) ?? '');
    if (reason === undefined) continue;
    const signed = side === 'sell' ? `-${quantity}` : quantity;
    left.push({ account, instrument, quantity: signed, reason: `Open order ${id}: ${reason}`, remedy });
  }
  return { portfolio: part((underlying) => !reasons.has(underlying)), left };
}
