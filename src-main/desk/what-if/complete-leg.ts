// Instruments that what is being typed can mean: held ones, the book's, then those that the market lists. May import domain, contract and files.
import type { LegCompletion } from '../../contract/risk-views.ts';
import { decimalText } from '../../domain/decimal.ts';
import { type Instrument, isListed } from '../../domain/instrument.ts';
import { readSymbol } from '../../files/instrument-symbols.ts';
import type { AccountBase } from './account-base.ts';
import { symbolBeingTyped } from './leg-text.ts';

const MOST = 20;

/**
 * At most 20 instruments whose symbol begins with or contains what is typed of a leg: held first, then the book's, then what the
 * market has figures of; among those what shares an expiry and underlying with a holding first. Beginnings go before containments,
 * then by symbol. What has expired and coins are left out: neither can be traded.
 * @param known the book's instruments
 */
export function completions(
  text: string,
  base: AccountBase,
  known: ReadonlySet<Instrument>,
): LegCompletion[] {
  const typed = symbolBeingTyped(text).toUpperCase();
  const now = Date.parse(base.inputs.market.time);
  const chains = new Set<string>();
  const seen = new Set<string>();
  const found: { rank: number; instrument: Instrument }[] = [];
  const matches = (symbol: string): number => {
    if (typed === '' || symbol.startsWith(typed)) return 0;
    return symbol.includes(typed) ? 1 : -1;
  };
  const offer = (instrument: Instrument, source: number): void => {
    if ((instrument.kind === 'spot' && !isListed(instrument)) || seen.has(instrument.id)) return;
    if (instrument.expiry !== null && Date.parse(instrument.expiry) < now) return;
    const match = matches(instrument.symbol.toUpperCase());
    if (match < 0) return;
    seen.add(instrument.id);
    found.push({ rank: source * 2 + match, instrument });
  };
  for (const instrument of base.inputs.portfolio.instruments) {
    const held = base.held(instrument.id);
    chains.add(chainOf(instrument));
    offer(instrument, held === null || held === '0' ? 1 : 0);
  }
  for (const instrument of known) offer(instrument, 1);
  const listed = new Set<string>();
  for (const figureClass of ['mark', 'volatility'] as const) {
    for (const { key } of base.market.ofClass(figureClass)) listed.add(key);
  }
  for (const id of listed) {
    const symbol = id.slice(id.indexOf(':') + 1).toUpperCase();
    if (seen.has(id) || matches(symbol) < 0) continue;
    const reading = readSymbol(id);
    if ('instrument' in reading) offer(reading.instrument, chains.has(chainOf(reading.instrument)) ? 2 : 3);
  }
  return found
    .sort((a, b) => a.rank - b.rank || (a.instrument.symbol < b.instrument.symbol ? -1 : 1))
    .slice(0, MOST)
    .map(({ instrument }) => {
      const mark = base.market.find('mark', instrument.id);
      return {
        symbol: instrument.symbol,
        kind: instrument.kind,
        expiry: instrument.expiry,
        held: base.held(instrument.id),
        mark: mark ? decimalText(mark.value) : null,
      };
    });
}

const chainOf = ({ underlying, expiry }: Instrument): string => `${underlying} ${expiry}`;
