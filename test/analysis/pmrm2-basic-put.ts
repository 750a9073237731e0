// A published case of Derive's PMRM_2 that travels with the checkout: for tests without ../shared, and for a picture.

// Transcribed from derivexyz/v2-core at 7736900d, PMRM_2 test data: the basic put, some of its numbers as text; and its parameters.
export const parameters = {
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
export const basicPut = {
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
