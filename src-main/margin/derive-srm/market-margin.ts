// One market under the standard manager: perpetuals, expiries and coins at both levels, what oracles and the peg add to the initial margin, and who brings what.
// May import the domain, the rulebook interface and margin/blocks. Amounts are USDC, requirements positive.
import { CASH } from '../blocks/derive/instruments.ts';
import type { CollateralPart, MarketAccount, PerpetualPart } from '../blocks/derive/market-account.ts';
import type { RawContribution } from '../blocks/entry.ts';
import type { AccountValues } from '../rulebook.ts';
import { ExpiryMargin, type Level, optionRates } from './expiry-margin.ts';
import type { MarketSection, StandardManagerParameters } from './parameters.ts';

/** A charge for what an oracle doesn't know, and what it is charged on. */
export interface ConfidenceCharge {
  id: string;
  label: string;
  confidence: number;
  amount: number;
  /** Shares of the charge by instrument; empty for coins. */
  instruments: { instrument: string; size: number }[];
}

/** The requirements of one market, and what they are made of; its lines are made by market-tree.ts from the same amounts. */
export class MarketMargin {
  readonly account: MarketAccount;
  readonly expiries: readonly ExpiryMargin[];
  /** Sections of the parameters that the requirement rests on and that no published number confirms. */
  readonly unconfirmedSections: readonly string[];
  readonly parameters: StandardManagerParameters;
  readonly charges: readonly ConfidenceCharge[];

  constructor(account: MarketAccount, parameters: StandardManagerParameters, values: AccountValues) {
    this.account = account;
    this.parameters = parameters;
    const { market, spot } = account;
    const rates = account.expiries.length > 0 ? optionRates(parameters, market) : null;
    this.expiries = rates
      ? account.expiries.map((expiry) => new ExpiryMargin(expiry, spot, rates, values))
      : [];
    this.charges = this.#confidenceCharges();
    this.unconfirmedSections = this.#unconfirmed();
  }

  /** Perpetuals' profit that isn't in the cash yet. */
  get unrealisedProfit(): number {
    return this.account.perpetuals.reduce((sum, { unrealised }) => sum + unrealised, 0);
  }

  get collateralValue(): number {
    return this.account.collaterals.reduce((sum, { value }) => sum + value, 0);
  }

  requirement(level: Level): number {
    const shared = this.perpetuals(level) + this.options(level) + this.haircuts(level);
    if (level === 'maintenance') return shared;
    return shared + this.confidence() + this.peg();
  }

  /** What each position, coin and add-on brings to the initial margin. */
  contributions(): RawContribution[] {
    const rate = this.perpetualRate('initial');
    const pegRate = this.pegRate() * this.account.spot;
    const positions = [
      ...this.account.perpetuals.map((perpetual) => ({
        instrument: perpetual.holding.instrument.id,
        label: 'Margin of the position by itself',
        amount: rate * sizeOf(perpetual),
        short: Math.abs(perpetual.amount),
      })),
      ...this.expiries.flatMap((expiry) => {
        const short = new Map(
          expiry.expiry.options.map(({ holding, amount }) => [holding.instrument.id, Math.max(-amount, 0)]),
        );
        const asked = new Map(expiry.contributions().map((row) => [row.instrument, row]));
        return [...short].map(([instrument, size]) => {
          const row = asked.get(instrument);
          return {
            instrument,
            label:
              row?.binding === 'largestLoss'
                ? 'Part in the largest loss of the expiry'
                : 'Margin of the position by itself',
            amount: row?.amount ?? 0,
            short: size,
          };
        });
      }),
    ];
    return [
      ...positions.map(
        ({ instrument, label, amount }): RawContribution => ({
          instrument,
          driver: 'position',
          label,
          amount,
        }),
      ),
      ...this.account.collaterals.map(
        (part): RawContribution => ({
          instrument: null,
          driver: 'collateralHaircut',
          label: `Haircut of ${part.asset}`,
          amount: this.haircut(part, 'initial'),
        }),
      ),
      ...this.charges.flatMap(({ amount, instruments, label }): RawContribution[] => {
        const driver = 'oracleConfidence';
        if (instruments.length === 0)
          return [{ instrument: null, driver, label: `Oracle of ${label}`, amount }];
        const total = instruments.reduce((sum, { size }) => sum + size, 0);
        return instruments.map(({ instrument, size }) => ({
          instrument,
          driver,
          label: 'What the oracle doesn’t know',
          amount: total > 0 ? (amount * size) / total : 0,
        }));
      }),
      ...positions.map(
        ({ instrument, short }): RawContribution => ({
          instrument,
          driver: 'peg',
          label: `${CASH} below its peg`,
          amount: short * pegRate,
        }),
      ),
    ];
  }

  /** Rate of the market's perpetuals; 0 where it holds none. */
  perpetualRate(level: Level): number {
    if (this.account.perpetuals.length === 0) return 0;
    return this.parameters.of('perpetual', this.account.market, `${level}Rate`);
  }

  perpetuals(level: Level): number {
    const rate = this.perpetualRate(level);
    return this.account.perpetuals.reduce((sum, perpetual) => sum + rate * sizeOf(perpetual), 0);
  }

  options(level: Level): number {
    return this.expiries.reduce((sum, expiry) => sum + expiry.amount(level), 0);
  }

  haircuts(level: Level): number {
    return this.account.collaterals.reduce((sum, part) => sum + this.haircut(part, level), 0);
  }

  /** The share of a coin's value that counts. A coin without a factor counts nothing. */
  counted({ asset }: CollateralPart, level: Level): number {
    if (!this.parameters.states('collateral', asset, 'marginFactor')) return 0;
    const factor = this.parameters.of('collateral', asset, 'marginFactor');
    return level === 'maintenance'
      ? factor
      : factor * this.parameters.of('collateral', asset, 'initialScale');
  }

  /** What a coin's value doesn't count; nothing of one that is owed. */
  haircut(part: CollateralPart, level: Level): number {
    return part.value > 0 ? part.value * (1 - this.counted(part, level)) : 0;
  }

  confidence(): number {
    return this.charges.reduce((sum, { amount }) => sum + amount, 0);
  }

  #confidenceCharges(): ConfidenceCharge[] {
    const { market, spot, spotConfidence, perpetuals, collaterals } = this.account;
    const charge = (
      words: Pick<ConfidenceCharge, 'id' | 'label' | 'instruments'>,
      kind: 'perpetual' | 'option' | 'collateral',
      confidence: number,
      dollars: number,
    ): ConfidenceCharge => {
      const isBelow = confidence < this.parameters.of('confidence', market, `${kind}Threshold`);
      const factor = isBelow ? this.parameters.of('confidence', market, 'factor') : 0;
      return { ...words, confidence, amount: (1 - confidence) * factor * dollars };
    };
    return [
      ...perpetuals.map(({ holding: { instrument }, amount, confidence }) =>
        charge(
          {
            id: instrument.id,
            label: instrument.symbol,
            instruments: [{ instrument: instrument.id, size: Math.abs(amount) }],
          },
          'perpetual',
          Math.min(spotConfidence, confidence),
          Math.abs(amount) * spot,
        ),
      ),
      ...this.expiries.map(({ expiry, shortSize }) =>
        charge(
          {
            id: `${expiry.priceIndex} ${expiry.expiry}`,
            label: `Short options of ${expiry.expiry.slice(0, 'yyyy-mm-dd'.length)}`,
            instruments: expiry.options.map(({ holding, amount }) => ({
              instrument: holding.instrument.id,
              size: Math.max(-amount, 0),
            })),
          },
          'option',
          Math.min(spotConfidence, expiry.confidences.forward, expiry.confidences.volatility),
          shortSize * spot,
        ),
      ),
      ...collaterals.map(({ asset, amount, price, confidence }) =>
        charge(
          { id: asset, label: asset, instruments: [] },
          'collateral',
          asset === market ? Math.min(confidence, spotConfidence) : confidence,
          Math.max(amount, 0) * price,
        ),
      ),
    ];
  }

  /** Perpetuals and short options at the price index. */
  pegSize(): number {
    const { perpetuals, spot } = this.account;
    const size = perpetuals.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
    return this.expiries.reduce((sum, { shortSize }) => sum + shortSize, size) * spot;
  }

  /** What is charged per dollar of size while USDC is below its peg. */
  pegRate(): number {
    const lost = Math.max(this.parameters.reader.number('peg.threshold') - this.account.stable, 0);
    return lost * this.parameters.reader.number('peg.factor');
  }

  peg(): number {
    return this.pegRate() * this.pegSize();
  }

  #unconfirmed(): string[] {
    const { market, perpetuals, collaterals } = this.account;
    const used: [MarketSection, string[]][] = [
      ['perpetual', perpetuals.length > 0 ? [market] : []],
      ['option', this.expiries.some(({ shortSize }) => shortSize > 0) ? [market] : []],
      ['collateral', collaterals.map(({ asset }) => asset)],
      ['confidence', this.charges.some(({ amount }) => amount > 0) ? [market] : []],
    ];
    const sections = used
      .filter(([section, names]) => names.some((name) => !this.parameters.confirmed(section, name)))
      .map(([section]): string => section);
    if (this.peg() > 0 && !this.parameters.reader.isConfirmed('peg')) sections.push('peg');
    return sections;
  }
}

const sizeOf = ({ amount, price }: PerpetualPart): number => Math.abs(amount) * price;
