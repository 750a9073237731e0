// A wallet on Hyperliquid, from the venue's answers to clearinghouseState and spotClearinghouseState: recognised by content, alone or together.
import { type DecimalText, decimalText, ExactDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketFigure } from '../../domain/market.ts';
import { decimalOf, has, isZero, textOf, timeOf } from './deribit-fields.ts';
import type { Found } from './deribit-json.ts';
import { isElement, type LineOf, rejecting } from './deribit-rejection.ts';
import type { Gathering } from './gathering.ts';
import { isJsonObject, type JsonObject, type JsonValue, type ParsedJson } from './json-text.ts';

const venue = 'hyperliquid';
const model = 'hyperliquid-pm';
const cashCurrency = 'USDC';
/** Tokens of the venue's bridge that are a coin by another name. */
const coinOfToken: Record<string, string> = { UBTC: 'BTC', UETH: 'ETH', USOL: 'SOL' };

interface Search {
  file: string;
  parsed: ParsedJson;
  found: Found[];
}

const deepest = 6;
/** A coin of the venue itself; markets of other builders have a colon. */
const codeShape = /^[A-Za-z][A-Za-z0-9]{0,19}$/;

/** Everything of Hyperliquid's that the document holds; empty when it isn't Hyperliquid's. */
export function findHyperliquid(file: string, parsed: ParsedJson): Found[] {
  const search: Search = { file, parsed, found: [] };
  look(search, parsed.value, 0);
  // Balances are known only once both answers are read: one may say what the other's cash already holds.
  if (search.found.length > 0) search.found.push({ rank: 3.5, read: finishWallet });
  return search.found;
}

function look(search: Search, value: JsonValue, depth: number): void {
  if (depth > deepest || typeof value !== 'object' || value === null) return;
  const { file, parsed, found } = search;
  const reading = (read: (gathering: Gathering, file: string, lineOf: LineOf) => void): void => {
    found.push({ rank: 3, read: (gathering) => read(gathering, file, parsed.line) });
  };
  if (isJsonObject(value)) {
    if (isPerpetualState(value)) {
      reading((gathering, name, lineOf) => readPerpetuals(gathering, name, value, lineOf));
      return;
    }
    if (isSpotState(value)) {
      reading((gathering, name, lineOf) => readSpot(gathering, name, value, lineOf));
      return;
    }
  } else if (value.some(isPosition) || value.some(isToken)) {
    // Rows by themselves, as corrected rows of an earlier import come back.
    const tokens = value.filter(isToken);
    const positions = value.filter((element) => !isToken(element));
    if (positions.length > 0) {
      reading((gathering, name, lineOf) => takePositions(gathering, name, positions, null, lineOf));
    }
    if (tokens.length > 0) reading((gathering, name, lineOf) => takeTokens(gathering, name, tokens, lineOf));
    return;
  }
  for (const entry of Object.values(value)) look(search, entry, depth + 1);
}

/** `clearinghouseState`: positions beside a margin summary; no other answer has them together. */
const isPerpetualState = (value: JsonObject): boolean =>
  Array.isArray(value.assetPositions) && (has(value, 'marginSummary') || has(value, 'withdrawable'));

const isPosition = (element: JsonValue): boolean =>
  isJsonObject(element) && isJsonObject(element.position) && has(element.position, 'coin', 'szi');

/** `spotClearinghouseState`: balances by coin and token. Of an empty wallet the list stands empty and alone. */
const isSpotState = (value: JsonObject): boolean =>
  Array.isArray(value.balances) &&
  (value.balances.some(isToken) || (value.balances.length === 0 && Object.keys(value).length === 1));

const isToken = (element: JsonValue): boolean =>
  isJsonObject(element) && has(element, 'coin', 'total', 'hold');

/** What the answers of one import say of a wallet. */
interface Wallet {
  account: string;
  /** Coins held so far: a venue's market is held once in a wallet. */
  coins: Set<string>;
  /** The perpetuals' answers read so far, as text. */
  states: Set<string>;
  /** Account value of the perpetuals, profit included; null while no answer states it. */
  accountValue: DecimalText | null;
  unrealisedProfit: InstanceType<typeof ExactDecimal>;
  tokens: Map<string, InstanceType<typeof ExactDecimal>>;
  hasTokens: boolean;
  /** Under portfolio margin the USDC of the spot answer is the whole wallet's, perpetuals and debts included. */
  isPortfolioMargin: boolean;
}

const wallets = new WeakMap<Gathering, Wallet>();

function walletOf(gathering: Gathering): Wallet {
  const known = wallets.get(gathering);
  if (known) return known;
  gathering.format(venue, 'Hyperliquid');
  const account = gathering.defaultAccount(venue);
  gathering.nameAccount(account, venue, model);
  const fresh: Wallet = {
    account,
    coins: new Set(),
    states: new Set(),
    accountValue: null,
    unrealisedProfit: new ExactDecimal(0),
    tokens: new Map(),
    hasTokens: false,
    isPortfolioMargin: false,
  };
  wallets.set(gathering, fresh);
  return fresh;
}

/** The perpetuals' answer: its positions, and the account value that cash follows from. */
function readPerpetuals(gathering: Gathering, file: string, state: JsonObject, lineOf: LineOf): void {
  const wallet = walletOf(gathering);
  const said = JSON.stringify(state);
  if (wallet.states.has(said)) {
    gathering.notice(`${file}: an answer that stands twice in this import is counted once.`);
    return;
  }
  wallet.states.add(said);
  const list = state.assetPositions as JsonValue[];
  const again = list.map(coinOf).filter((coin) => wallet.coins.has(coin));
  if (again.length > 0) {
    rejecting(
      gathering,
      'positions',
      file,
      state,
      lineOf,
    )(
      'assetPositions',
      `an earlier answer of this import holds ${again.slice(0, 5).join(', ')} already: these are two wallets, or one at two times`,
      'Import one wallet at a time, each into an account of its own',
    );
    return;
  }
  for (const coin of list.map(coinOf)) if (coin !== '') wallet.coins.add(coin);
  gathering.snapshotOf.positions.add(wallet.account);
  const summary = isJsonObject(state.marginSummary) ? state.marginSummary : {};
  const accountValue = decimalOf(summary.accountValue);
  if (accountValue === null) {
    gathering.notice(
      `${file} states no account value (marginSummary.accountValue): no cash of the perpetuals is taken.`,
    );
  } else {
    wallet.accountValue = decimalText(new ExactDecimal(wallet.accountValue ?? '0').plus(accountValue));
  }
  const time = timeOf(state.time);
  if (time === null) gathering.notice(`${file} states no time: no marks are taken from it.`);
  takePositions(gathering, file, list, time, lineOf);
}

/** The coin that an element of `assetPositions` holds; empty for markets of other builders and for anything else. */
function coinOf(element: JsonValue): string {
  const position = isJsonObject(element) && isJsonObject(element.position) ? element.position : {};
  const coin = textOf(position.coin);
  return codeShape.test(coin) ? coin : '';
}

/** Positions with the price that they were entered at, from which profit is not in the cash; marks follow from their value. */
function takePositions(
  gathering: Gathering,
  file: string,
  list: readonly JsonValue[],
  time: string | null,
  lineOf: LineOf,
): void {
  const wallet = walletOf(gathering);
  const figures: MarketFigure[] = [];
  const isolated: string[] = [];
  for (const element of list) {
    const reject = rejecting(gathering, 'positions', file, element, lineOf);
    if (!isElement(element, reject)) continue;
    const position = isJsonObject(element.position) ? element.position : {};
    // The account value holds the profit of a row that is rejected, too: the row brings it when it comes back corrected.
    const profit = decimalOf(position.unrealizedPnl);
    if (profit !== null) wallet.unrealisedProfit = wallet.unrealisedProfit.plus(profit);
    const coin = textOf(position.coin);
    if (!codeShape.test(coin)) {
      reject(
        'position',
        coin.includes(':')
          ? `${coin.slice(0, 40)} is a market of another builder, whose margin is not known here`
          : 'the position names no coin',
        'Leave the row out, or name a perpetual of the venue itself (BTC)',
      );
      continue;
    }
    const size = decimalOf(position.szi);
    if (size === null) {
      reject('position', 'the size (szi) is not a finite number', 'Write the signed size as a plain number');
      continue;
    }
    if (isZero(size)) continue;
    const entry = decimalOf(position.entryPx);
    const price = entry !== null && new ExactDecimal(entry).greaterThan(0) ? entry : null;
    const instrument = perpetualOf(gathering, coin);
    gathering.addPosition({
      account: wallet.account,
      instrument: instrument.id,
      strategy: '',
      lot: '',
      quantity: size,
      averagePrice: price,
      settledPrice: price,
    });
    if (isJsonObject(position.leverage) && position.leverage.type === 'isolated') isolated.push(coin);
    const mark = markOf(position.positionValue, size);
    if (mark !== null && time !== null) {
      figures.push({ class: 'mark', key: instrument.id, expiry: '', value: mark, time, source: file });
    }
  }
  if (isolated.length > 0) {
    gathering.notice(
      `${file}: ${isolated.join(', ')} are held with isolated margin; they are taken as part of the account.`,
    );
  }
  if (time !== null) gathering.addFigures(file, time, figures, 'Hyperliquid');
}

/** The venue's perpetual on a coin, as the book or these files know it, else as the venue lists every one: linear, 1 coin, settled in USDC. */
function perpetualOf(gathering: Gathering, coin: string): Instrument {
  const id = `${venue}:${coin}`;
  const known = gathering.instruments.get(id) ?? gathering.context.instruments.get(id);
  if (known) return known;
  const instrument: Instrument = {
    id,
    venue,
    symbol: coin,
    kind: 'perpetual',
    payoff: 'linear',
    underlying: coin,
    priceIndex: `${coin.toLowerCase()}_usd`,
    quoteCurrency: 'USD',
    settlementCurrency: cashCurrency,
    quantityUnit: 'base',
    multiplier: '1',
    contractSize: '1',
    expiry: null,
    strike: null,
    right: null,
    exercise: null,
  };
  gathering.putInstrument(instrument);
  return instrument;
}

/** positionValue / |size|, at 12 decimal places. Null where there is no value. */
function markOf(value: JsonValue | undefined, size: DecimalText): DecimalText | null {
  const notional = decimalOf(value);
  if (notional === null || !new ExactDecimal(notional).greaterThan(0)) return null;
  const price = new ExactDecimal(notional).dividedBy(new ExactDecimal(size).abs());
  return decimalText(price.toDecimalPlaces(12, ExactDecimal.ROUND_HALF_EVEN));
}

/** The spot answer: every token of the wallet. */
function readSpot(gathering: Gathering, file: string, state: JsonObject, lineOf: LineOf): void {
  const wallet = walletOf(gathering);
  gathering.snapshotOf.balances.add(wallet.account);
  if (wallet.hasTokens) {
    gathering.notice(
      `${file}: a second answer to spotClearinghouseState is passed over. Import several wallets one at a time, each into an account of its own.`,
    );
    return;
  }
  wallet.hasTokens = true;
  if (state.portfolioMarginEnabled === true) wallet.isPortfolioMargin = true;
  takeTokens(gathering, file, state.balances as JsonValue[], lineOf);
}

/** Tokens by their totals, debts below 0. */
function takeTokens(gathering: Gathering, file: string, list: readonly JsonValue[], lineOf: LineOf): void {
  const wallet = walletOf(gathering);
  const renamed = new Set<string>();
  for (const element of list) {
    const reject = rejecting(gathering, 'balances', file, element, lineOf);
    if (!isElement(element, reject)) continue;
    const token = textOf(element.coin).trim();
    if (!codeShape.test(token)) {
      reject(
        'coin',
        'the balance names no token that can be a currency',
        'Write its code, such as USDC or HYPE',
      );
      continue;
    }
    const total = decimalOf(element.total);
    if (total === null) {
      reject('total', 'the total is not a finite number', 'Write the total as a plain number');
      continue;
    }
    const currency = coinOfToken[token.toUpperCase()] ?? token.toUpperCase();
    if (currency !== token.toUpperCase()) renamed.add(`${token} as ${currency}`);
    wallet.tokens.set(currency, (wallet.tokens.get(currency) ?? new ExactDecimal(0)).plus(total));
  }
  if (renamed.size > 0)
    gathering.notice(`${file}: taken under the coin’s own name: ${[...renamed].join(', ')}.`);
}

/**
 * Writes the balances once all answers of the import are read. Cash of the perpetuals is their account value less unrealised profit, which the positions
 * bring. Under portfolio margin the USDC total of the spot answer holds all of that already.
 */
function finishWallet(gathering: Gathering): void {
  const wallet = wallets.get(gathering);
  if (!wallet) return;
  wallets.delete(gathering);
  const { account, accountValue, unrealisedProfit, tokens, hasTokens, isPortfolioMargin } = wallet;
  const inPerpetuals =
    accountValue === null ? new ExactDecimal(0) : new ExactDecimal(accountValue).minus(unrealisedProfit);
  const ofTokens = tokens.get(cashCurrency) ?? new ExactDecimal(0);
  // Without an account value the positions came by themselves: no cash is stated beside them.
  const cash =
    isPortfolioMargin && accountValue !== null
      ? ofTokens.minus(unrealisedProfit)
      : ofTokens.plus(inPerpetuals);
  tokens.set(cashCurrency, cash);
  if (isPortfolioMargin) {
    gathering.notice(
      'The wallet is under portfolio margin: its USDC total holds perpetuals and debts already, so the perpetuals’ account value is not added.',
    );
  }
  if (!hasTokens && accountValue !== null) {
    gathering.notice(
      'Only the perpetuals’ answer (clearinghouseState) is here: tokens of the wallet stay as the book has them. Add its spotClearinghouseState to import them.',
    );
  }
  for (const [currency, amount] of [...tokens].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (amount.isZero()) continue;
    gathering.balances.push({ account, kind: 'cash', currency, amount: decimalText(amount) });
  }
}
