// What no venue number confirms of an entry, and what was assumed because an input was missing: one sentence each.
// May import the domain, the rulebook interface and margin/blocks.
import { exchangesOf } from '../../domain/span-contracts.ts';
import { assetOfSet, setDoubts } from '../blocks/set-doubts.ts';
import type { RequirementInput } from '../rulebook.ts';
import type { AccountRisk, CommodityRisk } from './account-risk.ts';
import type { CurrencyAmounts } from './amounts.ts';
import { spanAssets } from './listing.ts';
import { isScanConfirmed } from './requirement-tree.ts';
import { scanRangeOf } from './scenarios.ts';
import type { SpanParameters } from './typed-parameters.ts';

export function spanDoubts(
  input: RequirementInput,
  parameters: SpanParameters,
  { commodities, openOrders, currency }: CurrencyAmounts,
  { credits }: AccountRisk,
): { unconfirmed: string[]; assumptions: string[] } {
  const { portfolio, market } = input;
  const instruments = commodities.flatMap(({ contracts }) =>
    contracts.map(({ holding }) => holding.instrument),
  );
  const assets = spanAssets(instruments);
  // Sets of a file have the clearing organisation in their id too: `span@2025-09-12-es-cme`.
  const wanted = new Set(assets.map((asset) => asset.toLowerCase()));
  const ofFiles = input.parameters.sets
    .map(({ id }) => assetOfSet(id))
    .filter((name) => name !== null && wanted.has(name.split('-')[0] ?? '')) as string[];
  const about = setDoubts(input.parameters, [...assets, ...ofFiles], market.snapshot.time);
  const some = (test: (one: CommodityRisk) => boolean): boolean => commodities.some(test);
  const codes = new Set(commodities.map(({ terms }) => terms.code));
  const hasCredit = credits.some(({ legs }) => legs.some(({ commodity }) => codes.has(commodity)));
  const unconfirmed = [
    ...(some(({ arrays, ...one }) => arrays !== 'file' && !isScanConfirmed(parameters, { arrays, ...one }))
      ? [
          'Risk arrays that no file gives are built here from the book’s own market and scan ranges; a clearing house’s own arrays may differ.',
        ]
      : []),
    ...(some(({ arrays }) => arrays !== 'built')
      ? [
          'The layout in which the risk-array file was read is confirmed by no clearing house’s file in hand: compare one account with its statement.',
        ]
      : []),
    ...(some(({ spreads }) => spreads.length > 0)
      ? [
          'Inter-month and delivery charges follow descriptions and published code; no clearing house’s worked number confirms them.',
        ]
      : []),
    ...(hasCredit
      ? ['Credits between commodities follow published code; no clearing house’s worked credit is in hand.']
      : []),
    ...(commodities.length > 0
      ? [
          'Products that a clearing house has moved to SPAN 2 are asked for by another model, whose parameters are not public; this is SPAN.',
        ]
      : []),
    ...about.unconfirmed,
  ];
  const assumptions = [
    ...about.assumptions,
    ...commodities.flatMap((one) => commodityAssumptions(parameters, one)),
    ...(portfolio.orders.length > 0 && openOrders === null && commodities.length > 0
      ? ['Open orders ask for nothing here. Give the broker’s amount to count it.']
      : []),
    ...(portfolio.given.some(({ component, currency: own }) => component !== 'openOrders' && own === currency)
      ? [
          'Amounts given for market-maker protection and spot are not part of this rulebook and are not counted.',
        ]
      : []),
  ];
  return { unconfirmed, assumptions };
}

function commodityAssumptions(
  parameters: SpanParameters,
  { terms, contracts, arrays }: CommodityRisk,
): string[] {
  const sentences = new Set<string>();
  const { code } = terms;
  if (arrays === 'built')
    sentences.add(`${code}: no file of risk arrays is in hand; they are built from the market snapshot.`);
  for (const { holding, array, month } of contracts) {
    const { instrument } = holding;
    const { symbol, venue, product = '', kind, multiplier } = instrument;
    const exchanges = exchangesOf(venue);
    const listed = parameters.product(exchanges, product, kind === 'option' ? 'option' : 'future');
    if (listed && listed.contractValueFactor !== Number(multiplier)) {
      sentences.add(
        `${symbol}: the parameters have a contract value factor of ${listed.contractValueFactor}, the book a multiplier of ${multiplier}; values are the book’s, arrays of a file the file’s.`,
      );
    }
    if (!listed)
      sentences.add(
        `${symbol}: no parameters name its product; it is taken with the future that it delivers.`,
      );
    if (array) continue;
    if (arrays === 'mixed')
      sentences.add(`${symbol}: the file has no array of it; it is built from the market snapshot.`);
    const range = scanRangeOf(terms, month);
    if (range && range.month !== '' && range.month !== month) {
      sentences.add(`${symbol}: no scan range of its month is known; that of ${range.month} is used.`);
    }
  }
  const known = ['', ...['charged', 'none'].map((name) => parameters.reader.text(`general.method.${name}`))];
  for (const [method, what] of [
    [terms.interMonthMethod, 'inter-month charges'],
    [terms.deliveryMethod, 'delivery charges'],
  ] as const) {
    if (!known.includes(method)) {
      sentences.add(
        `${code}: the file states method ${method} for ${what}; what it lists is charged as method ${known[1]} would, anything else is not.`,
      );
    }
  }
  return [...sentences];
}
