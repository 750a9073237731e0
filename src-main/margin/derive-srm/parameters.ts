// Parameters of Derive's standard manager, per market (`eth`); what a set states for no market by name holds under `default`.
// May import the domain, the rulebook interface and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { LARGEST_SCALE } from '../blocks/constants.ts';
import { numberField } from '../blocks/number-field.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';

/** Every number of the manager is a fraction or a factor. */
const field = (
  path: string,
  label: string,
  bounds: [number, number],
  meaning: string,
  feltBy?: string,
): ParameterField => numberField(path, label, 'fraction', bounds, meaning, feltBy);

const share: [number, number] = [0, 1];
/** Scales that make something larger, and the factor of a peg that is lost. */
const scale: [number, number] = [0, LARGEST_SCALE];

const perpetuals = 'a perpetual';
const calls = 'a short call margined by itself';
const puts = 'a short put margined by itself';
const shorts = 'a short option margined by itself';
const unpaired = 'an expiry with more short than long calls, margined by its largest loss';
const collateral = 'collateral in a coin';
const doubted = 'whose confidence is below the threshold';

export const parameterFields: readonly ParameterField[] = [
  field(
    'perpetual.*.initialRate',
    'Initial rate of perpetuals',
    share,
    'Initial margin of a perpetual: this share of |quantity| × its mark.',
    perpetuals,
  ),
  field(
    'perpetual.*.maintenanceRate',
    'Maintenance rate of perpetuals',
    share,
    'Maintenance margin of a perpetual: this share of |quantity| × its mark.',
    perpetuals,
  ),
  field(
    'option.*.initialRate',
    'Initial rate of short options',
    share,
    'Added to the value of a short option, in the price index, less its out-of-the-money share.',
    `${shorts}, less than the difference to the least rate out of the money`,
  ),
  field(
    'option.*.initialMinimum',
    'Least initial rate of short options',
    share,
    'The initial rate less the out-of-the-money share is at least this.',
    `${shorts}, far out of the money`,
  ),
  field(
    'option.*.callMaintenanceRate',
    'Maintenance rate of short calls',
    share,
    'Maintenance margin of a short call above its value, in the price index.',
    calls,
  ),
  field(
    'option.*.putMaintenanceRate',
    'Maintenance rate of short puts',
    share,
    'Maintenance margin of a short put above its value, in the price index; the larger of this and the rate of its value counts.',
    `${puts}, worth less than the price index`,
  ),
  field(
    'option.*.putValueRate',
    'Maintenance rate of a short put’s value',
    share,
    'Maintenance margin of a short put above its value, as a share of its value.',
    `${puts}, worth more than the price index`,
  ),
  field(
    'option.*.putInitialScale',
    'Least initial over maintenance, short puts',
    scale,
    'The initial margin of a short put is at least its maintenance margin times this.',
    `${puts}, deep in the money`,
  ),
  field(
    'option.*.unpairedInitialScale',
    'Unpaired short calls, initial',
    scale,
    'Calls sold above those bought in an expiry lose without bound: each adds the forward times this.',
    unpaired,
  ),
  field(
    'option.*.unpairedMaintenanceScale',
    'Unpaired short calls, maintenance',
    scale,
    'The same for maintenance margin.',
    unpaired,
  ),
  field(
    'collateral.*.marginFactor',
    'Margin factor of collateral',
    share,
    'The share of a coin’s value that counts against maintenance margin; the rest raises the requirement.',
    collateral,
  ),
  field(
    'collateral.*.initialScale',
    'Initial scale of collateral',
    share,
    'The margin factor times this counts against initial margin.',
    collateral,
  ),
  field(
    'confidence.*.perpetualThreshold',
    'Confidence threshold of perpetuals',
    share,
    'Below it, perpetuals are charged for what the oracle doesn’t know.',
    `a perpetual ${doubted}`,
  ),
  field(
    'confidence.*.optionThreshold',
    'Confidence threshold of options',
    share,
    'Below it, short options are charged for what the oracle doesn’t know.',
    `a short option ${doubted}`,
  ),
  field(
    'confidence.*.collateralThreshold',
    'Confidence threshold of collateral',
    share,
    'Below it, collateral is charged for what the oracle doesn’t know.',
    `${collateral} ${doubted}`,
  ),
  field(
    'confidence.*.factor',
    'Confidence factor',
    scale,
    'The charge is (1 − confidence) × this × price index × size; initial margin only.',
    `a position ${doubted}`,
  ),
  field(
    'peg.threshold',
    'Peg threshold',
    share,
    'Initial margin is raised when a USDC is worth less than this many dollars.',
    'a perpetual or a short option while USDC is below the threshold',
  ),
  field(
    'peg.factor',
    'Peg factor',
    scale,
    'The charge is (threshold − price of USDC) × this × price index × size.',
    'a perpetual or a short option while USDC is below the threshold',
  ),
];

/** Sections that are stated per market. */
export type MarketSection = 'perpetual' | 'option' | 'collateral' | 'confidence';

/** Typed view; rows are read, and checked, when asked for. */
export class StandardManagerParameters {
  readonly reader: ParameterReader;

  constructor(effective: EffectiveParameters) {
    this.reader = new ParameterReader(parameterFields, effective);
  }

  /** The number of a market (`ETH`), else of `default`. Throws `invalid-input` naming the path when neither is stated. */
  of(section: MarketSection, market: string, name: string): number {
    return this.reader.number(this.path(section, market, name));
  }

  path(section: MarketSection, market: string, name: string): string {
    const own = `${section}.${market.toLowerCase()}.${name}`;
    return this.reader.has(own) ? own : `${section}.default.${name}`;
  }

  /** Whether the set states a section for this market by name or for all; the sections of a preset are whole. */
  states(section: MarketSection, market: string, name: string): boolean {
    return this.reader.has(this.path(section, market, name));
  }

  /** True when a venue's number confirms every row of the section that holds for the market. */
  confirmed(section: MarketSection, market: string): boolean {
    const own = `${section}.${market.toLowerCase()}`;
    return this.reader.isConfirmed(own) || this.reader.isConfirmed(`${section}.default`);
  }
}

/** The typed parameters of a joined set, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): StandardManagerParameters => new StandardManagerParameters(effective),
);
