// Margrave's own JSON document. Each row is checked by itself: a bad one is rejected with its path and line, the others stand.
import {
  type PortfolioSection,
  portfolioFormatName,
  portfolioFormatVersion,
  portfolioRows,
} from '../../contract/portfolio-format.ts';
import { MargraveError } from '../../domain/errors.ts';
import { originalOf } from './deribit-fields.ts';
import type { Gathering } from './gathering.ts';
import { isJsonObject, type JsonObject, type ParsedJson } from './json-text.ts';
import { takeRow } from './margrave-rows.ts';

const sections = Object.keys(portfolioRows) as PortfolioSection[];

export function isMargraveDocument(parsed: ParsedJson): boolean {
  return isJsonObject(parsed.value) && parsed.value.format === portfolioFormatName;
}

/** @throws `newer-version`, or `invalid-file` on a key that isn't of the format or a section that isn't a list. */
export function readMargraveDocument(gathering: Gathering, file: string, parsed: ParsedJson): void {
  const document = parsed.value as JsonObject;
  gathering.format('margrave-portfolio', 'Margrave portfolio');
  if (document.version !== portfolioFormatVersion) {
    const newer = typeof document.version === 'number' && document.version > portfolioFormatVersion;
    throw new MargraveError(
      newer ? 'newer-version' : 'invalid-file',
      newer
        ? `${file} is in version ${document.version} of the portfolio format; this Margrave reads version ${portfolioFormatVersion}. Nothing was read. Use a newer Margrave.`
        : `${file}: the version of the format must be ${portfolioFormatVersion}. Nothing was read. Write "version": ${portfolioFormatVersion}.`,
      { file, version: document.version },
    );
  }
  if (document.purpose === 'rejected rows') gathering.isOfRejectedRows();
  for (const key of Object.keys(document)) {
    if (key === 'format' || key === 'version' || key === '$schema' || key === 'purpose') continue;
    if (!(sections as string[]).includes(key)) {
      throw new MargraveError(
        'invalid-file',
        `${file}: the key “${key.slice(0, 60)}” is not one of the format. Nothing was read. Take it away, or correct its spelling (${sections.join(', ')}).`,
        { file, path: key },
      );
    }
    if (!Array.isArray(document[key])) {
      throw new MargraveError(
        'invalid-file',
        `${file}: “${key}” must be a list. Nothing was read. Correct the file.`,
        {
          file,
          path: key,
        },
      );
    }
  }
  const declared: string[] = [];
  for (const section of sections) {
    const rows = document[section];
    if (!Array.isArray(rows)) continue;
    rows.forEach((row, index) => {
      const place = { file, line: parsed.line(row) };
      const trouble = takeRow(gathering, section, row, place);
      if (trouble === null) {
        if (section === 'accounts' && isJsonObject(row)) declared.push(String(row.id));
        return;
      }
      const path = `${section}[${index}]${trouble.path === '' ? '' : `.${trouble.path}`}`;
      gathering.reject(
        section,
        place,
        path,
        trouble.value,
        trouble.reason,
        trouble.remedy,
        originalOf(row),
        JSON.stringify(row),
      );
      // The account's other rows are still a snapshot of it.
      if (isJsonObject(row) && typeof row.account === 'string') nameSnapshot(gathering, section, row.account);
    });
  }
  // A section that is there speaks for every account that the document declares, even for one without rows.
  for (const section of ['positions', 'orders', 'balances', 'given', 'limits'] as const) {
    if (Array.isArray(document[section]))
      for (const account of declared) gathering.snapshotOf[section].add(account);
  }
}

function nameSnapshot(gathering: Gathering, section: PortfolioSection, account: string): void {
  if (
    section === 'positions' ||
    section === 'orders' ||
    section === 'balances' ||
    section === 'given' ||
    section === 'limits'
  ) {
    if (gathering.hasAccount(account) || gathering.context.accounts.has(account))
      gathering.snapshotOf[section].add(account);
  }
}
