// Portfolio files of Derive's managers as cases: the market and the manager's parameters come from a context document, the file holds neither.
// May import the domain, margin and the files beside it.
import { toFloat } from '../../../domain/decimal.ts';
import { priceIndexOf } from '../../../domain/derive-instrument.ts';
import type { MarginEntry } from '../../../domain/margin-result.ts';
import type { JsonPlace } from '../json-place.ts';
import { reconcileLine } from '../lines.ts';
import type { RecognisedCases, RecogniseOptions } from '../recogniser.ts';
import type { ReconcileCase, ReconcileLine } from '../reconcile-case.ts';
import { CaseAccount, type ConfidenceOf } from './case-account.ts';
import { pmrm1PortfolioLines } from './pmrm1-lines.ts';
import { type PortfolioFile, readPortfolioFile } from './portfolio-file.ts';
import {
  type ContextPlaces,
  contextParameters,
  decimalAt,
  marketOfCase,
  notKnown,
  parametersInHand,
  testContext,
} from './test-context.ts';

/** A case before it is compared, for a manager that has more to say about it than the two margins. */
export type PortfolioCase = Omit<ReconcileCase, 'compare'> & { file: PortfolioFile };

/** Lines of a manager besides the margins of its rulebook, such as those of an exact path. */
export type FurtherLines = (one: PortfolioCase) => ReconcileLine[];

/** Managers that have further lines, by rulebook. */
const furtherLines: Readonly<Record<string, FurtherLines>> = { 'derive-pmrm1': pmrm1PortfolioLines };

const example = 'resources/reconciliation/derive-srm.json or derive-pmrm1.json';

/** The case of one portfolio; or why there is none. Throws `invalid-file` naming the JSON path of what is malformed. */
export function portfolioCases(
  answer: JsonPlace,
  _envelope: JsonPlace,
  id: string,
  options: RecogniseOptions,
): RecognisedCases {
  const without = (reason: string): RecognisedCases => ({ cases: [], excluded: [{ id, reason }] });
  const file = readPortfolioFile(answer);
  const context = testContext(options.context);
  const rulebook = options.rulebook ?? context?.rulebook ?? null;
  if (rulebook === null) {
    return without(
      `A portfolio of one of Derive’s managers states neither the manager nor a market. Give a context document that states both, such as ${example}, or the manager by --rulebook and the market as context.`,
    );
  }
  const section = context?.section('portfolios') ?? null;
  if (context === null || section === null || section.missing) {
    return without(
      `The portfolio states no market, and ${context === null ? 'no context document was given' : 'the context has no part “portfolios”'}: give one that states it, such as ${example}.`,
    );
  }
  const name = lastKey(answer.path) ?? options.name.replace(/\.json$/, '');
  const reason = notKnown(section, name);
  if (reason !== null) return without(reason);
  const market = marketOfCase(section, name);
  const account = new CaseAccount(id, rulebook, section.at('time').text());
  const gap = fill(account, file, market, section);
  if (gap !== null) return without(gap);
  const underlyings = [...new Set(account.portfolio.instruments.map(({ underlying }) => underlying))];
  const parameters =
    rulebook === context.rulebook
      ? contextParameters(rulebook, section, options.parameterSets)
      : parametersInHand(rulebook, underlyings, account.market.time, options.parameterSets);
  const one: PortfolioCase = {
    id,
    rulebook,
    portfolio: account.portfolio,
    market: account.market,
    parameters,
    notes: [
      'Published margins are net: equity less requirement, summed over the markets and truncated to whole dollars, as the computed ones are here.',
      ...(rulebook === context.rulebook
        ? []
        : [
            `The context is of ${context.rulebook}: its market is used, with the parameters of ${rulebook} in hand.`,
          ]),
    ],
    margins: ['im', 'mm'],
    forTests: true,
    file,
  };
  const compare: ReconcileCase['compare'] = (entries) => [
    reconcileLine(
      file.published.initial.path,
      toFloat(file.published.initial.decimal()),
      truncated(sum(entries, ({ freeEquity }) => freeEquity)),
    ),
    reconcileLine(
      file.published.maintenance.path,
      toFloat(file.published.maintenance.decimal()),
      truncated(
        sum(entries, ({ equity }) => equity) - sum(entries, ({ maintenanceMargin }) => maintenanceMargin),
      ),
    ),
    ...(furtherLines[rulebook]?.(one) ?? []),
  ];
  const { file: _file, ...rest } = one;
  return { cases: [{ ...rest, compare }], excluded: [] };
}

/** Holdings and prices of a portfolio; the sentence that says what the context lacks, or null. */
function fill(
  account: CaseAccount,
  file: PortfolioFile,
  market: ContextPlaces,
  section: JsonPlace,
): string | null {
  const names = new Set(
    [...file.options, ...file.perpetuals, ...file.bases].map(({ underlying }) => underlying),
  );
  for (const name of names) {
    const spot = market.at('markets', name, 'spot');
    if (spot.missing) return `The context has no market of ${name}: ${spot.path} is not there.`;
    account.figure('index', priceIndexOf(name), spot.decimal(), spot.path);
    for (const kind of ['spot', 'perpetual'] as const) setConfidence(account, market, name, kind);
  }
  const stable = market.at('stable');
  account.figure('currencyRate', 'USDC/USD', stable.decimal(), stable.path);
  const rate = market.at('rate');
  account.figure('rate', 'USD', rate.decimal(), rate.path);
  for (const option of file.options) {
    const { underlying, expiry: day, strike } = option;
    const expiry = instantOf(section, day);
    const forward = market.at('markets', underlying, 'forwards', day);
    if (forward.missing)
      return `The context has no forward of ${underlying} for ${day}: ${forward.path} is not there.`;
    account.figure('forward', priceIndexOf(underlying), forward.decimal(), forward.path, expiry);
    const own = market.at('markets', underlying, 'volatilities', `${day} ${strike}`);
    const volatility = own.missing ? market.at('volatility') : own;
    const held = account.option(underlying, expiry, strike, option.right, option.amount);
    account.figure('volatility', held.id, volatility.decimal(), volatility.path);
    for (const kind of ['forward', 'rate', 'volatility'] as const)
      setConfidence(account, market, underlying, kind, { day, expiry });
  }
  for (const { underlying, amount, entryPrice } of file.perpetuals) {
    const price = market.at('markets', underlying, 'perpetual');
    if (price.missing) return `The context has no perpetual of ${underlying}: ${price.path} is not there.`;
    const held = account.perpetual(underlying, amount, entryPrice);
    account.figure('mark', held.id, price.decimal(), price.path);
  }
  for (const { underlying, amount } of file.bases) account.balance('collateral', underlying, amount);
  account.balance('cash', 'USDC', file.cash);
  return null;
}

/** The instant at which the options of a day expire: the context's own where the day is a name only, else the day at the time of all expiries. */
function instantOf(section: JsonPlace, day: string): string {
  const own = section.at('expiries').at(day);
  if (!own.missing) return own.text();
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${section.at('expiryTime').text()}Z`;
}

/** A confidence as the context states it for the market (of an expiry's day, where it has one), else the one for all. */
function setConfidence(
  account: CaseAccount,
  market: ContextPlaces,
  name: string,
  of: ConfidenceOf,
  at?: { day: string; expiry: string },
): void {
  const own = market.at('markets', name, 'confidences', of, ...(at ? [at.day] : []));
  const place = own.missing ? market.at('confidence') : own;
  account.confidence(name, of, decimalAt(place) ?? '1', place.path, at?.expiry);
}

const sum = (entries: readonly MarginEntry[], amount: (entry: MarginEntry) => string): number =>
  entries.reduce((total, entry) => total + toFloat(amount(entry)), 0);

/** Whole dollars, cut toward zero. The last bits of a float64 that is a whole number but for them don't cut a dollar off. */
const truncated = (amount: number): number => Math.trunc(Number(amount.toFixed(9)));

/** The last key of a JSON path: the name of a case in a document that holds many by name. */
function lastKey(path: string): string | null {
  const match = /(?:^|\.)([A-Za-z_][A-Za-z0-9_]*)$|\["((?:[^"\\]|\\.)*)"\]$/.exec(path);
  return match?.[1] ?? match?.[2] ?? null;
}
