// Tables of what a run's figures rest on: parameters, rows left out or carried as others, doubts and assumptions, hashes. May import contract and domain types.
import { agreementOf, sentenceWithAgreement } from '../../contract/agreement-words.ts';
import { isDecimalText } from '../../domain/decimal.ts';
import type { ReportInput } from './report-input.ts';
import {
  type Cell,
  column,
  entryColumns,
  perEntry,
  plainNumber,
  quantity,
  type ReportTable,
} from './report-table.ts';

export function parametersTable(input: ReportInput): ReportTable {
  return {
    name: 'Parameters',
    columns: [
      column('rulebook', 'Rulebook', 'rulebook', 18),
      column('path', 'Parameter', 'item', 44),
      column('value', 'Value', 'value', 16),
      column('unit', 'Unit', 'unit', 12),
      column('confirmed', 'Confirmed', 'value', 11),
      column('source', 'Source', 'value', 80),
    ],
    rows: input.result.parameters.flatMap(({ rulebook, parameters }) =>
      parameters.map((parameter): Cell[] => [
        rulebook,
        parameter.path,
        typeof parameter.value === 'string' && isDecimalText(parameter.value)
          ? plainNumber(parameter.value, parameter.unit)
          : parameter.value,
        parameter.unit,
        parameter.confirmed,
        parameter.source,
      ]),
    ),
  };
}

export function excludedTable(input: ReportInput): ReportTable {
  return {
    name: 'Excluded',
    columns: [
      column('account', 'Account', 'account', 16),
      column('instrument', 'Instrument', 'item', 34),
      column('quantity', 'Quantity', 'value', 16),
      column('reason', 'Reason', 'value', 70),
      column('remedy', 'Remedy', 'value', 70),
    ],
    rows: input.result.excluded.map((row) => [
      row.account,
      row.instrument,
      quantity(row.quantity),
      row.reason,
      row.remedy,
    ]),
  };
}

/** Rows that the rulebook's venue doesn't list, each with the nearest instrument that it is margined as. */
export function mappedTable(input: ReportInput): ReportTable {
  return {
    name: 'Mapped',
    columns: [
      column('account', 'Account', 'account', 16),
      column('instrument', 'Instrument', 'item', 34),
      column('quantity', 'Quantity', 'value', 16),
      column('carriedAs', 'Carried as', 'value', 44),
      column('carriedQuantity', 'Quantity there', 'value', 16),
      column('residualDelta', 'Delta left open', 'value', 16),
    ],
    rows: (input.result.mapped ?? []).map((row) => [
      row.account,
      row.instrument,
      quantity(row.quantity),
      row.carriedAs,
      quantity(row.carriedQuantity),
      plainNumber(row.residualDelta),
    ]),
  };
}

/** Everything that no venue number confirms, with what the desk's own answers say of it, and everything that was assumed. */
export function unconfirmedTable(input: ReportInput): ReportTable {
  return {
    name: 'Unconfirmed',
    columns: [
      ...entryColumns(),
      column('item', 'Item', 'item', 18),
      column('sentence', 'What', 'value', 120),
    ],
    rows: perEntry(input, (entry) => [
      ...entry.unconfirmed.map((sentence, index): Cell[] => [
        `unconfirmed/${index + 1}`,
        sentenceWithAgreement(sentence, agreementOf(input.agreements, entry.rulebook, sentence)),
      ]),
      ...entry.assumptions.map((sentence, index): Cell[] => [`assumed/${index + 1}`, sentence]),
      ...(entry.baseline && !entry.baseline.confirmed
        ? [
            [
              'baseline',
              `No venue number confirms the isolated baseline ${entry.baseline.rulebook}.`,
            ] as Cell[],
          ]
        : []),
    ]),
  };
}

/** Content hashes by which inputs and result can be checked. */
export function hashesTable(input: ReportInput): ReportTable {
  const { run } = input;
  return {
    name: 'Hashes',
    columns: [column('item', 'Item', 'item', 18), column('hash', 'SHA-256', 'value', 70)],
    rows: [
      ['portfolio', run.inputs.portfolio],
      ['market', run.inputs.market],
      ['parameters', run.inputs.parameters],
      ['history', run.inputs.history],
      ['result', run.resultHash],
      ['auditHead', run.auditHead],
    ],
  };
}
