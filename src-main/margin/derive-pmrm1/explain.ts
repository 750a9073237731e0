// The tree of one market's margin: worst loss → scenario → expiry → position, beside the contingencies.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { MarginNode } from '../../domain/margin-result.ts';
import type { PerpetualPart } from '../blocks/derive/market-account.ts';
import { closedSum, joined, leaf, type NodeWords } from '../blocks/tree.ts';
import type { AccountValues } from '../rulebook.ts';
import { countedProfit, type ExpiryAmounts, type MarketAmounts } from './amounts.ts';

/** What the lines of one market share. */
export interface Explained {
  values: AccountValues;
  amounts: MarketAmounts;
  currency: string;
  /** False: lines below the root are asked for their amounts only. */
  whole: boolean;
  /** Whether venue numbers confirm every parameter of these sections of the schema. */
  confirmed: (...sections: readonly string[]) => boolean;
}

/** The root: the larger of initial and maintenance margin. */
export function marginTree(explained: Explained): MarginNode {
  const { amounts, currency, confirmed } = explained;
  const id = amounts.market.market;
  const loss = lossNode(explained, `${id}/initialMargin/loss`);
  const initial = joined(
    {
      id: `${id}/initialMargin`,
      label: 'Initial margin',
      currency,
      formula: 'loss factor × (worst loss + static contingencies) + confidence contingency',
      confirmed: true,
    },
    'sum',
    [
      joined(
        {
          id: `${id}/initialMargin/factored`,
          label: 'Losses times the loss factor',
          currency,
          formula:
            'loss factor × losses; the factor is the initial one + peg factor × max(peg threshold − USDC, 0)',
          inputs: { factor: String(amounts.lossFactor), stable: fromFloat(amounts.market.stable) },
          confirmed: confirmed('margin', ...(amounts.market.stable < 1 ? ['peg'] : [])),
        },
        'product',
        [loss],
      ),
      confidenceNode(explained, `${id}/initialMargin/confidence`),
    ],
  );
  const maintenance = joined(
    {
      id: `${id}/maintenanceMargin`,
      label: 'Maintenance margin',
      currency,
      formula: 'worst loss + static contingencies, without factor and confidence contingency',
      confirmed: true,
    },
    'sum',
    [
      leaf(
        {
          id: `${id}/maintenanceMargin/loss`,
          label: 'Worst loss and static contingencies',
          currency,
          formula: 'as under initial margin',
          confirmed: loss.confirmed,
        },
        amounts.loss,
      ),
    ],
  );
  return joined(
    {
      id,
      label: `Margin, ${id}`,
      currency,
      formula: 'the larger of initial and maintenance margin',
      confirmed: true,
    },
    'max',
    [initial, maintenance],
  );
}

function lossNode(explained: Explained, id: string): MarginNode {
  const { amounts, currency, confirmed } = explained;
  const { market, coin } = amounts;
  const spot = fromFloat(market.spot);
  const isConfirmed = confirmed('contingency');
  const contingency = (name: string, label: string, size: number, rate: number, amount: number): MarginNode =>
    leaf(
      {
        id: `${id}/${name}`,
        label,
        currency,
        formula: 'rate × size × spot',
        inputs: { size: fromFloat(size), rate: fromFloat(rate), spot },
        confirmed: isConfirmed,
      },
      amount,
    );
  const rateOf = (amount: number, size: number): number =>
    size === 0 || market.spot === 0 ? 0 : amount / size / market.spot;
  const perpetuals = Math.abs(amounts.perpetuals);
  const coins = Math.abs(coin?.amount ?? 0);
  const naked = amounts.expiries.reduce((total, one) => total + one.nakedShorts, 0);
  return joined(
    {
      id,
      label: 'Worst loss and static contingencies',
      currency,
      formula: 'worst loss + contingencies of perpetuals, coin and naked shorts',
      confirmed: true,
    },
    'sum',
    [
      worstNode(explained, `${id}/worst`),
      contingency(
        'perpetualContingency',
        'Perpetuals',
        perpetuals,
        rateOf(amounts.perpetualContingency, perpetuals),
        amounts.perpetualContingency,
      ),
      contingency(
        'coinContingency',
        `${market.market} held as collateral`,
        coins,
        rateOf(amounts.coinContingency, coins),
        amounts.coinContingency,
      ),
      contingency(
        'nakedShorts',
        'Naked short options',
        naked,
        rateOf(amounts.optionContingency, naked),
        amounts.optionContingency,
      ),
    ],
  );
}

/** −1 × the least of all scenarios and the forward contingency. */
function worstNode(explained: Explained, id: string): MarginNode {
  const { amounts, currency, values, confirmed, whole } = explained;
  const { scenarios } = values.scenarios;
  const base: NodeWords = { id, label: 'Worst loss', currency, formula: '−1 × least' };
  const leastScenario = amounts.scenarios[amounts.worstPlace] ?? 0;
  const bindsForward = amounts.forwardContingency < leastScenario;
  const isConfirmed = confirmed(
    'scenario',
    ...(amounts.expiries.length > 0 ? ['volatility', 'discount'] : []),
  );
  if (!whole) {
    // The same of its root as the whole tree says: what binds is confirmed.
    const isForwardConfirmed = confirmed('basis') || amounts.expiries.length === 0;
    const isWorstConfirmed =
      (leastScenario === amounts.worst && isConfirmed) ||
      (amounts.forwardContingency === amounts.worst && isForwardConfirmed);
    return leaf({ ...base, confirmed: isWorstConfirmed }, -1 * amounts.worst);
  }
  const cells = [...amounts.scenarios].map((amount, place) => {
    const scenario = scenarios[place];
    const words: NodeWords = {
      id: `${id}/${scenario?.id ?? place}`,
      label: scenario?.label ?? '',
      currency,
      formula: 'Σ perpetuals, coin and expiries',
      confirmed: isConfirmed,
    };
    const opens = !bindsForward && place === amounts.worstPlace && amount < 0;
    return opens
      ? closedSum({ ...words, confirmed: isConfirmed }, scenarioNodes(explained, words.id, place), amount)
      : leaf(words, amount);
  });
  const least = joined(
    {
      id: `${id}/least`,
      label: 'Least of scenarios and forward contingency',
      currency,
      formula: 'min',
      confirmed: true,
    },
    'min',
    [...cells, forwardNode(explained, `${id}/forwardContingency`)],
  );
  return joined({ ...base, inputs: { factor: '-1' }, confirmed: true }, 'product', [least]);
}

function scenarioNodes(explained: Explained, id: string, place: number): MarginNode[] {
  const { amounts, currency, values, confirmed } = explained;
  const isConfirmed = confirmed('scenario');
  const move = values.scenarios.scenarios[place]?.priceMove ?? 0;
  const perpetual = ({ holding, price, amount }: PerpetualPart): MarginNode =>
    leaf(
      {
        id: `${id}/${holding.instrument.id}`,
        label: holding.instrument.symbol,
        currency,
        formula: 'amount × price × move',
        inputs: { amount: fromFloat(amount), price: fromFloat(price), move: fromFloat(move) },
        confirmed: isConfirmed,
      },
      holding.quantity * values.unitProfitAndLoss(holding.row, place),
    );
  const coin = amounts.coin
    ? [
        leaf(
          {
            id: `${id}/coin`,
            label: `${amounts.coin.asset} held as collateral`,
            currency,
            formula: 'value × move',
            inputs: { value: fromFloat(amounts.coinValue), move: fromFloat(move) },
            confirmed: isConfirmed,
          },
          move * amounts.coinValue,
        ),
      ]
    : [];
  return [
    ...amounts.market.perpetuals.map(perpetual),
    ...coin,
    ...amounts.expiries.map((one) =>
      expiryNode(explained, `${id}/${one.part.priceIndex} ${one.part.expiry}`, one, place),
    ),
  ];
}

/** What an expiry counts with: its value in the scenario, discounted when above 0, less its value now. */
function expiryNode(explained: Explained, id: string, one: ExpiryAmounts, place: number): MarginNode {
  const { currency, values, confirmed } = explained;
  const { part, now, profit, discount } = one;
  const there = now + (profit[place] ?? 0);
  const isConfirmed = confirmed('scenario', 'volatility', 'discount');
  const lines = part.options.map(({ holding }) =>
    leaf(
      {
        id: `${id}/${holding.instrument.id}`,
        label: holding.instrument.symbol,
        currency,
        formula: 'quantity × value in the scenario',
        inputs: { quantity: fromFloat(holding.quantity) },
        confirmed: isConfirmed,
      },
      holding.quantity * (values.measures(holding.row).value + values.unitProfitAndLoss(holding.row, place)),
    ),
  );
  const value = closedSum(
    {
      id: `${id}/value`,
      label: 'Value in the scenario',
      currency,
      formula: 'Σ options',
      confirmed: isConfirmed,
    },
    lines,
    there,
  );
  const counted =
    there > 0
      ? joined(
          {
            id: `${id}/counted`,
            label: 'Discounted, as it is above 0',
            currency,
            formula: 'static discount × exp(−years × (rate × multiple + addition)) × value',
            inputs: { factor: String(discount), years: fromFloat(part.time), rate: fromFloat(part.rate) },
            confirmed: isConfirmed,
          },
          'product',
          [value],
        )
      : value;
  return closedSum(
    {
      id,
      label: `Options of ${part.expiry}`,
      currency,
      formula: 'value in the scenario, discounted when above 0, − value now',
      confirmed: isConfirmed,
    },
    [
      counted,
      leaf(
        {
          id: `${id}/now`,
          label: 'Value now',
          currency,
          formula: '−Σ quantity × value',
          confirmed: isConfirmed,
        },
        -now,
      ),
    ],
    countedProfit(one, place),
  );
}

function forwardNode(explained: Explained, id: string): MarginNode {
  const { amounts, currency, confirmed } = explained;
  const isConfirmed = confirmed('basis');
  return joined(
    {
      id,
      label: 'Forward contingency',
      currency,
      formula: 'Σ expiries: (addition + multiple × years) × loss when its forward moves the worse way',
      confirmed: isConfirmed || amounts.expiries.length === 0,
    },
    'sum',
    amounts.expiries.map(({ part, forwardLoss, forwardMove, forwardFactor }) => {
      const own = `${id}/${part.priceIndex} ${part.expiry}`;
      return joined(
        {
          id: own,
          label: `Options of ${part.expiry}`,
          currency,
          formula: '(addition + multiple × years) × loss',
          inputs: { factor: String(forwardFactor), years: fromFloat(part.time) },
          confirmed: isConfirmed,
        },
        'product',
        [
          leaf(
            {
              id: `${own}/loss`,
              label: `Forward ${forwardMove}, volatility same`,
              currency,
              formula: 'min(profit and loss up, down, 0)',
              confirmed: isConfirmed,
            },
            forwardLoss,
          ),
        ],
      );
    }),
  );
}

function confidenceNode(explained: Explained, id: string): MarginNode {
  const { amounts, currency, confirmed, whole } = explained;
  const { market, coin } = amounts;
  const label = 'Confidence contingency';
  const isConfirmed = confirmed('confidence');
  const formula = 'Σ perpetuals, coin and expiries';
  if (!whole) {
    const isWhole = isConfirmed || amounts.confidenceContingency === 0;
    return leaf({ id, label, currency, formula, confirmed: isWhole }, amounts.confidenceContingency);
  }
  const line = (name: string, text: string, sure: number, size: number, amount: number): MarginNode =>
    leaf(
      {
        id: `${id}/${name}`,
        label: text,
        currency,
        formula: '(1 − confidence) × margin × size × spot where the confidence is below its threshold',
        inputs: { confidence: fromFloat(sure), size: fromFloat(size), spot: fromFloat(market.spot) },
        confirmed: isConfirmed,
      },
      amount,
    );
  return joined({ id, label, currency, formula, confirmed: true }, 'sum', [
    line(
      'perpetuals',
      'Perpetuals',
      amounts.perpetualConfidence,
      Math.abs(amounts.perpetuals),
      amounts.perpetualConfidenceCharge,
    ),
    line(
      'coin',
      `${market.market} held as collateral`,
      market.spotConfidence,
      Math.abs(coin?.amount ?? 0),
      amounts.coinConfidenceCharge,
    ),
    ...amounts.expiries.map((one) =>
      line(
        `${one.part.priceIndex} ${one.part.expiry}`,
        `Options of ${one.part.expiry}`,
        one.confidence,
        one.size,
        one.confidenceCharge,
      ),
    ),
  ]);
}
