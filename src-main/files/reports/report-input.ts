// What a report is made of: a stored run with its documents, parsed. May import types of domain and contract only.
import type { Agreement } from '../../contract/venue-views.ts';
import type { MarginResult } from '../../domain/margin-result.ts';
import type { HistoryPoint, MarketSnapshot } from '../../domain/market.ts';
import type { EffectiveParameters } from '../../domain/parameters.ts';
import type { Portfolio } from '../../domain/portfolio.ts';

/** A run as the book keeps it (the book's StoredRun). */
export interface ReportRun {
  id: string;
  /** ISO 8601 UTC: the date of everything that is made from the run. */
  createdAt: string;
  user: string;
  label: string;
  /** What was asked for, as JSON. */
  request: string;
  /** SHA-256 (hex) of the canonical JSON of each input. */
  inputs: { portfolio: string; market: string; parameters: string; history: string };
  engineVersion: string;
  kernel: string;
  /** Head of the book's audit chain when the run was stored. */
  auditHead: string;
  /** SHA-256 of the canonical JSON of the result. */
  resultHash: string;
}

/** Everything a report is made of: the run and its parsed documents. */
export interface ReportInput {
  book: { id: string; name: string; sample: boolean };
  run: ReportRun;
  portfolio: Portfolio;
  market: MarketSnapshot;
  /** By rulebook id, as the engine was given them; rulebooks of baselines included. */
  parameters: Record<string, EffectiveParameters>;
  history: HistoryPoint[];
  result: MarginResult;
  /** The program that makes the report. */
  programVersion: string;
  /** What kept reconciliations confirm of the run's rulebooks when the report is made: no part of the run. Left out when nothing was kept. */
  agreements?: Agreement[];
}
