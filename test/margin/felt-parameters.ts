// Whether each parameter of a rulebook's presets reaches an amount of some book: it is moved, up and down, until one does.
import type { MarginEntry, MarginNode } from '../../src-main/domain/margin-result.ts';
import type { MarketSnapshot } from '../../src-main/domain/market.ts';
import type { EffectiveParameters, Parameter, ParameterField } from '../../src-main/domain/parameters.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import { fieldOfPath, rulebookById } from '../../src-main/margin/registry.ts';
import { entriesUnder, parametersUnder } from './engine-books.ts';

export interface FeltBook {
  portfolio: Portfolio;
  market: MarketSnapshot;
}

/** What is asked and what it is made of: amounts alone, so that a sentence about a parameter is no effect of it. */
function amountsOf(entries: readonly MarginEntry[]): string {
  const lines = (node: MarginNode): unknown[] => [node.amount, ...node.children.map(lines)];
  return JSON.stringify(
    entries.map((entry) => [
      entry.equity,
      entry.initialMargin,
      entry.maintenanceMargin,
      entry.deposit,
      entry.depositFromZeroCash,
      entry.thresholds.map(({ requirement, ratio, deposit }) => [requirement, ratio, deposit]),
      entry.ratio?.value,
      lines(entry.tree),
      entry.tables.map(({ scenarios }) =>
        scenarios.map(({ profitAndLoss, counted }) => [profitAndLoss, counted]),
      ),
    ]),
  );
}

/** Other values that the field allows. */
function others({ value }: Parameter, field: ParameterField | undefined): (string | boolean)[] {
  if (typeof value === 'boolean') return [!value];
  if (field?.kind === 'choice') return (field.choices ?? []).filter((choice) => choice !== value);
  // The name of another group: what was together no longer is.
  if (field?.kind === 'text') return [`${value} other`];
  const now = Number(value);
  const low = field?.minimum ?? Number.NEGATIVE_INFINITY;
  const high = field?.maximum ?? Number.POSITIVE_INFINITY;
  const step = now === 0 ? 0.01 : Math.abs(now) * 0.1;
  const moved = [
    now + step,
    now - step,
    now * 3,
    now / 3,
    now * 1000,
    now / 1000,
    now + 1,
    now - 1,
    now + 100,
  ];
  const whole = /^-?\d+$/.test(value) && field?.unit === 'count';
  return [...new Set(moved.map((one) => (whole ? Math.round(one) : one)))]
    .filter((one) => one !== now && one >= low && one <= high)
    .map((one) => String(Number(one.toPrecision(12))))
    .filter((text) => !text.includes('e'));
}

export interface Unfelt {
  path: string;
  feltBy: string | undefined;
}

/**
 * Paths of a rulebook's presets, as chosen for the books, that no book felt.
 * @param perField how many rows of one field are moved: tiers and assets repeat
 * @param tries how many other values of a row are tried where its field says which books can feel it
 */
export function unfeltParameters(
  id: string,
  books: readonly FeltBook[],
  perField: number,
  tries = Number.POSITIVE_INFINITY,
): Unfelt[] {
  const { parameterFields } = rulebookById(id);
  const prepared = books.map(({ portfolio, market }) => {
    const parameters = parametersUnder(id, portfolio, market.time);
    const own = amountsOf(entriesUnder(id, portfolio, market, parameters));
    return { portfolio, market, parameters, own };
  });
  const seen = new Map<ParameterField | undefined, number>();
  const rows = new Map(
    prepared.flatMap(({ parameters }) => parameters.parameters.map((row) => [row.path, row])),
  );
  const unfelt: Unfelt[] = [];
  for (const row of rows.values()) {
    const field = fieldOfPath(parameterFields, row.path);
    const before = seen.get(field) ?? 0;
    if (before >= perField) continue;
    seen.set(field, before + 1);
    const values = others(row, field).slice(0, field?.feltBy === undefined ? undefined : tries);
    const isFelt = prepared.some((book) => values.some((value) => feels(id, book, row.path, value)));
    if (!isFelt) unfelt.push({ path: row.path, feltBy: field?.feltBy });
  }
  return unfelt;
}

function feels(
  id: string,
  { portfolio, market, parameters, own }: FeltBook & { parameters: EffectiveParameters; own: string },
  path: string,
  value: string | boolean,
): boolean {
  const rows = parameters.parameters;
  if (!rows.some((row) => row.path === path)) return false;
  const moved = {
    ...parameters,
    parameters: rows.map((row) => (row.path === path ? { ...row, value } : row)),
  };
  try {
    return amountsOf(entriesUnder(id, portfolio, market, moved)) !== own;
  } catch {
    // A number that the others don't allow is looked at, at least: tiers that don't rise.
    return false;
  }
}
