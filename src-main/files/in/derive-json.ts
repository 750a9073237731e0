// Derive's wallet answers: what a subaccount holds, as the venue documents private/get_subaccount, get_all_portfolios, get_positions and get_collaterals
// (docs.derive.xyz/api-reference/subaccounts/privateget_subaccount). Recognised by content, in JSON-RPC envelopes, bare, in lists or maps.
import { type DecimalText, decimalText, ExactDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketFigure } from '../../domain/market.ts';
import { decimalOf, has, isZero, textOf, timeOf } from './deribit-fields.ts';
import type { Found } from './deribit-json.ts';
import { isElement, type LineOf, type Reject, rejecting } from './deribit-rejection.ts';
import type { Gathering } from './gathering.ts';
import { isJsonObject, type JsonObject, type JsonValue, type ParsedJson } from './json-text.ts';

const deepest = 6;
const DOLLAR_COIN = 'USDC';
/** Places kept of a price that profit is counted from. */
const PRICE_PLACES = 12;

const marginModels: Readonly<Record<string, string>> = {
  PM: 'derive-pmrm1',
  PM2: 'derive-pmrm2',
  SM: 'derive-srm',
};

/** Everything of Derive's that the document holds; empty when it isn't Derive's. */
export function findDerive(file: string, { value, line }: ParsedJson): Found[] {
  const found: Found[] = [];
  const look = (place: JsonValue | undefined, depth: number): void => {
    if (depth > deepest || typeof place !== 'object' || place === null) return;
    if (isJsonObject(place) && isSubaccount(place)) {
      found.push({ rank: 3, read: (gathering) => readSubaccount(gathering, file, place, line) });
      return;
    }
    for (const entry of Array.isArray(place) ? place : Object.values(place)) look(entry, depth + 1);
  };
  look(value, 0);
  return found;
}

/** An answer about a subaccount that holds one of the two lists; no other venue's has both an id of this name and such a list. */
const isSubaccount = (value: JsonObject): boolean =>
  has(value, 'subaccount_id') && (Array.isArray(value.positions) || Array.isArray(value.collaterals));

function readSubaccount(gathering: Gathering, file: string, answer: JsonObject, lineOf: LineOf): void {
  gathering.format('derive', 'Derive');
  // The venue returns such a subaccount as an empty placeholder: its lists say nothing.
  if (answer.failed_to_fetch === true) {
    gathering.notice(
      `${file}: the venue could not load subaccount ${textOf(answer.subaccount_id)} (failed_to_fetch), so nothing is taken for it. Ask again.`,
    );
    return;
  }
  const asked = gathering.context.account;
  const account = asked !== null && asked !== '' ? asked : `derive-${textOf(answer.subaccount_id)}`;
  const stated = textOf(answer.margin_type);
  const model = marginModels[stated] ?? null;
  if (model === null && stated !== '') {
    gathering.notice(`${file} names the margin type “${stated}”, which Margrave does not know.`);
  }
  const known = gathering.context.accounts.get(account);
  if (known && model !== null && known.marginModel !== model) {
    gathering.notice(
      `${file} was margined as ${model}; account ${account} of the book stays with ${known.marginModel}.`,
    );
  }
  // Only some of the answers of one subaccount name its margin type.
  gathering.nameAccount(account, 'derive', model ?? (gathering.isNamed(account) ? null : 'derive-srm'));
  const stood = gathering.timeOfFile(file);
  const statedTime = timeOf(answer.valuation_timestamp) ?? timeOf(answer.timestamp);
  const time = statedTime ?? stood.time;
  const figures: MarketFigure[] = [];
  const figure = (figureClass: MarketFigure['class'], key: string, value: DecimalText | null): void => {
    if (value === null || isZero(value) || value.startsWith('-')) return;
    figures.push({ class: figureClass, key, expiry: '', value, time, source: file });
  };
  // A row that is given back keeps whose it is.
  const named: JsonObject = {
    subaccount_id: answer.subaccount_id ?? null,
    ...(stated === '' ? {} : { margin_type: stated }),
  };
  if (Array.isArray(answer.positions)) {
    gathering.snapshotOf.positions.add(account);
    for (const element of answer.positions) {
      const reject = rejecting(gathering, 'positions', file, element, lineOf, (alone) => ({
        ...named,
        positions: [alone],
      }));
      if (isElement(element, reject)) readPosition(gathering, account, element, reject, figure);
    }
  }
  if (Array.isArray(answer.collaterals)) {
    gathering.snapshotOf.balances.add(account);
    for (const element of answer.collaterals) {
      const reject = rejecting(gathering, 'balances', file, element, lineOf, (alone) => ({
        ...named,
        collaterals: [alone],
      }));
      if (isElement(element, reject)) readCollateral(gathering, account, element, reject, figure);
    }
  }
  const reserved = decimalOf(answer.open_orders_margin);
  if (reserved !== null && !isZero(reserved)) {
    gathering.notice(
      `${file} states an open-order margin of ${reserved} ${DOLLAR_COIN} for subaccount ${textOf(answer.subaccount_id)}; the contracts margin what is held, so it is left out.`,
    );
  }
  if (figures.length > 0 && statedTime === null)
    gathering.notice(`${file} prints no time of its prices: they are taken as of ${stood.what}, ${time}.`);
  gathering.addFigures(file, time, figures, 'Derive');
}

type AddFigure = (figureClass: MarketFigure['class'], key: string, value: DecimalText | null) => void;

function readPosition(
  gathering: Gathering,
  account: string,
  element: JsonObject,
  reject: Reject,
  figure: AddFigure,
): void {
  const resolution = gathering.resolve(textOf(element.instrument_name), 'derive');
  if ('reason' in resolution) {
    reject('instrument_name', resolution.reason, resolution.remedy);
    return;
  }
  const { instrument } = resolution;
  const amount = decimalOf(element.amount);
  if (amount === null) {
    reject('amount', 'the amount is not a finite number', 'Write the signed amount as a plain number');
    return;
  }
  figure('mark', instrument.id, decimalOf(element.mark_price));
  figure('index', instrument.priceIndex, decimalOf(element.index_price));
  if (isZero(amount)) return;
  // A subaccount holds one position of a name: several answers of one subaccount repeat it.
  const earlier = gathering.positions.find(
    (row) => row.account === account && row.instrument === instrument.id,
  );
  if (earlier) {
    if (earlier.quantity !== amount)
      reject(
        'amount',
        `an earlier answer gives ${earlier.quantity} of ${instrument.symbol}`,
        'Import one answer of the subaccount at a time: the newest',
      );
    return;
  }
  const average = decimalOf(element.average_price);
  gathering.addPosition({
    account,
    instrument: instrument.id,
    strategy: '',
    lot: '',
    quantity: amount,
    averagePrice: average === null || isZero(average) ? null : average,
    settledPrice: settledPriceOf(element, instrument, amount, average),
  });
}

/**
 * The price from which a perpetual's profit is not yet in the cash. The venue states the profit (`unrealized_pnl`), what of it has been paid into the cash
 * (`net_settlements`) and the funding to come (`pending_funding`): the rest at the mark gives the price. Without them it is the average price.
 */
function settledPriceOf(
  element: JsonObject,
  instrument: Instrument,
  amount: DecimalText,
  average: DecimalText | null,
): DecimalText | null {
  if (instrument.kind !== 'perpetual') return null;
  const mark = decimalOf(element.mark_price);
  const profit = decimalOf(element.unrealized_pnl);
  if (mark === null || profit === null) return average;
  const open = new ExactDecimal(profit)
    .minus(decimalOf(element.net_settlements) ?? '0')
    .plus(decimalOf(element.pending_funding) ?? '0');
  const price = new ExactDecimal(mark).minus(open.dividedBy(amount));
  return price.greaterThan(0) ? decimalText(price.toDecimalPlaces(PRICE_PLACES)) : average;
}

function readCollateral(
  gathering: Gathering,
  account: string,
  element: JsonObject,
  reject: Reject,
  figure: AddFigure,
): void {
  const asset = textOf(element.asset_name).toUpperCase();
  const amount = decimalOf(element.amount);
  if (asset === '') {
    reject('asset_name', 'the collateral names no asset', 'Save the answer again');
    return;
  }
  if (amount === null) {
    reject('amount', 'the amount is not a finite number', 'Write a plain number');
    return;
  }
  const isCash = asset === DOLLAR_COIN;
  const earlier = gathering.balances.find((row) => row.account === account && row.currency === asset);
  if (earlier && earlier.amount !== amount) {
    reject('amount', `an earlier answer gives ${earlier.amount} ${asset}`, 'Keep one row per asset');
    return;
  }
  if (!earlier && !isZero(amount)) {
    gathering.balances.push({ account, kind: isCash ? 'cash' : 'collateral', currency: asset, amount });
  }
  const mark = decimalOf(element.mark_price);
  if (isCash) figure('currencyRate', `${DOLLAR_COIN}/USD`, mark);
  else figure('index', `${asset.toLowerCase()}_usd`, mark);
}
