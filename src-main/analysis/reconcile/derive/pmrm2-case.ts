// A PMRM_2 case: scenario, parameters and result in one object. Everything is an input but the result, which only the lines read.
// May import the domain, margin and the files beside it.
import type { DecimalText } from '../../../domain/decimal.ts';
import { MargraveError } from '../../../domain/errors.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import type { FigureClass, MarketFigure } from '../../../domain/market.ts';
import { emptyPortfolio, type Position } from '../../../domain/portfolio.ts';
import { answerAccount } from '../answer-account.ts';
import { isJsonObject, type JsonObject, type JsonPlace } from '../json-place.ts';
import type { RecognisedCases, RecogniseOptions } from '../recogniser.ts';
import type { ReconcileCase } from '../reconcile-case.ts';
import { pmrm2Lines } from './pmrm2-lines.ts';
import { caseCollateral, pmrm2CaseParameters } from './pmrm2-parameters.ts';

const account = 'case';
const rulebook = 'derive-pmrm2';
/** The case doesn't name its coin. */
const MARKET = 'COIN';
const priceIndex = 'coin_usd';

/** True for `{Scenario, Parameters, Result}` of a risk manager whose parameters list scenarios. */
export function isPmrm2Case(value: JsonObject): boolean {
  const { Scenario: scenario, Parameters: parameters } = value;
  return (
    isJsonObject(scenario) &&
    isJsonObject(parameters) &&
    Array.isArray(parameters.Scenarios) &&
    isJsonObject(value.Result)
  );
}

/** The case, or why it can't be computed. A malformed one is left out with the path that is wrong. */
export function pmrm2Case(
  answer: JsonPlace,
  _envelope: JsonPlace,
  id: string,
  options: RecogniseOptions,
): RecognisedCases {
  try {
    return { cases: [readCase(answer, id, options)], excluded: [] };
  } catch (thrown) {
    if (!(thrown instanceof MargraveError)) throw thrown;
    return { cases: [], excluded: [{ id, reason: thrown.message }] };
  }
}

/** A number's text, or what stands in for one that isn't there. */
function or(place: JsonPlace, otherwise: DecimalText): DecimalText {
  return place.missing ? otherwise : place.decimal();
}

function above0(place: JsonPlace): DecimalText {
  const text = place.decimal();
  if (Number(text) > 0) return text;
  throw place.wrong('a number above 0, without which nothing can be valued,');
}

/** true, 1 and “1” are yes. */
export function flag(place: JsonPlace): boolean {
  const { value } = place;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return Number(place.decimal()) !== 0;
}

const listOf = (place: JsonPlace): JsonPlace[] => (place.missing ? [] : place.items());

function readCase(answer: JsonPlace, id: string, options: RecogniseOptions): ReconcileCase {
  const scenario = answer.at('Scenario');
  const notes: string[] = [];
  const time = caseTime(scenario, notes);
  const figures: MarketFigure[] = [];
  const figure = (
    figureClass: FigureClass,
    key: string,
    value: DecimalText,
    place: JsonPlace,
    expiry = '',
  ): void => {
    figures.push({ class: figureClass, key, expiry, value, time, source: place.path });
  };
  const confidence = (kind: string, place: JsonPlace, expiry = ''): void => {
    if (!place.missing) figure('confidence', `${priceIndex}/${kind}`, place.decimal(), place, expiry);
  };
  figure('index', priceIndex, above0(scenario.at('SpotPrice')), scenario.at('SpotPrice'));
  confidence('spot', scenario.at('SpotConfidence'));
  figure('currencyRate', 'USDC/USD', above0(scenario.at('StablePrice')), scenario.at('StablePrice'));
  const instruments = new Map<string, Instrument>();
  const positions: Position[] = [];
  const hold = (instrument: Instrument, quantity: DecimalText): void => {
    instruments.set(instrument.id, instrument);
    positions.push({
      account,
      instrument: instrument.id,
      strategy: '',
      lot: String(positions.length + 1),
      quantity,
      averagePrice: null,
      settledPrice: null,
    });
  };
  const size = or(scenario.at('NumPerps'), '0');
  if (size !== '0') {
    const perpetual = derived('PERP', null, null);
    figure('mark', perpetual.id, above0(scenario.at('PerpPrice')), scenario.at('PerpPrice'));
    confidence('perpetual', scenario.at('PerpConfidence'));
    hold(perpetual, size);
  }
  const feeds = listOf(scenario.at('OptionFeeds'));
  const known = new Map<number, string>();
  for (const row of listOf(scenario.at('Options'))) {
    const amount = row.at('Amount').decimal();
    if (amount === '0') continue;
    const seconds = Number(row.at('Expiry').decimal());
    if (!(seconds >= 0)) throw row.at('Expiry').wrong('seconds to an expiry that is still to come');
    let expiry = known.get(seconds);
    if (expiry === undefined) {
      expiry = instantAfter(time, seconds, row.at('Expiry'));
      known.set(seconds, expiry);
      readFeed(feedOf(feeds, seconds, row), expiry, figure, confidence);
    }
    const right = flag(row.at('IsCall')) ? 'call' : 'put';
    const strike = row.at('Strike').decimal();
    if (Number(strike) < 0) throw row.at('Strike').wrong('a strike of 0 or more');
    const option = derived(
      `${seconds}-${strike}-${right === 'call' ? 'C' : 'P'}`,
      { expiry, strike, right },
      null,
    );
    const hasSurface = !feedOf(feeds, seconds, row).at('SVIparam').missing;
    if (!hasSurface) figure('volatility', option.id, above0(row.at('MarkVol')), row.at('MarkVol'));
    hold(option, amount);
  }
  const collaterals = caseCollateral(scenario.at('Collaterals'), flag);
  for (const { asset, price, place } of collaterals) {
    figure('currencyRate', `${asset}/USD`, price, place.at('Price'));
    const own = place.at('Confidence');
    if (!own.missing) figure('confidence', `${asset}/collateral`, own.decimal(), own);
  }
  const unsettled = ['UnrealisedPerpPNL', 'UnrealisedFunding'].map((name) => or(scenario.at(name), '0'));
  if (unsettled.some((amount) => amount !== '0')) {
    notes.push('Unrealised profit and funding of the perpetual count as the case states them: as cash.');
  }
  const cash = [or(scenario.at('Cash'), '0'), ...unsettled];
  const needs = { options: known.size > 0, perpetual: size !== '0' };
  const parameters = pmrm2CaseParameters(answer.at('Parameters'), collaterals, MARKET, time, needs, options);
  const portfolio = {
    ...emptyPortfolio(),
    accounts: [answerAccount({ id: account, name: 'Case', venue: 'derive', marginModel: rulebook })],
    instruments: [...instruments.values()],
    positions,
    balances: [
      ...cash.map((amount) => ({ account, kind: 'cash' as const, currency: 'USDC', amount })),
      ...collaterals.map(({ asset, amount }) => ({
        account,
        kind: 'collateral' as const,
        currency: asset,
        amount,
      })),
    ],
  };
  const market = { id: `${id} market`, time, label: `Prices of ${options.name}`, figures };
  return {
    id,
    rulebook,
    portfolio,
    market,
    parameters,
    notes,
    margins: ['IM', 'MM'],
    compare: (_entries, values) =>
      pmrm2Lines({ answer, portfolio, market, parameters, notes, expiries: [...known.values()] }, values),
  };
}

function derived(
  name: string,
  option: Pick<Instrument, 'expiry' | 'strike' | 'right'> | null,
  expiry: string | null,
): Instrument {
  return {
    id: `derive:${MARKET}-${name}`,
    venue: 'derive',
    symbol: `${MARKET}-${name}`,
    kind: option ? 'option' : 'perpetual',
    payoff: 'linear',
    underlying: MARKET,
    priceIndex,
    quoteCurrency: 'USD',
    settlementCurrency: 'USDC',
    quantityUnit: 'base',
    multiplier: '1',
    contractSize: '1',
    expiry: option?.expiry ?? expiry,
    strike: option?.strike ?? null,
    right: option?.right ?? null,
    exercise: option ? 'european' : null,
  };
}

function feedOf(feeds: readonly JsonPlace[], seconds: number, row: JsonPlace): JsonPlace {
  const feed = feeds.find((one) => Number(one.at('FeedExpiry').decimal()) === seconds);
  if (feed) return feed;
  throw new MargraveError(
    'invalid-file',
    `${row.path} expires in ${seconds} seconds, and no feed of the case is of that expiry: it has neither forward nor volatility.`,
    { path: row.path, seconds },
  );
}

const surfaceNames = ['a', 'b', 'rho', 'm', 'sigma', 'forward', 'time'] as const;

function readFeed(
  feed: JsonPlace,
  expiry: string,
  figure: (
    figureClass: FigureClass,
    key: string,
    value: DecimalText,
    place: JsonPlace,
    expiry?: string,
  ) => void,
  confidence: (kind: string, place: JsonPlace, expiry?: string) => void,
): void {
  figure('forward', priceIndex, above0(feed.at('Forward')), feed.at('Forward'), expiry);
  figure('rate', 'USD', or(feed.at('Rate'), '0'), feed.at('Rate'), expiry);
  confidence('forward', feed.at('ForwardConfidence'), expiry);
  confidence('rate', feed.at('RateConfidence'), expiry);
  const volatility = feed.at('OptionVolConfidences');
  const least = Array.isArray(volatility.value)
    ? volatility.items().sort((a, b) => Number(a.decimal()) - Number(b.decimal()))[0]
    : volatility;
  if (least) confidence('volatility', least, expiry);
  const surface = feed.at('SVIparam');
  if (surface.missing) return;
  surfaceNames.forEach((name, place) => {
    figure('surface', `${priceIndex}/${name}`, surface.at(place).decimal(), surface.at(place), expiry);
  });
}

/** The instant of the case: an option’s instant of expiry less its seconds, else a day that only gives the seconds a start. */
function caseTime(scenario: JsonPlace, notes: string[]): string {
  for (const row of listOf(scenario.at('Options'))) {
    const stamp = row.at('ExiryTs').missing ? row.at('ExpiryTs') : row.at('ExiryTs');
    if (stamp.missing || row.at('Expiry').missing) continue;
    // No formula needs the instant: one written otherwise is as good as none.
    const instant = Number(stamp.value) - Number(row.at('Expiry').decimal());
    if (instant > 0 && instant < 4e9) return new Date(Math.round(instant) * 1000).toISOString();
  }
  notes.push('The case prints no instant: seconds to expiry are counted from midnight of 1 January 2025.');
  return '2025-01-01T00:00:00.000Z';
}

function instantAfter(time: string, seconds: number, place: JsonPlace): string {
  const instant = Date.parse(time) + seconds * 1000;
  if (Math.abs(instant) > 8e15) throw place.wrong('seconds to an expiry within the calendar');
  return new Date(instant).toISOString();
}
