// Accounts and balances as they are being typed. May import domain, contract and files.
import type { Draft } from '../../contract/edit-views.ts';
import type { Balance } from '../../domain/account.ts';
import { takeRow } from '../../files/in/margrave-rows.ts';
import { accountProblem } from './check-position.ts';
import type { CheckedDraft, DraftContext } from './draft-context.ts';
import { problem, problemsOf, spokenNumber } from './draft-words.ts';
import { readTypedNumber } from './typed-number.ts';

type BalanceDraft = Extract<Draft, { kind: 'balance' }>;
type AccountDraft = Extract<Draft, { kind: 'account' }>;

const place = { file: 'the window', line: 0 };
const blank = (): CheckedDraft => ({ problems: [], warnings: [], reading: {}, replaces: false, row: null });

/** An amount of 0 takes the balance out of the book. */
export function checkBalance(draft: BalanceDraft, context: DraftContext): CheckedDraft {
  const checked = blank();
  const { problems, warnings, reading } = checked;
  const account = context.account(draft.account.trim());
  if (account) reading.account = `${account.name}, ${account.venue}, ${account.marginModel}`;
  else problems.push(accountProblem(draft.account, context));
  const kind = draft.balanceKind.trim().toLowerCase() || 'cash';
  if (kind !== 'cash' && kind !== 'collateral' && kind !== 'loan')
    problems.push(
      problem(
        'balanceKind',
        `“${draft.balanceKind.trim().slice(0, 40)}” is not cash, collateral or loan`,
        'Choose one of them',
      ),
    );
  const currency = draft.currency.trim();
  if (currency === '')
    problems.push(problem('currency', 'the currency is missing', 'Write it as in BTC, USDC or USD'));
  else if (currency !== currency.toUpperCase())
    problems.push(
      problem('currency', 'currencies are written in capitals', `Write ${currency.toUpperCase()}`),
    );
  const amount = readTypedNumber(draft.amount);
  if (draft.amount.trim() === '') {
    problems.push(
      problem(
        'amount',
        'the amount is missing',
        kind === 'loan'
          ? 'What is owed is positive, such as 2.5; 0 takes the loan out of the book'
          : 'A debt is negative, such as -2.5; 0 takes the balance out of the book',
      ),
    );
  } else if (!('value' in amount)) problems.push(problem('amount', amount.message, amount.remedy));
  if (!account || problems.length > 0 || !('value' in amount)) return checked;

  const gathering = context.gathering('', account.venue);
  const trouble = takeRow(
    gathering,
    'balances',
    { account: account.id, kind, currency, amount: amount.value },
    place,
  );
  if (trouble) problems.push(...problemsOf([trouble], { kind: 'balanceKind' }));
  const balance = gathering.balances[0];
  if (!balance || trouble) return checked;
  const there = context.balances(account.id).find((known) => sameBalance(known, balance));
  checked.replaces = there !== undefined;
  reading.currency = `${balance.kind} in ${balance.currency}`;
  reading.amount =
    balance.amount === '0' ? 'taken out of the book' : `${spokenNumber(balance.amount)} ${balance.currency}`;
  if (there) reading.amount = `${reading.amount}; it was ${spokenNumber(there.amount)}`;
  if (balance.amount === '0' && !there)
    warnings.push(problem('amount', 'the book holds no such balance: 0 changes nothing', ''));
  if (balance.kind === 'collateral' && balance.amount.startsWith('-'))
    warnings.push(
      problem('amount', 'collateral is pledged, not owed: a negative amount lowers equity', 'Check the sign'),
    );
  return { ...checked, row: { kind: 'balance', balance } };
}

export const sameBalance = (a: Balance, b: Balance): boolean =>
  a.account === b.account && a.kind === b.kind && a.currency === b.currency;

export function checkAccount(draft: AccountDraft, context: DraftContext): CheckedDraft {
  const checked = blank();
  const { problems, warnings, reading } = checked;
  const id = draft.id.trim();
  const replaced = draft.replaces === null ? null : context.account(draft.replaces);
  if (draft.replaces !== null && !replaced)
    problems.push(
      problem('', `the book no longer has the account “${draft.replaces}”`, 'Close, and choose another'),
    );
  if (id === '') problems.push(problem('id', 'the id is missing', 'Write a short key, such as prime-a'));
  else if (draft.replaces !== null && id !== draft.replaces)
    problems.push(
      problem(
        'id',
        'the id of an account stays: positions, runs and limits name it',
        `Write ${draft.replaces}, and change the name instead`,
      ),
    );
  else if (draft.replaces === null && context.account(id))
    problems.push(problem('id', `the book has an account “${id}” already`, 'Choose another id'));
  else if (/[|\s]/.test(id))
    problems.push(
      problem('id', 'an id holds neither spaces nor bars', `Write ${id.replace(/[|\s]+/g, '-')}`),
    );
  const venue = draft.venue.trim().toLowerCase();
  if (venue === '')
    problems.push(
      problem('venue', 'the venue is missing', 'Write the venue or clearing broker, such as deribit'),
    );
  const model = draft.marginModel.trim();
  if (!context.rulebooks.includes(model)) {
    problems.push(
      problem(
        'marginModel',
        model === '' ? 'the margin model is missing' : `Margrave has no rulebook “${model.slice(0, 60)}”`,
        `Choose one of ${context.rulebooks.join(', ')}`,
      ),
    );
  }
  const group = draft.group.trim();
  if (group !== '' && !context.groupIds().includes(group)) {
    const known = context.groupIds();
    problems.push(
      problem(
        'group',
        `the book has no reporting group “${group.slice(0, 60)}”`,
        known.length === 0
          ? 'Leave it empty'
          : `Choose one of ${known.slice(0, 8).join(', ')}, or leave it empty`,
      ),
    );
  }
  const currency = draft.reportingCurrency.trim() || 'USD';
  if (currency !== currency.toUpperCase())
    problems.push(
      problem('reportingCurrency', 'currencies are written in capitals', `Write ${currency.toUpperCase()}`),
    );
  if (venue !== '' && model !== '' && context.rulebooks.includes(model) && !model.startsWith(`${venue}-`))
    warnings.push(
      problem('marginModel', `it is not one of ${venue}’s own rulebooks`, 'Check venue and margin model'),
    );
  if (problems.length > 0) return checked;

  const gathering = context.gathering('', venue);
  const row = {
    id,
    ...(draft.name.trim() === '' ? {} : { name: draft.name.trim() }),
    ...(draft.legalEntity.trim() === '' ? {} : { legalEntity: draft.legalEntity.trim() }),
    venue,
    ...(draft.segregation.trim() === '' ? {} : { segregation: draft.segregation.trim() }),
    marginModel: model,
    group: group === '' ? null : group,
    reportingCurrency: currency,
  };
  const trouble = takeRow(gathering, 'accounts', row, place);
  if (trouble) problems.push(...problemsOf([trouble]));
  const account = gathering.finish().accounts[0];
  if (!account || trouble) return checked;
  Object.assign(reading, account, { group: account.group ?? 'none' });
  return { ...checked, row: { kind: 'account', account } };
}
