// The command that lists what a book keeps of venues' answers and what that confirms. May import commander and contract.
import type { Command } from 'commander';
import { sentenceWithAgreement } from '../contract/agreement-words.ts';
import type { KeptReconciliation } from '../contract/venue-views.ts';
import { bookOption, userOption } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { printable } from './tables.ts';

const PAGE = 500;

export function addReconciliationsCommand(program: Command, run: CommandRun): void {
  program
    .command('reconciliations')
    .description('list kept agreement with venues and what it confirms')
    .requiredOption(...bookOption)
    .option('--lines <id>', 'print one with every compared line, as JSON')
    .option('--remove <id>', 'take one out of the book; “undo” in the window brings it back')
    .option(...userOption)
    .addHelpText(
      'after',
      `
--json prints one object:
  kept[]: id, rulebook, keptAt, user, asOf, files[], cases, lines, disagreeing, largestAbsoluteDifference, largestRelativeDifference, restsOn[]
  agreement[]: rulebook, sentence (null: the rulebook as a whole), answers, upTo, largestRelativeDifference, words
A record in which a line disagrees is evidence, and confirms nothing. “reconcile --keep” keeps one.`,
    )
    .action(
      async (options: { book: string; lines?: string; remove?: string; user?: string; json?: true }) => {
        run.user = options.user ?? run.user;
        await run.open(options.book, options.remove === undefined);
        if (options.remove !== undefined)
          await run.client.call('reconciliation.remove', { id: await wholeId(run, options.remove) });
        if (options.lines !== undefined) {
          const document = await run.desk.commandLine.keptDocument(await wholeId(run, options.lines));
          return run.json(JSON.parse(document));
        }
        const kept = await allKept(run);
        const agreement = await run.client.call('reconciliation.agreement', {});
        if (options.json) return run.json({ kept, agreement });
        if (kept.length === 0)
          return run.say('The book keeps no reconciliation: “margrave reconcile --keep” does.');
        run.table(
          [
            { title: 'Kept' },
            { title: 'Rulebook' },
            { title: 'Answers of' },
            { title: 'Cases', right: true },
            { title: 'Lines', right: true },
            { title: 'Disagree', right: true },
            { title: 'Largest difference, relative', right: true },
            { title: 'By' },
            { title: 'Id' },
          ],
          kept.map((record) => [
            record.keptAt.slice(0, 16).replace('T', ' '),
            record.rulebook,
            record.asOf.slice(0, 10),
            String(record.cases),
            String(record.lines),
            String(record.disagreeing),
            record.largestRelativeDifference.toExponential(2),
            record.user,
            record.id.slice(0, SHORT_ID),
          ]),
        );
        for (const one of agreement) {
          run.say(
            one.sentence === null
              ? `\n${one.rulebook}: ${one.words}`
              : `  ${printable(sentenceWithAgreement(one.sentence, one))}`,
          );
        }
        if (agreement.length === 0) run.say('\nNothing is confirmed: a line disagrees in every record.');
      },
    );
}

/** Characters of an id that are printed, and enough to name it by. */
const SHORT_ID = 12;

async function allKept(run: CommandRun): Promise<KeptReconciliation[]> {
  const rows: KeptReconciliation[] = [];
  for (;;) {
    const page = await run.client.call('reconciliation.list', { offset: rows.length, limit: PAGE });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

/** The id that begins so; what was typed where none or several do, so that the call's own sentence says it. */
async function wholeId(run: CommandRun, typed: string): Promise<string> {
  const found = (await allKept(run)).filter(({ id }) => id.startsWith(typed));
  return found.length === 1 && found[0] ? found[0].id : typed;
}
