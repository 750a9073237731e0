import { expect, test } from 'vitest';
import { freeId, handSetSource, idEnding, readHandSet } from '../../src-main/domain/hand-set.ts';

const whole = {
  user: 'Anna van Dijk',
  at: '2026-02-15T09:12:00.120Z',
  until: '2026-02-16T00:00:00Z',
  former: { value: '0.55', source: 'deribit ticker; iv, because: none' },
  reason: 'quote is stale; because: the venue\nstopped',
};

test('what a source by hand tells is read back whole', () => {
  const text = handSetSource(whole);
  expect(text).toBe(
    'set by hand by Anna van Dijk at 2026-02-15T09:12:00.120Z until 2026-02-16T00:00:00Z; instead of 0.55 from deribit ticker; iv, because: none; because: quote is stale; because: the venue\nstopped',
  );
  expect(readHandSet(text)).toEqual(whole);
  const bare = { ...whole, until: null, former: null };
  expect(readHandSet(handSetSource(bare))).toEqual(bare);
});

test('a source that would end the part before it early is kept readable', () => {
  const former = { value: '1', source: 'x; because: y' };
  expect(readHandSet(handSetSource({ ...whole, former }))?.former).toEqual({ value: '1', source: 'x, y' });
});

test('other sources are not by hand', () => {
  for (const source of [
    '',
    'deribit ticker',
    'set by hand by nobody',
    'set by hand by anna at noon; because: x',
  ])
    expect(readHandSet(source)).toBeNull();
});

test('ids are made of labels and stay free of each other', () => {
  expect(idEnding('Wéird  Label, 60 %!')).toBe('weird-label-60');
  expect(idEnding('…')).toBe('copy');
  expect(freeId('a', new Set(['a', 'a-2']))).toBe('a-3');
  expect(freeId('b', new Set(['a']))).toBe('b');
});
