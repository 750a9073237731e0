// No rulebook keeps a number in its code: what a venue could change is a parameter with a source, and what nature or a number
// format fixes is named in one file. Everything else is −1, 0, 1, 2 or ½.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const ROOM = fileURLToPath(new URL('../../src-main/margin', import.meta.url));
const CONSTANTS = join('blocks', 'constants.ts');
const allowed = new Set([0, 1, 2, 0.5]);
const isNumber = /^[-−+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** Numbers of a source that stand for themselves, with their lines: literals of every kind, and texts that are nothing but a number. */
function numbersIn(name: string, text: string): string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    let value: number | null = null;
    if (ts.isNumericLiteral(node)) value = Number(node.text);
    else if (ts.isBigIntLiteral(node)) value = Number(BigInt(node.text.slice(0, -1)));
    else if (ts.isStringLiteralLike(node) && isNumber.test(node.text)) value = Math.abs(Number(node.text));
    if (value !== null && !allowed.has(value)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(`${name}:${line + 1}: ${node.getText(source)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

it('rulebooks hold no number but −1, 0, 1, 2 and ½; constants of nature and format are named in one file', () => {
  const files = readdirSync(ROOM, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && name !== CONSTANTS,
  );
  expect(files.length).toBeGreaterThan(20);
  expect(files.flatMap((name) => numbersIn(name, readFileSync(join(ROOM, name), 'utf8')))).toEqual([]);
});

it('a seeded number is seen, whatever it is written as', () => {
  const seeded = (text: string) => numbersIn('seeded.ts', text);
  expect(seeded('const a = [0, 1, -1, 2, 0.5, 1 / 2, 0n, 2n, "0"]; // 0.15, and a comment’s 3')).toEqual([]);
  for (const number of ['0.15', '3', '1e18', '0x10', '80n', '1_000', '.25', '"0.15"', '`-7`', "'1e-6'"])
    expect(seeded(`const a = b * ${number};`)).toEqual([`seeded.ts:1: ${number}`]);
  expect(seeded('type Level = 0 | 7;')).toHaveLength(1);
  expect(seeded('text.slice(0, 80)')).toHaveLength(1);
});
