// The lines that explain a customer portfolio margin requirement: portfolio groups, points, product groups, class groups, positions.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { MarginNode } from '../../domain/margin-result.ts';
import { closedSum, joined, leaf } from '../blocks/tree.ts';
import type { AccountValues, RequirementInput, ValuedHolding } from '../rulebook.ts';
import { CASH } from './eligible.ts';
import {
  type ClassMargin,
  classAmount,
  classesOf,
  type PortfolioMargin,
  type ProductMargin,
  type Scan,
} from './groups.ts';
import type { CpmParameters } from './parameters.ts';
import { pointCount, pointLabel } from './scenarios.ts';

/** What the lines are made of. */
export interface CpmExplanation {
  values: AccountValues;
  parameters: CpmParameters;
  /** Of a headline the lines of positions are left out. */
  detail: RequirementInput['detail'];
}

/** Id of the root, and the netting set of the entry. */
export const ROOT = 'portfolio';

const currency = CASH;

/** The requirement with everything below it. */
export function requirementNode(about: CpmExplanation, groups: readonly PortfolioMargin[]): MarginNode {
  return joined(
    {
      id: ROOT,
      label: `Margin, ${CASH}`,
      currency,
      formula: 'Σ portfolio groups; initial and maintenance margin are the same',
      confirmed: true,
    },
    'sum',
    groups.map((group) => portfolioNode(about, group, `${ROOT}/${group.name}`)),
  );
}

/** What is scanned and whose amounts are in one portfolio group, as people read it. */
export const portfolioLabel = (group: PortfolioMargin): string => {
  const classes = classesOf(group);
  return classes.length === 1 ? (classes[0]?.label ?? group.name) : group.name;
};

/** Moves of a portfolio group's points, where all its class groups have one range; null where they differ. */
export function pointMoves(
  parameters: CpmParameters,
  classes: readonly ClassMargin[],
  isStress: boolean,
): readonly number[] | null {
  const ranges = classes.map((one) => {
    const index = one.holdings[0]?.instrument.priceIndex ?? '';
    return isStress && one.stressed ? parameters.stressedRange(index) : one.range;
  });
  const [first] = ranges;
  const isOne = first && ranges.every(({ down, up }) => down === first.down && up === first.up);
  return isOne ? parameters.points(first) : null;
}

function portfolioNode(about: CpmExplanation, group: PortfolioMargin, id: string): MarginNode {
  return joined(
    {
      id,
      label: portfolioLabel(group),
      currency,
      formula: `max(largest loss of the points, ${group.stress ? 'concentration stress, ' : ''}minimum)`,
      confirmed: true,
    },
    'max',
    [
      scanNode(about, group, group.scan, false, `${id}/scan`),
      ...(group.stress ? [scanNode(about, group, group.stress, true, `${id}/stress`)] : []),
      minimumNode(about, group, `${id}/minimum`),
    ],
  );
}

/** max(0, −the smallest of the points): only the worst is taken apart, the others stand in the tables by class group. */
function scanNode(
  about: CpmExplanation,
  group: PortfolioMargin,
  { points, worst }: Scan,
  isStress: boolean,
  id: string,
): MarginNode {
  const confirmed = isScanConfirmed(about.parameters, group, isStress);
  const moves = pointMoves(about.parameters, classesOf(group), isStress);
  const count = pointCount(about.parameters);
  const label = (point: number): string => pointLabel(moves, point, count);
  const at = (point: number): MarginNode => {
    const words = {
      id: `${id}/points/${point + 1}`,
      label: `After offsets, ${label(point)}`,
      currency,
      formula: 'Σ product groups, gains at the portfolio group’s offset',
      inputs: { factor: String(group.offset) },
      confirmed,
    };
    if (point !== worst) return leaf(words, points[point] ?? 0);
    return joined(
      words,
      'scaledGains',
      group.products.map((product) =>
        productNode(about, product, point, isStress, `${words.id}/${product.name}`),
      ),
    );
  };
  const places = about.detail === 'whole' ? [...points.keys()] : [worst];
  const smallest = joined(
    { id: `${id}/points`, label: `${count} points`, currency, formula: 'the smallest', confirmed },
    'min',
    places.map(at),
  );
  const loss = joined(
    {
      id: `${id}/loss`,
      label: 'As a loss',
      currency,
      formula: '−1 × profit and loss',
      inputs: { factor: '-1' },
      confirmed,
    },
    'product',
    [smallest],
  );
  return joined(
    {
      id,
      label: isStress ? 'Concentration stress' : 'Largest loss of the points',
      currency,
      formula: 'max(0, −smallest of the points)',
      inputs: { level: '0', worst: label(worst) },
      confirmed,
    },
    'floor',
    [loss],
  );
}

function productNode(
  about: CpmExplanation,
  product: ProductMargin,
  point: number,
  isStress: boolean,
  id: string,
): MarginNode {
  return joined(
    {
      id,
      label: `Product group ${product.name}`,
      currency,
      formula: 'Σ class groups, gains at the product group’s offset',
      inputs: { factor: String(product.offset) },
      confirmed: product.classes.every((one) => isClassConfirmed(about.parameters, one)),
    },
    'scaledGains',
    product.classes.map((one) => classNode(about, one, point, isStress, `${id}/${one.name}`)),
  );
}

function classNode(
  { values, parameters, detail }: CpmExplanation,
  one: ClassMargin,
  point: number,
  isStress: boolean,
  id: string,
): MarginNode {
  const confirmed = isClassConfirmed(parameters, one);
  const place = placeOf(parameters, one, point, isStress);
  return closedSum(
    { id, label: `Class group ${one.label}`, currency, formula: 'Σ positions', confirmed },
    detail !== 'whole'
      ? []
      : one.holdings.map(({ row, quantity, instrument }) =>
          leaf(
            {
              id: `${id}/${instrument.id}`,
              label: instrument.symbol,
              currency,
              formula: 'quantity × (value at the point − value)',
              inputs: { quantity: fromFloat(quantity) },
              confirmed,
            },
            quantity * values.unitProfitAndLoss(row, place),
          ),
        ),
    classAmount(one, point, isStress),
  );
}

function minimumNode({ parameters, detail }: CpmExplanation, group: PortfolioMargin, id: string): MarginNode {
  const lines = classesOf(group).flatMap(({ holdings, minimums }) =>
    holdings.map((holding, place) => ({ holding, amount: minimums[place] ?? 0 })),
  );
  const confirmed = (kind: ValuedHolding['instrument']['kind']): boolean =>
    parameters.reader.isConfirmed(kind === 'option' ? 'minimum.option' : 'minimum.future');
  return closedSum(
    {
      id,
      label: 'Minimum',
      currency,
      formula: 'Σ contracts × multiplier × minimum, a long option at most its market value',
      confirmed: lines.every(({ holding, amount }) => amount === 0 || confirmed(holding.instrument.kind)),
    },
    detail !== 'whole'
      ? []
      : lines
          .filter(({ amount }) => amount !== 0)
          .map(({ holding: { instrument, quantity }, amount }) =>
            leaf(
              {
                id: `${id}/${instrument.id}`,
                label: instrument.symbol,
                currency,
                formula: 'size × multiplier × minimum',
                inputs: { quantity: fromFloat(quantity), multiplier: instrument.multiplier },
                confirmed: confirmed(instrument.kind),
              },
              amount,
            ),
          ),
    group.minimum,
  );
}

/** Place in the scenario set of a point as a class group is moved there. */
export const placeOf = (
  parameters: CpmParameters,
  { stressed }: ClassMargin,
  point: number,
  isStress: boolean,
): number => (isStress && stressed ? pointCount(parameters) + point : point);

/** Shares and options over a confirmed range are confirmed; futures, options on them and leveraged funds are not: no number of theirs is in hand. */
function isClassConfirmed(parameters: CpmParameters, { holdings }: ClassMargin): boolean {
  return holdings.every(
    ({ instrument }) =>
      instrument.kind !== 'future' &&
      instrument.deliversFuture === undefined &&
      parameters.isRangeConfirmed(instrument.priceIndex) &&
      parameters.leverage(instrument.priceIndex) === 1,
  );
}

function isScanConfirmed(parameters: CpmParameters, group: PortfolioMargin, isStress: boolean): boolean {
  const classes = classesOf(group);
  return !isStress && classes.length === 1 && classes.every((one) => isClassConfirmed(parameters, one));
}
