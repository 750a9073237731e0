// One expiry under the standard manager: its short options one by one, or its largest loss at settlement, whichever asks less.
// May import the domain, the rulebook interface and margin/blocks. Amounts are dollars; requirements are positive.
import { fromFloat } from '../../domain/decimal.ts';
import type { MarginNode } from '../../domain/margin-result.ts';
import type { ExpiryPart, OptionPart } from '../blocks/derive/market-account.ts';
import { unitOptionValue } from '../blocks/equity.ts';
import { joined, leaf, type NodeWords } from '../blocks/tree.ts';
import type { AccountValues } from '../rulebook.ts';
import type { StandardManagerParameters } from './parameters.ts';

export type Level = 'initial' | 'maintenance';

interface OptionRates {
  initialRate: number;
  initialMinimum: number;
  callMaintenanceRate: number;
  putMaintenanceRate: number;
  putValueRate: number;
  putInitialScale: number;
  unpairedScale: Record<Level, number>;
  confirmed: boolean;
}

/** The option rates of a market. Throws `invalid-input` naming the path that is missing or out of bounds. */
export function optionRates(parameters: StandardManagerParameters, market: string): OptionRates {
  const of = (name: string): number => parameters.of('option', market, name);
  return {
    initialRate: of('initialRate'),
    initialMinimum: of('initialMinimum'),
    callMaintenanceRate: of('callMaintenanceRate'),
    putMaintenanceRate: of('putMaintenanceRate'),
    putValueRate: of('putValueRate'),
    putInitialScale: of('putInitialScale'),
    unpairedScale: { initial: of('unpairedInitialScale'), maintenance: of('unpairedMaintenanceScale') },
    confirmed: parameters.confirmed('option', market),
  };
}

/** A short option by itself. */
interface ShortOption {
  part: OptionPart;
  isCall: boolean;
  /** What it would cost to buy back. */
  value: number;
  /** Size × price index. */
  notional: number;
  /** Out-of-the-money amount as a share of the price index. */
  outOfTheMoney: number;
}

/** The largest loss at settlement over all prices that matter, and what calls sold without a bought one add. */
interface LargestLoss {
  /** Prices at which the loss can be largest: 0 and the strikes, and the loss there. */
  points: { price: number; loss: number }[];
  payoff: number;
  /** Calls sold above those bought, 0 or more, in the underlying. */
  unpairedCalls: number;
}

/** Everything about one expiry that its lines are made from. */
export class ExpiryMargin {
  readonly expiry: ExpiryPart;
  /** Sum of the sizes of its short options, in the underlying. */
  readonly shortSize: number;
  readonly #rates: OptionRates;
  readonly #shorts: ShortOption[];
  #largest: LargestLoss | null = null;

  constructor(expiry: ExpiryPart, spot: number, rates: OptionRates, values: AccountValues) {
    this.expiry = expiry;
    this.#rates = rates;
    this.#shorts = expiry.options
      .filter(({ amount }) => amount < 0)
      .map((part): ShortOption => {
        const { instrument, quantity } = part.holding;
        const strike = Number(instrument.strike ?? 'NaN');
        const isCall = instrument.right === 'call';
        return {
          part,
          isCall,
          value: -quantity * unitOptionValue(values, part.holding),
          notional: -part.amount * spot,
          outOfTheMoney: Math.max(isCall ? strike - spot : spot - strike, 0) / spot,
        };
      });
    this.shortSize = this.#shorts.reduce((sum, { part }) => sum - part.amount, 0);
  }

  amount(level: Level): number {
    return Math.min(this.isolated(level), this.largestLoss(level));
  }

  isolated(level: Level): number {
    return this.#shorts.reduce((sum, short) => sum + this.#alone(short, level), 0);
  }

  largestLoss(level: Level): number {
    const { payoff } = this.#loss();
    return payoff + this.#unpaired(level);
  }

  /** What each short option, or each leg of the largest loss, brings to the initial margin; they add up to it but for rounding. */
  contributions(): { instrument: string; amount: number; binding: 'isolated' | 'largestLoss' }[] {
    if (this.#isIsolated('initial')) {
      return this.#shorts.map((short) => ({
        instrument: short.part.holding.instrument.id,
        amount: this.#alone(short, 'initial'),
        binding: 'isolated',
      }));
    }
    const { points, payoff, unpairedCalls } = this.#loss();
    // Of several prices with the same largest loss each counts alike.
    const worst = payoff > 0 ? points.filter(({ loss }) => loss === payoff) : [];
    const perCall = unpairedCalls > 0 ? this.#rates.unpairedScale.initial * this.expiry.forward : 0;
    return this.expiry.options.map(({ holding, amount }) => {
      const strike = Number(holding.instrument.strike ?? 'NaN');
      const isCall = holding.instrument.right === 'call';
      const lost = worst.reduce(
        (sum, { price }) => sum - amount * Math.max(isCall ? price - strike : strike - price, 0),
        0,
      );
      return {
        instrument: holding.instrument.id,
        amount: (worst.length > 0 ? lost / worst.length : 0) - (isCall ? amount * perCall : 0),
        binding: 'largestLoss',
      };
    });
  }

  /** The expiry's lines, both ways shown; `words` gives a line its currency. */
  tree(level: Level, id: string, words: (words: NodeWords) => NodeWords): MarginNode {
    const { confirmed } = this.#rates;
    const day = this.expiry.expiry.slice(0, 'yyyy-mm-dd'.length);
    const label = `${this.expiry.priceIndex} ${day}`;
    const made = (own: NodeWords): NodeWords => words({ confirmed, ...own });
    const line = (own: string, name: string, formula: string, inputs?: Record<string, string>): NodeWords =>
      made({ id: own, label: name, currency: '', formula, ...(inputs ? { inputs } : {}) });
    if (this.#shorts.length === 0) return leaf(line(id, label, 'long options: nothing is asked'), 0);
    const { points, unpairedCalls } = this.#loss();
    const isolated = joined(
      line(`${id}/isolated`, 'Each short option by itself', 'Σ short options'),
      'sum',
      this.#shorts.map((short) => this.#aloneTree(short, level, `${id}/isolated`, line)),
    );
    const largest = joined(
      line(`${id}/largestLoss`, 'Largest loss of the expiry', 'loss at settlement + unpaired calls'),
      'sum',
      [
        joined(
          line(`${id}/largestLoss/settlement`, 'Loss at settlement', 'the largest over 0 and the strikes'),
          'max',
          [
            leaf(line(`${id}/largestLoss/settlement/none`, 'No loss', 'a gain isn’t counted'), 0),
            ...points.map(({ price, loss }) =>
              leaf(
                line(
                  `${id}/largestLoss/settlement/${fromFloat(price)}`,
                  `Settled at ${fromFloat(price)}`,
                  '−Σ options amount × payoff',
                ),
                loss,
              ),
            ),
          ],
        ),
        joined(
          line(
            `${id}/largestLoss/unpaired`,
            'Calls sold above those bought',
            'unpaired calls × forward × scale',
            {
              factor: fromFloat(this.#rates.unpairedScale[level]),
              forward: fromFloat(this.expiry.forward),
              unpairedCalls: fromFloat(unpairedCalls),
            },
          ),
          'product',
          [
            leaf(
              line(`${id}/largestLoss/unpaired/forward`, 'Unpaired calls at the forward', 'calls × forward'),
              unpairedCalls * this.expiry.forward,
            ),
          ],
        ),
      ],
    );
    const binds = this.#isIsolated(level) ? 'each by itself' : 'largest loss';
    return joined(line(id, label, 'min(each by itself, largest loss)', { binds }), 'min', [
      isolated,
      largest,
    ]);
  }

  /** Whether the short options by themselves ask no more than the largest loss. */
  #isIsolated(level: Level): boolean {
    return this.isolated(level) <= this.largestLoss(level);
  }

  #alone(short: ShortOption, level: Level): number {
    const rates = this.#rates;
    const { value, notional } = short;
    if (level === 'maintenance') return value + this.#maintenanceCharge(short);
    const own = value + notional * Math.max(rates.initialRate - short.outOfTheMoney, rates.initialMinimum);
    return short.isCall ? own : Math.max(own, rates.putInitialScale * this.#alone(short, 'maintenance'));
  }

  #maintenanceCharge({ isCall, notional, value }: ShortOption): number {
    const rates = this.#rates;
    if (isCall) return rates.callMaintenanceRate * notional;
    return Math.max(rates.putMaintenanceRate * notional, rates.putValueRate * value);
  }

  #aloneTree(
    short: ShortOption,
    level: Level,
    prefix: string,
    line: (id: string, label: string, formula: string, inputs?: Record<string, string>) => NodeWords,
  ): MarginNode {
    const { instrument } = short.part.holding;
    const id = `${prefix}/${instrument.id}`;
    const rates = this.#rates;
    const value = (own: string): MarginNode =>
      leaf(line(`${own}/value`, 'Value', 'size × mark, undiscounted'), short.value);
    const maintenance = (own: string, label: string): MarginNode =>
      joined(
        line(own, label, short.isCall ? 'value + rate × S' : 'value + max(rate × S, rate × value)'),
        'sum',
        [
          value(own),
          short.isCall
            ? leaf(
                line(`${own}/charge`, 'Rate of the price index', 'size × S × maintenance rate'),
                this.#maintenanceCharge(short),
              )
            : joined(line(`${own}/charge`, 'Charge', 'max(of the price index, of the value)'), 'max', [
                leaf(
                  line(`${own}/charge/index`, 'Rate of the price index', 'size × S × maintenance rate'),
                  rates.putMaintenanceRate * short.notional,
                ),
                leaf(
                  line(`${own}/charge/value`, 'Rate of the value', 'value × rate'),
                  rates.putValueRate * short.value,
                ),
              ]),
        ],
      );
    if (level === 'maintenance') return maintenance(id, instrument.symbol);
    const initial = (own: string, label: string): MarginNode =>
      joined(line(own, label, 'value + size × S × max(rate − out of the money, minimum)'), 'sum', [
        value(own),
        joined(
          line(`${own}/charge`, 'Charge', 'size × S × rate', { factor: fromFloat(short.notional) }),
          'product',
          [
            joined(line(`${own}/rate`, 'Rate', 'max(rate − out of the money, minimum)'), 'max', [
              leaf(
                line(`${own}/rate/outOfTheMoney`, 'Rate less out of the money', 'rate − otm/S', {
                  outOfTheMoney: fromFloat(short.outOfTheMoney),
                }),
                rates.initialRate - short.outOfTheMoney,
              ),
              leaf(line(`${own}/rate/minimum`, 'Least rate', 'initial minimum'), rates.initialMinimum),
            ]),
          ],
        ),
      ]);
    if (short.isCall) return initial(id, instrument.symbol);
    return joined(line(id, instrument.symbol, 'max(initial, scale × maintenance)'), 'max', [
      initial(`${id}/own`, 'Initial by itself'),
      joined(
        line(`${id}/scaled`, 'Scaled maintenance', 'scale × maintenance', {
          factor: fromFloat(rates.putInitialScale),
        }),
        'product',
        [maintenance(`${id}/scaled/maintenance`, 'Maintenance by itself')],
      ),
    ]);
  }

  #unpaired(level: Level): number {
    return this.#rates.unpairedScale[level] * (this.#loss().unpairedCalls * this.expiry.forward);
  }

  #loss(): LargestLoss {
    if (this.#largest) return this.#largest;
    const { strikes } = this.expiry;
    const prices = [0, ...strikes.map(({ strike }) => strike).filter((strike) => strike > 0)];
    const points = prices.map((price) => ({
      price,
      loss: -strikes.reduce(
        (sum, { strike, call, put }) =>
          sum + call * Math.max(price - strike, 0) + put * Math.max(strike - price, 0),
        0,
      ),
    }));
    const netCalls = strikes.reduce((sum, { call }) => sum + call, 0);
    this.#largest = {
      points,
      payoff: points.reduce((largest, { loss }) => Math.max(largest, loss), 0),
      unpairedCalls: Math.max(-netCalls, 0),
    };
    return this.#largest;
  }
}
