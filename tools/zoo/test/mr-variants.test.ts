import { mrLab } from '../src/mr/lab.ts';
import { testVariants } from './caught.ts';

testVariants('a MapReduce', mrLab, 1);
