// Headline and levels against the whole margin, on 500 random books of each rulebook.
import { it } from 'vitest';
import { expectHeadlines } from '../margin/headline-books.ts';

it.each(['deribit-pm', 'deribit-cross-pm', 'deribit-sm'])('%s', (rulebook) => expectHeadlines(rulebook, 500));
