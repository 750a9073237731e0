// Every view in which something is changed or compared, and what opens above; the others: accessibility.test.ts.
import { lookAt } from './look-at.ts';
import { changes, dialogs, withRun } from './scenes.ts';

lookAt(
  [
    ['where something is changed or compared', [withRun, ...changes]],
    ['what opens above', dialogs],
  ],
  'quick',
);
