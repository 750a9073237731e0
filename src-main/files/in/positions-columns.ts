// Guesses which column of somebody's positions table means what, from its header in the languages that exports come in, then from its cells.
import type { ColumnMapping, MappedColumn } from '../../contract/views.ts';
import { isListed } from '../../domain/instrument.ts';
import { readSymbol } from '../instrument-symbols.ts';

const names: Record<MappedColumn, string> = {
  symbol:
    'symbol instrument instrumentname instrumentid contractsymbol optionsymbol occsymbol osisymbol osikey ticker contract contractname security securityid product productcode instid wertpapier kontrakt symbole contrat simbolo instrumento contrato strumento titolo symbool walor 合约 合约代码 代码 证券代码 銘柄 銘柄コード инструмент тикер 종목',
  quantity:
    'quantity qty netquantity netqty netposition netpos position positionsize positionquantity size amount contracts numberofcontracts numcontracts lots openquantity openposition pos units shares holding holdings menge anzahl stuck stuckzahl bestand quantite nombre cantidad posicion unidades quantita posizione quantidade posicao aantal positie antal ilosc 数量 持仓 持仓量 仓位 保有数量 建玉数 количество 수량',
  side: 'side direction buysell bs longshort positionside posside lsflag seite richtung kaufverkauf sens achatvente lado sentido direccion direzione richting 方向 买卖方向 売買 направление сторона',
  averagePrice:
    'averageprice avgprice avg average avgpx averagepx entryprice averageentryprice avgentryprice averagecost avgcost costprice tradeprice openprice einstandskurs einstandspreis durchschnittspreis prixmoyen pru preciomedio prezzomedio precomedio gemiddeldeprijs gak 均价 开仓均价 持仓均价 平均取得価額 平均価格 средняяцена',
  settledPrice: 'settledprice settlementprice lastsettlementprice settleprice abrechnungspreis',
  strategy: 'strategy strategyname strategie estrategia strategia book tradingbook tag 策略 戦略 стратегия',
  account:
    'account accountid accountname accountnumber acct subaccount client clientid fund portfolio desk konto kontonummer depot compte cuenta conto conta rekening 账户 口座 счет 계좌',
  underlying:
    'underlying underlyingsymbol underlyingasset base basecurrency baseasset root rootsymbol coin asset basiswert sousjacent subyacente sottostante ativoobjeto onderliggendewaarde 标的 原資産 базовыйактив',
  expiry:
    'expiry expiration expirationdate expirydate expiredate maturity maturitydate lasttradeday lasttradingday verfall verfallsdatum verfallstag falligkeit faelligkeit echeance dateecheance vencimiento scadenza vencimento vervaldatum expiratie 到期日 満期日 экспирация',
  strike:
    'strike strikeprice exerciseprice k basispreis ausubungspreis ausuebungspreis prixdexercice precioejercicio preciodeejercicio prezzodesercizio precodeexercicio uitoefenprijs 行权价 権利行使価格 страйк',
  right:
    'right optiontype putcall callput cp pc callorput putorcall optionright callputflag optionsart typedoption tipoopcion tipodiopzione',
  kind: 'kind instrumenttype insttype assettype assetclass producttype securitytype sectype contracttype produktart',
  unit: 'unit quantityunit sizeunit qtyunit einheit unite unidad unita unidade eenheid 单位',
};

/** The order in which columns are found: a header serves once. */
const order: MappedColumn[] = [
  'symbol',
  'unit',
  'quantity',
  'side',
  'account',
  'strategy',
  'underlying',
  'expiry',
  'strike',
  'right',
  'kind',
  'averagePrice',
  'settledPrice',
];

const synonyms = new Map<MappedColumn, string[]>(order.map((column) => [column, names[column].split(' ')]));

/** A header without case, accents, spaces and punctuation. */
export function foldedHeader(header: string): string {
  return header
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const unitEndings: [RegExp, ColumnMapping['unit']][] = [
  [/(?:in)?(?:contracts?|lots|kontrakte|contrats|contratos|contratti)$/, 'contracts'],
  [/(?:in)?(?:usd|notional|value)$/, 'usd'],
  [/(?:in)?(?:coins?|crypto|currency|base|btc|eth|sol|xrp)$/, 'coin'],
];

/**
 * The mapping that headers and first rows suggest. `columns` lacks what wasn't found: a table needs a quantity, and a symbol or an underlying.
 * The unit is the venue's own unless the quantity's header says otherwise (`Contracts`, `Size (USD)`, `size_currency`).
 */
export function guessMapping(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  account: string,
): ColumnMapping {
  const folded = headers.map(foldedHeader);
  const used = new Set<number>();
  const columns: ColumnMapping['columns'] = {};
  const assign = (column: MappedColumn, index: number): void => {
    columns[column] = headers[index]!;
    used.add(index);
  };
  let unit: ColumnMapping['unit'] = 'venue';
  for (const column of order) {
    let index = -1;
    for (const name of synonyms.get(column)!) {
      index = folded.findIndex((header, at) => header === name && !used.has(at));
      if (index >= 0) break;
    }
    if (index < 0 && column === 'quantity') index = quantityWithUnit(folded, used);
    if (index >= 0) {
      if (column === 'quantity') unit = unitOf(folded[index]!);
      assign(column, index);
    }
  }
  const symbols = countSymbols(headers.length, rows);
  if (columns.symbol === undefined || symbols.readable[headers.indexOf(columns.symbol)] === 0) {
    let best = -1;
    for (let index = 0; index < headers.length; index++) {
      const count = symbols.readable[index]!;
      if (count > 0 && count * 2 > rows.length && (best < 0 || count > symbols.readable[best]!)) best = index;
    }
    if (best >= 0) columns.symbol = headers[best]!;
    else if (
      columns.symbol !== undefined &&
      columns.underlying === undefined &&
      columns.strike !== undefined
    ) {
      // `Symbol` beside strike and expiry columns names the underlying (`BTC`).
      columns.underlying = columns.symbol;
      delete columns.symbol;
    }
  }
  if (columns.right === undefined && columns.strike !== undefined) {
    const index = folded.findIndex((header, at) => !used.has(at) && /^(type|art|tipo|typ)$/.test(header));
    if (index >= 0) assign('right', index);
  }
  const symbolIndex = columns.symbol === undefined ? -1 : headers.indexOf(columns.symbol);
  const listed =
    symbolIndex >= 0 &&
    symbols.listed[symbolIndex]! > 0 &&
    symbols.listed[symbolIndex] === symbols.readable[symbolIndex];
  return { columns, unit, account, venue: listed ? 'occ' : 'deribit', decimalSeparator: '.' };
}

/** True when the guess finds what a positions table needs; a date beside it does not make it a price history. */
export function isPositionsTable(headers: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const { quantity, symbol, underlying } = guessMapping(headers, rows, '').columns;
  return quantity !== undefined && (symbol !== undefined || underlying !== undefined);
}

function unitOf(header: string): ColumnMapping['unit'] {
  if (header === 'position' || header === 'size' || header === 'amount') return 'venue';
  for (const [ending, unit] of unitEndings) if (ending.test(header)) return unit;
  return 'venue';
}

/** `Size (USD)`, `Amount BTC`, `notional_usd`: a quantity's name with a unit behind it. */
function quantityWithUnit(folded: readonly string[], used: ReadonlySet<number>): number {
  const quantities = synonyms.get('quantity')!;
  return folded.findIndex((header, at) => {
    if (used.has(at)) return false;
    if (header === 'notional' || header === 'notionalusd') return true;
    for (const [ending] of unitEndings) {
      const base = header.replace(ending, '');
      if (base !== header && quantities.includes(base)) return true;
    }
    return false;
  });
}

function countSymbols(
  columns: number,
  rows: readonly (readonly string[])[],
): { readable: number[]; listed: number[] } {
  const readable = new Array<number>(columns).fill(0);
  const listed = new Array<number>(columns).fill(0);
  for (const row of rows) {
    for (let index = 0; index < columns; index++) {
      const cell = row[index];
      if (cell === undefined || cell.length < 5 || cell.length > 60) continue;
      const reading = readSymbol(cell);
      if (!('instrument' in reading)) continue;
      readable[index]!++;
      if (isListed(reading.instrument)) listed[index]!++;
    }
  }
  return { readable, listed };
}
