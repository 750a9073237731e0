// The PDF report for a risk committee. May import the domain and, lazily, pdfmake with the fonts that come with it.
import type { TDocumentDefinitions } from 'pdfmake/interfaces';
import type { ReportInput } from '../report-input.ts';
import { allSections, leftOut, type Sections } from '../sections.ts';
import { appendix } from './appendix-part.ts';
import { entryPart } from './entry-part.ts';
import { type Content, colour, cut, instantText, styles } from './pdf-style.ts';
import { summaryPart } from './summary-part.ts';

/** Entries that get pages of their own; the others are in the tables of the summary, and whole in the other formats. */
const DETAILED_ENTRIES = 40;

/** The PDF's bytes. `compress` false leaves its streams readable, for tests. */
export async function pdfReport(
  input: ReportInput,
  sections: Sections = allSections,
  compress = true,
): Promise<Uint8Array> {
  const [{ default: pdfmake }, { default: fonts }] = await Promise.all([
    import('pdfmake'),
    import('pdfmake/build/vfs_fonts.js'),
  ]);
  // The files are pdfmake’s own memory, not the disk; setting them again to the same is harmless.
  for (const [name, font] of Object.entries(fonts as Record<string, string>)) {
    (pdfmake as unknown as VirtualFiles).virtualfs.writeFileSync(name, Buffer.from(font, 'base64'));
  }
  pdfmake.setFonts({
    Roboto: {
      normal: 'Roboto-Regular.ttf',
      bold: 'Roboto-Medium.ttf',
      italics: 'Roboto-Italic.ttf',
      bolditalics: 'Roboto-MediumItalic.ttf',
    },
  });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  return pdfmake.createPdf(reportDefinition(input, sections, compress)).getBuffer();
}

/** Sections that stand on the pages of each requirement. */
const entrySections = ['entries', 'scenarios', 'explanation', 'contributions', 'holdings'] as const;

interface VirtualFiles {
  virtualfs: { writeFileSync(name: string, content: Buffer): void };
}

function reportDefinition(input: ReportInput, sections: Sections, compress: boolean): TDocumentDefinitions {
  const { run, book, result } = input;
  const made = new Date(run.createdAt);
  const isDetailed = entrySections.some((section) => sections.has(section));
  const detailed = isDetailed ? result.entries.slice(0, DETAILED_ENTRIES) : [];
  const left = isDetailed ? result.entries.length - detailed.length : 0;
  const missing = leftOut(sections);
  const running = `Margin report · ${cut(book.name, 50)} · as of ${instantText(result.asOf)}${book.sample ? ' · SAMPLE' : ''}`;
  return {
    pageSize: 'A4',
    pageMargins: [42, 58, 42, 54],
    compress,
    info: {
      title: `Margin report, ${book.name}, ${result.asOf}`,
      author: run.user,
      subject: `Run ${run.id}`,
      creator: 'Margrave',
      producer: `Margrave ${input.programVersion}`,
      creationDate: made,
      modDate: made,
    },
    language: 'en',
    displayTitle: true,
    defaultStyle: { font: 'Roboto', fontSize: 9, color: colour.ink, lineHeight: 1.12 },
    styles,
    header: (page): Content =>
      page === 1
        ? { text: '' }
        : {
            text: running,
            style: 'note',
            margin: [42, 28, 42, 0],
            noWrap: true,
          },
    footer: (page, pages): Content => ({
      margin: [42, 18, 42, 0],
      columns: [
        { text: `Run ${cut(run.id, 80)}`, style: 'note', width: '*', noWrap: true },
        { text: `page ${page} of ${pages}`, style: 'note', width: 90, alignment: 'right' },
      ],
    }),
    content: [
      ...summaryPart(input),
      ...(missing.length > 0
        ? [{ text: `Left out of this report by its template: ${missing.join(', ')}.`, style: 'note' }]
        : []),
      ...detailed.flatMap((entry) => entryPart(input, entry, sections)),
      ...(left > 0
        ? [
            {
              text: `${left} more entries have no pages of their own here: their figures are in the summary, their tables in the XLSX, CSV and JSON reports of this run.`,
              style: 'note',
            },
          ]
        : []),
      ...appendix(input, sections),
    ],
  };
}
