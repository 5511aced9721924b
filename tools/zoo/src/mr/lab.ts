import { mrSuite } from 'mr/suite';
import type { Lab } from '../lab.ts';
import { accidentBugs } from './accident-bugs.ts';
import { borderBugs } from './border-bugs.ts';
import { mrBugs } from './bugs.ts';
import { dataBugs } from './data-bugs.ts';
import { mrHands } from './hands.ts';
import { syncBugs } from './sync-bugs.ts';
import { mrVariants } from './variants.ts';

export const mrLab: Lab = {
  name: 'mr',
  title: 'MapReduce',
  solution: 'MapReduce',
  suite: mrSuite,
  bugs: [...mrBugs, ...dataBugs, ...accidentBugs, ...borderBugs, ...syncBugs],
  excused: [],
  variants: [...mrVariants, ...mrHands],
};
