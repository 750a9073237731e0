// The command that sets a venue's own answers beside what Margrave computes from the same positions, and keeps the agreement. May import commander and contract.
import { type Command, InvalidArgumentError } from 'commander';
import type { KeptReconciliation } from '../contract/venue-views.ts';
import { userOption } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';
import { printable } from './tables.ts';

interface ReconcileOptions {
  rulebook?: string;
  context?: string;
  tolerance?: number;
  lines?: true;
  keep?: true;
  book?: string;
  user?: string;
  json?: true;
}
type Answer = Awaited<ReturnType<CommandRun['desk']['commandLine']['reconcile']>>;
type Case = Answer['cases'][number];

/** Up to so many cases are printed line by line without being asked to. */
const CASES_IN_FULL = 5;

function tolerance(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('a number that is not negative is needed.');
  return value;
}

export function addReconcileCommand(program: Command, run: CommandRun): void {
  program
    .command('reconcile')
    .description('compare a venue’s own answers with the same portfolios computed here')
    .argument('<files...>', 'the venue’s answers, as saved')
    .option('--rulebook <id>', 'the rulebook (default: what the file shows)')
    .option('--context <file>', 'a file with what the answer leaves out: currency rates, positions')
    .option('--tolerance <difference>', 'fail when a difference is larger than this', tolerance)
    .option('--lines', `every line of every case (without it, of ${CASES_IN_FULL} cases at most)`)
    .option('--keep', 'keep what was compared in the book given by --book')
    .option('--book <file>', 'the book that keeps it, such as desk.margrave')
    .option(...userOption)
    .addHelpText(
      'after',
      `
--json prints one object:
  cases[]: id, rulebook, asOf, disagreeing, notes[], lines[]: {quantity, published, computed, absoluteDifference, relativeDifference, given}
  excluded[]: {id, reason}, largestAbsoluteDifference, largestRelativeDifference; with --keep also kept[], as of “reconciliations”
A line agrees within the printed rounding, or 1e-8 of the larger of 1 and the venue’s figure where that is less.
Exit 0 when at least one line was computed, 1 when none was, a difference is beyond the tolerance, or it could not be kept.`,
    )
    .action((files: string[], options: ReconcileOptions, command: Command) => {
      if (options.keep && options.book === undefined)
        command.error('error: --keep needs the book that keeps it: --book <file>', {
          exitCode: exitCodes.wrongUsage,
        });
      return reconcile(run, files, options);
    });
}

async function reconcile(run: CommandRun, files: string[], options: ReconcileOptions): Promise<void> {
  run.user = options.user ?? run.user;
  // A book's own parameter sets take part in the computation.
  if (options.book !== undefined) await run.open(options.book, !options.keep);
  const input = { files, context: options.context ?? null, rulebook: options.rulebook ?? null };
  const { view, cases } = await run.followed((task) => run.desk.commandLine.reconcile(input, task));
  const { excluded, largestAbsoluteDifference, largestRelativeDifference } = view;
  const computed = view.cases.reduce((count, { lines }) => count + lines, 0);
  const beyond = options.tolerance !== undefined && largestAbsoluteDifference > options.tolerance;
  if (computed === 0 || beyond) run.exitCode = exitCodes.failed;
  const kept = options.keep ? await keep(run, view) : null;
  if (options.json) {
    const printed = cases.map((one, index) => ({
      id: one.id,
      rulebook: one.rulebook,
      asOf: one.asOf,
      disagreeing: view.cases[index]?.disagreeing ?? 0,
      notes: one.notes,
      lines: one.lines.map(linePrinted),
    }));
    return run.json({
      cases: printed,
      excluded,
      largestAbsoluteDifference,
      largestRelativeDifference,
      ...(kept === null ? {} : { kept }),
    });
  }
  if (options.lines || cases.length <= CASES_IN_FULL) for (const one of cases) sayLines(run, one);
  else saySummary(run, view.cases, cases);
  for (const sentence of excludedSentences(excluded)) run.say(sentence);
  run.say(
    `\n${computed} lines computed; largest difference ${largestAbsoluteDifference.toExponential(2)}, ` +
      `relative ${largestRelativeDifference.toExponential(2)}`,
  );
  for (const record of kept ?? []) run.say(keptSentence(record));
  if (computed === 0) run.terminal.error('margrave: Nothing in these files could be computed.\n');
  else if (beyond)
    run.terminal.error(`margrave: A difference is larger than the tolerance of ${options.tolerance}.\n`);
}

/** What wasn't compared: a reason that several cases share is said once, with their names below it. */
function excludedSentences(excluded: Answer['view']['excluded']): string[] {
  const byReason = Map.groupBy(excluded, ({ reason }) => reason);
  return [...byReason].flatMap(([reason, cases]) => {
    const [first, ...others] = cases.map(({ id }) => printable(id));
    if (others.length === 0) return [`not compared: ${first}: ${printable(reason)}`];
    return [
      `not compared, ${cases.length} cases: ${printable(reason)}`,
      ...[first, ...others].map((id) => `  ${id}`),
    ];
  });
}

/** Null, with the reason on standard error and the exit code that says so, when it can't be kept. */
async function keep(run: CommandRun, view: Answer['view']): Promise<KeptReconciliation[] | null> {
  if (view.unkeepable === null)
    return run.client.call('reconciliation.keep', { reconciliation: view.reconciliation });
  run.exitCode = exitCodes.failed;
  run.terminal.error(`margrave: ${view.unkeepable} Nothing was kept.\n`);
  return null;
}

/** What one kept record is worth. */
function keptSentence({ rulebook, cases, lines, disagreeing }: KeptReconciliation): string {
  const what = `${cases} ${cases === 1 ? 'case' : 'cases'}, ${lines} lines`;
  return disagreeing === 0
    ? `Kept for ${rulebook}: ${what}, all agree.`
    : `Kept for ${rulebook} as evidence: ${what}, of which ${disagreeing} disagree; it confirms nothing.`;
}

function sayLines(run: CommandRun, one: Case): void {
  run.say(`\n${printable(one.id)}`);
  run.table(
    [
      { title: 'Quantity' },
      { title: 'Venue', right: true },
      { title: 'Margrave', right: true },
      { title: 'Difference', right: true },
      { title: 'Printed rounding', right: true },
      { title: '' },
    ],
    one.lines.map((line) => [
      line.quantity,
      String(line.published),
      String(line.computed),
      line.absoluteDifference.toExponential(2),
      line.roundingAllowance === 0 ? '' : line.roundingAllowance.toExponential(2),
      line.given ? 'given' : line.agrees ? '' : 'differs',
    ]),
  );
  for (const note of one.notes) run.say(`note: ${printable(note)}`);
}

/** One line per case; a note that many cases have is said once. */
function saySummary(run: CommandRun, states: Answer['view']['cases'], cases: readonly Case[]): void {
  run.table(
    [
      { title: 'Case' },
      { title: 'Rulebook' },
      { title: 'Lines', right: true },
      { title: 'Largest difference', right: true },
      { title: 'Relative', right: true },
      { title: 'Agrees' },
    ],
    states.map((state) => [
      state.id,
      state.rulebook,
      String(state.lines),
      state.largestAbsoluteDifference.toExponential(2),
      state.largestRelativeDifference.toExponential(2),
      state.lines === 0
        ? 'nothing to compare'
        : state.disagreeing === 0
          ? 'yes'
          : `no: ${state.disagreeing} differ`,
    ]),
  );
  const notes = new Map<string, number>();
  for (const note of cases.flatMap((one) => one.notes)) notes.set(note, (notes.get(note) ?? 0) + 1);
  for (const [note, count] of notes)
    run.say(
      `note${count === cases.length ? '' : ` (${count} of ${cases.length} cases)`}: ${printable(note)}`,
    );
}

/** The line as scripts read it. */
const linePrinted = (
  line: Case['lines'][number],
): Omit<Case['lines'][number], 'roundingAllowance' | 'agrees'> => ({
  quantity: line.quantity,
  published: line.published,
  computed: line.computed,
  absoluteDifference: line.absoluteDifference,
  relativeDifference: line.relativeDifference,
  given: line.given,
});
