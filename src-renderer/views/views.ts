// Every view of the window, once, in the order of the navigation: a view is listed when it works. Keys and menu follow this order.

import FileText from '@lucide/svelte/icons/file-text';
import Gauge from '@lucide/svelte/icons/gauge';
import ListTree from '@lucide/svelte/icons/list-tree';
import Rows3 from '@lucide/svelte/icons/rows-3';
import type { Component } from 'svelte';
import type { Desk, ViewName } from '../state/desk.svelte.ts';
import MarginPage from './margin/MarginPage.svelte';
import Overview from './overview/Overview.svelte';
import Positions from './positions/Positions.svelte';
import ReportsPage from './reports/ReportsPage.svelte';

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
  { name: 'margin', title: 'Margin', icon: ListTree, page: MarginPage, worksEmpty: false, headline: true },
  { name: 'reports', title: 'Reports', icon: FileText, page: ReportsPage, worksEmpty: false, headline: true },
];
