// Commands about stored runs and what is made from them: runs, report, verify. May import commander, node and contract types.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { MadeFile, ReportFormat, RunState } from '../contract/views.ts';
import { MargraveError } from '../desk/desk.ts';
import { bookOption, wholeNumber } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';
import { keepMadeFile, reasonOf } from './made-file.ts';
import { amount } from './tables.ts';

const reportFormats: readonly ReportFormat[] = ['pdf', 'xlsx', 'csv', 'json'];

function formatList(text: string): ReportFormat[] {
  return text.split(',').map((part) => {
    const format = reportFormats.find((known) => known === part.trim());
    if (!format) throw new InvalidArgumentError(`choose from ${reportFormats.join(', ')}.`);
    return format;
  });
}

export function addRunCommands(program: Command, run: CommandRun): void {
  program
    .command('runs')
    .description('list the stored runs, newest first')
    .requiredOption(...bookOption)
    .option('--limit <count>', 'how many', wholeNumber, 20)
    .action(async (options: { book: string; limit: number; json?: true }) => {
      await run.open(options.book, true);
      const { rows, total } = await runsOf(run, options.limit);
      if (options.json) return run.json({ runs: rows, total });
      run.table(
        [
          { title: 'Run' },
          { title: 'Made' },
          { title: 'By' },
          { title: 'Label' },
          { title: 'Account' },
          { title: 'Rulebook' },
          { title: 'Initial margin', right: true },
          { title: 'Currency' },
        ],
        rows.flatMap((row) =>
          row.entries.map((entry, place) => [
            ...(place === 0 ? [row.id, row.createdAt, row.user, row.label] : ['', '', '', '']),
            entry.account,
            entry.rulebook,
            amount(entry.initialMargin, entry.currency),
            entry.currency,
          ]),
        ),
      );
      run.say(`${rows.length} of ${total} runs`);
    });

  program
    .command('report')
    .description('make reports of a stored run')
    .requiredOption(...bookOption)
    .option('--run <run>', 'the run')
    .option('--last', 'the newest run')
    .option('--format <formats>', 'pdf, xlsx, csv, json, separated by commas', formatList, ['pdf'])
    .option('--sections <ids>', 'sections to take in, separated by commas; all when left out', sectionList)
    .requiredOption('--out <folder>', 'folder to write to')
    .action((options: ReportOptions) => report(run, options));

  program
    .command('verify')
    .description('recompute a JSON report from what it embeds, and say what differs')
    .argument('<report>', 'a report in JSON')
    .action(async (path: string, options: { json?: true }) => {
      const file = run.desk.offerFile(path);
      const answer = await run.followed((task) => run.client.call('report.verify', { file, task }));
      if (!answer.matches) run.exitCode = exitCodes.failed;
      if (options.json) return run.json(answer);
      run.say(answer.summary);
      run.table(
        [{ title: 'Hash of' }, { title: 'As reported' }],
        answer.hashes.map(({ name, ok }) => [name, ok ? 'yes' : 'NO']),
      );
      if (answer.differences.length === 0) return;
      run.table(
        [
          { title: 'Place' },
          { title: 'Reported', right: true },
          { title: 'Recomputed', right: true },
          { title: 'Difference', right: true },
        ],
        answer.differences.map((row) => [row.place, row.reported, row.recomputed, row.difference ?? '']),
      );
    });
}

const sectionList = (text: string): string[] => text.split(',').map((id) => id.trim());

interface ReportOptions {
  book: string;
  run?: string;
  last?: true;
  format: ReportFormat[];
  sections?: string[];
  out: string;
  json?: true;
}

/** The newest runs, read page by page. */
async function runsOf(run: CommandRun, wanted: number): Promise<{ rows: RunState[]; total: number }> {
  const rows: RunState[] = [];
  for (;;) {
    const limit = Math.min(wanted - rows.length, 500);
    const page = await run.client.call('runs.list', { offset: rows.length, limit });
    rows.push(...page.rows);
    if (page.rows.length < limit || rows.length >= wanted) return { rows, total: page.total };
  }
}

async function report(run: CommandRun, options: ReportOptions): Promise<void> {
  await run.open(options.book, true);
  const stored = options.run ?? (options.last ? (await runsOf(run, 1)).rows[0]?.id : undefined);
  if (stored === undefined) {
    throw new MargraveError(
      'invalid-input',
      options.last
        ? 'The book holds no run yet. Compute one with “margrave margin --book FILE”.'
        : 'Say which run: --run RUN or --last. “margrave runs --book FILE” lists them.',
      {},
    );
  }
  await mkdir(options.out, { recursive: true }).catch((thrown: unknown) => {
    throw new MargraveError(
      'input-output',
      `The folder ${options.out} could not be made: ${reasonOf(thrown)}. Choose another with --out.`,
      { path: options.out },
    );
  });
  const files: { path: string; format: ReportFormat; mediaType: string; bytes: number }[] = [];
  for (const format of options.format) {
    const made: MadeFile = await run.followed((task) =>
      run.client.call('report.make', { run: stored, format, sections: options.sections ?? null, task }),
    );
    const path = await keepMadeFile(run, made.token, join(options.out, made.name));
    files.push({ path, format, mediaType: made.mediaType, bytes: made.bytes });
    if (!options.json) run.say(`${path}  ${made.bytes} bytes`);
  }
  if (options.json) run.json({ run: stored, files });
}
