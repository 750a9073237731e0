// Derive's published cases: what a risk manager asked of an account, with the inputs it was asked on.
// May import the domain, margin and the files beside it.
import type { Recogniser } from '../recogniser.ts';

export const deriveRecognisers: readonly Recogniser[] = [];
