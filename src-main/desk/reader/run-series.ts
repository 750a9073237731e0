// The totals of stored runs over time, for one node of the reporting tree. May import domain, book and contract.
import type { BookReader, StoredRun } from '../../book/book.ts';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import type { MarginTotal } from '../../domain/margin-result.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import type { RunLists } from './lists.ts';

const NEWEST = 1000;
/** Reading results holds the thread up: other questions get their turn after so many milliseconds. */
const TURN = 40;

/** Groups that a group stands in, itself first. */
function groupsAbove(group: string, groups: readonly { id: string; parent: string | null }[]): string[] {
  const above: string[] = [];
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  for (let at: string | null = group; at !== null && !above.includes(at); at = parents.get(at) ?? null) {
    above.push(at);
  }
  return above;
}

/**
 * Whether a run's total of the node is the whole of it: a run of one account has a total of the book too, but of that account alone.
 */
function isWhole(run: StoredRun, node: string, reader: BookReader): boolean {
  const { account } = JSON.parse(run.request) as { account: string | null };
  if (account === null || node.startsWith('account:')) return true;
  if (!node.startsWith('group:')) return false;
  return groupsAbove(node.slice('group:'.length), reader.groups()).some((id) => account === `group:${id}`);
}

/** Oldest first, at most the newest thousand runs that margined the whole node. */
export async function runSeries(
  reader: BookReader,
  lists: RunLists,
  { node }: CallInput<'runs.series'>,
  context: CallContext,
): Promise<CallOutput<'runs.series'>> {
  const points: CallOutput<'runs.series'> = [];
  let turn = performance.now();
  for (const run of reader.runs()) {
    if (points.length >= NEWEST) break;
    if (!isWhole(run, node, reader)) continue;
    const { asOf, totals } = lists.totals(reader, run);
    const total = totals.find((one) => one.node === node);
    if (total) points.push(pointOf(run, asOf, total));
    if (performance.now() - turn > TURN) {
      await new Promise((resolve) => setImmediate(resolve));
      context.throwIfCancelled();
      turn = performance.now();
    }
  }
  return points.reverse();
}

function pointOf(run: StoredRun, asOf: string, total: MarginTotal): CallOutput<'runs.series'>[number] {
  return {
    run: run.id,
    createdAt: run.createdAt,
    asOf,
    label: run.label,
    user: run.user,
    currency: total.currency,
    equity: total.equity,
    initialMargin: total.initialMargin,
    maintenanceMargin: total.maintenanceMargin,
    deposit: total.deposit,
    baselineInitialMargin: total.baselineInitialMargin,
  };
}
