// An IBKR Flex query saved as XML, read as a stream: open positions, cash report and conversion rates of each statement.
// May import the domain.
import { MargraveError } from '../../../domain/errors.ts';
import type { Gathering } from '../gathering.ts';
import type { OpenedText } from '../open-text.ts';
import { readXml } from '../xml-stream.ts';
import { emptyFlexValues, flexColumns } from './flex-columns.ts';
import { type FlexStatement, keepFlexStatement } from './flex-statements.ts';

/** What the file's first element is called; the second is IBKR's answer when there is no statement. */
export const isFlexRoot = (root: string): boolean =>
  root === 'FlexQueryResponse' || root === 'FlexStatementResponse';

/** @throws `invalid-file` as `readXml` does, and when the file holds IBKR's error message or no statement. */
export async function readFlexXml(gathering: Gathering, opened: OpenedText): Promise<void> {
  gathering.format('ibkr-flex', 'IBKR Flex query');
  const file = opened.name;
  const statements = new Map<string, FlexStatement>();
  let found = 0;
  let account = '';
  let day = '';
  let isUnnamed = false;
  const statementOf = (id: string): FlexStatement => {
    const known = statements.get(id);
    if (known) return known;
    const fresh = {
      file,
      account: id,
      day,
      hasPositions: false,
      hasCash: false,
      rows: [],
      cash: [],
      rates: [],
    };
    statements.set(id, fresh);
    return fresh;
  };
  // Positions of one statement don't mix with those of another of the same account: the newest is taken.
  const close = (): void => {
    for (const statement of statements.values()) keepFlexStatement(gathering, statement);
    statements.clear();
  };
  await readXml(file, opened.pieces(), {
    open(name, attributes, line) {
      const text = (key: string): string => (attributes[key] ?? '').trim();
      const of = (): FlexStatement => {
        const named = text('accountId') || account;
        isUnnamed ||= named === '';
        return statementOf(named || gathering.defaultAccount('occ'));
      };
      const place = { file, line };
      if (name === 'FlexStatementResponse') throw refused(file);
      if (name === 'FlexStatement') {
        found += 1;
        account = text('accountId');
        day = text('toDate');
      } else if (name === 'OpenPositions' && account !== '') statementOf(account).hasPositions = true;
      else if (name === 'CashReport' && account !== '') statementOf(account).hasCash = true;
      else if (name === 'OpenPosition') {
        const values = emptyFlexValues();
        for (const column of flexColumns) values[column] = text(column);
        const statement = of();
        values.accountId = statement.account;
        values.reportDate ||= day;
        statement.hasPositions = true;
        statement.rows.push({ values, place, lot: '' });
      } else if (name === 'CashReportCurrency') {
        if (text('currency') === 'BASE_SUMMARY' || text('levelOfDetail') === 'BaseCurrency') return;
        const statement = of();
        statement.hasCash = true;
        statement.cash.push({ currency: text('currency').toUpperCase(), amount: text('endingCash'), place });
      } else if (name === 'ConversionRate') {
        const rate = {
          from: text('fromCurrency'),
          to: text('toCurrency'),
          rate: text('rate'),
          day: text('reportDate'),
        };
        if (account !== '') statementOf(account).rates.push(rate);
      }
    },
    close(name) {
      if (name === 'FlexStatement') close();
    },
  });
  close();
  if (found === 0) throw none(file);
  if (isUnnamed)
    gathering.notice(
      `${file}: rows name no account, and neither does their statement; they are taken for ${gathering.defaultAccount('occ')}.`,
    );
}

const none = (file: string): MargraveError =>
  new MargraveError(
    'invalid-file',
    `${file} is the answer to a Flex query without a statement in it. Nothing was read. Run the query again, with the section Open Positions selected.`,
    { file },
  );

const refused = (file: string): MargraveError =>
  new MargraveError(
    'invalid-file',
    `${file} holds the broker’s message instead of a statement: it wasn’t ready, or the query failed. Nothing was read. Fetch the statement again and save it.`,
    { file },
  );
