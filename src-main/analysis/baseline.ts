// The isolated baseline beside a rulebook's entries: the same holdings, each margined by itself. Savings are on the
// deposit from zero cash, never on raw margin (conventions 2). May import the domain and the rates of margin/blocks.
import {
  type DecimalText,
  decimalText,
  ExactDecimal,
  fromFloat,
  sumDecimals,
  toFloat,
} from '../domain/decimal.ts';
import type { BaselineComparison, MarginEntry } from '../domain/margin-result.ts';
import type { MarketFigures } from '../domain/market.ts';
import { CurrencyRates, convertAmount } from '../margin/blocks/currency-rates.ts';

const isNothing = (entry: MarginEntry): boolean =>
  [
    entry.equity,
    entry.initialMargin,
    entry.maintenanceMargin,
    entry.deposit,
    entry.depositFromZeroCash,
  ].every((amount) => amount === '0');

/**
 * Entries of one account with their baseline filled in.
 *
 * A baseline entry belongs to the entry of its own netting set, where both rulebooks name the same ones; else to the entry of its own
 * currency; where the account has a single entry (cross-collateral), all baseline entries do, converted at the snapshot's rates. Where that can't
 * be told (several entries share a currency, a baseline currency has no entry, a rate is missing) no number is given and an assumption says why.
 */
export function compareWithBaseline(
  entries: readonly MarginEntry[],
  baselines: readonly MarginEntry[],
  market: MarketFigures,
): MarginEntry[] {
  const rates = new CurrencyRates(market);
  const counted = baselines.filter((baseline) => !isNothing(baseline));
  const bySet = sharesNettingSets(entries, counted);
  return entries.map((entry) => {
    const sharing = entries.filter(({ currency }) => currency === entry.currency).length;
    if (entries.length > 1 && sharing > 1 && !bySet) {
      return without(
        entry,
        `No baseline is shown: ${sharing} netting sets of the account share ${entry.currency}.`,
      );
    }
    const own =
      entries.length === 1
        ? counted
        : counted.filter((baseline) =>
            bySet ? baseline.nettingSet === entry.nettingSet : baseline.currency === entry.currency,
          );
    const orphans = entries.length === 1 || bySet ? [] : orphaned(entries, counted);
    const compared = comparison(entry, own, baselines[0]?.rulebook ?? '', rates);
    if (typeof compared === 'string') return without(entry, compared);
    const assumptions = [...entry.assumptions, ...compared.assumptions, ...orphans];
    return { ...entry, baseline: compared.baseline, assumptions: [...new Set(assumptions)] };
  });
}

/** Whether every baseline entry has one entry of its netting set: what Derive calls a market is one under both of its rulebooks. */
function sharesNettingSets(entries: readonly MarginEntry[], baselines: readonly MarginEntry[]): boolean {
  const sets = new Set(entries.map(({ nettingSet }) => nettingSet));
  return sets.size === entries.length && baselines.every(({ nettingSet }) => sets.has(nettingSet));
}

function without(entry: MarginEntry, sentence: string): MarginEntry {
  return { ...entry, baseline: null, assumptions: [...entry.assumptions, sentence] };
}

function orphaned(entries: readonly MarginEntry[], baselines: readonly MarginEntry[]): string[] {
  const currencies = new Set(entries.map(({ currency }) => currency));
  return baselines
    .filter(({ currency, initialMargin }) => !currencies.has(currency) && initialMargin !== '0')
    .map(
      ({ currency, initialMargin }) =>
        `The baseline asks ${initialMargin} ${currency} that no entry of this account compares with; it is left out of the saving.`,
    );
}

function comparison(
  entry: MarginEntry,
  baselines: readonly MarginEntry[],
  rulebook: string,
  rates: CurrencyRates,
): { baseline: BaselineComparison; assumptions: string[] } | string {
  const assumptions: string[] = [];
  const converted: { baseline: MarginEntry; convert: (amount: DecimalText) => DecimalText }[] = [];
  for (const baseline of baselines) {
    const found = rates.between(baseline.currency, entry.currency);
    if (!found) {
      return `No baseline is shown: the snapshot has no rate from ${baseline.currency} to ${entry.currency}.`;
    }
    assumptions.push(...found.assumptions);
    converted.push({ baseline, convert: (amount) => convertAmount(amount, found.rate) });
  }
  const sum = (pick: (baseline: MarginEntry) => DecimalText): DecimalText =>
    sumDecimals(converted.map(({ baseline, convert }) => convert(pick(baseline))));
  const depositFromZeroCash = sum((baseline) => baseline.depositFromZeroCash);
  const saving = decimalText(new ExactDecimal(depositFromZeroCash).minus(entry.depositFromZeroCash));
  const base = toFloat(depositFromZeroCash);
  return {
    assumptions,
    baseline: {
      rulebook: baselines[0]?.rulebook ?? rulebook,
      initialMargin: sum((baseline) => baseline.initialMargin),
      maintenanceMargin: sum((baseline) => baseline.maintenanceMargin),
      equity: sum((baseline) => baseline.equity),
      freeEquity: sum((baseline) => baseline.freeEquity),
      deposit: sum((baseline) => baseline.deposit),
      depositFromZeroCash,
      saving,
      savingFraction: base > 0 ? fromFloat(toFloat(saving) / base) : null,
      confirmed: baselines.every(({ unconfirmed }) => unconfirmed.length === 0),
    },
  };
}
