// Stored runs, the files made from them, and whether a report still says what its inputs give. May import contract.
import { basename } from 'node:path';
import type { Handlers } from '../contract/transport.ts';
import type { MadeFile } from '../contract/views.ts';
import { reportSections } from '../files/reports/sections.ts';
import type { DeskContext } from './context.ts';
import type { MadeAt } from './worker-calls.ts';

type ReportCalls = Extract<
  keyof Handlers,
  'runs.list' | 'runs.get' | `report.${string}` | 'portfolio.export'
>;

export function reportHandlers(desk: DeskContext): Pick<Handlers, ReportCalls> {
  const { threads, tokens, tasks } = desk;
  const handOut = (made: MadeAt): MadeFile => {
    const { name, mediaType, bytes } = made;
    return { token: tokens.made(made), name, mediaType, bytes };
  };
  return {
    'runs.list': (input) => threads.reader.call('runs', input),
    'runs.get': (input) => threads.reader.call('run', input),
    'report.make': ({ task, ...input }) =>
      tasks.run(task, async (how) => handOut(await threads.reader.call('report', input, how))),
    'report.sections': async () => reportSections.map(({ id, title, about }) => ({ id, title, about })),
    'report.preview': (input) => threads.reader.call('reportPreview', input),
    'report.verify': ({ file, task }) => {
      const [path = ''] = tokens.take([file]);
      return tasks.run(task, (how) =>
        threads.reader.call('verifyReport', { path, name: basename(path) }, how),
      );
    },
    'portfolio.export': ({ task, ...input }) =>
      tasks.run(task, async (how) =>
        handOut(await threads.reader.call('exportPortfolio', { ...input, folder: null }, how)),
      ),
  };
}
