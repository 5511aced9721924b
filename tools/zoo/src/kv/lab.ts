import { kvSuite } from 'kvraft/suite';
import type { Lab } from '../lab.ts';
import { kvBugs } from './bugs.ts';
import { kvHands } from './hands.ts';
import { kvVariants } from './variants.ts';

export const kvLab: Lab = {
  name: 'kvraft',
  title: 'Key/value service',
  solution: 'service',
  suite: kvSuite,
  bugs: kvBugs,
  excused: [],
  variants: [...kvVariants, ...kvHands],
};
