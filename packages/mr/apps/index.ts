/** The applications by name: two that are of use, and those that show how they are run (6.824's, and `places`). */
import type { App } from 'mr';
import * as crash from './crash.ts';
import * as early_exit from './early_exit.ts';
import * as indexer from './indexer.ts';
import * as jobcount from './jobcount.ts';
import * as mtiming from './mtiming.ts';
import * as nocrash from './nocrash.ts';
import * as places from './places.ts';
import * as rtiming from './rtiming.ts';
import * as wc from './wc.ts';

export const apps = {
  wc,
  indexer,
  mtiming,
  rtiming,
  jobcount,
  early_exit,
  crash,
  nocrash,
  places,
} satisfies Record<string, App>;
