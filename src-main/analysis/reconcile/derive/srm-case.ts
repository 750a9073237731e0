// A published case of the standard manager: a scenario in 1e18 fixed point with everything but the parameters, and the manager's margins of it.
// May import the domain, margin and the files beside it.
import { type DecimalText, decimalText, ExactDecimal, toFloat } from '../../../domain/decimal.ts';
import { priceIndexOf } from '../../../domain/derive-instrument.ts';
import type { EffectiveParameters } from '../../../domain/parameters.ts';
import { isJsonObject, type JsonObject, type JsonPlace } from '../json-place.ts';
import type { RecognisedCases, RecogniseOptions } from '../recogniser.ts';
import { CaseAccount } from './case-account.ts';
import { ones, onesStated } from './fixed-point-text.ts';
import { srmLines } from './srm-lines.ts';
import { contextParameters, parametersInHand, testContext } from './test-context.ts';

/** Below this many seconds to expiry the scenario's settlement price stands for the forward. */
const SETTLEMENT_SECONDS = 3600;
const markets = ['ETH', 'BTC'] as const;

/** True for `{Scenario, Result {realIM, realMM}}`. */
export function isSrmCase(value: JsonObject): boolean {
  const { Scenario: scenario, Result: result } = value;
  return (
    isJsonObject(scenario) &&
    Object.hasOwn(scenario, 'OptionExpiries') &&
    isJsonObject(result) &&
    Object.hasOwn(result, 'realIM') &&
    Object.hasOwn(result, 'realMM')
  );
}

/** The case; throws `invalid-file` naming the JSON path of what is malformed. */
export function srmCases(
  answer: JsonPlace,
  _envelope: JsonPlace,
  id: string,
  options: RecogniseOptions,
): RecognisedCases {
  const rulebook = options.rulebook ?? 'derive-srm';
  const notes = [
    'Margins are net: equity less requirement, summed over the markets. The source compares its own within 0.1 %; nothing in it limits agreement to that.',
    'Funding that isn’t settled yet is counted as cash.',
  ];
  const scenario = answer.at('Scenario');
  // No case states a day: it is taken as the first on which a parameter set of the rulebook is known to hold.
  const first =
    options.parameterSets
      .filter((set) => set.rulebook === rulebook)
      .map(({ effective }) => effective)
      .sort()[0] ?? '2000-01-01';
  const account = new CaseAccount(id, rulebook, `${first}T00:00:00.000Z`);
  fill(account, scenario);
  const parameters = parametersOf(rulebook, account, options, notes);
  const funding = markets.map((market) => toFloat(fundingOf(scenario, market) ?? '0'));
  return {
    cases: [
      {
        id,
        rulebook,
        portfolio: account.portfolio,
        market: account.market,
        parameters,
        notes,
        margins: ['realIM', 'realMM'],
        forTests: true,
        compare: (entries, values) =>
          srmLines(answer.at('Result'), entries, values, {
            funding: funding.reduce((sum, amount) => sum + amount, 0),
            cash: toFloat(onesStated(scenario.at('Cash')) ?? '0'),
          }),
      },
    ],
    excluded: [],
  };
}

function parametersOf(
  rulebook: string,
  account: CaseAccount,
  options: RecogniseOptions,
  notes: string[],
): EffectiveParameters {
  const context = testContext(options.context);
  if (context !== null && context.rulebook === rulebook && !context.section('cases').missing) {
    return contextParameters(rulebook, context.section('cases'), options.parameterSets);
  }
  const parameters = parametersInHand(rulebook, markets, account.market.time, options.parameterSets);
  notes.push(
    `The case states no parameters and no day: those of ${parameters.sets.map((set) => set.id).join(', ')} are used.`,
  );
  return parameters;
}

function fill(account: CaseAccount, scenario: JsonPlace): void {
  markets.forEach((market, place) => {
    const spot = scenario.at(`${market}SpotPrice`);
    account.figure('index', priceIndexOf(market), ones(spot), spot.path);
    const [ofSpot, ofPerpetual] = [0, 1].map((kind) =>
      scenario.at('SpotPerpConfidences').at(place).at(kind),
    ) as [JsonPlace, JsonPlace];
    account.confidence(market, 'spot', onesStated(ofSpot) ?? '1', ofSpot.path);
    account.confidence(market, 'perpetual', onesStated(ofPerpetual) ?? '1', ofPerpetual.path);
    const amount = onesStated(scenario.at(`Perps_${market}`)) ?? '0';
    if (amount !== '0') {
      const price = scenario.at('PerpPrice').at(place);
      const entry = onesStated(scenario.at(`LastEntry${market}`));
      account.figure('mark', account.perpetual(market, amount, entry).id, ones(price), price.path);
    }
    account.balance('collateral', market, onesStated(scenario.at(`w${market}`)) ?? '0');
    account.balance('cash', 'USDC', fundingOf(scenario, market) ?? '0');
  });
  const stable = scenario.at('USDCValue');
  account.figure('currencyRate', 'USDC/USD', onesStated(stable) ?? '1', stable.path);
  account.balance('cash', 'USDC', onesStated(scenario.at('Cash')) ?? '0');
  scenario
    .at('OptionExpiries')
    .items()
    .forEach((place, index) => {
      fillOption(account, scenario, place, index);
    });
}

/** Row `index` of the option arrays; its feeds stand at the same index, or where the feeds say that they are of its expiry. */
function fillOption(account: CaseAccount, scenario: JsonPlace, place: JsonPlace, index: number): void {
  const at = (name: string): JsonPlace => scenario.at(name).at(index);
  const feedExpiries = scenario.at('FeedExpiries');
  const isFeed = (value: unknown): boolean => Number(value) === Number(place.value);
  const byExpiry =
    !isFeed(feedExpiries.at(index).value) && Array.isArray(feedExpiries.value)
      ? feedExpiries.value.findIndex(isFeed)
      : -1;
  const ofFeed = (name: string): JsonPlace => scenario.at(name).at(byExpiry < 0 ? index : byExpiry);
  const market = at('OptionUnderlying').text();
  if (!markets.some((known) => known === market)) throw at('OptionUnderlying').wrong(markets.join(' or '));
  const seconds = toFloat(place.decimal());
  const instant = new Date(Date.parse(account.market.time) + seconds * 1000);
  if (Number.isNaN(instant.getTime())) throw place.wrong('seconds to expiry');
  const expiry = instant.toISOString().replace(/\.000Z$/, 'Z');
  const held = account.option(
    market,
    expiry,
    ones(at('OptionStrikes')),
    Number(at('OptionIsCall').value) === 1 ? 'call' : 'put',
    ones(at('OptionAmounts')),
  );
  account.figure('volatility', held.id, ones(at('OptionVols')), at('OptionVols').path);
  const settlement = scenario.at(`SettlementPrice${market}`);
  const forward = seconds < SETTLEMENT_SECONDS && !settlement.missing ? settlement : ofFeed('Forwards');
  account.figure('forward', priceIndexOf(market), ones(forward), forward.path, expiry);
  const rate = ofFeed('Discounts');
  account.figure('rate', 'USD', onesStated(rate) ?? '0', rate.path, expiry);
  for (const [kind, confidence] of [
    ['forward', ofFeed('ForwardConfidences')],
    ['rate', ofFeed('DiscountConfidences')],
    ['volatility', leastSure(scenario, index)],
  ] as const) {
    account.confidence(market, kind, onesStated(confidence) ?? '1', confidence.path, expiry);
  }
}

/** Of the volatilities of the row's market and expiry the one that the oracle is least sure of; a missing place when none is stated. */
function leastSure(scenario: JsonPlace, index: number): JsonPlace {
  const [underlyings, expiries] = [scenario.at('OptionUnderlying'), scenario.at('OptionExpiries')];
  const isSame = (row: number): boolean =>
    underlyings.at(row).value === underlyings.at(index).value &&
    Number(expiries.at(row).value) === Number(expiries.at(index).value);
  const stated = scenario.at('OptionVolConfidences');
  if (stated.missing) return stated;
  return stated
    .items()
    .filter((place, row) => isSame(row) && !place.missing)
    .reduce(
      (least, place) => (least.missing || toFloat(ones(place)) < toFloat(ones(least)) ? place : least),
      stated.at(index),
    );
}

/** Funding that is owed to (+) or by the account since it was last settled; null when the scenario states no index of the account's. */
function fundingOf(scenario: JsonPlace, market: string): DecimalText | null {
  const own = onesStated(scenario.at(`Account${market}FundingIndex`));
  const amount = onesStated(scenario.at(`Perps_${market}`));
  if (own === null || amount === null) return null;
  const all = onesStated(scenario.at(`${market}GlobalFundingIndex`)) ?? '0';
  return decimalText(new ExactDecimal(own).minus(all).times(amount));
}
