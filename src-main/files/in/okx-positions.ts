// OKX's positions: of the account, of a position-builder request, of a position-builder answer.
import { type DecimalText, decimalText, ExactDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketFigure } from '../../domain/market.ts';
import { impliedContractValue } from '../../domain/okx-instrument.ts';
import { decimalOf, isZero, textOf, timeOf } from './deribit-fields.ts';
import { isElement, type LineOf, type Reject, rejecting } from './deribit-rejection.ts';
import type { Gathering } from './gathering.ts';
import type { JsonObject, JsonValue } from './json-text.ts';
import { beginOkx, takeOkxBalance } from './okx-balances.ts';

/** Names of the fields that an answer states a position with. */
interface PositionFields {
  /** Where a position stands, to be known again by itself. */
  around(element: JsonValue): JsonValue;
  size: 'pos' | 'amt';
  profit: 'upl' | 'floatPnl';
}

interface Taken {
  instrument: Instrument;
  quantity: DecimalText;
  element: JsonObject;
}

const ofPositions: PositionFields = { size: 'pos', profit: 'upl', around: (alone) => alone };
const ofRequest: PositionFields = { ...ofPositions, around: (alone) => ({ simPos: [alone] }) };
const ofBuilder: PositionFields = {
  size: 'amt',
  profit: 'floatPnl',
  around: (alone) => ({ riskUnitData: [{ portfolios: [alone] }] }),
};

/** `GET /api/v5/account/positions`. Profit since the average price is not in the balance; marks, index and dollar rates become figures. */
export function readOkxPositions(
  gathering: Gathering,
  file: string,
  list: JsonValue[],
  lineOf: LineOf,
): void {
  const account = beginOkx(gathering);
  if (gathering.snapshotOf.positions.has(account)) {
    gathering.notice(
      `Positions of several answers of OKX’s are counted together as account ${account}. Import several accounts one at a time, each into an account of its own.`,
    );
  }
  gathering.snapshotOf.positions.add(account);
  const implied = new Map<string, string>();
  const taken = takePositions(gathering, file, account, list, lineOf, ofPositions, implied);
  noteSizes(gathering, file, implied);
  addPrices(gathering, file, taken, null);
}

/** A position-builder request: `simPos` are positions, `simAsset` balances. It prints no marks. */
export function readSimulated(gathering: Gathering, file: string, request: JsonObject, lineOf: LineOf): void {
  const account = beginOkx(gathering);
  if (request.inclRealPosAndEq === true || request.inclRealPosAndEq === 'true') {
    gathering.notice(
      `${file} asks for the account’s real positions besides: they are not in the request, so they are not here.`,
    );
  }
  const positions = Array.isArray(request.simPos) ? request.simPos : [];
  takePositions(gathering, file, account, positions, lineOf, ofRequest, new Map());
  for (const element of Array.isArray(request.simAsset) ? request.simAsset : []) {
    const reject = rejecting(gathering, 'balances', file, element, lineOf, (alone) => ({
      simAsset: [alone],
    }));
    if (!isElement(element, reject)) continue;
    takeOkxBalance(gathering, account, element, 'amt', decimalOf(element.amt), reject);
  }
}

/** A position-builder answer: positions of all risk units; equity per currency as cash, less the value of options held in it. */
export function readBuilderAnswer(
  gathering: Gathering,
  file: string,
  answer: JsonObject,
  lineOf: LineOf,
): void {
  const account = beginOkx(gathering);
  gathering.snapshotOf.positions.add(account);
  const units = (Array.isArray(answer.riskUnitData) ? answer.riskUnitData : []) as JsonValue[];
  const taken: Taken[] = [];
  const implied = new Map<string, string>();
  const stated = new Map<string, DecimalText>();
  for (const unit of units) {
    const reject = rejecting(gathering, 'positions', file, unit, lineOf);
    if (!isElement(unit, reject) || !Array.isArray(unit.portfolios)) continue;
    const own = takePositions(gathering, file, account, unit.portfolios, lineOf, ofBuilder, implied);
    taken.push(...own);
    noteUnitPrices(unit, own, stated);
  }
  noteSizes(gathering, file, implied);
  addPrices(gathering, file, taken, timeOf(Number(textOf(answer.ts)) || null), stated);
  for (const element of Array.isArray(answer.assets) ? answer.assets : []) {
    const reject = rejecting(gathering, 'balances', file, element, lineOf, null);
    if (!isElement(element, reject)) continue;
    const equity = decimalOf(element.availEq);
    const currency = textOf(element.ccy).toUpperCase();
    const within = taken
      .filter(({ instrument }) => instrument.settlementCurrency === currency)
      .reduce((sum, one) => sum.plus(heldInEquity(one)), new ExactDecimal(0));
    takeOkxBalance(
      gathering,
      account,
      element,
      'availEq',
      equity === null ? null : decimalText(new ExactDecimal(equity).minus(within)),
      reject,
    );
  }
}

function noteSizes(gathering: Gathering, file: string, implied: ReadonlyMap<string, string>): void {
  if (implied.size === 0) return;
  const sizes = [...implied].map(([symbol, value]) => `${symbol} ${value}`).join(', ');
  gathering.notice(
    `${file} doesn’t print how much one contract is; it follows from each position’s own profit or notional: ${sizes}. Import the venue’s list of instruments to be sure.`,
  );
}

/** What equity holds of a position besides cash, in its settlement currency: a future's profit, an option's value. */
function heldInEquity({ instrument, quantity, element }: Taken): InstanceType<typeof ExactDecimal> {
  const mark = positive(element.markPx);
  const size = new ExactDecimal(quantity);
  if (mark === null) return new ExactDecimal(0);
  if (instrument.kind === 'option') return size.times(mark);
  const since = positive(element.avgPx);
  if (since === null) return new ExactDecimal(0);
  if (instrument.payoff === 'inverse')
    return size.times(new ExactDecimal(1).dividedBy(since).minus(new ExactDecimal(1).dividedBy(mark)));
  return size.times(new ExactDecimal(mark).minus(since));
}

function takePositions(
  gathering: Gathering,
  file: string,
  account: string,
  list: JsonValue[],
  lineOf: LineOf,
  fields: PositionFields,
  implied: Map<string, string>,
): Taken[] {
  const taken: Taken[] = [];
  const isolated = new Set<string>();
  let flat = 0;
  for (const element of list) {
    const reject = rejecting(gathering, 'positions', file, element, lineOf, fields.around);
    if (!isElement(element, reject)) continue;
    if (!isFirstOfItsId(gathering, file, element, reject)) continue;
    const resolution = gathering.resolve(textOf(element.instId), 'okx');
    if ('reason' in resolution) {
      reject('instId', resolution.reason, resolution.remedy);
      continue;
    }
    if (resolution.instrument.kind === 'spot') {
      reject(
        'instId',
        `${resolution.instrument.symbol} is a spot or margin holding`,
        `Enter it as a balance in ${resolution.instrument.underlying}`,
      );
      continue;
    }
    const contracts = contractsOf(element, fields.size, reject);
    if (contracts === null) continue;
    if (isZero(contracts)) {
      flat++;
      continue;
    }
    const instrument = sized(gathering, resolution, element, contracts, fields, implied);
    if (!instrument) {
      reject(
        fields.size,
        `the file doesn’t say how much one contract of ${resolution.instrument.symbol} is`,
        'Import the venue’s list of instruments with it (GET /api/v5/public/instruments, with ctVal), or give markPx with avgPx and the profit, or notionalUsd',
      );
      continue;
    }
    const averagePrice = positive(element.avgPx);
    const quantity = decimalText(new ExactDecimal(contracts).times(instrument.contractSize));
    gathering.addPosition({
      account,
      instrument: instrument.id,
      strategy: '',
      lot: '',
      quantity,
      averagePrice,
      settledPrice: instrument.kind === 'option' ? null : averagePrice,
    });
    taken.push({ instrument, quantity, element });
    if (element.mgnMode === 'isolated') isolated.add(instrument.symbol);
  }
  if (flat > 0) {
    const closed = flat === 1 ? '1 closed position (size 0) was' : `${flat} closed positions (size 0) were`;
    gathering.notice(`${closed} passed over in ${file}.`);
  }
  if (isolated.size > 0) {
    gathering.notice(
      `${file}: held with isolated margin, and taken as part of the account: ${[...isolated].join(', ')}. The venue margins them by themselves; import them into an account of their own to keep them apart.`,
    );
  }
  return taken;
}

const positionsById = new WeakMap<Gathering, Map<string, string>>();

/** False for a position whose id (`posId`) stood in the import before: passed over when it says the same, else rejected. */
function isFirstOfItsId(gathering: Gathering, file: string, element: JsonObject, reject: Reject): boolean {
  const id = textOf(element.posId);
  if (id === '') return true;
  const known = positionsById.get(gathering) ?? new Map<string, string>();
  positionsById.set(gathering, known);
  const earlier = known.get(id);
  const said = JSON.stringify(element);
  if (earlier === undefined) {
    known.set(id, said);
    return true;
  }
  if (earlier === said)
    gathering.notice(`${file}: positions that stand twice in this import are counted once.`);
  else
    reject(
      'posId',
      `position ${id.slice(0, 40)} stands in this import with other figures, too`,
      'Import one answer of the account at a time: the newest',
    );
  return false;
}

/** Signed contracts: by their sign in a net account, by the side in a long/short one. Null once rejected. */
function contractsOf(element: JsonObject, column: 'pos' | 'amt', reject: Reject): DecimalText | null {
  const size = decimalOf(element[column]);
  if (size === null) {
    reject(
      column,
      'the size is not a finite number',
      'Write the signed count of contracts as a plain number',
    );
    return null;
  }
  const side = textOf(element.posSide).toLowerCase();
  if (side === 'short') return decimalText(new ExactDecimal(size).abs().negated());
  if (side === 'long' && size.startsWith('-')) {
    reject('posSide', 'the side is long but the size is negative', 'Correct the side or the sign');
    return null;
  }
  if (side !== '' && side !== 'long' && side !== 'net') {
    reject('posSide', 'the side is none of net, long, short', 'Correct the side');
    return null;
  }
  return size;
}

/** USD per unit of the settlement currency, where the position prints it: `usdPx` is the price of its margin currency, which may be another. */
function rateOf({ settlementCurrency }: Instrument, element: JsonObject): DecimalText | null {
  return textOf(element.ccy).toUpperCase() === settlementCurrency ? positive(element.usdPx) : null;
}

/** The instrument with its contract value: the list's or the book's, else what the position itself implies; null when nothing tells. */
function sized(
  gathering: Gathering,
  resolution: { instrument: Instrument; contractSizeKnown: boolean },
  element: JsonObject,
  contracts: DecimalText,
  fields: PositionFields,
  implied: Map<string, string>,
): Instrument | null {
  const { instrument } = resolution;
  if (resolution.contractSizeKnown) return instrument;
  const found = impliedContractValue(instrument, {
    contracts,
    averagePrice: positive(element.avgPx),
    markPrice: positive(element.markPx),
    profit: decimalOf(element[fields.profit]),
    notional: decimalOf(element.notionalUsd),
    rate: rateOf(instrument, element) ?? '1',
  });
  if (!found) return null;
  const known = { ...instrument, contractSize: found.value };
  gathering.putInstrument(known);
  implied.set(instrument.symbol, found.value);
  return known;
}

/** What a risk unit states beside its positions: its dollar index, and by profit in USD over profit in a stablecoin that coin's rate. */
function noteUnitPrices(unit: JsonObject, own: readonly Taken[], stated: Map<string, DecimalText>): void {
  const [first] = own;
  if (!first) return;
  const index = positive(unit.indexUsd);
  if (index !== null) stated.set(`index ${first.instrument.underlying.toLowerCase()}_usd`, index);
  const { settlementCurrency, payoff } = first.instrument;
  const total = decimalOf(unit.upl);
  if (
    payoff !== 'linear' ||
    total === null ||
    own.some((one) => one.instrument.settlementCurrency !== settlementCurrency)
  )
    return;
  const profit = own.reduce(
    (sum, { element }) => sum.plus(decimalOf(element.floatPnl) ?? 0),
    new ExactDecimal(0),
  );
  const rate = profit.isZero() ? profit : new ExactDecimal(total).dividedBy(profit);
  const key = `currencyRate ${settlementCurrency}/USD`;
  if (rate.greaterThan(0) && !stated.has(key))
    stated.set(key, decimalText(rate.toSignificantDigits(RATE_DIGITS)));
}

/** Digits kept of a rate that follows from the venue's floats: its own rates have far fewer. */
const RATE_DIGITS = 12;

/** Marks, index prices and dollar rates that the positions print. They carry no time of their own: without the answer's, the import's. */
function addPrices(
  gathering: Gathering,
  file: string,
  taken: readonly Taken[],
  at: string | null,
  stated: ReadonlyMap<string, DecimalText> = new Map(),
): void {
  const stood = gathering.timeOfFile(file);
  const time = at ?? stood.time;
  const figures = new Map<string, MarketFigure>();
  const add = (
    figureClass: MarketFigure['class'],
    key: string,
    value: DecimalText | null,
    field: string,
  ): void => {
    if (value === null) return;
    figures.set(`${figureClass} ${key}`, {
      class: figureClass,
      key,
      expiry: '',
      value,
      time,
      source: `OKX ${field} (${file})`,
    });
  };
  for (const { instrument, element } of taken) {
    add('mark', instrument.id, positive(element.markPx), 'markPx');
    add('index', instrument.priceIndex, positive(element.idxPx), 'idxPx');
    add('currencyRate', `${instrument.settlementCurrency}/USD`, rateOf(instrument, element), 'usdPx');
  }
  for (const [identity, value] of stated) {
    const [figureClass = '', key = ''] = identity.split(' ');
    if (!figures.has(identity)) add(figureClass as MarketFigure['class'], key, value, 'risk unit');
  }
  if (figures.size > 0 && at === null)
    gathering.notice(`${file} prints no time of its prices: they are taken as of ${stood.what}, ${time}.`);
  gathering.addFigures(file, time, [...figures.values()], 'OKX');
}

function positive(value: JsonValue | undefined): DecimalText | null {
  const number = decimalOf(value);
  return number === null || isZero(number) || number.startsWith('-') ? null : number;
}
