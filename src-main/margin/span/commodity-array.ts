// Risk arrays and composite deltas of an account's combined commodities, by month: read from a file where it has them, else built.
// May import the domain, the rulebook interface and what is beside it.
import { MargraveError } from '../../domain/errors.ts';
import type { RequirementInput, ValuedHolding } from '../rulebook.ts';
import type { ContractArray } from './array-rows.ts';
import { type ContractPlace, monthOf, placeOf, spanGroup } from './listing.ts';
import { scanRangeOf } from './scenarios.ts';
import type { CommodityTerms, SpanParameters } from './typed-parameters.ts';

/** A position and where it is margined. `array`: of one long contract, out of a file; null where it is built. */
export interface HeldContract {
  holding: ValuedHolding;
  place: ContractPlace;
  month: string;
  array: ContractArray | null;
}

/** Positions of one month of delta together: losses positive, deltas in those of the combined commodity. */
export interface MonthRisk {
  month: string;
  losses: Float64Array;
  delta: number;
}

export interface HeldCommodity {
  terms: CommodityTerms;
  contracts: readonly HeldContract[];
  /** Nearest first. */
  months: readonly MonthRisk[];
  arrays: 'file' | 'built' | 'mixed';
}

/**
 * The combined commodities that an account holds, in the order of their codes. Throws `invalid-input` naming a contract that no set of parameters, or neither
 * an array nor a scan range, is known for.
 */
export function heldCommodities(input: RequirementInput, parameters: SpanParameters): HeldCommodity[] {
  const { values } = input;
  const contracts = values.holdings.map((holding): HeldContract => {
    const { instrument } = holding;
    const place = placeOf(instrument, parameters);
    const array = parameters.array(instrument.id);
    const { currency } = parameters.commodity(place.commodity);
    if (currency !== instrument.settlementCurrency) {
      throw new MargraveError(
        'invalid-input',
        `${instrument.symbol} settles in ${instrument.settlementCurrency}, its combined commodity ${place.commodity} is margined in ${currency}. Correct the instrument, or the parameter combinedCommodity.${place.commodity}.currency.`,
        { instrument: instrument.id, commodity: place.commodity },
      );
    }
    return { holding, place, month: array?.month || monthOf(instrument), array };
  });
  const byCommodity = Map.groupBy(contracts, ({ place }) => place.commodity);
  return [...byCommodity.keys()].sort().map((code): HeldCommodity => {
    const own = byCommodity.get(code) ?? [];
    const filed = own.filter(({ array }) => array !== null).length;
    return {
      terms: parameters.commodity(code),
      contracts: own,
      months: monthRisks(input, parameters, own),
      arrays: filed === own.length ? 'file' : filed === 0 ? 'built' : 'mixed',
    };
  });
}

function monthRisks(
  { values }: RequirementInput,
  parameters: SpanParameters,
  contracts: readonly HeldContract[],
): MonthRisk[] {
  const months = new Map<string, MonthRisk>();
  const byGroup = Map.groupBy(contracts, ({ holding }) => spanGroup(holding.instrument));
  for (const group of [...byGroup.keys()].sort()) {
    const own = byGroup.get(group) ?? [];
    // Positions of one group that are all built are there as one vector already.
    const isBuilt = own.every(({ array }) => array === null);
    const parts: Pick<MonthRisk, 'month' | 'losses' | 'delta'>[] =
      isBuilt && own[0] !== undefined
        ? [builtTogether(values, parameters, own, own[0], values.profitAndLoss(group))]
        : own.map((contract) => ({ month: contract.month, ...contractRisk(values, parameters, contract) }));
    for (const { month, losses, delta } of parts) {
      const known = months.get(month);
      if (!known) months.set(month, { month, losses, delta });
      else {
        known.delta += delta;
        losses.forEach((loss, scenario) => {
          known.losses[scenario] = (known.losses[scenario] ?? 0) + loss;
        });
      }
    }
  }
  return [...months.values()].sort((a, b) => (a.month < b.month ? -1 : 1));
}

type Values = RequirementInput['values'];

/** Built contracts of one product and month: their scenarios are the group's. */
function builtTogether(
  values: Values,
  parameters: SpanParameters,
  contracts: readonly HeldContract[],
  first: HeldContract,
  profitAndLoss: Float64Array | undefined,
): MonthRisk {
  const { rows, losses } = emptyArray(parameters);
  rows.forEach(({ cover }, scenario) => {
    losses[scenario] = -cover * (profitAndLoss?.[scenario] ?? 0);
  });
  const isFuture = first.holding.instrument.kind === 'future';
  // A future's delta is 1 by definition; a difference would leave its last bits.
  const quantity = contracts.reduce((sum, { holding }) => sum + holding.quantity, 0);
  contracts.forEach((contract) => {
    checkRange(values, parameters, contract);
  });
  const delta = isFuture
    ? quantity * first.place.deltaScale
    : compositeDelta(values, parameters, first, (scenario) => profitAndLoss?.[scenario] ?? 0);
  return { month: first.month, losses, delta };
}

/** Losses and delta of one position, times its quantity. */
function contractRisk(
  values: Values,
  parameters: SpanParameters,
  contract: HeldContract,
): Pick<MonthRisk, 'losses' | 'delta'> {
  const { holding, array, place } = contract;
  const { quantity, row } = holding;
  const { rows, losses } = emptyArray(parameters);
  if (array) {
    if (array.losses.length !== rows.length) {
      throw new MargraveError(
        'invalid-input',
        `The risk array of ${holding.instrument.symbol} has ${array.losses.length} losses; general.scenario.count is ${rows.length}.`,
        { instrument: holding.instrument.id },
      );
    }
    array.losses.forEach((loss, scenario) => {
      losses[scenario] = quantity * loss;
    });
    return { losses, delta: quantity * array.delta * place.deltaScale };
  }
  checkRange(values, parameters, contract);
  rows.forEach(({ cover }, scenario) => {
    losses[scenario] = -cover * (quantity * values.unitProfitAndLoss(row, scenario));
  });
  const delta =
    holding.instrument.kind === 'future'
      ? quantity * place.deltaScale
      : compositeDelta(
          values,
          parameters,
          contract,
          (scenario) => quantity * values.unitProfitAndLoss(row, scenario),
        );
  return { losses, delta };
}

/** Loss of one position in one scenario of the scan. */
export function contractLoss(
  values: Values,
  parameters: SpanParameters,
  { holding, array }: HeldContract,
  scenario: number,
): number {
  const { quantity, row } = holding;
  if (array) return quantity * (array.losses[scenario] ?? 0);
  return -(parameters.scenarios[scenario]?.cover ?? 0) * (quantity * values.unitProfitAndLoss(row, scenario));
}

/** Money that the price scan range of a contract's month is, of a contract with delta 1; 0 where none is known. */
export function scanRangeMoney(values: Values, terms: CommodityTerms, contract: HeldContract): number {
  const { holding, place, month } = contract;
  const price = scanRangeOf(terms, month)?.price ?? 0;
  if (terms.priceForm === 'money') return price;
  const unit = Number(holding.instrument.multiplier) / place.deltaScale;
  return price * unit * (terms.priceForm === 'fraction' ? (values.columns.forward[holding.row] ?? 0) : 1);
}

/** One price scan range over the price of a contract; 0 where it isn't known. */
export function relativeRange(values: Values, { holding }: HeldContract): number {
  const forward = values.columns.forward[holding.row] ?? 0;
  return forward === 0 ? 0 : priceRange(values, holding.row) / forward;
}

/** Price units of one scan range at a row, out of the first scenario of the scan that moves a price. */
function priceRange(values: Values, row: number): number {
  const { scenarios, forwardFactor, forwardShift } = values.scenarios;
  const place = scenarios.findIndex(({ priceMove }) => priceMove !== 0);
  if (place < 0) return 0;
  const cell = (values.columns.bucket[row] ?? 0) * scenarios.length + place;
  const forward = values.columns.forward[row] ?? 0;
  const moved = forward * ((forwardFactor[cell] ?? 1) - 1) + (forwardShift?.[cell] ?? 0);
  return moved / (scenarios[place]?.priceMove ?? 1);
}

/** Σ weights × (value a step above − value a step below) / 2 steps, per price unit of a contract, times the scale of the product. */
function compositeDelta(
  values: Values,
  parameters: SpanParameters,
  { holding, place }: HeldContract,
  profitAndLoss: (scenario: number) => number,
): number {
  const step = parameters.number('general.deltaStep') * priceRange(values, holding.row);
  const first = parameters.scenarios.length;
  const slope = parameters.deltaPoints.reduce((sum, { weight }, point) => {
    const above = first + 2 * point;
    return sum + weight * ((profitAndLoss(above) - profitAndLoss(above + 1)) / (2 * step));
  }, 0);
  return (slope / Number(holding.instrument.multiplier)) * place.deltaScale;
}

function checkRange(values: Values, parameters: SpanParameters, contract: HeldContract): void {
  const { holding, place, month } = contract;
  if (priceRange(values, holding.row) > 0) return;
  const terms = parameters.commodity(place.commodity);
  const about =
    scanRangeOf(terms, month) === null ? 'has no price scan range' : 'doesn’t move in its scenarios';
  throw new MargraveError(
    'invalid-input',
    `No risk array of ${holding.instrument.symbol} is in a data set, and none can be built: combined commodity ${place.commodity} ${about}. Import the clearing house’s risk-array file of the day, or state combinedCommodity.${place.commodity}.scanRange.1.price above 0.`,
    { instrument: holding.instrument.id, commodity: place.commodity },
  );
}

function emptyArray(parameters: SpanParameters) {
  const rows = parameters.scenarios;
  return { rows, losses: new Float64Array(rows.length) };
}
