// Every call of the contract over loopback, files dropped as a browser hands them over.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../src-main/desk/desk.ts';
import { type Preview, startServer } from '../../src-main/preview/server.ts';
import { connect } from '../../src-renderer/client/client.ts';
import { contractDesk, contractTable, runContractTable } from '../contract/contract-table.ts';
import { openSession, rawRequest } from './raw-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'margrave-loopback-'));
let desk: Desk;
let preview: Preview;

beforeAll(async () => {
  desk = contractDesk(folder);
  preview = await startServer({
    desk,
    window: join(folder, 'window'),
    uploads: join(folder, 'uploads'),
    books: join(folder, 'books'),
  });
});
afterAll(async () => {
  await preview.close();
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the contract over loopback', () => {
  it('crosses with every call', async () => {
    const cookie = await openSession(preview.port, preview.address);
    const origin = `http://127.0.0.1:${preview.port}`;
    const json = { cookie, origin, 'content-type': 'application/json' };
    const client = connect({
      host: 'preview',
      async call(name, input) {
        const answer = await rawRequest(preview.port, 'POST', `/call/${name}`, json, JSON.stringify(input));
        return JSON.parse(answer.text);
      },
      on: () => () => undefined,
      offerFile: async () => ({ token: '', name: '' }),
    });
    const outcomes = await runContractTable(client, folder, async (path) => {
      const target = `/files?name=${encodeURIComponent(basename(path))}`;
      const answer = await rawRequest(preview.port, 'PUT', target, { cookie, origin }, readFileSync(path));
      return JSON.parse(answer.text).value.token;
    });
    expect(outcomes.filter(({ trouble }) => trouble !== null)).toEqual([]);
    expect(outcomes.length).toBe(contractTable.length);
  }, 60_000);
});
