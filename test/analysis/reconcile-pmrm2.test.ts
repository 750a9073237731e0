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

// Transcribed from derivexyz/v2-core at 7736900d, PMRM_2 test data: the basic put, some of its numbers as text; and its parameters.
const parameters = {
  Scenarios: [
    { SpotShock: 1.18, VolShockDirection: 'Up', DampeningFactor: 1 },
    { SpotShock: '1', VolShockDirection: 'Down', DampeningFactor: 1 },
    { SpotShock: 0.8200000000000001, VolShockDirection: 'Up', DampeningFactor: '1' },
    { SpotShock: 0.33999999999999997, VolShockDirection: 'Up', DampeningFactor: 0.054545454545454536 },
    { SpotShock: 1, VolShockDirection: 'LINEAR', DampeningFactor: 1 },
    { SpotShock: 1, VolShockDirection: 'ABS', DampeningFactor: 1 },
  ],
  SkewShock: {
    LINEAR_SCALE_CAP: 0.15,
    LINEAR_CBASE: -0.05,
    ABS_SCALE_CAP: '15e-2',
    ABS_CBASE: -0.05,
    MIN_K_STAR: 0.01,
    MIN_WIDTH_SCALE: 4,
    VOL_PARAM_STATIC: 0.6,
    VOL_PARAM_SCALE: -0.1,
  },
  VolShock: {
    VOLRANGEUP: 0.5,
    MIN_VOL_EVAL_SHOCKED: 0.45,
    VOLRANGEDOWN: 0.275,
    SHORTTERMPOWER: 0.3,
    LONGTERMPOWER: 0.13,
    DTE_FLOOR: 1,
  },
  Margin: {
    MM_LOSS_FACTOR: 0.8,
    IM_LOSS_FACTOR: 1,
    SHORT_RATE_MULTSCALE: 0.5,
    LONG_RATE_MULTSCALE: 1,
    SHORT_RATE_ADDSCALE: 0.08,
    LONG_RATE_ADDSCALE: 0.08,
    BASE_STATIC_DISCOUNT: 0.95,
    BASE_STATIC_DISCOUNT_NEG: 1.04,
  },
  BasisContingency: {
    SCENARIO_SPOT_UP: 1.045,
    SCENARIO_SPOT_DOWN: 0.955,
    BASIS_CONT_ADD_FACTOR: 0.5,
    BASIS_CONT_MULT_FACTOR: 2,
  },
  OtherContingency: {
    PEG_LOSS_THRESHOLD: 0.98,
    PEG_LOSS_FACTOR: 2,
    CONF_THRESHOLD: 0.55,
    CONF_MARGIN: 1,
    MM_PERP_PERCENT: 0.015,
    IM_PERP_PERCENT: 0.005,
    MM_OPTION_PERCENT: 0.003,
    IM_OPTION_PERCENT: 0.002,
  },
};
const basicPut = {
  Scenario: {
    Cash: 0,
    SpotPrice: '95663.50604855',
    StablePrice: 1.00019088635,
    Options: [
      { Expiry: 1399652, Strike: '1e5', IsCall: 0, Amount: '-0.25' },
      { Expiry: 1399652, Strike: 100000, IsCall: false, Amount: -0.75 },
      { Expiry: 1399652, Strike: 90000, IsCall: true, Amount: 0 },
    ],
    OptionFeeds: [
      {
        FeedExpiry: 1399652,
        Forward: 95923.63240250274,
        Rate: 0.17,
        SVIparam: [
          '0.001312702925407463',
          '0.050422218997729072',
          '-0.098193989548562656',
          '-0.006080219757221094',
          '0.15345141996372912',
          95923.63240250274,
          '0.04438419583968',
        ],
      },
    ],
  },
  Parameters: parameters,
  Result: {
    IM: -22163.82044010292,
    MM: '-18851.840811908318',
    OptionMTM: -6082.239829372652,
    ForwardContingency: -1846.4472670152672,
    worst_reg_loss: -15603.263080487519,
    reg_losses: [
      ['0.179999999999999993', 1, '4149.079300489007437136'],
      [0, -1, '1029.229712752280647692'],
      ['-0.179999999999999993', 1, '-15603.263080487518891459'],
    ],
    tail_losses: [['-0.660000000000000031', 1, '-3343.839553842358327529']],
    skew_losses: [
      ['LINEAR', '-86.589147241232240049'],
      ['ABS', '-86.589147241232240049'],
    ],
  },
};

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
