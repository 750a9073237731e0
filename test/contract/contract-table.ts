// One table of every call: a valid input, and the shape of its answer, in an order in which they can be made on an empty desk.
// The tests of each transport run it through their own client; see `runContractTable`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CallInput, type CallName, type CallOutput, calls } from '../../src-main/contract/calls.ts';
import type { Client } from '../../src-main/contract/transport.ts';
import { createDesk, type Desk, type Host } from '../../src-main/desk/desk.ts';
import { answerShapes } from './answer-shapes.ts';
import { misfit } from './shapes.ts';
import { smallPortfolio } from './small-portfolio.ts';

/** What earlier answers leave for later inputs. */
export interface Scene {
  folder: string;
  /** Latest answers by call. */
  answers: Partial<{ [Name in CallName]: CallOutput<Name> }>;
  /** A one-use token for a file, as dropping it on the window gives. */
  offer(path: string): string | Promise<string>;
}

interface Row<Name extends CallName = CallName> {
  name: Name;
  input(scene: Scene): CallInput<Name> | Promise<CallInput<Name>>;
}

const row = <Name extends CallName>(name: Name, input: Row<Name>['input']): Row =>
  ({ name, input }) as unknown as Row;
const page = { offset: 0, limit: 100 };

function answer<Name extends CallName>(scene: Scene, name: Name): CallOutput<Name> {
  const found = scene.answers[name];
  if (found === undefined) throw new Error(`${name} has no answer yet`);
  return found as CallOutput<Name>;
}

function entryPlace(scene: Scene): { view: string; account: string; nettingSet: string; currency: string } {
  const { view, entries } = answer(scene, 'margin.compute');
  const entry = entries[0];
  if (!entry) throw new Error('the margin has no entry');
  return { view, account: entry.account, nettingSet: entry.nettingSet, currency: entry.currency };
}

const mapping: CallInput<'import.saveMapping'>['mapping'] = {
  columns: { symbol: 'Instrument', quantity: 'Size' },
  unit: 'coin',
  account: 'prime-a',
  venue: 'deribit',
  decimalSeparator: '.',
};

function written(scene: Scene, name: string, content: unknown): string {
  const path = join(scene.folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** A segregated account's summary without positions: its margin balance is the one figure that can be computed. */
const venueAnswer = {
  usOut: 1687352432143000,
  result: {
    currency: 'BTC',
    margin_model: 'segregated_sm',
    equity: 302.61869214,
    options_value: -0.0086,
    margin_balance: 302.62729214,
    initial_margin: 1.24669592,
    maintenance_margin: 0.8857841,
    creation_timestamp: 1687352432143,
  },
};

const typedPosition = {
  kind: 'position',
  replaces: null,
  account: 'prime-a',
  symbol: 'BTC-26JUN26-70000-C',
  quantity: '-2',
  averagePrice: '',
  settledPrice: '',
  strategy: 'typed',
  lot: '',
} as const;

async function previewInput(scene: Scene, quantity: string): Promise<CallInput<'import.preview'>> {
  const file = await scene.offer(written(scene, 'portfolio.json', smallPortfolio(quantity)));
  return { files: [file], account: null, mapping: null, mappingName: null, mode: 'replace', task: 'read' };
}

/** The two newest stored runs, the older first. */
function twoRuns(scene: Scene): { from: string; to: string } {
  const [to, from] = answer(scene, 'runs.list').rows;
  return { from: from?.id ?? '', to: to?.id ?? '' };
}

const riskQuestion = {
  account: 'prime-a',
  rulebook: null,
  parameters: null,
  market: null,
  allowExcluded: false,
};

const whatIfAsked: CallInput<'whatIf.compute'>['what'] = {
  account: 'prime-a',
  legs: [
    { id: 'a', text: '-2 BTC-26JUN26-60000-C', on: true, position: null },
    { id: 'b', text: 'five of something', on: false, position: null },
  ],
  premiumInCash: true,
  priceMove: '0',
  volatilityMove: '0',
  advance: 'none',
};

export const contractTable: readonly Row[] = [
  row('program.state', () => ({})),
  row('task.cancel', () => ({ task: 'nothing' })),
  row('host.chooseNewBook', () => ({})),
  row('book.create', (scene) => ({
    file: answer(scene, 'host.chooseNewBook')?.token ?? '',
    name: 'Contract',
  })),
  row('host.chooseFiles', () => ({ purpose: 'import' })),
  row('import.saveMapping', () => ({ name: 'broker', mapping })),
  row('import.mappings', () => ({})),
  row('import.preview', (scene) => previewInput(scene, '-10')),
  row('import.rows', (scene) => ({
    preview: answer(scene, 'import.preview').id,
    state: 'added',
    section: null,
    ...page,
  })),
  row('import.discard', (scene) => ({ preview: answer(scene, 'import.preview').id })),
  row('import.preview', (scene) => previewInput(scene, '-10')),
  row('import.commit', (scene) => ({
    preview: answer(scene, 'import.preview').id,
    keepGoodRows: false,
    task: 'commit',
  })),
  row('accounts.tree', () => ({})),
  row('rulebooks.list', () => ({})),
  row('rulebooks.method', () => ({ id: 'deribit-pm' })),
  row('program.log', () => ({})),
  row('parameters.list', () => ({ rulebook: 'deribit-pm' })),
  row('parameters.get', (scene) => ({ id: answer(scene, 'parameters.list')[0]?.id ?? '' })),
  row('parameters.fields', () => ({ rulebook: 'deribit-pm' })),
  row('parameters.check', (scene) => ({
    set: answer(scene, 'parameters.get').id,
    path: 'general.maintenanceFactor',
    value: '80',
  })),
  row('parameters.saveCopy', (scene) => ({
    from: answer(scene, 'parameters.get').id,
    label: 'As a copy',
    reason: 'contract',
    changes: [],
  })),
  row('parameters.remove', (scene) => ({ id: answer(scene, 'parameters.saveCopy').id })),
  row('market.get', () => ({ id: null, filter: 'btc', ...page })),
  row('market.list', () => ({})),
  row('market.smile', () => ({ id: null, series: null })),
  row('market.arbitrage', () => ({ id: null, ...page })),
  row('market.check', () => ({ class: 'index', key: 'btc_usd', expiry: '', value: '-1' })),
  row('market.saveCopy', (scene) => ({
    from: answer(scene, 'market.list')[0]?.id ?? '',
    label: 'As a copy',
    reason: 'contract',
    until: null,
    changes: [{ class: 'index', key: 'btc_usd', expiry: '', value: '60001' }],
  })),
  row('market.get', (scene) => ({
    id: answer(scene, 'market.saveCopy').id,
    filter: 'is:hand',
    ...page,
  })),
  row('margin.compute', () => ({
    account: null,
    rulebook: null,
    parameters: null,
    market: null,
    allowExcluded: false,
    store: true,
    label: 'contract',
    task: 'margin',
  })),
  row('margin.tree', (scene) => ({ ...entryPlace(scene), node: null, ...page })),
  row('margin.wholeTree', entryPlace),
  row('margin.contributions', (scene) => ({ ...entryPlace(scene), ...page })),
  row('margin.tables', (scene) => ({ view: answer(scene, 'margin.compute').view })),
  row('positions.rows', (scene) => ({
    view: answer(scene, 'margin.compute').view,
    account: null,
    filter: 'kind:option',
    sort: [{ column: 'delta', direction: 'descending' }],
    groupBy: ['underlying'],
    closedGroups: [],
    ...page,
  })),
  row('positions.copy', () => ({
    view: null,
    account: 'prime-a',
    filter: '',
    sort: [],
    ids: null,
    columns: ['instrument', 'quantity'],
  })),
  row('positions.ids', (scene) => ({
    view: answer(scene, 'margin.compute').view,
    account: null,
    filter: '',
    sort: [],
    groupBy: ['underlying'],
    closedGroups: [],
    ranges: [[0, 5]],
  })),
  row('positions.sums', (scene) => ({
    view: answer(scene, 'margin.compute').view,
    account: null,
    filter: '',
    ids: answer(scene, 'positions.ids'),
  })),
  row('risk.grid', () => ({
    ...riskQuestion,
    subject: { underlying: 'BTC', positions: null },
    what: null,
    priceMoves: ['-0.1', '0', '0.1'],
    volatilityMoves: ['0', '0.2'],
    days: 1,
    task: 'grid',
  })),
  row('risk.cell', (scene) => ({ grid: answer(scene, 'risk.grid').grid, price: 0, volatility: 1, ...page })),
  row('risk.scenario', (scene) => {
    const { view: _view, ...place } = entryPlace(scene);
    return { ...riskQuestion, ...place, table: 'standard', scenario: 'standard/1', ...page };
  }),
  row('risk.curve', () => ({
    ...riskQuestion,
    subject: { underlying: null, positions: null },
    what: null,
    from: '-0.5',
    to: '0.5',
    points: 11,
    task: 'curve',
  })),
  row('distance.compute', () => ({ ...riskQuestion, what: null, task: 'distance' })),
  row('comparison.compute', () => ({
    account: 'prime-a',
    rulebooks: ['deribit-pm', 'deribit-sm'],
    parameters: null,
    market: null,
    currency: 'BTC',
    task: 'comparison',
  })),
  row('listed.compute', () => ({ account: 'prime-a', parameters: null, market: null, task: 'listed' })),
  row('settings.get', () => ({})),
  row('settings.put', () => ({
    timeZone: 'local',
    columnSets: [{ name: 'Book keeping', columns: ['symbol', 'lot'] }],
    reportTemplates: [{ name: 'Short', sections: ['summary'] }],
  })),
  row('limits.put', () => ({
    account: 'prime-a',
    limits: [
      { account: 'prime-a', measure: 'usage', underlying: '', bucket: '', warning: '0.8', limit: '0.9' },
      { account: 'prime-a', measure: 'vega', underlying: 'BTC', bucket: '365', warning: '100', limit: '200' },
    ],
  })),
  row('limits.list', () => ({})),
  row('limits.states', (scene) => ({ view: answer(scene, 'margin.compute').view })),
  row('whatIf.compute', () => ({
    rulebook: null,
    parameters: null,
    market: null,
    allowExcluded: false,
    what: { ...whatIfAsked, priceMove: '-0.1', advance: 'nextExpiry' },
    task: 'what-if',
  })),
  row('whatIf.complete', () => ({ account: 'prime-a', text: '-2 btc-26jun26' })),
  row('whatIf.save', () => ({ id: null, name: 'Short calls', what: whatIfAsked })),
  row('whatIf.list', () => ({})),
  row('whatIf.remove', (scene) => ({ id: answer(scene, 'whatIf.save').id })),
  row('whatIf.apply', () => ({ what: whatIfAsked, market: null, label: 'Short calls' })),
  row('edit.check', () => ({ draft: { ...typedPosition, quantity: '1,000' } })),
  row('edit.apply', () => ({ drafts: [typedPosition], label: '' })),
  row('edit.draftOf', () => ({ position: 'prime-a|deribit:BTC-26JUN26-70000-C|typed|1' })),
  row('edit.removePositions', () => ({ positions: ['prime-a|deribit:BTC-26JUN26-70000-C|typed|1'] })),
  row('runs.list', () => page),
  row('runs.get', (scene) => ({ run: answer(scene, 'margin.compute').run ?? '' })),
  row('margin.compute', () => ({
    account: null,
    rulebook: 'deribit-sm',
    parameters: null,
    market: null,
    allowExcluded: true,
    store: true,
    label: 'second',
    task: 'again',
  })),
  row('runs.list', () => page),
  row('runs.series', () => ({ node: 'book' })),
  row('runs.lines', (scene) => ({ ...twoRuns(scene), onlyDifferent: true, filter: '', ...page })),
  row('change.compute', (scene) => ({ ...twoRuns(scene), task: 'change' })),
  row('change.positions', (scene) => {
    const { change, entries } = answer(scene, 'change.compute');
    const { account = '', nettingSet = '', currency = '' } = entries[0] ?? {};
    return { change, account, nettingSet, currency, state: null, ...page };
  }),
  row('reconciliation.compute', async (scene) => ({
    files: [await scene.offer(written(scene, 'answer.json', venueAnswer))],
    context: null,
    rulebook: null,
    task: 'reconcile',
  })),
  row('reconciliation.lines', (scene) => ({
    reconciliation: answer(scene, 'reconciliation.compute').reconciliation,
    case: answer(scene, 'reconciliation.compute').cases[0]?.id ?? null,
    onlyDifferent: false,
    filter: 'balance',
    ...page,
  })),
  row('reconciliation.keep', (scene) => ({
    reconciliation: answer(scene, 'reconciliation.compute').reconciliation,
  })),
  row('reconciliation.list', () => page),
  row('reconciliation.agreement', () => ({})),
  row('reconciliation.remove', (scene) => ({ id: answer(scene, 'reconciliation.keep')[0]?.id ?? '' })),
  row('report.sections', () => ({})),
  row('report.preview', (scene) => ({
    run: answer(scene, 'margin.compute').run ?? '',
    sections: ['entries'],
    rows: 20,
  })),
  row('report.make', (scene) => ({
    run: answer(scene, 'margin.compute').run ?? '',
    format: 'json',
    sections: null,
  })),
  row('file.make', () => ({ name: 'bars', mediaType: 'text/csv', content: 'a,b\r\n1,2\r\n' })),
  row('host.saveFile', (scene) => ({ file: answer(scene, 'report.make').token })),
  row('report.verify', async (scene) => ({ file: await scene.offer(join(scene.folder, 'saved')) })),
  row('portfolio.export', () => ({ account: null, format: 'json' })),
  row('book.verify', () => ({ task: 'verify' })),
  row('book.backup', () => ({})),
  row('book.history', () => page),
  row('book.undo', () => ({})),
  row('program.state', () => ({})),
  row('book.close', () => ({})),
  row('book.openRecent', (scene) => ({ path: answer(scene, 'program.state').recent[0]?.path ?? '' })),
  row('book.forgetRecent', (scene) => ({ path: answer(scene, 'book.openRecent').path })),
  row('book.open', async (scene) => ({ file: await scene.offer(join(scene.folder, 'contract.margrave')) })),
  row('book.openSample', () => ({ task: 'sample' })),
  // The sample's customer of listed markets: pairs are formed, and some are near the money.
  row('listed.compute', () => ({
    account: 'listed-customer',
    parameters: null,
    market: null,
    task: 'listed',
  })),
  row('listed.compute', () => ({
    account: 'listed-futures',
    parameters: null,
    market: null,
    task: 'listed',
  })),
];

/** A host without a person: it chooses what the table needs. */
export function contractHost(folder: string): Host {
  return {
    kind: 'direct',
    chooseFiles: async () => [join(folder, 'portfolio.json')],
    chooseNewBook: async () => join(folder, 'contract.margrave'),
    saveFile: async (made) => {
      const { copyFile } = await import('node:fs/promises');
      const path = join(folder, 'saved');
      await copyFile(made.path, path);
      return path;
    },
  };
}

/** A desk on an empty folder, as the table wants it. Close it, then remove the folder. */
export function contractDesk(folder: string): Desk {
  mkdirSync(folder, { recursive: true });
  return createDesk({
    host: contractHost(folder),
    userFolder: join(folder, 'user'),
    user: 'tester',
    resourcesFolder: fileURLToPath(new URL('../../resources', import.meta.url)),
    version: '0.0.0-test',
  });
}

export interface TableOutcome {
  name: CallName;
  /** Why the answer isn't what the contract says, or null. */
  trouble: string | null;
}

/**
 * Makes every call of the contract through a client, in order; later rows use earlier answers, so it ends at the first failure.
 * `offer` gives a token for a file, as the transport's own way of dropping files does.
 */
export async function runContractTable(
  client: Client,
  folder: string,
  offer: Scene['offer'],
): Promise<TableOutcome[]> {
  const scene: Scene = { folder, answers: {}, offer };
  const outcomes: TableOutcome[] = [];
  for (const { name, input } of contractTable) {
    const given = await input(scene);
    let output: unknown;
    try {
      output = await client.call(name, given as never);
    } catch (thrown) {
      outcomes.push({ name, trouble: thrown instanceof Error ? thrown.message : String(thrown) });
      return outcomes;
    }
    outcomes.push({ name, trouble: misfit(output, answerShapes[name]) ?? unclonable(output) });
    (scene.answers as Record<string, unknown>)[name] = output;
  }
  return outcomes;
}

/** Why a value doesn't survive a structured clone and JSON alike, or null. */
function unclonable(value: unknown): string | null {
  const cloned = JSON.stringify(structuredClone(value));
  const text = JSON.stringify(value);
  if (cloned !== text) return 'it does not survive a structured clone';
  return sameThroughJson(value, JSON.parse(text ?? 'null'), '$');
}

function sameThroughJson(left: unknown, right: unknown, place: string): string | null {
  if (typeof left !== 'object' || left === null)
    return Object.is(left, right) ? null : `${place}: ${String(left)} does not survive JSON`;
  if (typeof right !== 'object' || right === null) return `${place}: it does not survive JSON`;
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return `${place}: it is not plain`;
  for (const [key, value] of Object.entries(left)) {
    if (!Object.hasOwn(right, key)) return `${place}.${key}: it is lost in JSON`;
    const found = sameThroughJson(value, (right as Record<string, unknown>)[key], `${place}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** Calls of the contract that no row of the table makes. */
export const callsLeftOut: CallName[] = (Object.keys(calls) as CallName[]).filter(
  (name) => !contractTable.some((entry) => entry.name === name),
);
