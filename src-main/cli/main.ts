#!/usr/bin/env node
// The command line: the desk's use cases from a terminal. May import desk and contract, and commander, cli-table3, cli-progress.
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { runCommandLine } from './run-command-line.ts';
import { processTerminal } from './terminal.ts';

export { runCommandLine };

/** True when this file is what was started, by whatever link. */
function isStarted(): boolean {
  const started = process.argv[1];
  return started !== undefined && import.meta.url === pathToFileURL(realpathSync(started)).href;
}

if (isStarted()) process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal());
