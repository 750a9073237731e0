// What kept answers confirm of one sentence, and the two as one: the command line's and the reports'. May import nothing but the contract's own types.
import type { Agreement } from './venue-views.ts';

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
  return agreement === null ? sentence : `${sentence.replace(/\.$/, '')} — ${agreement.words}`;
}
