// Every view, its parts, and what opens above, in both themes and at both sizes: of the views npm test asks it in one theme and at
// the smallest size.
import { lookAt } from '../e2e/look-at.ts';
import { before, changes, dialogs, readings, venues } from '../e2e/scenes.ts';

lookAt(
  [
    ['before there is a margin', before],
    ['where margin is read', readings],
    ['between rulebooks and venues', venues],
    ['where something is changed or compared', changes],
    ['what opens above', dialogs],
  ],
  'whole',
);
