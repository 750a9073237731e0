// The book's portfolio written in Margrave's own format, to a file that is handed out or a folder that was named. May import domain, book and files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MargraveError } from '../../domain/errors.ts';
import { type PortfolioContent, writePortfolioCsv, writePortfolioJson } from '../../files/portfolio-out.ts';
import { zipOf } from '../../files/zip.ts';
import { madeFile } from '../made-file.ts';
import type { MadeAt, ReaderCalls } from '../worker-calls.ts';
import type { OpenBook } from './open-book.ts';

/**
 * One document, or the tables of the same content as a ZIP archive; with `folder`, the tables as files of that folder instead.
 * Throws `not-found` for an unknown account, `input-output` when it can't be written.
 */
export function exportPortfolio(
  book: OpenBook,
  { account, format, folder }: ReaderCalls['exportPortfolio']['input'],
  made: string,
): MadeAt {
  const content = contentOf(book, account);
  const name = account === null ? book.reader.status().name : account.replace(/^group:/, '');
  if (format === 'json') {
    return madeFile(made, `${name} portfolio.json`, 'application/json', writePortfolioJson(content));
  }
  const files = writePortfolioCsv(content);
  if (folder === null) {
    const parts = files.map((file) => ({ path: file.name, content: Buffer.from(file.text, 'utf8') }));
    return madeFile(made, `${name} portfolio.zip`, 'application/zip', zipOf(parts));
  }
  try {
    mkdirSync(folder, { recursive: true });
    for (const file of files) writeFileSync(join(folder, file.name), file.text);
  } catch (thrown) {
    throw new MargraveError(
      'input-output',
      `The folder ${folder} could not be written: ${thrown instanceof Error ? thrown.message : String(thrown)}. Choose another.`,
      { folder },
    );
  }
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return { path: folder, name, mediaType: 'text/csv', bytes };
}

/** One account's export keeps the market and parameters whole: they belong to no account. */
function contentOf(book: OpenBook, account: string | null): PortfolioContent {
  const { reader } = book;
  const snapshots = reader.snapshots().flatMap(({ id }) => reader.snapshot(id) ?? []);
  const portfolio = account === null ? reader.portfolio() : reader.portfolio(book.accounts(account));
  return {
    ...portfolio,
    instruments: account === null ? reader.instruments() : portfolio.instruments,
    groups: account === null ? reader.groups() : portfolio.groups,
    snapshots: snapshots.sort((a, b) => (a.time + a.id < b.time + b.id ? -1 : 1)),
    history: reader.history(),
    parameterSets: reader.parameterSets(),
    limits: account === null ? reader.limits() : reader.limits(book.accounts(account)),
  };
}
