// The sections that a report may have, in its own order: what a template chooses from. May import the domain.
import { MargraveError } from '../../domain/errors.ts';

/** `about` is one sentence for whoever puts a template together. */
export const reportSections = [
  { id: 'summary', title: 'Summary', about: 'What was run, every requirement, savings, levels and totals.' },
  { id: 'entries', title: 'Requirements', about: 'Key figures, equity and levels of each requirement.' },
  {
    id: 'scenarios',
    title: 'Scenarios',
    about: 'The rulebook’s tables of price and volatility moves, worst cell marked.',
  },
  { id: 'explanation', title: 'Explanation', about: 'The tree of lines that each requirement is made of.' },
  { id: 'contributions', title: 'Contributions', about: 'What each position adds to the requirement.' },
  {
    id: 'holdings',
    title: 'Holdings',
    about: 'Positions, balances, open orders and amounts given by the venue.',
  },
  {
    id: 'parameters',
    title: 'Parameters',
    about: 'Every parameter with its unit, source and whether it is confirmed.',
  },
  { id: 'market', title: 'Market', about: 'The figures used, and their ages.' },
  {
    id: 'doubts',
    title: 'Doubts',
    about: 'Excluded and mapped rows, unconfirmed lines, and what was assumed.',
  },
  {
    id: 'evidence',
    title: 'Evidence',
    about: 'Hashes of inputs and result, versions, and who stored the run.',
  },
] as const;

export type SectionId = (typeof reportSections)[number]['id'];
export type Sections = ReadonlySet<SectionId>;

export const allSections: Sections = new Set(reportSections.map(({ id }) => id));

/**
 * The sections by their ids, null for all. The summary is always among them: it names status and excluded rows, which no choice may hide.
 * Throws `not-found` with the ids there are.
 */
export function chosenSections(ids: readonly string[] | null): Sections {
  if (ids === null) return allSections;
  const chosen = new Set<SectionId>(['summary']);
  for (const id of ids) {
    const known = reportSections.find((section) => section.id === id);
    if (!known) {
      throw new MargraveError(
        'not-found',
        `A report has no section “${id}”. It has: ${[...allSections].join(', ')}. Nothing was made.`,
        { section: id, sections: [...allSections] },
      );
    }
    chosen.add(known.id);
  }
  return chosen;
}

/** Titles of what was left out, for the sentence that says so; empty when nothing was. */
export function leftOut(sections: Sections): string[] {
  return reportSections.filter(({ id }) => !sections.has(id)).map(({ title }) => title.toLowerCase());
}
