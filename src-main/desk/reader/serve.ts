// The reading thread: the book's read connection, margin views, grids and the engine. It can't write the book, by type.
// May import domain, contract, book, files, engine and the rulebook registry.
import type { MessagePort } from 'node:worker_threads';
import { openBook } from '../../book/open.ts';
import type { ColumnMapping } from '../../contract/views.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import { type Engine, startEngine } from '../../engine/engine-client.ts';
import { serveCalls } from '../../engine/thread-calls.ts';
import { rulebooks } from '../../margin/registry.ts';
import { draftCheck, draftOf } from '../edit/check-draft.ts';
import { DraftContext } from '../edit/draft-context.ts';
import { agreementsOf, keptDocument, listedRecord } from '../kept-agreement.ts';
import { parameterFields, parameterSetById, readTypedParameter } from '../parameters/parameter-copy.ts';
import { presetsOf } from '../presets.ts';
import type { BookWorkerSettings, ReaderCalls } from '../worker-calls.ts';
import { Changes } from './changes.ts';
import { compareRulebooks } from './comparison.ts';
import { limitStates } from './limit-states.ts';
import { listedAccount } from './listed-account.ts';
import {
  accountTree,
  auditHistory,
  bookState,
  parameterList,
  RunLists,
  rulebookStates,
  runResult,
} from './lists.ts';
import { computeMargin } from './margin-compute.ts';
import { MarginViews } from './margin-views.ts';
import { MarketPages } from './market-pages.ts';
import { OpenBook } from './open-book.ts';
import { exportPortfolio } from './portfolio-export.ts';
import { PositionGrids } from './position-grids.ts';
import { Reconciliations } from './reconciliations.ts';
import { RiskPictures } from './risk-pictures.ts';
import { RunLines } from './run-lines.ts';
import { makeRunReport, previewRunReport } from './run-report.ts';
import { runSeries } from './run-series.ts';
import { verifyReportFile } from './verify-report-file.ts';
import { WhatIfs } from './what-ifs.ts';

/** Serves the reading thread's calls until the port closes. Calls wait until a book that was open before a crash is open again. */
export async function serveReader(port: MessagePort, settings: BookWorkerSettings): Promise<void> {
  const book = new OpenBook();
  const views = new MarginViews();
  const grids = new PositionGrids(book, views);
  const runs = new RunLists();
  const lines = new RunLines();
  const changes = new Changes();
  const markets = new MarketPages();
  let started: Engine | null = null;
  const engine = (): Engine => {
    started ??= startEngine();
    return started;
  };
  // Counting positions reads them all: done once per revision.
  let tree: { revision: number; tree: ReaderCalls['accounts']['output'] } | null = null;
  const presetSets = presetsOf(settings.resources);
  const rulebookIds = rulebooks.map(({ id }) => id);
  const whatIfs = new WhatIfs(book, engine, presetSets);
  const risks = new RiskPictures(book, engine, presetSets, whatIfs);
  const allSets = (): ParameterSet[] =>
    book.isOpen ? [...presetSets(), ...book.reader.parameterSets()] : presetSets();
  const reconciliations = new Reconciliations(book, engine, allSets);
  const forget = (): void => {
    views.clear();
    grids.clear();
    risks.clear();
    runs.clear();
    lines.clear();
    changes.clear();
    whatIfs.clear(started !== null);
    markets.clear();
    reconciliations.clear();
    tree = null;
  };
  async function open({
    path,
    user,
    check,
  }: ReaderCalls['open']['input']): Promise<ReaderCalls['open']['output']> {
    const reader = await openBook(path, { user, wanted: 'read', check });
    forget();
    book.replace(reader);
    return reader.status();
  }
  if (settings.reopen) await open({ ...settings.reopen, check: false }).catch(() => null);

  serveCalls<ReaderCalls>(
    port,
    {
      facts: async () => {
        const { engineVersion, kernel } = await engine().ready;
        return { engineVersion, kernel };
      },
      open,
      close: () => {
        forget();
        book.replace(null);
        return null;
      },
      book: () => bookState(book.reader),
      verify: () => book.reader.verify(),
      history: (input) => auditHistory(book.reader, input),
      accounts: () => {
        const { revision } = book.reader.status();
        if (tree?.revision !== revision) tree = { revision, tree: accountTree(book.reader) };
        return tree.tree;
      },
      rulebooks: () => rulebookStates(allSets()),
      parameterList: ({ rulebook }) => parameterList(allSets(), rulebook),
      parameterSet: ({ id }) => parameterSetById(allSets(), id),
      parameterFields: ({ rulebook }) => [...parameterFields(rulebook)],
      parameterCheck: ({ set, path, value }) => {
        const read = readTypedParameter(parameterSetById(allSets(), set).rulebook, path, value);
        return 'message' in read ? read : null;
      },
      market: (input) => markets.page(book.reader, input, new Date()),
      marketList: () => markets.list(book.reader, new Date()),
      marketSmile: (input) => markets.smile(book.reader, input, new Date()),
      marketCheck: (input) => markets.check(book.reader, input),
      marketArbitrage: (input) => markets.arbitrage(book.reader, input),
      checkDraft: ({ draft }) => draftCheck(draft, new DraftContext(book.reader, rulebookIds)),
      draftOf: ({ position }) => draftOf(position, new DraftContext(book.reader, rulebookIds)),
      limits: () => book.reader.limits(),
      limitStates: ({ view }) => limitStates(views.get(view), book.reader.limits()),
      mappings: () =>
        book.reader
          .mappings()
          .map(({ name, mapping }) => ({ name, mapping: JSON.parse(mapping) as ColumnMapping })),
      margin: async (question, context) => {
        const { kept, toStore } = await computeMargin(book, engine(), presetSets(), question, context);
        views.keep(kept);
        return { view: kept.view, toStore };
      },
      stored: ({ view, run }) => {
        views.get(view).view.run = run;
        return null;
      },
      tree: (input) => views.tree(input),
      wholeTree: (input) => views.wholeTree(input),
      contributions: (input) => views.contributions(input),
      tables: (input) => views.tables(input),
      whatIf: (input, context) => whatIfs.compute(input, context),
      whatIfComplete: (input) => whatIfs.complete(input),
      whatIfs: () => whatIfs.list(),
      whatIfChanges: (input, context) => whatIfs.changes(input, context),
      listed: (input, context) => listedAccount(book, engine(), presetSets(), input, context),
      comparison: (input, context) => compareRulebooks(book, engine(), presetSets(), input, context),
      riskGrid: (input, context) => risks.grid(input, context),
      riskCell: (input, context) => risks.cell(input, context),
      riskScenario: (input, context) => risks.scenario(input, context),
      riskCurve: (input, context) => risks.curve(input, context),
      distance: (input, context) => risks.distance(input, context),
      rows: (input) => grids.rows(input),
      copy: (input) => grids.copy(input),
      positionIds: (input) => grids.ids(input),
      positionSums: (input) => grids.sums(input),
      runs: (input) => runs.list(book.reader, input),
      run: ({ run }) => runs.get(book.reader, run),
      runSeries: (input, context) => runSeries(book.reader, runs, input, context),
      runLines: (input) => lines.page(book.reader, input),
      change: (input, context) => changes.compute(book.reader, engine(), input, context),
      changePositions: (input) => changes.positions(input),
      runResult: ({ run }) => runResult(book.reader, run),
      report: (input, context) => makeRunReport(book.reader, input, settings, context),
      reportPreview: (input) => previewRunReport(book.reader, input, settings.version),
      verifyReport: (input, context) => verifyReportFile(engine(), input, context),
      exportPortfolio: (input) => exportPortfolio(book, input, settings.made),
      reconcile: (input, context) => reconciliations.compute(input, context),
      reconciliationLines: (input) => reconciliations.lines(input),
      reconciledCases: ({ reconciliation }) =>
        reconciliations.get(reconciliation).cases.map(({ file: _file, ...one }) => one),
      reconciliationRecords: ({ reconciliation }) => reconciliations.toKeep(reconciliation),
      reconciliations: ({ offset, limit }) => {
        const records = book.reader.reconciliations();
        return { rows: records.slice(offset, offset + limit).map(listedRecord), total: records.length };
      },
      keptDocument: ({ id }) => keptDocument(book.reader, id),
      agreement: () => agreementsOf(book.reader.reconciliations()),
    },
    null,
    async () => {
      book.replace(null);
      await started?.close();
    },
  );
}
