import { raftLab } from '../src/raft/lab.ts';
import { testVariants } from './caught.ts';

testVariants('a Raft', raftLab, 3);
