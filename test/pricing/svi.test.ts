// Raw SVI against figures of published cases, its bounds, and where it stands among the levels of a missing volatility.
import { expect, it } from 'vitest';
import { MarketFigures } from '../../src-main/domain/market.ts';
import { resolveInputs } from '../../src-main/pricing/inputs.ts';
import { type SviSurface, sviVolatility } from '../../src-main/pricing/svi.ts';
import { deriveMarket, derivePortfolio } from '../margin/derive-books.ts';

const surface: SviSurface = {
  a: 0.001312702925407463,
  b: 0.050422218997729072,
  rho: -0.098193989548562656,
  m: -0.006080219757221094,
  sigma: 0.15345141996372912,
  forward: 95923.63240250274,
  time: 0.04438419583968,
};

it('gives the volatility that Derive’s case of a put struck at 100,000 prints', () => {
  expect(sviVolatility(surface, 100_000)).toBeCloseTo(0.4547630768795904, 14);
});

it('holds log-moneyness within four deviations of the fit: beyond, and at a strike of 0, the volatility stays', () => {
  const edge = 4 * Math.sqrt(surface.a + surface.b * surface.sigma);
  const at = (k: number): number => sviVolatility(surface, surface.forward * Math.exp(k))!;
  expect(at(edge * 1.5)).toBe(at(edge * 3));
  expect(at(edge * 1.5)).toBeCloseTo(at(edge), 12);
  expect(at(edge * 0.9)).toBeLessThan(at(edge));
  expect(sviVolatility(surface, 0)).toBe(at(-3 * edge));
});

it('caps total variance at 144', () => {
  expect(sviVolatility({ ...surface, a: 1000 }, 95_000)).toBe(Math.sqrt(144 / surface.time));
});

it('gives nothing where the parameters make no variance', () => {
  expect(sviVolatility({ ...surface, a: -1 }, 95_000)).toBeNull();
  expect(sviVolatility({ ...surface, time: 0 }, 95_000)).toBeNull();
  expect(sviVolatility({ ...surface, forward: 0 }, 95_000)).toBeNull();
});

it('goes after an option’s own quote and mark, before its neighbours, and needs all of its figures', () => {
  const names = ['ETH-20260327-3000-C', 'ETH-20260327-3500-C', 'ETH-20260327-4000-C'];
  const { instruments } = derivePortfolio({
    positions: Object.fromEntries(names.map((name) => [name, '1'])),
  });
  const market = deriveMarket({
    index: { eth_usd: '3000' },
    volatility: { 'ETH-20260327-3000-C': '0.7' },
    surface: { 'eth_usd 2026-03-27T08:00:00Z': [0.01, 0.1, -0.2, 0, 0.2, 3000, 0.1] },
  });
  const levels = (figures: typeof market): (string | null)[] => {
    const { valued } = resolveInputs(instruments, new MarketFigures(figures), figures.time);
    return names.map((name) => valued.get(`derive:${name}`)!.volatilityLevel);
  };
  expect(levels(market)).toEqual(['own quote', 'fitted surface', 'fitted surface']);
  const torn = { ...market, figures: market.figures.filter(({ key }) => key !== 'eth_usd/rho') };
  expect(levels(torn)).toEqual(['own quote', 'same expiry', 'same expiry']);
});
