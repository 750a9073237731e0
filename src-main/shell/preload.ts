// The bridge between page and program, and all that the page can reach. Runs sandboxed: may import electron alone, and types.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Answer } from '../contract/transport.ts';

type Listener = (event: unknown) => void;

const listeners = new Map<string, Set<Listener>>();

ipcRenderer.on('margrave:event', (_event, name: string, event: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(event);
});

contextBridge.exposeInMainWorld('margrave', {
  host: 'electron',
  call: (name: string, input: unknown): Promise<Answer> => ipcRenderer.invoke('margrave:call', name, input),
  on(name: string, listener: Listener): () => void {
    const others = listeners.get(name) ?? new Set<Listener>();
    listeners.set(name, others);
    others.add(listener);
    return () => {
      others.delete(listener);
    };
  },
  async offerFile(file: File): Promise<unknown> {
    const answer: Answer = await ipcRenderer.invoke('margrave:offer', webUtils.getPathForFile(file));
    if (answer.ok) return answer.value;
    // A plain object: of an Error only the message would cross to the page.
    throw answer.error;
  },
});
