// The abridged example of the position builder in its documented shape: strings, one list of risk units, one of portfolios each.
interface AbridgedUnit {
  riskUnit: string;
  instId: string;
  amt: number;
  avgPx: number;
  markPx: number;
  notionalUsd: number;
  floatPnl_usdt: number;
  upl_usd: number;
  delta: number;
  mr1: number;
  mr1_worst: { spotShock: number; volShock: string };
  mr1Scenarios_each_vol: Record<string, number>;
  mr6FinalResult: { pnl: number; spotShock: number };
  [other: string]: unknown;
}

export interface AbridgedExample {
  result: Record<string, number> & { assets: Record<string, unknown>[]; riskUnitData: AbridgedUnit[] };
}

export interface BuilderUnit {
  [field: string]:
    | string
    | Record<string, string>
    | Record<string, Record<string, string>>
    | Record<string, string>[];
}

export interface BuilderAnswer {
  code: string;
  msg: string;
  data: (Record<string, unknown> & { riskUnitData: BuilderUnit[]; assets?: Record<string, string>[] })[];
}

const texts = (row: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)]));

/** The answer in the documented shape. `index`: dollar index by risk unit, printed where it is given. */
export function documentedShape(
  { result }: AbridgedExample,
  index: Record<string, string> = {},
): BuilderAnswer {
  const { assets, riskUnitData, ...totals } = result;
  return {
    code: '0',
    msg: '',
    data: [
      {
        ...texts(totals),
        ts: '1736936801642',
        assets: assets.map((asset) => ({ spotInUse: '0', borrowMmr: '', ...texts(asset) })),
        riskUnitData: riskUnitData.map((unit) => ({
          riskUnit: unit.riskUnit,
          indexUsd: index[unit.riskUnit] ?? '',
          ...texts(
            Object.fromEntries(
              ['mr1', 'mr2', 'mr3', 'mr4', 'mr5', 'mr6', 'mr7', 'mr8', 'mr9', 'mmr', 'imr', 'delta'].map(
                (name) => [name, unit[name]],
              ),
            ),
          ),
          mmrBf: '',
          imrBf: '',
          upl: String(unit.upl_usd),
          mr1Scenarios: Object.fromEntries(
            ['volShockDown', 'volSame', 'volShockUp'].map((state) => [
              state,
              texts(unit.mr1Scenarios_each_vol),
            ]),
          ),
          mr1FinalResult: { pnl: String(-unit.mr1), ...texts(unit.mr1_worst) },
          mr6FinalResult: texts(unit.mr6FinalResult),
          portfolios: [
            {
              instId: unit.instId,
              instType: 'SWAP',
              amt: String(unit.amt),
              posSide: 'net',
              avgPx: String(unit.avgPx),
              markPxBf: '',
              markPx: String(unit.markPx),
              floatPnl: String(unit.floatPnl_usdt),
              notionalUsd: String(unit.notionalUsd),
              delta: String(unit.delta),
              gamma: '0',
              theta: '0',
              vega: '0',
              isRealPos: 'false',
            },
          ],
        })),
      },
    ],
  };
}
