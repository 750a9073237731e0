// Free equity, deposit and status on the initial margin, and on the maintenance margin where the initial one is a rule about opening.
import { expect, it } from 'vitest';
import { entryFigures } from '../../../src-main/margin/blocks/entry.ts';

const amounts = { equityParts: { cash: 70 }, totalEquity: 70, initialMargin: 100, maintenanceMargin: 60 };

it('counts on the initial margin unless said otherwise', () => {
  expect(entryFigures(amounts)).toMatchObject({
    ...{ freeEquity: '-30', deposit: '30', depositFromZeroCash: '100', status: 'initial margin call' },
  });
  expect(entryFigures(amounts)).not.toHaveProperty('requirementLevel');
});

it('counts on the maintenance margin of a rulebook whose initial margin is about opening a trade; opening still asks for it', () => {
  const held = { ...amounts, requirementLevel: 'maintenance' as const };
  expect(entryFigures(held)).toMatchObject({
    ...{ freeEquity: '10', deposit: '0', depositFromZeroCash: '100', status: 'passes' },
    ...{ initialMargin: '100', maintenanceMargin: '60', requirementLevel: 'maintenance' },
  });
  expect(entryFigures({ ...held, equityParts: { cash: 55 } })).toMatchObject({
    ...{ freeEquity: '-5', deposit: '5', status: 'below maintenance' },
  });
});
