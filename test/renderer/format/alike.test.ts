// What is said several times in the same words is said once.
import { expect, it } from 'vitest';
import { byReason, gathered } from '../../../src-renderer/format/alike.ts';

it('says alike sentences once, with what each has in its place', () => {
  const unconfirmed = (level: string, strategy: string): string =>
    `The ${level} margin of a ${strategy} follows the published table and rules; no number of an exchange confirms it.`;
  expect(
    gathered([
      unconfirmed('initial', 'covered call'),
      'Credits follow published code.',
      unconfirmed('initial', 'covered put'),
      unconfirmed('maintenance', 'collar'),
    ]),
  ).toEqual([
    {
      sentence: unconfirmed('initial', 'covered call'),
      likewise: ['initial margin of a covered put', 'maintenance margin of a collar'],
    },
    { sentence: 'Credits follow published code.', likewise: [] },
  ]);
  expect(
    gathered(['CL: no file of risk arrays is in hand.', 'ES: no file of risk arrays is in hand.'])[0]
      ?.likewise,
  ).toEqual(['ES']);
});

it('counts rows that are left out for one reason together, whatever they name', () => {
  const row = (
    instrument: string,
    why = 'is held in a securities account',
  ): { instrument: string; reason: string; remedy: string } => ({
    instrument: `occ:${instrument}`,
    reason: `${instrument} ${why}.`,
    remedy: 'Margin it elsewhere.',
  });
  expect(byReason([row('A'), row('B'), row('C', 'has no price')]).map((rows) => rows.length)).toEqual([2, 1]);
});
