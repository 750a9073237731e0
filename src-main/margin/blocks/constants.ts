// Constants of nature and of number formats: the only numbers in this room's code besides −1, 0, 1, 2 and 0.5.
// May import nothing. A number that a venue could change is a parameter, never a line here.

export const SECONDS_PER_DAY = 86_400;
export const HOURS_PER_DAY = 24;
export const DAYS_PER_YEAR = 365;
export const SECONDS_PER_YEAR = SECONDS_PER_DAY * DAYS_PER_YEAR;

/** Fixed-point formats: digits after the point of an amount, of an intermediate that is kept more precisely, and of a function's inside. */
export const FIXED_POINT_DIGITS = 18;
export const PRECISE_DIGITS = 27;
export const GUARD_DIGITS = 45;
export const DECIMAL_BASE = 10;
