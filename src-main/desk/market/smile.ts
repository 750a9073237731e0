// Volatilities of a snapshot by strike, one series of options at a time. May import domain and contract types.
import type { OptionSeries, VolatilitySmile } from '../../contract/edit-views.ts';
import type { MarketView } from '../../contract/market-views.ts';
import type { Instrument } from '../../domain/instrument.ts';

type Figure = MarketView['figures'][number];
type Row = VolatilitySmile['rows'][number];

/**
 * The smile of `asked` (a series' id), or of the first series when that is null or has no volatility here.
 * Options that the book doesn't know are left aside: their strike is not known.
 */
export function volatilitySmile(
  figures: readonly Figure[],
  instruments: ReadonlyMap<string, Instrument>,
  asked: string | null,
): VolatilitySmile {
  const found = new Map<string, { series: OptionSeries; rows: Map<string, Row> }>();
  for (const figure of figures) {
    if (figure.class !== 'volatility') continue;
    const option = instruments.get(figure.key);
    if (!option || option.strike === null || option.expiry === null) continue;
    const { venue, priceIndex, settlementCurrency, expiry, strike } = option;
    const id = [priceIndex, expiry, venue, settlementCurrency].join(' ');
    const entry = found.get(id) ?? {
      series: { id, venue, priceIndex, settlementCurrency, expiry, quotes: 0 },
      rows: new Map<string, Row>(),
    };
    found.set(id, entry);
    entry.series.quotes += 1;
    const row = entry.rows.get(strike) ?? { strike, call: null, put: null };
    row[option.right === 'put' ? 'put' : 'call'] = figure;
    entry.rows.set(strike, row);
  }
  const series = [...found.values()].map((entry) => entry.series).sort((a, b) => (a.id < b.id ? -1 : 1));
  const shown = (asked === null ? undefined : found.get(asked)) ?? found.get(series[0]?.id ?? '');
  if (!shown) return { series, shown: null, forward: null, rows: [] };
  const { id, priceIndex, expiry } = shown.series;
  const forward = figures.find(
    (figure) => figure.class === 'forward' && figure.key === priceIndex && figure.expiry === expiry,
  );
  return {
    series,
    shown: id,
    forward: forward?.value ?? null,
    rows: [...shown.rows.values()].sort((a, b) => Number(a.strike) - Number(b.strike)),
  };
}
