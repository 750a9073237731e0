// The account that a venue's answer is about, which the answer says little of. May import the domain.
import type { Account } from '../../domain/account.ts';

/** One house account in no group, reporting in dollars. */
export const answerAccount = (of: Pick<Account, 'id' | 'name' | 'venue' | 'marginModel'>): Account => ({
  ...of,
  legalEntity: '',
  segregation: 'house',
  group: null,
  reportingCurrency: 'USD',
});
