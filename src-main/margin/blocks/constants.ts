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

/** Characters of the day at the start of an instant: `2026-06-27`. */
export const DAY_LENGTH = 10;
/** The last instant that a date can say, in milliseconds since 1970. */
export const LAST_MILLISECOND = 8_640_000_000_000_000;
/** Significant digits that tell every float64 apart, and what two orders of the same sum may differ by, relative to it. */
export const FLOAT_DIGITS = 17;
export const FLOAT_NOISE = 1e-12;
/** Decimal places kept of an amount that was converted to another currency. */
export const CONVERTED_PLACES = 12;
/** Smallest units of a dollar that requirements of strategies are whole numbers of, so that sums of them are exact in any order. */
export const HUNDREDTHS_OF_A_CENT = 10_000;
/** Pairs of spreads up to which condors are listed one by one; of more only those that can matter are looked for. No margin rests on it. */
export const LISTED_CONDORS = 400;
/** What a fraction is multiplied by to be read as a percentage. */
export const PERCENT = 100;
/** Steps of a search in the unit that its limit is stated in; columns that a look at all of them keeps for the steps that follow. */
export const MILLION_STEPS = 1_000_000;
export const KEPT_PER_LOOK = 64;
/** Relaxations that the work left must allow for a search of a whole problem to be begun; else only what whole units of the first leave is searched. */
export const RELAXATIONS_PER_SEARCH = 32;
/** Neighbouring legs that are paired anew together where the whole can't be searched, and the steps that may take. */
export const LEGS_PER_WINDOW = 32;
export const STEPS_PER_WINDOW = 16_000_000;
/** Lines that close a sum to the bit, at most. */
export const CLOSING_LINES = 4;

/** Characters of a document’s own text that an error repeats, and places below its top that are looked into. */
export const QUOTED_LENGTH = 40;
export const DEEPEST_PLACE = 6;

// Bounds of what can be typed into a parameter: wider than any venue, narrow enough that a slip is seen (percent for a fraction,
// seconds for days). No margin rests on them.
export const LEAST_MOVE = 0.001;
export const WIDEST_FALL = -0.999;
export const WIDEST_RISE = 100;
export const LARGEST_SHARE = 0.99;
export const LARGEST_SCALE = 10;
export const LARGEST_AMOUNT = 1e15;
export const LARGEST_COUNT = 50;
export const SHORTEST_DAYS = 0.001;
export const LONGEST_DAYS = 3650;
/** The states up, same and down of a volatility, as a choice says it. */
export const THREE_STATES = '3';
