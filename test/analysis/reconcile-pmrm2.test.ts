// Derive's published PMRM_2 cases beside the same accounts computed by the engine.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recogniseAnswer } from '../../src-main/analysis/reconcile/recognise.ts';
import type { ReconcileAnswer } from '../../src-main/analysis/reconcile/reconcile-case.ts';
import { runReconcile } from '../../src-main/engine/run-reconcile.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { presets } from '../margin/presets.ts';
import { describeWithShared } from '../setup/shared.ts';
import { basicPut, parameters } from './pmrm2-basic-put.ts';

const sets = presets.filter(({ rulebook }) => rulebook === 'derive-pmrm2');

function reconciled(document: unknown): ReconcileAnswer {
  const options = { name: 'answer.json', context: null, rulebook: null, parameterSets: sets };
  return runReconcile(recogniseAnswer(document, options), {
    kernel: scalarKernel,
    findRulebook: rulebookById,
  });
}

describeWithShared('published cases of PMRM_2', 'vectors/derive/pmrm2', (folder) => {
  it('every number that a case prints, within 1e-10 of itself', () => {
    const files = readdirSync(folder);
    const documents = files.map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as unknown);
    const answer = reconciled(documents);
    expect(answer.excluded).toEqual([]);
    expect(answer.cases).toHaveLength(files.length);
    const lines = answer.cases.flatMap((one) =>
      one.lines.map((line) => ({ ...line, quantity: `${one.id} ${line.quantity}` })),
    );
    expect(lines.length).toBeGreaterThan(60 * files.length);
    // Numbers that are 0 but for rounding have no digits to compare.
    const off = lines.filter(
      ({ absoluteDifference, published }) => absoluteDifference > 1e-10 * Math.max(Math.abs(published), 1e-1),
    );
    expect(off).toEqual([]);
    for (const quantity of ['Result.IM', 'Result.MM']) {
      expect(lines.filter((line) => line.quantity.endsWith(`.${quantity}`))).toHaveLength(files.length);
    }
  });
});

it('a case with numbers as text, two rows of one option, an empty one and only some results', () => {
  const answer = reconciled({ first: basicPut });
  expect(answer.excluded).toEqual([]);
  const [one] = answer.cases;
  expect(one!.rulebook).toBe('derive-pmrm2');
  expect(one!.lines.map(({ quantity }) => quantity).slice(0, 2)).toEqual([
    'first.Result.IM',
    'first.Result.MM',
  ]);
  expect(one!.lines).toHaveLength(11);
  for (const { absoluteDifference, published, quantity } of one!.lines) {
    expect(absoluteDifference / Math.abs(published), quantity).toBeLessThan(1e-12);
  }
  expect(one!.restsOn).toEqual([]);
});

it('a strike of 0 at its expiry is worth the forward, under a negative cap of the skew too', () => {
  const copy = structuredClone(basicPut);
  const { Scenario, Parameters } = copy;
  Parameters.SkewShock.LINEAR_SCALE_CAP = -0.1;
  const option = { Expiry: 0, Strike: '0', IsCall: 1, Amount: '1', ExiryTs: '1 March' };
  Scenario.Options = [option];
  Object.assign(Scenario.OptionFeeds[0]!, { FeedExpiry: 0, Forward: 1000 });
  // All of the forward is fixed: no scenario moves it, and 5 % of its value doesn’t count.
  const [one] = reconciled({ ...copy, Result: { IM: 950, MM: 960, OptionMTM: 1000 } }).cases;
  expect(one!.lines).toHaveLength(3);
  for (const { relativeDifference, quantity } of one!.lines)
    expect(relativeDifference, quantity).toBeLessThan(1e-12);
});

it('a case that can’t be computed is left out with what it lacks; a row of no scenario is said', () => {
  const changed = (change: (copy: typeof basicPut) => void): typeof basicPut => {
    const copy = structuredClone(basicPut);
    change(copy);
    return copy;
  };
  const unfed = changed(({ Scenario }) => {
    Scenario.OptionFeeds[0]!.FeedExpiry = 7;
  });
  const torn = changed(({ Parameters }) => {
    Parameters.Margin.IM_LOSS_FACTOR = Number.NaN;
  });
  const odd = changed(({ Result }) => {
    Result.tail_losses[0]![0] = '9';
  });
  const { cases, excluded } = reconciled([unfed, torn, odd]);
  expect(excluded.map(({ reason }) => reason)).toEqual([
    expect.stringContaining('[0].Scenario.Options[0] expires in 1399652 seconds, and no feed'),
    expect.stringContaining('[1].Parameters.Margin.IM_LOSS_FACTOR'),
  ]);
  expect(cases).toHaveLength(1);
  expect(cases[0]!.notes.join(' ')).toContain('[2].Result.tail_losses[0] is left out');
});

it('cash alone needs no parameter of options, skews or perpetuals', () => {
  const { Scenarios, Margin, OtherContingency } = parameters;
  const { MM_LOSS_FACTOR, IM_LOSS_FACTOR } = Margin;
  const { PEG_LOSS_THRESHOLD, PEG_LOSS_FACTOR, CONF_THRESHOLD, CONF_MARGIN } = OtherContingency;
  const bare = {
    Scenario: { Cash: '-1.5e3', UnrealisedFunding: 10, SpotPrice: 3000, StablePrice: 0.5 },
    Parameters: {
      Scenarios: Scenarios.slice(0, 3),
      Margin: { MM_LOSS_FACTOR, IM_LOSS_FACTOR },
      OtherContingency: { PEG_LOSS_THRESHOLD, PEG_LOSS_FACTOR, CONF_THRESHOLD, CONF_MARGIN },
    },
    Result: { IM: -1490, MM: -1490, IMLossFactor: 1.96 },
  };
  const { cases, excluded, largestAbsoluteDifference } = reconciled(bare);
  expect(excluded).toEqual([]);
  expect(cases[0]!.lines).toHaveLength(3);
  expect(largestAbsoluteDifference).toBeLessThan(1e-12);
});

it('published numbers are compared, never used', () => {
  const altered = structuredClone(basicPut);
  altered.Result.IM = 1;
  altered.Result.OptionMTM = 1;
  const computed = (document: unknown): number[] =>
    reconciled(document).cases[0]!.lines.map((line) => line.computed);
  expect(computed(altered)).toEqual(computed(basicPut));
});
