// The explanation tree as visible rows: branches are fetched when they are opened, a page at a time.
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { MarginEntry, MarginLine } from '../client/nouns.ts';

/** Lines that are opened unasked at most, and levels. */
const inSight = 24;
const deepest = 6;
const pageSize = 200;

interface Branch {
  children: MarginLine[];
  total: number;
}

/** A visible row: a line, or the place where more of a long branch can be fetched. */
export type ExplanationRow =
  | {
      type: 'line';
      key: string;
      line: MarginLine;
      depth: number;
      open: boolean;
      position: number;
      siblings: number;
    }
  | { type: 'more'; key: string; parent: string; depth: number; shown: number; total: number };

export class Explanation {
  readonly #client: WindowClient;
  readonly #view: string;
  readonly #entry: MarginEntry;
  #branches = $state.raw<Map<string, Branch>>(new Map());
  #open = $state.raw<Set<string>>(new Set());
  root = $state.raw<MarginLine | null>(null);
  failure = $state.raw<CallError | null>(null);
  focus = $state<string | null>(null);
  rows = $derived.by<ExplanationRow[]>(() => {
    const rows: ExplanationRow[] = [];
    if (this.root !== null) this.#list(this.root, 0, 1, 1, rows);
    return rows;
  });
  focused = $derived(this.rows.find((row) => row.key === this.focus) ?? this.rows[0] ?? null);

  constructor(client: WindowClient, view: string, entry: MarginEntry) {
    this.#client = client;
    this.#view = view;
    this.#entry = entry;
  }

  #list(line: MarginLine, depth: number, position: number, siblings: number, rows: ExplanationRow[]): void {
    const open = this.#open.has(line.id);
    rows.push({ type: 'line', key: line.id, line, depth, open, position, siblings });
    const branch = open ? this.#branches.get(line.id) : undefined;
    if (!branch) return;
    branch.children.forEach((child, index) => {
      this.#list(child, depth + 1, index + 1, branch.total, rows);
    });
    if (branch.children.length < branch.total) {
      rows.push({
        type: 'more',
        key: `${line.id} more`,
        parent: line.id,
        depth: depth + 1,
        shown: branch.children.length,
        total: branch.total,
      });
    }
  }

  async #fetch(node: string | null, offset: number): Promise<void> {
    try {
      const page = await this.#client.call('margin.tree', {
        view: this.#view,
        account: this.#entry.account,
        nettingSet: this.#entry.nettingSet,
        currency: this.#entry.currency,
        node,
        offset,
        limit: pageSize,
      });
      const id = page.node.id;
      const before = offset === 0 ? [] : (this.#branches.get(id)?.children ?? []);
      this.#branches = new Map(this.#branches).set(id, {
        children: [...before, ...page.children],
        total: page.total,
      });
      if (node === null) this.root = { ...page.node, childCount: page.total };
      this.failure = null;
    } catch (thrown) {
      this.failure = asCallError(thrown);
    }
  }

  /** Fetches the root and opens its first two levels, and further ones while few lines stand there. */
  async load(): Promise<void> {
    await this.#fetch(null, 0);
    if (this.root === null) return;
    this.focus = this.root.id;
    await this.open(this.root.id);
    // Level by level while all of it is in sight: a chain of single lines says nothing before its end.
    let level = this.#branches.get(this.root.id)?.children ?? [];
    for (let depth = 0, lines = level.length; depth === 0 || (depth < deepest && lines <= inSight); depth++) {
      const branches = level.filter(({ childCount }) => childCount > 0);
      lines += branches.reduce((sum, { childCount }) => sum + childCount, 0);
      if (branches.length === 0 || (depth > 0 && lines > inSight)) break;
      await Promise.all(branches.map((line) => this.open(line.id)));
      level = branches.flatMap(({ id }) => this.#branches.get(id)?.children ?? []);
    }
  }

  async open(id: string): Promise<void> {
    this.#open = new Set(this.#open).add(id);
    if (!this.#branches.has(id)) await this.#fetch(id, 0);
  }

  close(id: string): void {
    const open = new Set(this.#open);
    open.delete(id);
    this.#open = open;
  }

  async toggle(id: string): Promise<void> {
    if (this.#open.has(id)) this.close(id);
    else await this.open(id);
  }

  async more(id: string): Promise<void> {
    await this.#fetch(id, this.#branches.get(id)?.children.length ?? 0);
  }

  /** The children of a line, fetched when they are not held; the tree stays as it is. Null when there are more than a page holds. */
  async childrenOf(line: MarginLine): Promise<readonly MarginLine[] | null> {
    if (!this.#branches.has(line.id)) await this.#fetch(line.id, 0);
    const branch = this.#branches.get(line.id);
    return branch && branch.children.length === branch.total ? branch.children : null;
  }

  /** The line above a line in the tree, of those that were fetched. */
  parentOf(id: string): MarginLine | null {
    for (const [parent, { children }] of this.#branches) {
      if (children.some((child) => child.id === id)) return this.#lineOf(parent);
    }
    return null;
  }

  #lineOf(id: string): MarginLine | null {
    if (this.root?.id === id) return this.root;
    for (const { children } of this.#branches.values()) {
      const found = children.find((child) => child.id === id);
      if (found) return found;
    }
    return null;
  }

  /**
   * The sum that explains the line in focus best: the line itself, the branch that governs it, or the sum it is a part of.
   * Null where no sum is near.
   */
  async sumAt(id: string): Promise<{ line: MarginLine; children: readonly MarginLine[] } | null> {
    let line = this.#lineOf(id);
    while (line !== null && line.childCount > 0) {
      const children = await this.childrenOf(line);
      if (line.operator === 'sum' && children !== null && children.length > 1)
        return this.#parted(line, children);
      // A maximum is explained by the branch that reaches it.
      const amount: string = line.amount;
      line = line.operator === 'max' ? (children?.find((child) => child.amount === amount) ?? null) : null;
    }
    for (let above = this.parentOf(id); above !== null; above = this.parentOf(above.id)) {
      const children = above.operator === 'sum' ? await this.childrenOf(above) : null;
      if (children !== null && children.length > 1) return this.#parted(above, children);
    }
    return null;
  }

  /** A part that is most of a sum, and a sum itself, stands as its own parts: they add up to the same. */
  async #parted(
    line: MarginLine,
    children: readonly MarginLine[],
  ): Promise<{ line: MarginLine; children: readonly MarginLine[] }> {
    const parts: MarginLine[] = [];
    for (const child of children) {
      const most = Math.abs(Number(child.amount)) > Math.abs(Number(line.amount)) / 2;
      const own =
        most && child.operator === 'sum' && child.childCount > 1 ? await this.childrenOf(child) : null;
      if (own !== null && own.length <= 12) parts.push(...own);
      else parts.push(child);
    }
    return { line, children: parts };
  }

  /** Moves the focus by rows; answers the row it lands on. */
  move(by: number): void {
    const at = this.rows.findIndex((row) => row.key === this.focused?.key);
    const target = this.rows[Math.max(0, Math.min(this.rows.length - 1, at + by))];
    if (target) this.focus = target.key;
  }

  /** Right: opens, or steps into, the focused row. */
  async inward(): Promise<void> {
    const row = this.focused;
    if (row?.type === 'more') return this.more(row.parent);
    if (row?.type !== 'line' || row.line.childCount === 0) return;
    if (row.open) this.move(1);
    else await this.open(row.line.id);
  }

  /** Left: closes the focused row, or steps out to its parent. */
  outward(): void {
    const row = this.focused;
    if (!row) return;
    if (row.type === 'line' && row.open) {
      this.close(row.line.id);
      return;
    }
    const at = this.rows.indexOf(row);
    for (let index = at - 1; index >= 0; index -= 1) {
      const above = this.rows[index];
      if (above && above.depth < row.depth) {
        this.focus = above.key;
        return;
      }
    }
  }

  /** The visible lines as tab-separated text, amounts whole. */
  text(): string {
    const lines = ['line\tamount\tcurrency\toperator\tformula\tconfirmed'];
    for (const row of this.rows) {
      if (row.type !== 'line') continue;
      const { label, amount, currency, operator, formula, confirmed } = row.line;
      lines.push(
        [`${'  '.repeat(row.depth)}${label}`, amount, currency, operator, formula, String(confirmed)].join(
          '\t',
        ),
      );
    }
    return lines.join('\n');
  }
}
