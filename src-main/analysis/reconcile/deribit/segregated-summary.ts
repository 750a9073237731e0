// The summary of one currency under segregated margin: its margin balance and, where positions are at hand, its margins.
// May import the domain, margin and the files beside it.
import { decimalText, ExactDecimal, toFloat } from '../../../domain/decimal.ts';
import { emptyPortfolio, type Portfolio } from '../../../domain/portfolio.ts';
import { chooseParameterSets, rulebookById } from '../../../margin/registry.ts';
import { answerAccount } from '../answer-account.ts';
import type { JsonPlace } from '../json-place.ts';
import { reconcileLine } from '../lines.ts';
import type { Excluded, RecogniseOptions } from '../recogniser.ts';
import type { ReconcileCase } from '../reconcile-case.ts';
import { answerTime } from './answer-time.ts';
import { type ContextPositions, contextPositions } from './context-positions.ts';

const account = 'summary';
const rulebookOfModel: Record<string, string> = { segregated_sm: 'deribit-sm', segregated_pm: 'deribit-pm' };
const margins = ['initial_margin', 'maintenance_margin'] as const;

/**
 * Case of one summary. Equity is split as printed into option value and the rest; what the rulebook's basis makes of them is compared with the margin balance:
 * standard margin leaves option value out, portfolio margin counts it. Margins need the positions: they come from the context, or are left out with the reason.
 */
export function singleSummaryCase(
  answer: JsonPlace,
  envelope: JsonPlace,
  id: string,
  options: RecogniseOptions,
): { cases: ReconcileCase[]; excluded: Excluded[] } {
  const model = answer.at('margin_model').text();
  if (model === 'cross_pm' || model === 'cross_sm') {
    const reason = `${answer.path || 'The document'} is one currency of a cross-collateral account (${model}), whose margin is of all currencies together: save its account summaries instead.`;
    return { cases: [], excluded: [{ id, reason }] };
  }
  const rulebook =
    options.rulebook ?? (Object.hasOwn(rulebookOfModel, model) ? rulebookOfModel[model] : undefined);
  if (rulebook === undefined) {
    const reason = `${answer.at('margin_model').path} is ${model}; Margrave has no rulebook for it.`;
    return { cases: [], excluded: [{ id, reason }] };
  }
  const currency = answer.at('currency').text();
  const notes = ['Margin balance = equity on the rulebook’s basis. Standard margin leaves option value out.'];
  const stamps: [JsonPlace, number][] = [
    [envelope.at('usOut'), 1000],
    [envelope.at('usIn'), 1000],
  ];
  const time = answerTime(stamps, options.parameterSets, notes);
  const held = contextPositions(options.context, account, currency, time);
  const optionValue = answer.at('options_value').missing ? '0' : answer.at('options_value').decimal();
  const equity = answer.at('equity').decimal();
  const portfolio = portfolioOf(rulebook, currency, equity, optionValue, held);
  if (held) {
    notes.push(
      'Positions, prices and the margin of open orders come from the context; all profit counts as settled, as the printed equity holds it.',
    );
  }
  const assets = rulebookById(rulebook).assets(portfolio.instruments, [currency]);
  const parameters = chooseParameterSets(rulebook, assets, time, options.parameterSets);
  const complete = held !== null && held.problems.length === 0;
  const compare: ReconcileCase['compare'] = (entries) => {
    const entry = entries.find((one) => one.currency === currency);
    const balance = answer.at('margin_balance');
    if (!entry) return [];
    const computed = {
      initial_margin: toFloat(entry.initialMargin),
      maintenance_margin: toFloat(entry.maintenanceMargin),
    };
    return [
      reconcileLine(answer.at('equity').path, toFloat(equity), toFloat(equity), { given: true }),
      reconcileLine(answer.at('options_value').path, toFloat(optionValue), toFloat(optionValue), {
        given: true,
      }),
      reconcileLine(balance.path, balance.number(), toFloat(entry.equity)),
      ...margins
        .filter((name) => complete && !answer.at(name).missing)
        .map((name) => reconcileLine(answer.at(name).path, answer.at(name).number(), computed[name])),
    ];
  };
  const why =
    held === null
      ? 'a summary lists no positions: give get_positions and tickers of the same moment as context'
      : held.problems.join(' ');
  const excluded = complete
    ? []
    : margins
        .filter((name) => !answer.at(name).missing)
        .map((name) => ({
          id: `${id}: ${answer.at(name).path}`,
          reason: `${name === 'initial_margin' ? 'Initial' : 'Maintenance'} margin can’t be computed: ${why}.`,
        }));
  const market = {
    id: `${id} market`,
    time,
    label: `Prices beside ${options.name}`,
    figures: held?.figures ?? [],
  };
  return {
    cases: [
      {
        id,
        rulebook,
        portfolio,
        market,
        parameters,
        notes,
        margins: ['initial_margin', 'maintenance_margin'],
        compare,
      },
    ],
    excluded,
  };
}

function portfolioOf(
  rulebook: string,
  currency: string,
  equity: string,
  optionValue: string,
  held: ContextPositions | null,
): Portfolio {
  const withoutOptions = new ExactDecimal(equity).minus(optionValue);
  // Without positions no option is held: under a basis that counts option value, it stands among the cash.
  const cash = rulebook === 'deribit-sm' || held !== null ? withoutOptions : new ExactDecimal(equity);
  return {
    ...emptyPortfolio(),
    accounts: [
      answerAccount({ id: account, name: 'Account of the summary', venue: 'deribit', marginModel: rulebook }),
    ],
    instruments: held?.instruments ?? [],
    positions: held?.positions ?? [],
    balances: [{ account, kind: 'cash', currency, amount: decimalText(cash) }],
    given: held?.given ?? [],
  };
}
