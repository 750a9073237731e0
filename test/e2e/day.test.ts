// The day by keys alone; by mouse alone: test/long/day.test.ts.
import { aDay } from './day.ts';

aDay('keys');
