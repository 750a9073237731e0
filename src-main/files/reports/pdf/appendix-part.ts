// The PDF's last pages: what is unconfirmed and assumed, excluded and mapped rows, market ages, parameters with sources, hashes. May import domain and contract.
import { agreementOf, sentenceWithAgreement } from '../../../contract/agreement-words.ts';
import type { Agreement } from '../../../contract/venue-views.ts';
import { isDecimalText } from '../../../domain/decimal.ts';
import type { MarginEntry } from '../../../domain/margin-result.ts';
import type { ReportInput } from '../report-input.ts';
import type { Sections } from '../sections.ts';
import {
  breakable,
  type Content,
  duration,
  facts,
  grouped,
  instantText,
  plain,
  type TableCell,
  table,
} from './pdf-style.ts';
import { entryName } from './summary-part.ts';

const EXCLUDED_SHOWN = 100;
const MAPPED_SHOWN = 100;

export function appendix(input: ReportInput, sections: Sections): Content[] {
  const parts = [
    ...(sections.has('doubts') ? [...doubts(input), ...excluded(input), ...mapped(input)] : []),
    ...(sections.has('market') ? marketAges(input) : []),
    ...(sections.has('parameters') ? parameters(input) : []),
    ...(sections.has('evidence') ? hashes(input) : []),
  ];
  if (parts.length === 0) return [];
  return [
    { text: 'What the figures rest on', style: 'section', pageBreak: 'before', margin: [0, 0, 0, 4] },
    ...parts,
  ];
}

/** Sentences of all entries, each once, with the entries that it is about. */
function sentences(
  entries: readonly MarginEntry[],
  of: (entry: MarginEntry) => readonly string[],
): { sentence: string; about: string[] }[] {
  const about = new Map<string, string[]>();
  for (const entry of entries) {
    for (const sentence of of(entry)) about.set(sentence, [...(about.get(sentence) ?? []), entryName(entry)]);
  }
  return [...about].map(([sentence, names]) => ({ sentence, about: names }));
}

function doubts({ result, agreements }: ReportInput): Content[] {
  const { entries } = result;
  const agreed = (entry: MarginEntry, sentence: string): Agreement | null =>
    agreementOf(agreements, entry.rulebook, sentence);
  const confirmed = sentences(entries, (entry) =>
    entry.unconfirmed.flatMap((sentence) => {
      const agreement = agreed(entry, sentence);
      return agreement === null ? [] : [sentenceWithAgreement(sentence, agreement)];
    }),
  );
  const unconfirmed = [
    ...sentences(entries, (entry) =>
      entry.unconfirmed.filter((sentence) => agreed(entry, sentence) === null),
    ),
    ...sentences(entries, ({ baseline }) =>
      baseline && !baseline.confirmed
        ? [
            `No venue number confirms the isolated baseline ${baseline.rulebook}: savings against it are unconfirmed.`,
          ]
        : [],
    ),
  ];
  const assumed = sentences(entries, (entry) => entry.assumptions);
  const rows = (list: typeof assumed): TableCell[][] =>
    list.map(({ sentence, about }) => [
      sentence,
      { text: about.length === entries.length ? 'all' : about.join('; '), style: 'small' },
    ]);
  const columns = [
    { label: 'What', width: '*' as const },
    { label: 'Concerns', width: 120 },
  ];
  const nothing = (text: string): TableCell[][] => [[text, '']];
  return [
    table({
      caption: 'Unconfirmed: no venue number confirms it',
      columns,
      rows: unconfirmed.length > 0 ? rows(unconfirmed) : nothing('Nothing.'),
    }),
    ...(confirmed.length === 0
      ? []
      : [
          table({
            caption:
              'Confirmed by no published number, but by answers of the venue that were kept in the book',
            columns,
            rows: rows(confirmed),
          }),
        ]),
    table({
      caption: 'Assumed, because an input was missing',
      columns,
      rows: assumed.length > 0 ? rows(assumed) : nothing('Nothing.'),
    }),
  ];
}

function excluded({ result }: ReportInput): Content[] {
  const shown = result.excluded.slice(0, EXCLUDED_SHOWN);
  const left = result.excluded.length - shown.length;
  return [
    table({
      caption: 'Excluded rows',
      note:
        left > 0
          ? `${shown.length} of ${result.excluded.length}; the other ${left} are in the XLSX and CSV reports of this run.`
          : shown.length > 0
            ? 'Rows that could not be valued and were left out by the user’s leave.'
            : 'Every row of the book was valued.',
      columns: [
        { label: 'Account', width: 70 },
        { label: 'Instrument', width: 120 },
        { label: 'Quantity', width: 'fit', align: 'right' },
        { label: 'Reason and remedy', width: '*' },
      ],
      rows:
        shown.length > 0
          ? shown.map((row): TableCell[] => [
              row.account,
              breakable(row.instrument),
              plain(row.quantity),
              { stack: [row.reason, { text: row.remedy, style: 'small' }] },
            ])
          : [['None.', '', '', '']],
    }),
  ];
}

/** Rows that the rulebook's venue doesn't list as they are held; nothing where every row is carried as it is. */
function mapped({ result }: ReportInput): Content[] {
  const rows = result.mapped ?? [];
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MAPPED_SHOWN);
  const left = rows.length - shown.length;
  return [
    table({
      caption: 'Rows carried as other instruments',
      note: `Margined as the nearest instrument that the venue lists; the delta left open is that of the carried row less that of the held one.${
        left > 0
          ? ` ${shown.length} of ${rows.length}; the other ${left} are in the XLSX and CSV reports of this run.`
          : ''
      }`,
      columns: [
        { label: 'Account', width: 70 },
        { label: 'Instrument', width: 120 },
        { label: 'Quantity', width: 'fit', align: 'right' },
        { label: 'Carried as', width: '*' },
        { label: 'Quantity there', width: 'fit', align: 'right' },
        { label: 'Delta left open', width: 'fit', align: 'right' },
      ],
      rows: shown.map((row): TableCell[] => [
        row.account,
        breakable(row.instrument),
        plain(row.quantity),
        row.carriedAs,
        plain(row.carriedQuantity),
        plain(row.residualDelta),
      ]),
    }),
  ];
}

function marketAges({ result, market }: ReportInput): Content[] {
  const { marketAge } = result;
  return [
    table({
      caption: 'Market figures and their ages',
      note: `Snapshot ${market.id}, ${market.figures.length} figures observed between ${instantText(marketAge.oldest)} and ${instantText(marketAge.newest)}, a spread of ${duration(marketAge.spreadSeconds)}. Ages are against the valuation time, ${instantText(result.asOf)}.`,
      columns: [
        { label: 'Class', width: 120 },
        { label: 'Figures', width: 50, align: 'right' },
        { label: 'Oldest', width: '*' },
        { label: 'Maximum age', width: 'fit', align: 'right' },
      ],
      rows: marketAge.byClass.map((age): TableCell[] => [
        age.class,
        plain(String(age.figures)),
        instantText(age.oldest),
        duration(age.maximumAgeSeconds),
      ]),
    }),
  ];
}

/** Parameters by rulebook, their sources numbered and listed once. */
function parameters({ result }: ReportInput): Content[] {
  const numbers = new Map<string, number>();
  const numberOf = (source: string): number => {
    const known = numbers.get(source) ?? numbers.size + 1;
    numbers.set(source, known);
    return known;
  };
  const tables = result.parameters.map((effective) =>
    table({
      caption: `Parameters of ${effective.rulebook}`,
      note: `Sets: ${effective.sets.map(({ id, effective: day, assumed }) => `${id} (from ${day}${assumed ? ', assumed' : ''})`).join(', ')}. Sources are listed below the last table.`,
      columns: [
        { label: 'Parameter', width: '*' },
        { label: 'Value', width: 'fit', align: 'right' },
        { label: 'Unit', width: 86 },
        { label: 'Confirmed', width: 48 },
        { label: 'Source', width: 'fit', align: 'right' },
      ],
      rows: effective.parameters.map((parameter): TableCell[] => [
        breakable(parameter.path),
        valueText(parameter.value),
        { text: parameter.unit, style: 'aside' },
        parameter.confirmed ? 'yes' : { text: 'no', bold: true },
        String(numberOf(parameter.source)),
      ]),
    }),
  );
  if (numbers.size === 0) return tables;
  return [
    ...tables,
    table({
      caption: 'Sources of the parameters',
      columns: [
        { label: 'No.', width: 22, align: 'right' },
        { label: 'Source', width: '*' },
      ],
      rows: [...numbers].map(([source, number]): TableCell[] => [String(number), breakable(source)]),
    }),
  ];
}

function valueText(value: string | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return isDecimalText(value) ? grouped(value, value.split('.')[1]?.length ?? 0) : value;
}

function hashes({ run, result, programVersion }: ReportInput): Content[] {
  const lines: [string, string][] = [
    ['Portfolio', run.inputs.portfolio],
    ['Market', run.inputs.market],
    ['Parameters', run.inputs.parameters],
    ['Price history', run.inputs.history],
    ['Result', run.resultHash],
    ['Audit chain’s head', run.auditHead],
  ];
  return [
    {
      unbreakable: true,
      stack: [
        { text: 'Hashes and versions', style: 'caption', margin: [0, 8, 0, 2] },
        {
          text: 'SHA-256 of the canonical JSON of each input and of the result. The JSON report of this run holds them all; “margrave verify” recomputes it.',
          style: 'note',
          margin: [0, 0, 0, 4],
        },
        facts([
          ...lines.map(([label, hash]) => [label, { text: hash, fontSize: 8 }] as const),
          ['Engine', `${result.engineVersion}, kernel ${result.kernel}`],
          ['Report made by', `Margrave ${programVersion}`],
          ['Run', `${run.id}, stored ${instantText(run.createdAt)} by ${run.user}`],
        ]),
      ],
    },
  ];
}
