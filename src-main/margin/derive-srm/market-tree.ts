// The lines of one market under the standard manager: both levels down to positions, or the sums alone.
// May import the domain, margin/blocks and the files beside it.
import { fromFloat } from '../../domain/decimal.ts';
import type { MarginNode } from '../../domain/margin-result.ts';
import { CASH } from '../blocks/derive/instruments.ts';
import { joined, leaf, type NodeWords } from '../blocks/tree.ts';
import type { Level } from './expiry-margin.ts';
import type { MarketMargin } from './market-margin.ts';

type Line = (
  id: string,
  label: string,
  formula: string,
  confirmed: boolean,
  inputs?: Record<string, string>,
) => NodeWords;

const line: Line = (id, label, formula, confirmed, inputs) => ({
  id,
  label,
  currency: CASH,
  formula,
  confirmed,
  ...(inputs ? { inputs } : {}),
});

/** The tree of a netting set; amounts are those of `MarketMargin.requirement`, to the bit. Not whole: the same root, over sums without their lines. */
export function marketTree(margin: MarketMargin, isWhole: boolean): MarginNode {
  const { market } = margin.account;
  const sum = (words: NodeWords, amount: number, children: () => MarginNode[]): MarginNode =>
    isWhole ? joined(words, 'sum', children()) : leaf(words, amount);
  const level = (name: Level): MarginNode => {
    const own = `${market}/${name}Margin`;
    const always = [perpetuals, options, collateral].map((section) => section(margin, name, own, sum));
    if (name === 'maintenance') {
      return joined(line(own, 'Maintenance margin', 'Σ', true), 'sum', always);
    }
    return joined(line(own, 'Initial margin', 'Σ', true), 'sum', [
      ...always,
      oracleConfidence(margin, own, sum),
      peg(margin, own),
    ]);
  };
  return joined(
    line(market, `Margin, ${market}`, 'the larger of initial and maintenance margin', true),
    'max',
    [level('initial'), level('maintenance')],
  );
}

type Sum = (words: NodeWords, amount: number, children: () => MarginNode[]) => MarginNode;

function perpetuals(margin: MarketMargin, level: Level, own: string, sum: Sum): MarginNode {
  const { account, parameters } = margin;
  const confirmed = parameters.confirmed('perpetual', account.market);
  const formula = '|amount| × mark × rate';
  const factor = fromFloat(margin.perpetualRate(level));
  return sum(line(`${own}/perpetuals`, 'Perpetuals', formula, confirmed), margin.perpetuals(level), () =>
    account.perpetuals.map(({ holding: { instrument }, amount, price }) => {
      const id = `${own}/perpetuals/${instrument.id}`;
      return joined(line(id, instrument.symbol, formula, confirmed, { factor }), 'product', [
        leaf(line(`${id}/size`, 'Size', '|amount| × mark', true), Math.abs(amount) * price),
      ]);
    }),
  );
}

function options(margin: MarketMargin, level: Level, own: string, sum: Sum): MarginNode {
  const confirmed = margin.parameters.confirmed('option', margin.account.market);
  const words = (given: NodeWords): NodeWords => ({ ...given, currency: CASH });
  return sum(
    line(`${own}/options`, 'Options', 'Σ expiries min(each by itself, largest loss)', confirmed),
    margin.options(level),
    () =>
      margin.expiries.map((one) =>
        one.tree(level, `${own}/options/${one.expiry.priceIndex} ${one.expiry.expiry}`, words),
      ),
  );
}

function collateral(margin: MarketMargin, level: Level, own: string, sum: Sum): MarginNode {
  const { account, parameters } = margin;
  const rows = account.collaterals.map((part) => ({
    part,
    haircut: margin.haircut(part, level),
    confirmed: parameters.confirmed('collateral', part.asset),
  }));
  return sum(
    line(
      `${own}/collateral`,
      'Haircut of collateral',
      'Σ value × (1 − margin factor)',
      rows.every(({ haircut, confirmed }) => confirmed || haircut === 0),
    ),
    margin.haircuts(level),
    () =>
      rows.map(({ part, haircut, confirmed }) => {
        const formula =
          part.value > 0 ? 'value × (1 − margin factor × scale)' : 'owed: counts whole in equity';
        const inputs = { value: fromFloat(part.value), counted: fromFloat(margin.counted(part, level)) };
        return leaf(line(`${own}/collateral/${part.asset}`, part.asset, formula, confirmed, inputs), haircut);
      }),
  );
}

function oracleConfidence(margin: MarketMargin, own: string, sum: Sum): MarginNode {
  const confirmed = margin.parameters.confirmed('confidence', margin.account.market);
  const id = `${own}/oracleConfidence`;
  return sum(
    line(id, 'What the oracles don’t know', 'Σ (1 − confidence) × factor × S × size', confirmed),
    margin.confidence(),
    () =>
      margin.charges.map((charge) =>
        leaf(
          line(
            `${id}/${charge.id}`,
            charge.label,
            '(1 − confidence) × factor × S × size where below the threshold',
            confirmed,
            { confidence: fromFloat(charge.confidence) },
          ),
          charge.amount,
        ),
      ),
  );
}

function peg(margin: MarketMargin, own: string): MarginNode {
  const confirmed = margin.parameters.reader.isConfirmed('peg');
  const inputs = { factor: fromFloat(margin.pegRate()), stable: fromFloat(margin.account.stable) };
  return joined(
    line(
      `${own}/peg`,
      `${CASH} below its peg`,
      '(threshold − price of USDC) × factor × S × size',
      confirmed,
      inputs,
    ),
    'product',
    [
      leaf(
        line(`${own}/peg/size`, 'Perpetuals and short options', 'S × (|perpetuals| + shorts)', true),
        margin.pegSize(),
      ),
    ],
  );
}
