// The lines of one risk unit: MMR = max(max(MR1, MR2, MR6) + MR3 + MR4 + MR5 + MR9, MR7 by tiers).
// May import the domain and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { MarginNode } from '../../domain/margin-result.ts';
import { movePercent } from '../../scenarios/price-volatility-grid.ts';
import { closedSum, joined, leaf, type NodeWords } from '../blocks/tree.ts';
import type { AccountValues } from '../rulebook.ts';
import type { Hedge, RiskUnit, WorstLoss } from './risk-unit.ts';
import type { OkxParameters } from './typed-parameters.ts';

export const currency = 'USD';

/** The requirement lines of a unit, all under one. */
export interface UnitTree {
  unit: RiskUnit;
  /** Maintenance margin of the unit. */
  node: MarginNode;
  /** Components by name. */
  parts: Record<'mr1' | 'mr2' | 'mr3' | 'mr4' | 'mr5' | 'mr6' | 'mr7' | 'mr9', MarginNode>;
  /** The largest of MR1, MR2 and MR6, and everything that is added to it. */
  worst: MarginNode;
  risk: MarginNode;
  /** Raw minimum charge, before tiers. */
  closing: number;
}

/** Lines are whole, or without the positions below them: amounts are the same to the bit. */
export function unitTree(
  values: AccountValues,
  parameters: OkxParameters,
  unit: RiskUnit,
  id: string,
  isWhole: boolean,
): UnitTree {
  const { reader } = parameters;
  const words = (
    name: string,
    label: string,
    formula: string,
    confirmed = false,
    inputs: Record<string, string> = {},
  ): NodeWords => ({
    id: `${id}/${name}`,
    label,
    currency,
    formula,
    inputs,
    confirmed,
  });
  const at = (row: string): string => `unit.${unit.parameters.class}.${row}`;
  const isPlain =
    unit.spotInUse === 0 &&
    unit.holdings.every(
      ({ holding: { instrument } }) => instrument.kind !== 'option' && instrument.payoff === 'linear',
    );
  const loss = (line: NodeWords, worst: WorstLoss): MarginNode => {
    const [cell] = worst.binding;
    if (!isWhole || cell === undefined) return leaf(line, worst.loss);
    const lines = unit.holdings.map(({ holding, scale }) =>
      leaf(
        {
          ...line,
          id: `${line.id}/${holding.instrument.id}`,
          label: holding.instrument.symbol,
          formula: 'loss of the position in that scenario',
          inputs: {},
        },
        -(scale[cell] ?? 0) * holding.quantity * values.unitProfitAndLoss(holding.row, cell),
      ),
    );
    if (unit.spotInUse !== 0) {
      lines.push(
        leaf(
          {
            ...line,
            id: `${line.id}/spotInUse`,
            label: 'Spot in use',
            formula: 'coins in use × move',
            inputs: {},
          },
          -unit.spotInUse * (unit.moves[cell] ?? 0),
        ),
      );
    }
    return closedSum(line, lines, worst.loss);
  };
  const scenario = (worst: WorstLoss): Record<string, string> => {
    const [cell] = worst.binding;
    if (cell === undefined) return {};
    return {
      scenario: `${movePercent(unit.moves[cell] ?? 0)}, volatility ${values.scenarios.scenarios[cell]?.volatility ?? 'same'}`,
    };
  };
  const mr1 = loss(
    words(
      'mr1',
      'MR1 price and volatility',
      'largest loss over the moves of price and volatility',
      isPlain && reader.isConfirmed(at('move')),
      scenario(unit.mr1),
    ),
    unit.mr1,
  );
  const mr2 = loss(words('mr2', 'MR2 time decay', 'loss as time passes', false), unit.mr2);
  const factor = parameters.number('general.extremeFactor');
  const confirmsExtreme =
    isPlain && reader.isConfirmed(at('extremeMove')) && reader.isConfirmed('general.extremeFactor');
  const mr6 = joined(
    words(
      'mr6',
      'MR6 extreme move',
      'share × largest loss over the extreme moves, volatility unchanged',
      confirmsExtreme,
      { factor: String(factor) },
    ),
    'product',
    [
      loss(
        words(
          'mr6/loss',
          'Loss at the extreme move',
          'largest loss over the extreme moves',
          confirmsExtreme,
          scenario(unit.extreme),
        ),
        unit.extreme,
      ),
    ],
  );
  const worst = joined(words('worst', 'Largest of MR1, MR2 and MR6', 'max(MR1, MR2, MR6)', true), 'max', [
    mr1,
    mr2,
    mr6,
  ]);
  const mr3 = leaf(
    words(
      'mr3',
      'MR3 vega by term',
      reader.choice('vega.form') === 'off'
        ? 'off: the venue’s formula is not published'
        : 'move × half of what the vegas of expiries cancel (Margrave’s own stand-in)',
      unit.vega === 0,
    ),
    unit.vega,
  );
  const mr4 = joined(
    words('mr4', 'MR4 basis', 'Σ expiries |Δ| · max(least move, move per year · years)', true),
    'sum',
    unit.expiries.map((one) =>
      leaf(
        words(
          `mr4/${one.expiry === '' ? 'perpetual' : one.expiry}`,
          one.expiry === '' ? 'Perpetuals' : (one.expiry.split('T')[0] ?? one.expiry),
          '|Δ| · move',
          isPlain && one.expiry === '' && reader.isConfirmed(at('minimumBasisMove')),
          { delta: fromFloat(one.delta), move: fromFloat(one.basisMove) },
        ),
        Math.abs(one.delta) * one.basisMove,
      ),
    ),
  );
  const mr5 = joined(
    words('mr5', 'MR5 interest rates', 'the larger loss of the two components', true),
    'max',
    [
      leaf(
        words('mr5/first', 'First component', 'shock · |Σ expiries rho · weight|', unit.rates.first === 0),
        unit.rates.first,
      ),
      leaf(
        words('mr5/second', 'Second component', 'shock · |Σ expiries rho · weight|', unit.rates.second === 0),
        unit.rates.second,
      ),
    ],
  );
  const mr9 = joined(
    words('mr9', 'MR9 stablecoin depeg', 'Σ pairs of dollar currencies, hedged amount by tiers', true),
    'sum',
    unit.hedges.map((hedge) =>
      hedgeNode(
        words(`mr9/${hedge.pair}`, hedge.pair, 'tiers at the coin’s price on the hedged amount'),
        hedge,
        parameters,
      ),
    ),
  );
  const risk = joined(
    words('risk', 'Risk of the unit', 'max(MR1, MR2, MR6) + MR3 + MR4 + MR5 + MR9', true),
    'sum',
    [worst, mr3, mr4, mr5, mr9],
  );
  const confirmsClosing = isPlain && reader.isConfirmed(at('closingRate'));
  const closing = unit.holdings.reduce((sum, one) => sum + one.closing, 0);
  const rawWords = words(
    'mr7/raw',
    'Cost of closing',
    'Σ positions, futures |Δ| · rate; options slippage and fee',
    confirmsClosing,
  );
  const raw = isWhole
    ? joined(
        rawWords,
        'sum',
        unit.holdings.map((one) =>
          leaf(
            {
              ...rawWords,
              id: `${rawWords.id}/${one.holding.instrument.id}`,
              label: one.holding.instrument.symbol,
              formula: 'cost of closing the position',
            },
            one.closing,
          ),
        ),
      )
    : leaf(rawWords, closing);
  const tiers = unit.parameters.closingTiers;
  const isFirstTier = closing <= (tiers[1]?.[0] ?? Number.POSITIVE_INFINITY);
  const mr7 = joined(
    words(
      'mr7',
      'MR7 minimum charge',
      'cost of closing, each slice of it by its tier’s multiple',
      confirmsClosing && isFirstTier,
      { tiers: JSON.stringify(tiers) },
    ),
    'tieredSum',
    [raw],
  );
  const node = joined(
    { id, label: unit.underlying, currency, formula: 'max(risk of the unit, MR7)', confirmed: true },
    'max',
    [risk, mr7],
  );
  return { unit, node, parts: { mr1, mr2, mr3, mr4, mr5, mr6, mr7, mr9 }, worst, risk, closing };
}

function hedgeNode(words: NodeWords, hedge: Hedge, parameters: OkxParameters): MarginNode {
  return joined(
    {
      ...words,
      inputs: { tiers: JSON.stringify(parameters.depegTiers(hedge.price)), price: fromFloat(hedge.price) },
    },
    'tieredSum',
    [
      leaf(
        {
          ...words,
          id: `${words.id}/hedged`,
          label: 'Hedged amount',
          formula: 'the smaller of the two opposite deltas',
        },
        hedge.amount,
      ),
    ],
  );
}
