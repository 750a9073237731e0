// The tree, the contributions and the sentences of strategy-based margin: underlying → pairs with their legs → formula.
// May import the domain, the rulebook interface and margin/blocks.
import { decimalText, fromFloat } from '../../domain/decimal.ts';
import type { FormedStrategy, MarginNode, PairingProof } from '../../domain/margin-result.ts';
import type { RawContribution } from '../blocks/entry.ts';
import { joined, leaf } from '../blocks/tree.ts';
import { arithmeticOf, quotedOf, readable } from './arithmetic.ts';
import type { Leg } from './legs.ts';
import type { FormedPair, PairedGroup } from './pairing.ts';
import type { StrategyParameters } from './parameters.ts';
import { type Level, minimumBinds, uncoveredRates } from './requirements.ts';
import { formulaOf, isConfirmedPair, nameOf } from './words.ts';

const levelLabel: Record<Level, string> = {
  initial: 'Initial margin, if opened today',
  maintenance: 'Maintenance margin',
};

/**
 * The line of a level: underlyings, each with its pairs. Both readings are on every line: the amount is gross, what is received (+) or paid (−) for the
 * options at their marks and what then remains are among the inputs.
 * @param withWords whether texts are wanted; amounts and what is confirmed are the same without
 */
export function levelLine(
  root: string,
  currency: string,
  level: Level,
  groups: readonly PairedGroup[],
  parameters: StrategyParameters,
  withWords: boolean,
): MarginNode {
  const id = `${root}/${level}Margin`;
  const readings = (pairs: readonly FormedPair[], requirement: number): Record<string, string> =>
    withWords ? readingsOf(pairs, requirement) : {};
  return joined(
    {
      id,
      label: levelLabel[level],
      currency,
      formula: 'Σ underlyings',
      confirmed: true,
      inputs: readings(
        groups.flatMap(({ pairs }) => pairs),
        groups.reduce((sum, { requirement }) => sum + requirement, 0),
      ),
    },
    'sum',
    groups.map(({ group, pairs, requirement }) =>
      joined(
        {
          id: `${id}/${group.name}`,
          label: group.name,
          currency,
          formula: 'the pairing of least requirement: Σ strategies',
          confirmed: true,
          inputs: readings(pairs, requirement),
        },
        'sum',
        pairs.map((pair, place) =>
          leaf(
            {
              id: `${id}/${group.name}/${place + 1}`,
              label: withWords ? nameOf(pair) : '',
              currency,
              formula: withWords ? formulaOf(pair.kind, level) : '',
              confirmed: isConfirmed(pair, level, parameters),
              inputs: withWords ? pairInputs(pair, level, parameters) : {},
            },
            pair.requirement,
          ),
        ),
      ),
    ),
  );
}

function readingsOf(pairs: readonly FormedPair[], requirement: number): Record<string, string> {
  const premium = pairs.reduce((sum, pair) => sum + premiumOf(pair), 0);
  return {
    gross: fromFloat(requirement),
    premium: fromFloat(premium),
    netOfPremium: fromFloat(requirement - premium),
  };
}

/** Received (+) or paid (−) for the options of a pair at their marks. */
const premiumOf = ({ members, uses, units }: FormedPair): number =>
  members.reduce(
    (sum, member, place) =>
      member.kind === 'option'
        ? sum + (member.isLong ? -1 : 1) * member.price * (uses[place] ?? 1) * units
        : sum,
    0,
  );

const quantityOf = (pair: FormedPair, member: Leg, place: number): number =>
  (member.isLong ? 1 : -1) * pair.units * (pair.uses[place] ?? 1) * member.size;

/** Legs with their signed quantities, the formula with its numbers, those numbers as they are quoted, and both readings. */
function pairInputs(pair: FormedPair, level: Level, parameters: StrategyParameters): Record<string, string> {
  const inputs: Record<string, string> = {
    units: fromFloat(pair.units),
    legs: pair.members
      .map((member, place) => `${quantityOf(pair, member, place)} ${member.instrument.symbol}`)
      .join('; '),
    arithmetic: arithmeticOf(pair, level, parameters),
  };
  for (const member of pair.members) {
    const name = member.instrument.symbol;
    if (member.kind === 'shares') {
      inputs[`${name}: S`] = readable(member.price);
      continue;
    }
    const quoted = quotedOf(member);
    inputs[`${name}: S`] = quoted.delivered;
    inputs[`${name}: K`] = quoted.strike;
    inputs[`${name}: p`] = quoted.price;
    if (quoted.inside !== '0') inputs[`${name}: in the money`] = quoted.inside;
    else inputs[`${name}: out of the money`] = quoted.outside;
    if (pair.kind !== 'uncoveredOption' && pair.kind !== 'shortStraddle') continue;
    const { rate, minimum } = uncoveredRates(member, parameters);
    inputs[`${name}: rate`] = readable(rate);
    inputs[`${name}: minimum`] = readable(minimum);
  }
  return { ...inputs, ...readingsOf([pair], pair.requirement) };
}

/** What each instrument brings in each kind of strategy: the leg that is asked for, in the order of instruments, then of names. */
export function contributionsOf(groups: readonly PairedGroup[]): RawContribution[] {
  const sums = new Map<string, RawContribution>();
  for (const pair of groups.flatMap(({ pairs }) => pairs)) {
    const label = nameOf(pair);
    pair.members.forEach(({ instrument }, place) => {
      const key = `${instrument.id}\u0000${label}`;
      const line = sums.get(key) ?? { instrument: instrument.id, driver: 'strategy', label, amount: 0 };
      line.amount += pair.parts[place] ?? 0;
      sums.set(key, line);
    });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

export const strategiesOf = (
  groups: readonly PairedGroup[],
  parameters: StrategyParameters,
): FormedStrategy[] =>
  groups.flatMap(({ group, level, pairs }) =>
    pairs.map((pair) => ({
      underlying: group.name,
      strategy: nameOf(pair),
      legs: pair.members.map((member, place) => ({
        instrument: member.instrument.id,
        quantity: decimalText(quantityOf(pair, member, place)),
      })),
      level,
      requirement: fromFloat(pair.requirement),
      formula: arithmeticOf(pair, level, parameters),
    })),
  );

export const proofsOf = (groups: readonly PairedGroup[]): PairingProof[] =>
  groups.map(({ group, level, isExact, requirement, bound }) => ({
    underlying: group.name,
    level,
    isExact,
    requirement: fromFloat(requirement),
    lowerBound: fromFloat(Math.min(bound, requirement)),
  }));

/** Whether a published number confirms what a pair asks, with the rates that are used. */
function isConfirmed(pair: FormedPair, level: Level, parameters: StrategyParameters): boolean {
  return (
    isConfirmedPair(pair, level) &&
    rowsOf(pair, level).every((row) => parameters.reader.isConfirmed(row)) &&
    pair.members.every(
      ({ instrument }) =>
        !parameters.product(instrument.priceIndex).isListed ||
        parameters.reader.isConfirmed(`product.${instrument.priceIndex}`),
    )
  );

  function rowsOf({ kind, members }: FormedPair, at: Level): string[] {
    switch (kind) {
      case 'uncoveredOption': {
        const [option] = members;
        if (option?.kind !== 'option') return [];
        const { type } = parameters.product(option.instrument.priceIndex);
        return [`uncovered.${type}.${minimumBinds(option, parameters) ? 'minimum' : 'rate'}`];
      }
      case 'longStock':
      case 'shortStock':
        return [`${kind}.${at}`];
      case 'coveredCall':
      case 'protectivePut':
        return [`longStock.${at}`];
      case 'collar':
      case 'conversion':
        return [at === 'initial' ? 'longStock.initial' : kind];
      case 'reverseConversion':
        return [at === 'initial' ? 'shortStock.initial' : kind];
      default:
        return [];
    }
  }
}

/** Sentences about strategies that ask for something which no published number confirms, each once. */
export function unconfirmedStrategies(
  groups: readonly PairedGroup[],
  parameters: StrategyParameters,
): string[] {
  const sentences = new Set<string>();
  for (const { pairs, level } of groups) {
    for (const pair of pairs) {
      if (pair.requirement === 0 || isConfirmed(pair, level, parameters)) continue;
      sentences.add(
        `The ${level} margin of a ${nameOf(pair)} follows the published table and rules; no number of an exchange or broker in hand confirms it.`,
      );
    }
  }
  return [...sentences].sort();
}

/** Why a pairing isn't exact, if one isn't. */
export function boundSentences(groups: readonly PairedGroup[]): string[] {
  const names = new Set(groups.filter(({ isExact }) => !isExact).map(({ group }) => group.name));
  return [...names].map(
    (name) =>
      `The pairing of ${name} is the best that was found within the work allowed; the distance from what no pairing can undercut stands beside it.`,
  );
}
