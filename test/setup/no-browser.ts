// Stands in for every component test on a system without a browser, so that the closing line counts the skip.
import { it } from 'vitest';
import { NO_BROWSER } from './browser.ts';

// biome-ignore lint/suspicious/noSkippedTests: the skip is the message, and the closing line counts it.
it.skip(NO_BROWSER, () => undefined);
