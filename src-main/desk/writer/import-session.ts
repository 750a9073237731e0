// Import previews of the open book: files read, what committing them would change, and the commit itself. The newest two are kept.
// May import domain, contract, book and files.
import { randomBytes } from 'node:crypto';
import type { BookReader, BookWriter, Change } from '../../book/book.ts';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import type { ColumnMapping, ImportPreview } from '../../contract/views.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import type { ReadOutcome } from '../../files/read-outcome.ts';
import { type ImportPlan, planImport } from '../import/plan.ts';
import { rejectedFile } from '../import/rejected-file.ts';
import { madeFile } from '../made-file.ts';
import type { PreviewRequest, WriterCalls } from '../worker-calls.ts';
import { readImportFiles } from './read-import-files.ts';

interface Kept {
  preview: ImportPreview;
  plan: ImportPlan;
  rejected: ReadOutcome['rejected'];
}

const PREVIEWS_KEPT = 2;
const REJECTED_SHOWN = 200;

export class ImportSession {
  readonly #made: string;
  readonly #presets: () => readonly ParameterSet[];
  readonly #previews = new Map<string, Kept>();

  /** `made`: folder for files of rejected rows; `presets`: the program's own parameter sets. */
  constructor(made: string, presets: () => readonly ParameterSet[]) {
    this.#made = made;
    this.#presets = presets;
  }

  clear(): void {
    this.#previews.clear();
  }

  discard(preview: string): void {
    this.#previews.delete(preview);
  }

  /** Reads the files and says what committing them would do. Writes nothing. */
  async preview(book: BookWriter, request: PreviewRequest, context: CallContext): Promise<ImportPreview> {
    const baseRevision = book.status().revision;
    const mapping = request.mapping ?? savedMapping(book, request.mappingName);
    const outcome = await readImportFiles(book, this.#presets(), { ...request, mapping }, context);
    context.throwIfCancelled();
    context.progress({ done: 0, total: 1, label: 'Comparing with the book' });
    const plan = planImport(outcome, book, outcome.suggestedMode ?? request.mode);
    const preview: ImportPreview = {
      id: randomBytes(24).toString('base64url'),
      files: request.files.map(({ name }) => name),
      format: outcome.format,
      formatLabel: outcome.formatLabel,
      accounts: outcome.positionAccounts,
      sections: plan.sections,
      rejected: outcome.rejected.slice(0, REJECTED_SHOWN).map(({ row }) => row),
      rejectedTotal: outcome.rejected.length,
      notices: outcome.notices,
      identical: plan.identical,
      mapping: outcome.mapping,
      headers: outcome.headers,
      baseRevision,
    };
    this.#previews.set(preview.id, { preview, plan, rejected: outcome.rejected });
    const oldest = this.#previews.keys().next().value;
    if (this.#previews.size > PREVIEWS_KEPT && oldest !== undefined) this.#previews.delete(oldest);
    return preview;
  }

  rows({ preview, state, section, offset, limit }: CallInput<'import.rows'>): CallOutput<'import.rows'> {
    return this.#get(preview).plan.rows({ state, section, offset, limit });
  }

  /**
   * Writes what the preview said, in one transaction, after a backup. Throws `conflict` when the book changed since, and
   * `invalid-file` when rows were rejected and good rows alone weren't asked for; the book is then as it was.
   */
  async commit(
    book: BookWriter,
    { preview: id, keepGoodRows, user }: WriterCalls['commit']['input'],
    context: CallContext,
  ): Promise<WriterCalls['commit']['output']> {
    const { preview, plan, rejected } = this.#get(id);
    const { revision } = book.status();
    if (revision !== preview.baseRevision) {
      throw new MargraveError(
        'conflict',
        'The book changed since this preview was made, so nothing was imported. Preview the files again.',
        { previewed: preview.baseRevision, now: revision },
      );
    }
    if (rejected.length > 0 && !keepGoodRows) {
      throw new MargraveError(
        'invalid-file',
        `${rejected.length} rows can’t be taken, so nothing was imported. Correct them, or import the good rows alone.`,
        { rejected: rejected.length },
      );
    }
    // Written before the commit: if it can't be, nothing is lost.
    const made = this.#rejectedFile(rejected);
    let applied = { revision, sequence: null as number | null };
    if (!plan.identical) {
      if (holdsAnything(book)) await book.backup('import');
      context.throwIfCancelled();
      context.progress({ done: 0, total: 1, label: 'Writing the book' });
      applied = book.apply(plan.changes, {
        user,
        action: 'import',
        summary: summaryOf(preview, rejected.length, plan.changes),
      });
    }
    this.#previews.delete(id);
    return {
      revision: applied.revision,
      changed: applied.sequence !== null,
      sections: plan.sections,
      rejected: made,
    };
  }

  #rejectedFile(rejected: ReadOutcome['rejected']): WriterCalls['commit']['output']['rejected'] {
    const file = rejectedFile(rejected);
    if (file === null) return null;
    return { ...madeFile(this.#made, file.name, file.mediaType, file.text), rows: file.rows };
  }

  #get(id: string): Kept {
    const kept = this.#previews.get(id);
    if (!kept)
      throw new MargraveError('not-found', 'This preview is no longer kept. Preview the files again.', {
        preview: id,
      });
    return kept;
  }
}

function holdsAnything(book: BookReader): boolean {
  return Object.values(book.status().counts).some((count) => count > 0);
}

function savedMapping(book: BookReader, name: string | null): ColumnMapping | null {
  if (name === null) return null;
  const saved = book.mappings().find((mapping) => mapping.name === name);
  if (!saved) {
    throw new MargraveError('not-found', `The book has no column mapping “${name}”.`, {
      mapping: name,
      known: book.mappings().map((mapping) => mapping.name),
    });
  }
  return JSON.parse(saved.mapping) as ColumnMapping;
}

function summaryOf(
  { files, sections, formatLabel }: ImportPreview,
  rejected: number,
  changes: readonly Change[],
): string {
  const changed = sections
    .filter(({ added, changed: altered, removed }) => added + altered + removed > 0)
    .map(({ section, added, changed: altered, removed }) => `${section} +${added} ~${altered} −${removed}`);
  const named =
    files.length > 3 ? `${files.slice(0, 3).join(', ')} and ${files.length - 3} more` : files.join(', ');
  const documents = changes.filter(({ kind }) => kind === 'putDocument').length;
  if (documents > 0) changed.push(`data sets +${documents}`);
  const leftOut = rejected > 0 ? `; ${rejected} rows rejected` : '';
  return `Imported ${named} (${formatLabel}): ${changed.join(', ')}${leftOut}`;
}
