// The pairing of legs: least by an independent search, the same for every way of writing a book down.
import { describe, expect, it } from 'vitest';
import { differences } from './random-legs.ts';

describe('the pairing of least requirement', () => {
  it('equals a naive search over 150 random portfolios of up to eight legs', () => {
    expect(differences(0, 150)).toEqual([]);
  });
});
