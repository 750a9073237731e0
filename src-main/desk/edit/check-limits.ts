// What must hold of an account's limits before they are written. May import domain and contract.
import type { Limit } from '../../contract/edit-views.ts';
import { MargraveError } from '../../domain/errors.ts';
import { limitTrouble } from '../../domain/limit.ts';

/** `usage`, `delta of BTC`, `vega of BTC up to 30 days`. */
export function limitName({
  measure,
  underlying,
  bucket,
}: Pick<Limit, 'measure' | 'underlying' | 'bucket'>): string {
  if (measure === 'usage') return 'usage';
  if (measure === 'deposit') return 'deposit needed';
  if (measure === 'delta') return `delta of ${underlying}`;
  const within: Record<string, string> = {
    all: '',
    '7': ' up to 7 days',
    '30': ' from 7 to 30 days',
    '90': ' from 30 to 90 days',
    '365': ' from 90 to 365 days',
    later: ' beyond 365 days',
  };
  return `vega of ${underlying}${within[bucket] ?? ''}`;
}

/** Throws `invalid-input` naming the limit (from 1) and what is wrong with it. */
export function checkLimits(account: string, limits: readonly Limit[]): void {
  const seen = new Map<string, number>();
  for (const [index, limit] of limits.entries()) {
    const refuse = (field: string, reason: string): never => {
      throw new MargraveError(
        'invalid-input',
        `Limit ${index + 1} of ${account} (${limitName(limit)}): ${reason} Nothing was written.`,
        { row: index + 1, field },
      );
    };
    if (limit.account !== account) refuse('account', `it belongs to ${limit.account}.`);
    const trouble = limitTrouble(limit);
    if (trouble) refuse(trouble.field, `${trouble.reason}.`);
    const name = limitName(limit);
    const earlier = seen.get(name);
    if (earlier !== undefined) refuse('measure', `limit ${earlier} is on the same.`);
    seen.set(name, index + 1);
  }
}
