import { mrLab } from '../src/mr/lab.ts';
import { rows, testBugs, testRows } from './caught.ts';

testRows(mrLab, [...rows('M', 29), ...rows('M', 41).slice(31)]);
testBugs('a MapReduce', mrLab, mrLab.bugs);
