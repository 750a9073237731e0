// One account of listed instruments: customer portfolio margin beside strategy-based margin for each underlying, SPAN's commodities and spreads, early
// assignment and next expiry. May import what run-margin may.
import { earlyAssignments, type HeldOption, nearTheMoney } from '../analysis/listed-expiry.ts';
import {
  type DecimalText,
  decimalText,
  ExactDecimal,
  fromFloat,
  sumDecimals,
  toFloat,
} from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import { isListed } from '../domain/instrument.ts';
import type { ListedAccount, ListedMargins, ListedUnderlying } from '../domain/listed-account.ts';
import type { MarginEntry } from '../domain/margin-result.ts';
import { MarketFigures } from '../domain/market.ts';
import { CurrencyRates, convertAmount } from '../margin/blocks/currency-rates.ts';
import { type ResolvedInputs, resolveInputs } from '../pricing/inputs.ts';
import { type ListedRequest, listedRulebooks } from './listed-protocol.ts';
import { modelPrices } from './model-prices.ts';
import { instrumentOf, selectHoldings } from './pack.ts';
import type { PackedPortfolio } from './protocol.ts';
import { runResolved, wantedInstruments } from './requirements.ts';
import type { MarginRun } from './rulebook-run.ts';
import { runEntries } from './run-entries.ts';
import { phaseTick, type RunContext, throwIfCancelled } from './run-margin.ts';

type ListedRulebook = (typeof listedRulebooks)[number];

/**
 * The account under the rulebooks of listed markets. Rows that one of them can't carry are left out there and listed; a rulebook that can't answer at all says why
 * in `failures`. Throws `cancelled`, and `incomplete` when the market lacks the rate from an entry's currency to the account's.
 */
export function runListed(request: ListedRequest, context: RunContext): ListedAccount {
  const market = new MarketFigures(request.market);
  const { portfolio, history, parameters } = request;
  const account = portfolio.accounts[0]!;
  const inputs = resolveInputs(
    wantedInstruments(portfolio),
    market,
    request.market.time,
    portfolio.instruments,
    () => throwIfCancelled(context),
  );
  const held = Array.from(portfolio.holdingInstrument, (_, row) => instrumentOf(portfolio, row));
  const underlyings = [...new Set(held.filter(isListed).map(({ underlying }) => underlying))].sort();
  const phases = listedRulebooks.length + underlyings.length;
  const ask = (rulebook: ListedRulebook, pack: PackedPortfolio, label: string, phase: number): MarginRun =>
    runResolved(
      { portfolio: pack, market, inputs, history, rulebook, parameters, allowExcluded: true },
      context,
      phaseTick(context, label, phase, phases),
      'whole',
    );
  const failures: Record<string, string> = {};
  const answered = new Map<ListedRulebook, { run: MarginRun; entries: MarginEntry[] }>();
  listedRulebooks.forEach((rulebook, phase) => {
    try {
      const run = ask(rulebook, portfolio, rulebook, phase);
      const failure = run.runs[0]?.accounts[0]?.failure;
      if (failure) throw failure;
      answered.set(rulebook, { run, entries: [...runEntries(portfolio, run).entries.values()].flat() });
    } catch (thrown) {
      failures[rulebook] = sentenceOf(thrown);
    }
  });
  const margins = new AccountMargins(account.reportingCurrency, new CurrencyRates(market));
  const marginsOf = (pack: PackedPortfolio, label: string, phase: number): ListedMargins => {
    const entriesUnder = (rulebook: ListedRulebook): MarginEntry[] => {
      if (!answered.has(rulebook)) return [];
      try {
        return marginedEntries(ask(rulebook, pack, label, phase));
      } catch (thrown) {
        failures[`${rulebook} ${label}`] = sentenceOf(thrown);
        return [];
      }
    };
    return margins.of(entriesUnder('occ-cpm'), entriesUnder('reg-t'));
  };
  const alone = { ...portfolio, orders: [], balances: [], given: [] };
  const rows = underlyings.map((underlying, place): ListedUnderlying => {
    const pack = selectHoldings(alone, (row) => held[row]!.underlying === underlying);
    const holdings = pack.holdingInstrument.length;
    return { underlying, holdings, ...marginsOf(pack, underlying, listedRulebooks.length + place) };
  });
  const all = (read: (entry: MarginEntry) => string[]): Record<string, string[]> =>
    Object.fromEntries(
      [...answered].map(([rulebook, { entries }]) => [rulebook, [...new Set(entries.flatMap(read))]]),
    );
  const strategic = answered.get('reg-t')?.entries ?? [];
  const scanned = answered.get('span')?.entries ?? [];
  const options = heldOptions(portfolio, inputs, context);
  return {
    account: account.id,
    currency: account.reportingCurrency,
    underlyings: rows,
    total: margins.of(
      marginedEntries(answered.get('occ-cpm')?.run),
      marginedEntries(answered.get('reg-t')?.run),
    ),
    failures,
    strategies: strategic.flatMap(({ strategies }) => strategies ?? []),
    pairings: strategic.flatMap(({ pairings }) => pairings ?? []),
    commodities: scanned.flatMap(({ commodities }) => commodities ?? []),
    spreads: scanned.flatMap(({ spreads }) => spreads ?? []),
    assignments: earlyAssignments(options, market),
    nearTheMoney: nearTheMoney(options, portfolio.instruments),
    excluded: Object.fromEntries(
      [...answered].map(([rulebook, { run }]) => [rulebook, run.screened.excluded]),
    ),
    unconfirmed: all(({ unconfirmed }) => unconfirmed),
    assumptions: all(({ assumptions }) => assumptions),
  };
}

function sentenceOf(thrown: unknown): string {
  if (!(thrown instanceof MargraveError) || thrown.code === 'cancelled' || thrown.code === 'superseded')
    throw thrown;
  return thrown.message;
}

/** Entries of a run that margined at least one position; none of one that only holds money. */
function marginedEntries(run: MarginRun | undefined): MarginEntry[] {
  const own = run?.runs[0]?.accounts[0];
  if (!own) return [];
  if (own.failure) throw own.failure;
  return own.places.length > 0 ? own.entries : [];
}

/** The two rulebooks of securities accounts side by side, in one currency. */
class AccountMargins {
  readonly #currency: string;
  readonly #rates: CurrencyRates;

  constructor(currency: string, rates: CurrencyRates) {
    this.#currency = currency;
    this.#rates = rates;
  }

  of(portfolioEntries: readonly MarginEntry[], strategicEntries: readonly MarginEntry[]): ListedMargins {
    const portfolioMargin =
      portfolioEntries.length === 0
        ? null
        : {
            requirement: this.#sum(portfolioEntries, ({ initialMargin }) => initialMargin),
            deposit: this.#sum(portfolioEntries, ({ depositFromZeroCash }) => depositFromZeroCash),
            binding:
              portfolioEntries.find(({ worstScenario }) => worstScenario)?.worstScenario?.label ?? null,
          };
    const strategyBased =
      strategicEntries.length === 0
        ? null
        : {
            initial: this.#sum(strategicEntries, ({ initialMargin }) => initialMargin),
            maintenance: this.#sum(strategicEntries, ({ maintenanceMargin }) => maintenanceMargin),
            deposit: this.#sum(strategicEntries, ({ depositFromZeroCash }) => depositFromZeroCash),
          };
    const saving =
      portfolioMargin &&
      strategyBased &&
      decimalText(new ExactDecimal(strategyBased.deposit).minus(portfolioMargin.deposit));
    const asked = toFloat(strategyBased?.deposit ?? '0');
    const savingFraction = saving !== null && asked > 0 ? fromFloat(toFloat(saving) / asked) : null;
    return { portfolioMargin, strategyBased, saving, savingFraction };
  }

  #sum(entries: readonly MarginEntry[], amountOf: (entry: MarginEntry) => DecimalText): DecimalText {
    return sumDecimals(
      entries.map((entry) => {
        const found = this.#rates.between(entry.currency, this.#currency);
        if (found) return convertAmount(amountOf(entry), found.rate);
        throw new MargraveError(
          'incomplete',
          `The snapshot has no rate from ${entry.currency} to ${this.#currency}. Add the figure currencyRate ${entry.currency}/${this.#currency}.`,
          { from: entry.currency, to: this.#currency },
        );
      }),
    );
  }
}

/** Listed options that are held and have a value. */
function heldOptions(
  portfolio: PackedPortfolio,
  { valued, unvalued }: ResolvedInputs,
  { kernel }: RunContext,
): HeldOption[] {
  const rows = Array.from(portfolio.holdingInstrument, (_, row) => row).filter((row) => {
    const instrument = instrumentOf(portfolio, row);
    return instrument.kind === 'option' && isListed(instrument) && valued.has(instrument.id);
  });
  const ids = rows.map((row) => instrumentOf(portfolio, row).id);
  const modelled = modelPrices({ valued, unvalued }, ids, kernel);
  return rows.flatMap((row): HeldOption[] => {
    const input = valued.get(instrumentOf(portfolio, row).id)!;
    const model = modelled.get(input.instrument.id);
    const optionPrice = input.mark ?? (model && 'price' in model ? model.price : null);
    if (optionPrice === null) return [];
    return [
      {
        instrument: input.instrument,
        quantity: portfolio.holdingQuantity[row]!,
        price: input.forward,
        optionPrice,
      },
    ];
  });
}
