import { expect, test } from 'vitest';
import { FileTokens } from '../../src-main/desk/file-tokens.ts';

test('an offered file is read once; all tokens of a call or none are used up', () => {
  const tokens = new FileTokens();
  const [a, b] = [tokens.offer('/a'), tokens.offer('/b')];
  expect(() => tokens.take([a, 'x'.repeat(32)])).toThrow(/Choose it again/);
  expect(tokens.take([a, b])).toEqual(['/a', '/b']);
  expect(() => tokens.take([a])).toThrow(/Choose it again/);
});

test('the files of an open preview can be read again under its id', () => {
  const tokens = new FileTokens();
  tokens.keepFor('preview-id', ['/a', '/b']);
  expect(tokens.take(['preview-id'])).toEqual(['/a', '/b']);
  expect(tokens.take(['preview-id'])).toEqual(['/a', '/b']);
  tokens.release('preview-id');
  expect(() => tokens.take(['preview-id'])).toThrow();
});

test('made files stay; tokens can not be guessed from one another', () => {
  const tokens = new FileTokens();
  const made = { path: '/m', name: 'm.pdf', mediaType: 'application/pdf' };
  const token = tokens.made(made);
  expect(tokens.madeFile(token)).toEqual(made);
  expect(tokens.madeFile(token)).toEqual(made);
  expect(() => tokens.take([token])).toThrow();
  expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
});
