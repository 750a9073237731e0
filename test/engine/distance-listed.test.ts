// Distances of a listed account, held against margins of a market that was moved by hand.
import { expect, test } from 'vitest';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { runDistance } from '../../src-main/engine/run-distance.ts';
import { runGrid } from '../../src-main/engine/run-grid.ts';
import { runMargin } from '../../src-main/engine/run-margin.ts';
import { parametersUnder } from '../margin/engine-books.ts';
import {
  everythingListed,
  LISTED_TIME,
  listedInstruments,
  listedMarket,
  listedPortfolio,
} from '../margin/listed-books.ts';
import { context } from './fixtures/prepared-books.ts';

const idOf = (pattern: RegExp): string => listedInstruments.find(({ id }) => pattern.test(id))!.id;
const put = idOf(/^occ:KO.*P/);
const positions = { [put]: '-30', 'us:KO': '500' };
const portfolio = packPortfolio(listedPortfolio({ positions, cash: { USD: '10000' } }));
const shared = {
  portfolio,
  history: [],
  rulebook: 'occ-cpm',
  parameters: { 'occ-cpm': parametersUnder('occ-cpm', everythingListed, LISTED_TIME) },
  allowExcluded: false,
};

/** The only entry with the price of KO moved: what the distance search finds is found again from the snapshot's own figures. */
function entryAt(move: number) {
  const figures = listedMarket.figures.map((figure) =>
    figure.class === 'index' && figure.key === 'us-ko_usd'
      ? { ...figure, value: String(Number(figure.value) * (1 + move)) }
      : figure,
  );
  const market = { ...listedMarket, figures };
  const request = { ...shared, market, question: 'q', withBaseline: false, withStandalone: false };
  return runMargin(request, context).result.entries[0]!;
}

test('where the price meets a level, the margin of that market has nothing free', () => {
  const request = { ...shared, question: 'q', market: listedMarket, base: null, prices: [] };
  const found = runDistance(request, context);
  const roots = found.roots.filter(({ variable }) => variable.kind === 'price');
  expect(roots.length).toBeGreaterThan(0);
  for (const { move, level } of roots) {
    const { nettingSet, level: name } = found.levels[level]!;
    const entry = entryAt(move);
    const own = entry.thresholds.find((threshold) => threshold.level === name)!;
    expect(entry.nettingSet).toBe(nettingSet);
    expect(Math.abs(Number(entry.equity) - Number(own.requirement)), `${name} at ${move}`).toBeLessThan(0.01);
  }
});

test('a cell of the grid is the equity that a moved market makes', () => {
  const priceMoves = [-0.2, 0.1];
  const { cells } = runGrid(
    { ...shared, question: 'q', market: listedMarket, base: null, priceMoves, volatilityMoves: [0], days: 0 },
    context,
  );
  const before = Number(entryAt(0).equity);
  priceMoves.forEach((move, place) => {
    expect(cells[place]).toBeCloseTo(Number(entryAt(move).equity) - before, 6);
  });
});
