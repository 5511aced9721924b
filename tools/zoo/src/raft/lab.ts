import { raftSuite } from 'raft/suite';
import type { Lab } from '../lab.ts';
import { raftBugs } from './bugs/index.ts';
import { raftExcused } from './excused.ts';
import { raftHands } from './hands.ts';
import { raftVariants } from './variants.ts';

export const raftLab: Lab = {
  name: 'raft',
  title: 'Raft',
  solution: 'Raft',
  suite: raftSuite,
  goCourse: 'go',
  bugs: raftBugs,
  excused: raftExcused,
  variants: [...raftVariants, ...raftHands],
};
