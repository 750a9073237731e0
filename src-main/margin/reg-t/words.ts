// Names and formulas of strategies as the method page has them, and which of them a published number confirms.
// May import the domain, the rulebook interface and margin/blocks.
import type { OptionLeg } from './legs.ts';
import type { FormedPair } from './pairing.ts';
import { inTheMoney, type Level, type StrategyKind, widthLoss } from './requirements.ts';

interface StrategyWords {
  initial: string;
  /** Left out where both levels ask the same. */
  maintenance?: string;
  /** Levels that a published number confirms. */
  confirmed: readonly Level[];
}

const both: readonly Level[] = ['initial', 'maintenance'];

const wordsOf: Record<StrategyKind, StrategyWords> = {
  longStock: {
    initial: 'longStock.initial · S',
    maintenance: 'longStock.maintenance · leverage of a fund · S',
    confirmed: ['initial'],
  },
  shortStock: {
    initial: '(shortStock.initial − 1) · S, the proceeds being in equity',
    maintenance:
      'max(shortStock.maintenance · leverage of a fund · S, least per share); below the low price its own rate and least',
    confirmed: ['initial'],
  },
  longOption: { initial: 'nothing beyond the premium, which is paid', confirmed: both },
  uncoveredOption: { initial: 'p + max(rate · S − out of the money, minimum · S (put: K))', confirmed: both },
  longAndShort: { initial: 'longAndShort.same · value of the long one', confirmed: [] },
  exchangeable: { initial: 'longAndShort.exchangeable · value of the long one', confirmed: [] },
  coveredCall: {
    initial: 'longStock.initial · S + in the money',
    maintenance: 'longStock.maintenance · S + in the money',
    confirmed: ['initial'],
  },
  coveredPut: {
    initial: '(shortStock.initial − 1) · S + in the money',
    maintenance: 'margin of the short shares + in the money',
    confirmed: [],
  },
  protectivePut: {
    initial: 'longStock.initial · S',
    maintenance: 'min(protectivePut.strike · K + out of the money, longStock.maintenance · S)',
    confirmed: ['initial'],
  },
  protectiveCall: {
    initial: '(shortStock.initial − 1) · S',
    maintenance: 'min(protectiveCall.strike · K + out of the money, margin of the short shares)',
    confirmed: [],
  },
  collar: {
    initial: 'longStock.initial · S + in the money (call)',
    maintenance:
      'min(collar.strike · K_put + out of the money (put), collar.callStrike · K_call) + in the money (call)',
    confirmed: both,
  },
  conversion: {
    initial: 'longStock.initial · S + in the money (call)',
    maintenance: 'conversion.strike · K + in the money (call)',
    confirmed: both,
  },
  reverseConversion: {
    initial: '(shortStock.initial − 1) · S + in the money (put)',
    maintenance: 'reverseConversion.strike · K + in the money (put)',
    confirmed: both,
  },
  spread: { initial: 'max(K_long − K_short, 0) of calls, max(K_short − K_long, 0) of puts', confirmed: both },
  shortStraddle: {
    initial: 'the greater uncovered requirement + price of the other option',
    confirmed: [],
  },
  ironCondor: { initial: 'the greater of the two widths', confirmed: both },
  longBox: {
    initial: 'nothing beyond the premium; longBox.loan · width is lent where boxes have loan value',
    confirmed: both,
  },
  shortBox: {
    initial:
      'K_high − K_low; in the form of the cost to close max(shortBox.costFactor · cost to close, K_high − K_low)',
    confirmed: both,
  },
  longButterfly: { initial: 'nothing beyond the premium', confirmed: both },
  shortButterfly: { initial: 'K_middle − K_low', confirmed: both },
  longCondor: { initial: 'nothing beyond the premium', confirmed: [] },
  shortCondor: { initial: 'K2 − K1', confirmed: [] },
};

/** The formula of one unit, with the names of parameters. S: what is delivered at the market; amounts times the multiplier. */
export function formulaOf(kind: StrategyKind, level: Level): string {
  const { initial, maintenance } = wordsOf[kind];
  return level === 'initial' ? initial : (maintenance ?? initial);
}

export const confirmsLevel = (kind: StrategyKind, level: Level): boolean =>
  wordsOf[kind].confirmed.includes(level);

/** The strategy's usual name: `uncovered short put`, `short call vertical`, `iron butterfly`. */
export function nameOf({ kind, members }: Pick<FormedPair, 'kind' | 'members'>): string {
  const option = (place: number): OptionLeg => members[place] as OptionLeg;
  const right = (leg: OptionLeg): string => (leg.isCall ? 'call' : 'put');
  switch (kind) {
    case 'longOption':
      return `long ${right(option(0))}`;
    case 'uncoveredOption':
      return `uncovered short ${right(option(0))}`;
    case 'spread': {
      const [long, short] = [option(0), option(1)];
      if (long.expiry === short.expiry) {
        return `${widthLoss(long, short) > 0 ? 'short' : 'long'} ${right(long)} vertical`;
      }
      return long.strike === short.strike ? `long ${right(long)} calendar` : `${right(long)} diagonal`;
    }
    case 'shortStraddle':
      return option(0).strike === option(1).strike && option(0).expiry === option(1).expiry
        ? 'short straddle'
        : 'short strangle';
    case 'ironCondor':
      return option(0).strike === option(2).strike ? 'iron butterfly' : 'iron condor';
    case 'longButterfly':
    case 'shortButterfly':
    case 'longCondor':
    case 'shortCondor': {
      const [size = '', shape = ''] = kind.split(/(?=[BC])/);
      return `${size} ${right(option(0))} ${shape.toLowerCase()}`;
    }
    default:
      return plainName[kind];
  }
}

const plainName = {
  longStock: 'long shares',
  shortStock: 'short shares',
  longAndShort: 'long and short of one security',
  exchangeable: 'long and short of exchangeable securities',
  coveredCall: 'covered call',
  coveredPut: 'covered put',
  protectivePut: 'protective put',
  protectiveCall: 'protective call',
  collar: 'collar',
  conversion: 'conversion',
  reverseConversion: 'reverse conversion',
  longBox: 'long box',
  shortBox: 'short box',
} as const;

/** Whether a published number confirms what a pair asks: not of shares under a call in the money beyond the amounts of one row of a broker. */
export function isConfirmedPair(pair: FormedPair, level: Level): boolean {
  if (!confirmsLevel(pair.kind, level)) return false;
  const short = pair.members.at(-1);
  return pair.kind !== 'coveredCall' || short?.kind !== 'option' || inTheMoney(short) === 0;
}
