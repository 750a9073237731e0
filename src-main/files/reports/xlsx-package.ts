// What the spreadsheet writer has no setting for: frozen and bold headers, and an archive with fixed dates. May import nothing but node.
import { MargraveError } from '../../domain/errors.ts';
import { zipOf } from '../zip.ts';

/** The number format that marks a header cell: it shows text as it is. */
export const HEADER_FORMAT = 'General;General;General;@';

interface Archive {
  FullPaths: string[];
  FileIndex: { content?: unknown }[];
}

/** The package with its header rows frozen and set in bold, its parts in the order of the writer. */
export function styledPackage(archive: Archive): Uint8Array {
  const parts: { path: string; content: Uint8Array }[] = [];
  archive.FullPaths.forEach((fullPath, index) => {
    const path = fullPath.slice(fullPath.indexOf('/') + 1);
    const content = archive.FileIndex[index]?.content;
    // The reader's root and its own mark are no parts of the package.
    if (path === '' || path.includes('Sh33tJ5') || path.endsWith('/')) return;
    parts.push({ path, content: styledPart(path, content as Uint8Array) });
  });
  const types = parts.findIndex(({ path }) => path === '[Content_Types].xml');
  // Programs that recognise a workbook by its first bytes look for this part first.
  return zipOf([...parts.splice(types, 1), ...parts]);
}

function styledPart(path: string, content: Uint8Array): Uint8Array {
  if (path === 'xl/styles.xml') return rewritten(path, content, withHeaderStyle);
  if (path.startsWith('xl/worksheets/')) return rewritten(path, content, withFrozenHeader);
  return content;
}

function rewritten(path: string, content: Uint8Array, change: (text: string) => string): Uint8Array {
  const before = new TextDecoder().decode(content);
  const after = change(before);
  if (after === before) {
    throw new MargraveError('internal', `The spreadsheet’s part ${path} is not as expected.`, { path });
  }
  return new TextEncoder().encode(after);
}

const frozenPane =
  '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/>';

const withFrozenHeader = (sheet: string): string =>
  sheet.replace(/<sheetView ([^>]*?)\/>/, `<sheetView $1>${frozenPane}</sheetView>`);

const boldFont =
  '<font><b/><sz val="12"/><color theme="1"/><name val="Calibri"/><family val="2"/><scheme val="minor"/></font>';
const headerFill =
  '<fill><patternFill patternType="solid"><fgColor rgb="FFE6EBF0"/><bgColor indexed="64"/></patternFill></fill>';

function withHeaderStyle(styles: string): string {
  const id = new RegExp(`numFmtId="(\\d+)" formatCode="${HEADER_FORMAT}"`).exec(styles)?.[1];
  if (id === undefined) return styles;
  return styles
    .replace('<fonts count="1">', '<fonts count="2">')
    .replace('</fonts>', `${boldFont}</fonts>`)
    .replace('<fills count="2">', '<fills count="3">')
    .replace('</fills>', `${headerFill}</fills>`)
    .replace(
      new RegExp(`<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`),
      `<xf numFmtId="${id}" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>`,
    );
}
