// What kept answers confirm, as words: the command line's and the reports'. May import nothing but the contract's own types.
import type { Agreement } from './venue-views.ts';

/** `confirmed on 12 answers up to 2026-11-20, largest difference 3.1e-9 (relative)`. */
export function agreementWords({ answers, upTo, largestRelativeDifference }: Agreement): string {
  const difference =
    largestRelativeDifference === 0
      ? 'no difference'
      : `largest difference ${largestRelativeDifference.toExponential(1)} (relative)`;
  return `confirmed on ${answers} ${answers === 1 ? 'answer' : 'answers'} up to ${upTo.slice(0, 10)}, ${difference}`;
}

/** The agreement about one sentence of a rulebook's `unconfirmed`, or null. Sentences are matched as they are written. */
export function agreementOf(
  agreements: readonly Agreement[] | undefined,
  rulebook: string,
  sentence: string,
): Agreement | null {
  return agreements?.find((one) => one.rulebook === rulebook && one.sentence === sentence) ?? null;
}

/** The sentence with what kept answers say of it behind a dash; as it is where they say nothing. */
export function sentenceWithAgreement(sentence: string, agreement: Agreement | null): string {
  return agreement === null ? sentence : `${sentence.replace(/\.$/, '')} — ${agreementWords(agreement)}`;
}
