// Valuations kept between runs that differ in what is held, not in what it is worth: live what-ifs of one account.
// May import the domain, pricing, scenarios and margin.
import type { ValuationInput } from '../pricing/inputs.ts';
import { RulebookValues, type ValuationContext } from './account-values.ts';

const VALUATIONS_KEPT = 8;

type Made = Pick<ValuationContext, 'rulebook' | 'market' | 'parameters' | 'history'> & {
  inputs: readonly ValuationInput[];
  values: RulebookValues;
};

/** The newest few valuations of one account. A run takes one over where rulebook, market, parameters, history and every input are the same objects. */
export class KeptValues {
  #made: Made[] = [];

  /** Values of these inputs: made before, else made now and kept. Throws what the rulebook throws. */
  of(inputs: readonly ValuationInput[], context: ValuationContext): RulebookValues {
    const known = this.#made.find((one) => isSame(one, inputs, context));
    if (known) {
      this.#made = [known, ...this.#made.filter((one) => one !== known)];
      return known.values;
    }
    const values = new RulebookValues(inputs, context);
    values.units.remember();
    const { rulebook, market, parameters, history } = context;
    this.#made = [{ rulebook, market, parameters, history, inputs, values }, ...this.#made].slice(
      0,
      VALUATIONS_KEPT,
    );
    return values;
  }
}

function isSame(one: Made, inputs: readonly ValuationInput[], context: ValuationContext): boolean {
  return (
    one.rulebook === context.rulebook &&
    one.market === context.market &&
    one.parameters === context.parameters &&
    one.history === context.history &&
    one.inputs.length === inputs.length &&
    one.inputs.every((input, place) => input === inputs[place])
  );
}
