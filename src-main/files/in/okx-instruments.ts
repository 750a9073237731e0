// OKX's list of instruments: names, and how much one contract is.
import { decimalText, ExactDecimal } from '../../domain/decimal.ts';
import { okxInstrument } from '../../domain/okx-instrument.ts';
import { decimalOf, isZero, textOf } from './deribit-fields.ts';
import { isElement, type LineOf, rejecting } from './deribit-rejection.ts';
import type { Gathering } from './gathering.ts';
import type { JsonValue } from './json-text.ts';

/** `GET /api/v5/public/instruments`: one contract is `ctVal` × `ctMult`, in USD for coin futures, else in coins. Names of other shapes are counted in a notice. */
export function readOkxInstruments(
  gathering: Gathering,
  file: string,
  list: JsonValue[],
  lineOf: LineOf,
): void {
  gathering.format('okx', 'OKX');
  let others = 0;
  for (const element of list) {
    const reject = rejecting(gathering, 'instruments', file, element, lineOf);
    if (!isElement(element, reject)) continue;
    const named = okxInstrument(textOf(element.instId));
    if (!named) {
      others++;
      continue;
    }
    if (named.kind === 'spot') continue;
    const value = decimalOf(element.ctVal);
    const multiple = textOf(element.ctMult) === '' ? '1' : decimalOf(element.ctMult);
    if (
      value === null ||
      multiple === null ||
      isZero(value) ||
      isZero(multiple) ||
      value.startsWith('-') ||
      multiple.startsWith('-')
    ) {
      reject(
        value === null ? 'ctVal' : 'ctMult',
        'the contract value is not a positive number',
        'Save the answer of public/instruments again, or correct the field',
      );
      continue;
    }
    gathering.putInstrument({ ...named, contractSize: decimalText(new ExactDecimal(value).times(multiple)) });
  }
  if (others > 0)
    gathering.notice(
      `Passed over in ${file}: ${others === 1 ? '1 instrument' : `${others} instruments`} of kinds that Margrave doesn’t carry.`,
    );
}
