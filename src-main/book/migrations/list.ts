// All steps of the schema in order; a new one is one file and one line here, and never changes an older one.
import { base } from './0001-base.ts';
import { mappingsAndWhatIfs } from './0002-mappings-and-what-ifs.ts';
import { marginLimits } from './0003-margin-limits.ts';
import { venuesAndReconciliations } from './0004-venues-and-reconciliations.ts';
import { listedInstruments } from './0005-listed-instruments.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  base,
  mappingsAndWhatIfs,
  marginLimits,
  venuesAndReconciliations,
  listedInstruments,
];

/** The schema version that this program writes. */
export const currentVersion = migrations.length;
