// A first start, every view and the commands, one after another in one window. Their parts, what else opens above them, and both
// themes at both sizes: test/long/views.test.ts.
import { lookAt } from './look-at.ts';
import { before, changes, dialogs, readings, type Scene } from './scenes.ts';

const views = (scenes: readonly Scene[]): Scene[] => scenes.filter(({ main }) => main);

lookAt(
  [
    ['where margin is read', views([...before, ...readings])],
    ['where something is changed or compared, and the commands', views([...changes, ...dialogs])],
  ],
  'quick',
);
