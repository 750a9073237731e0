// The summary of one currency under segregated margin: its margin balance and, where positions are at hand, its margins.
// May import the domain, margin and the files beside it.
import { decimalText, ExactDecimal, toFloat } from '../../domain/decimal.ts';
import { emptyPortfolio, type Portfolio } from '../../domain/portfolio.ts';
import { chooseParameterSets, rulebookById } from '../../margin/registry.ts';
import { answerTime } from './answer-time.ts';
import type { JsonPlace } from './json-place.ts';
import { reconcileLine } from './lines.ts';
import type { ReconcileCase } from './reconcile-case.ts';
import type { Excluded, RecogniseOptions } from './simulate-answer.ts';

const account = 'summary';
const rulebookOfModel: Record<string, string> = { segregated_sm: 'deribit-sm', segregated_pm: 'deribit-pm' };

/**
 * Case of one summary. Equity is split as printed into option value and the rest; what the rulebook's basis makes of them is compared with the margin balance:
 * standard margin leaves option value out, portfolio margin counts it. Margins need the positions, which a summary doesn't list.
 */
export function singleSummaryCase(
  answer: JsonPlace,
  envelope: JsonPlace,
  id: string,
  options: RecogniseOptions,
): { cases: ReconcileCase[]; excluded: Excluded[] } {
  const model = answer.at('margin_model').text();
  const rulebook = options.rulebook ?? rulebookOfModel[model];
  if (model === 'cross_pm' || model === 'cross_sm') {
    return {
      cases: [],
      excluded: [
        {
          id,
          reason: `${answer.path || 'The document'} is one currency of a cross-collateral account (${model}), whose margin is of all currencies together: save its account summaries instead.`,
        },
      ],
    };
  }
  if (rulebook === undefined) {
    return {
      cases: [],
      excluded: [
        { id, reason: `${answer.at('margin_model').path} is ${model}; Margrave has no rulebook for it.` },
      ],
    };
  }
  const currency = answer.at('currency').text();
  const notes = ['Margin balance = equity on the rulebook’s basis. Standard margin leaves option value out.'];
  const stamps: [JsonPlace, number][] = [
    [envelope.at('usOut'), 1000],
    [envelope.at('usIn'), 1000],
  ];
  const time = answerTime(stamps, options.parameterSets, notes);
  const optionValue = answer.at('options_value').missing ? '0' : answer.at('options_value').decimal();
  const equity = answer.at('equity').decimal();
  // Without positions the option value is no holding: under a basis that counts it, it stands among the cash.
  const counted =
    rulebook === 'deribit-sm' ? new ExactDecimal(equity).minus(optionValue) : new ExactDecimal(equity);
  const portfolio: Portfolio = {
    ...emptyPortfolio(),
    accounts: [
      {
        id: account,
        name: 'Account of the summary',
        legalEntity: '',
        venue: 'deribit',
        segregation: 'house',
        marginModel: rulebook,
        group: null,
        reportingCurrency: 'USD',
      },
    ],
    balances: [{ account, kind: 'cash', currency, amount: decimalText(counted) }],
  };
  const assets = rulebookById(rulebook).assets([], [currency]);
  const parameters = chooseParameterSets(rulebook, assets, time, options.parameterSets);
  const compare: ReconcileCase['compare'] = (entries) => {
    const entry = entries.find((one) => one.currency === currency);
    const balance = answer.at('margin_balance');
    if (!entry) return [];
    return [
      reconcileLine(answer.at('equity').path, toFloat(equity), toFloat(equity), { given: true }),
      reconcileLine(answer.at('options_value').path, toFloat(optionValue), toFloat(optionValue), {
        given: true,
      }),
      reconcileLine(balance.path, balance.number(), toFloat(entry.equity)),
    ];
  };
  const excluded = ['initial_margin', 'maintenance_margin']
    .filter((name) => !answer.at(name).missing)
    .map((name) => ({
      id: `${id}: ${answer.at(name).path}`,
      reason: `A summary lists no positions, so ${name.replace('_', ' ')} can’t be computed from it: import the positions and prices of the same moment and run the margin on them.`,
    }));
  return {
    cases: [
      {
        id,
        rulebook,
        portfolio,
        market: { id: `${id} market`, time, label: `Summary ${options.name}`, figures: [] },
        parameters,
        notes,
        compare,
      },
    ],
    excluded,
  };
}
