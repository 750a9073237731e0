// Accounts that the engine keeps prepared by name, the newest few. May import what prepared-account may.
import { MargraveError } from '../domain/errors.ts';
import { PreparedAccount } from './prepared-account.ts';
import type { RequirementContext } from './requirements.ts';
import type { WhatIfBase } from './what-if-protocol.ts';

const ACCOUNTS_KEPT = 3;

export class PreparedAccounts {
  readonly #context: RequirementContext;
  readonly #kept = new Map<string, PreparedAccount>();

  constructor(context: RequirementContext) {
    this.#context = context;
  }

  /** The account of this name, made of `base` where one is given. Throws `not-found` when neither is there. */
  of(key: string, base: WhatIfBase | null): PreparedAccount {
    const account = base ? new PreparedAccount(base, this.#context) : this.#kept.get(key);
    if (!account) {
      throw new MargraveError('not-found', 'This account is no longer prepared. Send it again.', { key });
    }
    this.#kept.delete(key);
    this.#kept.set(key, account);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > ACCOUNTS_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return account;
  }

  clear(): void {
    this.#kept.clear();
  }
}
