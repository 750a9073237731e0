// A margin as text: headline, why, tree, what was left out, what no venue number confirms and what kept answers do. May import contract.

import { agreementOf, sentenceWithAgreement } from '../contract/agreement-words.ts';
import type { CallOutput } from '../contract/calls.ts';
import type { MarginView } from '../contract/views.ts';
import type { CommandRun } from './command-run.ts';
import { leftOutLines } from './left-out-text.ts';
import { amount, percent, printable, ratioText } from './tables.ts';

type MarginNode = CallOutput<'margin.wholeTree'>;
export type MarginEntryWithTree = MarginView['entries'][number] & { tree: MarginNode };

const CHILDREN_SHOWN = 10;
const right = (title: string): { title: string; right: true } => ({ title, right: true });

export function sayMargin(
  run: CommandRun,
  view: MarginView,
  entries: readonly MarginEntryWithTree[],
  depth: number,
): void {
  run.say(
    `As of ${view.asOf}, market “${printable(view.market.label)}”; ${view.positions} positions in ${view.instruments} instruments; ` +
      `engine ${view.engineVersion}, kernel ${view.kernel}, ${view.milliseconds} ms`,
  );
  sayHeadline(run, entries);
  sayTotals(run, view);
  for (const entry of entries) sayEntry(run, entry, depth);
  sayUnconfirmed(run, view, entries);
  sayMapped(run, view.mapped);
  if (view.excluded.length > 0) {
    run.say(`\nLeft out (${view.excluded.length}):`);
    const { excluded } = view;
    for (const line of leftOutLines(excluded, excluded.length, '')) run.say(`  ${line}`);
    for (const remedy of new Set(excluded.map((row) => row.remedy))) run.say(`  → ${printable(remedy)}`);
  }
  run.say('');
}

function sayHeadline(run: CommandRun, entries: readonly MarginEntryWithTree[]): void {
  run.table(
    [
      { title: 'Account' },
      { title: 'Rulebook' },
      { title: 'Set' },
      right('Equity'),
      right('Initial margin'),
      right('Maintenance'),
      right('Free equity'),
      right('Deposit'),
      { title: 'In' },
      { title: 'Status' },
    ],
    entries.map((entry) => [
      entry.account,
      entry.rulebook,
      entry.nettingSet,
      ...[entry.equity, entry.initialMargin, entry.maintenanceMargin, entry.freeEquity, entry.deposit].map(
        (text) => amount(text, entry.currency),
      ),
      entry.currency,
      entry.status.replace(' margin call', ' call'),
    ]),
  );
}

function sayTotals(run: CommandRun, view: MarginView): void {
  if (view.totals.length === 0) return;
  run.say('\nSummed, never netted across accounts:');
  run.table(
    [
      { title: 'Node' },
      right('Equity'),
      right('Initial margin'),
      right('Maintenance'),
      right('Free equity'),
      right('Deposit'),
      { title: 'In' },
      right('Saving'),
      right('Saved'),
    ],
    view.totals.map((total) => [
      total.comparedPart ? `${total.label} *` : total.label,
      ...[total.equity, total.initialMargin, total.maintenanceMargin, total.freeEquity, total.deposit].map(
        (text) => amount(text, total.currency),
      ),
      total.currency,
      amount((total.comparedPart ?? total).saving, total.currency),
      percent((total.comparedPart ?? total).savingFraction),
    ]),
  );
  const without = new Set(view.totals.flatMap(({ comparedPart }) => comparedPart?.without ?? []));
  if (without.size > 0)
    run.say(
      `* saving of the accounts whose rulebook has an isolated baseline; without one: ${[...without].join(', ')}`,
    );
}

function sayEntry(run: CommandRun, entry: MarginEntryWithTree, depth: number): void {
  const { currency } = entry;
  run.say(`\n${entry.account}, ${entry.nettingSet} in ${currency} under ${entry.rulebook}`);
  const { worstScenario, baseline } = entry;
  if (worstScenario !== null) {
    run.say(
      `  worst scenario: ${printable(worstScenario.label)}, ${amount(worstScenario.profitAndLoss, currency)} ${currency}`,
    );
  }
  sayRatio(run, entry);
  // In the order in which they are met as equity falls.
  const levels = [...entry.thresholds].sort((a, b) => Number(b.requirement) - Number(a.requirement));
  for (const { label, distance, ratio, deposit } of levels) {
    const room = Number(distance) < 0 ? 'short by' : 'room';
    const at = ratio === undefined ? '' : ` (at ${ratio})`;
    const needs = deposit === undefined || deposit === '0' ? '' : `, deposit ${amount(deposit, currency)}`;
    run.say(
      `  ${label}${at}: ${room} ${amount(String(Math.abs(Number(distance))), currency)}${needs} ${currency}`,
    );
  }
  if (baseline !== null) {
    run.say(
      `  without portfolio margin (${baseline.rulebook}): deposit from zero cash ${amount(baseline.depositFromZeroCash, currency)}, ` +
        `here ${amount(entry.depositFromZeroCash, currency)}; saving ${amount(baseline.saving, currency)} ${currency} (${percent(baseline.savingFraction)})` +
        `${baseline.confirmed ? '' : ', unconfirmed'}`,
    );
  }
  sayTree(run, entry.tree, depth);
}

/** Of a ratio model, the ratio that its levels are stated at. */
function sayRatio(run: CommandRun, { ratio, initialMargin }: MarginEntryWithTree): void {
  if (!ratio) return;
  const value = ratioText(ratio.value, initialMargin, 6);
  run.say(`  ${ratio.name}: ${value}; ${ratio.saferWhen} is safer`);
}

interface TreeLine {
  label: string;
  amount: string;
  rest: string;
}

/** The tree with its amounts under each other. */
function sayTree(run: CommandRun, tree: MarginNode, depth: number): void {
  const lines: TreeLine[] = [];
  gather(lines, tree, '  ', depth);
  const labels = Math.max(...lines.map(({ label }) => label.length));
  const amounts = Math.max(...lines.map(({ amount: text }) => text.length));
  for (const line of lines)
    run.say(`${line.label.padEnd(labels)}  ${line.amount.padStart(amounts)} ${line.rest}`.trimEnd());
}

/** The largest children of each line, down to a depth; the rest is counted. */
function gather(lines: TreeLine[], node: MarginNode, indent: string, depth: number): void {
  const how = node.children.length > 1 ? ` [${node.operator}]` : '';
  lines.push({
    label: `${indent}${printable(node.label)}${how}`,
    amount: amount(node.amount, node.currency),
    rest: `${node.currency}${node.confirmed ? '' : '  unconfirmed'}`,
  });
  if (depth <= 0) return;
  const size = (child: MarginNode): number => Math.abs(Number(child.amount));
  const shown =
    node.children.length > CHILDREN_SHOWN
      ? [...node.children].sort((a, b) => size(b) - size(a)).slice(0, CHILDREN_SHOWN)
      : node.children;
  for (const child of shown) gather(lines, child, `${indent}  `, depth - 1);
  const rest = node.children.length - shown.length;
  if (rest > 0) lines.push({ label: `${indent}  … and ${rest} smaller lines`, amount: '', rest: '' });
}

/** How many rows are margined as another instrument, and as what. */
function sayMapped(run: CommandRun, mapped: MarginView['mapped']): void {
  if (mapped === undefined) return;
  const { total, rows } = mapped;
  run.say(`  carried as other instruments: ${total} ${total === 1 ? 'row' : 'rows'}`);
  for (const [carriedAs, own] of Map.groupBy(rows, (row) => row.carriedAs))
    run.say(`    ${own.length} as ${printable(carriedAs)}`);
  if (total > rows.length) run.say(`    … and ${total - rows.length} more rows`);
}

function sayUnconfirmed(run: CommandRun, view: MarginView, entries: readonly MarginEntryWithTree[]): void {
  const sets = view.parameters.flatMap(({ sets: used }) => used);
  run.say(`\nParameters: ${sets.map(({ id, assumed }) => (assumed ? `${id} (assumed)` : id)).join(', ')}`);
  const unconfirmed = new Set(
    entries.flatMap(({ rulebook, unconfirmed: sentences }) =>
      sentences.map((sentence) =>
        sentenceWithAgreement(sentence, agreementOf(view.agreements, rulebook, sentence)),
      ),
    ),
  );
  const assumptions = new Set(entries.flatMap((entry) => entry.assumptions));
  for (const sentence of unconfirmed) run.say(`  unconfirmed: ${printable(sentence)}`);
  for (const sentence of assumptions) run.say(`  assumed: ${printable(sentence)}`);
}
