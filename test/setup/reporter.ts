// Prints the plain closing line that people and scripts read: `N passed, N failed`, with `, N skipped` when some were.
// It stands in for vitest's own summary and must be the only reporter, so that nothing follows the line.
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { UserConsoleLog } from 'vitest';
import type {
  Reporter,
  SerializedError,
  TestCase,
  TestModule,
  TestSpecification,
  TestSuite,
  Vitest,
} from 'vitest/node';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** The closing line. `skipped` is named only when something was. */
export function closingLine(tally: Tally): string {
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
  return `${tally.passed} passed, ${tally.failed} failed${skipped}`;
}

/**
 * One line per test file, each failure in full, each skip with its reason, and the closing line last.
 * A file that could not be collected and an error outside every test count as one failure each.
 */
export default class PlainReporter implements Reporter {
  #root = process.cwd();
  #startedAt = Date.now();

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#startedAt = Date.now();
    this.#write(`running ${specifications.length} test files`);
  }

  onTestModuleEnd(module: TestModule): void {
    const tally = tallyOf([module]);
    const milliseconds = Math.round(module.diagnostic().duration);
    const mark = tally.failed > 0 ? 'FAIL' : 'ok  ';
    this.#write(
      `${mark} ${module.project.name} ${this.#relative(module.moduleId)}  ${closingLine(tally)}  ${milliseconds} ms`,
    );
    for (const skip of skips(module)) this.#write(`       ${skip}`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tally = tallyOf(modules);
    for (const module of modules) {
      for (const error of module.errors()) this.#describe(this.#relative(module.moduleId), error);
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors()) {
          this.#describe(`${this.#relative(module.moduleId)} > ${suite.fullName}`, error);
        }
      }
      for (const test of module.children.allTests('failed')) {
        for (const error of test.result().errors ?? []) {
          this.#describe(`${this.#relative(module.moduleId)} > ${test.fullName}`, error);
        }
      }
    }
    for (const error of unhandled) this.#describe('outside every test', error);
    tally.failed += unhandled.length;
    this.#write(`\n${modules.length} test files in ${((Date.now() - this.#startedAt) / 1000).toFixed(1)} s`);
    this.#write(closingLine(tally));
  }

  onUserConsoleLog(log: UserConsoleLog): void {
    this.#write(log.content.trimEnd());
  }

  #write(line: string): void {
    process.stdout.write(`${process.stdout.isTTY ? line : stripVTControlCharacters(line)}\n`);
  }

  #relative(path: string): string {
    return relative(this.#root, path);
  }

  #describe(where: string, error: SerializedError): void {
    this.#write(`\nFAILED ${where}`);
    this.#write(`  ${error.name ?? 'Error'}: ${error.message}`);
    if (typeof error.diff === 'string') this.#write(error.diff);
    const frames = (error.stacks ?? []).slice(0, 6);
    for (const frame of frames) {
      this.#write(
        `    at ${frame.method || '<top>'} ${this.#relative(frame.file)}:${frame.line}:${frame.column}`,
      );
    }
  }
}

function tallyOf(modules: readonly TestModule[]): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const state = test.result().state;
      if (state === 'passed') tally.passed += 1;
      else if (state === 'failed') tally.failed += 1;
      else tally.skipped += 1;
    }
    tally.failed += module.errors().length;
    for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
  }
  return tally;
}

/** The reasons of skipped tests, each once per file: the name of the suite that `describeWithShared` renamed, or the note. */
function skips(module: TestModule): string[] {
  const reasons = new Set<string>();
  for (const test of module.children.allTests('skipped')) reasons.add(skipReason(test));
  return [...reasons];
}

function skipReason(test: TestCase): string {
  const result = test.result();
  if (result.state === 'skipped' && result.note) return `skipped: ${result.note} (${test.fullName})`;
  let parent: TestSuite | TestModule = test.parent;
  while (parent.type === 'suite') {
    if (parent.name.includes('skipped: ')) return parent.name;
    parent = parent.parent;
  }
  return test.name.includes('skipped: ') ? test.name : `skipped: ${test.fullName}`;
}
