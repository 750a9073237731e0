// The pages of one requirement: its figures, scenarios, explanation, contributions. May import the domain.
import type { Column } from 'pdfmake/interfaces';
import { ExactDecimal } from '../../../domain/decimal.ts';
import type { MarginEntry } from '../../../domain/margin-result.ts';
import type { ReportInput } from '../report-input.ts';
import type { Sections } from '../sections.ts';
import { contributionPart, positionsPart } from './contribution-part.ts';
import {
  type Content,
  colour,
  moneyWithCurrency,
  notice,
  percent,
  plain,
  type TableCell,
  wrappable,
} from './pdf-style.ts';
import { scenarioPart } from './scenario-part.ts';
import { treePart } from './tree-part.ts';

export function entryPart(input: ReportInput, entry: MarginEntry, sections: Sections): Content[] {
  return [
    {
      text: wrappable(`${entry.account} · ${entry.nettingSet}`),
      style: 'entry',
      pageBreak: 'before',
    },
    {
      text: `Rulebook ${entry.rulebook}, requirement in ${entry.currency}`,
      style: 'subtitle',
      fontSize: 10,
      margin: [0, 0, 0, 4],
    },
    ...(entry.status === 'passes' ? [] : [notice(`Status: ${entry.status}.`, true)]),
    ...(sections.has('entries') ? [keyFigures(entry)] : []),
    ...(sections.has('scenarios') ? scenarioPart(entry) : []),
    ...(sections.has('explanation') ? [treePart(entry.tree)] : []),
    ...(sections.has('contributions') ? contributionPart(input, entry) : []),
    ...(sections.has('holdings') ? positionsPart(input, entry) : []),
  ];
}

function keyFigures(entry: MarginEntry): Content {
  const { currency, baseline } = entry;
  const line = (label: string, text: string, bold = false): TableCell[] => [
    { text: label, color: bold ? colour.ink : colour.muted, bold },
    { text: moneyWithCurrency(text, currency), alignment: 'right', noWrap: true, bold },
  ];
  const left = [
    ...Object.entries(entry.equityParts).map(([part, text]) => line(partLabel(part), text)),
    line('Equity', entry.equity, true),
  ];
  const right = [
    line('Initial margin', entry.initialMargin, true),
    line('Maintenance margin', entry.maintenanceMargin),
    line('Free equity', entry.freeEquity),
    line('Deposit', entry.deposit),
    line('Deposit from zero cash', entry.depositFromZeroCash),
    ...(baseline
      ? [
          line(`The same, ${baseline.rulebook}`, baseline.depositFromZeroCash),
          line(
            baseline.savingFraction === null ? 'Saving' : `Saving, ${percent(baseline.savingFraction)}`,
            baseline.saving,
            true,
          ),
        ]
      : []),
  ];
  const block = (body: TableCell[][]): Column => ({
    width: '*',
    style: 'cell',
    table: { widths: ['*', 'auto'], body },
    layout: {
      hLineWidth: (row) => (row === 0 || row === body.length ? 0.9 : 0.4),
      vLineWidth: () => 0,
      hLineColor: (row) => (row === 0 ? colour.accent : colour.rule),
      paddingLeft: () => 0,
      paddingRight: () => 0,
      paddingTop: () => 2.4,
      paddingBottom: () => 2.4,
    },
  });
  const worst = entry.worstScenario;
  return {
    unbreakable: true,
    stack: [
      { columns: [block(left), block(right)], columnGap: 22 },
      ...ratioLines(entry),
      { text: `Equity counts ${entry.equityBasis}.`, style: 'note', margin: [0, 5, 0, 0] },
      {
        text: worst
          ? `Worst scenario: ${worst.label}; result there ${moneyWithCurrency(worst.profitAndLoss, currency)}.`
          : entry.ratio && entry.tables.length === 0
            ? 'This rulebook asks by a ratio, not by scenarios.'
            : 'No scenario makes a loss.',
        margin: [0, 4, 0, 2],
      },
    ],
  };
}

/** Of a ratio model what it states, and each level with the cash that meets it; nothing of others. */
function ratioLines({ ratio, initialMargin, thresholds, currency }: MarginEntry): Content[] {
  if (!ratio) return [];
  const none = Number(initialMargin) === 0 ? 'none: nothing is asked' : 'none: nothing stands against it';
  const value =
    ratio.value === null ? none : plain(new ExactDecimal(ratio.value).toDecimalPlaces(6).toFixed());
  const levels = thresholds.map(({ label, ratio: at, requirement, deposit }) => {
    const met = at === undefined ? '' : ` at ${plain(at)}`;
    const needs =
      deposit === undefined || Number(deposit) === 0
        ? ''
        : `, deposit to it ${moneyWithCurrency(deposit, currency)}`;
    return `${label}${met}: asks ${moneyWithCurrency(requirement, currency)}${needs}`;
  });
  return [
    {
      text: `${ratio.name}: ${value}; ${ratio.saferWhen} is safer. ${levels.join('; ')}.`,
      margin: [0, 5, 0, 0],
    },
    { text: wrappable(`${ratio.name} = ${ratio.formula}`), style: 'note', margin: [0, 2, 0, 0] },
  ];
}

/** `optionValue` as `Option value`. */
function partLabel(part: string): string {
  const words = part.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
