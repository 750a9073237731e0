// The bridge of the preview: the same calls over HTTP to the program on this machine's own loopback address.
// The session cookie that the preview sets at the first open is the credential; everything is same-origin.
import type { Answer, Bridge } from './bridge.ts';

function unreachable(): Answer {
  return {
    ok: false,
    error: {
      code: 'input-output',
      message:
        'Margrave’s program does not answer. What is on screen stays as it was; start Margrave again and open the address it prints.',
      detail: {},
    },
  };
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'ok' in value;
}

async function post(path: string, init: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch {
    return unreachable();
  }
  try {
    const answer: unknown = await response.json();
    if (isAnswer(answer)) return answer;
    if (response.ok) return { ok: true, value: answer };
  } catch {
    // Falls through: an answer that is no JSON is named by its status below.
  }
  return {
    ok: false,
    error: {
      code: response.status === 403 || response.status === 401 ? 'read-only' : 'internal',
      message:
        response.status === 403 || response.status === 401
          ? 'This window’s session is not known to the program. Open the address that Margrave printed when it started.'
          : `The program answered with status ${response.status} and nothing that can be read.`,
      detail: { status: response.status },
    },
  };
}

/** The bridge over loopback. One EventSource serves all listeners and is opened with the first. */
export function loopback(): Bridge {
  let events: EventSource | null = null;
  return {
    host: 'preview',
    call: (name, input) =>
      post(`/call/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
    on(event, listener) {
      events ??= new EventSource('/events');
      const source = events;
      const receive = (message: MessageEvent<string>): void => listener(JSON.parse(message.data));
      source.addEventListener(event, receive);
      return () => source.removeEventListener(event, receive);
    },
    async offerFile(file) {
      const answer = await post(`/files?name=${encodeURIComponent(file.name)}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: file,
      });
      if (!answer.ok) throw answer.error;
      return answer.value as { token: string; name: string };
    },
    async download(token, name) {
      const link = document.createElement('a');
      link.href = `/made/${encodeURIComponent(token)}`;
      link.download = name;
      document.body.append(link);
      link.click();
      link.remove();
    },
  };
}
