// The lines that explain Hyperliquid's requirement for the token that stands worst.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { MarginNode } from '../../domain/margin-result.ts';
import type { RawContribution } from '../blocks/entry.ts';
import { closedSum, joined, leaf } from '../blocks/tree.ts';
import { CASH, type PerpetualMargin, type PortfolioAccount } from './portfolio-account.ts';

const currency = CASH;

/** The larger of initial and maintenance margin of the account's worst token. */
export function requirementNode(
  account: PortfolioAccount,
  nettingSet: string,
  detail: 'whole' | 'headline',
): MarginNode {
  const [token] = account.tokens;
  const initialId = `${nettingSet}/initialMargin`;
  const maintenanceId = `${nettingSet}/maintenanceMargin`;
  const words = {
    initial: {
      id: initialId,
      label: 'Initial margin: equity at which positions may be opened',
      currency,
      formula: 'max(initial margin + what collateral backs less when opening, maintenance margin)',
    },
    maintenance: {
      id: maintenanceId,
      label: 'Maintenance margin: equity at the liquidation ratio',
      currency,
      formula: 'max(asked / ratio, asked + (1 − ratio) × what collateral backs)',
      inputs: { token: token.currency, ...backingInputs(account) },
    },
  };
  const levels = account.isAsked
    ? [
        joined(words.initial, 'max', [
          openingNode(account, `${initialId}/opening`, detail),
          leaf(
            {
              id: `${initialId}/maintenance`,
              label: 'Maintenance margin',
              currency,
              formula: 'as under maintenance margin',
            },
            token.maintenance,
          ),
        ]),
        joined(words.maintenance, 'max', [
          ownMoneyNode(account, `${maintenanceId}/ownMoney`, detail),
          borrowedNode(account, `${maintenanceId}/borrowed`),
        ]),
      ]
    : [
        leaf({ ...words.initial, formula: 'nothing is asked' }, 0),
        leaf({ ...words.maintenance, formula: 'nothing is asked' }, 0),
      ];
  return joined(
    {
      id: nettingSet,
      label: 'Margin, portfolio',
      currency,
      formula: 'the larger of initial and maintenance margin',
    },
    'max',
    levels,
  );
}

function backingInputs({ backing }: PortfolioAccount): Record<string, string> {
  return Object.fromEntries(
    backing.map(({ currency: token, amount, price, atLiquidation, atOpening }) => [
      token,
      `${fromFloat(amount)} at ${fromFloat(price)} ${CASH}: backs ${fromFloat(atLiquidation)} at liquidation, ${fromFloat(atOpening)} when opening`,
    ]),
  );
}

function openingNode(account: PortfolioAccount, id: string, detail: 'whole' | 'headline'): MarginNode {
  const [{ parts, backedAtOpening }] = account.tokens;
  return joined(
    {
      id,
      label: 'Out of balance and loan-to-value',
      currency,
      formula: 'Σ initial margin of perpetuals + what collateral backs less when opening',
    },
    'sum',
    [
      closedSum(
        { id: `${id}/perpetuals`, label: 'Perpetuals', currency, formula: 'Σ positions' },
        detail === 'whole' ? account.perpetuals.map((one) => initialLine(one, `${id}/perpetuals`)) : [],
        account.initialOfPerpetuals,
      ),
      leaf(
        {
          id: `${id}/loanToValue`,
          label: 'What collateral backs less when opening',
          currency,
          formula: 'backed at liquidation weight − backed at loan-to-value, both up to the borrow cap',
        },
        parts.collateral - backedAtOpening,
      ),
    ],
  );
}

function initialLine({ holding, notional, initialRate }: PerpetualMargin, parent: string): MarginNode {
  const { instrument, quantity } = holding;
  const id = `${parent}/${instrument.id}`;
  return joined(
    {
      id,
      label: instrument.symbol,
      currency,
      formula: 'notional / maximum leverage of its tier',
      inputs: { factor: String(initialRate), quantity: fromFloat(quantity) },
    },
    'product',
    [
      leaf(
        { id: `${id}/notional`, label: 'Notional at the mark', currency, formula: '|size| × mark' },
        notional,
      ),
    ],
  );
}

/** Offset + maintenance margin of perpetuals. */
function askedNode(account: PortfolioAccount, id: string, detail: 'whole' | 'headline'): MarginNode {
  return joined(
    {
      id,
      label: 'Least requirement and maintenance margin',
      currency,
      formula: 'least requirement + Σ maintenance margin of perpetuals',
    },
    'sum',
    [
      leaf(
        { id: `${id}/offset`, label: 'Least requirement', currency, formula: 'minimumBorrowOffset' },
        account.offset,
      ),
      closedSum(
        { id: `${id}/perpetuals`, label: 'Perpetuals', currency, formula: 'Σ positions' },
        detail === 'whole'
          ? account.perpetuals.map(({ holding, tiers, notional }) => {
              const line = `${id}/perpetuals/${holding.instrument.id}`;
              return joined(
                {
                  id: line,
                  label: holding.instrument.symbol,
                  currency,
                  formula: 'slices of the notional, each at half the initial rate of its tier',
                  inputs: { tiers: JSON.stringify(tiers.maintenance) },
                },
                'tieredSum',
                [
                  leaf(
                    {
                      id: `${line}/notional`,
                      label: 'Notional at the mark',
                      currency,
                      formula: '|size| × mark',
                    },
                    notional,
                  ),
                ],
              );
            })
          : [],
        account.maintenanceOfPerpetuals,
      ),
    ],
  );
}

function ownMoneyNode(account: PortfolioAccount, id: string, detail: 'whole' | 'headline'): MarginNode {
  return joined(
    { id, label: 'While nothing is borrowed', currency, formula: 'asked / liquidation ratio' },
    'ratio',
    [
      askedNode(account, `${id}/asked`, detail),
      leaf(
        { id: `${id}/ratio`, label: 'Liquidation ratio', currency: '', formula: 'liquidationRatio' },
        account.liquidationRatio,
      ),
    ],
  );
}

function borrowedNode(account: PortfolioAccount, id: string): MarginNode {
  const [{ parts }] = account.tokens;
  return joined(
    {
      id,
      label: 'While the token is borrowed',
      currency,
      formula: 'asked + (1 − liquidation ratio) × what collateral backs',
    },
    'sum',
    [
      leaf(
        {
          id: `${id}/asked`,
          label: 'Least requirement and maintenance margin',
          currency,
          formula: 'as above',
        },
        account.offset + account.maintenanceOfPerpetuals,
      ),
      joined(
        {
          id: `${id}/held`,
          label: 'Kept from what collateral backs',
          currency,
          formula: '(1 − liquidation ratio) × what collateral backs',
          inputs: { factor: String(1 - account.liquidationRatio) },
        },
        'product',
        [
          leaf(
            {
              id: `${id}/held/backed`,
              label: 'What collateral backs',
              currency,
              formula: 'min(borrow cap, Σ min(balance, supply cap) × price × liquidation weight)',
            },
            parts.collateral,
          ),
        ],
      ),
    ],
  );
}

/** Each perpetual's own margin at the level that binds; what collateral backs less and the least requirement are nobody's position. */
export function hyperliquidContributions(account: PortfolioAccount): RawContribution[] {
  if (!account.isAsked) return [];
  const [{ initial, maintenance, parts, backedAtOpening }] = account.tokens;
  const isOpening = initial > maintenance;
  return [
    ...account.perpetuals.map(
      (perpetual): RawContribution => ({
        instrument: perpetual.holding.instrument.id,
        driver: 'position',
        label: 'Margin of the position by itself',
        amount: isOpening ? perpetual.initial : perpetual.maintenance,
      }),
    ),
    isOpening
      ? {
          instrument: null,
          driver: 'loanToValue',
          label: 'What collateral backs less when opening',
          amount: parts.collateral - backedAtOpening,
        }
      : {
          instrument: null,
          driver: 'leastRequirement',
          label: 'Least requirement',
          amount: account.offset,
        },
  ];
}
