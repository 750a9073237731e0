// The command that writes the book's portfolio, or a parameter set as a copy to edit, in Margrave's own format. May import commander.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { portfolioFormatName, portfolioFormatVersion } from '../contract/portfolio-format.ts';
import { bookOption } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { keepMadeFile, keepText } from './made-file.ts';

interface ExportOptions {
  book: string;
  account?: string;
  format: 'json' | 'csv';
  parameters?: string;
  as: string;
  out: string;
  json?: true;
}

function copyName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(text)) return text;
  throw new InvalidArgumentError('small letters, digits and hyphens are needed.');
}

export function addExportCommand(program: Command, run: CommandRun): void {
  program
    .command('export')
    .description('write the book’s portfolio, or one parameter set to edit, in Margrave’s own format')
    .requiredOption(...bookOption)
    .option('--account <account>', 'one account only')
    .addOption(
      new Option(
        '--format <format>',
        'one document, or a folder of tables (a ZIP of them when --out ends in .zip)',
      )
        .choices(['json', 'csv'])
        .default('json'),
    )
    .addOption(
      new Option('--parameters <set>', 'a copy of this parameter set instead, to edit and import').conflicts([
        'account',
        'format',
      ]),
    )
    .option('--as <name>', 'name of the copy: its id is the set’s with +name', copyName, 'desk')
    .requiredOption('--out <file>', 'file to write; a folder for csv')
    .action((options: ExportOptions) => exported(run, options));
}

async function exported(run: CommandRun, options: ExportOptions): Promise<void> {
  await run.open(options.book, true);
  const { format } = options;
  const { path, bytes } =
    options.parameters === undefined
      ? await portfolio(run, options)
      : await parameterCopy(run, options.parameters, options);
  if (options.json) run.json({ path, format, bytes });
  else run.say(`${path}  ${bytes} bytes`);
}

function portfolio(run: CommandRun, options: ExportOptions): Promise<{ path: string; bytes: number }> {
  const { format, out } = options;
  const account = options.account ?? null;
  return run.followed(async (task) => {
    if (format === 'csv' && !/\.zip$/i.test(out))
      return run.desk.commandLine.exportFolder(account, out, task);
    const made = await run.client.call('portfolio.export', { account, format, task });
    return { path: await keepMadeFile(run, made.token, out), bytes: made.bytes };
  });
}

/** A preset is never edited: what is written has an id of its own, and is used only when named. */
async function parameterCopy(
  run: CommandRun,
  id: string,
  { as: name, out }: ExportOptions,
): Promise<{ path: string; bytes: number }> {
  const { label, rulebook, effective, asset, assumed, parameters } = await run.client.call('parameters.get', {
    id,
  });
  const copy = {
    id: `${id.split('+')[0]}+${name}`,
    rulebook,
    effective,
    asset,
    label: `${label} (${name})`,
    origin: 'edited',
    assumed,
    parameters: parameters.map(({ path, value, unit, source, confirmed }) => ({
      path,
      value,
      unit,
      source,
      confirmed,
    })),
  };
  const document = { format: portfolioFormatName, version: portfolioFormatVersion, parameters: [copy] };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  return { path: await keepText(text, out), bytes: Buffer.byteLength(text) };
}
