// A published case of PMRM v1: a scenario in 1e18 fixed point with everything but the parameters, and the manager's margins of it.
// May import the domain, margin and the files beside it.
import suite from '../../../../resources/reconciliation/derive-pmrm1.json' with { type: 'json' };
import { type DecimalText, decimalText, ExactDecimal, toFloat } from '../../../domain/decimal.ts';
import { priceIndexOf } from '../../../domain/derive-instrument.ts';
import { MargraveError } from '../../../domain/errors.ts';
import { isJsonObject, type JsonObject, type JsonPlace } from '../json-place.ts';
import type { RecognisedCases, RecogniseOptions } from '../recogniser.ts';
import { CaseAccount } from './case-account.ts';
import { ones, onesStated } from './fixed-point-text.ts';
import { pmrm1Lines, pmrm1Quantities } from './pmrm1-lines.ts';
import { contextParameters, testContext } from './test-context.ts';

const RULEBOOK = 'derive-pmrm1';

/** True for `{Scenario, Result}` with the arrays of options of one market and at least one of the manager's quantities. */
export function isPmrm1Case(value: JsonObject): boolean {
  const { Scenario: scenario, Result: result } = value;
  return (
    isJsonObject(scenario) &&
    Object.hasOwn(scenario, 'SpotPrice') &&
    !Object.hasOwn(scenario, 'Options') &&
    (Object.hasOwn(scenario, 'OptionStrikes') || Object.hasOwn(scenario, 'Perps')) &&
    isJsonObject(result) &&
    pmrm1Quantities.some((name) => Object.hasOwn(result, name))
  );
}

/** The case; throws `invalid-file` naming the JSON path of what is malformed. */
export function pmrm1Cases(
  answer: JsonPlace,
  _envelope: JsonPlace,
  id: string,
  options: RecogniseOptions,
): RecognisedCases {
  if (options.rulebook !== null && options.rulebook !== RULEBOOK) {
    return {
      cases: [],
      excluded: [
        { id, reason: `It is a case of ${RULEBOOK}; its figures say nothing of ${options.rulebook}.` },
      ],
    };
  }
  const notes = [
    'Margins are net, in dollars: equity less requirement. Amounts of the file are whole numbers of 1e-18.',
    'Funding that isn’t settled yet is counted as cash.',
  ];
  const given = testContext(options.context);
  const isGiven = given !== null && given.rulebook === RULEBOOK && !given.section('cases').missing;
  const context = isGiven ? given : testContext(suite);
  if (context === null)
    throw new MargraveError('internal', 'The constants of the test suite are not readable.', {});
  if (!isGiven) {
    notes.push(
      'The case states no parameters: those of the published test suite are used (for tests, not for use). Give others as context.',
    );
  }
  const section = context.section('cases');
  const parameters = contextParameters(RULEBOOK, section, options.parameterSets);
  const day = parameters.sets.map(({ effective }) => effective).sort()[0] ?? '2000-01-01';
  const account = new CaseAccount(id, RULEBOOK, `${day}T00:00:00.000Z`);
  const name = section.at('market').missing ? 'ETH' : section.at('market').text();
  fill(account, answer.at('Scenario'), name);
  const { portfolio, market } = account;
  return {
    cases: [
      {
        id,
        rulebook: RULEBOOK,
        portfolio,
        market,
        parameters,
        notes,
        margins: ['InitialMarginCalc', 'MaintenanceMarginCalc'],
        forTests: !isGiven,
        compare: (entries) => pmrm1Lines(answer.at('Result'), entries, { portfolio, market, parameters }),
      },
    ],
    excluded: [],
  };
}

function fill(account: CaseAccount, scenario: JsonPlace, market: string): void {
  const stated = (name: string): DecimalText | null => onesStated(scenario.at(name));
  const spot = scenario.at('SpotPrice');
  account.figure('index', priceIndexOf(market), ones(spot), spot.path);
  const stable = scenario.at('StablePrice');
  account.figure('currencyRate', 'USDC/USD', stated('StablePrice') ?? '1', stable.path);
  for (const [of, name] of [
    ['spot', 'SpotConfidence'],
    ['perpetual', 'PerpConfidence'],
  ] as const) {
    account.confidence(market, of, stated(name) ?? '1', scenario.at(name).path);
  }
  const amount = new ExactDecimal(stated('Perps') ?? '0');
  const profit = stated('UnrealisedPerpPNL') ?? '0';
  if (!amount.isZero()) {
    const price = ones(scenario.at('PerpPrice'));
    // The price from which on this profit was made.
    const entry = decimalText(new ExactDecimal(price).minus(new ExactDecimal(profit).dividedBy(amount)));
    const held = account.perpetual(market, decimalText(amount), entry);
    account.figure('mark', held.id, price, scenario.at('PerpPrice').path);
  } else account.balance('cash', 'USDC', profit);
  account.balance('cash', 'USDC', stated('UnrealisedFunding') ?? '0');
  account.balance('cash', 'USDC', stated('Cash') ?? '0');
  account.balance('collateral', market, stated('Base') ?? '0');
  if (scenario.at('OptionExpiries').missing) return;
  const volatilities = new Map<string, DecimalText>();
  scenario
    .at('OptionExpiries')
    .items()
    .forEach((place, row) => {
      fillOption(account, scenario, market, place, row, volatilities);
    });
}

/** Row `row` of the option arrays; feeds stand in rows of their own, found by their expiry. */
function fillOption(
  account: CaseAccount,
  scenario: JsonPlace,
  market: string,
  place: JsonPlace,
  row: number,
  volatilities: Map<string, DecimalText>,
): void {
  const at = (name: string): JsonPlace => scenario.at(name).at(row);
  const seconds = toFloat(place.decimal());
  const instant = new Date(Date.parse(account.market.time) + seconds * 1000);
  if (Number.isNaN(instant.getTime())) throw place.wrong('seconds to expiry');
  const expiry = instant.toISOString().replace(/\.000Z$/, 'Z');
  const isCall = at('OptionIsCall').value;
  const held = account.option(
    market,
    expiry,
    ones(at('OptionStrikes')),
    isCall === true || Number(isCall) === 1 ? 'call' : 'put',
    ones(at('OptionAmounts')),
  );
  const volatility = ones(at('OptionVols'));
  if (!isSameFloat(volatilities.get(held.id) ?? volatility, volatility)) {
    throw at('OptionVols').wrong('the volatility that another row of the same option has');
  }
  volatilities.set(held.id, volatility);
  account.figure('volatility', held.id, volatility, at('OptionVols').path);
  const feed = feedRow(scenario, seconds, row);
  const fed = (name: string): JsonPlace => scenario.at(name).at(feed);
  const fixed = onesStated(fed('ForwardsFixed'));
  const variable = onesStated(fed('ForwardsVariable'));
  const isSplit = fixed !== null && variable !== null;
  const forward = isSplit ? decimalText(new ExactDecimal(fixed).plus(variable)) : ones(fed('Forwards'));
  account.figure('forward', priceIndexOf(market), forward, fed('Forwards').path, expiry);
  account.figure('fixedForward', priceIndexOf(market), fixed ?? '0', fed('ForwardsFixed').path, expiry);
  account.figure('rate', 'USD', onesStated(fed('Rates')) ?? '0', fed('Rates').path, expiry);
  const confidences = [
    ['forward', fed('ForwardConfidences')],
    ['rate', fed('RateConfidences')],
    ['volatility', leastVolatilityConfidence(scenario, place)],
  ] as const;
  for (const [of, from] of confidences)
    account.confidence(market, of, onesStated(from) ?? '1', from.path, expiry);
}

/** Alike to twelve digits: past 2^53 a number of the file and its text differ in the last ones. */
const isSameFloat = (...texts: [DecimalText, DecimalText]): boolean =>
  new Set(texts.map((text) => toFloat(text).toPrecision(12))).size === 1;

/** The row of the feeds of an expiry; the option's own where no feed says which expiry it is of. */
function feedRow(scenario: JsonPlace, seconds: number, row: number): number {
  const expiries = scenario.at('FeedExpiries');
  if (expiries.missing) return row;
  const found = expiries.items().findIndex((place) => toFloat(place.decimal()) === seconds);
  return found < 0 ? row : found;
}

/** The place of the least sure volatility among the options of an expiry. */
function leastVolatilityConfidence(scenario: JsonPlace, expiry: JsonPlace): JsonPlace {
  const confidences = scenario.at('OptionVolConfidences');
  const own = scenario
    .at('OptionExpiries')
    .items()
    .flatMap((place, row) => (Number(place.value) === Number(expiry.value) ? [confidences.at(row)] : []))
    .filter(({ missing }) => !missing);
  return own.reduce(
    (least, place) => (toFloat(place.decimal()) < toFloat(least.decimal()) ? place : least),
    own[0] ?? confidences.at(0),
  );
}
