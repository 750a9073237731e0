// Scenario tables as text: price moves down, volatility states across, the worst cell marked. May import contract types.
import type { CallOutput } from '../contract/calls.ts';
import type { CommandRun } from './command-run.ts';
import { amount, percent } from './tables.ts';

type Tables = CallOutput<'margin.tables'>['tables'];
type Scenario = Tables[number]['tables'][number]['scenarios'][number];

export function sayScenarios(run: CommandRun, entries: Tables): void {
  for (const { account, nettingSet, currency, tables } of entries) {
    for (const { label, scenarios } of tables) {
      run.say(`\n${account}, ${nettingSet}: ${label}, profit and loss in ${currency} (* the worst)`);
      const states = [...new Set(scenarios.map(({ volatility }) => volatility))];
      const moves = [...new Set(scenarios.map(({ priceMove }) => priceMove))];
      moves.sort((a, b) => Number(b) - Number(a));
      const cell = (found: Scenario | undefined): string =>
        found ? `${amount(found.profitAndLoss, currency)}${found.worst ? ' *' : ''}` : '';
      run.table(
        [
          { title: 'Price', right: true },
          ...states.map((state) => ({ title: `volatility ${state}`, right: true })),
        ],
        moves.map((move) => [
          percent(move),
          ...states.map((state) =>
            cell(scenarios.find(({ priceMove, volatility }) => priceMove === move && volatility === state)),
          ),
        ]),
      );
    }
  }
}
