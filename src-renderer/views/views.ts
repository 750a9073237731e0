// Every view of the window, once, in the order of the navigation: a view is listed when it works. Keys and menu follow this order.

import Archive from '@lucide/svelte/icons/archive';
import LineChart from '@lucide/svelte/icons/chart-line';
import FileText from '@lucide/svelte/icons/file-text';
import FlaskConical from '@lucide/svelte/icons/flask-conical';
import Gauge from '@lucide/svelte/icons/gauge';
import Grid3x3 from '@lucide/svelte/icons/grid-3x3';
import Landmark from '@lucide/svelte/icons/landmark';
import ListTree from '@lucide/svelte/icons/list-tree';
import Rows3 from '@lucide/svelte/icons/rows-3';
import Scale from '@lucide/svelte/icons/scale';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import type { Component } from 'svelte';
import type { Desk, ViewName } from '../state/desk.svelte.ts';
import ListedPage from './listed/ListedPage.svelte';
import MarginPage from './margin/MarginPage.svelte';
import MarketPage from './market/MarketPage.svelte';
import Overview from './overview/Overview.svelte';
import ParametersPage from './parameters/ParametersPage.svelte';
import Positions from './positions/Positions.svelte';
import ReconciliationPage from './reconciliation/ReconciliationPage.svelte';
import ReportsPage from './reports/ReportsPage.svelte';
import RunsPage from './runs/RunsPage.svelte';
import ScenariosPage from './scenarios/ScenariosPage.svelte';
import WhatIfPage from './what-if/WhatIfPage.svelte';

export interface View {
  name: ViewName;
  title: string;
  icon: typeof Gauge;
  page: Component<{ desk: Desk }>;
  /** Shown for a book without accounts too; other views say there how to fill it. */
  worksEmpty: boolean;
  /** The headline figures of the chosen account stand above it. */
  headline: boolean;
}

export const views: readonly View[] = [
  { name: 'overview', title: 'Overview', icon: Gauge, page: Overview, worksEmpty: false, headline: true },
  { name: 'positions', title: 'Positions', icon: Rows3, page: Positions, worksEmpty: true, headline: true },
  {
    name: 'scenarios',
    title: 'Scenarios',
    icon: Grid3x3,
    page: ScenariosPage,
    worksEmpty: false,
    headline: true,
  },
  { name: 'margin', title: 'Margin', icon: ListTree, page: MarginPage, worksEmpty: false, headline: true },
  {
    name: 'what-if',
    title: 'What-if',
    icon: FlaskConical,
    page: WhatIfPage,
    worksEmpty: false,
    headline: false,
  },
  { name: 'market', title: 'Market', icon: LineChart, page: MarketPage, worksEmpty: true, headline: true },
  {
    name: 'parameters',
    title: 'Parameters',
    icon: SlidersHorizontal,
    page: ParametersPage,
    worksEmpty: true,
    headline: true,
  },
  { name: 'reports', title: 'Reports', icon: FileText, page: ReportsPage, worksEmpty: false, headline: true },
  { name: 'runs', title: 'Runs', icon: Archive, page: RunsPage, worksEmpty: false, headline: false },
  {
    name: 'reconciliation',
    title: 'Reconciliation',
    icon: Scale,
    page: ReconciliationPage,
    worksEmpty: true,
    headline: false,
  },
  {
    name: 'listed',
    title: 'Listed',
    icon: Landmark,
    page: ListedPage,
    worksEmpty: false,
    headline: true,
  },
];
