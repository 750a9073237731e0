// The nouns that views show, as types read off the contract: the window knows no room but that one.
import type { CallInput, CallOutput } from '../../src-main/contract/calls.ts';
import type { ComparisonAnswer } from '../../src-main/contract/venue-views.ts';
import type { AccountTree, ContributionPage, MarginView, TreePage } from '../../src-main/contract/views.ts';

export type { ListedAnswer } from '../../src-main/contract/listed-views.ts';
export type {
  ChangeAnswer,
  ChangeMeasure,
  ChangePositionPage,
  ChangePositionState as ChangeState,
  RunPoint,
} from '../../src-main/contract/record-views.ts';
export type {
  CellPage,
  CellRow,
  DistanceAnswer,
  DistanceRoot,
  DistanceVariable,
  EntryHeadline,
  LegCompletion,
  LegState,
  RiskCurve,
  RiskGrid,
  SavedWhatIf,
  WhatIf,
  WhatIfAnswer,
  WhatIfLeg,
  WhatIfSide,
} from '../../src-main/contract/risk-views.ts';
export type {
  Agreement,
  ComparisonAnswer,
  ComparisonRow,
  KeptReconciliation,
  ReconciliationCase,
  ReconciliationLine,
  ReconciliationView,
} from '../../src-main/contract/venue-views.ts';
export type {
  BookState,
  ColumnMapping,
  ContributionPage,
  GreekTotal,
  GridPage,
  GridRow,
  ImportOutcome,
  ImportPreview,
  ImportRow,
  MappedColumn,
  MarginView,
  PositionColumn,
  PositionRow,
  ProgramState,
  RejectedRow,
  ReportFormat,
  ReportPreview,
  RulebookState,
  RunState,
  SectionCounts,
  VerifyAnswer,
} from '../../src-main/contract/views.ts';

export type ChangePosition = CallOutput<'change.positions'>['rows'][number];
export type RunLine = CallOutput<'runs.lines'>['rows'][number];
export type ReportSection = CallOutput<'report.sections'>[number];
export type Settings = CallOutput<'settings.get'>;
export type Snapshot = CallOutput<'market.list'>[number];
export type MarketView = NonNullable<CallOutput<'market.get'>>;
export type MarketFigure = MarketView['figures'][number];
export type FigureClass = MarketFigure['class'];
export type MarketArbitrage = NonNullable<CallOutput<'market.arbitrage'>>;
export type VolatilitySmile = NonNullable<CallOutput<'market.smile'>>;
export type TypedFigure = CallInput<'market.check'>;
export type ParameterSet = CallOutput<'parameters.get'>;
export type ParameterListRow = CallOutput<'parameters.list'>[number];
export type ParameterField = CallOutput<'parameters.fields'>[number];
export type Account = AccountTree['accounts'][number];
export type ReportingGroup = AccountTree['groups'][number];
export type MarginEntry = MarginView['entries'][number];
export type MarginTotal = MarginView['totals'][number];
export type ExcludedRow = MarginView['excluded'][number];
export type MappedRow = ComparisonAnswer['rows'][number]['mapped']['rows'][number];
export type Contribution = ContributionPage['rows'][number];
/** A line of the explanation, without its children. */
export type MarginLine = TreePage['children'][number];
export type EntryTables = CallOutput<'margin.tables'>['tables'][number];
export type ScenarioTable = EntryTables['tables'][number];
export type GridQuestion = CallInput<'positions.rows'>;
export type SortKey = GridQuestion['sort'][number];
export type GroupKey = GridQuestion['groupBy'][number];
export type ColumnSet = Settings['columnSets'][number];
export type PositionSums = CallOutput<'positions.sums'>;
export type GroupRow = Extract<CallOutput<'positions.rows'>['rows'][number], { type: 'group' }>;
