// The contract over the direct transport: every call once, and every call with something that doesn't fit.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { type CallName, calls } from '../../src-main/contract/calls.ts';
import { type Handlers, serveCall } from '../../src-main/contract/transport.ts';
import { directClient } from '../../src-main/desk/desk.ts';
import { callsLeftOut, contractDesk, contractTable, runContractTable } from './contract-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'margrave-contract-'));
const desk = contractDesk(folder);
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the table makes every call', () => {
  expect(callsLeftOut).toEqual([]);
});

test('every call answers as the contract says, in plain values', { timeout: 60_000 }, async () => {
  const outcomes = await runContractTable(directClient(desk), folder, (path) => desk.offerFile(path));
  expect(outcomes.filter(({ trouble }) => trouble !== null)).toEqual([]);
  expect(outcomes).toHaveLength(contractTable.length);
});

describe('what does not fit is refused before it reaches a handler', () => {
  const never = new Proxy({} as Handlers, {
    get: (_, name) => () => {
      throw new Error(`${String(name)} was reached`);
    },
  });
  const fieldsOf = (name: CallName): string[] => Object.keys((calls[name].input as z.ZodObject).shape);
  const names = Object.keys(calls) as CallName[];

  test.each(names)('%s', async (name) => {
    const refused = (input: unknown): Promise<unknown> => serveCall(never, name, input);
    const odd = { code: 'invalid-input', detail: { call: name } };
    await expect(refused({ surprise: 1 })).rejects.toMatchObject(odd);
    await expect(refused(null)).rejects.toMatchObject(odd);
    await expect(refused([])).rejects.toMatchObject(odd);
    // Each field in turn holds something that no field takes: the refusal names one of the fields.
    for (const field of fieldsOf(name)) {
      const wrong = Object.fromEntries(
        fieldsOf(name).map((key) => [key, key === field ? { odd: true } : undefined]),
      );
      await expect(refused(wrong)).rejects.toThrow(new RegExp(`at (${fieldsOf(name).join('|')})`));
    }
  });

  test('an unknown call, and the names that every object has', async () => {
    for (const name of ['book.steal', 'constructor', '__proto__', 7, null])
      await expect(serveCall(never, name, {})).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('bounds: pages, filters and lists can not be made enormous', async () => {
    const page = { id: null, filter: '', offset: 0, limit: 501 };
    await expect(serveCall(never, 'market.get', page)).rejects.toThrow(/at limit/);
    const files = Array.from({ length: 201 }, () => 'x'.repeat(32));
    const preview = { files, account: null, mapping: null, mappingName: null, mode: 'replace' };
    await expect(serveCall(never, 'import.preview', preview)).rejects.toThrow(/at files/);
  });
});
