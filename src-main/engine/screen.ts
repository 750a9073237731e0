// Sorts holdings and orders before a run: which rulebook margins them, what is settled to cash, what has to be left out
// and why. Nothing is dropped without a row (rule 9). May import the domain, pricing and margin.
import type { Account, Balance } from '../domain/account.ts';
import { fromFloat, toFloat } from '../domain/decimal.ts';
import { type Instrument, isListed } from '../domain/instrument.ts';
import type { ExcludedRow } from '../domain/margin-result.ts';
import type { OpenOrder } from '../domain/portfolio.ts';
import type { Rulebook } from '../margin/rulebook.ts';
import { type ResolvedInputs, settlementValue } from '../pricing/inputs.ts';
import type { AccountHolding } from './account-values.ts';
import { instrumentOf, quantityOf } from './pack.ts';
import type { PackedPortfolio } from './protocol.ts';

/** Squares of what is margined must stay finite in float64, with room for prices. */
const LARGEST_QUANTITY = 1e100;

export type FindRulebook = (id: string) => Rulebook | undefined;

/** A holding that passed, and its row of the pack. */
export interface ScreenedHolding extends AccountHolding {
  place: number;
}

/** Accounts that one rulebook margins, with what of theirs can be valued. */
export interface RulebookShare {
  rulebook: Rulebook;
  accounts: Account[];
  /** Ordered by account, then instrument. */
  holdings: ScreenedHolding[];
  orders: OpenOrder[];
}

/** An expired holding paid out at its settlement price. */
export interface SettledHolding {
  /** Row of the pack. */
  holding: number;
  account: string;
  /** The money it brings to the account's cash. */
  balance: Balance;
  sentence: string;
}

export interface ScreenedPortfolio {
  shares: RulebookShare[];
  settled: SettledHolding[];
  excluded: ExcludedRow[];
}

/**
 * Screens a portfolio. An account's rulebook is `override`, else its own margin model.
 * Left out, each with reason and remedy: rows of an account whose rulebook isn't carried, rows that the rulebook refuses, rows that
 * can't be valued. Expired holdings with a settlement price become cash (conventions 7).
 */
export function screenPortfolio(
  packed: PackedPortfolio,
  inputs: ResolvedInputs,
  override: string | null,
  findRulebook: FindRulebook,
): ScreenedPortfolio {
  const shares = new Map<string, RulebookShare>();
  const shareOf = new Map<string, RulebookShare>();
  for (const account of packed.accounts) {
    const rulebook = findRulebook(override ?? account.marginModel);
    if (!rulebook) continue;
    let share = shares.get(rulebook.id);
    if (!share) {
      share = { rulebook, accounts: [], holdings: [], orders: [] };
      shares.set(rulebook.id, share);
    }
    share.accounts.push(account);
    shareOf.set(account.id, share);
  }
  const excluded: ExcludedRow[] = [];
  const settled: SettledHolding[] = [];
  const trouble = (
    account: string,
    instrument: string,
    quantity: number,
  ): Pick<ExcludedRow, 'reason' | 'remedy'> | null => {
    const share = shareOf.get(account);
    if (!share) return unknownRulebook(packed, account, override);
    if (!(Math.abs(quantity) <= LARGEST_QUANTITY)) return tooLarge;
    return (
      inputs.unvalued.get(instrument) ?? refusal(share.rulebook, inputs.valued.get(instrument)!.instrument)
    );
  };
  for (let holding = 0; holding < packed.holdingAccount.length; holding++) {
    const account = packed.accounts[packed.holdingAccount[holding]!]!.id;
    const instrument = instrumentOf(packed, holding).id;
    const isSane = Math.abs(packed.holdingQuantity[holding]!) <= LARGEST_QUANTITY;
    const paid = isSane ? settle(packed, holding, account, inputs) : null;
    if (paid) {
      settled.push(paid);
      continue;
    }
    const found = trouble(account, instrument, packed.holdingQuantity[holding]!);
    if (found) {
      const { reason, remedy } = found;
      excluded.push({ account, instrument, quantity: quantityOf(packed, holding), reason, remedy });
      continue;
    }
    const cost = packed.holdingCost[holding]!;
    shareOf.get(account)!.holdings.push({
      account,
      instrument,
      quantity: packed.holdingQuantity[holding]!,
      cost: Number.isNaN(cost) ? null : cost,
      unsettledQuantity: packed.holdingUnsettled[holding]!,
      place: holding,
    });
  }
  for (const order of packed.orders) {
    const found = trouble(order.account, order.instrument, toFloat(order.quantity));
    if (!found) {
      shareOf.get(order.account)!.orders.push(order);
      continue;
    }
    excluded.push({
      account: order.account,
      instrument: order.instrument,
      quantity: order.side === 'sell' ? `-${order.quantity}` : order.quantity,
      reason: `Open order ${order.id}: ${found.reason}`,
      remedy: found.remedy,
    });
  }
  for (const { id } of packed.accounts) {
    if (shareOf.has(id) || excluded.some(({ account }) => account === id) || !hasMoney(packed, settled, id))
      continue;
    excluded.push({ account: id, instrument: '', quantity: '0', ...unknownRulebook(packed, id, override) });
  }
  return { shares: [...shares.values()], settled, excluded };
}

const tooLarge = {
  reason: `Its quantity is beyond ${LARGEST_QUANTITY}, where no margin can be computed.`,
  remedy: 'Correct the quantity: it is likely a wrong column or unit.',
};

/** Whether an account has anything but rows that are listed already: its money would be missing without a word. */
function hasMoney(packed: PackedPortfolio, settled: readonly SettledHolding[], account: string): boolean {
  return [...packed.balances, ...packed.given, ...settled].some((row) => row.account === account);
}

/** Refusals of each rulebook, asked once per instrument: they rest on nothing else. */
const refusalsOf = new WeakMap<Rulebook, WeakMap<Instrument, string | null>>();

function refusal(rulebook: Rulebook, instrument: Instrument): Pick<ExcludedRow, 'reason' | 'remedy'> | null {
  let known = refusalsOf.get(rulebook);
  if (!known) {
    known = new WeakMap();
    refusalsOf.set(rulebook, known);
  }
  let reason = known.get(instrument);
  if (reason === undefined) {
    reason = rulebook.refuses(instrument);
    known.set(instrument, reason);
  }
  if (reason === null) return null;
  return {
    reason,
    remedy: `Margin this account under another rulebook than ${rulebook.label}, or leave the row out.`,
  };
}

function unknownRulebook(
  packed: PackedPortfolio,
  account: string,
  override: string | null,
): Pick<ExcludedRow, 'reason' | 'remedy'> {
  const model = override ?? packed.accounts.find(({ id }) => id === account)?.marginModel ?? '';
  return {
    reason: `No rulebook named “${model}” is carried by this version of Margrave.`,
    remedy: `Choose a rulebook for the run, or set another margin model on account ${account}.`,
  };
}

function settle(
  packed: PackedPortfolio,
  holding: number,
  account: string,
  inputs: ResolvedInputs,
): SettledHolding | null {
  const instrument = instrumentOf(packed, holding);
  const price = inputs.unvalued.get(instrument.id)?.settlementPrice ?? null;
  // Futures of listed markets have settled at 0 and below; shares and coins don't.
  if (price === null || !(price > 0 || isListed(instrument))) return null;
  const unit = settlementValue(instrument, price);
  const cost = packed.holdingCost[holding]!;
  let amount: number;
  if (instrument.kind === 'option' && instrument.premium !== 'daily')
    amount = packed.holdingQuantity[holding]! * unit;
  else amount = Number.isNaN(cost) ? 0 : packed.holdingUnsettled[holding]! * unit - cost;
  const currency = instrument.settlementCurrency;
  const text = fromFloat(amount);
  return {
    holding,
    account,
    balance: { account, kind: 'cash', currency, amount: text },
    sentence: `${instrument.symbol} expired at ${instrument.expiry} and is settled to cash at ${fromFloat(price)}: ${spoken(amount)} ${currency} is added to the cash.`,
  };
}

/** Significant digits of an amount in a sentence: every cent of a billion, none of a float's noise. */
const SPOKEN_DIGITS = 12;
const spoken = (amount: number): string => fromFloat(Number(amount.toPrecision(SPOKEN_DIGITS)));
