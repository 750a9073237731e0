// Every view in which margin is read, one after another in one window. Those in which something is changed, their parts, what opens above them, and both
// themes at both sizes: test/long/views.test.ts.
import { lookAt } from './look-at.ts';
import { before, readings, type Scene } from './scenes.ts';

const views = (scenes: readonly Scene[]): Scene[] => scenes.filter(({ main }) => main);

lookAt([['where margin is read', views([...before, ...readings])]], 'quick');
