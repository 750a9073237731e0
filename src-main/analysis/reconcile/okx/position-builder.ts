// An answer of OKX's position builder as a case: its positions, marks and equity in, its requirement compared.
// May import the domain, margin and the files beside it.
import { decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import { MargraveError } from '../../../domain/errors.ts';
import type { MarketFigure } from '../../../domain/market.ts';
import type { EffectiveParameters } from '../../../domain/parameters.ts';
import { emptyPortfolio, type Portfolio } from '../../../domain/portfolio.ts';
import { chooseParameterSets, rulebookById } from '../../../margin/registry.ts';
import { answerAccount } from '../answer-account.ts';
import type { JsonPlace } from '../json-place.ts';
import type { RecognisedCases, RecogniseOptions } from '../recogniser.ts';
import { builderLines } from './builder-lines.ts';
import {
  type BuilderRow,
  builderRows,
  type DollarRates,
  dollarRates,
  printed,
  underlyingOf,
} from './builder-rows.ts';
import { type UnitIndex, unitIndex } from './unit-index.ts';

const account = 'position-builder';
const okx = 'okx-pm';

/** The case of one answer. A position that can't be read leaves its whole answer out, with the reason: totals would not be of the same book. */
export function positionBuilderCase(
  answer: JsonPlace,
  _envelope: JsonPlace,
  id: string,
  options: RecogniseOptions,
): RecognisedCases {
  const rulebook = options.rulebook ?? okx;
  if (rulebook !== okx) {
    return {
      cases: [],
      excluded: [
        { id, reason: `It is an answer of OKX’s portfolio margin; it can’t be compared under ${rulebook}.` },
      ],
    };
  }
  const notes: string[] = [];
  const time = answerTimeOf(answer, options, notes);
  const units = answer.at('riskUnitData').items();
  const rates = dollarRates(answer, units);
  notes.push(...rates.notes);
  const rows: BuilderRow[] = [];
  for (const unit of units) {
    const read = builderRows(unit, rates);
    if ('reason' in read) return { cases: [], excluded: [{ id, reason: read.reason }] };
    rows.push(...read);
  }
  const names = units.map(underlyingOf);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) {
    const reason = `It has several risk units of ${twice}: the venue joins them since December 2024, and so does Margrave.`;
    return { cases: [], excluded: [{ id, reason }] };
  }
  const indices: UnitIndex[] = [];
  for (const unit of units) {
    const found = unitIndex(
      unit,
      rows.filter((row) => row.unit.path === unit.path),
      rates,
    );
    if ('reason' in found) return { cases: [], excluded: [{ id, reason: found.reason }] };
    indices.push(found);
  }
  for (const index of indices) notes.push(...index.notes);
  if (rows.some((row) => row.instrument.kind === 'option')) {
    notes.push(
      'The answer prints no forwards and no volatilities: options are priced on the futures of the answer or, beyond them, its index; volatilities follow from their marks.',
    );
  }
  const portfolio = portfolioOf(answer, rows, rates, notes);
  const market = {
    id: `${id} market`,
    time,
    label: `Prices of ${options.name}`,
    figures: figuresOf(rows, rates, indices, time),
  };
  const assets = rulebookById(rulebook).assets(
    portfolio.instruments,
    portfolio.balances.map((balance) => balance.currency),
  );
  const chosen = chooseParameterSets(rulebook, assets, time, options.parameterSets);
  const parameters = statesSpotInUse(answer, units) ? chosen : withoutSpotInUse(chosen, notes);
  const solved = new Set(indices.filter((index) => index.solved).map((index) => index.unit.path));
  return {
    cases: [
      {
        id,
        rulebook,
        portfolio,
        market,
        parameters,
        notes,
        margins: ['totalMmr', 'totalImr', 'marginRatio'],
        compare: (entries) => builderLines(answer, solved, entries),
      },
    ],
    excluded: [],
  };
}

/** Whether the answer has coins in use in a risk unit: an asset says so, or a risk unit lists them. */
function statesSpotInUse(answer: JsonPlace, units: readonly JsonPlace[]): boolean {
  const assets = answer.at('assets').missing ? [] : answer.at('assets').items();
  const listed = units.flatMap((unit) =>
    unit.at('portfolios').missing ? [] : unit.at('portfolios').items(),
  );
  return (
    assets.some((asset) => Number(printed(asset.at('spotInUse')) ?? '0') !== 0) ||
    listed.some((place) => place.at('instType').value === 'SPOT')
  );
}

/** The venue states what is in use, so Margrave's own rule for it doesn't count. */
function withoutSpotInUse(parameters: EffectiveParameters, notes: string[]): EffectiveParameters {
  notes.push('The answer has no spot in use: coins move with no risk unit.');
  return {
    ...parameters,
    parameters: parameters.parameters.map((row) =>
      row.path === 'general.spotInUse' ? { ...row, value: 'none', source: 'the answer itself' } : row,
    ),
  };
}

function answerTimeOf(answer: JsonPlace, options: RecogniseOptions, notes: string[]): string {
  const stamp = printed(answer.at('ts'));
  if (stamp !== null) {
    const milliseconds = Number(stamp);
    if (!(Math.abs(milliseconds) <= 8e15)) throw answer.at('ts').wrong('a time in milliseconds');
    return new Date(milliseconds).toISOString();
  }
  const newest = options.parameterSets
    .filter((set) => set.rulebook === okx)
    .map((set) => set.effective)
    .sort()
    .at(-1);
  if (newest === undefined)
    throw new MargraveError('invalid-input', `No parameter set of ${okx} is known.`, { rulebook: okx });
  notes.push(`The answer prints no time: parameters are those of ${newest}, the newest in hand.`);
  return `${newest}T00:00:00.000Z`;
}

/** Positions since their average prices, and per currency the cash that makes its equity the printed one. */
function portfolioOf(
  answer: JsonPlace,
  rows: readonly BuilderRow[],
  rates: DollarRates,
  notes: string[],
): Portfolio {
  const portfolio: Portfolio = {
    ...emptyPortfolio(),
    accounts: [
      answerAccount({ id: account, name: 'Account of the position builder', venue: 'okx', marginModel: okx }),
    ],
    instruments: [...new Map(rows.map((row) => [row.instrument.id, row.instrument])).values()],
    positions: rows.map((row, place) => ({
      account,
      instrument: row.instrument.id,
      strategy: '',
      lot: String(place + 1),
      quantity: row.quantity,
      averagePrice: row.averagePrice,
      settledPrice: row.instrument.kind === 'option' ? null : row.averagePrice,
    })),
  };
  const assets = answer.at('assets').missing ? [] : answer.at('assets').items();
  const within = (currency: string): InstanceType<typeof ExactDecimal> =>
    rows
      .filter((row) => row.instrument.settlementCurrency === currency)
      .reduce((sum, row) => sum.plus(row.worth), new ExactDecimal(0));
  const hold = (currency: string, equity: InstanceType<typeof ExactDecimal>): void => {
    const amount = decimalText(equity.minus(within(currency)));
    if (amount !== '0') portfolio.balances.push({ account, kind: 'cash', currency, amount });
  };
  for (const asset of assets) {
    const equity = printed(asset.at('availEq'));
    if (equity !== null) hold(asset.at('ccy').text().toUpperCase(), new ExactDecimal(equity));
  }
  const total = printed(answer.at('eq'));
  const currencies = [...new Set(rows.map((row) => row.instrument.settlementCurrency))];
  const [only] = currencies;
  const rate = only === undefined ? undefined : rates.byCurrency.get(only);
  if (assets.length > 0) notes.push('Equity per currency is the printed available equity, and given.');
  else if (total !== null && only !== undefined && rate !== undefined && currencies.length === 1) {
    hold(only, new ExactDecimal(total).dividedBy(rate));
    notes.push(`The answer lists no assets: its equity is taken to be in ${only}, and given.`);
  } else notes.push('The answer lists no assets: equity is the profit of the positions alone.');
  return portfolio;
}

function figuresOf(
  rows: readonly BuilderRow[],
  rates: DollarRates,
  indices: readonly UnitIndex[],
  time: string,
): MarketFigure[] {
  const figure = (
    figureClass: MarketFigure['class'],
    key: string,
    value: string,
    source: string,
  ): MarketFigure => ({
    class: figureClass,
    key,
    expiry: '',
    value,
    time,
    source,
  });
  const index = new Map(
    indices.flatMap((one) =>
      one.values.map(([key, value]) => [key, figure('index', key, value, `${one.unit.path}`)] as const),
    ),
  );
  return [
    ...rows.map((row) => figure('mark', row.instrument.id, row.markPrice, `${row.place.path}.markPx`)),
    ...[...rates.byCurrency].map(([currency, rate]) =>
      figure('currencyRate', `${currency}/USD`, rate, rates.source),
    ),
    ...index.values(),
  ];
}
