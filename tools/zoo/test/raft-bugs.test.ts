import { raftLab } from '../src/raft/lab.ts';
import { rows, testBugs, testRows } from './caught.ts';

/** The Raft part of zoo.md; P5 needs slow disks, which the lab has not. */
const ROWS = [...rows('E', 28), ...rows('R', 32), 'P1', 'P2', 'P3', 'P4', 'P6', ...rows('S', 17)];

testRows(raftLab, ROWS);
testBugs('a Raft', raftLab, raftLab.bugs);
