/**
 * The Raft that a key/value server gets under the name `#raft`: the solution's own, with an ear at
 * what passes between the two. So the checks of the Raft lab go on underneath, whoever wrote it.
 */
import type {
  ApplyMessage,
  MakeRaft,
  MaybePromise,
  Persister,
  RaftServer,
  StartResult,
} from 'raft';
import {
  execute,
  fromSnapshot,
  NO_STATE,
  ownPart,
  type ServiceState,
  toSnapshot,
} from 'raft/service-state';
import { makeServer, startOn } from 'raft/solution';
import * as subject from 'subject:raft';
import type { RaftReport } from './raft-report.ts';

/** What a server needs of its Raft before it makes snapshots (part 3B). */
const METHODS = ['start', 'getState', 'requestVote', 'appendEntries'];

/** The node that this realm is. */
interface Node {
  readonly disk: Persister;
  readonly report: (passed: RaftReport) => void;
  /** Virtual ms until the server hears what `start` has answered; 0: at once. */
  readonly lateStart: number;
}

let node: Node | undefined;
let latest: RaftServer | undefined;

/** Whose Raft it is, and who listens to what passes from now on. */
export function listenToRaft(raft: Node): void {
  node = raft;
}

/** The node's disk as the server sees it: of a snapshot, its own part. */
export function ownDisk(disk: Persister): Persister {
  return {
    save: (state, snapshot) => disk.save(state, snapshot),
    stateSize: () => disk.stateSize(),
    read() {
      const { state, snapshot } = disk.read();
      return { state, snapshot: snapshot && ownPart(snapshot) };
    },
  };
}

/** The Raft server that this node has made; `undefined` before it has. */
export function raftOfThisNode(): RaftServer | undefined {
  return latest;
}

export const makeRaft: MakeRaft = (options) => {
  if (node === undefined) throw new Error('listenToRaft() comes first');
  const { disk, report, lateStart } = node;
  const history = new History(fromSnapshot(disk.read().snapshot) ?? NO_STATE);
  const apply = (message: ApplyMessage): void => {
    report(message); // The checks come first: beyond here it is as it should be.
    history.apply(message);
    if (message.kind === 'command') return options.apply(message);
    return options.apply({ ...message, data: ownPart(message.data) });
  };
  const server = makeServer(subject, { ...options, persister: disk, apply }, METHODS);
  latest = server;
  listenToCalls(server, report, lateStart);
  markSnapshots(server, history);
  return server;
};

/**
 * What the checks know of a service's state: how far it has come, and a digest of the commands up to
 * there. It stands in front of each snapshot, so that the checks can tell what that is made of.
 */
class History {
  /** From the last snapshot on, by index. */
  readonly #states = new Map<number, ServiceState>();
  #last: ServiceState;

  constructor(restored: ServiceState) {
    this.#last = restored;
    this.#states.set(restored.index, restored);
  }

  apply(message: ApplyMessage): void {
    const { kind, index } = message;
    this.#last =
      kind === 'command'
        ? execute(this.#last, index, message.command)
        : (fromSnapshot(message.data) ?? NO_STATE);
    this.#states.set(index, this.#last);
  }

  /** A snapshot of all up to there; what it holds otherwise, no check will believe. */
  snapshot(index: number, own: Uint8Array): Uint8Array {
    for (const older of this.#states.keys()) if (older < index) this.#states.delete(older);
    return toSnapshot(this.#states.get(index) ?? { index, digest: 0 }, own);
  }
}

/** In place: whatever else the server has stays as it is, RPCs of its own among it. */
function listenToCalls(server: RaftServer, report: Node['report'], lateStart: number): void {
  const start = server.start.bind(server);
  server.start = (command) => {
    report({ kind: 'start', command });
    const result = startOn({ start }, command);
    const told = (answer: StartResult): StartResult => {
      report({ kind: 'started', command, result: answer });
      return answer;
    };
    const answer = result instanceof Promise ? result.then(told) : told(result);
    return lateStart === 0 ? answer : later(lateStart, answer);
  };
}

/** As of a Raft that waits for its disk before it answers, while its messages are on their way. */
async function later(ms: number, answer: MaybePromise<StartResult>): Promise<StartResult> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return answer;
}

function markSnapshots(server: RaftServer, history: History): void {
  if (typeof server.snapshot !== 'function') return; // It has not come so far yet: part 2D.
  const snapshot = server.snapshot.bind(server);
  server.snapshot = (index, data) => snapshot(index, history.snapshot(index, data));
}
