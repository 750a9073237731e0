// What can be done with the market and the parameters, as commands.
import type { Command } from './command.ts';
import type { Desk } from './desk.svelte.ts';

export function marketCommands(desk: Desk): Command[] {
  const { market, parameters } = desk;
  const writable = (): boolean => desk.book !== null && !desk.book.readOnly;
  const command = (
    id: string,
    title: string,
    enabled: () => boolean,
    run: () => void,
    section: 'Market' | 'Parameters' = 'Market',
  ): Command => ({ id, title, section, keys: null, enabled, run });
  return [
    {
      ...command(
        'market.choose',
        'Choose the market of the window…',
        () => market.snapshots.length > 0,
        () => {
          market.chooserOpen = true;
        },
      ),
      keys: 'Alt+M',
    },
    command(
      'market.smile',
      'Volatilities by strike, and back to the list',
      () => desk.view === 'market' && market.snapshots.length > 0,
      () => {
        market.shownAs = market.shownAs === 'smile' ? 'list' : 'smile';
      },
    ),
    command(
      'market.arbitrage',
      'Arbitrage in option prices and fitted surfaces',
      () => market.snapshots.length > 0,
      () => {
        desk.view = 'market';
        market.shownAs = 'arbitrage';
      },
    ),
    command(
      'market.newest',
      'Use the newest market again',
      () => desk.margin.market !== null,
      () => market.use(null),
    ),
    command(
      'market.use',
      'Use the market looked at for the window',
      () => market.looked !== null && market.looked !== market.inUse,
      () => market.use(market.looked),
    ),
    command(
      'market.add',
      'Add a market figure by hand: price, volatility, rate…',
      () => writable() && market.looked !== null,
      () => {
        desk.view = 'market';
        market.openAdd();
      },
    ),
    command(
      'market.save',
      'Save the copy of the market…',
      () => writable() && market.draft.size > 0,
      () => {
        desk.view = 'market';
        market.saveOpen = true;
      },
    ),
    command(
      'market.discard',
      'Discard the changes of the market',
      () => market.draft.size > 0,
      () => market.draft.discard(),
    ),
    command(
      'parameters.byDate',
      'Take all parameter sets by their date',
      () => desk.margin.parameters !== null,
      () => parameters.allByDate(),
      'Parameters',
    ),
    command(
      'parameters.use',
      'Use the parameter set looked at',
      () => parameters.listRow !== null && !parameters.isChosen(parameters.listRow.id),
      () => {
        if (parameters.listRow) parameters.use(parameters.listRow);
      },
      'Parameters',
    ),
    command(
      'parameters.save',
      'Save the copy of the parameter set…',
      () => writable() && parameters.draftSize > 0,
      () => {
        desk.view = 'parameters';
        parameters.saveOpen = true;
      },
      'Parameters',
    ),
    command(
      'parameters.discard',
      'Discard the changes of the parameters',
      () => parameters.draftSize > 0,
      () => parameters.discard(),
      'Parameters',
    ),
  ];
}
