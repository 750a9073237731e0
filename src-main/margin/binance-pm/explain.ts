// The lines that explain Binance's requirement: maintenance of positions and loans, held at each level's multiple.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { MarginNode } from '../../domain/margin-result.ts';
import type { RawContribution } from '../blocks/entry.ts';
import { closedSum, joined, leaf } from '../blocks/tree.ts';
import { type PositionMaintenance, UNIT, type UnifiedAccount } from './unified-account.ts';

const currency = UNIT;

interface Levels {
  reduceOnly: number;
  liquidation: number;
}

/** The larger of the two multiples of the unified maintenance margin; the equity behind the ratio is among the inputs. */
export function requirementNode(
  account: UnifiedAccount,
  levels: Levels,
  nettingSet: string,
  detail: 'whole' | 'headline',
): MarginNode {
  const multiple = (name: string, label: string, level: number, child: MarginNode): MarginNode =>
    joined(
      {
        id: `${nettingSet}/${name}`,
        label,
        currency,
        formula: 'uniMMR of the level × unified maintenance margin',
        inputs: { factor: String(level), ...equityInputs(account) },
      },
      'product',
      [child],
    );
  const initial = multiple(
    'initialMargin',
    'Initial margin: equity at the reduce-only level',
    levels.reduceOnly,
    maintenanceNode(account, `${nettingSet}/initialMargin/maintenance`, detail),
  );
  const maintenance = multiple(
    'maintenanceMargin',
    'Maintenance margin: equity at the liquidation level',
    levels.liquidation,
    leaf(
      {
        id: `${nettingSet}/maintenanceMargin/maintenance`,
        label: 'Unified maintenance margin',
        currency,
        formula: 'as under initial margin',
      },
      account.maintenance,
    ),
  );
  return joined(
    {
      id: nettingSet,
      label: 'Margin, unified account',
      currency,
      formula: 'the larger of initial and maintenance margin',
    },
    'max',
    [initial, maintenance],
  );
}

/** What counts of each asset, as inputs: `BTC` → `190000 USD, of which 180500 count`. */
function equityInputs({ assets, equity }: UnifiedAccount): Record<string, string> {
  return {
    equity: `${fromFloat(equity)} ${UNIT}`,
    ...Object.fromEntries(
      assets.map(({ money, value, counted }) => [
        `equity in ${money.currency}`,
        `${fromFloat(value)} ${UNIT}, of which ${fromFloat(counted)} count`,
      ]),
    ),
  };
}

function maintenanceNode(account: UnifiedAccount, id: string, detail: 'whole' | 'headline'): MarginNode {
  const { positions, loans, loanRate } = account;
  const whole = detail === 'whole';
  return joined(
    { id, label: 'Unified maintenance margin', currency, formula: 'Σ positions + Σ loans' },
    'sum',
    [
      closedSum(
        { id: `${id}/positions`, label: 'Futures and perpetuals', currency, formula: 'Σ positions' },
        whole ? positions.map((position) => positionNode(position, `${id}/positions`)) : [],
        positions.reduce((sum, { amount }) => sum + amount, 0),
      ),
      closedSum(
        { id: `${id}/loans`, label: 'Loans', currency, formula: 'Σ currencies: rate × what is owed' },
        whole
          ? loans.map((loan) =>
              joined(
                {
                  id: `${id}/loans/${loan.currency}`,
                  label: loan.currency,
                  currency,
                  formula: 'maintenance rate of loans × what is owed',
                  inputs: { factor: String(loanRate) },
                },
                'product',
                [
                  leaf(
                    {
                      id: `${id}/loans/${loan.currency}/owed`,
                      label: `${loan.currency} owed`,
                      currency,
                      formula: 'amount × index price',
                    },
                    loan.owed,
                  ),
                ],
              ),
            )
          : [],
        loans.reduce((sum, { amount }) => sum + amount, 0),
      ),
    ],
  );
}

/** Slices of the size at their rates, converted where the tiers are in another unit than dollars. */
function positionNode({ holding, found, size, rate }: PositionMaintenance, parent: string): MarginNode {
  const { instrument, quantity } = holding;
  const id = `${parent}/${instrument.id}`;
  const unit = found.inDollars ? UNIT : instrument.underlying;
  return joined(
    {
      id,
      label: instrument.symbol,
      currency,
      formula: 'maintenance margin × index price of its currency',
      inputs: { rate: String(rate), quantity: fromFloat(quantity) },
    },
    'currencyConversion',
    [
      joined(
        {
          id: `${id}/tiers`,
          label: 'Slices of the position at their rates',
          currency: unit,
          formula: 'size × rate − deduction',
          inputs: { tiers: JSON.stringify(found.tiers) },
        },
        'tieredSum',
        [
          leaf(
            {
              id: `${id}/tiers/size`,
              label: 'Position at its mark',
              currency: unit,
              formula: '|position| × mark',
            },
            size,
          ),
        ],
      ),
    ],
  );
}

/** Each position's and each loan's share of the maintenance margin, at the initial level's multiple. */
export function binanceContributions(account: UnifiedAccount, multiple: number): RawContribution[] {
  return [
    ...account.positions.map(
      ({ holding, amount }): RawContribution => ({
        instrument: holding.instrument.id,
        driver: 'position',
        label: 'Maintenance margin of the position by itself, at the level’s multiple',
        amount: multiple * amount,
      }),
    ),
    ...account.loans.map(
      ({ currency: owed, amount }): RawContribution => ({
        instrument: null,
        driver: 'loans',
        label: `Maintenance margin of what is owed in ${owed}, at the level’s multiple`,
        amount: multiple * amount,
      }),
    ),
  ];
}
