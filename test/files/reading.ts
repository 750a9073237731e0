// Reads pasted text or files as an import would, into an empty book unless told otherwise.
import { basename } from 'node:path';
import type { Account } from '../../src-main/domain/account.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { readFiles } from '../../src-main/files/in/read-files.ts';
import type { FileSource, ReadContext, ReadOutcome } from '../../src-main/files/read-outcome.ts';

export const emptyContext: ReadContext = {
  instruments: new Map<string, Instrument>(),
  accounts: new Map<string, Account>(),
  account: null,
  mapping: null,
  indexPrices: new Map<string, string>(),
  now: '2026-01-01T00:00:00Z',
};

export function read(
  sources: FileSource | FileSource[],
  context: Partial<ReadContext> = {},
): Promise<ReadOutcome> {
  return readFiles(Array.isArray(sources) ? sources : [sources], { ...emptyContext, ...context });
}

export const pasted = (text: string, name = 'pasted.csv'): FileSource => ({ name, text });
export const json = (value: unknown, name = 'pasted.json'): FileSource => ({
  name,
  text: JSON.stringify(value),
});
export const file = (path: string): FileSource => ({ name: basename(path), path });
