// The entry of the desk's worker threads. Two are started: the writer, which holds the book's one write connection and reads import files,
// and the reader, which answers everything else and holds the engine. May import domain, contract, book, files and engine.
import { parentPort, workerData } from 'node:worker_threads';
import type { BookWorkerSettings } from './worker-calls.ts';

if (!parentPort) throw new Error('This file is a worker thread; the desk starts it.');
const settings = workerData as BookWorkerSettings;
if (settings.role === 'writer') {
  const { serveWriter } = await import('./writer/serve.ts');
  await serveWriter(parentPort, settings);
} else {
  const { serveReader } = await import('./reader/serve.ts');
  await serveReader(parentPort, settings);
}
