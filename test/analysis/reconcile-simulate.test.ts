// The venue's own simulator answers beside the same portfolios computed here.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recogniseAnswer } from '../../src-main/analysis/reconcile/recognise.ts';
import type { ReconcileLine } from '../../src-main/analysis/reconcile/reconcile-case.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { naiveInput } from '../margin/naive-values.ts';
import { presets } from '../margin/presets.ts';
import { describeWithShared } from '../setup/shared.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8')) as unknown;

/** Lines of every case of a document, valued by the naive valuer. */
function linesOf(document: unknown): ReconcileLine[] {
  const { cases } = recogniseAnswer(document, {
    name: 'answer.json',
    context: null,
    rulebook: null,
    parameterSets: presets,
  });
  return cases.flatMap((one) => {
    const rulebook = rulebookById(one.rulebook);
    const input = naiveInput({
      rulebook,
      portfolio: one.portfolio,
      market: one.market,
      parameters: one.parameters,
    });
    return one.compare(rulebook.requirement(input), input.values);
  });
}

const isCell = (line: ReconcileLine): boolean => line.quantity.includes('risk_vectors');

describeWithShared('simulator answers of the venue', 'vectors/deribit', (folder) => {
  for (const [file, cells] of [
    ['pme_simulate_btc_docs_2024-06-17.json', 105],
    ['pme_simulate_eth_2026-02-15.json', 105],
  ] as const) {
    it(`${file}: cells within 1e-15, margins within 1e-8`, () => {
      const lines = linesOf(read(`${folder}/${file}`));
      expect(lines.filter(isCell)).toHaveLength(cells);
      expect(lines.filter((line) => !isCell(line))).toHaveLength(10);
      for (const line of lines) {
        expect(line.absoluteDifference, line.quantity).toBeLessThanOrEqual(isCell(line) ? 1e-15 : 1e-8);
      }
    });

    it(`${file}: altering every published cell and margin leaves what is computed as it was`, () => {
      const document = read(`${folder}/${file}`) as { result: Record<string, unknown> };
      const before = linesOf(document);
      const altered = structuredClone(document);
      for (const name of [
        'initial_risk_vectors',
        'pre_aggregated_risk_vectors',
        'aggregated_risk_vectors',
        'margins',
      ]) {
        altered.result[name] = alter(altered.result[name]);
      }
      const after = linesOf(altered);
      const computed = (lines: ReconcileLine[]): [string, number][] =>
        lines.filter((line) => !line.given).map((line) => [line.quantity, line.computed]);
      expect(computed(after)).toEqual(computed(before));
      for (const line of after.filter((one) => !one.given)) {
        expect(line.absoluteDifference, line.quantity).toBeGreaterThan(0.5);
      }
    });
  }
});

/** Every number moved by 1.75, but for the amounts that are inputs. */
function alter(value: unknown): unknown {
  if (typeof value === 'number') return value + 1.75;
  if (Array.isArray(value)) return value.map(alter);
  if (typeof value !== 'object' || value === null) return value;
  const inputs = ['open_orders_margin', 'mmp_margin', 'spot_margin'];
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, inputs.includes(key) ? inner : alter(inner)]),
  );
}
