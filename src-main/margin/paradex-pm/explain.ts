// The lines that explain Paradex's requirement, its contributions and its scenario tables.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { MarginNode, ScenarioTable, WorstScenario } from '../../domain/margin-result.ts';
import { movePercent } from '../../scenarios/price-volatility-grid.ts';
import type { RawContribution } from '../blocks/entry.ts';
import { closedSum, givenLeaf, joined, leaf } from '../blocks/tree.ts';
import type { AccountValues, RequirementInput } from '../rulebook.ts';
import { CASH } from './instruments.ts';
import type { ParadexParameters } from './parameters.ts';
import { scenarioLabel, TABLE, volatilityState } from './scenarios.ts';
import { fundingPerUnit, type UnderlyingMargin } from './underlying-margin.ts';

interface TreeContext {
  values: AccountValues;
  parameters: ParadexParameters;
  /** Of a headline the lines of positions are left out. */
  detail: RequirementInput['detail'];
}

const currency = CASH;

/** The larger of initial and maintenance margin, with everything below. `openOrders`: as the venue states it, or null. */
export function requirementNode(
  context: TreeContext,
  units: readonly UnderlyingMargin[],
  openOrders: number | null,
): MarginNode {
  const id = CASH;
  const initial = joined(
    {
      id: `${id}/initialMargin`,
      label: 'Initial margin',
      currency,
      formula: 'Σ underlyings + open orders as given',
    },
    'sum',
    [
      ...units.map((unit) => initialNode(context, unit, `${id}/initialMargin/${unit.underlying}`)),
      ...(openOrders === null
        ? []
        : [
            givenLeaf(
              {
                id: `${id}/initialMargin/openOrders`,
                label: 'Open orders',
                currency,
                formula: 'as the venue states it',
                confirmed: true,
              },
              openOrders,
            ),
          ]),
    ],
  );
  const maintenance = joined(
    { id: `${id}/maintenanceMargin`, label: 'Maintenance margin', currency, formula: 'Σ underlyings' },
    'sum',
    units.map((unit) => maintenanceNode(context, unit, `${id}/maintenanceMargin/${unit.underlying}`)),
  );
  return joined(
    { id, label: `Margin, ${CASH}`, currency, formula: 'the larger of initial and maintenance margin' },
    'max',
    [initial, maintenance],
  );
}

function initialNode(context: TreeContext, unit: UnderlyingMargin, id: string): MarginNode {
  return joined(
    {
      id,
      label: unit.underlying,
      currency,
      formula: 'net portfolio requirement + funding provision + fee provision',
    },
    'sum',
    [
      joined(
        {
          id: `${id}/netRequirement`,
          label: 'Net portfolio requirement',
          currency,
          formula: 'max(scan risk, minimum delta requirement)',
        },
        'max',
        [
          scanNode(context, unit, `${id}/netRequirement/scanRisk`),
          minimumDeltaNode(unit, `${id}/netRequirement/minimumDelta`),
        ],
      ),
      ...provisionNodes(context, unit, id),
    ],
  );
}

function maintenanceNode(context: TreeContext, unit: UnderlyingMargin, id: string): MarginNode {
  return joined(
    { id, label: unit.underlying, currency, formula: 'factor × net portfolio requirement + provisions' },
    'sum',
    [
      joined(
        {
          id: `${id}/netRequirement`,
          label: 'Part of the net portfolio requirement',
          currency,
          formula: 'maintenance factor × net portfolio requirement',
          inputs: { factor: String(context.parameters.general('maintenanceFactor')) },
        },
        'product',
        [
          leaf(
            {
              id: `${id}/netRequirement/initial`,
              label: 'Net portfolio requirement',
              currency,
              formula: 'as under initial margin',
            },
            unit.netRequirement,
          ),
        ],
      ),
      ...provisionNodes(context, unit, id),
    ],
  );
}

function scanNode({ values, detail }: TreeContext, unit: UnderlyingMargin, id: string): MarginNode {
  const words = { id, label: 'Scan risk', currency, formula: 'largest weighted loss of the scenarios' };
  const scenario = unit.asset.scenarios[unit.worst];
  if (unit.scanRisk === 0 || !scenario) return leaf(words, 0);
  const label = scenarioLabel(scenario);
  const cell = `${id}/scenario`;
  const lines =
    detail !== 'whole'
      ? []
      : unit.holdings.map(({ row, quantity, instrument }, place) =>
          leaf(
            {
              id: `${cell}/${instrument.id}`,
              label: instrument.symbol,
              currency,
              formula: 'quantity × (price in the scenario − price) × rate',
              inputs: { quantity: fromFloat(quantity) },
            },
            quantity * values.unitProfitAndLoss(row, unit.worst) * (unit.rates[place] ?? 1),
          ),
        );
  return joined({ ...words, inputs: { factor: String(-scenario.weight), scenario: label } }, 'product', [
    closedSum(
      { id: cell, label: `Profit and loss, ${label}`, currency, formula: 'Σ positions' },
      lines,
      unit.profitAndLoss[unit.worst] ?? 0,
    ),
  ]);
}

function minimumDeltaNode(unit: UnderlyingMargin, id: string): MarginNode {
  const { asset, delta, spot, underlying } = unit;
  const part = (name: string, label: string, factor: number, amount: number): MarginNode =>
    joined(
      {
        id: `${id}/exposure/${name}`,
        label: `Charge on ${label.toLowerCase()}`,
        currency: underlying,
        formula: `factor × ${label.toLowerCase()}`,
        inputs: { factor: String(factor) },
        confirmed: true,
      },
      'product',
      [
        leaf(
          {
            id: `${id}/exposure/${name}/delta`,
            label,
            currency: underlying,
            formula: name === 'net' ? '|Σ delta|' : '(Σ |delta| − |Σ delta|) / 2',
            confirmed: true,
          },
          amount,
        ),
      ],
    );
  return joined(
    {
      id,
      label: 'Minimum delta requirement',
      currency,
      formula: 'spot × (factor of net delta × |net| + factor of hedged delta × hedged)',
      inputs: { factor: String(spot) },
      confirmed: true,
    },
    'product',
    [
      joined(
        {
          id: `${id}/exposure`,
          label: 'Charged delta',
          currency: underlying,
          formula: 'net + hedged',
          confirmed: true,
        },
        'sum',
        [
          part('net', 'Net delta', asset.unhedgedFactor, Math.abs(delta.net)),
          part('hedged', 'Hedged delta', asset.hedgedFactor, delta.hedged),
        ],
      ),
    ],
  );
}

function provisionNodes(
  { parameters, detail }: TreeContext,
  unit: UnderlyingMargin,
  id: string,
): MarginNode[] {
  const { asset, holdings, fees } = unit;
  return [
    leaf(
      {
        id: `${id}/fundingProvision`,
        label: 'Funding provision',
        currency,
        formula: 'what the perpetuals together pay: max(0, Σ quantity × rate × hours / period × spot)',
        inputs: {
          rate: String(asset.fundingRate),
          hours: String(parameters.general('fundingProvisionHours')),
          period: String(parameters.general('fundingRateHours')),
          spot: String(unit.spot),
        },
      },
      unit.fundingProvision,
    ),
    closedSum(
      {
        id: `${id}/feeProvision`,
        label: 'Fee provision',
        currency,
        formula: 'Σ positions: fee of closing each',
      },
      detail !== 'whole'
        ? []
        : holdings.map(({ instrument }, place) =>
            leaf(
              {
                id: `${id}/feeProvision/${instrument.id}`,
                label: instrument.symbol,
                currency,
                formula:
                  instrument.kind === 'option'
                    ? 'size × min(rate × spot, limit × mark)'
                    : 'size × mark × rate',
              },
              fees[place] ?? 0,
            ),
          ),
      unit.feeProvision,
    ),
  ];
}

/** Scan losses where they bind (ties: their mean), the minimum delta requirement where that does, provisions by position. */
export function paradexContributions(
  { values, parameters }: Omit<TreeContext, 'detail'>,
  unit: UnderlyingMargin,
): RawContribution[] {
  const { asset, holdings, rates, counted } = unit;
  const isScan = unit.scanRisk >= unit.minimumDelta && unit.scanRisk > 0;
  const binding = [...counted.keys()].filter((place) => counted[place] === counted[unit.worst]);
  const funding = unit.fundingProvision === 0 ? 0 : fundingPerUnit(parameters, asset, unit.spot);
  return [
    ...(isScan
      ? holdings.map(
          ({ row, quantity, instrument }, place): RawContribution => ({
            instrument: instrument.id,
            driver: 'scenario',
            label: 'Loss in the binding scenario',
            amount:
              binding.reduce(
                (sum, scenario) =>
                  sum -
                  (asset.scenarios[scenario]?.weight ?? 0) *
                    quantity *
                    values.unitProfitAndLoss(row, scenario) *
                    (rates[place] ?? 1),
                0,
              ) / binding.length,
          }),
        )
      : [
          {
            instrument: null,
            driver: 'minimumDelta',
            label: `Minimum delta requirement, ${unit.underlying}`,
            amount: unit.minimumDelta,
          },
        ]),
    ...holdings
      .filter(({ instrument }) => instrument.kind === 'perpetual')
      .map(
        ({ instrument, quantity }): RawContribution => ({
          instrument: instrument.id,
          driver: 'fundingProvision',
          label: 'Funding provision',
          amount: quantity * Number(instrument.multiplier) * funding,
        }),
      ),
    ...holdings.map(
      ({ instrument }, place): RawContribution => ({
        instrument: instrument.id,
        driver: 'feeProvision',
        label: 'Fee provision',
        amount: unit.fees[place] ?? 0,
      }),
    ),
  ];
}

/** One table per underlying: its scenarios with what counts of them. */
export function paradexTables(units: readonly UnderlyingMargin[]): ScenarioTable[] {
  return units.map((unit) => ({
    table: tableOf(unit.underlying, units.length),
    label: `Scan${units.length > 1 ? `, ${unit.underlying}` : ''}`,
    scenarios: unit.asset.scenarios.map((scenario, place) => ({
      id: `${TABLE}/${place + 1}`,
      label: scenarioLabel(scenario),
      priceMove: fromFloat(scenario.move),
      volatility: volatilityState(scenario),
      profitAndLoss: fromFloat(unit.profitAndLoss[place] ?? 0),
      counted: fromFloat(unit.counted[place] ?? 0),
      worst: place === unit.worst && unit.scanRisk > 0,
    })),
  }));
}

const tableOf = (underlying: string, count: number): string => (count > 1 ? `${TABLE}:${underlying}` : TABLE);

/** Whether a table of `paradexTables` holds an underlying. */
export function isTableOf(table: string, underlying: string): boolean {
  return table === TABLE || table === `${TABLE}:${underlying}`;
}

/** Where the scans stand; of several underlyings each is at its own. Null without holdings. */
export function paradexWorst(units: readonly UnderlyingMargin[]): WorstScenario | null {
  const [first] = units;
  if (!first) return null;
  const main = units.reduce((best, unit) => (unit.scanRisk > best.scanRisk ? unit : best));
  const scenario = main.asset.scenarios[main.worst];
  if (!scenario) return null;
  const moves = units.map((unit) => {
    const own = unit.asset.scenarios[unit.worst];
    return `${unit.underlying} ${movePercent(own?.move ?? 0)}`;
  });
  return {
    id: `${TABLE}/${main.worst + 1}`,
    label:
      units.length === 1
        ? scenarioLabel(scenario)
        : `${moves.join(', ')}, each at its own worst, volatility ${volatilityState(scenario)}`,
    priceMove: fromFloat(scenario.move),
    volatility: volatilityState(scenario),
    table: tableOf(main.underlying, units.length),
    profitAndLoss: fromFloat(-units.reduce((sum, unit) => sum + unit.scanRisk, 0)),
  };
}
