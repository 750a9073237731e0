// The command about margin limits: sets them, and holds them against the margin. May import commander and contract types.
import { type Command, InvalidArgumentError } from 'commander';
import type { CallOutput } from '../contract/calls.ts';
import { bookOption, userOption } from './book-commands.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodes } from './exit-codes.ts';
import { percent, printable } from './tables.ts';

type LimitState = CallOutput<'limits.states'>[number];
type Limit = LimitState['limit'];

interface LimitOptions {
  book: string;
  account?: string;
  set?: Limit[];
  remove?: LimitPlace[];
  allowExcluded?: true;
  user?: string;
  json?: true;
}
type LimitPlace = Pick<Limit, 'account' | 'measure' | 'underlying' | 'bucket'>;

const limitWords = `
--set takes one limit as words, and may be given several times:
  "<account> usage <warning> <limit>"                   initial margin over equity: 0.8, or 80%
  "<account> deposit <warning> <limit>"                 in the account's reporting currency
  "<account> delta <underlying> <warning> <limit>"      in units of the underlying
  "<account> vega <underlying> <expiry> <warning> <limit>"
        quote currency per volatility point; <expiry>: all, 7 (up to 7 days), 30, 90, 365, later
--remove takes the same words without the two levels.
Exit code 4: a limit is broken, or its figure is not known.`;

const measures = ['usage', 'deposit', 'delta', 'vega'] as const;
const buckets = ['all', '7', '30', '90', '365', 'later'] as const;

/** Reads `prime-a vega BTC 30` with `levels` more words behind it; an account's id may hold spaces. */
function placeOf(words: readonly string[], levels: 0 | 2): LimitPlace {
  const at = words.findIndex((word, index) => index > 0 && (measures as readonly string[]).includes(word));
  const measure = measures.find((name) => name === words[at]);
  if (measure === undefined) {
    throw new InvalidArgumentError(`an account and one of ${measures.join(', ')} are needed.`);
  }
  const rest = words.slice(at + 1);
  const wanted = measure === 'vega' ? 2 : measure === 'delta' ? 1 : 0;
  if (rest.length !== wanted + levels) {
    const named = ['an underlying', 'a time to expiry'].slice(0, wanted);
    const needs = [...named, ...(levels === 2 ? ['a warning', 'a limit'] : [])].join(', ');
    throw new InvalidArgumentError(`after “${measure}” stand ${needs === '' ? 'no more words' : needs}.`);
  }
  const bucket = measure === 'vega' ? buckets.find((name) => name === rest[1]) : '';
  if (bucket === undefined) {
    throw new InvalidArgumentError(`the time to expiry is one of ${buckets.join(', ')}.`);
  }
  return {
    account: words.slice(0, at).join(' '),
    measure,
    underlying: wanted > 0 ? (rest[0] ?? '') : '',
    bucket,
  };
}

const wordsOf = (text: string): string[] => text.trim().split(/\s+/);

/** A level as decimal text; `80%` is 0.8. */
function levelOf(text: string): string {
  const found = /^(\d+)(?:\.(\d+))?(%?)$/.exec(text);
  if (!found) throw new InvalidArgumentError(`“${text}” is not a plain positive number.`);
  const [, whole = '', decimals = '', sign] = found;
  if (sign !== '%') return text;
  const digits = whole.padStart(3, '0');
  return `${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}.${digits.slice(-2)}${decimals}`;
}

/** One `--set` more; a limit named twice is an error of the book's own check. */
function collectLimit(text: string, before: Limit[] = []): Limit[] {
  const words = wordsOf(text);
  const place = placeOf(words, 2);
  const [warning, limit] = words.slice(-2).map(levelOf);
  return [...before, { ...place, warning: warning ?? '', limit: limit ?? '' }];
}

const collectPlace = (text: string, before: LimitPlace[] = []): LimitPlace[] => [
  ...before,
  placeOf(wordsOf(text), 0),
];

export function addLimitCommands(program: Command, run: CommandRun): void {
  program
    .command('limits')
    .description('hold the accounts’ limits against their margin; set or remove limits')
    .requiredOption(...bookOption)
    .option('--account <account>', 'one account, or group:<id> (default: all)')
    .option('--set <limit>', 'set a limit (see below)', collectLimit)
    .option('--remove <limit>', 'take a limit away (see below)', collectPlace)
    .option('--allow-excluded', 'leave out rows that can’t be valued')
    .option(...userOption)
    .addHelpText('after', limitWords)
    .action((options: LimitOptions) => limits(run, options));
}

async function limits(run: CommandRun, options: LimitOptions): Promise<void> {
  run.user = options.user ?? run.user;
  const writes = (options.set?.length ?? 0) + (options.remove?.length ?? 0) > 0;
  await run.open(options.book, !writes);
  if (writes) await write(run, options);
  const view = await run.followed((task) =>
    run.client.call('margin.compute', {
      account: options.account ?? null,
      rulebook: null,
      parameters: null,
      market: null,
      allowExcluded: options.allowExcluded === true,
      store: false,
      label: '',
      task,
    }),
  );
  const states = await run.client.call('limits.states', { view: view.view });
  if (view.excluded.length > 0) run.exitCode = exitCodes.doneWithExclusions;
  if (states.some(({ state }) => state === 'breach' || state === 'unknown'))
    run.exitCode = exitCodes.beyondLimits;
  if (options.json) return run.json({ asOf: view.asOf, limits: states, excluded: view.excluded });
  if (states.length === 0) return run.say('No limit is set. “margrave limits --help” says how to set one.');
  run.table(
    [
      { title: 'State' },
      { title: 'Account' },
      { title: 'Limit on' },
      { title: 'Figure', right: true },
      { title: 'Warned from', right: true },
      { title: 'Limit', right: true },
      { title: 'Used', right: true },
    ],
    states.map(({ limit, figure, share, state }) => [
      standing[state],
      limit.account,
      [limit.measure, limit.underlying, limit.bucket].filter(Boolean).join(' '),
      level(limit, figure),
      level(limit, limit.warning),
      level(limit, limit.limit),
      percent(share),
    ]),
  );
  sayBroken(run, states);
}

/** Limits of the accounts named, with the new ones in the place of the old. */
async function write(run: CommandRun, { set = [], remove = [] }: LimitOptions): Promise<void> {
  const before = await run.client.call('limits.list', {});
  const accounts = [...new Set([...set, ...remove].map(({ account }) => account))];
  for (const account of accounts) {
    const own = set.filter((limit) => limit.account === account);
    const gone = new Set([...own, ...remove].map(placeKey));
    const kept = before.filter((limit) => limit.account === account && !gone.has(placeKey(limit)));
    await run.client.call('limits.put', { account, limits: [...kept, ...own] });
  }
}

const placeKey = ({ account, measure, underlying, bucket }: LimitPlace): string =>
  JSON.stringify([account, measure, underlying, bucket]);

const standing: Record<LimitState['state'], string> = {
  within: 'within',
  warning: 'warned',
  breach: 'BROKEN',
  unknown: 'not known',
};

function level({ measure }: Limit, text: string | null): string {
  if (measure === 'usage' || text === null) return percent(text);
  return Number(text).toLocaleString('en-US', { maximumFractionDigits: 4 }).replace(/^-/, '−');
}

/** A sentence for each limit that isn't within. */
export function sayBroken(run: CommandRun, states: readonly LimitState[]): void {
  for (const { state, sentence } of states) {
    if (state !== 'within') run.say(`  ${standing[state]}: ${printable(sentence)}`);
  }
}
