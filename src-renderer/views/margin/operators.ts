// How children join to their line, in words.
import type { MarginLine } from '../../client/nouns.ts';

export const operatorWords: Record<MarginLine['operator'], string> = {
  value: 'computed',
  given: 'given',
  sum: 'sum',
  max: 'largest',
  min: 'smallest',
  cap: 'capped',
  floor: 'floored',
  product: 'product',
  tieredSum: 'tiered sum',
  scaledGains: 'scaled gains',
  rootOfQuadraticForm: 'root of a quadratic form',
  orderStatistic: 'order statistic',
  ratio: 'ratio',
  optimum: 'optimum',
  currencyConversion: 'converted',
  rounding: 'rounded',
};
