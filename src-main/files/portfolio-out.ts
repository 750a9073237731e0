// Writes Margrave's own portfolio format: the JSON document and the CSV files. Reading what is written gives back the same content.
// May import domain and contract.
import { portfolioFormatName, portfolioFormatVersion } from '../contract/portfolio-format.ts';
import type { MarginLimit } from '../domain/limit.ts';
import type { HistoryPoint, MarketSnapshot } from '../domain/market.ts';
import type { ParameterSet } from '../domain/parameters.ts';
import type { Portfolio } from '../domain/portfolio.ts';
import { csvText } from './csv-out.ts';
import { type ColumnType, inertCell, type PortfolioFile, portfolioColumns } from './portfolio-columns.ts';

/** What an export holds: a portfolio with its market snapshots, history and parameter sets. */
export interface PortfolioContent extends Portfolio {
  snapshots: MarketSnapshot[];
  history: HistoryPoint[];
  parameterSets: ParameterSet[];
  /** Left out of what is written when there are none: what is read back then says nothing of limits. */
  limits?: MarginLimit[];
}

/** The sections of the content, in their order. */
const sectionsOf = (content: PortfolioContent): PortfolioFile[] =>
  (Object.keys(portfolioColumns) as PortfolioFile[]).filter(
    (section) => section !== 'limits' || (content.limits ?? []).length > 0,
  );

/** The document: one row per line, keys in a fixed order, so that two exports of the same content are the same bytes. */
export function writePortfolioJson(content: PortfolioContent): string {
  const parts = [
    `  "format": ${JSON.stringify(portfolioFormatName)}`,
    `  "version": ${portfolioFormatVersion}`,
  ];
  for (const section of sectionsOf(content)) {
    if (section === 'market') {
      const snapshots = content.snapshots.map((snapshot) =>
        documentPart(
          { id: snapshot.id, time: snapshot.time, label: snapshot.label },
          'figures',
          snapshot.figures.map((figure) =>
            picked(figure, ['class', 'key', 'expiry', 'value', 'time', 'source']),
          ),
        ),
      );
      parts.push(list(section, snapshots));
    } else if (section === 'parameters') {
      const sets = content.parameterSets.map((set) =>
        documentPart(
          picked(set, ['id', 'rulebook', 'effective', 'asset', 'label', 'origin', 'assumed']),
          'parameters',
          set.parameters.map((row) => picked(row, ['path', 'value', 'unit', 'source', 'confirmed'])),
        ),
      );
      parts.push(list(section, sets));
    } else {
      const keys = Object.keys(portfolioColumns[section]);
      parts.push(
        list(
          section,
          rowsOf(content, section).map((row) => `    ${JSON.stringify(picked(row, keys))}`),
        ),
      );
    }
  }
  return `{\n${parts.join(',\n')}\n}\n`;
}

/** The same content as CSV files, one per section (RFC 4180, LF, UTF-8). Text that a spreadsheet would run as a formula is made inert. */
export function writePortfolioCsv(content: PortfolioContent): { name: string; text: string }[] {
  return sectionsOf(content).map((section) => {
    const columns = portfolioColumns[section] as Record<string, ColumnType>;
    const keys = Object.keys(columns);
    const rows = tableRows(content, section).map((row) => keys.map((key) => cellOf(row[key], columns[key]!)));
    return { name: `${section}.csv`, text: csvText([keys, ...rows]) };
  });
}

function cellOf(value: unknown, type: ColumnType): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return type === 'text' || type === 'optional' ? inertCell(text) : text;
}

function rowsOf(
  content: PortfolioContent,
  section: Exclude<PortfolioFile, 'market' | 'parameters'>,
): readonly object[] {
  return content[section] ?? [];
}

function tableRows(content: PortfolioContent, section: PortfolioFile): Record<string, unknown>[] {
  if (section === 'market') {
    return content.snapshots.flatMap((snapshot) => {
      const head = { snapshot: snapshot.id, snapshotTime: snapshot.time, snapshotLabel: snapshot.label };
      return snapshot.figures.length === 0
        ? [head]
        : snapshot.figures.map((figure) => ({ ...head, ...figure }));
    });
  }
  if (section === 'parameters') {
    return content.parameterSets.flatMap((set) => {
      const { parameters, id, ...rest } = set;
      const head = { set: id, ...rest };
      if (parameters.length === 0) return [head];
      return parameters.map((row) => ({
        ...head,
        ...row,
        valueType: typeof row.value === 'boolean' ? 'flag' : 'text',
      }));
    });
  }
  return rowsOf(content, section) as Record<string, unknown>[];
}

function picked(row: object, keys: readonly string[]): Record<string, unknown> {
  const values = row as Record<string, unknown>;
  return Object.fromEntries(keys.map((key) => [key, values[key]]));
}

function documentPart(head: Record<string, unknown>, key: string, rows: Record<string, unknown>[]): string {
  const fields = Object.entries(head).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  const body =
    rows.length === 0
      ? '[]'
      : `[\n${rows.map((row) => `        ${JSON.stringify(row)}`).join(',\n')}\n      ]`;
  return `    {\n      ${fields.join(', ')},\n      ${JSON.stringify(key)}: ${body}\n    }`;
}

function list(section: string, rows: string[]): string {
  return rows.length === 0
    ? `  ${JSON.stringify(section)}: []`
    : `  ${JSON.stringify(section)}: [\n${rows.join(',\n')}\n  ]`;
}
