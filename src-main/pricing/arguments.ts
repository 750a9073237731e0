// Argument checks of the pricing functions: an error that names the argument and shows the offending value.
// May import the domain.
import { MargraveError } from '../domain/errors.ts';

function reject(argument: string, expected: string, value: unknown): never {
  throw new MargraveError(
    'invalid-input',
    `The ${argument} of an option must be ${expected}, but it is ${String(value)}. Nothing was computed; correct the ${argument} and try again.`,
    { argument, expected, value: typeof value === 'number' ? value : String(value) },
  );
}

/** Throws `invalid-input` unless the value is a finite number. */
export function requireFinite(argument: string, value: number): void {
  if (!Number.isFinite(value)) reject(argument, 'a finite number', value);
}

/** Throws `invalid-input` unless the value is a finite number ≥ 0. */
export function requireNonNegative(argument: string, value: number): void {
  if (!Number.isFinite(value) || value < 0) reject(argument, 'a finite number of at least 0', value);
}

/** Throws `invalid-input` unless the value is a finite number > 0. */
export function requirePositive(argument: string, value: number): void {
  if (!Number.isFinite(value) || value <= 0) reject(argument, 'a finite number above 0', value);
}

/** Throws `invalid-input` unless the value is `call` or `put`. */
export function requireRight(value: string): void {
  if (value !== 'call' && value !== 'put') reject('right', "'call' or 'put'", value);
}

/** Throws `invalid-input` unless exp(rate × time) is an ordinary number: beyond e^±300 a discount factor is none. */
export function requireModestGrowth(argument: string, rate: number, time: number): void {
  requireFinite(argument, rate);
  if (Math.abs(rate * time) > 300) {
    reject(
      argument,
      `a yearly decimal (0.05 is 5 %) with |${argument} × time| ≤ 300`,
      `${rate} over ${time} years`,
    );
  }
}
