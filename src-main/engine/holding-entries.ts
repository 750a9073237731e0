// Which entry of an account a holding belongs to, what it contributes there, and what was assumed for it.
// May import the domain and pricing.
import { toFloat } from '../domain/decimal.ts';
import { type Instrument, isListed } from '../domain/instrument.ts';
import type { MarginEntry } from '../domain/margin-result.ts';
import type { ValuationInput } from '../pricing/inputs.ts';
import { termAssumptions } from '../pricing/option-terms.ts';

/** Contributions of one account's entries by instrument. */
export class AccountContributions {
  readonly #entries: readonly MarginEntry[];
  readonly #byInstrument = new Map<string, { entry: number; amount: number }>();

  constructor(entries: readonly MarginEntry[]) {
    this.#entries = entries;
    entries.forEach((entry, index) => {
      for (const { instrument, amount } of entry.contributions) {
        if (instrument === null) continue;
        const known = this.#byInstrument.get(instrument);
        if (!known) this.#byInstrument.set(instrument, { entry: index, amount: toFloat(amount) });
        else if (known.entry === index) known.amount += toFloat(amount);
      }
    });
  }

  /** Sum over the drivers of what an instrument brings to the initial margin of its entry, in the entry's currency. */
  amount(instrument: string): number {
    return this.#byInstrument.get(instrument)?.amount ?? 0;
  }

  /**
   * Index of the entry that an instrument counts in: where it contributes; else the one of its settlement currency, of several such the one
   * whose netting set names its underlying; else the first.
   */
  entryOf(instrument: Instrument): number {
    const known = this.#byInstrument.get(instrument.id);
    if (known) return known.entry;
    const { settlementCurrency, underlying } = instrument;
    const sharing = [...this.#entries.keys()].filter(
      (index) => this.#entries[index]!.currency === settlementCurrency,
    );
    const named = sharing.find((index) =>
      this.#entries[index]!.nettingSet.split(/[^A-Za-z0-9]+/).includes(underlying),
    );
    return named ?? sharing[0] ?? 0;
  }
}

const NAMED = 3;

/**
 * One sentence per kind of input that had to be found elsewhere than at the instrument itself, naming the first instruments.
 * @param inputs of one entry's instruments, in the order of their ids
 */
export function inputAssumptions(inputs: Iterable<ValuationInput>): string[] {
  const kinds = new Map<string, string[]>();
  const add = (kind: string, instrument: Instrument): void => {
    const list = kinds.get(kind);
    if (list) list.push(instrument.symbol);
    else kinds.set(kind, [instrument.symbol]);
  };
  for (const input of inputs) {
    const { instrument, forwardLevel, volatilityLevel } = input;
    if (forwardLevel === 'interpolated basis') {
      add('Forward interpolated between neighbouring expiries’ annualised basis', instrument);
    } else if (forwardLevel === 'index' && instrument.kind !== 'spot' && input.terms?.on !== 'spot') {
      add('Priced at the index, having neither mark nor forward', instrument);
    } else if (forwardLevel === 'mark' && instrument.kind === 'spot' && !isListed(instrument)) {
      add('Priced at its mark, having no index', instrument);
    }
    for (const assumption of termAssumptions(input)) add(assumption, instrument);
    // A listed option's own price is what its volatility is to be taken from.
    if (volatilityLevel === 'implied from mark' && !input.terms)
      add('Volatility implied from its own mark', instrument);
    if (volatilityLevel === 'same expiry')
      add('Volatility interpolated from its expiry’s other quotes', instrument);
    if (volatilityLevel === 'neighbouring expiry') {
      add('Volatility taken from the neighbouring expiry at equal moneyness', instrument);
    }
    if (volatilityLevel === 'no time value' && input.time !== 0)
      add('Priced without volatility, its own price being no more than exercise pays', instrument);
    if (instrument.exercise === 'american' && !input.terms)
      add('American exercise valued as European', instrument);
  }
  return [...kinds].map(([kind, symbols]) => {
    const more = symbols.length - NAMED;
    return `${kind}: ${symbols.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
  });
}
