// Contracts of an XML risk-array file: arrays put on a shelf per product, the months under options looked up when all have passed.
// May import the domain.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import type { RiskArray, SpanCommodity, SpanProduct } from '../../../domain/span-commodity.ts';
import { ArrayShelf } from './array-shelf.ts';
import { leftContract, ownText, type SpanFault, scenarioCount } from './reading.ts';
import { ofRate, type RateChoice } from './xml-commodity.ts';
import type { XmlElement } from './xml-elements.ts';
import { monthOf, monthOrNone, numberOf, numberOrNull, numberText, xmlFaultOf } from './xml-numbers.ts';

/** Elements that hold the contracts of a product, and what they are. */
export const contractKinds: Readonly<Record<string, RiskArray['kind']>> = {
  phyPf: 'physical',
  equityPf: 'physical',
  futPf: 'future',
  oopPf: 'option',
  oofPf: 'option',
  ooePf: 'option',
  oocPf: 'option',
};
/** Faults of one product that are kept: a file with more is of another layout. */
const mostFaults = 10_000;

export interface ProductShelf {
  /** Null when the file states none. */
  contractValueFactor: DecimalText | null;
  premium: SpanProduct['premium'];
  /** Its options are on futures, so the file has to name them. */
  isOnFutures: boolean;
  scanRanges: SpanCommodity['scanRanges'][number][];
  faults: SpanFault[];
  arrays: ArrayShelf;
}

/** A contract as it is taken from its shelf: with its delta's scale, and a fault where it can't be taken. */
export interface ShelvedContract {
  array: RiskArray;
  line: number;
  scale: DecimalText;
  fault: SpanFault | null;
}

const keyOf = (exchange: string, product: string, kind: RiskArray['kind']): string =>
  `${exchange}\t${product}\t${kind}`;

export class XmlContracts {
  readonly #shelves = new Map<string, ProductShelf>();
  /** Month of each future by exchange, portfolio and contract number. */
  readonly #futures = new Map<string, string>();
  /** The product whose contracts are passing. */
  #open: { portfolio: XmlElement; shelf: ProductShelf } | null = null;

  shelf({
    exchange,
    product,
    kind,
  }: Pick<RiskArray, 'exchange' | 'product' | 'kind'>): ProductShelf | undefined {
    return this.#shelves.get(keyOf(exchange, product, kind));
  }

  /** A contract has passed: `fut`, `phy`, `equity`, or `opt` in its series. */
  take(element: XmlElement, rates: RateChoice): void {
    const series = element.name === 'opt' ? element.parent : null;
    const portfolio = series ? series.parent : element.parent;
    const kind = portfolio ? contractKinds[portfolio.name] : undefined;
    if (!portfolio || !kind || (series !== null && series.name !== 'series')) return;
    const shelf = this.#shelfOf(portfolio, kind);
    try {
      const { exchange, product } = identityOf(portfolio);
      const own = series ?? element;
      const month = kind === 'physical' ? monthOrNone(element, 'pe') : monthOf(own, 'pe');
      const ra = ofRate(element.all('ra'), rates);
      if (kind === 'future') {
        this.#futures.set(
          ownText([exchange, portfolio.textOf('pfId'), element.textOf('cId')].join('\t')),
          ownText(month),
        );
      }
      if (kind !== 'option') addRange(shelf, element, month, rates);
      if (!ra) throw element.fault('ra', 'its risk array (ra) is missing');
      shelf.arrays.put({
        array: {
          exchange,
          product,
          kind,
          futureMonth: kind === 'option' ? '' : month,
          optionMonth: kind === 'option' ? month : '',
          right: kind === 'option' ? rightOf(element) : null,
          strike: kind === 'option' ? numberOf(element, 'k') : null,
          settlement: numberOrNull(element, 'p'),
          losses: lossesOf(ra),
          compositeDelta: numberOf(ra, 'd'),
        },
        line: element.line,
        reference: JSON.stringify([series ? underlyingOf(series) : '', numberOrNull(own, 'sc') ?? '1']),
      });
    } catch (thrown) {
      if (shelf.faults.length < mostFaults) shelf.faults.push(xmlFaultOf(thrown, leftContract));
    }
  }

  /** A product's element has ended. */
  endOfPortfolio(portfolio: XmlElement): void {
    const shelf = this.#open?.portfolio === portfolio ? this.#open.shelf : null;
    this.#open = null;
    shelf?.arrays.squeeze();
  }

  /** A product's arrays with the months under its options; each with its contract's delta scale, or a fault instead. */
  *arrays(shelf: ProductShelf): Generator<ShelvedContract> {
    for (const { array, line, reference } of shelf.arrays.take()) {
      const [underlying, scale] = JSON.parse(reference) as [string, DecimalText];
      const month = underlying === '' ? undefined : this.#futures.get(underlying);
      const fault =
        array.kind === 'option' && shelf.isOnFutures && month === undefined
          ? {
              line,
              place: 'series/undC',
              value: underlying.replaceAll('\t', ' '),
              reason: 'the future under this option isn’t in the file',
              left: leftContract,
            }
          : null;
      yield { array: month === undefined ? array : { ...array, futureMonth: month }, line, scale, fault };
    }
  }

  #shelfOf(portfolio: XmlElement, kind: RiskArray['kind']): ProductShelf {
    if (this.#open?.portfolio === portfolio) return this.#open.shelf;
    const { exchange, product } = identityOf(portfolio);
    const key = keyOf(exchange, product, kind);
    let shelf = this.#shelves.get(key);
    if (!shelf) {
      const factor = numberText(portfolio.textOf('cvf'));
      shelf = {
        contractValueFactor: factor === '0' ? null : factor,
        premium: portfolio.textOf('valueMeth').toUpperCase().startsWith('FUT') ? 'daily' : 'upfront',
        isOnFutures: portfolio.name === 'oofPf',
        scanRanges: [],
        faults: [],
        arrays: new ArrayShelf(),
      };
      if (shelf.contractValueFactor === null) {
        shelf.faults.push({
          line: portfolio.line,
          place: `${portfolio.path}/cvf`,
          value: portfolio.textOf('cvf').slice(0, 40),
          reason: `${product} has no contract value factor`,
          left: 'All contracts of this product are left out; positions in them have no risk array. Ask the clearing house for the file again',
        });
      }
      this.#shelves.set(key, shelf);
    }
    this.#open = { portfolio, shelf };
    return shelf;
  }
}

const identityOf = (portfolio: XmlElement): { exchange: string; product: string } => ({
  exchange: portfolio.parent?.textOf('exch') ?? '',
  product: portfolio.textOf('pfCode'),
});

function underlyingOf(series: XmlElement): string {
  const under = series.first('undC');
  return under ? [under.textOf('exch'), under.textOf('pfId'), under.textOf('cId')].join('\t') : '';
}

function rightOf(option: XmlElement): 'call' | 'put' {
  const right = option.required('o');
  if (right === 'C') return 'call';
  if (right === 'P') return 'put';
  throw option.fault('o', `“${right.slice(0, 40)}” is neither call (C) nor put (P)`);
}

function lossesOf(ra: XmlElement): DecimalText[] {
  const values = ra.all('a');
  if (values.length !== scenarioCount)
    throw ra.fault('a', `its risk array has ${values.length} values instead of ${scenarioCount}`);
  return values.map((value) => {
    const number = numberText(value.text.trim());
    if (number === null) throw value.fault('', `“${value.text.trim().slice(0, 40)}” isn’t a number`);
    return number;
  });
}

/** Of a contract whose delta scale is 1. */
function addRange(shelf: ProductShelf, contract: XmlElement, month: string, rates: RateChoice): void {
  const scan = ofRate(contract.all('scanRate'), rates);
  if (!scan) return;
  const price = numberOrNull(scan, 'priceScan');
  if (price === null) return;
  const scale = numberOrNull(contract, 'sc') ?? '1';
  shelf.scanRanges.push({
    month: ownText(month),
    price:
      scale === '1' || scale === '0'
        ? price
        : decimalText(new ExactDecimal(price).div(scale).toSignificantDigits(15)),
    volatility: numberOrNull(scan, 'volScan') ?? '0',
  });
}
