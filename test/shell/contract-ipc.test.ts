// Every call of the contract over IPC: window client → preload → main → desk and back, in the built files.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src-renderer/client/bridge.ts';
import { connect } from '../../src-renderer/client/client.ts';
import { contractTable, runContractTable } from '../contract/contract-table.ts';
import { type BuiltProgram, startBuiltProgram } from './built-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'margrave-ipc-'));
let program: BuiltProgram;

beforeAll(async () => {
  mkdirSync(join(folder, 'user'));
  program = await startBuiltProgram({ userFolder: join(folder, 'user') });
});
afterAll(async () => {
  await program.end();
  rmSync(folder, { recursive: true, force: true });
});

describe('the contract over IPC', () => {
  it('crosses with every call', async () => {
    const client = connect({
      host: 'electron',
      async call(name, input): Promise<Answer> {
        // The person at the dialogs.
        const save = name === 'host.saveFile' ? 'saved' : 'contract.margrave';
        await program.ask('dialogs', [join(folder, 'portfolio.json')], join(folder, save));
        return program.ask('call', name, input);
      },
      on: () => () => undefined,
      offerFile: async () => ({ token: '', name: '' }),
    });
    const outcomes = await runContractTable(
      client,
      folder,
      async (path) => (await program.ask('offer', path)).token,
    );
    expect(outcomes.filter(({ trouble }) => trouble !== null)).toEqual([]);
    expect(outcomes.length).toBe(contractTable.length);
  }, 60_000);
});
