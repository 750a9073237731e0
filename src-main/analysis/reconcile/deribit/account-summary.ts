// Account summaries as cases: equity by currency in, margins compared to what the printed digits can tell.
// May import the domain, margin and the files beside it.
import { decimalText, ExactDecimal, toFloat } from '../../../domain/decimal.ts';
import type { MarketFigure } from '../../../domain/market.ts';
import { emptyPortfolio, type Portfolio } from '../../../domain/portfolio.ts';
import { GridParameters } from '../../../margin/blocks/deribit/grid-parameters.ts';
import { chooseParameterSets, rulebookById } from '../../../margin/registry.ts';
import { answerAccount } from '../answer-account.ts';
import type { JsonPlace } from '../json-place.ts';
import { decimalsOf, reconcileLine } from '../lines.ts';
import type { Excluded, RecogniseOptions } from '../recogniser.ts';
import type { ReconcileCase, ReconcileLine } from '../reconcile-case.ts';
import { answerTime } from './answer-time.ts';
import { singleSummaryCase } from './segregated-summary.ts';

const account = 'summary';

/** One currency of a cross-collateral summary. */
interface SummaryRow {
  place: JsonPlace;
  currency: string;
  equity: string;
  /** Digits after the point that this currency is printed with: the most of any of its amounts. */
  decimals: number;
  /** USD per one, from the two ways the margin balance is printed. */
  rate: number;
  /** How far `rate` may be off, from the printed digits. */
  rateError: number;
}

/** Cases of account summaries: one for the whole account under cross collateral, else one per currency. */
export function summariesCases(
  answer: JsonPlace,
  envelope: JsonPlace,
  id: string,
  options: RecogniseOptions,
): { cases: ReconcileCase[]; excluded: Excluded[] } {
  const rows = answer.at('summaries').items();
  const cross = rows.filter((row) => row.at('margin_model').value === 'cross_pm');
  const others = rows.filter((row) => !cross.includes(row));
  const joined = cross.length > 0 ? crossCase(cross, envelope, id, options) : { cases: [], excluded: [] };
  for (const row of others) {
    const one = singleSummaryCase(row, envelope, `${id} ${row.at('currency').text()}`, options);
    joined.cases.push(...one.cases);
    joined.excluded.push(...one.excluded);
  }
  return joined;
}

function crossCase(
  rows: readonly JsonPlace[],
  envelope: JsonPlace,
  id: string,
  options: RecogniseOptions,
): { cases: ReconcileCase[]; excluded: Excluded[] } {
  const rulebook = options.rulebook ?? 'deribit-cross-pm';
  const holding = rows.filter((row) => holds(row));
  if (holding.length > 0) {
    const fields = holding.map((row) => row.path).join(', ');
    return {
      cases: [],
      excluded: [
        {
          id,
          reason: `The account holds positions (${fields} shows delta or option value), and a summary doesn’t list them: use the simulator’s answer.`,
        },
      ],
    };
  }
  const noted: string[] = [];
  const stamps: [JsonPlace, number][] = [
    [envelope.at('usOut'), 1000],
    [envelope.at('usIn'), 1000],
  ];
  const time = answerTime(stamps, options.parameterSets, noted);
  const read = rows.map((row) => summaryRow(row));
  const used = read.filter((row) => Number(row.equity) !== 0);
  const figures: MarketFigure[] = read.map((row) => ({
    class: 'currencyRate',
    key: `${row.currency}/USD`,
    expiry: '',
    value: decimalText(row.rate),
    time,
    source: `${row.place.path}: total_margin_balance_usd / margin_balance`,
  }));
  const portfolio: Portfolio = {
    ...emptyPortfolio(),
    accounts: [
      answerAccount({ id: account, name: 'Account of the summary', venue: 'deribit', marginModel: rulebook }),
    ],
    balances: used.map((row) => ({
      account,
      kind: 'cash' as const,
      currency: row.currency,
      amount: row.equity,
    })),
  };
  const assets = rulebookById(rulebook).assets(
    [],
    used.map((row) => row.currency),
  );
  const parameters = chooseParameterSets(rulebook, assets, time, options.parameterSets);
  const typed = new GridParameters(rulebookById(rulebook).parameterFields, parameters);
  const reader = typed.reader;
  /** By how much the printed digits let a requirement of `shareOf` each currency's equity be off, in USD. */
  const allowance = (shareOf: (row: SummaryRow) => number): number =>
    used.reduce((sum, row) => {
      const equity = Math.abs(Number(row.equity));
      return sum + shareOf(row) * (row.rate * halfUnit(row.decimals) + equity * row.rateError);
    }, 0);
  const riskShare = (row: SummaryRow): number => {
    const name = row.currency.toLowerCase();
    if (reader.choice(`currency.${name}.equitySideImpact`) === 'none') return 0;
    return typed.pair(`${name}_usd`, row.currency).priceRange;
  };
  const haircut = (row: SummaryRow): number =>
    reader.number(`currency.${row.currency.toLowerCase()}.haircut`);
  const compare: ReconcileCase['compare'] = (entries) => {
    const entry = entries.find((one) => one.currency === 'USD');
    if (!entry) return [];
    const factor = typed.general.maintenanceFactor;
    const levels = [
      {
        name: 'initial_margin',
        computed: toFloat(entry.initialMargin),
        error: allowance((row) => riskShare(row) + haircut(row)),
      },
      {
        name: 'maintenance_margin',
        computed: toFloat(entry.maintenanceMargin),
        error: factor * allowance(riskShare),
      },
    ];
    return read.flatMap((row) => [
      ...rateLines(row),
      ...levels.flatMap(({ name, computed, error }): ReconcileLine[] => {
        const total = row.place.at(`total_${name}_usd`);
        const own = row.place.at(name);
        return [
          reconcileLine(total.path, total.number(), computed, {
            roundingAllowance: error + halfUnit(decimalsOf(total.number())),
          }),
          reconcileLine(own.path, own.number(), computed / row.rate, {
            roundingAllowance:
              error / row.rate + (computed / row.rate) * (row.rateError / row.rate) + lastUnit(row.decimals),
          }),
        ];
      }),
    ]);
  };
  const notes = [
    ...noted,
    'Equity of each currency is the input; rates to USD are the total margin balance in USD over the one in the currency, and given.',
    'Differences are to be read against the allowance: what half a unit of the last printed digit of each input can explain. Totals in a currency are cut, not rounded, by the venue.',
  ];
  const market = { id: `${id} market`, time, label: `Rates of ${options.name}`, figures };
  const excluded = unlistedEquity(read, id);
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

function holds(row: JsonPlace): boolean {
  return ['delta_total', 'options_value', 'options_delta', 'futures_pl', 'session_upl'].some((name) => {
    const place = row.at(name);
    return !place.missing && place.number() !== 0;
  });
}

function summaryRow(place: JsonPlace): SummaryRow {
  const balance = place.at('margin_balance').number();
  const total = place.at('total_margin_balance_usd').number();
  if (!(balance > 0))
    throw place.at('margin_balance').wrong('a margin balance above 0, from which the rate follows,');
  const printed = [
    'margin_balance',
    'equity',
    'balance',
    'available_funds',
    'initial_margin',
    'maintenance_margin',
  ].map((name) => (place.at(name).missing ? 0 : decimalsOf(place.at(name).number())));
  const decimals = Math.max(...printed);
  const rate = total / balance;
  return {
    place,
    currency: place.at('currency').text(),
    equity: place.at('equity').decimal(),
    decimals,
    rate,
    rateError: (rate * halfUnit(decimals)) / balance,
  };
}

/** The rate's two sources and the equity, shown as the inputs they are. */
function rateLines(row: SummaryRow): ReconcileLine[] {
  const balance = row.place.at('margin_balance');
  const equity = row.place.at('equity');
  const total = row.place.at('total_margin_balance_usd').number();
  return [
    reconcileLine(balance.path, balance.number(), total / row.rate, { given: true }),
    reconcileLine(equity.path, equity.number(), toFloat(row.equity), { given: true }),
  ];
}

/** Total equity against the sum of the currencies listed: what is missing sits in a currency that the file doesn't list. */
function unlistedEquity(rows: readonly SummaryRow[], id: string): Excluded[] {
  const place = rows[0]?.place.at('total_equity_usd');
  if (!place || place.missing) return [];
  const listed = rows.reduce(
    (sum, row) => sum.plus(new ExactDecimal(row.equity).times(row.rate)),
    new ExactDecimal(0),
  );
  const gap = place.number() - listed.toNumber();
  const tolerance = rows.reduce(
    (sum, row) => sum + row.rate * halfUnit(row.decimals) + Math.abs(Number(row.equity)) * row.rateError,
    0,
  );
  if (Math.abs(gap) <= tolerance) return [];
  return [
    {
      id: `${id}: ${place.path}`,
      reason: `Total equity can’t be compared: the currencies listed add up to ${listed.toFixed(6)} USD, ${Math.abs(gap).toFixed(3)} USD ${gap > 0 ? 'less' : 'more'} than the ${place.number()} printed, so the account holds a currency that the file doesn’t list.`,
    },
  ];
}

const halfUnit = (decimals: number): number => 0.5 * 10 ** -decimals;
const lastUnit = (decimals: number): number => 10 ** -decimals;
