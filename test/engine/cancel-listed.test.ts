// Long work on listed books looks for a cancel while it goes on: between the trees of a chain, and inside a pairing.
import { expect, test } from 'vitest';
import { MargraveError } from '../../src-main/domain/errors.ts';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { runMargin, runRequirements } from '../../src-main/engine/run-margin.ts';
import { parametersUnder } from '../margin/engine-books.ts';
import { everythingListed, LISTED_TIME, listedMarket, listedRichBooks } from '../margin/listed-books.ts';
import { context } from './fixtures/prepared-books.ts';

const { portfolio } = listedRichBooks[0]!;
const request = (rulebook: string) => ({
  portfolio: packPortfolio(portfolio),
  market: listedMarket,
  history: [],
  rulebook,
  parameters: { [rulebook]: parametersUnder(rulebook, everythingListed, LISTED_TIME) },
  allowExcluded: true,
});

/** Parts done, in the order in which they were told. */
function told(rulebook: string): number[] {
  const parts: number[] = [];
  runRequirements(request(rulebook), context, (done, total) => parts.push(done / total));
  return parts;
}

test('progress never goes back, and is told for each option and within a pairing', () => {
  const options = portfolio.instruments.filter(({ kind }) => kind === 'option').length;
  for (const rulebook of ['occ-cpm', 'reg-t']) {
    const parts = told(rulebook);
    expect(parts).toEqual([...parts].sort((a, b) => a - b));
    expect(parts.at(-1)).toBeLessThanOrEqual(1);
    expect(parts.filter((part) => part === 0).length, rulebook).toBeGreaterThanOrEqual(
      portfolio.instruments.length,
    );
  }
  const valued = told('occ-cpm').filter((part) => part > 0 && part < 0.5);
  expect(new Set(valued).size).toBeGreaterThan(options / 2);
  const pairing = told('reg-t').filter((part) => part >= 0.5);
  expect(new Set(pairing).size).toBeGreaterThan(1);
  expect(pairing.length).toBeGreaterThan(3);
});

test('a cancel is heard wherever it falls', () => {
  const looked = told('reg-t').length;
  for (const heardAt of [1, Math.floor(looked / 2), looked]) {
    let looks = 0;
    const cancelled = () => ++looks >= heardAt;
    const run = () =>
      runMargin(
        { ...request('reg-t'), question: 'q', withBaseline: false, withStandalone: false },
        { ...context, isCancelled: cancelled },
      );
    expect(run).toThrow(MargraveError);
    expect(looks).toBe(heardAt);
  }
});
