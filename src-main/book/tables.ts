// The book's tables as the program sees them: names, keys and columns, in the order in which rows are read and digested.

export interface TableShape {
  name: string;
  /** Schema version in which the table came. */
  since: number;
  key: readonly string[];
  columns: readonly string[];
  /** Columns at the end that came later than the table: how many, and with which version. */
  added?: { since: number; columns: number };
  /** Column of long content that is sealed by the SHA-256 in column `hash`; the row digest leaves it out. */
  sealed?: 'content';
}

const table = (name: string, since: number, key: string, others: string, sealed?: 'content'): TableShape => {
  const keys = key.split(' ');
  const shape = { name, since, key: keys, columns: [...keys, ...others.split(' ').filter((c) => c !== '')] };
  return sealed ? { ...shape, sealed } : shape;
};

/** The shape with columns at its end that came in a later version. */
const withAdded = (shape: TableShape, since: number, added: string): TableShape => {
  const columns = added.split(' ');
  return { ...shape, columns: [...shape.columns, ...columns], added: { since, columns: columns.length } };
};

/** Tables of the user's content, which changes and undo write, parents before children. */
export const contentTables = {
  group: table('reporting_group', 1, 'id', 'name parent'),
  account: table(
    'account',
    1,
    'id',
    'name legal_entity venue segregation margin_model reporting_group reporting_currency',
  ),
  instrument: withAdded(
    table(
      'instrument',
      1,
      'id',
      'venue symbol kind payoff underlying price_index quote_currency settlement_currency quantity_unit multiplier contract_size expiry strike option_right exercise',
    ),
    5,
    'product contract_month settles delivers_future premium deliverable_units deliverable_cash price_model',
  ),
  position: table('position', 1, 'account instrument strategy lot', 'quantity average_price settled_price'),
  order: table('open_order', 1, 'account id', 'instrument side quantity price reduce_only'),
  balance: table('balance', 1, 'account kind currency', 'amount'),
  given: table('given_requirement', 1, 'account currency component source', 'amount'),
  snapshot: table('market_snapshot', 1, 'id', 'time label'),
  figure: table('market_figure', 1, 'snapshot class key expiry', 'value time source'),
  history: table('price_history', 1, 'series time', 'value source'),
  parameterSet: table('parameter_set', 1, 'id', 'rulebook effective asset label origin assumed'),
  parameter: table('parameter', 1, 'parameter_set ordinal', 'path value is_flag unit source confirmed'),
  mapping: table('column_mapping', 2, 'name', 'mapping'),
  whatIf: table('what_if_book', 2, 'id', 'name account document'),
  limit: table('margin_limit', 3, 'account measure underlying bucket', 'warning_level limit_level'),
  reconciliation: table(
    'kept_reconciliation',
    4,
    'id',
    'rulebook kept_at user as_of files cases lines disagreeing largest_absolute_difference largest_relative_difference document',
  ),
  answer: table(
    'kept_answer',
    4,
    'reconciliation answer',
    'as_of lines disagreeing largest_relative_difference rests_on',
  ),
} as const satisfies Record<string, TableShape>;

/** Tables that stand beside the book: nothing that is computed or shown of the book rests on them, so a change of theirs is no new revision. */
export const tablesBeside: ReadonlySet<string> = new Set([contentTables.whatIf.name]);

/** Tables that only grow, and the book's own facts. */
export const recordTables = {
  meta: table('meta', 1, 'key', 'value'),
  document: table('document', 1, 'hash', 'bytes encoding content', 'content'),
  run: table(
    'run',
    1,
    'id',
    'created_at user label request portfolio market parameters history result engine_version kernel audit_head',
  ),
  audit: table('audit', 1, 'sequence', 'time user action summary detail previous_hash hash undoes'),
  inverse: table('inverse', 1, 'sequence', 'hash bytes encoding content', 'content'),
} as const satisfies Record<string, TableShape>;

/** Every table that has a digest. */
export const digestedTables: readonly TableShape[] = [
  ...Object.values(contentTables),
  ...Object.values(recordTables),
];

/** The table as a schema version has it, without the columns that came later. */
export function shapeAt(shape: TableShape, version: number): TableShape {
  const { added, ...first } = shape;
  if (!added || added.since <= version) return shape;
  return { ...first, columns: shape.columns.slice(0, -added.columns) };
}

/** The tables of a schema version, each as that version has it. */
export function tablesOf(version: number): TableShape[] {
  return digestedTables.filter((shape) => shape.since <= version).map((shape) => shapeAt(shape, version));
}

/** The columns that a row's digest is made of. */
export function digestedColumns(shape: TableShape): string[] {
  return shape.columns.filter((column) => column !== shape.sealed);
}
