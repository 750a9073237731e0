// A stored run of the sample book, made by the program's own way (sample inputs, presets, rulebooks, engine), for reports to be made of.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalJson } from '../../../src-main/domain/canonical-json.ts';
import type { MarginResult } from '../../../src-main/domain/margin-result.ts';
import type { HistoryPoint, MarketSnapshot } from '../../../src-main/domain/market.ts';
import type { EffectiveParameters, ParameterSet } from '../../../src-main/domain/parameters.ts';
import { emptyPortfolio, type Portfolio } from '../../../src-main/domain/portfolio.ts';
import { packPortfolio } from '../../../src-main/engine/pack.ts';
import { runMargin } from '../../../src-main/engine/run-margin.ts';
import { contentHash } from '../../../src-main/files/reports/json-report.ts';
import type { ReportInput } from '../../../src-main/files/reports/report.ts';
import { chooseParameterSets, rulebookById } from '../../../src-main/margin/registry.ts';
import { scalarKernel } from '../../../src-main/pricing/kernel.ts';

const here = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export interface SampleInputs {
  portfolio: Portfolio;
  market: MarketSnapshot;
  history: HistoryPoint[];
}

/** The sample's inputs, from the file that its own script makes (test/sample asks that they agree). */
export function sampleInputs(): SampleInputs {
  const document = JSON.parse(readFileSync(here('resources/sample/portfolio.json'), 'utf8')) as Portfolio & {
    market: MarketSnapshot[];
    history: HistoryPoint[];
  };
  const { groups, accounts, instruments, positions, orders, balances, given } = document;
  return {
    portfolio: { ...emptyPortfolio(), groups, accounts, instruments, positions, orders, balances, given },
    market: document.market[0]!,
    history: document.history,
  };
}

function presets(): ParameterSet[] {
  const folder = here('resources/parameters');
  return readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ParameterSet);
}

function parametersOf(inputs: SampleInputs): Record<string, EffectiveParameters> {
  const sets = presets();
  const chosen: Record<string, EffectiveParameters> = {};
  for (const { marginModel } of inputs.portfolio.accounts) {
    const own = rulebookById(marginModel);
    for (const id of [own.id, own.isolatedBaseline]) {
      if (id === null) continue;
      const assets = rulebookById(id).assets(
        inputs.portfolio.instruments,
        inputs.portfolio.balances.map(({ currency }) => currency),
      );
      chosen[id] = chooseParameterSets(id, assets, inputs.market.time, sets);
    }
  }
  return chosen;
}

/** What the engine answers to a report's inputs. */
export function recomputed(
  documents: Pick<ReportInput, 'portfolio' | 'market' | 'parameters' | 'history'>,
): MarginResult {
  const request = {
    question: '',
    portfolio: packPortfolio(documents.portfolio),
    market: documents.market,
    history: documents.history,
    rulebook: null,
    parameters: documents.parameters,
    allowExcluded: true,
    withBaseline: true,
    withStandalone: false,
  };
  return runMargin(request, { kernel: scalarKernel, findRulebook: rulebookById }).result;
}

/** A report's input over these inputs, with fixed names and dates. */
export function reportInput(inputs: SampleInputs = sampleInputs()): ReportInput {
  const documents = { ...inputs, parameters: parametersOf(inputs) };
  const result = recomputed(documents);
  return {
    ...documents,
    book: { id: 'book-for-tests', name: 'Sample book', sample: true },
    run: {
      id: '20260302T091500Z-0a1b2c3d',
      createdAt: '2026-03-02T09:15:00.250Z',
      user: 'R. Okafor',
      label: 'Morning run',
      request: canonicalJson({ account: null, rulebook: null, allowExcluded: true, parameters: null }),
      inputs: {
        portfolio: contentHash(documents.portfolio),
        market: contentHash(documents.market),
        parameters: contentHash(documents.parameters),
        history: contentHash(documents.history),
      },
      engineVersion: result.engineVersion,
      kernel: result.kernel,
      auditHead: 'c4'.repeat(32),
      resultHash: contentHash(result),
    },
    result,
    programVersion: '0.1.0',
  };
}

/** The sample's inputs with every seventh position of each account, the market of what is left, and a month of history. */
export function smallInputs(): SampleInputs {
  const { portfolio, market, history } = sampleInputs();
  const positions = [...Map.groupBy(portfolio.positions, ({ account }) => account).values()].flatMap((rows) =>
    rows.filter((_, index) => index % 7 === 0),
  );
  const held = new Set([...positions, ...portfolio.orders].map(({ instrument }) => instrument));
  const known = new Set(portfolio.instruments.map(({ id }) => id));
  const instruments = portfolio.instruments.filter(({ id }) => held.has(id));
  return {
    portfolio: { ...portfolio, positions, instruments },
    market: { ...market, figures: market.figures.filter(({ key }) => !known.has(key) || held.has(key)) },
    history: history.slice(0, 30),
  };
}

/** The sample's inputs with about `count` positions: options beside the sample's own, at strikes of their own, marked and quoted like them. */
export function largeInputs(count: number): SampleInputs {
  const sample = sampleInputs();
  const { portfolio, market } = sample;
  const instruments = new Map(portfolio.instruments.map((instrument) => [instrument.id, instrument]));
  const options = portfolio.positions.filter(({ instrument }) => {
    const { kind, product } = instruments.get(instrument)!;
    return kind === 'option' && product === undefined;
  });
  const figures = Map.groupBy(market.figures, ({ key }) => key);
  const copies = Math.ceil((count - portfolio.positions.length) / options.length);
  for (let copy = 1; copy <= copies; copy += 1) {
    for (const position of options) {
      const twin = instruments.get(position.instrument)!;
      const id = `${twin.id}-${copy}`;
      if (!instruments.has(id)) {
        const strike = String(Number(twin.strike) + copy);
        const added = { ...twin, id, symbol: `${twin.symbol}-${copy}`, strike };
        instruments.set(id, added);
        portfolio.instruments.push(added);
        for (const figure of figures.get(twin.id) ?? []) market.figures.push({ ...figure, key: id });
      }
      portfolio.positions.push({ ...position, instrument: id });
    }
  }
  return sample;
}

/** The input with a few parameters alone: their list is most of a report's pages, and few tests are about it. */
export function fewParameters(whole: ReportInput): ReportInput {
  const [name, own] = Object.entries(whole.parameters)[0]!;
  const { parameters } = whole.result;
  return {
    ...whole,
    parameters: { [name]: { ...own, parameters: own.parameters.slice(0, 6) } },
    result: { ...whole.result, parameters: parameters.filter(({ rulebook }) => rulebook === name) },
  };
}

/** The input as a ratio model of another venue answers it: a ratio, a level at one, and a row carried as another instrument. */
export function withRatio(whole: ReportInput): ReportInput {
  const stated = structuredClone(whole);
  const [entry] = stated.result.entries;
  entry!.ratio = { name: 'toy ratio', formula: 'equity / margin', value: '1.25', saferWhen: 'higher' };
  entry!.thresholds[0]!.ratio = '1.05';
  entry!.thresholds[0]!.deposit = '17.5';
  stated.result.mapped = [
    {
      account: 'prime-a',
      instrument: 'deribit:BTC-PERPETUAL',
      quantity: '250000',
      carriedQuantity: '4.1',
      carriedAs: 'linear perpetual of 1 BTC, settled in USDC',
      residualDelta: '-0.05',
    },
  ];
  return stated;
}
