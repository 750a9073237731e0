// Every parameter of every rulebook's presets, one after the other: it reaches an amount of some book, or its field says which
// books it needs.
import { describe, expect, it } from 'vitest';
import { rulebooks } from '../../src-main/margin/registry.ts';
import { unfeltParameters } from '../margin/felt-parameters.ts';
import { listedRichBooks, listedRulebooks } from '../margin/listed-books.ts';
import { richBooks } from '../margin/rich-books.ts';

describe.each(rulebooks.map(({ id }) => id))('%s', (rulebook) => {
  it('no parameter goes nowhere without a word', () => {
    const books = listedRulebooks.has(rulebook) ? listedRichBooks : richBooks;
    const unfelt = unfeltParameters(rulebook, books, Number.POSITIVE_INFINITY);
    expect(unfelt.filter(({ feltBy }) => feltBy === undefined)).toEqual([]);
  });
});
