// The words of an uncompressed PDF by page, as far as our own writer's files need it: fonts with a ToUnicode table, text set by Tm and TJ.

interface Piece {
  x: number;
  y: number;
  text: string;
}

/** Lines of each page, top to bottom; pieces of a line are joined by a blank where they don't touch. */
export function pdfPages(bytes: Uint8Array): string[][] {
  const source = Buffer.from(bytes).toString('latin1');
  const objects = new Map<string, string>();
  for (const [, id, body] of source.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g))
    objects.set(id!, body!);
  const fonts = new Map<string, Map<string, string>>();
  for (const [, name, id] of source.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id!) ?? '')?.[1];
    if (table) fonts.set(name!, unicodeTable(objects.get(table)!));
  }
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\b/.test(body));
  return pages.map((page) => linesOf(objects.get(/\/Contents (\d+) 0 R/.exec(page)![1]!)!, fonts));
}

const fromHex = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');

function unicodeTable(stream: string): Map<string, string> {
  const table = new Map<string, string>();
  for (const [, from, list] of stream.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/gi)) {
    [...list!.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, hex], index) => {
      const code = (Number.parseInt(from!, 16) + index).toString(16).padStart(4, '0');
      table.set(code, fromHex(hex!.replaceAll(' ', '')));
    });
  }
  return table;
}

function linesOf(stream: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  const pieces: Piece[] = [];
  for (const [, block] of stream.matchAll(/BT\n([\s\S]*?)ET/g)) {
    const [, x, y] = /1 0 0 1 ([-\d.]+) ([-\d.]+) Tm/.exec(block!) ?? [];
    const font = fonts.get(/\/(F\d+) /.exec(block!)?.[1] ?? '');
    if (x === undefined || y === undefined || !font) continue;
    const codes = [...block!.matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex]) => hex!.match(/.{4}/g) ?? []);
    pieces.push({ x: Number(x), y: Number(y), text: codes.map((code) => font.get(code) ?? '?').join('') });
  }
  const rows = Map.groupBy(pieces, ({ y }) => Math.round(y));
  return [...rows]
    .sort(([a], [b]) => b - a)
    .map(([, row]) =>
      row
        .sort((a, b) => a.x - b.x)
        .map(({ text }) => text.trim())
        .join(' ')
        .replaceAll('\u00a0', ' '),
    );
}
