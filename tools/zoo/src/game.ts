/** What targets are hunted with: our suite, or what the Go course has of it. */
import type { Suite } from 'harness';
import { goCourseSuite, raftSuite } from 'raft/suite';

/** `ours`: all cases, all ledgers. `go`: the 28 public cases by the rules of the Go course. */
export type Game = 'ours' | 'go';

export function suiteOf(game: Game): Suite {
  return game === 'go' ? goCourseSuite : raftSuite;
}
