import { afterEach, describe, expect, it, vi } from 'vitest';
import { CallError, connect } from '../../../src-renderer/client/client.ts';
import { loopback } from '../../../src-renderer/client/loopback.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const answering = (body: unknown, status = 200) =>
  vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async () => new Response(JSON.stringify(body), { status }));

describe('calls over loopback', () => {
  it('posts the input as JSON to the call’s own address and answers its value', async () => {
    const fetched = answering({ ok: true, value: { cancelled: true } });
    await expect(connect(loopback()).call('task.cancel', { task: 'a' })).resolves.toEqual({
      cancelled: true,
    });
    const [path, init] = fetched.mock.calls[0]!;
    expect(path).toBe('/call/task.cancel');
    expect(init).toMatchObject({ method: 'POST', body: '{"task":"a"}', credentials: 'same-origin' });
  });

  it('keeps code, message and detail of an error', async () => {
    answering({ ok: false, error: { code: 'incomplete', message: 'Three rows.', detail: { rows: [1] } } });
    const failed = await connect(loopback())
      .call('accounts.tree', {})
      .catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(CallError);
    expect(failed).toMatchObject({ code: 'incomplete', message: 'Three rows.', detail: { rows: [1] } });
  });

  it('says in a sentence that the program is gone', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(connect(loopback()).call('accounts.tree', {})).rejects.toThrow(
      /does not answer.*start Margrave again/,
    );
  });

  it('streams a dropped file under its name', async () => {
    const fetched = answering({ ok: true, value: { token: 'token-of-dropped-file', name: 'a b.csv' } });
    const file = new File(['x'], 'a b.csv');
    await expect(connect(loopback()).offerFile(file)).resolves.toEqual({
      token: 'token-of-dropped-file',
      name: 'a b.csv',
    });
    expect(fetched.mock.calls[0]![0]).toBe('/files?name=a%20b.csv');
    expect(fetched.mock.calls[0]![1]).toMatchObject({ method: 'PUT', body: file });
  });
});
