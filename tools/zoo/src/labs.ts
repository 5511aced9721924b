import { kvLab } from './kv/lab.ts';
import type { Lab } from './lab.ts';
import { mrLab } from './mr/lab.ts';
import { raftLab } from './raft/lab.ts';

/** In the order of the page. */
export const labs: readonly Lab[] = [raftLab, kvLab, mrLab];
