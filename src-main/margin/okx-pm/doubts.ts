// What no venue number confirms, one sentence each, and only what the entry rests on; and what is assumed of its parameters.
// May import the domain and margin/blocks.
import { toFloat } from '../../domain/decimal.ts';
import type { EffectiveParameters } from '../../domain/parameters.ts';
import { setNames } from '../blocks/set-doubts.ts';
import type { OkxMoney } from './money.ts';
import type { OkxParameters } from './typed-parameters.ts';
import type { UnitTree } from './unit-tree.ts';

export interface Doubts {
  unconfirmed: string[];
  assumptions: string[];
}

export function okxDoubts(
  effective: EffectiveParameters,
  parameters: OkxParameters,
  trees: readonly UnitTree[],
  money: OkxMoney,
  valuationTime: string,
): Doubts {
  const unconfirmed: string[] = [];
  const say = (when: boolean, sentence: string): void => {
    if (when) unconfirmed.push(sentence);
  };
  const { reader } = parameters;
  const some = (test: (tree: UnitTree) => boolean): boolean => trees.some(test);
  const has = (part: keyof UnitTree['parts']): boolean =>
    some(({ parts }) => toFloat(parts[part].amount) > 0);
  const holds = (test: (kind: string, payoff: string, expiry: string) => boolean): boolean =>
    some(({ unit }) =>
      unit.holdings.some(({ holding: { instrument }, expiry }) =>
        test(instrument.kind, instrument.payoff, expiry),
      ),
    );
  const withOptions = holds((kind) => kind === 'option');
  say(
    withOptions,
    'How the venue re-prices options under MR1, MR2 and MR6 is confirmed by no venue number: the changes of volatility are a third party’s, and the published example holds no option.',
  );
  say(
    holds((kind, payoff) => kind !== 'option' && payoff === 'inverse'),
    'Cells of instruments settled in coin are counted in USD at the scenario’s price; no venue number confirms it.',
  );
  say(
    some(({ unit }) => unit.expiries.filter((one) => one.vega !== 0).length > 1),
    reader.choice('vega.form') === 'off'
      ? 'MR3, the vega between expiries, is left out: its formula is not published.'
      : 'MR3 follows Margrave’s own stand-in: the venue’s formula is not published.',
  );
  say(
    holds((_kind, _payoff, expiry) => expiry !== ''),
    'MR4 of dated instruments is an interpretation, |Δ| per expiry times the larger of a least move and the move per year; the published example holds perpetuals only.',
  );
  say(
    has('mr5'),
    'MR5 is Margrave’s reading of a third party’s two components; what they act on and the tenors of their weights are not published.',
  );
  say(
    holds((kind) => kind === 'option') && has('mr7'),
    'MR7 of options rests on a third party’s form and on assumed rates.',
  );
  say(
    some(({ unit, closing }) => closing > (unit.parameters.closingTiers[1]?.[0] ?? Number.POSITIVE_INFINITY)),
    'The tiers of MR7 above the first are published and confirmed by no venue number; above the last one known its multiple goes on.',
  );
  say(has('mr9'), 'MR9 rests on a table that is known in part; its join between prices is Margrave’s own.');
  say(
    some(({ unit }) => unit.spotInUse !== 0),
    'Spot in use follows Margrave’s own rule: coins hedge the delta of their unit up to its size.',
  );
  const named = setNames(effective, ['collateral']);
  const owing = money.liabilities.map(({ currency }) => currency);
  const doubtful = owing.filter(
    (currency) => !reader.isConfirmed(`currency.${parameters.borrowName(currency)}.borrow`),
  );
  if (doubtful.length > 0)
    unconfirmed.push(`No venue number confirms the borrowing rates of ${doubtful.join(', ')} in ${named}.`);
  say(
    money.liabilities.length > 0,
    'That the ratio’s denominator adds a fee on negative equity and borrowing is an identity of one published example; its reading as a fee is an interpretation.',
  );
  const counted = [...money.equity].filter(([, total]) => total > 0).map(([currency]) => currency);
  if (counted.length > 0)
    unconfirmed.push(`The discount rates of ${counted.join(', ')} in ${named} are assumed.`);
  const assumptions: string[] = [];
  const [day = ''] = valuationTime.split('T');
  const classes = new Set(trees.map(({ unit }) => unit.parameters.class as string));
  for (const set of effective.sets) {
    const asset = set.id.split(`@${set.effective}-`)[1]?.split('+')[0];
    if (asset === undefined || !classes.has(asset)) continue;
    say(set.assumed, `Parameter set ${set.id} holds assumed numbers, not published ones.`);
    if (set.effective > day) {
      assumptions.push(
        `Parameter set ${set.id} is of ${set.effective}, after the valuation day ${day}: no earlier one is known.`,
      );
    }
  }
  return { unconfirmed, assumptions };
}
