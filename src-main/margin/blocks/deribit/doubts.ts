// What no venue number confirms, one sentence each, and only what the entry rests on.
// May import the domain and margin/blocks.
import type { EffectiveParameters } from '../../../domain/parameters.ts';
import { DAY_LENGTH } from '../constants.ts';
import { assetOfSet, setNames } from '../set-doubts.ts';
import type { NettingSetInput } from './netting-set.ts';
import type { OrderIncrement } from './open-orders.ts';
import { joinsAgree, profitLimit, type RiskMatrix } from './risk-matrix.ts';

/** Sentences for `MarginEntry.unconfirmed`. */
export function doubts(
  set: NettingSetInput,
  matrix: RiskMatrix,
  increments: readonly OrderIncrement[],
): string[] {
  const sentences: string[] = [];
  const { holdings, context } = set;
  const { general } = context.parameters;
  const extendedWorst = matrix.units.some((unit) => unit.worst > 0 && unit.unit.extended[unit.worstCell]);
  if (holdings.some((holding) => holding.instrument.kind === 'option')) {
    sentences.push(
      'How the venue re-prices options under its grid is documented but confirmed by no venue number: volatility states, the floor of days to expiry, the extended table and transaction delta of options.',
    );
  }
  if (context.currency !== 'USD' && holdings.some((holding) => holding.instrument.payoff === 'linear')) {
    sentences.push(
      'Cells, roll shock and currency parameters of linear instruments are documented but confirmed by no venue number.',
    );
  }
  if (!joinsAgree(matrix)) {
    sentences.push(
      'How uncorrelated underlyings join is not documented: each at its own worst and cell by cell are both computed and the larger is used.',
    );
  }
  if (context.currency === 'USD' && holdings.length > 0) {
    sentences.push(
      'The risk matrix of positions under cross collateral, counted in USD, is confirmed by no venue number; its equity and haircut terms are.',
    );
  }
  if (matrix.correlated) {
    sentences.push(
      'The correlated set and its contingency are confirmed by no venue number; the contingency’s formula is Margrave’s own.',
    );
  }
  if (matrix.deltaShock > 0)
    sentences.push('The delta shock is confirmed by no venue number: it is 0 in every published answer.');
  if (matrix.rollShocks.some((shock) => shock.amount > 0 && !shock.atMinimum)) {
    sentences.push(
      'The roll shock above its least move is confirmed by no venue number; the exponential form is a third party’s.',
    );
  }
  if (
    matrix.units.some((cells) =>
      cells.raw.some(
        (amount, cell) => amount * cells.unit.currency.profitOffset > profitLimit(cells.unit, cell),
      ),
    )
  ) {
    sentences.push('The limit on offsetable profit is confirmed by no venue number.');
  }
  if (extendedWorst) {
    sentences.push(
      'The extended table binds after its dampener; venue numbers show only small portfolios, dampened to 0.',
    );
  }
  if (increments.length > 0) {
    sentences.push(
      `The margin of open orders follows Margrave’s own rule (${general.openOrdersRule}), not a published one: give the venue’s amount to replace it.`,
    );
  }
  return sentences;
}

/**
 * Sentences about the parameter sets of the given assets: assumed numbers, numbers of pairs and currencies that no venue confirms, and numbers dated after the valuation day.
 * Assets compare without case; sets without an asset in their id concern everyone.
 */
export function parameterDoubts(
  parameters: EffectiveParameters,
  assets: readonly string[],
  valuationTime: string,
): ParameterDoubts {
  const wanted = new Set(assets.map((asset) => asset.toLowerCase()));
  const known = read.get(parameters) ?? new Map<string, ParameterDoubts>();
  read.set(parameters, known);
  const key = [valuationTime, ...[...wanted].sort()].join(' ');
  const found = known.get(key) ?? readDoubts(parameters, wanted, valuationTime);
  known.set(key, found);
  return found;
}

interface ParameterDoubts {
  readonly unconfirmed: readonly string[];
  readonly assumptions: readonly string[];
}

/** Made once per set, assets and time: requirements of one account are asked for thousands of times. */
const read = new WeakMap<EffectiveParameters, Map<string, ParameterDoubts>>();

function readDoubts(
  parameters: EffectiveParameters,
  wanted: ReadonlySet<string>,
  valuationTime: string,
): ParameterDoubts {
  const unconfirmed: string[] = [];
  const assumptions: string[] = [];
  const assumed = new Set<string>();
  for (const set of parameters.sets) {
    const asset = assetOfSet(set.id);
    if (asset !== null && !wanted.has(asset)) continue;
    if (set.assumed && asset !== null) assumed.add(asset);
    if (set.assumed) unconfirmed.push(`Parameter set ${set.id} holds assumed numbers, not published ones.`);
    if (asset !== null && set.effective > valuationTime.slice(0, DAY_LENGTH)) {
      assumptions.push(
        `Parameter set ${set.id} is of ${set.effective}, after the valuation day ${valuationTime.slice(0, DAY_LENGTH)}: no earlier one is known.`,
      );
    }
  }
  const named = setNames(parameters, wanted);
  const rows = parameters.parameters
    .filter(({ path, confirmed }) => {
      const [section, name = ''] = path.split('.');
      const asset = section === 'currencyPair' ? name.split('_')[0] : name;
      if (confirmed || (section !== 'currencyPair' && section !== 'currency')) return false;
      return asset !== undefined && wanted.has(asset) && !assumed.has(asset);
    })
    .map(({ path }) => path);
  if (rows.length > 0)
    unconfirmed.push(`No venue number confirms the parameters ${rows.join(', ')} of ${named}.`);
  return { unconfirmed, assumptions };
}
