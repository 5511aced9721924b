/** The suites that can be graded, each loaded only when it is asked for. */
import type { Suite } from 'harness';
import { exitCodes, Refusal } from './exit.ts';
import { suggest } from './suggest.ts';

export interface Lab {
  readonly name: string;
  /** False for a layer of ours that comes with its own cases: there is nothing to hand in. */
  readonly handedIn: boolean;
  load(): Promise<Suite>;
}

export const labs: readonly Lab[] = [
  { name: 'mr', handedIn: true, load: async () => (await import('mr/suite')).mrSuite },
  { name: 'raft', handedIn: true, load: async () => (await import('raft/suite')).raftSuite },
  { name: 'kvraft', handedIn: true, load: async () => (await import('kvraft/suite')).kvSuite },
  { name: 'labrpc', handedIn: false, load: async () => (await import('labrpc/suite')).labrpcSuite },
];

/** @throws Refusal for a name that no lab has */
export function findLab(name: string): Lab {
  const lab = labs.find((candidate) => candidate.name === name);
  if (lab !== undefined) return lab;
  const names = labs.map((known) => known.name);
  const guess = suggest(name, names) || `There are: ${names.join(', ')}.`;
  throw new Refusal(exitCodes.usage, `There is no lab "${name}". ${guess}`);
}
