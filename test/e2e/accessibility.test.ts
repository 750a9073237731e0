// What a first start shows, and every view in which a margin is read; the other views: accessibility-of-changes.test.ts.
import { lookAt } from './look-at.ts';
import { before, readings } from './scenes.ts';

lookAt([
  ['before there is a margin', before],
  ['where margin is read', readings],
]);
