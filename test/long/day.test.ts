// A day with the built window by mouse alone; by keys alone it is in npm test.
import { aDay } from '../e2e/day.ts';

aDay('mouse');
