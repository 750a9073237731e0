// The answer of the venue's portfolio-margin simulator as a case: positions, prices and parameters in, every cell and margin compared.
// May import the domain, margin and the files beside it. Nothing here reads a printed result before comparing.
import { decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import type { MarketFigure, MarketSnapshot } from '../../../domain/market.ts';
import { type EffectiveParameters, joinParameterSets } from '../../../domain/parameters.ts';
import { emptyPortfolio, type Portfolio, type Position } from '../../../domain/portfolio.ts';
import { chooseParameterSets, importVenueParameters, rulebookById } from '../../../margin/registry.ts';
import { answerAccount } from '../answer-account.ts';
import type { JsonPlace } from '../json-place.ts';
import type { Excluded, RecogniseOptions } from '../recogniser.ts';
import type { ReconcileCase } from '../reconcile-case.ts';
import { answerTime } from './answer-time.ts';
import { deribitInstrument } from './deribit-instrument.ts';
import { simulateLines } from './simulate-lines.ts';

const account = 'simulated';

/** The case of one answer, and the instruments that can't be valued from it. Throws `invalid-file` naming the JSON path. */
export function simulateCase(
  answer: JsonPlace,
  envelope: JsonPlace,
  id: string,
  options: RecogniseOptions,
): { cases: ReconcileCase[]; excluded: Excluded[] } {
  const rulebook = options.rulebook ?? 'deribit-pm';
  const notes = [
    'Sizes in coin are turned into quote notional at the printed mark, exactly.',
    'Open orders, market-maker protection and spot are inputs: shown, not counted.',
  ];
  const stamps: [JsonPlace, number][] = [
    [answer.at('model_params').at('general').at('timestamp'), 1],
    [envelope.at('usIn'), 1000],
  ];
  const time = answerTime(stamps, options.parameterSets, notes);
  const excluded: Excluded[] = [];
  const figures: MarketFigure[] = [];
  const figure = (
    figureClass: MarketFigure['class'],
    key: string,
    place: JsonPlace,
    value: string,
    expiry = '',
  ): void => {
    figures.push({ class: figureClass, key, expiry, value, time, source: place.path });
  };
  for (const [name, place] of answer.at('index_price').entries())
    figure('index', name, place, place.decimal());
  const instruments: Instrument[] = [];
  const positions: Position[] = [];
  for (const [symbol, size] of answer.at('portfolio').at('position').entries()) {
    const instrument = deribitInstrument(symbol);
    const refusal =
      instrument === null ? 'its name isn’t of a known shape' : rulebookById(rulebook).refuses(instrument);
    if (instrument === null || refusal !== null) {
      excluded.push({ id: `${id}: ${symbol}`, reason: `${symbol} is left out: ${refusal ?? 'unknown'}` });
      continue;
    }
    const ticker = answer.at('ticker').at(symbol);
    const missing = [
      'mark_price',
      ...(instrument.kind === 'option' ? ['underlying_price', 'mark_iv'] : []),
    ].filter((name) => ticker.at(name).missing);
    if (missing.length > 0) {
      const paths = missing.map((name) => ticker.at(name).path).join(', ');
      excluded.push({
        id: `${id}: ${symbol}`,
        reason: `${symbol} can’t be valued from this answer: ${paths} is not there.`,
      });
      continue;
    }
    const mark = ticker.at('mark_price').decimal();
    figure('mark', instrument.id, ticker.at('mark_price'), mark);
    if (instrument.kind === 'future') {
      figure('forward', instrument.priceIndex, ticker.at('mark_price'), mark, instrument.expiry ?? '');
    }
    if (instrument.kind === 'option') {
      const forward = ticker.at('underlying_price');
      figure('forward', instrument.priceIndex, forward, forward.decimal(), instrument.expiry ?? '');
      const percent = ticker.at('mark_iv');
      figure(
        'volatility',
        instrument.id,
        percent,
        decimalText(new ExactDecimal(percent.decimal()).dividedBy(100)),
      );
    }
    instruments.push(instrument);
    // Sizes are printed in coin; inverse futures are held in quote notional: coin × mark, exactly.
    const quantity =
      instrument.quantityUnit === 'quote'
        ? decimalText(new ExactDecimal(size.decimal()).times(mark))
        : size.decimal();
    positions.push({
      account,
      instrument: instrument.id,
      strategy: '',
      lot: '1',
      quantity,
      averagePrice: null,
      settledPrice: null,
    });
  }
  const assets = rulebookById(rulebook).assets(
    instruments,
    Object.keys(marginsOf(answer)).map((name) => name.toUpperCase()),
  );
  const portfolio: Portfolio = {
    ...emptyPortfolio(),
    accounts: [
      answerAccount({ id: account, name: 'Simulated portfolio', venue: 'deribit', marginModel: rulebook }),
    ],
    instruments,
    positions,
    balances: simulatedBalances(answer),
    given: givenOf(answer),
  };
  const market: MarketSnapshot = { id: `${id} market`, time, label: `Prices of ${options.name}`, figures };
  const parameters = parametersOf(answer, rulebook, assets, time, options, notes);
  const partial = new Set(excluded.map((one) => one.id));
  const compare: ReconcileCase['compare'] = (entries, values) =>
    simulateLines({ answer, id, partial, portfolio, market, parameters, rulebook }, entries, values);
  if (positions.length === 0 && excluded.length > 0) return { cases: [], excluded };
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

function marginsOf(answer: JsonPlace): Record<string, JsonPlace> {
  return answer.at('margins').missing ? {} : Object.fromEntries(answer.at('margins').entries());
}

const givenFields = {
  openOrders: 'open_orders_margin',
  marketMakerProtection: 'mmp_margin',
  spot: 'spot_margin',
} as const;

function givenOf(answer: JsonPlace): Portfolio['given'] {
  return Object.entries(marginsOf(answer)).flatMap(([currency, margins]) =>
    (Object.keys(givenFields) as (keyof typeof givenFields)[]).flatMap((component) => {
      const place = margins.at('initial_margin_details').at(givenFields[component]);
      if (place.missing) return [];
      return [
        { account, currency: currency.toUpperCase(), component, amount: place.decimal(), source: place.path },
      ];
    }),
  );
}

function simulatedBalances(answer: JsonPlace): Portfolio['balances'] {
  const currencies = answer.at('portfolio').at('currency');
  if (currencies.missing) return [];
  return currencies.entries().map(([currency, amount]) => ({
    account,
    kind: 'cash' as const,
    currency: currency.toUpperCase(),
    amount: amount.decimal(),
  }));
}

/** The answer's own parameters; only what a venue doesn't print (rows of `general`) comes from the sets in hand. */
function parametersOf(
  answer: JsonPlace,
  rulebook: string,
  assets: string[],
  time: string,
  options: RecogniseOptions,
  notes: string[],
): EffectiveParameters {
  const printed = answer.at('model_params').missing
    ? []
    : importVenueParameters(answer.value).filter((set) => set.rulebook === rulebook);
  const inHand = chooseParameterSets(rulebook, assets, time, options.parameterSets);
  if (printed.length === 0) {
    notes.push('The answer carries no parameters of this rulebook: those of the sets in hand are used.');
    return inHand;
  }
  const venue = joinParameterSets(printed);
  const stated = new Set(venue.parameters.map((row) => row.path));
  const general = inHand.parameters.filter((row) => row.path.startsWith('general.') && !stated.has(row.path));
  if (general.length > 0)
    notes.push(
      'The far moves and Margrave’s own choices come from the general preset; all else from the answer.',
    );
  const generalSets = inHand.sets.filter((set) => !/@\d{4}-\d{2}-\d{2}-/.test(set.id));
  return {
    rulebook,
    sets: [...generalSets, ...venue.sets],
    parameters: [...general, ...venue.parameters].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}
