// What a first start shows, and every view in which a margin is read; the other views: accessibility-of-changes.test.ts. Both
// themes at both sizes: test/long/views.test.ts.
import { lookAt } from './look-at.ts';
import { before, readings } from './scenes.ts';

lookAt(
  [
    ['before there is a margin', before],
    ['where margin is read', readings],
  ],
  'quick',
);
