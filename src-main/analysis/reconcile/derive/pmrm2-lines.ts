// Published and computed numbers of a PMRM_2 case. The result is read here only.
// May import the domain, margin and the files beside it.
import { toFloat } from '../../../domain/decimal.ts';
import { MarketFigures, type MarketSnapshot } from '../../../domain/market.ts';
import type { EffectiveParameters } from '../../../domain/parameters.ts';
import type { Portfolio } from '../../../domain/portfolio.ts';
import {
  type ExpiryAmounts,
  type MarketAmounts,
  shockedDiscount,
} from '../../../margin/derive-pmrm2/amounts.ts';
import { pmrm2Amounts } from '../../../margin/derive-pmrm2/margin.ts';
import { type ScenarioParameters, typedParameters } from '../../../margin/derive-pmrm2/parameters.ts';
import type { AccountValues } from '../../../margin/rulebook.ts';
import type { JsonPlace } from '../json-place.ts';
import { reconcileLine } from '../lines.ts';
import type { ReconcileLine } from '../reconcile-case.ts';

export interface Pmrm2Context {
  answer: JsonPlace;
  portfolio: Portfolio;
  market: MarketSnapshot;
  parameters: EffectiveParameters;
  notes: string[];
  /** Instants of expiry in the order in which the case’s options name them. */
  expiries: readonly string[];
}

/** Every number of the result that the formulas make. */
export function pmrm2Lines(context: Pmrm2Context, values: AccountValues): ReconcileLine[] {
  const { answer, portfolio, market, parameters } = context;
  const [account] = portfolio.accounts;
  const [amounts] = account
    ? pmrm2Amounts({
        account,
        values,
        portfolio,
        market: new MarketFigures(market),
        parameters,
        history: [],
        detail: 'headline',
      })
    : [];
  if (!amounts) return [];
  const result = answer.at('Result');
  const lines: ReconcileLine[] = [];
  const compare = (place: JsonPlace, computed: number): void => {
    if (!place.missing) lines.push(reconcileLine(place.path, toFloat(place.decimal()), computed));
  };
  for (const [name, computed] of totals(amounts, parameters)) compare(result.at(name), computed);
  expiryLines(context, amounts, compare);
  scenarioLines(context, amounts, compare);
  return lines;
}

type Compare = (place: JsonPlace, computed: number) => void;

function totals(amounts: MarketAmounts, parameters: EffectiveParameters): [name: string, computed: number][] {
  const { perpetual, option } = typedParameters(parameters);
  const equity = Object.values(amounts.equityParts).reduce((sum, part) => sum + part, 0);
  const initial = equity - amounts.initialMargin;
  const maintenance = equity - amounts.maintenanceMargin;
  const haircut = (level: 'initial' | 'maintenance'): number =>
    -amounts.collaterals.reduce((sum, terms) => sum + terms[level] * terms.part.value, 0);
  const perpetuals = {
    mm: -perpetual.maintenance * amounts.perpetualNotional,
    im: -perpetual.initial * amounts.perpetualNotional,
  };
  const options = {
    mm: -option.maintenance * amounts.nakedNotional,
    im: -option.initial * amounts.nakedNotional,
  };
  const base = { mm: haircut('maintenance'), im: haircut('initial') };
  return [
    ['IM', initial],
    ['MM', maintenance],
    ['IMHand', initial],
    ['MMHand', maintenance],
    ['PortfolioMTM', equity],
    ['OptionMTM', amounts.equityParts.optionValue],
    ['CollateralMTM', amounts.equityParts.collateral],
    ['ForwardContingency', amounts.basis],
    ['MMPerpCont', perpetuals.mm],
    ['IMPerpCont', perpetuals.im],
    ['IMPerpContNormal', perpetuals.mm + perpetuals.im],
    ['MMOptionCont', options.mm],
    ['IMOptionCont', options.im],
    ['IMOptionContNormal', options.mm + options.im],
    ['MMBaseCont', base.mm],
    ['IMBaseCont', base.im],
    ['IMBaseContNormal', base.mm + base.im],
    ['OracleCont', -amounts.charges.reduce((sum, { amount }) => sum + amount, 0)],
    ['MMLossFactor', amounts.lossFactor.maintenance],
    ['IMLossFactor', amounts.lossFactor.initial],
    ['im_loss_factor', amounts.lossFactor.initial],
  ];
}

/** Lists by expiry, in the order in which the options name them; a list of another length is of something else and isn’t compared. */
function expiryLines(
  { answer, expiries, notes }: Pmrm2Context,
  amounts: MarketAmounts,
  compare: Compare,
): void {
  const ordered = expiries.map((expiry) => amounts.expiries.find(({ part }) => part.expiry === expiry));
  const each = (name: string, computed: (expiry: ExpiryAmounts, place: JsonPlace) => void): void => {
    const list = answer.at('Result').at(name);
    if (list.missing) return;
    const places = list.items();
    if (places.length !== ordered.length || ordered.includes(undefined)) {
      notes.push(
        `${list.path} is left out: it has ${places.length} rows, and ${ordered.length} expiries hold options.`,
      );
      return;
    }
    ordered.forEach((expiry, place) => {
      const own = places[place];
      if (expiry && own) computed(expiry, own);
    });
  };
  each('OptionMTMPerExpiry', (expiry, place) => compare(place, expiry.markToMarket));
  each('OptionMTMPerExpiryDiscounted', (expiry, place) =>
    compare(place, expiry.markToMarket * shockedDiscount(expiry, expiry.markToMarket)),
  );
  each('discount_factors', (expiry, place) => {
    compare(place.at(0), expiry.longDiscount);
    compare(place.at(1), expiry.shortDiscount);
  });
}

const states: Record<string, ScenarioParameters['volatility']> = { '1': 'up', '0': 'same', '-1': 'down' };
const skews: Record<string, ScenarioParameters['volatility']> = { LINEAR: 'linear', ABS: 'absolute' };
/** Moves are printed from binary numbers: 0.179999999999999993. */
const SAME_MOVE = 1e-9;

/**
 * Losses by scenario: `[move, volatility state, loss]` of the regular ones and the tails, `[name, loss]` of the skews; each scenario answers one row.
 * Rows that no scenario of the case’s parameters answers are left out, and said.
 */
function scenarioLines(
  { answer, parameters, notes }: Pmrm2Context,
  amounts: MarketAmounts,
  compare: Compare,
): void {
  const result = answer.at('Result');
  const { scenarios } = typedParameters(parameters);
  const open = new Set(scenarios);
  const losses: Record<string, number[]> = {};
  const left = new Set<string>();
  const answerOf = (
    list: string,
    row: JsonPlace,
    loss: JsonPlace,
    candidates: (scenario: ScenarioParameters) => boolean,
  ): void => {
    const found =
      [...open].find((one) => candidates(one) && one.table === tableOf[list]) ?? [...open].find(candidates);
    if (!found) {
      left.add(list);
      notes.push(
        `${row.path} is left out: it is of ${JSON.stringify(row.at(0).value)}, which no scenario of the parameters is.`,
      );
      return;
    }
    open.delete(found);
    const counted = amounts.counted[found.place - 1] ?? 0;
    losses[list] = [...(losses[list] ?? []), counted];
    compare(loss, counted);
  };
  for (const list of ['reg_losses', 'tail_losses']) {
    if (result.at(list).missing) continue;
    for (const row of result.at(list).items()) {
      const move = Number(row.at(0).decimal());
      const state = states[row.at(1).decimal()];
      answerOf(
        list,
        row,
        row.at(2),
        (one) => one.volatility === state && Math.abs(one.move - move) < SAME_MOVE,
      );
    }
  }
  if (!result.at('skew_losses').missing) {
    for (const row of result.at('skew_losses').items()) {
      const state = skews[row.at(0).text().toUpperCase()];
      answerOf('skew_losses', row, row.at(1), (one) => one.volatility === state);
    }
  }
  for (const [list, name] of [
    ['reg_losses', 'worst_reg_loss'],
    ['tail_losses', 'worst_tail_loss'],
    ['skew_losses', 'worst_skew_loss'],
  ] as const) {
    const own = losses[list];
    if (own && !left.has(list)) compare(result.at(name), Math.min(...own));
  }
}

const tableOf: Record<string, ScenarioParameters['table']> = {
  reg_losses: 'regular',
  tail_losses: 'tails',
  skew_losses: 'skews',
};
