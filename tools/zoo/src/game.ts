/** What targets are hunted with: the suite of a lab, or what the Go course has of it. */
import type { Suite } from 'harness';
import { kvSuite } from 'kvraft/suite';
import { mrSuite } from 'mr/suite';
import { goCourseSuite, raftSuite } from 'raft/suite';

/** Of a lab: all cases, all ledgers. `go`: Raft's 28 public cases by the rules of the Go course. */
export type Game = keyof typeof suites;

const suites = { raft: raftSuite, go: goCourseSuite, kvraft: kvSuite, mr: mrSuite };

export function suiteOf(game: Game): Suite {
  return suites[game];
}
