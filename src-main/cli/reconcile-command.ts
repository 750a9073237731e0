// The command that sets a venue's own answer beside what Margrave computes from the same positions. May import commander.
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';

interface ReconcileOptions {
  rulebook?: string;
  context?: string;
  tolerance?: number;
  json?: true;
}
type Answer = Awaited<ReturnType<CommandRun['desk']['commandLine']['reconcile']>>;
type Line = Answer['cases'][number]['lines'][number];

function tolerance(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('a number that is not negative is needed.');
  return value;
}

export function addReconcileCommand(program: Command, run: CommandRun): void {
  program
    .command('reconcile')
    .description('compare a venue’s own answer with the same portfolio computed here')
    .argument('<files...>', 'the venue’s answers, as saved')
    .option('--rulebook <id>', 'the rulebook (default: what the file shows)')
    .option('--context <file>', 'a file with what the answer leaves out: currency rates, positions')
    .option('--tolerance <difference>', 'fail when a difference is larger than this', tolerance)
    .addHelpText(
      'after',
      `
--json prints one object:
  cases[]: id, lines[]: {quantity, published, computed, absoluteDifference, relativeDifference, given}
  excluded[]: {id, reason}, largestAbsoluteDifference, largestRelativeDifference
Exit 0 when at least one line was computed, 1 when none was or a difference is beyond the tolerance.`,
    )
    .action((files: string[], options: ReconcileOptions) => reconcile(run, files, options));
}

async function reconcile(run: CommandRun, files: string[], options: ReconcileOptions): Promise<void> {
  const answers: Answer[] = [];
  for (const path of files) {
    const input = { path, context: options.context ?? null, rulebook: options.rulebook ?? null };
    answers.push(await run.followed((task) => run.desk.commandLine.reconcile(input, task)));
  }
  const cases = answers.flatMap((answer) => answer.cases);
  const excluded = answers.flatMap((answer) => answer.excluded);
  const largestAbsoluteDifference = Math.max(0, ...answers.map((answer) => answer.largestAbsoluteDifference));
  const largestRelativeDifference = Math.max(0, ...answers.map((answer) => answer.largestRelativeDifference));
  const computed = cases.reduce((count, { lines }) => count + lines.filter(({ given }) => !given).length, 0);
  const beyond = options.tolerance !== undefined && largestAbsoluteDifference > options.tolerance;
  if (computed === 0 || beyond) run.exitCode = exitCodes.failed;
  if (options.json) {
    const printed = cases.map(({ id, lines }) => ({ id, lines: lines.map(linePrinted) }));
    return run.json({ cases: printed, excluded, largestAbsoluteDifference, largestRelativeDifference });
  }
  for (const one of cases) {
    run.say(`\n${one.id}`);
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
        line.given ? 'given' : '',
      ]),
    );
    for (const note of one.notes) run.say(`note: ${note}`);
  }
  for (const { id, reason } of excluded) run.say(`not compared: ${id}: ${reason}`);
  run.say(
    `\n${computed} lines computed; largest difference ${largestAbsoluteDifference.toExponential(2)}, ` +
      `relative ${largestRelativeDifference.toExponential(2)}`,
  );
  if (computed === 0) run.terminal.error('margrave: Nothing in these files could be computed.\n');
  else if (beyond)
    run.terminal.error(`margrave: A difference is larger than the tolerance of ${options.tolerance}.\n`);
}

/** The line as scripts read it. */
const linePrinted = (line: Line): Omit<Line, 'roundingAllowance'> => ({
  quantity: line.quantity,
  published: line.published,
  computed: line.computed,
  absoluteDifference: line.absoluteDifference,
  relativeDifference: line.relativeDifference,
  given: line.given,
});
