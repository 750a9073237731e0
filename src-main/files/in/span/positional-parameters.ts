// Parameter records of a positional risk-array file gathered into combined commodities: types 2, 3, S, C, E, 4, B, P and 6. Arrays are read after them.
// May import the domain.
import type { DecimalText } from '../../../domain/decimal.ts';
import type {
  DeliveryMonth,
  InterCommoditySpread,
  InterMonthSpread,
  RiskArray,
  SpanLeg,
  SpanTier,
} from '../../../domain/span-commodity.ts';
import { type AccountType, adjustmentColumns, ratioColumns } from './positional-head.ts';
import { impliedDecimal, type PositionalLine } from './positional-line.ts';
import { checkLegs, faultOf, interCommoditySpread, tiersOf } from './positional-spreads.ts';
import { type PriceForm, strikeForm } from './prices.ts';
import { leftCommodity, ownText, type SpanFault } from './reading.ts';

const kindsOfTypes: Readonly<Record<string, RiskArray['kind']>> = {
  FUT: 'future',
  PHY: 'physical',
  OOF: 'option',
  OOP: 'option',
  OOC: 'option',
  OOE: 'option',
};

/** Columns of a product's exchange, code and type in the records P, B, 81 and 82. */
export const productKeyOf = (text: string, typeFrom: number): string =>
  `${text.slice(2, 15)}${text.slice(typeFrom - 1, typeFrom + 2)}`;

/** Methods of record S whose tiers are no tiers for spreads between commodities: of the scan, of the short option minimum. */
const otherTierUses: ReadonlySet<string> = new Set(['10', '22', '30']);
/** Methods of record S whose tiers are scanned apart. */
const scanningTierUses: ReadonlySet<string> = new Set(['10', '21', '22']);

/** What is known of a product: record P, and its series of record B. */
export interface ProductFacts {
  price: PriceForm | null;
  strike: PriceForm | null;
  contractValueFactor: DecimalText | null;
  valuation: 'upfront' | 'daily' | null;
  shortName: string;
  /** Delta scale by series: months of future and option, with their days. */
  deltaScales: Map<string, DecimalText>;
  /** Of futures and physicals: price scan range in the file's own units, places of its exponent and volatility scan range by month. */
  scanRanges: {
    month: string;
    price: string;
    exponent: number;
    volatility: DecimalText;
    isPercentage: boolean;
  }[];
  faults: SpanFault[];
}

export interface SpreadDraft {
  spread: InterMonthSpread;
  /** Rate before the risk exponent. */
  rate: string;
}

export interface CommodityDraft {
  code: string;
  exponent: number | null;
  currency: string;
  /** Options of this commodity are paid at once unless their product says otherwise. */
  isFuturesStyle: boolean;
  products: { key: string; exchange: string; product: string; kind: RiskArray['kind'] }[];
  /** Types of products that aren't read: combinations. */
  otherTypes: Set<string>;
  interMonthMethod: string | null;
  interMonthTiers: SpanTier[];
  initialRatio: DecimalText | null;
  interTiers: SpanTier[];
  /** Whether months or tiers of it are scanned apart. */
  isScannedByTiers: boolean;
  weightedPriceRisk: '' | '1' | '2' | '3';
  tierMinimums: string[];
  spreads: SpreadDraft[];
  deliveryMethod: string | null;
  delivery: { month: string; spread: string; outright: string; sign: DeliveryMonth['sign'] }[];
  /** Months that the records say there are. */
  deliveryCount: number;
  minimumRate: string | null;
  minimumMethod: 'maximum' | 'gross';
  adjustmentRatio: DecimalText;
  faults: SpanFault[];
}

export class PositionalParameters {
  readonly commodities = new Map<string, CommodityDraft>();
  readonly products = new Map<string, ProductFacts>();
  readonly spreads: InterCommoditySpread[] = [];
  /** Faults of spreads between commodities, with the codes that could be read. */
  readonly spreadFaults: { fault: SpanFault; codes: string[] }[] = [];
  readonly #account: AccountType;

  constructor(account: AccountType) {
    this.#account = account;
  }

  /** Takes a record. False for a type that holds no parameters. Never throws: what can't be read is a fault of its commodity or product. */
  take(line: PositionalLine): boolean {
    switch (line.type) {
      case '2':
        return this.#ofCommodity(line, line.code(7, 12), (draft) => this.#combination(draft, line));
      case '3':
        return this.#ofCommodity(line, line.code(3, 8), (draft) => this.#interMonth(draft, line));
      case 'S':
        return this.#ofCommodity(line, line.code(3, 8), (draft) => this.#scanning(draft, line));
      case 'C':
        return this.#ofCommodity(line, line.code(3, 8), (draft) => this.#tierSpread(draft, line));
      case 'E':
        return this.#ofCommodity(line, line.code(3, 8), (draft) => this.#seriesSpread(draft, line));
      case '4':
        return this.#ofCommodity(line, line.code(3, 8), (draft) => this.#deliveryAndMinimum(draft, line));
      case 'B':
        return this.#ofProduct(line, (facts) => this.#series(facts, line));
      case 'P':
        return this.#ofProduct(line, (facts) => this.#prices(facts, line));
      case '6':
        this.#between(line);
        return true;
      default:
        return false;
    }
  }

  commodity(code: string): CommodityDraft {
    const known = this.commodities.get(code);
    if (known) return known;
    const draft: CommodityDraft = {
      code,
      exponent: null,
      currency: '',
      isFuturesStyle: false,
      products: [],
      otherTypes: new Set(),
      interMonthMethod: null,
      interMonthTiers: [],
      initialRatio: null,
      interTiers: [],
      isScannedByTiers: false,
      weightedPriceRisk: '',
      tierMinimums: [],
      spreads: [],
      deliveryMethod: null,
      delivery: [],
      deliveryCount: 0,
      minimumRate: null,
      minimumMethod: 'gross',
      adjustmentRatio: '1',
      faults: [],
    };
    this.commodities.set(code, draft);
    return draft;
  }

  product(key: string): ProductFacts {
    const known = this.products.get(key);
    if (known) return known;
    const facts: ProductFacts = {
      price: null,
      strike: null,
      contractValueFactor: null,
      valuation: null,
      shortName: '',
      deltaScales: new Map(),
      scanRanges: [],
      faults: [],
    };
    this.products.set(key, facts);
    return facts;
  }

  #between(line: PositionalLine): void {
    const codes: string[] = [];
    try {
      this.spreads.push(interCommoditySpread(line, codes));
    } catch (thrown) {
      const fault = faultOf(thrown, line, 'This spread is left out, so that no credit is given for it');
      this.spreadFaults.push({ fault, codes });
    }
  }

  #ofCommodity(line: PositionalLine, code: string, read: (draft: CommodityDraft) => void): true {
    const draft = this.commodity(ownText(code));
    faultsInto(draft.faults, line, leftCommodity(code === '' ? 'of this record' : code), () => read(draft));
    return true;
  }

  #ofProduct(line: PositionalLine, read: (facts: ProductFacts) => void): true {
    const facts = this.product(ownText(productKeyOf(line.text, 16)));
    faultsInto(facts.faults, line, leftCommodity(`of ${line.code(6, 15)}`), () => read(facts));
    return true;
  }

  #combination(draft: CommodityDraft, line: PositionalLine): void {
    const exchange = line.required(3, 5, 'the exchange');
    const exponent = line.count(13, 13);
    if (draft.exponent !== null && draft.exponent !== exponent)
      throw line.fault(13, 13, `another record of this commodity has the risk exponent ${draft.exponent}`);
    const currency = line.required(14, 16, 'the currency');
    if (!/^[A-Z]{3}$/.test(currency)) throw line.fault(14, 16, `“${currency}” isn’t a currency`);
    if (line.isBlank(23, 32)) throw line.fault(23, 32, 'it names no product');
    draft.exponent = exponent;
    draft.currency = currency;
    draft.isFuturesStyle = line.code(18, 18) === 'F';
    for (let from = 23; from <= 103; from += 16) {
      const product = line.code(from, from + 9);
      if (product === '') break;
      const type = line.required(from + 10, from + 12, `the type of ${product}`);
      const kind = kindsOfTypes[type];
      if (kind === undefined) draft.otherTypes.add(type);
      else {
        const key = `${line.text.slice(2, 5)}${line.text.slice(from - 1, from + 12)}`;
        draft.products.push({ key: ownText(key), exchange, product: ownText(product), kind });
      }
    }
  }

  #interMonth(draft: CommodityDraft, line: PositionalLine): void {
    const method = line.required(9, 10, 'the method of spreads between months');
    const [from, to] = ratioColumns[this.#account];
    const tiers = tiersOf(line, 11, 4);
    const ratio = line.decimal(from, to, 3);
    draft.interMonthMethod = method;
    draft.interMonthTiers.push(...tiers);
    draft.initialRatio = ratio === '0' ? '1' : ratio;
  }

  #scanning(draft: CommodityDraft, line: PositionalLine): void {
    const tiers = tiersOf(line, 13, 5);
    const use = line.code(9, 10);
    // Further records of a commodity define tiers for one use; the method may stand in its first alone.
    const method = line.code(83, 83) || draft.weightedPriceRisk;
    if (method === '') throw line.fault(83, 83, 'the method of weighted price risk is missing');
    if (method !== '1' && method !== '2' && method !== '3')
      throw line.fault(83, 83, `“${method}” isn’t a method of weighted price risk (1, 2 or 3)`);
    if (!otherTierUses.has(use)) draft.interTiers.push(...tiers);
    if (use === '02' || (scanningTierUses.has(use) && tiers.length > 1)) draft.isScannedByTiers = true;
    draft.weightedPriceRisk = method;
    for (let from = 104; from <= 132; from += 7) {
      const rate = line.digits(from, from + 6, null);
      if (rate !== null && !/^0+$/.test(rate)) draft.tierMinimums.push(rate);
    }
  }

  #tierSpread(draft: CommodityDraft, line: PositionalLine): void {
    const rate = line.digits(15, 21);
    const legs: SpanLeg[] = [];
    const count = line.count(13, 14);
    for (let leg = 0; leg < count; leg++) {
      const from = 22 + 7 * leg;
      const tier = line.count(from + 2, from + 3);
      legs.push({ tier, month: null, ratio: line.decimal(from + 4, from + 5, 0), side: line.side(from + 6) });
    }
    checkLegs(line, legs, 13, 14);
    draft.spreads.push({ rate, spread: { kind: 'tier', priority: line.count(11, 12), rate: '0', legs } });
  }

  #seriesSpread(draft: CommodityDraft, line: PositionalLine): void {
    const rate = line.digits(14, 20);
    const legs: SpanLeg[] = [];
    for (let from = 21; from <= 63; from += 14) {
      const short = line.digits(from, from + 3, null);
      if (short === null || short === '0000') break;
      const month = `20${short}`;
      if (!/^20\d\d(0[1-9]|1[0-2])$/.test(month))
        throw line.fault(from, from + 3, `“${short}” isn’t a year and month`);
      const day = line.code(from + 4, from + 6);
      const whole = `${month}${/^0*$/.test(day) ? '' : day}`;
      const ratio = line.decimal(from + 7, from + 12, 4);
      legs.push({ tier: null, month: ownText(whole), ratio, side: line.side(from + 13) });
    }
    checkLegs(line, legs, 21, 76);
    draft.spreads.push({ rate, spread: { kind: 'series', priority: line.count(9, 13), rate: '0', legs } });
  }

  #deliveryAndMinimum(draft: CommodityDraft, line: PositionalLine): void {
    const method = line.required(9, 10, 'the method of the delivery charge');
    const count = method === '10' ? line.count(11, 12) : 0;
    const months: CommodityDraft['delivery'] = [];
    // A record has room for two months; further ones stand in a further record.
    for (let place = 0; place < Math.min(2, count); place++) {
      const from = 13 + 22 * place;
      const month = line.month(from + 2, from + 7);
      if (month === '' && (place > 0 || draft.delivery.length > 0)) break;
      if (month === '') throw line.fault(from + 2, from + 7, 'a delivery month is missing');
      const [spread, outright] = [line.digits(from + 8, from + 14), line.digits(from + 15, from + 21)];
      months.push({ month, spread, outright, sign: 'B' });
    }
    const [from, to] = adjustmentColumns[this.#account];
    const minimum = line.digits(63, 69);
    const adjustment = line.decimal(from, to, 2);
    if (line.text.length < 78) throw line.fault(76, 78, `the record ends at column ${line.text.length}`);
    const minimumMethod = line.code(79, 79);
    if (!['', '1', '2'].includes(minimumMethod))
      throw line.fault(79, 79, `“${minimumMethod}” isn’t a method of the short option minimum (1 or 2)`);
    draft.delivery.push(...months);
    draft.deliveryCount = Math.max(draft.deliveryCount, count);
    draft.deliveryMethod = method;
    draft.minimumRate = minimum;
    draft.minimumMethod = minimumMethod === '1' ? 'maximum' : 'gross';
    draft.adjustmentRatio = adjustment === '0' ? '1' : adjustment;
  }

  #series(facts: ProductFacts, line: PositionalLine): void {
    const kind = kindsOfTypes[line.code(16, 18)];
    const month = line.month(19, 24, 25, 26);
    const optionMonth = line.month(28, 33, 34, 35);
    const volatility = line.decimal(45, 52, 6);
    const price = line.digits(53, 57);
    const scale = line.decimal(86, 91, 4);
    const exponent = line.countOrNull(166, 167) ?? 0;
    const sign = exponent === 0 ? false : line.isNegative(168);
    facts.deltaScales.set(ownText(`${month} ${optionMonth}`), scale === '0' ? '1' : scale);
    if (kind === 'future' || kind === 'physical') {
      facts.scanRanges.push({
        month: ownText(month),
        price: ownText(price),
        exponent: sign ? -exponent : exponent,
        volatility,
        isPercentage: line.code(165, 165) === 'P',
      });
    }
  }

  #prices(facts: ProductFacts, line: PositionalLine): void {
    const price = { decimals: line.places(34, 36), alignment: line.code(40, 40) };
    const strike = strikeForm(line.places(37, 39), line.code(41, 41), price.alignment);
    const factor = line.digits(42, 55);
    const exponent = line.countOrNull(74, 75) ?? 0;
    const sign = exponent === 0 ? false : line.isNegative(73);
    const valuation = line.code(117, 121);
    if (/^0+$/.test(factor)) throw line.fault(42, 55, 'a contract value factor of 0 values nothing');
    facts.price = price;
    facts.strike = strike;
    facts.contractValueFactor = impliedDecimal(factor, 7 - (sign ? -exponent : exponent));
    facts.valuation = valuation.startsWith('EQTY') ? 'upfront' : valuation.startsWith('FUT') ? 'daily' : null;
    facts.shortName = ownText(line.code(19, 33));
  }
}

/** Runs `read`; a part that can't be read becomes a fault of `faults`. */
function faultsInto(faults: SpanFault[], line: PositionalLine, left: string, read: () => void): void {
  try {
    read();
  } catch (thrown) {
    faults.push(faultOf(thrown, line, left));
  }
}
