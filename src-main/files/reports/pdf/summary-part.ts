// The PDF's first pages: what was run, the headline, savings, and what to be careful about. May import the domain.
import { ExactDecimal } from '../../../domain/decimal.ts';
import type { MarginEntry } from '../../../domain/margin-result.ts';
import type { ReportInput } from '../report-input.ts';
import {
  type Content,
  colour,
  facts,
  instantText,
  money,
  notice,
  percent,
  plain,
  type TableCell,
  table,
  wrappable,
} from './pdf-style.ts';

const DASH = '–';

/** `client-flow, BTC`: the entry's account and netting set. */
export const entryName = (entry: MarginEntry): string => `${entry.account}, ${entry.nettingSet}`;

export function summaryPart(input: ReportInput): Content[] {
  const { book } = input;
  return [
    { text: 'Margin report', style: 'title' },
    { text: wrappable(book.name), style: 'subtitle', margin: [0, 0, 0, 8] },
    ...(book.sample
      ? [notice('Sample book: every figure in it is invented. Not a real account, venue or market.', false)]
      : []),
    titleBlock(input),
    verdict(input),
    entriesTable(input.result.entries),
    savingsTable(input.result.entries),
    thresholdsTable(input.result.entries),
    ...totalsTable(input),
  ];
}

function titleBlock(input: ReportInput): Content {
  const { run, market, portfolio, result, book } = input;
  const names = new Map(portfolio.accounts.map(({ id, name }) => [id, name]));
  const accounts = [...new Set(result.entries.map(({ account }) => account))].map((id) => {
    const name = names.get(id);
    return name && name !== id ? `${id} (${name})` : id;
  });
  const sets = result.parameters.flatMap((parameters) =>
    parameters.sets.map(({ id, assumed }) => (assumed ? `${id} (assumed)` : id)),
  );
  const rulebooks = [...new Set(result.entries.map(({ rulebook }) => rulebook))];
  const columns: Content = {
    columns: [
      {
        width: '*',
        stack: [
          facts(
            [
              ['Book', book.name],
              ['Accounts', accounts.join(', ')],
              ['Rulebooks', rulebooks.join(', ')],
              ['Valued as of', { text: instantText(result.asOf), bold: true }],
              ['Market', market.label === '' ? market.id : `${market.label} (${market.id})`],
              ['Positions', `${portfolio.positions.length}, ${result.excluded.length} rows excluded`],
            ],
            72,
          ),
        ],
      },
      {
        width: '*',
        stack: [
          facts(
            [
              ['Run', run.id],
              ['Stored at', instantText(run.createdAt)],
              ['User', run.user],
              ['Label', run.label === '' ? DASH : run.label],
              ['Engine', `${result.engineVersion}, kernel ${result.kernel}`],
            ],
            72,
          ),
        ],
      },
    ],
    columnGap: 16,
    margin: [0, 4, 0, 0],
  };
  const setNames = sets.flatMap((set, index) => [
    { text: set.replaceAll(' ', '\u00a0'), noWrap: true },
    index < sets.length - 1 ? ', ' : '',
  ]);
  return {
    stack: [columns, facts([['Parameter sets', { text: setNames }]], 72)],
    margin: [0, 0, 0, 4],
  };
}

function verdict({ result }: ReportInput): Content {
  const below = result.entries.filter(({ status }) => status === 'below maintenance');
  const called = result.entries.filter(({ status }) => status === 'initial margin call');
  const total = result.entries.length;
  if (total === 0) return notice('The run has no requirement: there was nothing to margin.', false);
  if (below.length + called.length === 0) {
    return notice(total === 1 ? 'The one requirement is met.' : `All ${total} requirements are met.`, false);
  }
  const parts = [
    ...(below.length > 0 ? [`Below maintenance margin: ${below.map(entryName).join('; ')}.`] : []),
    ...(called.length > 0 ? [`Initial margin call: ${called.map(entryName).join('; ')}.`] : []),
  ];
  return notice(parts.join(' '), true);
}

const negativeIn = (text: string): Partial<{ color: string }> =>
  new ExactDecimal(text).isNegative() && !new ExactDecimal(text).isZero() ? { color: colour.alarm } : {};

/** Amount of an entry's currency; a loss or a shortfall in the alarm's colour. */
const amountCell = (text: string, currency: string): TableCell => ({
  text: money(text, currency),
  ...negativeIn(text),
});

function nameCell(entry: MarginEntry): TableCell {
  return {
    stack: [
      wrappable(entry.account),
      { text: wrappable(`${entry.rulebook}, ${entry.nettingSet}`), style: 'small' },
    ],
  };
}

function entriesTable(entries: readonly MarginEntry[]): Content {
  return table({
    caption: 'Margin by account and netting set',
    note: 'Each amount in the currency of its row. Deposit: the least additional cash at which the requirement is met.',
    columns: [
      { label: 'Account', width: '*' },
      { label: 'Currency', width: 'fit' },
      { label: 'Equity', width: 'fit', align: 'right' },
      { label: 'Initial margin', width: 'fit', align: 'right' },
      { label: 'Maintenance', width: 'fit', align: 'right' },
      { label: 'Free equity', width: 'fit', align: 'right' },
      { label: 'Deposit', width: 'fit', align: 'right' },
    ],
    rows: entries.map((entry) => [
      nameCell(entry),
      entry.currency,
      amountCell(entry.equity, entry.currency),
      { text: money(entry.initialMargin, entry.currency), bold: true },
      amountCell(entry.maintenanceMargin, entry.currency),
      amountCell(entry.freeEquity, entry.currency),
      amountCell(entry.deposit, entry.currency),
    ]),
  });
}

function thresholdsTable(entries: readonly MarginEntry[]): Content {
  return table({
    caption: 'Distance to each level, and the worst scenario',
    note: 'Distance: equity less the level; negative is a shortfall. Percent of equity beside it.',
    columns: [
      { label: 'Account', width: 104 },
      { label: 'Level', width: 88 },
      { label: 'Currency', width: 'fit' },
      { label: 'Distance', width: 'fit', align: 'right' },
      { label: 'Of equity', width: 'fit', align: 'right' },
      { label: 'Worst scenario of the set', width: '*' },
    ],
    rows: entries.map((entry): TableCell[] => [
      nameCell(entry),
      lines(entry.thresholds.map(({ label }) => label)),
      entry.currency,
      lines(entry.thresholds.map(({ distance }) => amountCell(distance, entry.currency))),
      lines(entry.thresholds.map(({ distance }) => shareOf(distance, entry.equity))),
      entry.worstScenario?.label ?? 'no loss in any scenario',
    ]),
  });
}

const lines = (stack: TableCell[]): TableCell => ({ stack: stack as Content[] });

const shareOf = (amount: string, whole: string): string =>
  new ExactDecimal(whole).greaterThan(0)
    ? percent(new ExactDecimal(amount).dividedBy(whole).toFixed(20))
    : DASH;

function savingsTable(entries: readonly MarginEntry[]): Content {
  return table({
    caption: 'Saving against the isolated baseline',
    note: 'The same holdings without portfolio margin, compared on the deposit needed from zero cash. †\u00a0No venue number confirms this baseline.',
    columns: [
      { label: 'Account', width: '*' },
      { label: 'Baseline', width: 74 },
      { label: 'Currency', width: 'fit' },
      { label: 'Deposit, baseline', width: 'fit', align: 'right' },
      { label: 'Deposit, portfolio', width: 'fit', align: 'right' },
      { label: 'Saving', width: 'fit', align: 'right' },
      { label: 'Saving %', width: 'fit', align: 'right' },
    ],
    rows: entries.map((entry): TableCell[] => {
      const { baseline, currency } = entry;
      if (!baseline) return [nameCell(entry), 'none', currency, DASH, DASH, DASH, DASH];
      return [
        nameCell(entry),
        `${baseline.rulebook}${baseline.confirmed ? '' : ' †'}`,
        currency,
        amountCell(baseline.depositFromZeroCash, currency),
        amountCell(entry.depositFromZeroCash, currency),
        { text: money(baseline.saving, currency), bold: true, ...negativeIn(baseline.saving) },
        baseline.savingFraction === null ? DASH : percent(baseline.savingFraction),
      ];
    }),
  });
}

function totalsTable({ result }: ReportInput): Content[] {
  if (result.totals.length === 0) return [];
  const parents = new Map(result.totals.map(({ node, parent }) => [node, parent]));
  const depthOf = (node: string): number => {
    const parent = parents.get(node);
    return parent === null || parent === undefined ? 0 : 1 + depthOf(parent);
  };
  const rates = new Map(result.totals.flatMap((total) => Object.entries(total.rates)));
  const ratesNote = [...rates].map(([pair, rate]) => `${pair} ${plain(rate)}`).join(', ');
  return [
    table({
      caption: 'Totals of the reporting tree',
      note: [
        'Sums, never netted across accounts.',
        ...(ratesNote === '' ? [] : [`Rates: ${ratesNote}.`]),
        ...(result.totals.some(({ comparedPart }) => comparedPart)
          ? ['* of the accounts whose rulebook has an isolated baseline.']
          : []),
      ].join(' '),
      columns: [
        { label: 'Node', width: '*' },
        { label: 'Currency', width: 'fit' },
        { label: 'Equity', width: 'fit', align: 'right' },
        { label: 'Initial margin', width: 'fit', align: 'right' },
        { label: 'Free equity', width: 'fit', align: 'right' },
        { label: 'Deposit', width: 'fit', align: 'right' },
        { label: 'Saving', width: 'fit', align: 'right' },
        { label: 'Saving %', width: 'fit', align: 'right' },
      ],
      rows: ordered(result.totals).map((total): TableCell[] => [
        {
          text: wrappable(total.label),
          margin: [10 * depthOf(total.node), 0, 0, 0],
          bold: total.parent === null,
        },
        total.currency,
        amountCell(total.equity, total.currency),
        amountCell(total.initialMargin, total.currency),
        amountCell(total.freeEquity, total.currency),
        amountCell(total.deposit, total.currency),
        ...savingCells(total),
      ]),
    }),
  ];
}

/** Of a node that is compared in part, of that part, marked. */
function savingCells(total: ReportInput['result']['totals'][number]): TableCell[] {
  const { saving, savingFraction } = total.comparedPart ?? total;
  return [
    saving === null ? DASH : amountCell(saving, total.currency),
    savingFraction === null ? DASH : `${percent(savingFraction)}${total.comparedPart ? ' *' : ''}`,
  ];
}

/** Parents before their children, each in the result's order. */
function ordered<Row extends { node: string; parent: string | null }>(totals: readonly Row[]): Row[] {
  const known = new Set(totals.map(({ node }) => node));
  const below = (parent: string | null): Row[] =>
    totals
      .filter((total) => (parent === null ? !known.has(total.parent ?? '') : total.parent === parent))
      .flatMap((total) => [total, ...below(total.node)]);
  return below(null);
}
