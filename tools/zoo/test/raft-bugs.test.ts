import { raftLab } from '../src/raft/lab.ts';
import { rows, testBugs, testRows } from './caught.ts';

/** The Raft part of zoo.md; P5 needs slow disks, which the lab has not. */
const PERSISTENCE = ['P1', 'P2', 'P3', 'P4', 'P6', 'P7', 'P8', 'P9', 'P10'];
const ROWS = [...rows('E', 38), ...rows('R', 46), ...PERSISTENCE, ...rows('S', 25)];

testRows(raftLab, ROWS);
testBugs('a Raft', raftLab, raftLab.bugs);
