// The lines that explain SPAN's requirement in one currency, the combined commodity as netting line.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { MarginNode } from '../../domain/margin-result.ts';
import { arrayPath, pathSegment } from '../../domain/span-parameters.ts';
import { closedSum, givenLeaf, joined, leaf, type NodeWords } from '../blocks/tree.ts';
import type { RequirementInput } from '../rulebook.ts';
import type { CommodityRisk } from './account-risk.ts';
import type { CurrencyAmounts } from './amounts.ts';
import { contractLoss } from './commodity-array.ts';
import { scenarioLabel } from './scenarios.ts';
import type { SpanParameters } from './typed-parameters.ts';

interface TreeContext {
  input: RequirementInput;
  parameters: SpanParameters;
}

/** The larger of initial and maintenance margin, with everything below; of a headline the lines of positions are left out. */
export function requirementTree(context: TreeContext, amounts: CurrencyAmounts): MarginNode {
  const { currency, commodities, openOrders } = amounts;
  const word = wordsIn(currency);
  const initialId = `${currency}/initialMargin`;
  const floored = levelNode(
    amounts,
    `${initialId}/risk`,
    'max(0, Σ risk × initial ratio − net option value)',
    commodities.map((one) => {
      const id = `${initialId}/${one.terms.code}`;
      return joined(
        word(id, `${one.terms.code}: ${one.terms.name}`, 'risk × initial ratio', {
          factor: fromFloat(one.terms.initialRatio),
        }),
        'product',
        [riskNode(context, one, `${id}/risk`)],
      );
    }),
  );
  const initial = joined(
    word(
      initialId,
      'Initial margin',
      'max(0, Σ risk × initial ratio − net option value) + open orders as given',
    ),
    'sum',
    [
      floored,
      ...(openOrders === null
        ? []
        : [givenLeaf(word(`${initialId}/openOrders`, 'Open orders', 'as the broker states it'), openOrders)]),
    ],
  );
  const maintenanceId = `${currency}/maintenanceMargin`;
  const maintenance = levelNode(
    amounts,
    maintenanceId,
    'max(0, Σ risk − net option value)',
    commodities.map((one) =>
      leaf(
        {
          ...word(`${maintenanceId}/${one.terms.code}`, one.terms.code, 'risk, as under initial margin'),
          confirmed: isScanConfirmed(context.parameters, one),
        },
        one.risk,
      ),
    ),
  );
  return joined(
    word(currency, `Margin, ${currency}`, 'the larger of initial and maintenance margin'),
    'max',
    [initial, { ...maintenance, label: 'Maintenance margin' }],
  );
}

const wordsIn =
  (currency: string) =>
  (id: string, label: string, formula: string, inputs?: Record<string, string>): NodeWords => ({
    id,
    label,
    currency,
    formula,
    confirmed: true,
    ...(inputs ? { inputs } : {}),
  });

/** Commodities less net option value, not below 0. */
function levelNode(
  { currency, commodities, optionValues, excessOptionValue }: CurrencyAmounts,
  id: string,
  formula: string,
  lines: MarginNode[],
): MarginNode {
  const word = wordsIn(currency);
  const own = `${id}/optionValue`;
  return joined(
    word(id, 'Risk less option value', formula, {
      level: '0',
      excessOptionValue: `${fromFloat(excessOptionValue)} ${currency}`,
    }),
    'floor',
    [
      joined(word(`${id}/sum`, 'Risk less option value, signed', 'Σ commodities − net option value'), 'sum', [
        ...lines,
        joined(
          word(own, 'Less net option value', '−(long − short option value)', { factor: '-1' }),
          'product',
          [
            joined(
              word(`${own}/net`, 'Net option value', 'Σ commodities: options whose premium is paid at once'),
              'sum',
              commodities.map(({ terms }, place) =>
                leaf(
                  word(`${own}/net/${terms.code}`, terms.code, 'Σ quantity × value'),
                  optionValues[place] ?? 0,
                ),
              ),
            ),
          ],
        ),
      ]),
    ],
  );
}

function riskNode(context: TreeContext, one: CommodityRisk, id: string): MarginNode {
  const { terms, credits, shortOptions } = one;
  const word = wordsIn(terms.currency);
  const unconfirmed = (line: NodeWords): NodeWords => ({ ...line, confirmed: false });
  const { method, rate } = terms.shortOptions;
  const minimumPath = `combinedCommodity.${pathSegment(terms.code)}.shortOptionMinimum`;
  return joined(
    word(
      id,
      'Risk',
      'max(scan + inter-month + delivery − inter-commodity credits, short option minimum) × adjustment',
      { factor: fromFloat(terms.adjustmentRatio) },
    ),
    'product',
    [
      joined(word(`${id}/largest`, 'Risk before adjustment', 'max(scan with charges, minimum)'), 'max', [
        joined(word(`${id}/net`, 'Scan with charges and credits', 'Σ lines'), 'sum', [
          scanNode(context, one, `${id}/scan`),
          leaf(
            unconfirmed(
              word(`${id}/interMonth`, 'Inter-month charge', 'Σ spreads: count × rate', {
                spreads: String(one.spreads.filter(({ kind }) => kind !== 'delivery').length),
              }),
            ),
            one.interMonth,
          ),
          leaf(
            unconfirmed(
              word(
                `${id}/delivery`,
                'Delivery charge',
                'Σ months: |delta left| × outright rate + |delta in spreads| × spread rate',
              ),
            ),
            one.delivery,
          ),
          ...credits.map(({ key, label, amount }, place) =>
            leaf(unconfirmed(word(`${id}/credit/${place + 1}/${key}`, label, 'less the credit')), -amount),
          ),
        ]),
        leaf(
          {
            ...word(`${id}/shortOptionMinimum`, 'Short option minimum', 'short options counted × rate', {
              method,
              rate: fromFloat(rate),
              shortCalls: fromFloat(shortOptions.calls),
              shortPuts: fromFloat(shortOptions.puts),
              counted: fromFloat(shortOptions.counted),
            }),
            confirmed: context.parameters.reader.isConfirmed(minimumPath),
          },
          one.shortOptionMinimum,
        ),
      ]),
    ],
  );
}

function scanNode({ input, parameters }: TreeContext, one: CommodityRisk, id: string): MarginNode {
  const { terms, contracts, array, losses } = one;
  const word = wordsIn(terms.currency);
  const row = parameters.scenarios[array.active];
  const label = row ? scenarioLabel(row) : '';
  const cell = `${id}/scenario`;
  const isConfirmed = isScanConfirmed(parameters, one);
  const lines =
    input.detail !== 'whole'
      ? []
      : contracts.map((contract) =>
          leaf(
            {
              ...word(
                `${cell}/${contract.holding.instrument.id}`,
                contract.holding.instrument.symbol,
                contract.array
                  ? 'quantity × loss of the file’s array'
                  : 'quantity × loss in the built scenario × cover',
                { quantity: fromFloat(contract.holding.quantity) },
              ),
              confirmed: isConfirmed,
            },
            contractLoss(input.values, parameters, contract, array.active),
          ),
        );
  return joined(
    {
      ...word(id, 'Scan risk', 'largest loss of the scenarios, not below 0', { level: '0' }),
      confirmed: isConfirmed,
    },
    'floor',
    [
      closedSum(
        {
          ...word(cell, `Scenario ${array.active + 1}: ${label}`, 'Σ positions, loss positive', {
            arrays: one.arrays,
          }),
          confirmed: isConfirmed,
        },
        lines,
        losses[array.active] ?? 0,
      ),
    ],
  );
}

/** Whether a venue's number confirms what is scanned: every array of the file, or of futures alone the range they were built with. */
export function isScanConfirmed({ reader }: SpanParameters, { terms, contracts }: CommodityRisk): boolean {
  const range = `combinedCommodity.${pathSegment(terms.code)}.scanRange.1.price`;
  return contracts.every(({ array, holding }) =>
    array
      ? reader.isConfirmed(arrayPath(holding.instrument.id))
      : holding.instrument.kind === 'future' && terms.scanRanges.length === 1 && reader.isConfirmed(range),
  );
}
