import { beforeAll, describe, expect, test } from 'vitest';
import { verifyReport } from '../../../src-main/desk/verify-report.ts';
import { MargraveError } from '../../../src-main/domain/errors.ts';
import { ENGINE_VERSION } from '../../../src-main/engine/version.ts';
import { unconfirmedTable } from '../../../src-main/files/reports/ground-tables.ts';
import { contentHash, jsonReport, type ReportDocument } from '../../../src-main/files/reports/json-report.ts';
import type { ReportInput } from '../../../src-main/files/reports/report.ts';
import { recomputed, reportInput, smallInputs } from './fixtures.ts';

let input: ReportInput;
let text: string;
beforeAll(() => {
  input = reportInput(smallInputs());
  text = jsonReport(input);
});

const means = {
  recompute: async (documents: Parameters<typeof recomputed>[0]) => recomputed(documents),
  engineVersion: ENGINE_VERSION,
};

/** The report with a change, its own hash made anew so that only what was changed speaks. */
function altered(change: (report: ReportDocument) => void, resealed = true): string {
  const report = JSON.parse(text) as ReportDocument;
  change(report);
  if (resealed) {
    const { hash: _old, ...content } = report;
    report.hash = contentHash(content);
  }
  return JSON.stringify(report);
}

const wrongHashes = (answer: Awaited<ReturnType<typeof verifyReport>>): string[] =>
  answer.hashes.filter(({ ok }) => !ok).map(({ name }) => name);

describe('an untouched report', () => {
  test('matches to the bit', async () => {
    const answer = await verifyReport(text, means);
    expect(answer.differences).toEqual([]);
    expect(wrongHashes(answer)).toEqual([]);
    expect(answer.matches).toBe(true);
    expect(answer.summary).toMatch(/^All \d{4,} figures of the result come out the same to the bit/);
  });

  test('holds everything: the documents are the run’s own', () => {
    const report = JSON.parse(text) as ReportDocument;
    expect(report.portfolio).toEqual(input.portfolio);
    expect(report.market).toEqual(input.market);
    expect(report.parameters).toEqual(input.parameters);
    expect(report.history).toEqual(input.history);
    expect(report.result).toEqual(input.result);
    expect(report.run).toEqual(input.run);
  });

  test('says what kept answers confirmed when it was made, apart from the run and its result', async () => {
    const sentence = 'No venue number confirms it.';
    const doubted = structuredClone(input);
    doubted.result.entries = [{ ...doubted.result.entries[0]!, unconfirmed: [sentence, 'Nor this.'] }];
    doubted.run.resultHash = contentHash(doubted.result);
    const { rulebook } = doubted.result.entries[0]!;
    const agreement = {
      rulebook,
      answers: 12,
      upTo: '2026-11-20T08:00:00Z',
      largestRelativeDifference: 3.1e-9,
      words: 'confirmed on 12 answers up to 2026-11-20, largest difference 3.1e-9 (relative)',
    };
    const agreed: ReportInput = { ...doubted, agreements: [{ ...agreement, sentence }] };
    const [plain, said] = [doubted, agreed].map((from) => JSON.parse(jsonReport(from)) as ReportDocument);
    expect(plain).not.toHaveProperty('agreements');
    expect(said?.agreements).toEqual(agreed.agreements);
    expect([said?.result, said?.run]).toEqual([plain?.result, plain?.run]);
    const answer = await verifyReport(jsonReport(agreed), { ...means, recompute: async () => agreed.result });
    expect([answer.matches, wrongHashes(answer)]).toEqual([true, []]);
    const forged = jsonReport(agreed).replace('"answers": 12', '"answers": 99');
    const ofForged = await verifyReport(forged, { ...means, recompute: async () => agreed.result });
    expect(ofForged.matches).toBe(false);
    const lines = unconfirmedTable(agreed).rows.map((row) => row.at(-1));
    expect(lines[0]).toBe(
      'No venue number confirms it — confirmed on 12 answers up to 2026-11-20, largest difference 3.1e-9 (relative)',
    );
    expect(lines[1]).toBe('Nor this.');
  });

  test('made by another engine version says so, and still matches when the figures do', async () => {
    const old = altered((report) => {
      report.result.engineVersion = '0.0.9';
      report.run.engineVersion = '0.0.9';
      report.run.resultHash = contentHash(report.result);
    });
    const answer = await verifyReport(old, means);
    expect(answer.matches).toBe(true);
    expect(answer.engineVersionMade).toBe('0.0.9');
    expect(answer.summary).toContain('made by engine 0.0.9');
  });

  test('a doubt that another version words anew is listed and matches; a doubt that is gone does not', async () => {
    const doubted = input.result.entries.findIndex(({ unconfirmed }) => unconfirmed.length > 0);
    const made = (engineVersion: string, change: (sentences: string[]) => void): string =>
      altered((report) => {
        change(report.result.entries[doubted]!.unconfirmed);
        report.result.engineVersion = engineVersion;
        report.run.engineVersion = engineVersion;
        report.run.resultHash = contentHash(report.result);
      });
    const reword = (sentences: string[]): void => void sentences.splice(0, 1, 'In the words of then.');
    const answer = await verifyReport(made('0.0.9', reword), means);
    expect([answer.matches, wrongHashes(answer)]).toEqual([true, []]);
    expect(answer.summary).toMatch(/ to the bit, .* 1 sentence on what they rest on reads otherwise\.$/);
    expect(answer.differences.map(({ reported }) => reported)).toEqual(['In the words of then.']);
    const now = input.result.engineVersion;
    expect((await verifyReport(made(now, reword), means)).matches).toBe(false);
    const gone = await verifyReport(
      made('0.0.9', (sentences) => void sentences.pop()),
      means,
    );
    expect(gone.matches).toBe(false);
  });
});

describe('an altered report', () => {
  test('a changed amount is named, with the amount by which it differs', async () => {
    const lower = altered((report) => {
      const node = report.result.entries[1]!.tree.children[0]!.children[0]!;
      node.amount = String(Number(node.amount) - 1);
    });
    const answer = await verifyReport(lower, means);
    const entry = input.result.entries[1]!;
    expect(answer.matches).toBe(false);
    expect(wrongHashes(answer)).toEqual(['result']);
    expect(answer.differences).toHaveLength(1);
    expect(answer.differences[0]!.place).toBe(
      `entries › ${entry.account} ${entry.rulebook} ${entry.nettingSet} ${entry.currency} › tree › ${entry.tree.children[0]!.children[0]!.id} › amount`,
    );
    expect(Number(answer.differences[0]!.difference)).toBeCloseTo(1, 10);
  });

  test('a changed position is seen by its hash and by every figure that rests on it', async () => {
    const changed = altered((report) => {
      report.portfolio.positions[0]!.quantity = '-1';
    });
    const answer = await verifyReport(changed, means);
    expect(answer.matches).toBe(false);
    expect(wrongHashes(answer)).toEqual(['portfolio']);
    expect(answer.summary).toContain('altered');
    const account = input.portfolio.positions[0]!.account;
    expect(
      answer.differences.some(({ place }) => place.includes(account) && place.endsWith('initialMargin')),
    ).toBe(true);
  });

  test('a changed price with all hashes made anew still comes out differently', async () => {
    const forged = altered((report) => {
      const figure = report.market.figures.find((each) => each.class === 'index' && each.key === 'btc_usd')!;
      figure.value = '90000';
      report.run.inputs.market = contentHash(report.market);
    });
    const answer = await verifyReport(forged, means);
    expect(wrongHashes(answer)).toEqual([]);
    expect(answer.matches).toBe(false);
    expect(answer.differences.length).toBeGreaterThan(10);
  });

  test.each<[string, (report: ReportDocument) => void, string]>([
    [
      'parameters',
      (report) => {
        Object.values(report.parameters)[0]!.parameters[0]!.confirmed = false;
      },
      'parameters',
    ],
    ['history', (report) => void report.history.pop(), 'history'],
    [
      'request',
      (report) => {
        report.request.rulebook = 'deribit-sm';
      },
      'request',
    ],
    [
      'user',
      (report) => {
        report.run.user = 'somebody else';
      },
      'report',
    ],
    [
      'audit head',
      (report) => {
        report.run.auditHead = '00';
      },
      'report',
    ],
  ])('%s: the hash says so', async (_what, change, name) => {
    const answer = await verifyReport(altered(change, false), means);
    expect(answer.matches).toBe(false);
    expect(wrongHashes(answer)).toContain(name);
  });

  test('inputs that the engine refuses are an answer, not a crash', async () => {
    const orphan = altered((report) => {
      report.portfolio.positions[0]!.instrument = 'deribit:NOTHING';
    });
    const answer = await verifyReport(orphan, means);
    expect(answer.matches).toBe(false);
    expect(answer.summary).toContain('can’t be recomputed');
    expect(answer.differences[0]!.recomputed).toContain('deribit:NOTHING');
  });
});

describe('a file that is no report', () => {
  const refused = async (source: string): Promise<MargraveError> => {
    try {
      await verifyReport(source, means);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(MargraveError);
      return thrown as MargraveError;
    }
    throw new Error('Nothing was thrown.');
  };

  test('cut off: the place where it breaks off', async () => {
    const error = await refused(text.slice(0, 5000));
    expect(error.code).toBe('invalid-file');
    expect(error.message).toMatch(/line \d+/);
    expect(error.detail.line).toBe(text.slice(0, 5000).split('\n').length);
  });

  test.each<[string, (report: ReportDocument) => void, string]>([
    [
      'a quantity that is no number',
      (report) => {
        report.portfolio.positions[3]!.quantity = '1e999';
      },
      '$.portfolio.positions[3].quantity',
    ],
    [
      'a list that is none',
      (report) => {
        report.market.figures = {} as never;
      },
      '$.market.figures',
    ],
    [
      'a tree without lines',
      (report) => {
        report.result.entries[0]!.tree.children[0]!.children = 7 as never;
      },
      '$.result.entries[0].tree.children[0].children',
    ],
    ['no result', (report) => void delete (report as Partial<ReportDocument>).result, '$.result'],
    [
      'another format',
      (report) => {
        report.format = 'other' as never;
      },
      '$.format',
    ],
  ])('%s', async (_what, change, place) => {
    const error = await refused(altered(change, false));
    expect(error.code).toBe('invalid-file');
    expect(error.detail.place).toBe(place);
    expect(error.message).toContain(place);
  });

  test('a later format names both versions', async () => {
    const error = await refused(
      altered((report) => {
        report.version = 2 as never;
      }),
    );
    expect(error.code).toBe('newer-version');
    expect(error.message).toContain('version 2');
  });

  test('a key given twice: two readers could see two different reports', async () => {
    const twice = text.replace('"user": "R. Okafor"', '"user": "R. Okafor", "user": "nobody"');
    expect(twice).not.toBe(text);
    expect((await refused(twice)).message).toContain('user');
  });

  test.each(['', 'null', '[]', '%PDF-1.7', '{"__proto__": {"format": "margrave-report"}}'])(
    '%j',
    async (source) => {
      expect((await refused(source)).code).toBe('invalid-file');
    },
  );
});
