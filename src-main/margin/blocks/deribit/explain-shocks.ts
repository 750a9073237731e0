// The tree of what is charged on deltas: roll shock → expiry, delta shock → underlying.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../../domain/decimal.ts';
import type { MarginNode } from '../../../domain/margin-result.ts';
import { DAY_LENGTH } from '../constants.ts';
import { joined, leaf } from '../tree.ts';
import type { RiskMatrix } from './risk-matrix.ts';
import { riskGroupOf } from './risk-unit.ts';
import { type TreeContext, words } from './tree-context.ts';

/** Σ over expiries of |delta| × rate. */
export function rollShockNode(context: TreeContext, matrix: RiskMatrix, id: string): MarginNode {
  const doubtful = doubtfulExpiries(matrix);
  const children = matrix.rollShocks.map((shock) => {
    const name = shock.expiry === null ? 'perpetual' : shock.expiry.slice(0, DAY_LENGTH);
    const own = `${id}/${shock.group}/${shock.expiry ?? 'perpetual'}`;
    return joined(
      words(
        context,
        own,
        `${shock.unit.underlying} ${name}`,
        '|delta| × max(least move, annualised move)',
        shock.atMinimum,
        {
          factor: fromFloat(shock.rate),
          delta: `${fromFloat(shock.delta)} ${shock.unit.underlying}`,
        },
      ),
      'product',
      [
        leaf(
          words(
            context,
            `${own}/delta`,
            'Delta',
            '|delta| in the currency of the margin',
            shock.exposure === 0 ||
              (context.kindConfirmed && !doubtful.has(expiryKey(shock.group, shock.expiry))),
          ),
          shock.exposure,
        ),
      ],
    );
  });
  return joined(
    words(context, id, 'Roll shock', 'Σ over expiries, no netting between them', true),
    'sum',
    children,
  );
}

/** Σ over underlyings of what their delta above the threshold is charged. */
export function deltaShockNode(context: TreeContext, matrix: RiskMatrix, id: string): MarginNode {
  const children = matrix.deltaShocks
    .filter((shock) => shock.amount > 0)
    .map((shock) => {
      const own = `${id}/${shock.unit.underlying}`;
      return joined(
        words(
          context,
          own,
          shock.unit.underlying,
          'min(excess × |delta| × increment, largest share × delta)',
          false,
          {
            delta: `${fromFloat(shock.delta)} ${shock.unit.underlying}`,
            deltaUsd: fromFloat(shock.deltaUsd),
          },
        ),
        'min',
        [
          leaf(
            words(
              context,
              `${own}/excess`,
              'On the delta above the threshold',
              'excess × |delta| × increment',
              false,
            ),
            shock.incremental,
          ),
          leaf(words(context, `${own}/limit`, 'At most', 'largest share × delta', false), shock.limit),
        ],
      );
    });
  return joined(
    words(context, id, 'Delta shock', 'Σ underlyings above the threshold', true),
    'sum',
    children,
  );
}

/** Risk group and expiry of every holding whose delta no venue number confirms: options and whatever is linear. */
function doubtfulExpiries(matrix: RiskMatrix): Set<string> {
  const byGroup = new Map<string, Set<string | null>>();
  for (const unit of new Set(matrix.rollShocks.map((shock) => shock.unit))) {
    for (const { instrument } of unit.holdings) {
      if (instrument.kind !== 'option' && instrument.payoff === 'inverse') continue;
      const group = riskGroupOf(instrument);
      const expiries = byGroup.get(group);
      if (expiries) expiries.add(instrument.expiry);
      else byGroup.set(group, new Set([instrument.expiry]));
    }
  }
  return new Set(
    [...byGroup].flatMap(([group, expiries]) => [...expiries].map((own) => expiryKey(group, own))),
  );
}

const expiryKey = (group: string, expiry: string | null): string => `${group} ${expiry ?? ''}`;
