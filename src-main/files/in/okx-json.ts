// Recognises OKX's answers and requests by their content: positions, instruments, position-builder requests and answers, in envelopes or bare.

import { has } from './deribit-fields.ts';
import type { Found } from './deribit-json.ts';
import { isJsonObject, type JsonObject, type JsonValue, type ParsedJson } from './json-text.ts';
import { readOkxBalances } from './okx-balances.ts';
import { readOkxInstruments } from './okx-instruments.ts';
import { readBuilderAnswer, readOkxPositions, readSimulated } from './okx-positions.ts';

/** Everything of OKX's that the document holds; empty when it isn't OKX's. An answer with an empty list doesn't say what it is of: it takes nothing. */
export function findOkx(file: string, parsed: ParsedJson): Found[] {
  const found: Found[] = [];
  look({ file, parsed, found }, parsed.value, 0);
  return found;
}

interface Search {
  file: string;
  parsed: ParsedJson;
  found: Found[];
}

const deepest = 6;

function look(search: Search, value: JsonValue, depth: number): void {
  if (depth > deepest) return;
  const { file, parsed, found } = search;
  if (Array.isArray(value)) {
    // An element with a fault among others of a kind is one of them: its reader says what is wrong.
    if (value.some((element) => isJsonObject(element) && isInstrument(element))) {
      found.push({ rank: 0, read: (gathering) => readOkxInstruments(gathering, file, value, parsed.line) });
    } else if (value.some((element) => isJsonObject(element) && isPosition(element))) {
      found.push({ rank: 3, read: (gathering) => readOkxPositions(gathering, file, value, parsed.line) });
    } else for (const element of value) if (typeof element === 'object') look(search, element, depth + 1);
    return;
  }
  if (!isJsonObject(value)) return;
  if (isEmptyAnswer(value)) {
    found.push({
      rank: 3,
      read: (gathering) => {
        gathering.format('okx', 'OKX');
        gathering.notice(
          `${file} is an answer of OKX’s with an empty list, which does not say what it is a list of: nothing is taken from it. If the account is flat, remove its positions in the book.`,
        );
      },
    });
    return;
  }
  if (Array.isArray(value.details) && value.details.some(isBalance)) {
    const details = value.details;
    found.push({ rank: 3, read: (gathering) => readOkxBalances(gathering, file, details, parsed.line) });
    return;
  }
  if (isPosition(value)) {
    found.push({ rank: 3, read: (gathering) => readOkxPositions(gathering, file, [value], parsed.line) });
    return;
  }
  if (Array.isArray(value.riskUnitData)) {
    found.push({ rank: 3, read: (gathering) => readBuilderAnswer(gathering, file, value, parsed.line) });
    return;
  }
  if (Array.isArray(value.simPos) || Array.isArray(value.simAsset)) {
    found.push({ rank: 3, read: (gathering) => readSimulated(gathering, file, value, parsed.line) });
    return;
  }
  for (const entry of Object.values(value)) {
    if (typeof entry === 'object' && entry !== null) look(search, entry, depth + 1);
  }
}

/** `GET /api/v5/public/instruments`: the contract value is in no other answer. */
const isInstrument = (element: JsonObject): boolean => has(element, 'instId', 'instType', 'ctVal');

/** Every answer of the venue has these three. */
const isEmptyAnswer = (value: JsonObject): boolean =>
  has(value, 'code', 'msg') && value.code === '0' && Array.isArray(value.data) && value.data.length === 0;

/** `GET /api/v5/account/balance`: `details` per currency, of which only this answer has equity beside a cash balance. */
const isBalance = (element: JsonValue): boolean =>
  isJsonObject(element) && has(element, 'ccy', 'cashBal', 'eq');

/** `GET /api/v5/account/positions`: a size and how it is margined; orders and fills have neither of the latter. */
const isPosition = (element: JsonObject): boolean =>
  has(element, 'instId', 'pos') &&
  (has(element, 'mgnMode') || has(element, 'posSide') || has(element, 'markPx')) &&
  !has(element, 'ordId');
