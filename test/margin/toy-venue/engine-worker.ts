// The program's own engine thread with one rulebook more: registered before the engine looks for it.
import { registerRulebook } from '../../../src-main/margin/registry.ts';
import { toyPm } from './margin.ts';

registerRulebook(toyPm);
await import('../../../src-main/engine/engine-worker.ts');
